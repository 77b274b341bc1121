"""Answers to points: one framework, one period, the units of one league.

Every leaf by its rule, every group by its aggregation, from the bottom up. A unit all of whose
leaves count is added up directly; where something is missing or does not apply, its groups are
worked out step by step (`aggregation.py`). Both ways give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from chiso.frameworks.leaf_context import parameters_for
from chiso.frameworks.model import Framework
from chiso.frameworks.rules.base import Evaluate
from chiso.frameworks.values import Circumstances
from chiso.periods import Period
from chiso.problems import BadInput, Place
from chiso.scoring.aggregation import Workings, work_out
from chiso.scoring.answers import Answer, Answers, Attested
from chiso.scoring.collecting import without_collecting_cycles
from chiso.scoring.layers import Layer
from chiso.scoring.leagues import League, is_meant
from chiso.scoring.leaves import leave_out, measure_leaf, settle_leaf
from chiso.scoring.preparation import prepare
from chiso.scoring.prepared import Prepared, PreparedInner, PreparedLeaf, PreparedNode
from chiso.scoring.questions import ByContent
from chiso.scoring.result import NodeResult, Result
from chiso.scoring.statuses import INCOMPLETE, NOT_APPLICABLE
from chiso.scoring.unit_scores import UnitScores
from chiso.units import Unit

Extremes = Mapping[int, tuple[Fraction, Fraction]]


def score(
    framework: Framework,
    answers: Answers,
    units: Iterable[Unit],
    period: Period,
    *,
    league: str = "",
    layer: Layer | None = None,
) -> Result:
    """The result of all units for one period; `layer`: the last layer of answers that counts.

    Units are taken in the order of their codes. Raises BadInput if the framework cannot be scored
    (CH-3003), or if a rule cannot look at an answer: working days of a year without a calendar.
    """
    return score_league(League(league, framework, framework.title), answers, units, period, layer=layer)


def score_league(
    league: League,
    answers: Answers,
    units: Iterable[Unit],
    period: Period,
    *,
    layer: Layer | None = None,
) -> Result:
    """As `score`, for a league of a programme."""
    prepared = prepared_of(league.framework)
    members = tuple(sorted(units, key=lambda unit: (unit.code, unit.uid)))
    counting = {unit.uid: answers.counting(unit.uid, layer) for unit in members}
    plans = _Plans(prepared, period.year)
    extremes = _measure_extremes(plans, members, counting)
    if extremes:
        plans = _Plans(prepared, period.year, extremes)
    with without_collecting_cycles():
        scores = {
            unit.uid: _score_unit(
                prepared, unit, plans.of(unit), counting[unit.uid], answers.attested.get(unit.uid, {})
            )
            for unit in members
        }
    return Result(prepared, league, period, layer, members, scores)


def score_leaf(framework: Framework, answers: Answers, unit: Unit, period: Period, code: str) -> NodeResult:
    """What `score` says of one leaf of one unit; no other leaf is looked at, and no group.

    A rule sees answers of other leaves (those it borrows), never their points. One that compares units
    sees this unit alone. Raises BadInput as `score` does, for what this leaf looks at.
    """
    prepared = prepared_of(framework)
    leaf = prepared.nodes[prepared.positions[code]]
    assert isinstance(leaf, PreparedLeaf), "a leaf is asked for"
    counting = {unit.uid: answers.counting(unit.uid, None)}
    plans = _Plans(prepared, period.year, leaves=(leaf,))
    extremes = _measure_extremes(plans, (unit,), counting)
    if extremes:
        plans = _Plans(prepared, period.year, extremes, (leaf,))
    scores, _ = _score_leaves(
        prepared, unit, plans.of(unit), counting[unit.uid], answers.attested.get(unit.uid, {})
    )
    league = League("", framework, framework.title)
    return Result(prepared, league, period, None, (unit,), {unit.uid: scores}).node(unit.uid, code)


def prepared_of(framework: Framework) -> Prepared:
    """The framework made ready for scoring (kept by its content hash)."""
    return _prepared(ByContent(framework))


@cache
def _prepared(content: ByContent) -> Prepared:
    return prepare(content.framework)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is done for units of one kind: their leaves, and the nodes that are not for them."""

    steps: tuple[tuple[int, str, Evaluate, int, Circumstances, PreparedLeaf], ...]
    circumstances: Mapping[int, Circumstances]
    excluded: tuple[PreparedNode, ...]
    hidden: tuple[PreparedNode, ...]
    settled: frozenset[int]


