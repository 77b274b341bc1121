"""Where every unit stands at one node of a result: points, rank, best, median, means of groups.

`chiso.scoring.position` answers for one unit; a page for each unit of a league would sort the same
figures again for each, so here they are sorted once for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.scoring.exact import exact_sum
from chiso.scoring.position import median
from chiso.scoring.ranking import number_ties, standing_keys
from chiso.scoring.result import Result
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class Standing:
    """One node of a league. `points` and `ranks` by uid: of the units that have points there.

    At the total only ranked units count, so that ranks are those of the published ranking.
    """

    code: str
    points: Mapping[str, Fraction]
    ranks: Mapping[str, int]
    ties: frozenset[int]
    best: Fraction
    best_units: tuple[Unit, ...]
    median: Fraction
    means: Mapping[str, Fraction]

    @property
    def of(self) -> int:
        """How many units have points here."""
        return len(self.points)


class Standings:
    """The standings of one result, each worked out when it is first asked for."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self._known: dict[str, Standing | None] = {}

    def at(self, code: str = TOTAL) -> Standing | None:
        """The standing at a node; None where no unit has points there."""
        if code not in self._known:
            self._known[code] = _standing(self.result, code)
        return self._known[code]


def _standing(result: Result, code: str) -> Standing | None:
    position = result.prepared.positions[code]
    points = {
        unit.uid: found
        for unit in result.units
        if (found := result.scores[unit.uid].points[position]) is not None
    }
    if not points:
        return None
    uids = list(points)
    codes = (TOTAL, *result.framework.index.tie_break) if code == TOTAL else (code,)
    given = number_ties(standing_keys(result, uids, codes), result.framework.index.ties)
    ranks = dict(zip(uids, given, strict=True))
    first = min(given)
    best_units = tuple(unit for unit in result.units if ranks.get(unit.uid) == first)
    groups: dict[str, list[Fraction]] = {}
    for unit in result.units:
        if unit.uid in points and (group := group_of(unit)):
            groups.setdefault(group, []).append(points[unit.uid])
    return Standing(
        code,
        points,
        ranks,
        frozenset(rank for rank in given if given.count(rank) > 1),
        points[best_units[0].uid],
        best_units,
        median(sorted(points.values())),
        {group: exact_sum(figures) / len(figures) for group, figures in groups.items()},
    )


def group_of(unit: Unit) -> str:
    """The group that a unit is held against: its own, else the units of its kind."""
    return unit.group or unit.kind
