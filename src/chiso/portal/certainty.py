"""How sure the figures of an edition are, where its bundle says so: by unit for the pages of units, by node
for rankings and components, on the same shelf as the figures. What holds for all of them is small and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from chiso.scoring.estimates import Basis, Estimate, EstimatesRecord
from chiso.scoring.intervals import NodeInterval

if TYPE_CHECKING:
    from chiso.portal.kept_results import OnShelf
    from chiso.portal.shelves import Shelf
    from chiso.scoring.run import Scored

_BYTES_OF_AN_ESTIMATE, _BYTES_OF_AN_INTERVAL = 1_500, 400


@dataclass(frozen=True, slots=True)
class CertainUnit:
    """What is known of one unit: the estimates behind its criteria, and the intervals of its nodes."""

    estimates: Mapping[str, tuple[Estimate, ...]]
    intervals: Mapping[str, NodeInterval]

    def reasons(self, code: str) -> Iterator[str]:
        """Why figures of a criterion are not told."""
        return (row.reason for row in self.estimates.get(code, ()) if row.is_suppressed)


@dataclass(frozen=True, slots=True)
class CertainNode:
    """One node of all units: uid -> estimates behind it (of a criterion), uid -> interval of its points."""

    estimates: Mapping[str, tuple[Estimate, ...]]
    intervals: Mapping[str, NodeInterval]


NOTHING_OF_A_UNIT = CertainUnit({}, {})
NOTHING_OF_A_NODE = CertainNode({}, {})


@dataclass(frozen=True)
class About:
    """What holds for all estimates of an edition. `told`, `unreliable`, `suppressed`: how many there are.

    `has_intervals`, `has_points`, `has_ranges`: whether estimates, points, ranks say how sure they are.
    """

    basis: Basis
    level: Fraction
    record: EstimatesRecord | None
    codes: tuple[str, ...]
    told: int
    unreliable: int
    suppressed: int
    reasons: tuple[tuple[str, int], ...]
    has_intervals: bool
    has_points: bool
    has_ranges: bool


class KeptCertainty:
    """The estimates and intervals of one league, on a shelf."""

    def __init__(self, scored: Scored, league: int, shelf: Shelf[OnShelf]) -> None:
        assert scored.estimates is not None, "only where there are estimates"
        result, estimates = scored.results[league], scored.estimates
        intervals = scored.intervals[league].by_unit
        by_unit = {
            unit.uid: CertainUnit(estimates.by_unit.get(unit.uid, {}), intervals.get(unit.uid, {}))
            for unit in result.units
        }
        rows = [row for one in by_unit.values() for found in one.estimates.values() for row in found]
        counted: dict[str, int] = {}
        for row in rows:
            if row.is_suppressed:
                counted[row.reason] = counted.get(row.reason, 0) + 1
        self.about = About(
            estimates.basis,
            estimates.level,
            estimates.record,
            tuple(sorted({row.code for row in rows})),
            sum(row.flag == "shown" for row in rows),
            sum(row.flag == "unreliable" for row in rows),
            sum(row.is_suppressed for row in rows),
            tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))),
            any(row.has_interval for row in rows),
            any(intervals.values()),
            any(node.rank_best is not None for one in intervals.values() for node in one.values()),
        )
        self._units = {
            uid: shelf.put(one, len(one.estimates) * _BYTES_OF_AN_ESTIMATE + 2 * _BYTES_OF_AN_INTERVAL)
            for uid, one in by_unit.items()
            if one.estimates or one.intervals
        }
        self._nodes = {
            code: shelf.put(
                one, len(one.estimates) * _BYTES_OF_AN_ESTIMATE + len(one.intervals) * _BYTES_OF_AN_INTERVAL
            )
            for code, one in _by_node(by_unit).items()
        }
        self._shelf = shelf

    def of_unit(self, uid: str) -> CertainUnit:
        """What is known of a unit."""
        if uid not in self._units:
            return NOTHING_OF_A_UNIT
        found = self._shelf.get(self._units[uid])
        assert isinstance(found, CertainUnit), "units and nodes have numbers of their own"
        return found

    def of_node(self, code: str) -> CertainNode:
        """What is known of a node."""
        if code not in self._nodes:
            return NOTHING_OF_A_NODE
        found = self._shelf.get(self._nodes[code])
        assert isinstance(found, CertainNode), "units and nodes have numbers of their own"
        return found


def _by_node(by_unit: Mapping[str, CertainUnit]) -> dict[str, CertainNode]:
    estimates: dict[str, dict[str, tuple[Estimate, ...]]] = {}
    intervals: dict[str, dict[str, NodeInterval]] = {}
    for uid, one in by_unit.items():
        for code, rows in one.estimates.items():
            estimates.setdefault(code, {})[uid] = rows
        for code, interval in one.intervals.items():
            intervals.setdefault(code, {})[uid] = interval
    codes = sorted(estimates.keys() | intervals.keys())
    return {code: CertainNode(estimates.get(code, {}), intervals.get(code, {})) for code in codes}
