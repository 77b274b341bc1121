"""From data and design to the table of estimates: the one call that does all of it.

Errors come from the calibration of the weights where the chain is known (`calibrated`), from replicates where
there are any, else by linearisation, of folded moments where cells would be too many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from chiso.survey.cells import Cells, Request, make_cells
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.calibrated import estimate_calibrated
from chiso.survey.estimation.calibration_errors import calibration_errors
from chiso.survey.estimation.columns import Column, Errors, columns_of, quantile_columns, rows_of
from chiso.survey.estimation.linear import TermList, linearise, told_variances, variances_of
from chiso.survey.estimation.question import Choices, Question, with_answers
from chiso.survey.estimation.replicated import ReplicateErrors, replicate_errors, share_errors
from chiso.survey.estimation.statistics import Quantiles, Statistic
from chiso.survey.folding import fold_estimates, may_fold
from chiso.survey.variance.taylor import taylor

__all__ = ["Choices", "Question", "estimate"]


def estimate(
    source: Source,
    design: Design,
    question: Question,
    *,
    chain: Chain | None = None,
    engine: Engine | None = None,
) -> tuple[Estimate, ...]:
    """The estimates, domain by domain, in each the statistics as they were asked.

    A domain is written as its columns say, with a slash between several; there is a row for each domain
    that has rows, also where nobody of it answered. `chain`: what made the weights, with all its totals, if
    it is not the chain of the design. Raises as `make_cells`, `taylor` and `calibration_errors` do.
    """
    choices = question.choices
    calibrated = calibration_errors(source, design, chain, choices.replication, engine)
    if calibrated is not None:
        return estimate_calibrated(source, design, question, calibrated, engine=engine)
    asked = with_answers(source, design, question, engine)
    linear = [one for one in asked if isinstance(one, Statistic)]
    listed = TermList(linear)
    of_linear, domains = _columns_and_domains(source, design, question, asked, listed, engine or DuckDB())
    columns: list[Column] = []
    for one in asked:
        if isinstance(one, Statistic):
            columns.append(next(of_linear))
        elif isinstance(one, Quantiles):
            errors_of = share_errors(
                source, design, choices.replication, one, by=question.by, where=question.where, engine=engine
            )
            columns += quantile_columns(
                source, design, question, one, domains, errors_of=errors_of, engine=engine
            )
    return rows_of(columns, domains, design)


def _columns_and_domains(
    source: Source,
    design: Design,
    question: Question,
    asked: Sequence[Statistic | Quantiles],
    listed: TermList,
    engine: Engine,
) -> tuple[Iterator[Column], tuple[tuple[str, ...], ...]]:
    """The columns of totals and ratios, and the domains: by folding where cells would be too many."""
    linear = [one for one in asked if isinstance(one, Statistic)]
    choices = question.choices
    request = Request(source, design, question.by, listed.terms, question.where, engine)
    by_linearisation = choices.replication.method is None and design.replicates is None
    if by_linearisation and design.has_errors and may_fold(request):
        folded = fold_estimates(request, linear, listed)
        if folded is not None:
            errors = Errors(
                told_variances(folded.linear, folded.variances, folded.degrees, folded.is_certain),
                folded.degrees,
                folded.is_certain,
            )
            return iter(columns_of(folded.linear, errors, folded.totals, listed, choices)), folded.domains
    cells = make_cells(
        source, design, by=question.by, terms=listed.terms, where=question.where, engine=engine
    )
    replicated = replicate_errors(
        source, design, choices.replication, cells, listed.terms, question.where, engine, listed.of_estimates
    )
    return iter(_linear_columns(cells, design, linear, listed, choices, replicated)), cells.domains


def _linear_columns(
    cells: Cells,
    design: Design,
    statistics: Sequence[Statistic],
    listed: TermList,
    choices: Choices,
    replicated: ReplicateErrors | None,
) -> list[Column]:
    if not statistics:
        return []
    figures = linearise(cells, statistics, listed)
    if not design.has_errors:
        return columns_of(figures, None, cells.totals(), listed, choices)
    if replicated is None:
        variance = taylor(cells, design)
        errors = Errors(variances_of(figures, variance), variance.degrees_of_freedom(), variance.is_certain())
    else:
        freedom = replicated.degrees_of_freedom()
        certain = np.zeros(len(freedom), bool)
        errors = Errors(replicated.variances(figures, listed), freedom, certain)
    return columns_of(figures, errors, cells.totals(), listed, choices)