class _Plans:
    """The plan of each unit; units for which the same nodes and parameters hold share one."""

    def __init__(
        self,
        prepared: Prepared,
        year: int,
        extremes: Extremes | None = None,
        leaves: Sequence[PreparedLeaf] | None = None,
    ) -> None:
        self.prepared = prepared
        self.year = year
        self.extremes = extremes or {}
        self.leaves = prepared.leaves if leaves is None else leaves
        self.limited = [node for node in prepared.nodes if node.applies_to is not None]
        self.made: dict[tuple[str, str, tuple[int, ...]], _Plan] = {}

    def of(self, unit: Unit) -> _Plan:
        """The plan of one unit."""
        excluded = tuple(node.position for node in self.limited if not is_meant(node.applies_to, unit))
        key = (unit.level, unit.kind, excluded)
        if key not in self.made:
            self.made[key] = self._make(unit, frozenset(excluded))
        return self.made[key]

    def _make(self, unit: Unit, excluded: frozenset[int]) -> _Plan:
        hidden: set[int] = set()
        for node in self.prepared.nodes[1:]:
            if node.parent in excluded or node.parent in hidden:
                hidden.add(node.position)
        settled = excluded | hidden
        leaves = [leaf for leaf in self.leaves if leaf.position not in settled]
        circumstances = self._circumstances(unit, leaves)
        return _Plan(
            tuple(
                (
                    leaf.position, leaf.code, leaf.evaluate, leaf.plain_count,
                    circumstances[leaf.position], leaf,
                )
                for leaf in leaves
            ),
            circumstances,
            tuple(self.prepared.nodes[position] for position in sorted(excluded - hidden)),
            tuple(self.prepared.nodes[position] for position in sorted(hidden)),
            frozenset(settled),
        )  # fmt: skip

    def _circumstances(self, unit: Unit, leaves: Sequence[PreparedLeaf]) -> dict[int, Circumstances]:
        framework = self.prepared.framework
        shared: Circumstances | None = None
        found = {}
        for leaf in leaves:
            assert leaf.node is not None, "a leaf has a node"
            own = bool(leaf.node.parameters)
            if own or shared is None:
                parameters = parameters_for(
                    leaf.node, framework, level=unit.level, kind=unit.kind, year=self.year
                )
                here = Circumstances(unit.level, unit.kind, self.year, parameters)
                if not own:
                    shared = here
            else:
                here = shared
            if leaf.position in self.extremes:
                here = replace(here, extremes=self.extremes[leaf.position])
            found[leaf.position] = here
        return found


def _measure_extremes(
    plans: _Plans, units: Sequence[Unit], counting: Mapping[str, Mapping[str, Answer]]
) -> dict[int, tuple[Fraction, Fraction]]:
    """Lowest and highest measured value in the league, for each leaf of the plans that compares units."""
    extremes = {}
    for leaf in plans.leaves:
        if not leaf.needs_league:
            continue
        measured = []
        for unit in units:
            circumstances = plans.of(unit).circumstances.get(leaf.position)
            if circumstances is None:
                continue
            try:
                value = measure_leaf(leaf, counting[unit.uid], circumstances)
            except BadInput as refused:
                raise _placed(refused, unit, leaf.code) from None
            if value is not None:
                measured.append(value)
        if measured:
            extremes[leaf.position] = (min(measured), max(measured))
    return extremes


