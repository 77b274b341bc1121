"""Two results side by side: the difference in its parts, breaks, what is comparable, the rank.

A comparison is of one unit in two periods, or of two units. Where the framework changed, the breaks
are stated, and the common part (criteria with the same rule and maximum on both sides) is compared
by itself, weighted as it was before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from chiso.figures import write_exact
from chiso.frameworks.differences import Difference, find_differences
from chiso.frameworks.model import TOTAL, Framework
from chiso.language import Language
from chiso.scoring.difference import DifferencePart, split_difference
from chiso.scoring.exact import exact_sum
from chiso.scoring.leaf_difference import has_same_rule
from chiso.scoring.prepared import Prepared, PreparedLeaf, PreparedNode
from chiso.scoring.ranking import RankingRow, number_ties, standing_keys
from chiso.scoring.result import Result
from chiso.scoring.sides import Side
from chiso.units import Unit

# Kinds of difference between frameworks after which figures no longer mean the same.
BREAKING = frozenset({"added", "removed", "moved", "points", "rule", "inputs", "combination"})


@dataclass(frozen=True, slots=True)
class CommonPart:
    """What is the same on both sides: its criteria (codes before and after) and their sums."""

    codes: tuple[tuple[str, str], ...]
    before: Fraction
    after: Fraction

    @property
    def difference(self) -> Fraction:
        """By how much the common part changed."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class RankDifference:
    """The change of a rank: among units ranked on both sides, and by units that came or went.

    A positive number is a fall (from 3 to 5). The two add up to after − before.
    """

    before: int
    after: int
    among_common: int
    by_membership: int
    came: tuple[str, ...]
    went: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Two results of one unit, or of two. `difference` is None where a side has no total."""

    before: Side
    after: Side
    difference: Fraction | None
    parts: tuple[DifferencePart, ...]
    breaks: tuple[Difference, ...]
    common: CommonPart

    @cached_property
    def rank(self) -> RankDifference | None:
        """The change of the rank; None where two units are compared or a side does not rank the unit.

        It takes the whole ranking of both sides, so it is worked out when it is asked for.
        """
        if self.before.uid != self.after.uid:
            return None
        return _compare_ranks(self.before.result, self.after.result, self.after.uid)

    def _repr_html_(self) -> str:
        from chiso.scoring.notebook import comparison_as_html

        return comparison_as_html(self)

    def as_record(self, language: Language) -> dict[str, Any]:
        """The comparison as a record for JSON; figures are exact text."""
        return {
            "before": _side_record(self.before),
            "after": _side_record(self.after),
            "difference": None if self.difference is None else write_exact(self.difference),
            "parts": [
                {
                    "kind": part.kind,
                    "before": part.before,
                    "after": part.after,
                    "amount": write_exact(part.amount),
                }
                for part in self.parts
            ],
            "breaks": [one.as_record(language) for one in self.breaks],
            "common": {
                "codes": [list(pair) for pair in self.common.codes],
                "before": write_exact(self.common.before),
                "after": write_exact(self.common.after),
            },
            "rank": None if self.rank is None else _rank_record(self.rank),
        }


def compare_units(before: Result, unit_before: Unit, after: Result, unit_after: Unit) -> Comparison:
    """Compare a unit of one result with a unit of another (or of the same) result."""
    one, two = Side(before, unit_before.uid), Side(after, unit_after.uid)
    start, end = one.node(TOTAL).points, two.node(TOTAL).points
    known = start is not None and end is not None
    return Comparison(
        one,
        two,
        None if start is None or end is None else end - start,
        split_difference(one, two) if known else (),
        _breaks(
            _Frameworks((before.framework.hash, after.framework.hash), before.framework, after.framework)
        ),
        _common_part(one, two),
    )


def compare_common(before: Result, after: Result, uid: str) -> CommonPart:
    """What both results measure alike of a unit, without the split of the rest."""
    return _common_part(Side(before, uid), Side(after, uid))


def compare_runs(before: Sequence[Result], after: Sequence[Result]) -> tuple[Comparison, ...]:
    """Every unit that both runs have, in the order of the run after."""
    earlier = {unit.uid: (result, unit) for result in before for unit in result.units}
    return tuple(
        compare_units(*earlier[unit.uid], result, unit)
        for result in after
        for unit in result.units
        if unit.uid in earlier
    )


@dataclass(frozen=True, slots=True)
class _Frameworks:
    """Two frameworks, told apart by their hashes."""

    hashes: tuple[str, str]
    before: Framework = field(compare=False)
    after: Framework = field(compare=False)


# Every unit of a league is compared by the same two frameworks.
@lru_cache(maxsize=64)
def _breaks(frameworks: _Frameworks) -> tuple[Difference, ...]:
    one, other = frameworks.hashes
    if one == other:
        return ()
    found = find_differences(frameworks.before, frameworks.after)
    return tuple(difference for difference in found if difference.sort in BREAKING)


def _common_part(before: Side, after: Side) -> CommonPart:
    """Criteria that both sides measure alike; below a geometric mean points have no sum."""
    codes_after = after.codes_by_identity()
    codes = []
    starts: list[Fraction] = []
    ends: list[Fraction] = []
    for leaf in before.result.prepared.leaves:
        worth = worth_in_total(before.result.prepared, leaf)
        other = codes_after.get(before.identity(leaf.code))
        twin = after.result.prepared_node(other) if other else None
        if worth is None or not isinstance(twin, PreparedLeaf):
            continue
        start, end = before.node(leaf.code).points, after.node(twin.code).points
        is_common = has_same_rule(before, leaf, after, twin)
        if is_common and start is not None and end is not None:
            codes.append((leaf.code, twin.code))
            starts.append(worth * start)
            ends.append(worth * end)
    return CommonPart(tuple(codes), exact_sum(starts), exact_sum(ends))


def worth_in_total(prepared: Prepared, node: PreparedNode) -> Fraction | None:
    """What one point of a node is worth in the total where everything applies."""
    worth = Fraction(1)
    position = node.position
    while position:
        own = prepared.worths.get(position)
        if own is None:
            return None
        worth *= own
        position = prepared.nodes[position].parent
    return worth


def _compare_ranks(before: Result, after: Result, uid: str) -> RankDifference | None:
    """The change of the rank; None where a side does not rank the unit."""
    rows_before, rows_after = _ranked(before), _ranked(after)
    if uid not in rows_before or uid not in rows_after:
        return None
    common = [one for one in rows_before if one in rows_after]
    start, end = rows_before[uid].rank or 0, rows_after[uid].rank or 0
    start_common = _rank_among(before, common, uid)
    end_common = _rank_among(after, common, uid)
    return RankDifference(
        start,
        end,
        end_common - start_common,
        (end - end_common) - (start - start_common),
        tuple(row.unit.code for key, row in rows_after.items() if key not in rows_before),
        tuple(row.unit.code for key, row in rows_before.items() if key not in rows_after),
    )


def _ranked(result: Result) -> dict[str, RankingRow]:
    return {row.unit.uid: row for row in result.ranking if row.rank is not None}


def _rank_among(result: Result, uids: list[str], uid: str) -> int:
    """The rank of a unit if only these units took part."""
    keys = standing_keys(result, uids, (TOTAL, *result.framework.index.tie_break))
    return number_ties(keys, result.framework.index.ties)[uids.index(uid)]


def _side_record(side: Side) -> dict[str, Any]:
    unit = side.unit
    total = side.node(TOTAL)
    return {
        "unit": unit.code,
        "name": unit.name,
        "period": side.result.period.written,
        "framework": side.framework.key,
        "points": None if total.points is None else write_exact(total.points),
        "status": total.status,
    }


def _rank_record(rank: RankDifference) -> dict[str, Any]:
    return {
        "before": rank.before,
        "after": rank.after,
        "among_common": rank.among_common,
        "by_membership": rank.by_membership,
        "came": list(rank.came),
        "went": list(rank.went),
    }
