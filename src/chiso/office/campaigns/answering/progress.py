"""How far an agency is: the state of each leaf, what it lacks, when it must be done.

A leaf is done when nothing that the rule asks for is still to come and something bears it out: a document
beside it, or an explanation. Leaves whose figures come from elsewhere are not the agency's to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from django.db.models import BigIntegerField, Case, Q, QuerySet, Value, When
from django.utils import timezone

from chiso.language import Text, text
from chiso.office.campaigns.calendar.lateness import deadlines_of
from chiso.office.campaigns.models import Answer, Campaign, Phase
from chiso.office.campaigns.participants import Leaf
from chiso.office.compiled import Compiled, given
from chiso.office.organisation.models import Agency
from chiso.office.people.rights import is_within
from chiso.office.ui.tasks import time_left

State: TypeAlias = Literal["done", "part", "none", "elsewhere"]
Lack: TypeAlias = Literal["figures", "proof"]

# Self-assessed answers of leaves that are done, for counting in the database.
DONE = Q(lacking=0) & (Q(evidence__gt=0) | ~Q(note=""))
FROM_ELSEWHERE = ~Q(origin__in=("", "agency"))

STATES: dict[State, Text] = {
    "done": text("done"),
    "part": text("something is lacking"),
    "none": text("not begun"),
    "elsewhere": text("comes from elsewhere"),
}
LACKS: dict[Lack, Text] = {
    "figures": text("figures"),
    "proof": text("evidence or an explanation"),
}


@dataclass(frozen=True, slots=True)
class LeafState:
    """How a leaf stands. `version` 0: nothing was entered yet."""

    leaf: Leaf
    state: State
    lacks: tuple[Lack, ...] = ()
    origin: str = ""
    version: int = 0

    @property
    def words(self) -> Text:
        """The state in words."""
        return STATES[self.state]


def states_of(campaign: Campaign, leaves: Sequence[Leaf]) -> list[LeafState]:
    """The state of each of these leaves. One query."""
    agencies = {leaf.responsible for leaf in leaves}
    if len(agencies) == 1:
        kept: Iterable[tuple[Any, ...]] = _OF_ONE.tuples(campaign=campaign.pk, of=agencies.pop())
    else:
        kept = _columns(Answer.objects.filter(campaign=campaign, agency__in=agencies))
    rows = {row[:2]: row[2:] for row in kept}
    return [_state(leaf, rows.get((leaf.unit, leaf.code))) for leaf in leaves]


def _columns(answers: QuerySet[Answer]) -> Any:
    """Of the self-assessed ones: unit and node, then what makes the state."""
    has_note = Case(When(note="", then=Value(False)), default=Value(True))
    own = answers.filter(layer="self_assessed", seat=1).annotate(has_note=has_note).order_by()
    return own.values_list("unit", "node", "origin", "lacking", "evidence", "has_note", "version")


_OF_ONE = Compiled(
    lambda: _columns(
        Answer.objects.filter(
            campaign=given("campaign", BigIntegerField()), agency=given("of", BigIntegerField())
        )
    )
)


def _state(leaf: Leaf, row: tuple[Any, ...] | None) -> LeafState:
    if row is None:
        return LeafState(leaf, "none", ("figures", "proof"))
    origin, lacking, evidence, has_note, version = row
    if origin not in ("", "agency"):
        return LeafState(leaf, "elsewhere", (), origin, version)
    lacks: list[Lack] = []
    if lacking:
        lacks.append("figures")
    if not evidence and not has_note:
        lacks.append("proof")
    return LeafState(leaf, "part" if lacks else "done", tuple(lacks), origin, version)


@dataclass(frozen=True, slots=True)
class Count:
    """How many leaves are done of those that are the agency's to do."""

    done: int
    of: int

    @property
    def left(self) -> int:
        """How many are still to do."""
        return self.of - self.done


def count(states: Iterable[LeafState]) -> Count:
    """How far it is over these leaves."""
    own = [one for one in states if one.state != "elsewhere"]
    return Count(sum(one.state == "done" for one in own), len(own))


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a kind of phase is open for an agency: now, next, or last."""

    kind: str
    opens_at: datetime
    closes_at: datetime
    state: Literal["open", "ahead", "over"]

    def left(self, now: datetime) -> Text:
        """How long there still is; only while it is open."""
        days = (timezone.localdate(self.closes_at) - timezone.localdate(now)).days
        return time_left(self.closes_at - now, days)


def deadline_of(
    campaign: Campaign, agency: Agency, kinds: Sequence[str], now: datetime | None = None, node: str = ""
) -> Deadline | None:
    """The phase of these kinds that concerns an agency: the open one that ends last, else the next, else the
    last. With `node` that of a leaf: what is open for it alone counts. Two queries.
    """
    now = now or timezone.now()
    known = deadlines_of(campaign)
    spans = [
        (one.kind, one.opens_at, _end(one, campaign))
        for one in known.phases
        if one.kind in kinds and (not one.nodes or not node or any(is_within(node, it) for it in one.nodes))
    ]
    spans += [
        (one.phase, one.opens_at, one.closes_at)
        for one in known.exceptions
        if one.phase in kinds
        and one.agency_id in (None, agency.pk)
        and (not one.node or (node and is_within(node, one.node)))
    ]
    running = [span for span in spans if span[1] <= now < span[2]]
    if running:
        return Deadline(*max(running, key=lambda span: span[2]), "open")
    ahead = [span for span in spans if span[1] > now]
    if ahead:
        return Deadline(*min(ahead, key=lambda span: span[1]), "ahead")
    over = [span for span in spans if span[2] <= now]
    return Deadline(*max(over, key=lambda span: span[2]), "over") if over else None


def _end(phase: Phase, campaign: Campaign) -> datetime:
    """When a phase ends; what is late is taken to the end of that where the campaign takes it."""
    late = phase.late_until if campaign.lateness != "refused" else None
    return late if late is not None and phase.closes_at <= timezone.now() else phase.closes_at
