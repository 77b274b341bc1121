"""Estimates with their errors as columns over all domains, and the columns as rows of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chiso.survey.cells import make_value_cells
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.intervals import Interval, intervals
from chiso.survey.estimation.linear import Linear, TermList, design_effects_of
from chiso.survey.estimation.quantiles import ShareErrors, quantiles
from chiso.survey.estimation.question import Choices, Question
from chiso.survey.estimation.statistics import Quantiles
from chiso.survey.psus import Real, Whole


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
