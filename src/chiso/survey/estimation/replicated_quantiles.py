"""Quantiles in every replicate: how they vary together with all else that replicates tell.

    q_r(p) = the least value y with Σ_{y_i ≤ y} w_ir ≥ p Σ w_ir,   w_ir the weights of replicate r

so the definition is that of the estimate (`quantiles`). The spread of q_r around q tells the error of q with
bootstraps and half samples: Shao and Wu (1992), Annals of Statistics 20 (balanced half samples); Judkins
(1990) for Fay's; Rao and Wu (1988), Shao and Chen (1998) (bootstraps). With the jackknife it does not,
however large the sample: to leave out one unit moves a quantile to the next value or not at all (Shao and
Wu 1989, Annals of Statistics 17). Nothing is known of successive differences, and of replicates whose kind
is not told.

    CH-8818 draws of quantiles by a method that does not tell how they vary
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.cells import make_value_cells
from chiso.survey.design import Design, ReplicateMethod
from chiso.survey.engine import Engine, Source
from chiso.survey.estimation.brought import brought_values
from chiso.survey.estimation.quantiles import OrderedValues, order_values
from chiso.survey.estimation.replicated import Replication, made_factors
from chiso.survey.estimation.statistics import Quantiles
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates.replicate_factors import BLOCK, Method
from chiso.survey.replicates.variance import Replicated
from chiso.survey.sql import Condition

TELL_QUANTILES: frozenset[Method | ReplicateMethod] = frozenset(
    {"brr", "fay", "rao_wu", "canty_davison", "preston", "bootstrap"}
)
# Weights of cells at a time: 16 MB, and some five arrays of that size.
NUMBERS_AT_ONCE = 2_000_000


def refuse_draws_of_quantiles(design: Design, replication: Replication, asked: Sequence[object]) -> None:
    """Raise WrongCall (CH-8818) for draws of quantiles from replicates that do not tell how they vary."""
    columns = [one.column for one in asked if isinstance(one, Quantiles)]
    given = None if design.replicates is None else design.replicates.method
    method = replication.method or given
    if not columns or method is None or method in TELL_QUANTILES:
        return
    expected = text(
        "Expected replicates by a bootstrap, brr or fay: with others quantiles do not vary as from sample to "
        "sample."
    )
    mend = text("Choose such a method, or ask for the quantiles in a call of their own, without draws.")
    raise WrongCall([Problem("CH-8818", Place(field="draws"), f"{method}: {columns[0]}", expected, mend)])


def replicate_quantiles(
    source: Source,
    design: Design,
    replication: Replication,
    asked: Quantiles,
    domains: Sequence[tuple[str, ...]],
    *,
    by: Sequence[str],
    where: Sequence[Condition],
    engine: Engine | None,
) -> Replicated:
    """Quantiles of one column in these domains, domain by domain, with their replicates: (D × shares,).

    NaN where nobody of a domain answered, in a replicate where nobody who answered has a weight. Raises as
    `replicate_errors`.
    """
    cells = make_value_cells(
        source, design, asked.column, by=by, where=where, without=asked.numbers_without, engine=engine
    )
    assert cells.values is not None
    count = len(cells.domains)
    ordered = order_values(cells.values, cells.domain, count)
    shares = np.array(asked.shares, np.float64)
    estimates = ordered.quantiles(cells.weighted[:, :1], np.tile(shares, (count, 1)))[:, :, 0]
    if replication.method is not None:
        made = made_factors(cells.frame, design, replication)
        told = (made.scale, made.rscales, made.degrees_of_freedom)
        found = _in_replicates(ordered, cells.weighted[:, 0], cells.leaf, made.by_leaf(cells.frame), shares)
    else:
        brought = brought_values(
            source, design, asked.column, cells, where=where, without=asked.numbers_without, engine=engine
        )
        told = (brought.scale, brought.rscales, brought.degrees_of_freedom)
        wanted = np.tile(shares, (count, 1))
        found = np.empty((*wanted.shape, len(brought.rscales)))
        for some, of_values, weights in brought.blocks(cells):
            found[:, :, some] = of_values.quantiles(weights, wanted)
    at = {domain: number for number, domain in enumerate(cells.domains)}
    places = np.array([at.get(domain, count) for domain in domains], np.int64)
    width = found.shape[2]
    estimates = np.vstack([estimates, np.full((1, len(shares)), np.nan)])[places]
    found = np.concatenate([found, np.full((1, len(shares), width), np.nan)])[places]
    return Replicated(estimates.ravel(), found.reshape(-1, width), *told)


def _in_replicates(ordered: OrderedValues, weight: Real, unit: Whole, factors: Real, shares: Real) -> Real:
    """(D, S, replicates): of cells with these weights (R,), in units (R,); `factors`: (units, replicates)."""
    count = factors.shape[1]
    wanted = np.tile(shares, (len(ordered.bounds) - 1, 1))
    found = np.empty((*wanted.shape, count))
    width = max(1, min(BLOCK, NUMBERS_AT_ONCE // max(1, len(weight))))
    for start in range(0, count, width):
        block = slice(start, start + width)
        found[:, :, block] = ordered.quantiles(weight[:, None] * factors[unit, block], wanted)
    return found
