"""A whole tree, from the indicators to the index; children may sit at different depths."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from chiso.composite.aggregating.combining import combine, is_relative, lowest_allowed
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.composite.tree import Tree
from chiso.frameworks.composite.aggregations import AdjustedMazziottaPareto, Aggregation
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote

# Of scores by the benefit of the doubt, on a scale to 100.
_PLACES_OF_DOUBT = 6


def aggregate(tree: Tree, table: IndicatorTable, weights: Mapping[str, FloatArray]) -> IndicatorTable:
    """The table with one column a node: the indicators, then the groups bottom-up.

    `weights`: by group, (children,) in the order of the tree, or (rows, children). The second kind are those
    of the benefit of the doubt: the score is the sum of their products with the values, not rescaled, to six
    decimals.
    Relative methods compare the units of one period. Raises BadInput (CH-8050) for each group whose method
    does not allow a value.
    """
    columns = {code: table.column(code) for code in tree.leaves}
    problems: list[Problem] = []
    for group in tree.groups:
        children = tree.children(group)
        values = np.stack([columns[child] for child in children], axis=-1)
        method = tree.method(group)
        problems += refuse_values_below(method, group, children, values, table)
        with np.errstate(invalid="ignore"):
            columns[group] = combine_by_period(method, values, weights[group], table)
        problems += refuse_means_below(method, group, values, weights[group], columns[group], table)
    if problems:
        raise BadInput(problems)
    return table.with_values(np.stack([columns[code] for code in tree.nodes], axis=-1), tree.nodes)


def combine_by_period(
    method: Aggregation, values: FloatArray, weights: FloatArray, table: IndicatorTable
) -> FloatArray:
    """(rows,): scores of one group, `values: (rows, children)`; periods apart where units are compared."""
    if weights.ndim == 2:
        products: FloatArray = np.where(np.isnan(values) | np.isnan(weights), 0.0, values * weights)
        # The solver is exact to some 1e-8: without the rounding the best units would not tie.
        scores = np.round(products.sum(-1), _PLACES_OF_DOUBT)
        return np.where(np.isnan(values).all(-1), np.nan, scores)
    periods = table.periods
    if not is_relative(method) or len(periods) == 1:
        return combine(method, values, weights)
    scores = np.full(len(values), np.nan)
    for period in periods:
        rows = np.array([position for position, row in enumerate(table.rows) if row.period == period])
        scores[rows] = combine(method, values[rows], weights)
    return scores


def refuse_values_below(
    method: Aggregation,
    group: str,
    children: tuple[str, ...],
    values: FloatArray,
    table: IndicatorTable,
) -> list[Problem]:
    """CH-8050 for each child with values that the method of its group does not allow."""
    problems = []
    for position in np.flatnonzero((values < lowest_allowed(method)).any(0)):
        rows = np.flatnonzero(values[:, position] < lowest_allowed(method))
        first = table.rows[int(rows[0])]
        where = f"{first.unit} {first.period}".strip()
        problems.append(
            Problem(
                "CH-8050",
                Place(field=children[position]),
                quote(f"{where}: {values[rows[0], position]:.6g}"),
                text(
                    "Expected no value below 0 under “{group}”: its mean ({method}) has none. Values below "
                    "0: {count}.",
                    group=group,
                    method=method.kind,
                    count=len(rows),
                ),
                text("Normalise to a scale from 0 or 1 upwards, or choose another method for the group."),
            )
        )
    return problems


def refuse_means_below(
    method: Aggregation,
    group: str,
    values: FloatArray,
    weights: FloatArray,
    scores: FloatArray,
    table: IndicatorTable,
) -> list[Problem]:
    """CH-8050 where the adjusted Mazziotta–Pareto mean, of which the penalty is a share, is not above 0.

    `values: (rows, children)`, `scores: (rows,)` as combined. Its goalposts then lie far from the figures.
    """
    if not isinstance(method, AdjustedMazziottaPareto):
        return []
    has_value = (~np.isnan(values) & (weights > 0)).any(-1)
    rows = np.flatnonzero(np.isnan(scores) & has_value)
    if not rows.size:
        return []
    return [
        Problem(
            "CH-8050",
            Place(field=group),
            quote(" ".join(table.rows[int(rows[0])]).strip()),
            text(
                "Expected figures near the goalposts of {method}: between 70 and 130 their mean is not "
                "above 0. Rows of which this is so: {count}.",
                method=method.kind,
                count=len(rows),
            ),
            text("Correct “lower” and “upper” of the method, or normalise to their scale."),
        )
    ]
