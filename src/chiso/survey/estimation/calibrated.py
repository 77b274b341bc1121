"""Estimates whose errors know of the calibration of the weights, by linearisation.

    z = (a − θ b)/B in a row of the domain;   V(θ) = V(Σ w e),  e the residuals after all calibrations

For a quantile θ is the share of persons at or below it (Woodruff 1952). What calibration has fixed (the
number of women, where it knows it) has no error. How the residuals come about stands in `calibration_errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chiso.survey.cells import Cells, make_cells
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.calibration_errors import CalibrationErrors
from chiso.survey.estimation.columns import Column, Errors, columns_of, quantile_columns, rows_of
from chiso.survey.estimation.linear import Linear, TermList, linearise, linearised_of, told_variances
from chiso.survey.estimation.quantiles import AtOrBelow
from chiso.survey.estimation.question import Question, with_answers
from chiso.survey.estimation.statistics import Quantiles, Statistic
from chiso.survey.psus import Real, Whole
from chiso.survey.variance.taylor import taylor


def estimate_calibrated(
    source: Source,
    design: Design,
    question: Question,
    calibrated: CalibrationErrors,
    *,
    engine: Engine | None = None,
) -> tuple[Estimate, ...]:
    """The estimates of `estimate`, with errors as above; `engine` adds up what they are made of.

    Raises as `estimate`.
    """
    asked = with_answers(source, design, question, engine)
    linear = [one for one in asked if isinstance(one, Statistic)]
    listed = TermList(linear)
    cells = make_cells(
        source, design, by=question.by, terms=listed.terms, where=question.where, engine=engine
    )
    of_linear = _linear_columns(calibrated, design, question, cells, linear, listed)
    columns: list[Column] = []
    for one in asked:
        if isinstance(one, Statistic):
            columns.append(next(of_linear))
        else:
            columns += _quantile_columns(calibrated, source, design, question, one, cells, engine)
    return rows_of(columns, cells.domains, design)


@dataclass(frozen=True, slots=True, eq=False)
class CalibratedLinear:
    """Totals and ratios linearised row by row (R, S), with the rows and domains (R,) of `variances`."""

    errors: CalibrationErrors
    row: Whole
    domain: Whole
    linearised: Real
    domain_count: int

    def variances(self) -> Real:
        """(D, S)."""
        return self.errors.variances(self.row, self.domain, self.domain_count, self.linearised)

    def totals_of_psus(self) -> Real:
        """(D, PSUs, S) of the residuals."""
        return self.errors.totals_of_psus(self.row, self.domain, self.domain_count, self.linearised)


def linearise_rows(
    calibrated: CalibrationErrors, question: Question, cells: Cells, figures: Linear, listed: TermList
) -> CalibratedLinear:
    """The totals and ratios `figures` of the cells, linearised row by row."""
    alone = calibrated.row_cells(cells.domains, by=question.by, terms=listed.terms, where=question.where)
    linearised = linearised_of(alone.cells.weighted, alone.domain, figures, listed)
    return CalibratedLinear(calibrated, alone.row, alone.domain, linearised, len(cells.domains))


def _linear_columns(
    calibrated: CalibrationErrors,
    design: Design,
    question: Question,
    cells: Cells,
    statistics: list[Statistic],
    listed: TermList,
) -> Iterator[Column]:
    if not statistics:
        return iter(())
    figures = linearise(cells, statistics, listed)
    found = linearise_rows(calibrated, question, cells, figures, listed).variances()
    known = taylor(cells, design)
    freedom, certain = known.degrees_of_freedom(), known.is_certain()
    errors = Errors(told_variances(figures, found, freedom, certain), freedom, certain)
    return iter(columns_of(figures, errors, cells.totals(), listed, question.choices))


def _quantile_columns(
    calibrated: CalibrationErrors,
    source: Source,
    design: Design,
    question: Question,
    asked: Quantiles,
    cells: Cells,
    engine: Engine | None,
) -> list[Column]:
    def errors_of(of_values: Cells, told: AtOrBelow) -> tuple[Real, Real]:
        """Of the shares at or below the quantiles."""
        alone = calibrated.row_values(
            asked.column,
            of_values.domains,
            by=question.by,
            where=question.where,
            without=asked.numbers_without,
        )
        linearised = told.linearised(alone.cells, alone.domain)
        found = calibrated.variances(alone.row, alone.domain, len(of_values.domains), linearised)
        return found, taylor(of_values, design).degrees_of_freedom()

    return quantile_columns(
        source, design, question, asked, cells.domains, errors_of=errors_of, engine=engine
    )
