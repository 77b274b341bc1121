"""Estimates for domains that cross very many units: rows are streamed and folded into moments.

Taken where cells would not fit (`Engine.cells_kept`) and the design allows it: a closed round, whose rows
stand in the order of stratum and unit, one stage that counts, with clusters, and no stratum that asks for
more than moments tell. What comes out is what cells give, to rounding (about 1e-12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars
import pyarrow.parquet

from chiso.survey.cells import Request, domains_of
from chiso.survey.design import MILLIONTHS
from chiso.survey.estimation.linear import Linear, TermList, statistics_of_totals
from chiso.survey.estimation.statistics import Statistic
from chiso.survey.folding_rows import FoldingRows
from chiso.survey.psus import Real
from chiso.survey.row_columns import add_row_columns
from chiso.survey.sql import CellQuery
from chiso.survey.stage_keys import add_stage_keys, counting_stages, read_frame
from chiso.survey.variance.stages import lonely_strata


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Estimates in D domains without cells.

    `variances` (D, S), `degrees` and `is_certain` (D,), `totals` (D, K) of all terms.
    """

    domains: tuple[tuple[str, ...], ...]
    linear: Linear
    totals: Real
    variances: Real
    degrees: Real
    is_certain: np.typing.NDArray[np.bool_]


def may_fold(request: Request) -> bool:
    """Whether cells would be too many, and folding gives the same."""
    design, source = request.design, request.source
    stages = counting_stages(design)
    single = len(stages) == 1 and stages[0].cluster and not design.approximation
    if not (isinstance(source, Path) and design.closed and single and request.by and request.terms):
        return False
    keys = [*stages[0].strata, stages[0].cluster]
    with pyarrow.parquet.ParquetFile(source) as opened:
        groups = opened.num_row_groups
        if not groups or not {*keys, *request.by} <= set(opened.schema_arrow.names):
            return False
        # The rows are in order: the first part of the file tells how many domains a unit has.
        sample = polars.from_arrow(
            opened.read_row_group(0, columns=list(dict.fromkeys([*keys, *request.by])))
        )
    pairs = sample.n_unique() if isinstance(sample, polars.DataFrame) else 0
    return bool(pairs * groups * len(request.terms) > request.engine.cells_kept)


def fold_estimates(request: Request, statistics: Sequence[Statistic], listed: TermList) -> Folded | None:
    """The estimates; None where strata with a lonely unit ask for more than moments tell.

    Raises as `make_cells`, and Refused (CH-3142) where the rows are not in the order of a closed round.
    """
    columns = request.columns()
    query = request.query(columns)
    keys = add_stage_keys(query, request.design, with_figures=True)
    units = request.ask(columns, query.text())
    frame, unit_of_key = read_frame(units, keys)
    stage = frame.stages[0]
    if lonely_strata(stage).any() and request.design.lonely not in ("remove", "certainty"):
        return None
    where = columns.where(request.where)
    query = request.query(columns)
    domain_keys = [query.add_key(columns.names[column]) for column in request.by]
    counted = query.add_rows()
    found = request.ask(columns, query.text(where))
    found = found.filter(polars.col(counted) > 0).drop_nulls(domain_keys)
    number, domains = domains_of(found, domain_keys)

    rows = CellQuery(columns, query.weight, grouped=False)
    row_keys = add_stage_keys(rows, request.design, with_figures=False).names
    row_domains = [rows.add_key(columns.names[column]) for column in request.by]
    read = add_row_columns(rows, request.terms)
    above = [read.summed[one] for one in listed.positions([one.numerator for one in statistics])]
    places = listed.positions([one.denominator for one in statistics])
    below = [read.summed[one] if one >= 0 else above[index] for index, one in enumerate(places)]
    # One kind of pair after the other: the loop takes those that count up together.
    pairs = [
        *zip(above, above, strict=True),
        *zip(above, below, strict=True),
        *zip(below, below, strict=True),
    ]
    kernel = FoldingRows(
        stage=stage,
        units=units.select(keys.names).rename(dict(zip(keys.names, row_keys, strict=True))),
        unit_numbers=unit_of_key,
        domains=found.select(domain_keys).rename(dict(zip(domain_keys, row_domains, strict=True))),
        domain_numbers=number,
        domain_count=len(domains),
        rows=read,
        pairs=tuple(pairs),
        file=str(request.source),
    )
    *strata, unit = row_keys
    parts = request.engine.fold(request.source, columns, rows.text(where), kernel, strata=strata, unit=unit)
    folded = kernel.read(parts)

    scale = float(MILLIONTHS)
    totals = folded.sums[:, read.summed] / scale
    counts = np.rint(folded.sums[:, read.counted]).astype(np.int64)
    linear = statistics_of_totals(totals, counts, statistics, listed)
    first, mixed, second = np.split(folded.products / scale**2, 3, axis=1)
    is_total = np.array([one < 0 for one in places], bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (first - 2 * linear.estimates * mixed + linear.estimates**2 * second) / linear.divisors**2
    variances = np.where(is_total, first, ratios)
    degrees = folded.units - folded.strata
    return Folded(domains, linear, totals, np.maximum(variances, 0.0), degrees, folded.spread <= 0)
