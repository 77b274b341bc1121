"""Normalising: figures of different units come onto one scale on which more is better.

The direction of an indicator multiplies its figures first; the kinds and their formulas stand in
`chiso.frameworks.composite.normalisations`. In a panel the constants (smallest, largest, mean, …) are taken
over all periods together, so that years compare, unless the step says that each period stands by itself.

Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 5.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from chiso.composite.table import FloatArray, IndicatorTable
from chiso.frameworks.composite.model import CompositeFramework, CompositeNode
from chiso.frameworks.composite.normalisations import (
    Borda,
    DistanceToBest,
    DistanceToReference,
    DistanceToTarget,
    Goalposts,
    MinMax,
    Normalisation,
    Percentile,
    Rank,
    ShareOfMaximum,
    Untouched,
    ZScore,
)
from chiso.frameworks.composite.plan import Normalise

_TIES: dict[str, Literal["min", "average", "max"]] = {"lowest": "min", "mean": "average", "highest": "max"}


def normalise(table: IndicatorTable, step: Normalise, framework: CompositeFramework) -> IndicatorTable:
    """The table on one scale. What cannot be normalised (see `normalising_checks`) was refused before."""
    values = np.full_like(table.values, np.nan)
    for rows in scopes_of(table, step):
        units = [table.rows[row].unit for row in rows]
        for position, code in enumerate(table.codes):
            node = framework.nodes_by_code[code]
            method = step.by_indicator.get(code, step.method)
            reference = reference_figure(method, node, units, table.values[rows, position])
            values[rows, position] = normalise_series(table.values[rows, position], node, method, reference)
    return table.with_values(values)


def scopes_of(table: IndicatorTable, step: Normalise) -> list[NDArray[np.intp]]:
    """The rows that are normalised together."""
    if step.over == "panel":
        return [np.arange(len(table.rows))]
    return [np.flatnonzero([row.period == period for row in table.rows]) for period in table.periods]


def reference_figure(
    method: Normalisation, node: CompositeNode, units: list[str], figures: FloatArray
) -> float:
    """What counts as reached: the target, or the best figure of the reference unit; NaN where there is none.

    In the direction of the indicator: more is better.
    """
    direction = node.direction or 1
    if isinstance(method, DistanceToTarget) and node.target is not None:
        return direction * float(node.target)
    if isinstance(method, DistanceToReference):
        own = [direction * figure for unit, figure in zip(units, figures, strict=True) if unit == method.unit]
        known = [figure for figure in own if not math.isnan(figure)]
        return max(known, default=math.nan)
    return math.nan


def normalise_series(
    figures: FloatArray, node: CompositeNode, method: Normalisation, reference: float = math.nan
) -> FloatArray:
    """(rows,) figures of one indicator on the scale of `method`; gaps stay gaps."""
    directed: FloatArray = (node.direction or 1) * figures
    if isinstance(method, Untouched):
        return directed
    if isinstance(method, Rank | Percentile | Borda):
        return _by_place(directed, method)
    if isinstance(method, Goalposts):
        return _between_goalposts(figures, node, method)
    return _between_constants(directed, method, reference)


def _between_constants(
    directed: FloatArray,
    method: MinMax | ZScore | DistanceToBest | DistanceToReference | DistanceToTarget | ShareOfMaximum,
    reference: float,
) -> FloatArray:
    """Straight lines whose constants are taken from the series itself."""
    present = directed[~np.isnan(directed)]
    lowest, highest = float(present.min()), float(present.max())
    scaled: FloatArray
    match method:
        case MinMax(lower=lower, upper=upper):
            share = (directed - lowest) / (highest - lowest)
            scaled = float(lower) + float(upper - lower) * share
        case ZScore(mean=mean, deviation=deviation):
            standard = (directed - present.mean()) / present.std(ddof=1)
            scaled = float(mean) + float(deviation) * standard
        case DistanceToBest():
            scaled = 1 - (highest - directed) / (highest - lowest)
        case ShareOfMaximum():
            scaled = directed / highest
        case DistanceToReference(capped=capped) | DistanceToTarget(capped=capped):
            distance = 1 - (reference - directed) / (reference - lowest)
            scaled = np.minimum(distance, 1.0) if capped else distance
    return scaled


def _by_place(directed: FloatArray, method: Rank | Percentile | Borda) -> FloatArray:
    """Places from below; 1 is the lowest."""
    places = np.full_like(directed, np.nan)
    present = ~np.isnan(directed)
    ties = "lowest" if isinstance(method, Percentile) else method.ties
    # The library takes longer to load than most commands to run, and few plans ask for places.
    from scipy import stats

    places[present] = stats.rankdata(directed[present], method=_TIES[ties])
    if isinstance(method, Rank):
        return places
    if isinstance(method, Borda):
        return places - 1
    return (places - 1) / (np.count_nonzero(present) - 1)


def _between_goalposts(figures: FloatArray, node: CompositeNode, method: Goalposts) -> FloatArray:
    """The share of the way from the goalpost of nothing to that of all, on the scale of the method."""
    assert node.goalposts is not None, "the loader has checked that goalposts are there"
    nothing, everything = float(node.goalposts.lower), float(node.goalposts.upper)
    if method.logarithm:
        figures, nothing, everything = np.log(figures), math.log(nothing), math.log(everything)
    if (node.direction or 1) < 0:
        nothing, everything = everything, nothing
    share = (figures - nothing) / (everything - nothing)
    if method.cut:
        share = np.clip(share, 0.0, 1.0)
    scaled: FloatArray = float(method.lower) + float(method.upper - method.lower) * share
    return scaled
