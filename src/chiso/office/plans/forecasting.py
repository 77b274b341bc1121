"""What a plan would give: the index as if every criterion with a line had the points of its line.

    forecast(node) = points of the node by the framework's own aggregation, with for each criterion that has
                     lines the best of its points today and those of its lines

It says what follows if everything is done and does what it is expected to; no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import parse_exact
from chiso.improvement.profiles import with_points
from chiso.office.plans.basis import Figures, result_of
from chiso.office.plans.models import Basis, Line
from chiso.problems import Refused
from chiso.scoring.result import Result


@dataclass(frozen=True, slots=True)
class Forecast:
    """The figures of units once the lines are done; `is_known` False: the basis is not whole."""

    results: dict[str, Result]
    is_known: bool

    def points(self, uid: str, code: str) -> Fraction | None:
        """The points of a node of a unit; None where the unit has no line, or there is no figure."""
        result = self.results.get(uid)
        return None if result is None else result.node(uid, code).points

    def rank(self, uid: str) -> int | None:
        """The rank of a unit if all others stay where they are."""
        result = self.results.get(uid)
        rows = () if result is None else result.ranking
        return next((row.rank for row in rows if row.unit.uid == uid), None)


def forecast_of(figures: Figures, lines: Iterable[Line]) -> Forecast:
    """The forecast of every unit that a line speaks of."""
    wanted = points_by_unit(figures, lines)
    if not wanted:
        return Forecast({}, True)
    try:
        start = kept_result(figures.basis)
    except Refused:
        return Forecast({}, False)
    return Forecast({uid: with_points(start, uid, points) for uid, points in wanted.items()}, True)


def points_by_unit(figures: Figures, lines: Iterable[Line]) -> dict[str, dict[str, Fraction]]:
    """For each unit the criteria that lines raise, with the points that they then have."""
    leaves = {node.code for node in figures.framework.leaves}
    found: dict[str, dict[str, Fraction]] = {}
    for line in lines:
        uid = figures.unit_of(line.owner.uid if line.owner else "")
        if not uid or not line.points or line.node not in leaves:
            continue
        own = found.setdefault(uid, {})
        today = own.get(line.node, figures.of(uid, line.node)) or Fraction(0)
        own[line.node] = max(today, parse_exact(line.points))
    return found


def kept_result(basis: Basis) -> Result:
    """The result that a plan starts from; it never changes, so the last ones are kept. Raises BadInput."""
    # The key of a plan is drawn at random, so no other plan ever has it.
    key = basis.plan.key
    found = _KEPT.get(key)
    if found is None:
        found = result_of(basis)
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = found
    return found


_MOST_KEPT = 4
_KEPT: dict[str, Result] = {}
