"""Late answers where the set itself says what they are worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import save_answer, save_what_is_sound
from chiso.office.campaigns.calendar.exceptions import grant_extension
from chiso.office.campaigns.models import Answer, Phase
from chiso.office.campaigns.scoring import result_of
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db
EXAMPLE = "example-every-rule@1"


def late_campaign(lateness: str) -> Running:
    """A campaign by the set of examples, over since a minute, with an hour for what is late."""
    made = running("self_assessment", framework=EXAMPLE)
    made.close("self_assessment")
    made.campaign.lateness = lateness
    made.campaign.save()
    Phase.objects.update(late_until=timezone.now() + timedelta(hours=1))
    return made


def save(made: Running, node: str, value: str, version: int = 0) -> Answer:
    name = {"G.1": "points", "G.2": "dialogues"}[node]
    with scopes_disabled():
        return save_answer(
            actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node=node,
            given=Given((InputRow(name, value=value),)), expected_version=version,
        )  # fmt: skip


def test_a_late_answer_is_late_where_campaign_and_set_say_what_it_is_worth() -> None:
    # Of the set of examples G.1 counts zero if it is late, G.2 counts as if it were in time.
    made = late_campaign("by_rule")
    assert (save(made, "G.1", "2").status, save(made, "G.2", "2").status) == ("late", "given")
    result = result_of(made.participants)
    assert result.node("quan-ba-dinh", "G.1").points == 0
    assert result.node("quan-ba-dinh", "G.2").points == 2


def test_where_the_campaign_only_marks_lateness_the_answer_counts() -> None:
    made = late_campaign("marked")
    assert save(made, "G.1", "2").status == "given"


def test_what_was_in_time_and_is_saved_again_unchanged_stays_in_time() -> None:
    made = late_campaign("by_rule")
    Phase.objects.update(closes_at=timezone.now() + timedelta(minutes=5))
    assert save(made, "G.1", "2").status == "given"
    made.close("self_assessment")
    assert save(made, "G.1", "2", version=1).status == "given"
    assert save(made, "G.1", "3", version=2).status == "late"


def test_more_time_that_is_granted_afterwards_makes_it_in_time_when_it_is_saved_again() -> None:
    made = late_campaign("by_rule")
    assert save(made, "G.1", "2").status == "late"
    grant_extension(
        actor=made.people["coordinator"], campaign=made.campaign, agency=made.ba_dinh,
        phase="self_assessment", until=timezone.now() + timedelta(hours=2), reason="Bão.",
    )  # fmt: skip
    assert save(made, "G.1", "2", version=1).status == "given"


def test_an_autosave_of_a_late_answer_that_did_not_change_writes_nothing() -> None:
    made = late_campaign("by_rule")
    save(made, "G.1", "2")
    with scopes_disabled():
        saved = save_what_is_sound(
            actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node="G.1",
            given=Given((InputRow("points", value="2"),)), expected_version=1,
        )  # fmt: skip
    assert (saved.is_new, saved.answer.version if saved.answer else 0) == (False, 1)
