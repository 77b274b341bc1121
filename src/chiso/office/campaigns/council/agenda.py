"""What lies before the council: leaves that layers, seats, explanations or petitions disagree about.

    at stake = the part of |total(appraised) − total(self-assessed)| that is due to the leaf

The difference of the totals is split exactly (`chiso.scoring.difference`), so that a leaf weighs what it
weighs in the total, also where a group is rescaled. Where two seats appraised differently, the whole
unit is scored once with each of the two. The leaves at the top are those where most is at stake.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django_scopes import scopes_disabled

from chiso.frameworks.model import TOTAL
from chiso.language import Text, text
from chiso.office.campaigns.answering.given import answers_from
from chiso.office.campaigns.models import Answer, Petition, Question, Ruling
from chiso.office.campaigns.participants import Leaf
from chiso.office.campaigns.results.layered import LayeredResults
from chiso.office.organisation.models import Agency
from chiso.scoring.difference import split_difference
from chiso.scoring.exact import ZERO
from chiso.scoring.score import score_league
from chiso.scoring.sides import Side
from chiso.units import Unit

WHY: dict[str, Text] = {
    "changed": text("changed by appraisal"),
    "seats": text("two appraisals differ"),
    "explanation_open": text("an explanation is open"),
    "explanation_declined": text("an explanation was declined"),
    "petition": text("a petition was made"),
}
STATES: dict[str, Text] = {
    "open": text("not decided yet"),
    "written": text("a ruling is written"),
    "decided": text("decided"),
}
_SEATED = ("appraised_1", "appraised_2")


@dataclass
class AgendaItem:
    """A leaf that the council looks at, and why; points at the stages, and what is at stake in the total.

    `unit_key` is the key of the unit's agency, for addresses.
    """

    leaf: Leaf
    unit: Unit
    unit_key: str
    agency: Agency
    self_assessed: Fraction | None
    appraised: Fraction | None
    decided: Fraction | None
    max_points: Fraction | None
    at_stake: Fraction = ZERO
    why: list[str] = field(default_factory=list)
    petition: Petition | None = None
    ruling: Ruling | None = None
    state: str = "open"


def agenda_of(layered: LayeredResults) -> list[AgendaItem]:
    """The agenda of a campaign by points at stake. Three queries beyond the answers."""
    campaign = layered.participants.campaign
    with scopes_disabled():
        questions = list(Question.objects.filter(campaign=campaign))
        petitions = list(Petition.objects.filter(campaign=campaign).exclude(state="withdrawn"))
        rulings = list(
            Ruling.objects.select_related("session").filter(session__campaign=campaign)
            .order_by("session__number")
        )  # fmt: skip
    items = _changed(layered)
    _note_seats(layered, items)
    for question in questions:
        if question.closed_at is None or question.accepted is False:
            why = "explanation_open" if question.closed_at is None else "explanation_declined"
            _note(layered, items, (question.unit_id, question.node), why)
    for petition in petitions:
        item = _note(layered, items, (petition.unit_id, petition.node), "petition")
        if item is not None:
            item.petition = petition
    _note_rulings(items, rulings)
    return sorted(items.values(), key=_most_at_stake_first)


def _most_at_stake_first(item: AgendaItem) -> tuple[bool, Fraction, str]:
    return item.state == "decided", -item.at_stake, item.agency.sort_key


def _changed(layered: LayeredResults) -> dict[tuple[int, str], AgendaItem]:
    """The leaves whose points differ between self-assessment and appraisal."""
    items: dict[tuple[int, str], AgendaItem] = {}
    if not layered.has_reached("appraised"):
        return items
    touched = {row.unit_id for row in layered.rows if row.layer in _SEATED and not row.agreed}
    for unit in layered.participants.units:
        if unit not in touched:
            continue
        for code, amount in _split(layered, unit).items():
            item = _note(layered, items, (unit, code), "changed")
            if item is not None:
                item.at_stake = max(item.at_stake, abs(amount))
    return items


def _split(layered: LayeredResults, unit: int) -> dict[str, Fraction]:
    """What each leaf of a unit contributes to the difference of its totals."""
    uid = layered.participants.units[unit].uid
    before, after = Side(layered.self_assessed, uid), Side(layered.appraised, uid)
    found: dict[str, Fraction] = {}
    if before.node(TOTAL).points is not None and after.node(TOTAL).points is not None:
        for part in split_difference(before, after):
            if part.after is not None and layered.participants.leaf(unit, part.after) is not None:
                found[part.after] = found.get(part.after, ZERO) + part.amount
        return found
    # Without a total the leaf's own points have to do.
    for (of, code), kept in layered.by_leaf.items():
        if of == unit and any((layer, 1) in kept for layer in _SEATED):
            amount = (after.node(code).points or ZERO) - (before.node(code).points or ZERO)
            if amount:
                found[code] = amount
    return found


def _note_seats(layered: LayeredResults, items: dict[tuple[int, str], AgendaItem]) -> None:
    for place, kept in layered.by_leaf.items():
        first, second = kept.get(("appraised_1", 1)), kept.get(("appraised_1", 2))
        if first is None or second is None or _said(first) == _said(second):
            continue
        item = _note(layered, items, place, "seats")
        if item is not None:
            item.at_stake = max(item.at_stake, abs(_between_seats(layered, first, second)))


def _said(answer: Answer) -> tuple[str, list[list[str]]]:
    return answer.status, answer.rows


def _between_seats(layered: LayeredResults, first: Answer, second: Answer) -> Fraction:
    """By how much the unit's total differs between the two appraisals of one leaf."""
    participants = layered.participants
    unit = participants.units[first.unit_id]
    rest = [
        row
        for row in layered.rows
        if row.unit_id == first.unit_id and (row.node != first.node or row.layer == "self_assessed")
    ]
    as_first = Answer(
        campaign_id=second.campaign_id, unit_id=second.unit_id, node=second.node, layer=second.layer,
        status=second.status, rows=second.rows, origin=second.origin, note=second.note,
    )  # fmt: skip
    totals = []
    for seat in (first, as_first):
        answers = answers_from(participants, [*rest, seat])
        result = score_league(layered.league, answers, [unit], participants.period)
        node = result.node(unit.uid)
        totals.append(node.points if node.points is not None else result.node(unit.uid, first.node).points)
    return (totals[1] or ZERO) - (totals[0] or ZERO)


