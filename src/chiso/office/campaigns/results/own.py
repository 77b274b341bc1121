"""The result of one agency as it sees it: its own points, and of each criterion what changed and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chiso.language import Text, Value, text
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.participants import Leaf
from chiso.office.campaigns.results.layered import LayeredResults
from chiso.office.ledger.verbs import name_of_value
from chiso.office.organisation.models import Agency
from chiso.units import Unit

_BODIES: dict[str, Text] = {
    "appraised_1": text("Appraisal, first round"),
    "appraised_2": text("Appraisal, second round"),
    "council": text("Council"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """Why a body changed an answer: who, the reason of the list, its own words."""

    body: Text
    reason: Value
    words: str


@dataclass(frozen=True, slots=True)
class LeafShown:
    """A criterion of the agency after each stage; `unit_key` is the key of the unit's agency."""

    leaf: Leaf
    unit: Unit
    unit_key: str
    self_assessed: Fraction | None
    appraised: Fraction | None
    decided: Fraction | None
    max_points: Fraction | None
    is_changed: bool
    said: tuple[Word, ...]


def leaves_shown(layered: LayeredResults, agency: Agency, *, changed: bool = False) -> list[LeafShown]:
    """What an agency answers for, in the set's order; `changed`: only what others changed."""
    shown = [_shown(layered, leaf) for leaf in layered.participants.leaves_of(agency)]
    return [one for one in shown if one.is_changed or not changed]


def _shown(layered: LayeredResults, leaf: Leaf) -> LeafShown:
    kept = layered.by_leaf.get((leaf.unit, leaf.code), {})
    stands = layered.node("decided", leaf.unit, leaf.code)
    start = layered.points("self_assessed", leaf.unit, leaf.code)
    said = tuple(words_said(kept))
    return LeafShown(
        leaf=leaf,
        unit=layered.participants.units[leaf.unit],
        unit_key=layered.participants.assignments[leaf.unit][0].unit.key,
        self_assessed=start,
        appraised=layered.points("appraised", leaf.unit, leaf.code),
        decided=stands.points,
        max_points=stands.max_points,
        is_changed=start != stands.points or any(one.words or one.reason for one in said),
        said=said,
    )


def words_said(kept: dict[tuple[str, int], Answer]) -> Iterator[Word]:
    """What appraisal and council said where they did not simply agree; the second seat is not shown."""
    for layer, body in _BODIES.items():
        answer = kept.get((layer, 1))
        if answer is None or (answer.agreed and not answer.words):
            continue
        reason: Value = name_of_value(answer.reason) or answer.reason
        if reason or answer.words:
            yield Word(body, reason, answer.words)
