"""What is still to be appraised: each leaf of a desk with its state, by criterion and by agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from django.db.models import Exists, OuterRef, QuerySet

from chiso.language import Text, text
from chiso.office.campaigns.appraising.desk import Desk
from chiso.office.campaigns.appraising.rounds import Calendar, needs_second_round
from chiso.office.campaigns.appraising.twice import BLIND_LAYER, SEATS, is_drawn
from chiso.office.campaigns.models import Answer, Question, Reply
from chiso.office.campaigns.participants import Leaf
from chiso.office.organisation.models import Agency
from chiso.scoring.layers import Layer

State: TypeAlias = Literal["todo", "changed", "differs", "agreed", "corrected", "stands", "closed"]
Asked: TypeAlias = Literal["", "asked", "answered"]
Place: TypeAlias = tuple[int, str]
STATES: dict[State, Text] = {
    "todo": text("still to be appraised"),
    "changed": text("changed since it was appraised"),
    "differs": text("two appraisers differ"),
    "agreed": text("agreed"),
    "corrected": text("corrected"),
    "stands": text("nothing new in the second round"),
    "closed": text("not open now"),
}
UNDONE: frozenset[State] = frozenset({"todo", "changed"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf on a desk. `layer`: the round that is open for it; `asked`: how a question to it stands."""

    leaf: Leaf
    unit: Agency
    agency: Agency
    name: str
    layer: Layer | None
    state: State
    asked: Asked
    is_drawn: bool

    @property
    def is_undone(self) -> bool:
        """Whether the appraiser has still to decide on it."""
        return self.state in UNDONE


@dataclass(frozen=True, slots=True)
class Counts:
    """How many leaves there are, how many are done, and what is worth a look."""

    total: int
    done: int
    asked: int
    answered: int
    differ: int

    @property
    def left(self) -> int:
        """How many are still to be decided on."""
        return self.total - self.done


class _Row(NamedTuple):
    layer: str
    seat: int
    by: int | None
    agreed: bool
    at: datetime


def entries_of(
    desk: Desk, calendar: Calendar, leaves: Sequence[Leaf] | None = None, *, watching: bool = False
) -> list[Entry]:
    """The leaves with their state; three queries, however many there are.

    `watching`: for who watches the whole, from whom no blind appraisal is hidden.
    """
    chosen = desk.leaves if leaves is None else leaves
    facts = _facts_of(desk, calendar, chosen, watching=watching)
    return [_entry(desk, calendar, leaf, facts) for leaf in chosen]


def counts_of(entries: Iterable[Entry]) -> Counts:
    """How far one is."""
    rows = list(entries)
    return Counts(
        total=len(rows),
        done=sum(not one.is_undone for one in rows),
        asked=sum(one.asked == "asked" for one in rows),
        answered=sum(one.asked == "answered" for one in rows),
        differ=sum(one.state == "differs" for one in rows),
    )


def next_undone(entries: Sequence[Entry], here: Place) -> Entry | None:
    """The next leaf to decide on after one, going round; None where all others are done."""
    places = [(one.leaf.unit, one.leaf.code) for one in entries]
    start = places.index(here) + 1 if here in places else 0
    turned = [*entries[start:], *entries[:start]]
    return next((one for one in turned if one.is_undone and (one.leaf.unit, one.leaf.code) != here), None)


@dataclass(frozen=True)
class _Facts:
    rows: Mapping[Place, Sequence[_Row]]
    differing: frozenset[Place]
    asked: Mapping[Place, Asked]
    was_asked: frozenset[Place]
    drawn: frozenset[Place]
    person: int


