"""How columns go together: Pearson, Spearman and Kendall, over the rows in which both columns have a value.

    Pearson    Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²)
    Spearman   Pearson of the ranks, ties with their middle rank, ranked among the rows of the pair
    Kendall    τ_b = (concordant − discordant) / √(pairs not tied in x × pairs not tied in y)

All take `values: (rows, columns)` with NaN where a value is missing and give `(columns, columns)`; where a
column does not vary, or fewer than two rows are shared, there is no correlation (NaN).

Source: Kendall and Gibbons, Rank Correlation Methods (1990). As R's `cor(use = "pairwise.complete.obs")`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.composite.table import FloatArray

# Rounding alone leaves this much of a column that does not vary: of its values, and of sums of squares.
_NO_DISTANCE, _NO_VARIANCE = 1e-12, 1e-13
# Signs of all pairs of rows are held for some rows at a time: 128 rows × 631 rows × 100 columns are 64 MB.
_ROWS_AT_A_TIME = 128


def pearson(values: FloatArray) -> FloatArray:
    """(columns, columns): correlations of the values."""
    known = ~np.isnan(values)
    count = known.sum(0)
    # Centred and scaled first: the sums below then lose no digits to large means.
    mean = np.where(known, values, 0.0).sum(0) / np.maximum(count, 1)
    centred = np.where(known, values - mean, 0.0)
    largest = np.abs(centred).max(0, initial=0.0)
    size = np.where(known, np.abs(values), 0.0).max(0, initial=0.0)
    varies = largest > _NO_DISTANCE * size
    centred = np.where(varies, centred / np.where(varies, largest, 1.0), 0.0)
    there = known.astype(np.float64)
    shared = np.maximum(there.T @ there, 1.0)
    # Sums of x over the rows that x shares with y, and of its squares.
    sums, squares = centred.T @ there, (centred**2).T @ there
    covered = centred.T @ centred - sums * sums.T / shared
    spread = squares - sums**2 / shared
    product = spread * spread.T
    is_told = (spread > _NO_VARIANCE * squares) & (spread.T > _NO_VARIANCE * squares.T) & (product > 0)
    below = np.sqrt(np.where(is_told, product, 1.0))
    return np.where(is_told, np.clip(covered / below, -1.0, 1.0), np.nan)


def spearman(values: FloatArray) -> FloatArray:
    """(columns, columns): correlations of the ranks."""
    known: NDArray[np.bool_] = ~np.isnan(values)
    found = pearson(_ranks(values))
    # Ranks depend on the rows that are shared: only columns with gaps differ from the ranks of all.
    gaps = np.asarray(~known.all(0))
    for first in range(values.shape[1]):
        for second in range(first):
            if gaps[first] or gaps[second]:
                rows = known[:, first] & known[:, second]
                pair = np.column_stack([values[rows, first], values[rows, second]])
                figure = pearson(_ranks(pair))[0, 1] if len(pair) > 1 else np.nan
                found[first, second] = found[second, first] = figure
    return found


def kendall(values: FloatArray) -> FloatArray:
    """(columns, columns): Kendall's τ_b."""
    columns = values.shape[1]
    agreed, untied = np.zeros((columns, columns)), np.zeros((columns, columns))
    for start in range(0, len(values), _ROWS_AT_A_TIME):
        own = values[start : start + _ROWS_AT_A_TIME, None, :]
        signs = np.sign(own - values[None, :, :]).reshape(-1, columns)
        is_pair = ~np.isnan(signs)
        signs = np.where(is_pair, signs, 0.0)
        agreed += signs.T @ signs
        untied += np.abs(signs).T @ is_pair.astype(np.float64)
    product = untied * untied.T
    return np.where(product > 0, agreed / np.sqrt(np.where(product > 0, product, 1.0)), np.nan)


def shared_rows(values: FloatArray) -> NDArray[np.int64]:
    """(columns, columns): in how many rows both columns have a value."""
    known = (~np.isnan(values)).astype(np.int64)
    return np.asarray(known.T @ known, dtype=np.int64)


def chance_of_pearson(correlations: FloatArray, rows: NDArray[np.int64]) -> FloatArray:
    """How often columns without any connection are this far from 0: the two-sided p-value of Student's t.

    Told for four rows and more. It takes rows as drawn by chance; for all units of a country it is a measure
    of size, no proof.
    """
    # The library takes longer to load than most commands to run; so here and below.
    from scipy import stats

    freedom = np.maximum(rows - 2, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = correlations * np.sqrt(freedom / (1 - correlations**2))
    chance = 2 * stats.t.sf(np.abs(statistic), freedom)
    return np.where(rows >= 4, chance, np.nan)


def _ranks(values: FloatArray) -> FloatArray:
    from scipy import stats

    return np.asarray(stats.rankdata(values, axis=0, nan_policy="omit"), dtype=np.float64)