def _placed(refused: BadInput, unit: Unit, code: str) -> BadInput:
    """What a rule could not look at, with the unit and the criterion whose answer it is."""
    return BadInput(
        replace(problem, where=Place(field=f"{unit.code} {unit.name}, {code}"))
        for problem in refused.problems
    )


def _score_unit(
    prepared: Prepared,
    unit: Unit,
    plan: _Plan,
    answers: Mapping[str, Answer],
    attested: Mapping[str, Attested],
) -> UnitScores:
    scores, step_by_step = _score_leaves(prepared, unit, plan, answers, attested)
    _add_up(prepared, plan, scores, step_by_step)
    return scores


def _score_leaves(
    prepared: Prepared,
    unit: Unit,
    plan: _Plan,
    answers: Mapping[str, Answer],
    attested: Mapping[str, Attested],
) -> tuple[UnitScores, bool]:
    """The leaves of a plan; whether a group has to be worked out step by step."""
    size = len(prepared.nodes)
    points: list[Fraction | None] = [None] * size
    maxima = list(prepared.static_maxima)
    statuses = list(prepared.static_statuses)
    scores = UnitScores(answers, plan.circumstances, points, statuses, maxima, {}, {}, {})
    step_by_step = _exclude(plan, scores)
    given = answers.get
    # The body of this loop is what scoring costs: some 0.3 µs beside the rule itself.
    code = ""
    try:
        for position, code, evaluate, plain_count, circumstances, leaf in plan.steps:
            answer = given(code)
            if answer is not None and answer.plain_count == plain_count:
                # Only the points are kept: how they came about is worked out again where it is asked for.
                found = evaluate(answer.values, (), circumstances)[0]
                if found is not None:
                    points[position] = found
                    continue
            if settle_leaf(leaf, scores, circumstances, attested.get(code)):
                step_by_step = True
    except BadInput as refused:
        raise _placed(refused, unit, code) from None
    return scores, step_by_step


def _exclude(plan: _Plan, scores: UnitScores) -> bool:
    """Mark what is not for this unit; whether anything that counts is among it."""
    disturbs = False
    for node in plan.excluded:
        disturbs = leave_out(node, scores) or disturbs
    for node in plan.hidden:
        scores.statuses[node.position] = NOT_APPLICABLE
        scores.treatments[node.position] = "leave_out"
        if node.static_max is not None:
            scores.maxima[node.position] = Fraction(0)
    return disturbs


def _add_up(prepared: Prepared, plan: _Plan, scores: UnitScores, step_by_step: bool) -> None:
    """The groups, from the bottom up."""
    if not step_by_step and _add_up_complete(prepared, scores):
        return
    for inner, _ in prepared.bottom_up:
        if inner.position not in plan.settled:
            _take_over(inner, work_out(prepared, inner, scores), scores)


def add_up_again(prepared: Prepared, scores: UnitScores, positions: Iterable[int]) -> None:
    """Work out these groups once more, from the bottom up, after something below them changed."""
    wanted = frozenset(positions)
    for inner, _ in prepared.bottom_up:
        if inner.position in wanted:
            _take_over(inner, work_out(prepared, inner, scores), scores)


def _add_up_complete(prepared: Prepared, scores: UnitScores) -> bool:
    """The groups where every part has its points; False if one of them turns out to be open."""
    points = scores.points
    for inner, add in prepared.bottom_up:
        if add is not None:
            points[inner.position] = add(points)  # type: ignore[arg-type]  # complete: none is None
            continue
        workings = work_out(prepared, inner, scores)
        if workings.status in INCOMPLETE:
            return False
        _take_over(inner, workings, scores)
    return True


def _take_over(inner: PreparedInner, workings: Workings, scores: UnitScores) -> None:
    position = inner.position
    scores.points[position] = workings.points
    scores.statuses[position] = workings.status
    scores.maxima[position] = workings.max_points
    if workings.deferred:
        scores.deferred[position] = workings.deferred
    if workings.treatment is not None:
        scores.treatments[position] = workings.treatment
