"""A campaign as everybody together may treat it, in any order, while the clock runs on.

Each rule is a call of a service by somebody, who may have the right or not, in time or not. What the
calendar allows is told apart by `Book`, which is kept from what was granted, not from the database. After
each step: whatever was written was open, was written by who may, and is in the record as it stands; what
is closed did not move; nothing was published by one person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.models import Answer, Campaign, Edition, Phase, PhaseException, Submission
from chiso.office.ledger.models import Entry
from chiso.office.organisation.models import Agency
from chiso.scoring.layers import Layer
from tests.office.campaigns.making import Running

ORDER = (
    "preparation", "self_assessment", "completeness", "appraisal_1", "explanation", "appraisal_2",
    "council", "results", "petition", "decision", "publication", "correction",
)  # fmt: skip
LAYER_OF: dict[str, Layer] = {
    "self_assessment": "self_assessed",
    "appraisal_1": "appraised_1",
    "explanation": "explained",
    "appraisal_2": "appraised_2",
}
WRITTEN: tuple[Layer, ...] = ("self_assessed", "self_assessed", "self_assessed", "explained")
# Each of these, for the criterion of that code, is an answer that scoring takes.
CHOICES: dict[str, tuple[tuple[InputRow, ...], ...]] = {
    "1": tuple((InputRow("days_beyond_limit", "Hồ sơ 1", value=days),) for days in ("-1", "0", "1")),
    "6": tuple(
        (
            InputRow("correct", value="true"),
            InputRow("posted", value=one),
            InputRow("electronic", value=other),
        )
        for one in ("true", "false")
        for other in ("true", "false")
    ),
}


def given(node: str, choice: int) -> Given:
    """One of the answers to a criterion."""
    choices = CHOICES[node]
    return Given(choices[choice % len(choices)], note="Theo sổ theo dõi")


@dataclass
class Opening:
    """A phase, or an exception from it, as somebody was told: for all, or one agency, or one part of it."""

    kind: str
    opens: datetime
    closes: datetime
    agency: int | None = None
    node: str = ""

    def holds(self, at: datetime, agency: int | None, node: str) -> bool:
        """Whether it opens something for an agency at a time; of the whole ("") any part will do."""
        is_theirs = self.agency is None or self.agency == agency
        is_there = not self.node or not node or node == self.node
        return self.opens <= at < self.closes and is_theirs and is_there


@dataclass
class Book:
    """What is open, kept by hand."""

    phases: dict[int, Opening] = field(default_factory=dict)
    exceptions: dict[int, Opening] = field(default_factory=dict)
    is_closed: bool = False

    def is_open(self, kinds: Collection[str], agency: int | None = None, node: str = "") -> bool:
        """Whether one of these kinds of phase is open now."""
        now = timezone.now()
        openings = [*self.phases.values(), *self.exceptions.values()]
        return not self.is_closed and any(
            one.kind in kinds and one.holds(now, agency, node) for one in openings
        )

    def is_open_again(self, agency: int, node: str) -> bool:
        """Whether an exception for this very part lets an agency write now."""
        now = timezone.now()
        return any(
            one.kind == "self_assessment" and one.node == node and one.holds(now, agency, node)
            for one in self.exceptions.values()
        )

    def extension(self, kind: str, agency: int, until: datetime) -> Opening:
        """More time as it is granted: from the end that holds for the agency, or from now."""
        ends = [one.closes for one in self.phases.values() if one.kind == kind]
        ends += [
            one.closes
            for one in self.exceptions.values()
            if one.kind == kind and one.agency in (None, agency)
        ]
        return Opening(kind, max(*ends, timezone.now()), until, agency)


Place = tuple[int, str, str, int]


@dataclass
class Kept:
    """What was seen of a campaign after the last step: to be compared with what is seen after the next."""

    answers: dict[Place, tuple[int, list[Any], str]] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)


def seen(campaign: Campaign) -> Kept:
    """What stands now."""
    answers = Answer.objects.filter(campaign=campaign)
    submissions = Submission.objects.filter(campaign=campaign)
    return Kept(
        {
            (one.unit_id, one.node, one.layer, one.seat): (one.version, one.rows, one.status)
            for one in answers
        },
        dict(submissions.values_list("agency", "state")),
    )


def check_no_layer_is_lost(campaign: Campaign, before: Kept) -> None:
    """Every layer that there ever was is there; the record holds each version, the last as it stands."""
    told: dict[Place, list[dict[str, Any]]] = {}
    for entry in Entry.objects.filter(verb="answer_saved", outcome="done").order_by("pk"):
        facts = entry.facts
        if facts["campaign"] == campaign.pk:
            told.setdefault((facts["unit"], facts["node"], facts["layer"], facts["seat"]), []).append(facts)
    now = seen(campaign).answers
    assert set(now) == set(told)
    assert set(before.answers) <= set(now)
    for place, (version, rows, status) in now.items():
        assert [facts["version"] for facts in told[place]] == list(range(1, version + 1)), place
        last = told[place][-1]
        assert (last["rows"], last["status"]) == (rows, status), place


def check_no_phase_is_skipped(campaign: Campaign) -> None:
    """No moment at which two phases are open that have another between them, nor one before its turn."""
    phases = list(Phase.objects.filter(campaign=campaign))
    for one in phases:
        for other in phases:
            apart = ORDER.index(other.kind) - ORDER.index(one.kind)
            if apart > 0:
                assert one.opens_at <= other.opens_at, (one.kind, other.kind)
                assert one.closes_at <= other.closes_at, (one.kind, other.kind)
            if apart > 1:
                assert one.closes_at <= other.opens_at, (one.kind, other.kind)


def check_two_people_publish(campaign: Campaign) -> None:
    """Of each published edition: prepared and approved by two, approved and published by two."""
    published = Edition.objects.filter(campaign=campaign, state="published").order_by("number")
    for place, edition in enumerate(published):
        people = (edition.prepared_by_id, edition.approved_by_id, edition.published_by_id)
        assert None not in people
        assert edition.prepared_by_id != edition.approved_by_id != edition.published_by_id
        # Whatever follows the first names what it supersedes, and why.
        assert (edition.supersedes_id is not None, bool(edition.reason)) == (place > 0, place > 0)


def check_exceptions_stay(campaign: Campaign, granted: int) -> None:
    """No exception is ever deleted, and each says why."""
    found = list(PhaseException.objects.filter(campaign=campaign))
    assert len(found) == granted
    assert all(one.reason for one in found)


def calendar_from(begin: datetime, days: int) -> dict[str, tuple[datetime, datetime]]:
    """A year: each phase some days, one after the other."""
    length = timedelta(days=days)
    return {kind: (begin + place * length, begin + (place + 1) * length) for place, kind in enumerate(ORDER)}


def check_nothing_else_moved(before: Kept, now: Kept, written: Collection[tuple[int, str, str]]) -> None:
    """What was not written by the last step stands as it stood."""
    for place in {*before.answers, *now.answers}:
        if place[:3] not in written:
            assert before.answers.get(place) == now.answers.get(place), place


def unit_of(made: Running, who: str) -> Agency:
    """The district of somebody who works in one."""
    return made.hoan_kiem if who.endswith("_2") else made.ba_dinh