def _facts_of(desk: Desk, calendar: Calendar, leaves: Sequence[Leaf], *, watching: bool) -> _Facts:
    places = {(leaf.unit, leaf.code) for leaf in leaves}
    answers = Answer.objects.filter(campaign=desk.campaign)
    questions = Question.objects.filter(campaign=desk.campaign)
    codes, units = {code for _, code in places}, {unit for unit, _ in places}
    if len(codes) == 1:
        answers, questions = answers.filter(node__in=codes), questions.filter(node__in=codes)
    elif len(units) == 1:
        answers, questions = answers.filter(unit__in=units), questions.filter(unit__in=units)
    uids = {key: unit.uid for key, unit in desk.participants.units.items()}
    drawn = frozenset(one for one in places if is_drawn(desk.campaign, uids[one[0]], one[1]))
    rows: dict[Place, list[_Row]] = defaultdict(list)
    columns = ("unit", "node", "layer", "seat", "by", "agreed", "at")
    for unit, node, *rest in answers.order_by().values_list(*columns):
        if (unit, node) in places:
            rows[unit, node].append(_Row(*rest))
    differing = _differing(answers)
    if not watching:
        blind = {(leaf.unit, leaf.code) for leaf in leaves if calendar.is_blind_round(leaf)} & drawn
        for place in blind:
            rows[place] = _seen(rows[place], desk.person.pk)
    open_now, ever = _asked(questions)
    return _Facts(rows, differing & places, open_now, ever, drawn, desk.person.pk)


def _seen(rows: Sequence[_Row], person: int) -> list[_Row]:
    """What a person may know of a leaf that is drawn: not the other's first round before both are in."""
    if {row.seat for row in rows if row.layer == BLIND_LAYER} >= set(SEATS):
        return list(rows)
    return [row for row in rows if row.layer != BLIND_LAYER or row.by == person]


def _differing(answers: QuerySet[Answer]) -> frozenset[Place]:
    """The leaves on which two blind appraisals give different inputs."""
    both = Answer.objects.filter(
        campaign=OuterRef("campaign"), unit=OuterRef("unit"), node=OuterRef("node"), layer=BLIND_LAYER, seat=2
    )
    found: dict[Place, set[str]] = defaultdict(set)
    judged = answers.filter(Exists(both), layer=BLIND_LAYER).order_by()
    for unit, node, status, rows in judged.values_list("unit", "node", "status", "rows"):
        found[unit, node].add(repr((status, rows)))
    return frozenset(place for place, said in found.items() if len(said) > 1)


def _asked(questions: QuerySet[Question]) -> tuple[dict[Place, Asked], frozenset[Place]]:
    """How the open questions stand, and about which leaves anything was ever asked."""
    reply = Reply.objects.filter(question=OuterRef("pk"), is_appraiser=False)
    open_now: dict[Place, Asked] = {}
    ever: set[Place] = set()
    annotated = questions.annotate(answered=Exists(reply)).order_by()
    for unit, node, closed_at, answered in annotated.values_list("unit", "node", "closed_at", "answered"):
        ever.add((unit, node))
        if closed_at is None and (answered or (unit, node) not in open_now):
            open_now[unit, node] = "answered" if answered else "asked"
    return open_now, frozenset(ever)


def _entry(desk: Desk, calendar: Calendar, leaf: Leaf, facts: _Facts) -> Entry:
    place = (leaf.unit, leaf.code)
    layer = calendar.layer_now(leaf)
    return Entry(
        leaf=leaf,
        unit=desk.unit(leaf),
        agency=desk.agency(leaf),
        name=desk.name_of_unit(leaf),
        layer=layer,
        state=_state(layer, place, facts),
        asked=facts.asked.get(place, ""),
        is_drawn=place in facts.drawn,
    )


def _state(layer: Layer | None, place: Place, facts: _Facts) -> State:
    rows = facts.rows.get(place, ())
    # One's own seat comes before the first.
    seen = sorted(rows, key=lambda row: row.by == facts.person)
    by_layer = {row.layer: row for row in seen if row.seat == 1 or row.by == facts.person}
    differs = place in facts.differing
    first, second = by_layer.get("appraised_1"), by_layer.get("appraised_2")
    if second is not None:
        return _judged(second, by_layer.get("explained"))
    if layer == "appraised_2":
        again = needs_second_round(by_layer, was_asked=place in facts.was_asked, differ=differs)
        return "todo" if first is None or again else "stands"
    if first is not None:
        return "differs" if differs else _judged(first, by_layer.get("self_assessed"))
    return "todo" if layer is not None else "closed"


def _judged(judged: _Row, base: _Row | None) -> State:
    if base is not None and base.at > judged.at:
        return "changed"
    return "agreed" if judged.agreed else "corrected"
