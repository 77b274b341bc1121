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
from chiso.survey.estimation.calibration_errors import CalibrationErrors, Parts
from chiso.survey.estimation.columns import Column, Errors, columns_of, quantile_columns, rows_of
from chiso.survey.estimation.linear import Linear, TermList, linearise, linearised_of, told_variances
from chiso.survey.estimation.quantiles import AtOrBelow
from chiso.survey.estimation.question import Question, with_answers
from chiso.survey.estimation.statistics import Quantiles, Statistic
from chiso.survey.psus import Real
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
    """Totals and ratios linearised, by drawn unit and by profile."""

    errors: CalibrationErrors
    parts: Parts

    def variances(self) -> Real:
        """(D, S)."""
        return self.errors.variances(self.parts)

    def totals_of_psus(self) -> Real:
        """(D, PSUs, S) of the residuals."""
        return self.errors.totals_of_psus(self.parts)


def linearise_parts(
    calibrated: CalibrationErrors, question: Question, cells: Cells, figures: Linear, listed: TermList
) -> CalibratedLinear:
    """The totals and ratios `figures`, which are linearised by cells, by profiles too."""
    found = calibrated.profiles.sums_by_domain(
        cells.domains, by=question.by, terms=listed.terms, where=question.where
    )
    plain = linearised_of(found.sums, found.domain, figures, listed)
    return CalibratedLinear(
        calibrated,
        Parts(
            cells.leaf, cells.domain, figures.linearised,
            found.profile, found.domain, plain, len(cells.domains),
        ),
    )  # fmt: skip


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
    found = linearise_parts(calibrated, question, cells, figures, listed).variances()
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
        alone = calibrated.profiles.sums_by_value(
            asked.column,
            of_values.domains,
            by=question.by,
            where=question.where,
            without=asked.numbers_without,
        )
        assert of_values.values is not None
        assert alone.values is not None
        weighted = told.linearised(of_values.weighted[:, 0], of_values.values, of_values.domain)
        plain = told.linearised(alone.sums[:, 0], alone.values, alone.domain)
        parts = Parts(
            of_values.leaf, of_values.domain, weighted,
            alone.profile, alone.domain, plain, len(of_values.domains),
        )  # fmt: skip
        return calibrated.variances(parts), taylor(of_values, design).degrees_of_freedom()

    return quantile_columns(
        source, design, question, asked, cells.domains, errors_of=errors_of, engine=engine
    )
