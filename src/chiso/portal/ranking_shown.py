"""The ranking of an edition as pages show it: places, ties, changes, classes, axis, what is lacking.

A change is of the whole total where the framework is the same in both periods; else of the criteria that
both measure alike, and only for units that have all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from chiso.documents.charts.scale import Scale, round_scale
from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual, Value
from chiso.portal.classes_shown import title_of_class, why_of_class
from chiso.portal.model import Edition, Series
from chiso.portal.robustness import UnitRobustness
from chiso.portal.unit_years import places_of
from chiso.scoring.compare import compare_common
from chiso.scoring.intervals import NodeInterval
from chiso.scoring.position import median
from chiso.units import Unit

# What the changes are of: nothing (first period, nothing alike), the total, or what is measured alike.
ChangeBasis: TypeAlias = Literal["none", "total", "common"]


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One line. `change`: None where the two periods do not compare for this unit."""

    unit: Unit
    score: Fraction | None
    rank: int | None
    is_tie: bool
    earlier_rank: int | None
    change: Fraction | None
    class_title: Bilingual | None
    # What lowered the class, or why there is none.
    class_why: Value
    # Between which points and ranks it lies, where that is known.
    interval: NodeInterval | None = None
    # How often it had which rank by other choices, where the bundle says so.
    robustness: UnitRobustness | None = None


@dataclass(frozen=True, eq=False)
class RankingShown:
    """One edition with its lines in the order of the ranking; units without a rank come last.

    What is worked out of all lines is kept: each line of a page is drawn beside the median, on one axis.
    """

    series: Series
    edition: Edition
    before: Edition | None
    basis: ChangeBasis
    common_count: int
    criteria_count: int
    rows: tuple[RankedUnit, ...]

    @cached_property
    def ranked(self) -> tuple[RankedUnit, ...]:
        """The lines that have a rank."""
        return tuple(row for row in self.rows if row.rank is not None)

    @cached_property
    def unranked(self) -> tuple[RankedUnit, ...]:
        """The lines that have none."""
        return tuple(row for row in self.rows if row.rank is None)

    @cached_property
    def scores(self) -> tuple[Fraction, ...]:
        """The scores of the ranked units, the first first."""
        return tuple(row.score for row in self.ranked if row.score is not None)

    @property
    def places(self) -> int:
        """The decimals that people read."""
        return places_of(self.edition.framework)

    @cached_property
    def median(self) -> Fraction | None:
        """The score in the middle; None where no unit is ranked."""
        return median(sorted(self.scores)) if self.scores else None

    @cached_property
    def ends(self) -> tuple[Fraction, ...]:
        """The scores of the ranked units, and the ends of their intervals."""
        intervals = [row.interval for row in self.ranked if row.interval is not None]
        return (*self.scores, *(end for one in intervals for end in (one.low, one.high)))

    @cached_property
    def axis(self) -> Scale | None:
        """A scale with round ends that holds every score and interval; None: nothing to tell apart."""
        if len(set(self.scores)) < 2:
            return None
        return round_scale(self.ends)[0]

    @cached_property
    def levels(self) -> frozenset[str]:
        """The levels of the units ("province")."""
        return frozenset(row.unit.level for row in self.rows)

    def row(self, uid: str | None) -> RankedUnit | None:
        """The line of a unit."""
        return next((row for row in self.rows if row.unit.uid == uid), None)

    def around(self, uid: str | None, each_way: int = 3) -> tuple[RankedUnit, ...]:
        """A ranked unit with those just before and behind it; empty where it has no rank."""
        ranked = self.ranked
        at = next((n for n, row in enumerate(ranked) if row.unit.uid == uid), None)
        if at is None:
            return ()
        first = max(0, min(at - each_way, len(ranked) - 2 * each_way - 1))
        return ranked[first : first + 2 * each_way + 1]

    def class_counts(self) -> tuple[tuple[Bilingual, int], ...]:
        """How many units each class holds, in the order of the ranking."""
        counted = Counter(row.class_title for row in self.rows if row.class_title is not None)
        return tuple(counted.items())


def show_ranking(series: Series, edition: Edition) -> RankingShown:
    """The ranking of one edition beside the edition before it."""
    before = series.before(edition)
    return _shown(series, edition, before, *_changes(series, before, edition))


def show_places(series: Series, edition: Edition) -> RankingShown:
    """The ranking of one edition by itself, for pages that show no changes: nothing is compared."""
    return _shown(series, edition, None, "none", 0, {})


def _shown(
    series: Series,
    edition: Edition,
    before: Edition | None,
    basis: ChangeBasis,
    common_count: int,
    changes: Mapping[str, Fraction],
) -> RankingShown:
    ranks = Counter(row.rank for row in edition.result.ranking)
    intervals = edition.certain_node(TOTAL).intervals
    by_choices = edition.robustness[0].units if edition.robustness else {}
    rows = tuple(
        RankedUnit(
            unit=row.unit,
            score=row.score if row.rank is not None else None,
            rank=row.rank,
            is_tie=row.rank is not None and ranks[row.rank] > 1,
            earlier_rank=_rank_in(before, row.unit.uid),
            change=changes.get(row.unit.uid) if row.rank is not None else None,
            class_title=title_of_class(edition, row.unit.uid),
            class_why=why_of_class(edition, row.unit.uid),
            interval=intervals.get(row.unit.uid) if row.rank is not None else None,
            robustness=by_choices.get(row.unit.uid),
        )
        for row in edition.result.ranking
    )
    leaves = sum(node.is_leaf for node, _, _ in edition.framework.walk())
    return RankingShown(series, edition, before, basis, common_count, leaves, rows)


def _changes(
    series: Series, before: Edition | None, edition: Edition
) -> tuple[ChangeBasis, int, Mapping[str, Fraction]]:
    """What the changes are of, of how many criteria, and the change of each unit that compares."""
    if before is None:
        return "none", 0, {}
    shared = [uid for uid in edition.result.units_by_uid if uid in before.result.units_by_uid]
    if series.break_before(edition) is None:
        earlier = {row.unit.uid: row.score for row in before.result.ranking}
        now = {row.unit.uid: row.score for row in edition.result.ranking}
        known = {
            uid: total - was
            for uid in shared
            if (total := now[uid]) is not None and (was := earlier[uid]) is not None
        }
        return "total", 0, known
    parts = {uid: compare_common(before.result, edition.result, uid) for uid in shared}
    full = max((part.codes for part in parts.values()), key=len, default=())
    if not full:
        return "none", 0, {}
    return "common", len(full), {uid: part.difference for uid, part in parts.items() if part.codes == full}


def _rank_in(edition: Edition | None, uid: str) -> int | None:
    row = edition.row(uid) if edition else None
    return row.rank if row else None
