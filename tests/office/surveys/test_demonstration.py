"""The rounds of a demonstration: made up and marked as such, sound, and fed into the made-up campaign."""

from __future__ import annotations

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer
from chiso.office.demonstration.surveys import show_surveys
from chiso.office.surveys.models import SurveyRound
from chiso.office.surveys.reading import estimates_in
from tests.office.making import make_agency
from tests.office.surveys.making import LEAF, campaign

pytestmark = pytest.mark.django_db


def test_both_rounds_are_marked_and_the_survey_feeds_the_city() -> None:
    made = campaign("appraisal_1")
    made.campaign.assignments.filter(unit=made.hoan_kiem).delete()
    for number in range(20):
        make_agency(f"Phường {number}", uid=f"phuong-{number}", level="commune", kind="phường")
    with scopes_disabled():
        show_surveys({"thong-ke": made.people["statistician"], "dieu-phoi": made.people["coordinator"]})
    assert {one.basis for one in SurveyRound.objects.filter(is_made_up=True)} == {"probability", "open"}
    assert all("minh hoạ" in one.name for one in SurveyRound.objects.all())
    survey = SurveyRound.objects.get(basis="probability")
    rows = [row for row in estimates_in(survey.versions.get().estimates) if row.code == "index"]
    # The city and its twenty communes, some of them suppressed with their reason.
    assert len(rows) == 21
    assert any(row.flag == "suppressed" for row in rows)
    with scopes_disabled():
        fed = Answer.objects.get(campaign=made.campaign, node=LEAF)
    assert (fed.origin, fed.rows[0][2]) == ("survey", repr(rows[0].estimate))