def _note(
    layered: LayeredResults, items: dict[tuple[int, str], AgendaItem], place: tuple[int, str], why: str
) -> AgendaItem | None:
    """The item of a leaf with a reason more; None where it is no leaf of the campaign."""
    item = items.get(place)
    if item is None:
        leaf = layered.participants.leaf(*place)
        if leaf is None:
            return None
        unit, code = place
        item = AgendaItem(
            leaf,
            layered.participants.units[unit],
            layered.participants.assignments[unit][0].unit.key,
            layered.participants.agencies[leaf.responsible],
            layered.points("self_assessed", unit, code),
            layered.points("appraised", unit, code),
            layered.points("decided", unit, code)
            if ("council", 1) in layered.by_leaf.get(place, {})
            else None,
            layered.node("decided", unit, code).max_points,
        )
        items[place] = item
    if why not in item.why:
        item.why.append(why)
    return item


def _note_rulings(items: dict[tuple[int, str], AgendaItem], rulings: Iterable[Ruling]) -> None:
    """The last ruling of each leaf; a petition that was accepted after it opens the leaf again."""
    for ruling in rulings:
        item = items.get((ruling.unit_id, ruling.node))
        if item is None:
            continue
        item.ruling = ruling
        approved = ruling.session.approved_at
        item.state = "written" if approved is None else "decided"
        if approved is not None and _asks_again(item.petition, approved):
            item.state = "open"


def _asks_again(petition: Petition | None, approved: datetime) -> bool:
    if petition is None or petition.state == "declined":
        return False
    return petition.at > approved or (petition.answered_at is not None and petition.answered_at > approved)


@dataclass(frozen=True, slots=True)
class AgendaFilter:
    """What of the agenda is shown; "" is everything."""

    field: str = ""
    agency: str = ""
    why: str = ""
    state: str = ""

    def fits(self, item: AgendaItem) -> bool:
        """Whether an item is shown."""
        return (
            (not self.field or item.leaf.field.code == self.field)
            and (not self.agency or item.agency.key == self.agency)
            and (not self.why or self.why in item.why)
            and (not self.state or item.state == self.state)
        )
