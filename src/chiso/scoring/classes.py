"""Classes of results: tried from the top, lowered by ceilings, limited by a quota.

A condition is true, false, or not known (a fact that it asks for was not answered). Where a class
depends on something that is not known, no class is given and it is said so; where the law leaves a
hole between its classes, neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from chiso.frameworks.checks_of_classes import within
from chiso.frameworks.classes import (
    AllOf,
    AnyOf,
    ClassBand,
    ClassCap,
    ClassCondition,
    EachChildShare,
    FactBounds,
    FactIs,
    NodePoints,
    NodeShare,
)
from chiso.frameworks.model import TOTAL, Node
from chiso.language import Bilingual
from chiso.scoring.leagues import is_meant
from chiso.scoring.quota import over_quota
from chiso.scoring.statuses import INCOMPLETE, NOT_APPLICABLE
from chiso.units import Unit

if TYPE_CHECKING:
    from chiso.scoring.result import Result

Reason: TypeAlias = Literal["bounds", "ceiling", "quota", "hole", "unknown_fact", "incomplete", "no_points"]


@dataclass(frozen=True, slots=True)
class ClassGiven:
    """The class of a node for a unit, empty if there is none; `reason`: what decided in the end.

    `before`: the class before a ceiling or the quota lowered it.
    """

    code: str
    title: Bilingual
    reason: Reason
    before: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """uid -> code of a node that has classes -> its class."""

    by_unit: Mapping[str, Mapping[str, ClassGiven]] = field(default_factory=dict)

    def of(self, uid: str, code: str) -> ClassGiven | None:
        """The class of one node; None where the node has no classes."""
        return self.by_unit.get(uid, {}).get(code)


@dataclass(frozen=True, slots=True)
class _Scheme:
    """The classes of one node and what limits them."""

    code: str
    bands: Sequence[ClassBand]
    caps: Sequence[ClassCap]
    of_percent: bool


def classify(result: Result) -> Classification:
    """The class of every node that has classes, for every unit."""
    schemes = tuple(_schemes(result))
    if not schemes:
        return Classification()
    given = {
        unit.uid: {scheme.code: _give(result, unit, scheme) for scheme in schemes} for unit in result.units
    }
    quota = result.framework.quota
    if quota is not None and any(scheme.code == TOTAL for scheme in schemes):
        totals = {uid: classes[TOTAL].code for uid, classes in given.items()}
        bands = {band.code: band for scheme in schemes if scheme.code == TOTAL for band in scheme.bands}
        lower = bands[quota.over_quota]
        for uid in over_quota(result, quota, totals):
            before = given[uid][TOTAL]
            given[uid][TOTAL] = replace(
                before, code=lower.code, title=lower.title, reason="quota", before=before.code
            )
    return Classification(given)


def _schemes(result: Result) -> Iterable[_Scheme]:
    framework = result.framework
    bands = result.classes_at(TOTAL)
    if bands:
        yield _Scheme(TOTAL, bands, framework.class_caps, framework.class_of == "percent")
    for node, _, _ in framework.walk():
        if node.classes:
            yield _Scheme(node.code, node.classes, node.class_caps, node.class_of == "percent")


def _give(result: Result, unit: Unit, scheme: _Scheme) -> ClassGiven:
    node = result.node(unit.uid, scheme.code)
    value = node.points
    if scheme.of_percent and value is not None:
        share = node.share
        value = None if share is None else 100 * share
    if value is None:
        reason: Reason = "incomplete" if node.status in INCOMPLETE else "no_points"
        return ClassGiven("", Bilingual(), reason)
    bands = [band for band in scheme.bands if is_meant(band.applies_to, unit)]
    conditions = _Conditions(result, unit, scheme.code)
    for position, band in enumerate(bands):
        if not within(band, value):
            continue
        holds = conditions.all(band.needs)
        if holds is None:
            return ClassGiven("", Bilingual(), "unknown_fact")
        if holds:
            return _lowered(bands, position, scheme.caps, conditions)
    return ClassGiven("", Bilingual(), "hole")


def _lowered(
    bands: Sequence[ClassBand], position: int, caps: Sequence[ClassCap], conditions: _Conditions
) -> ClassGiven:
    """The class after the ceilings whose conditions hold."""
    codes = [band.code for band in bands]
    final = position
    # In the order of the document: a ceiling first and one class less after it are two steps down.
    for cap in caps:
        holds = conditions.holds(cap.when)
        if holds is None:
            return ClassGiven("", Bilingual(), "unknown_fact")
        if holds and cap.at_most in codes:
            final = max(final, codes.index(cap.at_most))
        if holds and cap.lower_by:
            final = min(final + cap.lower_by, len(bands) - 1)
    band = bands[final]
    if final == position:
        return ClassGiven(band.code, band.title, "bounds")
    return ClassGiven(band.code, band.title, "ceiling", before=bands[position].code)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Conditions of classes for one unit: True, False, or None where it is not known."""

    result: Result
    unit: Unit
    code: str

    def all(self, conditions: Iterable[ClassCondition]) -> bool | None:
        """Whether every condition holds; one that fails decides, whatever is not known."""
        answers = [self.holds(condition) for condition in conditions]
        if False in answers:
            return False
        return None if None in answers else True

    def holds(self, condition: ClassCondition) -> bool | None:
        """Whether one condition holds."""
        if isinstance(condition, AllOf):
            return self.all(condition.all)
        if isinstance(condition, AnyOf):
            answers = [self.holds(part) for part in condition.any]
            if True in answers:
                return True
            return None if None in answers else False
        if isinstance(condition, NodeShare):
            share = self.result.node(self.unit.uid, condition.node).share
            return None if share is None else share >= condition.share_at_least
        if isinstance(condition, NodePoints):
            points = self.result.node(self.unit.uid, condition.node).points
            return None if points is None else within(condition.points, points)
        if isinstance(condition, EachChildShare):
            return self._each_child(condition.each_child_share_at_least)
        if isinstance(condition, (FactIs, FactBounds)) and self._does_not_apply(condition.fact):
            return False
        if isinstance(condition, FactIs):
            return self._fact_is(condition)
        if isinstance(condition, FactBounds):
            measured = self._measured(condition.fact)
            return None if measured is None else within(condition, measured)
        holds = self.holds(condition.not_)
        return None if holds is None else not holds

    def _each_child(self, at_least: Fraction) -> bool | None:
        """Whether each regular part has the share; parts that do not apply are not asked."""
        answers = []
        for child in self._children():
            node = self.result.node(self.unit.uid, child.code)
            if child.role == "regular" and node.status not in ("not_applicable", "tracked"):
                answers.append(None if node.share is None else node.share >= at_least)
        if False in answers:
            return False
        return None if None in answers else True

    def _children(self) -> tuple[Node, ...]:
        framework = self.result.framework
        return framework.nodes if self.code == TOTAL else framework.nodes_by_code[self.code].nodes

    def _does_not_apply(self, fact: str) -> bool:
        """What does not apply to the unit cannot be so."""
        return self.result.node(self.unit.uid, fact).status == NOT_APPLICABLE

    def _measured(self, fact: str) -> Fraction | None:
        outcome = self.result.node(self.unit.uid, fact).outcome
        return None if outcome is None else outcome.measured

    def _fact_is(self, condition: FactIs) -> bool | None:
        answer = self.result.node(self.unit.uid, condition.fact).answer
        values = [value for value in (answer.values.values() if answer else ()) if isinstance(value, bool)]
        return values[0] is condition.is_ if len(values) == 1 else None
