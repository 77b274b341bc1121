"""What a plan would give: the index as if every criterion with a line had the points of its line.

    forecast(node) = points of the node by the framework's own aggregation, with for each criterion that has
                     lines the best of its points today and those of its lines

It says what follows if everything is done and does what it is expected to; no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from threading import Lock

from chiso.figures import parse_exact
from chiso.improvement.profiles import with_points
from chiso.office.plans.basis import Figures, Scored, scored_of
from chiso.office.plans.models import Line, Measured
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


def kept_result(measured: Measured) -> Result:
    """The result that a plan starts from, or that of a year before. Raises BadInput, Incomplete."""
    return kept_figures(measured).result


def kept_figures(measured: Measured) -> Scored:
    """The figures of a plan computed again; they never change, so the last ones are kept. Raises BadInput,
    Incomplete."""
    key = measured.drawn_key
    found = _KEPT.get(key) or scored_of(measured)
    # Several threads answer in one process: none may look through what another one changes.
    with _KEEPING:
        # Put at the end again: what was not asked for longest goes first.
        _KEPT.pop(key, None)
        kept = len(found.result.units) + sum(len(one.result.units) for one in _KEPT.values())
        while _KEPT and kept > MOST_UNITS_KEPT:
            first = _KEPT.pop(next(iter(_KEPT)))
            kept -= len(first.result.units)
        _KEPT[key] = found
    return found


# A unit with 100 criteria takes 0.12 MB. Provinces of twenty years, or the plans of a leader's sheet, have
# room at once: else each look at them would read all of them again.
MOST_UNITS_KEPT = 1_500
_KEPT: dict[str, Scored] = {}
_KEEPING = Lock()
