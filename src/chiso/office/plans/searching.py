"""What a worker finds for a question: the plan, the next best ones, what each score costs at least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chiso.figures import parse_exact, write_exact
from chiso.improvement.capacity import Capacity, read_capacity
from chiso.improvement.measures import Measure, Measures
from chiso.improvement.measures_reading import read_measures
from chiso.improvement.rivals.standing import Rivals, read_rivals
from chiso.improvement.targets import parse_target
from chiso.libraries import need
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.models import Basis, Calculation
from chiso.office.plans.moving import DRAWS, SEED, Moved, draw_others, movements_of
from chiso.office.plans.selectors import basis_of

if TYPE_CHECKING:
    from chiso.improvement.planning import Plan as Found
    from chiso.scoring.result import Result

SECONDS = 60.0
SECONDS_OF_FRONTIER = 20.0
ALTERNATIVES = 5
TRIALS = 20
FRONTIER_POINTS = 20


def search(calculation: Calculation) -> dict[str, Any]:
    """What the optimiser finds, as it is kept. Raises BadInput, WrongCall."""
    for library in ("numpy", "highspy"):
        need(library, library)
    from chiso.improvement.optimising.solving import Allowance
    from chiso.improvement.planning import Wish, find_plan
    from chiso.improvement.plans import record_of

    basis = basis_of(calculation.version_of_plan.plan)
    result = kept_result(basis)
    measures = read_measures(calculation.measures.encode(), name=calculation.measures_name)
    capacity: Capacity | None = (
        read_capacity(calculation.capacity.encode(), name="capacity") if calculation.capacity else None
    )
    target = parse_target(calculation.target, field="target") if calculation.target else None
    budget = parse_exact(calculation.budget) if calculation.budget else None
    rivals, moved = _rivals(calculation, basis, result)
    wish = Wish(target, budget, capacity, rivals, alternatives=ALTERNATIVES, trials=TRIALS)
    found = find_plan(result, calculation.unit, measures, wish, Allowance(SECONDS))
    return {
        "record": record_of(found, {}),
        "levels": _levels(found, measures),
        "frontier": _frontier(result, calculation.unit, measures, capacity),
        "rivals": _assumed(moved) if moved is not None else {},
    }


def _rivals(calculation: Calculation, basis: Basis, result: Result) -> tuple[Rivals | None, Moved | None]:
    if calculation.rivals_from == "table":
        return read_rivals(calculation.rivals.encode(), result, calculation.unit, name="rivals"), None
    if calculation.rivals_from == "history":
        moved = movements_of(calculation.version_of_plan.plan, basis, calculation.unit)
        return draw_others(moved, basis), moved
    return None, None


def _assumed(moved: Moved) -> dict[str, Any]:
    """What the draws rest on."""
    return {
        "rivals": len(moved.changes.now),
        "changes": moved.movements.changes,
        "used": moved.used,
        "left_out": moved.left_out,
        "ahead": moved.ahead,
        "draws": DRAWS,
        "seed": SEED,
    }


def _frontier(result: Result, unit: str, measures: Measures, capacity: Capacity | None) -> dict[str, Any]:
    """What each score costs at least, without a budget: so that one sees what more money would bring."""
    from chiso.improvement.frontiers import frontier_of
    from chiso.improvement.optimising.solving import Allowance
    from chiso.improvement.planning import Wish

    wish, allowance = Wish(None, None, capacity), Allowance(SECONDS_OF_FRONTIER)
    found = frontier_of(result, unit, measures, wish, allowance, count=FRONTIER_POINTS).frontier
    return {
        "is_complete": found.is_complete,
        "points": [
            {"cost": write_exact(one.cost), "score": write_exact(one.score), "measures": len(one.choice)}
            for one in found.points
        ],
    }


def _levels(found: Found, measures: Measures) -> dict[str, Any]:
    """Every level that the answer or an alternative names, by its name."""
    named = {level.name for level in found.levels}
    for choice in (*found.alternatives.plans, found.looked_at or frozenset()):
        named |= {level.name for level in found.named(choice)}
    return {level.name: _level(level) for level in measures.levels if level.name in named}


def _level(level: Measure) -> dict[str, str]:
    return {
        "measure": level.measure,
        "code": level.code,
        "level": level.level,
        "points": "" if level.points is None else write_exact(level.points),
        "cost": write_exact(level.cost),
        "effort": write_exact(level.effort),
        "probability": write_exact(level.probability),
        "agency": level.agency,
        "quarter": level.quarter.written if level.quarter else "",
    }
