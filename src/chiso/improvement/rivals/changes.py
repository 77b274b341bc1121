"""The yearly changes of each rival's score, from the results of years one after another.

A change over a break (another set of criteria: added, removed, other maxima or rules) is no movement of a
unit. It is left out, or the change of the part that both years measure alike stands in its place.

    CH-8309 years that are no history of one another
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, TypeAlias

from chiso.frameworks.differences import find_differences
from chiso.language import text
from chiso.periods import Period
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.compare import BREAKING, compare_units
from chiso.scoring.ranking import ranked_units
from chiso.scoring.result import Result

Breaks: TypeAlias = Literal["exclude", "common"]
WhyNot: TypeAlias = Literal["break", "gap"]


@dataclass(frozen=True, slots=True)
class YearOfChanges:
    """The changes between two results, by uid; `why_not` says why there are none."""

    before: str
    after: str
    changes: Mapping[str, Fraction]
    is_common_part: bool = False
    why_not: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is known of the rivals: their scores now by uid, and their changes year by year."""

    now: Mapping[str, Fraction]
    codes: Mapping[str, str]
    years: tuple[YearOfChanges, ...]

    @property
    def used(self) -> tuple[YearOfChanges, ...]:
        """The years whose changes count."""
        return tuple(year for year in self.years if year.why_not is None)


def changes_of(results: Sequence[Result], uid: str, breaks: Breaks) -> Changes:
    """The changes of the rivals of a unit; the last result is now. Raises WrongCall (CH-8309)."""
    ordered = sorted(results, key=lambda result: result.period.reference_day)
    periods = [result.period.written for result in ordered]
    twice = sorted({period for period in periods if periods.count(period) > 1})
    if twice:
        expected = text("Expected each year once.")
        mend = text("Give one folder of results for each year.")
        raise WrongCall([Problem("CH-8309", Place(field="OUT"), ", ".join(twice), expected, mend)])
    last = ordered[-1]
    rivals = [unit for unit in ranked_units(last) if unit.uid != uid]
    now = {unit.uid: score for unit in rivals if (score := last.scores[unit.uid].points[0]) is not None}
    codes = {unit.uid: unit.code for unit in rivals}
    years = tuple(_year(before, after, frozenset(now), breaks) for before, after in pairwise(ordered))
    return Changes(now, codes, years)


def _year(before: Result, after: Result, rivals: frozenset[str], breaks: Breaks) -> YearOfChanges:
    names = (before.period.written, after.period.written)
    if not _follow_one_another(before.period, after.period):
        return YearOfChanges(*names, {}, why_not="gap")
    has_break = before.framework.hash != after.framework.hash and any(
        one.sort in BREAKING for one in find_differences(before.framework, after.framework)
    )
    if has_break and breaks == "exclude":
        return YearOfChanges(*names, {}, why_not="break")
    changes = {}
    for unit in after.units:
        earlier = before.units_by_uid.get(unit.uid)
        if earlier is None or unit.uid not in rivals:
            continue
        start, end = before.scores[unit.uid].points[0], after.scores[unit.uid].points[0]
        if start is None or end is None:
            continue
        if has_break:
            changes[unit.uid] = compare_units(before, earlier, after, unit).common.difference
        else:
            changes[unit.uid] = end - start
    return YearOfChanges(*names, changes, is_common_part=has_break)


def _follow_one_another(before: Period, after: Period) -> bool:
    """Of years the next one; of other periods whatever comes next in the call."""
    if before.kind == after.kind == "year":
        return after.year == before.year + 1
    return before.kind == after.kind
