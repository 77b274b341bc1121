"""Aids to judge alike: one document judged differently, and appraisers harder or softer than others.

A difference is no mistake: units differ, and so does what a document proves. What is shown is where to look
and whom to talk to; below a number of judgements nothing is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Subquery

from chiso.language import Text, text
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.appraising.agreement import Judgement, points_of_answers
from chiso.office.campaigns.appraising.desk import Desk
from chiso.office.campaigns.appraising.queue import Place
from chiso.office.campaigns.appraising.reasons import OF_EVIDENCE, REASONS
from chiso.office.campaigns.appraising.rounds import SECOND_FIRST, Calendar
from chiso.office.campaigns.appraising.twice import BLIND_LAYER, is_drawn, shown_to
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.participants import Leaf
from chiso.office.files.models import DocumentUse, Revision
from chiso.office.people.models import Person
from chiso.scoring import agreement as pure

# Below so many judgements of one's own, or of others, a mean is chance.
ENOUGH = 10
# A difference that is worth a talk: a twentieth of the maximum.
WORTH_A_TALK = Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Judged:
    """An appraisal that counts: where, whose, what it gives as a share of the maximum (None: no share)."""

    leaf: Leaf
    answer: Answer
    points: Judgement
    share: Fraction | None
    given_share: Fraction | None

    @property
    def verdict(self) -> Text:
        """Agreed, or corrected and why."""
        if self.answer.agreed:
            return text("agreed")
        reason = REASONS.get(self.answer.reason)
        return text("corrected: {reason}", reason=reason) if reason else text("corrected")


@dataclass(frozen=True, slots=True)
class SameDocument:
    """A file that stands beside several leaves and was judged differently there."""

    sha256: str
    name: str
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class SeverityShown:
    """An appraiser beside the others on the same criteria. `difference`: of the maximum, in per cent."""

    person: Person
    difference: Fraction
    severity: pure.Severity
    meaning: Text


def judged_of(desk: Desk, calendar: Calendar, *, watching: bool = False) -> list[Judged]:
    """The appraisals on a desk that the reader may know, the second round before the first. One query."""
    layers = (*SECOND_FIRST, "self_assessed")
    rows = Answer.objects.select_related("by").filter(campaign=desk.campaign, layer__in=layers)
    by_place: dict[Place, list[Answer]] = defaultdict(list)
    for row in rows.order_by():
        by_place[row.unit_id, row.node].append(row)
    chosen: list[tuple[Leaf, Answer, Answer | None]] = []
    for leaf in desk.leaves:
        answers = by_place.get((leaf.unit, leaf.code), [])
        uid = desk.participants.units[leaf.unit].uid
        if not watching:
            blind = is_drawn(desk.campaign, uid, leaf.code) and calendar.is_blind_round(leaf)
            answers = shown_to(desk.person, answers, blind=blind)
        chosen += [(leaf, *pair) for pair in _counting(answers)]
    worth = points_of_answers_each(desk, [(leaf, answer) for leaf, answer, _ in chosen])
    given = points_of_answers_each(desk, [(leaf, own) for leaf, _, own in chosen if own is not None])
    kept = iter(given)
    return [
        Judged(
            leaf, answer, points, _share(desk, leaf, points), _share(desk, leaf, next(kept)) if own else None
        )
        for (leaf, answer, own), points in zip(chosen, worth, strict=True)
    ]


def points_of_answers_each(desk: Desk, judged: Sequence[tuple[Leaf, Answer]]) -> list[Judgement]:
    """As `points_of_answers`, where a leaf may come twice (two seats): those in runs of their own."""
    first: dict[Place, int] = {}
    again: list[int] = []
    for number, (leaf, _) in enumerate(judged):
        if first.setdefault((leaf.unit, leaf.code), number) != number:
            again.append(number)
    found: dict[int, Judgement] = {}
    for numbers in (list(first.values()), again):
        worth = points_of_answers(desk.participants, [judged[number] for number in numbers])
        found.update(zip(numbers, worth, strict=True))
    return [found[number] for number in range(len(judged))]


def _counting(answers: Sequence[Answer]) -> list[tuple[Answer, Answer | None]]:
    """What was judged at a leaf, beside what the agency gave: round two, else the seats of round one."""
    own = next((one for one in answers if one.layer == "self_assessed"), None)
    second = [one for one in answers if one.layer == "appraised_2"]
    return [(one, own) for one in second or [one for one in answers if one.layer == BLIND_LAYER]]


def _share(desk: Desk, leaf: Leaf, points: Judgement) -> Fraction | None:
    most = leaf.node.max_points
    if not isinstance(points, Fraction) or not most:
        return None
    if asked_of(desk.participants.framework, leaf.code).compares_units:
        return None
    return points / most


def same_documents(desk: Desk, judged: Iterable[Judged]) -> list[SameDocument]:
    """Files beside several leaves that were judged differently: at one criterion with other shares of the
    points, or as evidence here accepted and there not. Two queries."""
    by_place: dict[Place, list[Judged]] = defaultdict(list)
    for one in judged:
        by_place[one.leaf.unit, one.leaf.code].append(one)
    latest = Revision.objects.filter(document=OuterRef("document")).order_by("-number")
    uses = (
        DocumentUse.objects.filter(campaign=desk.campaign, ended_at=None)
        .annotate(
            sha256=Subquery(latest.values("content__sha256")[:1]), name=Subquery(latest.values("name")[:1])
        )
        .exclude(sha256=None)
        .order_by("pk")
    )
    names: dict[str, str] = {}
    beside: dict[str, dict[Place, list[Judged]]] = defaultdict(dict)
    for unit, node, sha256, name in uses.values_list("unit", "node", "sha256", "name"):
        if (unit, node) in by_place:
            names.setdefault(sha256, name)
            beside[sha256][unit, node] = by_place[unit, node]
    return [
        SameDocument(sha256, names[sha256], tuple(one for rows in places.values() for one in rows))
        for sha256, places in beside.items()
        if len(places) > 1 and _differ(places)
    ]


def _differ(places: Mapping[Place, Sequence[Judged]]) -> bool:
    shares: dict[str, set[Any]] = defaultdict(set)
    verdicts: set[str] = set()
    for rows in places.values():
        for one in rows:
            shares[one.leaf.code].add(one.points)
            if one.answer.agreed:
                verdicts.add("accepted")
            elif one.answer.reason in OF_EVIDENCE:
                verdicts.add("not accepted")
    return any(len(found) > 1 for found in shares.values()) or len(verdicts) > 1


def severities(judged: Iterable[Judged]) -> list[SeverityShown]:
    """Each appraiser beside the others on the same criteria: what they take away or add to what agencies
    gave, as a share of the maximum. The hardest first."""
    people: dict[int, Person] = {}
    marks: list[pure.Judgement] = []
    for one in judged:
        if one.share is None or one.given_share is None or one.answer.by is None:
            continue
        people[one.answer.by.pk] = one.answer.by
        marks.append(pure.Judgement(one.answer.by.pk, one.leaf.code, one.share - one.given_share))
    shown = [
        SeverityShown(people[person], found.difference * 100, found, _meaning(found))
        for person, found in pure.severity_of_each(marks).items()
    ]
    return sorted(shown, key=lambda one: (one.difference, one.person.full_name))


def _meaning(found: pure.Severity) -> Text:
    if found.compared < ENOUGH or found.others < ENOUGH:
        return text(
            "too few to say: {own} beside {others} of others", own=found.compared, others=found.others
        )
    if abs(found.difference) < WORTH_A_TALK:
        return text("about as the others")
    if found.difference < 0:
        return text("takes more away than the others; perhaps the agencies differ, perhaps the reading does")
    return text("takes less away than the others; perhaps the agencies differ, perhaps the reading does")
