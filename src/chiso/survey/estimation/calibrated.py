"""Estimates whose errors know of the calibration of the weights, by linearisation.

    z = (a − θ b)/B in a row of the domain, 0 in all others;   u = z/w
    e = u − x B_u, one calibration after the other, the last one first;   V(θ) = V(Σ w e)

w is the finished weight, x the variables that the chain calibrates on. Since e is not 0 outside of the
domain, every row counts for every domain. What calibration has fixed (the number of women, where it knows
it) has no error. Deville & Särndal (1992), result 5; what R does with a design that `calibrate` returns.
Nonresponse and trimming are taken as given: replicates do them again.

    CH-8841 weights that are not those of the chain    CH-8842 nothing that is computed so
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.cells import Cells, make_cells
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.estimate import Errors, Question, columns_of, rows_of, with_answers
from chiso.survey.estimation.linear import Linear, TermList, linearise, linearised_of, told_variances
from chiso.survey.estimation.statistics import Statistic
from chiso.survey.psus import Real, Whole
from chiso.survey.variance.taylor import Taylor, taylor, taylor_of
from chiso.survey.weights.calibration_step import CalibrationStep
from chiso.survey.weights.chain import PreparedChain, Weighted, apply_chain, residuals_after_calibration

_ROW = "chiso_row"
# Weights of a file may have been rounded to fifteen digits, those of a closed round to millionths.
_AGREES = 1e-9


def estimate_calibrated(
    table: pa.Table, design: Design, prepared: PreparedChain, question: Question
) -> tuple[Estimate, ...]:
    """The estimates of `estimate`, with errors as above. `prepared`: the chain that made the weights.

    Raises as `estimate` and `apply_chain`, and WrongCall (CH-8841, CH-8842).
    """
    asked = with_answers(table, design, question)
    linear = [one for one in asked if isinstance(one, Statistic)]
    _refuse_what_is_not_computed(design, prepared, question, are_all=len(linear) == len(asked))
    done = apply_chain(prepared)
    _refuse_other_weights(table, design, done.weights)
    listed = TermList(linear)
    sample = _Sample(table.append_column(_ROW, pa.array(np.arange(table.num_rows))), design, prepared, done)
    cells = make_cells(sample.rows, design, by=question.by, terms=listed.terms, where=question.where)
    figures = linearise(cells, linear, listed)
    errors = None
    if design.has_errors:
        found = _variances(sample, question, cells, figures, listed)
        known = taylor(cells, design)
        freedom, certain = known.degrees_of_freedom(), known.is_certain()
        errors = Errors(told_variances(figures, found, freedom, certain), freedom, certain)
    columns = columns_of(figures, errors, cells.totals(), listed, question.choices)
    return rows_of(columns, cells.domains, design)


@dataclass(frozen=True)
class _Sample:
    """All rows, numbered in a column of their own; how their weights came about."""

    rows: pa.Table
    design: Design
    prepared: PreparedChain
    done: Weighted

    def variances(self) -> Taylor:
        """The variance of a total over all rows, in their order."""
        count = self.rows.num_rows
        each = make_cells(self.rows, self.design, by=(_ROW,), terms=())
        leaf = np.empty(count, np.int64)
        leaf[_rows_of(each)] = each.leaf
        return taylor_of(self.design, each.frame, leaf, np.zeros(count, np.int64), 1)


def _variances(sample: _Sample, question: Question, cells: Cells, figures: Linear, listed: TermList) -> Real:
    """(D, S) the variances of the estimates, domain by domain."""
    weights, drawn = sample.done.weights, sample.variances()
    alone = make_cells(
        sample.rows, sample.design, by=(*question.by, _ROW), terms=listed.terms, where=question.where
    )
    position = {domain: place for place, domain in enumerate(cells.domains)}
    domain = np.array([position[one[:-1]] for one in alone.domains], np.int64)[alone.domain]
    row, nothing = _rows_of(alone), np.zeros((len(alone.domain), len(figures.statistics)))
    weight = weights[row][:, None]
    linearised = linearised_of(alone.weighted, domain, figures, listed)
    influence = np.divide(linearised, weight, where=weight > 0, out=nothing)
    found = np.empty(figures.estimates.shape)
    for place in range(len(cells.domains)):
        theirs = domain == place
        values = np.zeros((len(weights), len(figures.statistics)))
        values[row[theirs]] = influence[theirs]
        left = residuals_after_calibration(sample.prepared, sample.done.stages, values)
        found[place] = drawn.variances(left * weights[:, None])[0]
    return found


def _rows_of(cells: Cells) -> Whole:
    """(R,) the row of each cell, which is the last part of its domain."""
    return np.array([int(one[-1]) for one in cells.domains], np.int64)[cells.domain]


def _refuse_what_is_not_computed(
    design: Design, prepared: PreparedChain, question: Question, *, are_all: bool
) -> None:
    problems = []
    if not are_all:
        expected = text("Expected totals, ratios, means or shares: quantiles know of no calibration here.")
        mend = text("Ask for the quantiles in a call of their own, without the chain.")
        problems.append(Problem("CH-8842", Place(field="stat"), "quantile", expected, mend))
    if question.choices.replication.method is not None or design.replicates is not None:
        expected = text("Expected no replicates beside a chain: in them every step is done again already.")
        mend = text("Take the chain out, or the replicates, also those of the design.")
        problems.append(Problem("CH-8842", Place(field="replicates"), "", expected, mend))
    if not any(isinstance(step, CalibrationStep) for step in prepared.steps):
        expected = text("Expected a chain with a calibration.")
        mend = text("Without one estimates are the same without the chain.")
        problems.append(Problem("CH-8842", Place(field="steps"), "", expected, mend))
    if problems:
        raise WrongCall(problems)


def _refuse_other_weights(table: pa.Table, design: Design, weights: Real) -> None:
    """Raise WrongCall (CH-8841) where the weight of the design is not what the chain gives."""
    found = table.column(design.weight).to_numpy() if design.weight else np.ones(len(weights))
    found = np.nan_to_num(np.asarray(found, np.float64))
    near = _AGREES * np.abs(weights)
    if design.closed is not None:
        found, near = found / MILLIONTHS, near + 1 / MILLIONTHS
    apart = np.flatnonzero(np.abs(found - weights) > near)
    if len(apart):
        expected = text(
            "Expected the weights that this chain gives: {weight}.", weight=repr(float(weights[apart[0]]))
        )
        mend = text("Give the chain by which “chiso survey weights” made them, with the same data.")
        place = Place(field=design.weight, row=int(apart[0]) + 1)
        raise WrongCall([Problem("CH-8841", place, repr(float(found[apart[0]])), expected, mend)])
