"""Statistics counted by hand: what appraisal changed, what lacks evidence, what was explained."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, Question
from chiso.office.campaigns.watching.statistics import statistics_of
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db


def published(made: Running, unit: object, layer: str, *said: str, **fields: object) -> None:
    """An answer to leaf 6: three times yes or no; two points for three times yes, else none or one."""
    names = ("correct", "posted", "electronic")
    with scopes_disabled():
        Answer.objects.create(
            campaign=made.campaign, unit=unit, node="6", field="6", layer=layer, agency=unit,
            status="given", rows=[[name, "", one, "", "", ""] for name, one in zip(names, said, strict=True)],
            **fields,
        )  # fmt: skip


def test_points_are_counted_leaf_by_leaf_between_the_layers() -> None:
    made = running()
    published(made, made.ba_dinh, "self_assessed", "true", "true", "true")
    published(made, made.ba_dinh, "appraised_1", "false", "true", "true")
    published(made, made.hoan_kiem, "self_assessed", "true", "true", "true", evidence=1)
    published(made, made.hoan_kiem, "appraised_1", "true", "true", "true", agreed=True)
    found = statistics_of(made.campaign)
    assert (found.whole.raised, found.whole.lowered, found.whole.left) == (0, 1, 1)
    # The decree: not complete or not correct, 0 points; in full, 2 (Nghị định 61/2018, Điều 31).
    assert found.whole.points == Fraction(-2)
    by_field = {line.node.code: line for line in found.fields}
    assert (by_field["6"].changed.lowered, by_field["6"].counted.bare, by_field["5"].counted.bare) == (
        1,
        1,
        0,
    )
    by_agency = {line.agency: line.changed.points for line in found.agencies}
    assert by_agency == {made.ba_dinh: Fraction(-2), made.hoan_kiem: Fraction(0)}


def test_explanations_and_lateness_are_counted() -> None:
    made = running()
    published(made, made.ba_dinh, "self_assessed", "true", "true", "true")
    with scopes_disabled():
        for accepted in (True, False, None):
            Question.objects.create(
                campaign=made.campaign, unit=made.ba_dinh, node="6", agency=made.ba_dinh,
                asked_by=made.people["appraiser"], words="?", answer_until=timezone.now(), accepted=accepted,
            )  # fmt: skip
        Answer.objects.update(status="late")
    counted = statistics_of(made.campaign).counted
    assert (counted.asked, counted.accepted, counted.declined, counted.late) == (3, 1, 1, 1)
