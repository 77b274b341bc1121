"""Imputing: gaps are filled from other units, from the unit's other periods, or with one figure.

The kinds and their formulas stand in `chiso.frameworks.composite.preparations`. Only figures that were there
before the step are used, never filled ones of the same method; a gap that a method cannot fill waits for the
next method of the list, and stays a gap after the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from chiso.composite.table import FloatArray, IndicatorTable
from chiso.frameworks.composite.plan import Impute
from chiso.frameworks.composite.preparations import (
    FillConstant,
    FillGroupMean,
    FillGroupMedian,
    FillLatest,
    FillLinear,
    FillMean,
    FillNearest,
    Imputation,
)

_Rows = NDArray[np.intp]


def impute(table: IndicatorTable, step: Impute) -> IndicatorTable:
    """The table with its gaps filled as far as the methods of the step go."""
    chains = [step.by_indicator.get(code, step.methods) for code in table.codes]
    values = table.values
    for turn in range(max(map(len, chains))):
        filled = values.copy()
        for method, columns in _columns_by_method(chains, turn).items():
            gaps = np.isnan(values[:, columns])
            filled[:, columns] = np.where(
                gaps, _figures_for_gaps(method, table, values, columns), values[:, columns]
            )
        values = filled
    return table.with_values(values)


def needed_groupings(step: Impute) -> frozenset[str]:
    """The groupings by which the step fills gaps."""
    return frozenset(
        method.group
        for chain in (step.methods, *step.by_indicator.values())
        for method in chain
        if isinstance(method, FillGroupMean | FillGroupMedian)
    )


def _columns_by_method(chains: Sequence[tuple[Imputation, ...]], turn: int) -> Mapping[Imputation, list[int]]:
    """Which columns each method of this turn is for; equal methods go together."""
    columns: dict[Imputation, list[int]] = {}
    for column, chain in enumerate(chains):
        if turn < len(chain):
            columns.setdefault(chain[turn], []).append(column)
    return columns


def _figures_for_gaps(
    method: Imputation, table: IndicatorTable, values: FloatArray, columns: list[int]
) -> FloatArray:
    """(rows, columns): what the method would put into each cell; NaN where it knows nothing."""
    part = values[:, columns]
    if isinstance(method, FillConstant):
        return np.full_like(part, float(method.value))
    if isinstance(method, FillLatest | FillLinear):
        return _from_other_periods(table, part, is_linear=isinstance(method, FillLinear))
    if isinstance(method, FillNearest):
        return _from_nearest(table, values, columns, method.neighbours)
    labels = [row.period for row in table.rows]
    if isinstance(method, FillGroupMean | FillGroupMedian):
        groups = table.groups[method.group]
        labels = [f"{period}\n{group}" for period, group in zip(labels, groups, strict=True)]
    is_mean = isinstance(method, FillMean | FillGroupMean)
    found = np.full_like(part, np.nan)
    for rows in _rows_by_label(labels):
        for column in range(part.shape[1]):
            present = part[rows, column][~np.isnan(part[rows, column])]
            if present.size:
                found[rows, column] = present.mean() if is_mean else np.median(present)
    return found


def _rows_by_label(labels: Sequence[str]) -> list[_Rows]:
    rows: dict[str, list[int]] = {}
    for position, label in enumerate(labels):
        rows.setdefault(label, []).append(position)
    return [np.array(positions) for positions in rows.values()]


def _from_other_periods(table: IndicatorTable, part: FloatArray, *, is_linear: bool) -> FloatArray:
    """The unit's last figure before, or the straight line between the figures before and after."""
    times = _times(table.periods)
    found = np.full_like(part, np.nan)
    for rows in _rows_by_label([row.unit for row in table.rows]):
        ordered = rows[np.argsort([times[table.rows[row].period] for row in rows], kind="stable")]
        when = np.array([times[table.rows[row].period] for row in ordered])
        for column in range(part.shape[1]):
            figures = part[ordered, column]
            known = np.flatnonzero(~np.isnan(figures))
            if not known.size:
                continue
            before = np.searchsorted(known, np.arange(ordered.size), side="right") - 1
            if is_linear:
                between = (before >= 0) & (before < known.size - 1)
                line = np.interp(when, when[known], figures[known])
                found[ordered, column] = np.where(between, line, np.nan)
            else:
                found[ordered, column] = np.where(before >= 0, figures[known[np.maximum(before, 0)]], np.nan)
    return found


def _times(periods: Sequence[str]) -> Mapping[str, float]:
    """Years lie as far apart as their numbers say; periods of other forms follow one another evenly."""
    if all(len(period) == len("2018") and period.isdigit() for period in periods):
        return {period: float(period) for period in periods}
    return {period: float(position) for position, period in enumerate(periods)}


def _from_nearest(
    table: IndicatorTable, values: FloatArray, columns: list[int], neighbours: int
) -> FloatArray:
    """The mean of the nearest units of the period that have the figure.

    Distance: root of the mean squared difference of standardised indicators that both have; of equally near
    units the one whose code comes first, so that the order of the rows decides nothing.
    """
    found = np.full((len(table.rows), len(columns)), np.nan)
    for rows in _rows_by_label([row.period for row in table.rows]):
        standard = _standardised(values[rows])
        names = np.argsort(np.argsort([table.rows[row].unit for row in rows], kind="stable"))
        for place, row in enumerate(rows):
            if not np.isnan(values[row, columns]).any():
                continue
            differences = (standard - standard[place]) ** 2
            shared = (~np.isnan(differences)).sum(axis=1)
            total = np.nansum(differences, axis=1)
            distance = np.full(rows.size, np.nan)
            np.divide(total, shared, out=distance, where=shared > 0)
            distance[place] = np.nan
            order = np.lexsort((names, distance))
            order = order[~np.isnan(distance[order])]
            for target, column in enumerate(columns):
                donors = values[rows[order], column]
                donors = donors[~np.isnan(donors)][:neighbours]
                if donors.size:
                    found[row, target] = donors.mean()
    return found


def _standardised(values: FloatArray) -> FloatArray:
    """Each column over its standard deviation; what does not vary says nothing of distance: NaN."""
    standard = np.full_like(values, np.nan)
    for column in range(values.shape[1]):
        present = values[~np.isnan(values[:, column]), column]
        if present.size > 1 and present.min() < present.max():
            standard[:, column] = (values[:, column] - present.mean()) / present.std(ddof=1)
    return standard
