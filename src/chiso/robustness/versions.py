"""Two versions of a composite index side by side: rank shifts, correlations, who gains and who loses.

Ranks are those of each version among the rows (a unit, in a period of a panel) that both have a score for.
Whether both were computed from the same data is told from the hashes of what was read: only then is a shift
the work of the framework or the plan alone.

    CH-8206 fewer than two rows in common
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import kendalltau, pearsonr, rankdata, spearmanr

from chiso.composite.run import CompositeRun
from chiso.composite.table import FloatArray, Row
from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.tables import write_table

COLUMNS = ("unit", "period", "name", "rank_before", "rank_after", "shift", "score_before", "score_after")


@dataclass(frozen=True, slots=True)
class Moved:
    """One row in both versions; `shift` above 0: places gained."""

    row: Row
    name: str
    rank_before: int
    rank_after: int
    score_before: float
    score_after: float

    @property
    def shift(self) -> int:
        """Places gained."""
        return self.rank_before - self.rank_after


@dataclass(frozen=True, slots=True, eq=False)
class PeriodComparison:
    """One period. Correlations are NaN where a version does not vary; `moved` by the rank before."""

    period: str
    moved: tuple[Moved, ...]
    pearson: float
    spearman: float
    kendall: float
    mean_shift: float
    leaders_before: tuple[str, ...]
    leaders_after: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Versions:
    """`same_data`: both were computed from files with the same hash. Rows that only one has: by version."""

    periods: tuple[PeriodComparison, ...]
    same_data: bool
    only_before: tuple[Row, ...]
    only_after: tuple[Row, ...]


def compare_versions(before: CompositeRun, after: CompositeRun) -> Versions:
    """The two side by side, period by period. Raises BadInput (CH-8206)."""
    first, second = _scores(before), _scores(after)
    common = [row for row in first if row in second]
    periods = [
        period
        for period in dict.fromkeys(row.period for row in common)
        if sum(row.period == period for row in common) > 1
    ]
    if not periods:
        expected = text("Expected two units or more of one period that both versions have a score for.")
        mend = text("Compare versions of an index of the same units.")
        raise BadInput([Problem("CH-8206", Place(), str(len(common)), expected, mend)])
    names = {**after.names, **before.names}
    return Versions(
        tuple(
            _compare(period, [row for row in common if row.period == period], first, second, names)
            for period in periods
        ),
        bool(before.digests.get("data")) and before.digests.get("data") == after.digests.get("data"),
        tuple(row for row in first if row not in second),
        tuple(row for row in second if row not in first),
    )


def csv_of_versions(versions: Versions) -> bytes:
    """The table of all rows in both."""
    return write_table(
        COLUMNS,
        (
            (
                one.row.unit, one.row.period, one.name, str(one.rank_before), str(one.rank_after),
                str(one.shift), repr(one.score_before), repr(one.score_after),
            )
            for period in versions.periods
            for one in period.moved
        ),
    ).encode()  # fmt: skip


def _compare(
    period: str,
    rows: list[Row],
    first: Mapping[Row, float],
    second: Mapping[Row, float],
    names: Mapping[str, str],
) -> PeriodComparison:
    scores = [np.array([of[row] for row in rows]) for of in (first, second)]
    ranks = [np.asarray(rankdata(-of, method="min")).astype(int).tolist() for of in scores]
    moved = [
        Moved(row, names.get(row.unit, ""), one, other, float(a), float(b))
        for row, one, other, a, b in zip(rows, *ranks, *scores, strict=True)
    ]
    moved.sort(key=lambda one: (one.rank_before, one.row.unit))
    varies = all(float(np.ptp(of)) > 0 for of in scores)
    nan = float("nan")
    return PeriodComparison(
        period,
        tuple(moved),
        float(pearsonr(*scores).statistic) if varies else nan,
        float(spearmanr(*(of.tolist() for of in scores)).statistic) if varies else nan,
        float(kendalltau(*scores).statistic) if varies else nan,
        float(np.mean([abs(one.shift) for one in moved])),
        tuple(one.row.unit for one in moved if one.rank_before == 1),
        tuple(one.row.unit for one in moved if one.rank_after == 1),
    )


def _scores(run: CompositeRun) -> dict[Row, float]:
    scores: FloatArray = run.scores
    rows = run.stages["Aggregated"].rows
    return {row: float(score) for row, score in zip(rows, scores, strict=True) if not np.isnan(score)}
