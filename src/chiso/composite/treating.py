"""Treating: extremes that would rule an indicator are tamed, and every cell that changed is noted.

A series passes if |skewness| is below its bound or kurtosis below its own. `by_shape@1` draws the most
extreme figure in to the next one, at the side to which the series is skewed, until it passes or the number
of figures that may be drawn in is used up; a series that still fails is transformed, from the figures as
they were.
The kinds and their formulas stand in `chiso.frameworks.composite.preparations`.

Sources: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 4; bounds and winsorising
as the COIN Tool of the JRC. Ties at the end of a series are drawn in together, and not at all where that
would be more figures than allowed.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from chiso.composite.run import ChangedCell
from chiso.composite.shapes import kurtosis, skewness
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.frameworks.composite.plan import Treat
from chiso.frameworks.composite.preparations import (
    BoxCox,
    ByShape,
    LogTransform,
    Treatment,
    Untreated,
    Winsorise,
)

HIGH, LOW, LOG, BOX_COX = "winsorised_high", "winsorised_low", "log", "box_cox"
# Powers beyond these turn any series into its largest or smallest figure.
_POWERS = (-5.0, 5.0)
_Reasons = NDArray[np.object_]


def treat(table: IndicatorTable, step: Treat) -> tuple[IndicatorTable, tuple[ChangedCell, ...]]:
    """The table with its extremes tamed, and the cells that changed in the order of codes and rows."""
    values = table.values.copy()
    changed = []
    scopes = (
        [np.arange(len(table.rows))]
        if step.over == "panel"
        else [np.flatnonzero([row.period == period for row in table.rows]) for period in table.periods]
    )
    for position, code in enumerate(table.codes):
        for rows in scopes:
            before = table.values[rows, position]
            after, reasons = treat_series(before, step.by_indicator.get(code, step.method))
            values[rows, position] = after
            shape = skewness(before), kurtosis(before)
            changed += [
                ChangedCell(table.rows[row], code, float(old), float(new), str(reason), *shape)
                for row, old, new, reason in zip(rows, before, after, reasons, strict=True)
                if reason
            ]
    return table.with_values(values), tuple(changed)


def treat_series(figures: FloatArray, treatment: Treatment) -> tuple[FloatArray, _Reasons]:
    """(rows,) treated, and for each figure the word that says what was done to it, or ""."""
    untouched = np.full(figures.size, "", dtype=object)
    if isinstance(treatment, Untreated):
        return figures, untouched
    if isinstance(treatment, Winsorise):
        return _winsorise_number(figures, treatment.low, treatment.high)
    if isinstance(treatment, LogTransform | BoxCox):
        return _transform(figures, treatment)
    if passes(figures, treatment):
        return figures, untouched
    winsorised, reasons = _winsorise_by_shape(figures, treatment)
    if passes(winsorised, treatment) or isinstance(treatment.then, Untreated):
        return winsorised, reasons
    return _transform(figures, treatment.then)


def passes(figures: FloatArray, bounds: ByShape) -> bool:
    """Whether the shape asks for nothing; a series too short to have a shape passes."""
    skewed, tailed = skewness(figures), kurtosis(figures)
    if math.isnan(skewed) or math.isnan(tailed):
        return True
    return abs(skewed) < bounds.skewness or tailed < bounds.kurtosis


def _winsorise_by_shape(figures: FloatArray, bounds: ByShape) -> tuple[FloatArray, _Reasons]:
    treated = figures.copy()
    reasons = np.full(figures.size, "", dtype=object)
    while not passes(treated, bounds):
        is_high = skewness(treated) >= 0
        drawn_in = _at_the_end(treated, is_high=is_high)
        if np.count_nonzero((reasons != "") | drawn_in) > bounds.most_winsorised:
            break
        _draw_in(treated, drawn_in, is_high=is_high)
        reasons[drawn_in] = HIGH if is_high else LOW
    return treated, reasons


def _winsorise_number(figures: FloatArray, low: int, high: int) -> tuple[FloatArray, _Reasons]:
    """Draw in `low` figures from below and `high` from above; ties at the end count together."""
    treated = figures.copy()
    reasons = np.full(figures.size, "", dtype=object)
    for is_high, number, word in ((False, low, LOW), (True, high, HIGH)):
        while treated[~np.isnan(treated)].size and np.nanmin(treated) < np.nanmax(treated):
            drawn_in = _at_the_end(treated, is_high=is_high)
            if np.count_nonzero((reasons == word) | drawn_in) > number:
                break
            _draw_in(treated, drawn_in, is_high=is_high)
            reasons[drawn_in] = word
    return treated, reasons


def _at_the_end(figures: FloatArray, *, is_high: bool) -> NDArray[np.bool_]:
    end = np.nanmax(figures) if is_high else np.nanmin(figures)
    return np.asarray(figures == end)


def _draw_in(figures: FloatArray, ends: NDArray[np.bool_], *, is_high: bool) -> None:
    """Set the figures at the end to the next one."""
    inner = figures[~ends & ~np.isnan(figures)]
    figures[ends] = inner.max() if is_high else inner.min()


def _transform(figures: FloatArray, transform: LogTransform | BoxCox) -> tuple[FloatArray, _Reasons]:
    """Every present figure transformed; a series of one figure only has nothing to transform."""
    reasons = np.full(figures.size, "", dtype=object)
    present = ~np.isnan(figures)
    treated = figures.copy()
    if not present.any() or figures[present].min() == figures[present].max():
        return treated, reasons
    if isinstance(transform, LogTransform):
        treated[present] = logarithm(figures[present], float(transform.offset))
        reasons[present] = LOG
    else:
        power = None if transform.power is None else float(transform.power)
        treated[present] = box_cox(figures[present], power)
        reasons[present] = BOX_COX
    return treated, reasons


def logarithm(figures: FloatArray, offset: float) -> FloatArray:
    """ln(x − min x + offset · (max x − min x)) of figures without gaps: what is smallest stands above 0."""
    smallest = figures.min()
    shifted: FloatArray = figures - smallest + offset * (figures.max() - smallest)
    return np.log(shifted)


def box_cox(figures: FloatArray, power: float | None) -> FloatArray:
    """(x^power − 1) / power, ln x for 0, of figures without gaps; None: the power of the largest likelihood.

    Figures that are not all above 0 are shifted so that the smallest stands one hundredth of the range above.
    Source: Box and Cox (1964), An Analysis of Transformations.
    """
    smallest = figures.min()
    positive = figures
    if smallest <= 0:
        positive = figures - smallest + (figures.max() - smallest) / 100
    if power is None:
        # The library takes longer to load than most commands to run.
        from scipy import optimize, stats

        power = float(
            optimize.minimize_scalar(
                lambda tried: -float(stats.boxcox_llf(tried, positive)),
                bounds=_POWERS,
                method="bounded",
                options={"xatol": 1e-10},
            ).x
        )
    logarithms = np.log(positive)
    if power == 0:
        return logarithms
    # expm1 keeps its digits where the power is next to 0; what it cannot hold is refused (see `plan_checks`).
    with np.errstate(over="ignore"):
        transformed: FloatArray = np.expm1(power * logarithms) / power
    return transformed
