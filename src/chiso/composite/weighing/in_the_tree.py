"""Weights and scores of a whole tree, bottom-up.

Weights that are worked out from data use all rows: in a panel one set of weights holds for all periods, so
that years compare. Those of the benefit of the doubt are each row's own, against all rows of the panel.
"""

from __future__ import annotations

import numpy as np

from chiso.composite.aggregating.up_the_tree import (
    combine_by_period,
    refuse_means_below,
    refuse_values_below,
)
from chiso.composite.table import FloatArray, IndicatorTable
from chiso.composite.tree import Tree
from chiso.composite.weighing.balanced import balanced_weights
from chiso.composite.weighing.benefit_of_doubt import benefit_of_doubt
from chiso.composite.weighing.entropy import entropy_weights
from chiso.composite.weighing.principal_components import weights_of_components
from chiso.composite.weighing.refusals import CannotWeigh
from chiso.frameworks.composite.aggregations import Arithmetic
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Weigh
from chiso.frameworks.composite.weighings import (
    BenefitOfDoubt,
    Correlation,
    Entropy,
    Equal,
    Given,
    PrincipalComponent,
    Weighing,
)
from chiso.language import text
from chiso.problems import BadInput, Place, Problem

# Scores of the benefit of the doubt run to 1; an index of people runs to 100.
BEST_BY_DOUBT = 100.0


def weigh_and_aggregate(
    framework: CompositeFramework, tree: Tree, table: IndicatorTable
) -> tuple[dict[str, FloatArray], IndicatorTable]:
    """Weights by group, (children,) or (rows, children), and the table with one column a node.

    Raises BadInput for every group at once that can be reached: a value that its mean does not allow
    (CH-8050), values that allow no such weights (CH-8051), the benefit of the doubt under another mean than
    the arithmetic (CH-8052).
    """
    step = next((one for one in framework.plan.steps if isinstance(one, Weigh)), None) or Weigh(step="weigh")
    columns = {code: table.column(code) for code in tree.leaves}
    weights: dict[str, FloatArray] = {}
    problems: list[Problem] = []
    for group in tree.groups:
        children, method = tree.children(group), tree.method(group)
        values = np.stack([columns[child] for child in children], axis=-1)
        weighing = step.by_group.get(group, step.method)
        found = refuse_values_below(method, group, children, values, table)
        if isinstance(weighing, BenefitOfDoubt) and not isinstance(method, Arithmetic):
            found.append(_not_a_sum(group, method.kind))
        given = np.array([tree.weight(child) for child in children])
        try:
            weights[group] = given if found else weights_of_group(weighing, values, given)
        except CannotWeigh as refusal:
            found.append(_cannot_weigh(group, weighing.kind, refusal))
            weights[group] = given
        problems += found
        with np.errstate(invalid="ignore"):
            columns[group] = combine_by_period(method, values, weights[group], table)
        problems += refuse_means_below(method, group, values, weights[group], columns[group], table)
    if problems:
        raise BadInput(problems)
    return weights, table.with_values(np.stack([columns[code] for code in tree.nodes], axis=-1), tree.nodes)


def weights_of_group(weighing: Weighing, values: FloatArray, given: FloatArray) -> FloatArray:
    """The weights of the children with `values: (rows, children)`: (children,), or (rows, children).

    `given`: those of the tree. Raises CannotWeigh.
    """
    match weighing:
        case Given():
            return given
        case Equal():
            return np.ones(len(given))
        case PrincipalComponent(components=kept):
            return weights_of_components(values, kept)
        case Correlation():
            return balanced_weights(values)
        case Entropy():
            return entropy_weights(values)
        case BenefitOfDoubt(lower=lower, upper=upper):
            found = benefit_of_doubt(values, smallest=float(lower), largest=float(upper))
            return BEST_BY_DOUBT * found.weights


def _cannot_weigh(group: str, kind: str, refusal: CannotWeigh) -> Problem:
    return Problem(
        "CH-8051",
        Place(field=group),
        kind,
        text("Expected values from which such weights follow; here {reason}.", reason=refusal.reason),
        text("Choose another kind of weights for the group, or another normalisation before it."),
    )


def _not_a_sum(group: str, kind: str) -> Problem:
    return Problem(
        "CH-8052",
        Place(field=group),
        kind,
        text("Expected the arithmetic mean: the benefit of the doubt is a sum of weighted values."),
        text("Give the group arithmetic@1 as its method, or another kind of weights."),
    )
