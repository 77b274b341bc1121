"""From data and design to the table of estimates: the one call that does all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from chiso.survey.cells import Cells, Request, make_cells, make_value_cells, word_of
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.design_effect import Replacement
from chiso.survey.estimation.intervals import Interval, intervals
from chiso.survey.estimation.linear import (
    Linear,
    TermList,
    design_effects_of,
    linearise,
    told_variances,
    variances_of,
)
from chiso.survey.estimation.quantiles import ShareErrors, quantiles
from chiso.survey.estimation.replicated import (
    ReplicateErrors,
    Replication,
    replicate_errors,
    share_errors,
)
from chiso.survey.estimation.statistics import Asked, Distribution, Quantiles, Statistic, proportion
from chiso.survey.folding import fold_estimates, may_fold
from chiso.survey.psus import Real, Whole
from chiso.survey.sql import Condition
from chiso.survey.variance.taylor import taylor


@dataclass(frozen=True, slots=True)
class Choices:
    """What changes a result besides the design; it is told with the result.

    `level`: of the intervals. `share_interval`: the kind for shares; all else has t. `deff`: beside which
    simple sample the design effect stands. `replication`: errors by replicates in place of linearisation.
    """

    level: float = 0.95
    share_interval: Interval = "beta"
    deff: Replacement = "without"
    replication: Replication = field(default_factory=Replication)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a survey: statistics, in which domains, of which rows."""

    statistics: tuple[Asked, ...]
    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    choices: Choices = field(default_factory=Choices)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One code in all domains, (D,) each."""

    code: str
    estimate: Real
    n: Whole
    error: Real
    degrees: Real
    deff: Real
    low: Real
    high: Real


def estimate(
    source: Source, design: Design, question: Question, *, engine: Engine | None = None
) -> tuple[Estimate, ...]:
    """The estimates, domain by domain, in each the statistics as they were asked.

    A domain is written as its columns say, with a slash between several; there is a row for each domain
    that has rows, also where nobody of it answered. Raises as `make_cells` and `taylor` do.
    """
    asked, choices = with_answers(source, design, question, engine), question.choices
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
        source, design, choices.replication, cells, listed.terms, question.where, engine
    )
    return iter(_linear_columns(cells, design, linear, listed, choices, replicated)), cells.domains


def with_answers(
    source: Source, design: Design, question: Question, engine: Engine | None = None
) -> list[Statistic | Quantiles]:
    """What is asked, with a share for each answer in place of a distribution."""
    found: list[Statistic | Quantiles] = []
    for one in question.statistics:
        if not isinstance(one, Distribution):
            found.append(one)
            continue
        answers = make_cells(source, design, by=(one.column,), terms=(), where=question.where, engine=engine)
        without = {word_of(value) for value in one.without}
        shares = [
            proportion(one.column, (answer,), without=((one.column, one.without),) if one.without else ())
            for (answer,) in answers.domains
            if answer not in without
        ]
        found += shares
    return found


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


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Variances (D, S), degrees of freedom and whether every unit was drawn (D,)."""

    variances: Real
    degrees: Real
    is_certain: np.typing.NDArray[np.bool_]


def columns_of(
    figures: Linear, known: Errors | None, totals: Real, listed: TermList, choices: Choices
) -> list[Column]:
    """Estimates with intervals and design effects; without errors these are NaN."""
    nothing = np.full(figures.estimates.shape, np.nan)
    variances = deff = low = high = degrees = nothing
    if known is not None:
        variances = known.variances
        deff = design_effects_of(figures, variances, totals, listed, choices.deff)
        degrees = np.broadcast_to(known.degrees[:, None], nothing.shape)
        low, high = nothing.copy(), nothing.copy()
        is_share = np.array([one.is_share for one in figures.statistics])
        kinds: tuple[tuple[Interval, np.typing.NDArray[np.bool_]], ...] = (
            (choices.share_interval, is_share),
            ("t", ~is_share),
        )
        for kind, chosen in kinds:
            low[:, chosen], high[:, chosen] = intervals(
                kind,
                figures.estimates[:, chosen],
                variances[:, chosen],
                degrees[:, chosen],
                n=figures.n[:, chosen],
                is_certain=np.broadcast_to(known.is_certain[:, None], nothing.shape)[:, chosen],
                level=choices.level,
            )
    errors = np.sqrt(variances)
    return [
        Column(
            code=one.code,
            estimate=figures.estimates[:, position],
            n=figures.n[:, position],
            error=errors[:, position],
            degrees=degrees[:, position],
            deff=deff[:, position],
            low=low[:, position],
            high=high[:, position],
        )
        for position, one in enumerate(figures.statistics)
    ]


def quantile_columns(
    source: Source,
    design: Design,
    question: Question,
    asked: Quantiles,
    domains: Sequence[tuple[str, ...]],
    *,
    errors_of: ShareErrors | None = None,
    engine: Engine | None = None,
) -> list[Column]:
    """The quantiles of one column in these domains; `errors_of` as in `quantiles`."""
    of_values = make_value_cells(
        source,
        design,
        asked.column,
        by=question.by,
        where=question.where,
        without=asked.numbers_without,
        engine=engine,
    )
    found = quantiles(of_values, design, asked.shares, level=question.choices.level, errors_of=errors_of)
    # Where nobody of a domain answered the values know nothing of it.
    position = {domain: index for index, domain in enumerate(of_values.domains)}
    at = np.array([position.get(domain, -1) for domain in domains], np.int64)

    def placed(array: Real) -> Real:
        return np.where(at >= 0, array[at], np.nan) if len(array) else np.full(len(at), np.nan)

    nothing = np.full(len(at), np.nan)
    n = np.where(at >= 0, found.n[at], 0) if len(found.n) else np.zeros(len(at), np.int64)
    return [
        Column(
            asked.code(share),
            placed(found.estimates[:, one]),
            n,
            placed(found.errors[:, one]),
            placed(found.degrees),
            nothing,
            placed(found.low[:, one]),
            placed(found.high[:, one]),
        )
        for one, share in enumerate(asked.shares)
    ]


def rows_of(
    columns: Sequence[Column], domains: Sequence[tuple[str, ...]], design: Design
) -> tuple[Estimate, ...]:
    """One row for each domain and code."""
    units = ["/".join(domain) for domain in domains]
    figures = [(one.estimate, one.error, one.degrees, one.n, one.deff, one.low, one.high) for one in columns]
    lists = [[array.tolist() for array in one] for one in figures]
    return tuple(
        Estimate(
            design.period,
            unit,
            column.code,
            estimate=of_column[0][position],
            se=of_column[1][position],
            df=of_column[2][position],
            n=of_column[3][position],
            deff=of_column[4][position],
            ci_low=of_column[5][position],
            ci_high=of_column[6][position],
            sampling_basis=design.basis,
        )
        for position, unit in enumerate(units)
        for column, of_column in zip(columns, lists, strict=True)
    )
