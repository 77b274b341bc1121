"""What a unit lost in years before: every year, newly, won back; and what moved in the units that rose.

A criterion is followed over the years as long as it measures the same: same concept (or code), same rule,
same maximum. Before a year in which it did not, nothing is said. "Lost" is against the same reference in
each year: points of the reference less own points, above 0.

    every_year   lost in every year that can be compared      newly      lost, not so the year before
    again        lost, the year before too, not in every      won_back   not lost, but the year before
    kept         not lost, nor the year before                first      no year before can be compared

    CH-8312 years that are no history: of another unit or framework, or out of order
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.improvement.gaps.distances import Against, Targets, find_distance, points_of
from chiso.language import Text, text
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.exact import exact_sum
from chiso.scoring.leaf_difference import has_same_rule
from chiso.scoring.prepared import PreparedLeaf
from chiso.scoring.ranking import number_ties
from chiso.scoring.result import Result
from chiso.scoring.sides import Side
from chiso.units import Unit

State: TypeAlias = Literal["every_year", "newly", "again", "won_back", "kept", "first"]
STATE_WORDS: dict[State, Text] = {
    "every_year": text("lost every year"),
    "newly": text("lost newly"),
    "again": text("lost again"),
    "won_back": text("won back"),
    "kept": text("kept"),
    "first": text("no year to compare"),
}


@dataclass(frozen=True, slots=True)
class Followed:
    """A criterion over the years: what was lost in each, None where none can be compared; the last is now."""

    code: str
    lost: tuple[Fraction | None, ...]
    state: State
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class Year:
    """A run of the history, with the unit as it stood then."""

    result: Result
    unit: Unit


@dataclass(frozen=True, slots=True)
class Moved:
    """By how much a criterion changed on average in units that rose, and in the others."""

    code: str
    in_risers: Fraction
    in_others: Fraction | None

    @property
    def ahead(self) -> Fraction:
        """What the risers gained more than the others."""
        return self.in_risers - (self.in_others or Fraction(0))


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved since the year before; `risers`: units with a better rank among those ranked twice."""

    risers: tuple[str, ...]
    others: int
    criteria: tuple[Moved, ...]


def order_years(years: Sequence[Year], now: Year) -> tuple[Year, ...]:
    """The years of the history by their periods. Raises WrongCall (CH-8312)."""
    ordered = sorted(years, key=lambda year: year.result.period.reference_day)
    written = [year.result.period.written for year in ordered]
    last = now.result.period.reference_day
    problems = []
    for year, period in zip(ordered, written, strict=True):
        if written.count(period) > 1 or year.result.period.reference_day >= last:
            expected = text(
                "Expected each earlier year once, before {period}.", period=now.result.period.written
            )
            mend = text("Give the folders of earlier years with --history.")
            problems.append(Problem("CH-8312", Place(field="--history"), period, expected, mend))
    if problems:
        raise WrongCall(problems)
    return tuple(ordered)


def follow(
    years: Sequence[Year], now: Year, against: Against, targets: Targets | None = None
) -> tuple[Followed, ...]:
    """Every criterion of the unit now, with what was lost in each year."""
    lost_in = [*(_lost(year, against, targets) for year in years), _lost(now, against, targets)]
    codes = {year.result.period.written: alike_codes(year, now) if _has_total(year) else {} for year in years}
    found = []
    for code in points_of(now.result, now.unit.uid):
        row: list[Fraction | None] = [None] * len(years)
        change = None
        # Backwards: once it was asked otherwise, what lies before is another thing.
        for place in range(len(years) - 1, -1, -1):
            year = years[place]
            before = codes[year.result.period.written].get(code)
            if before is None:
                if _has_total(year):
                    break
                continue
            row[place] = lost_in[place].get(before)
            if place == len(years) - 1:
                change = _points(now, code) - _points(year, before)
        row.append(lost_in[-1].get(code, Fraction(0)))
        found.append(Followed(code, tuple(row), _state(row), change))
    return tuple(found)


def alike_codes(before: Year, after: Year) -> dict[str, str]:
    """Code now -> code then, of the criteria that measure the same in the same way."""
    one, two = Side(before.result, before.unit.uid), Side(after.result, after.unit.uid)
    then = one.codes_by_identity()
    found = {}
    for leaf in after.result.prepared.leaves:
        code = then.get(two.identity(leaf.code))
        twin = None if code is None else before.result.prepared_node(code)
        if code is None or not isinstance(twin, PreparedLeaf):
            continue
        both = (one.node(code).points, two.node(leaf.code).points)
        if None not in both and has_same_rule(one, twin, two, leaf):
            found[leaf.code] = code
    return found


def movement(before: Year, now: Year) -> Movement | None:
    """What moved in the units that rose; None where no unit is ranked in both years."""
    pairs = _ranked_twice(before.result, now.result)
    if not pairs:
        return None
    then = _ranks(before.result, [one for one, _ in pairs])
    today = _ranks(now.result, [two for _, two in pairs])
    rose = [today[at] < then[at] for at in range(len(pairs))]
    codes = alike_codes(before, now)
    criteria = []
    for code, old in codes.items():
        changes: tuple[list[Fraction], list[Fraction]] = ([], [])
        for (one, two), is_riser in zip(pairs, rose, strict=True):
            start, end = before.result.node(one.uid, old).points, now.result.node(two.uid, code).points
            if start is not None and end is not None:
                changes[0 if is_riser else 1].append(end - start)
        if changes[0]:
            criteria.append(Moved(code, _mean(changes[0]), _mean(changes[1]) if changes[1] else None))
    criteria.sort(key=lambda one: (-one.ahead, one.code))
    risers = tuple(two.code for (_, two), is_riser in zip(pairs, rose, strict=True) if is_riser)
    return Movement(risers, len(pairs) - len(risers), tuple(criteria))


def _lost(year: Year, against: Against, targets: Targets | None) -> dict[str, Fraction]:
    """Reference less own points, by criterion; nothing for a year without a total."""
    if not _has_total(year):
        return {}
    own = points_of(year.result, year.unit.uid)
    reference = find_distance(year.result, year.unit, against, targets).points
    return {code: reference.get(code, points) - points for code, points in own.items()}


def _state(row: Sequence[Fraction | None]) -> State:
    earlier = [lost for lost in row[:-1] if lost is not None]
    now = row[-1]
    assert now is not None, "a criterion of today has points"
    if not earlier:
        return "first"
    if now <= 0:
        return "won_back" if earlier[-1] > 0 else "kept"
    if earlier[-1] <= 0:
        return "newly"
    return "every_year" if all(lost > 0 for lost in earlier) else "again"


def _ranked_twice(before: Result, now: Result) -> list[tuple[Unit, Unit]]:
    earlier = {row.unit.uid: row.unit for row in before.ranking if row.rank is not None}
    return [
        (earlier[row.unit.uid], row.unit)
        for row in now.ranking
        if row.rank is not None and row.unit.uid in earlier
    ]


def _ranks(result: Result, units: Sequence[Unit]) -> list[int]:
    """Ranks among these units alone, equals together."""
    ranks = {row.unit.uid: row.rank or 0 for row in result.ranking}
    return number_ties([(-ranks[unit.uid],) for unit in units], "lowest")


def _points(year: Year, code: str) -> Fraction:
    points = year.result.node(year.unit.uid, code).points
    assert points is not None, "only criteria with points are followed"
    return points


def _has_total(year: Year) -> bool:
    return year.result.scores[year.unit.uid].points[0] is not None


def _mean(values: Sequence[Fraction]) -> Fraction:
    return exact_sum(values) / len(values)
