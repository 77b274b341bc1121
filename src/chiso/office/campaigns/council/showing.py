"""A session as its page and its minutes show it: rulings with what stood, what counts now, and points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from chiso.language import Text, Value, text
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.given import Given, given_of
from chiso.office.campaigns.answering.saving import STATUS_NAMES
from chiso.office.campaigns.appraising.inputs import inputs_in_words
from chiso.office.campaigns.council.reasons import KEEP, REASONS
from chiso.office.campaigns.council.sessions import given_of_ruling
from chiso.office.campaigns.models import Answer, Ruling, Session
from chiso.office.campaigns.participants import Leaf
from chiso.office.campaigns.results.layered import LayeredResults
from chiso.office.campaigns.scoring import points_at_once
from chiso.office.ledger.verbs import name_of_value
from chiso.problems import BadInput
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class RulingShown:
    """A ruling beside what it changes."""

    ruling: Ruling
    leaf: Leaf
    unit: Unit
    before: Fraction | None
    after: Fraction | None
    lines: tuple[Text, ...]
    reason: Text | str

    @property
    def keeps(self) -> bool:
        """Whether the appraisal stands."""
        return self.ruling.status == KEEP


def rulings_shown(layered: LayeredResults, session: Session) -> list[RulingShown]:
    """The rulings of a session, by unit and criterion. One query beyond the answers."""
    rulings: Sequence[Ruling] = list(session.rulings.select_related("unit", "written_by"))
    shown = []
    for ruling in rulings:
        leaf = layered.participants.leaf(ruling.unit_id, ruling.node)
        if leaf is not None:
            shown.append(_shown(layered, ruling, leaf))
    order = {code: place for place, code in enumerate(layered.participants.framework.nodes_by_code)}
    return sorted(shown, key=lambda one: (one.ruling.unit.sort_key, order[one.leaf.code]))


def _shown(layered: LayeredResults, ruling: Ruling, leaf: Leaf) -> RulingShown:
    last = layered.last(leaf.unit, leaf.code)
    given = given_of_ruling(ruling, last)
    asked = asked_of(layered.participants.framework, leaf.code)
    return RulingShown(
        ruling=ruling,
        leaf=leaf,
        unit=layered.participants.units[leaf.unit],
        before=layered.node("appraised", leaf.unit, leaf.code).points,
        after=_points(layered, leaf, given, last, ruling),
        lines=tuple(inputs_in_words(asked, given)),
        reason=REASONS.get(ruling.reason, ruling.reason),
    )


def _points(
    layered: LayeredResults, leaf: Leaf, given: Given, last: Answer | None, ruling: Ruling
) -> Fraction | None:
    """What the leaf gets by the ruling: as decided, or as it would be."""
    if ruling.session.approved_at is not None:
        return layered.node("decided", leaf.unit, leaf.code).points
    if ruling.status == KEEP:
        return layered.node("appraised", leaf.unit, leaf.code).points
    try:
        return points_at_once(layered.participants, leaf.unit, leaf.code, given).points
    except BadInput:
        return None


@dataclass(frozen=True, slots=True)
class StageShown:
    """What was said about a leaf at one layer."""

    title: Text
    status: Text
    lines: tuple[Text, ...]
    points: Fraction | None
    who: str
    at: datetime
    reason: Value
    words: str
    agreed: bool
    note: str


_LAYERS: dict[tuple[str, int], Text] = {
    ("self_assessed", 1): text("Self-assessment"),
    ("appraised_1", 1): text("Appraisal, first round"),
    ("appraised_1", 2): text("Appraisal, first round, second appraiser"),
    ("explained", 1): text("Explanation"),
    ("appraised_2", 1): text("Appraisal, second round"),
    ("council", 1): text("Council"),
}


def stages_shown(layered: LayeredResults, leaf: Leaf) -> list[StageShown]:
    """Every layer of a leaf, each with the points that it would give by itself."""
    kept = layered.by_leaf.get((leaf.unit, leaf.code), {})
    asked = asked_of(layered.participants.framework, leaf.code)
    shown = []
    for place, title in _LAYERS.items():
        answer = kept.get(place)
        if answer is None:
            continue
        shown.append(
            StageShown(
                title,
                STATUS_NAMES[answer.status],
                tuple(inputs_in_words(asked, given_of(answer))),
                _points_of(layered, leaf, answer),
                answer.by.full_name if answer.by else "",
                answer.at,
                name_of_value(answer.reason) or answer.reason,
                answer.words,
                answer.agreed,
                answer.note,
            )
        )
    return shown


def _points_of(layered: LayeredResults, leaf: Leaf, answer: Answer) -> Fraction | None:
    try:
        return points_at_once(layered.participants, leaf.unit, leaf.code, given_of(answer)).points
    except BadInput:
        return None
