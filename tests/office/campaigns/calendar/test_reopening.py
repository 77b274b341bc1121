"""A published year opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from chiso.office.campaigns.access import ANSWER, PREPARE_EDITION, RULE, SEE_RESULT
from chiso.office.campaigns.calendar.reopening import reopen_year
from chiso.office.campaigns.models import Campaign, Edition, PhaseException
from chiso.office.errors import Incomplete, NoRight
from chiso.office.notices.models import Notice
from chiso.office.people.rights import Where, may
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db


def published() -> Running:
    made = running("publication")
    Edition.objects.create(
        campaign=made.campaign, number=1, state="published", run_hash="0" * 64, folder="x",
        prepared_by=made.people["coordinator"],
    )  # fmt: skip
    made.campaign.closed_at = timezone.now()
    made.campaign.save()
    return made


def reopen(made: Running, who: str = "coordinator", reason: str = "Sai số hồ sơ của một quận.") -> None:
    reopen_year(
        actor=made.people[who],
        campaign=made.campaign,
        reason=reason,
        until=timezone.now() + timedelta(days=5),
        expected_version=made.campaign.version,
    )
    made.campaign.refresh_from_db()


def test_a_closed_year_lets_nothing_be_written_yet_agencies_see_their_result() -> None:
    made = published()
    assert not may(made.people["secretary"], RULE, Where(campaign=made.campaign))
    assert not may(made.people["coordinator"], PREPARE_EDITION, Where(campaign=made.campaign))
    assert may(made.people["head"], SEE_RESULT, Where(made.ba_dinh, made.campaign))


def test_a_published_year_is_opened_for_the_council_and_a_correction_and_for_nothing_else() -> None:
    made = published()
    reopen(made)
    assert made.campaign.closed_at is None
    assert may(made.people["secretary"], RULE, Where(campaign=made.campaign))
    assert may(made.people["coordinator"], PREPARE_EDITION, Where(campaign=made.campaign))
    assert not may(made.people["officer"], ANSWER, Where(made.ba_dinh, made.campaign, "1"))
    kinds = set(PhaseException.objects.values_list("kind", "phase"))
    assert kinds == {("year_reopened", "council"), ("year_reopened", "correction")}
    told = set(Notice.objects.values_list("person__full_name", flat=True))
    assert told == {made.people[who].full_name for who in ("secretary", "member", "leader")}


def test_a_year_is_not_opened_again_that_was_not_published_or_is_open() -> None:
    made = running("council")
    with pytest.raises(Incomplete) as refused:
        reopen(made)
    assert [one.code for one in refused.value.problems] == ["CH-7811"]
    Campaign.objects.update(closed_at=timezone.now())
    made.campaign.refresh_from_db()
    with pytest.raises(Incomplete) as refused:
        reopen(made, reason="")
    assert [one.code for one in refused.value.problems] == ["CH-7805", "CH-7811"]


@pytest.mark.parametrize("who", ["leader", "secretary", "head", "auditor"])
def test_only_a_coordinator_opens_a_year_again(who: str) -> None:
    made = published()
    with pytest.raises(NoRight):
        reopen(made, who)
