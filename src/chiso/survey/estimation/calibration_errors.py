"""Variances of totals whose weights were calibrated, for any number of domains.

    u = z/w in a row of the domain, 0 in all others;   c_j = G_jᵀ u − Σ_{i<j} (G_jᵀ X_i) c_i
    total of a drawn unit k:  Σ_k z − Σ_j (Σ_k w X_j) c_j;   V = V of these totals

z is a row's weighted linearised value, w its finished weight; X_j, G_j are the projections of the
calibrations, the last one first (`weights.residuals`). The residuals outside of the domain are not 0, so that
every unit counts for every domain; but they are sums of few columns, whose totals by unit are taken once,
and a domain costs its own rows and the units. Deville & Särndal (1992), result 5; what R does with a design
that `calibrate` returns. Nonresponse and trimming are taken as given: replicates do them again.

    CH-8841 weights that are not those of the chain    CH-8842 nothing that is computed so
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from scipy import sparse

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.cells import Cells, make_cells, make_value_cells
from chiso.survey.design import Design
from chiso.survey.engine import Source
from chiso.survey.estimation.replicated import Replication
from chiso.survey.psus import Real, Whole
from chiso.survey.reading_parquet import read_parquet
from chiso.survey.sql import Condition, Term
from chiso.survey.variance.taylor import Taylor, taylor_of
from chiso.survey.weights.agreement import refuse_other_weights
from chiso.survey.weights.calibration_step import CalibrationStep
from chiso.survey.weights.chain import PreparedChain, apply_chain, prepare_chain, projections
from chiso.survey.weights.residuals import Projection

# Not the name that engines give to the number of a row.
_ROW = "chiso_row_of_data"
# Totals of units that are held at once: 32 MB.
_TOTALS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class RowCells:
    """The rows that stand in a domain, each as a cell of its own (R cells); `row` (R,) its number,

    `domain` (R,) the number of its domain among those that were given.
    """

    cells: Cells
    row: Whole
    domain: Whole


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationErrors:
    """All rows with their finished weights (rows,) and drawn units (rows,), and the calibrations.

    `of_units`: for each calibration (units, A) the weighted totals of its variables; `between`: for each the
    products G_jᵀ X_i with those that come before it.
    """

    rows: pa.Table
    design: Design
    weights: Real
    unit: Whole
    drawn: Taylor
    projections: tuple[Projection, ...]
    of_units: tuple[Real, ...]
    between: tuple[tuple[Real, ...], ...]

    def row_cells(
        self,
        domains: Sequence[tuple[str, ...]],
        *,
        by: Sequence[str],
        terms: Sequence[Term],
        where: Sequence[Condition],
    ) -> RowCells:
        """The terms row by row; `domains`: those of the cells that are estimated from."""
        return _placed(make_cells(self.rows, self.design, by=(*by, _ROW), terms=terms, where=where), domains)

    def row_values(
        self,
        column: str,
        domains: Sequence[tuple[str, ...]],
        *,
        by: Sequence[str],
        where: Sequence[Condition],
        without: Sequence[float],
    ) -> RowCells:
        """The values of a column row by row, as `make_value_cells` has them."""
        found = make_value_cells(self.rows, self.design, column, by=(*by, _ROW), where=where, without=without)
        return _placed(found, domains)

    def variances(self, row: Whole, domain: Whole, count: int, linearised: Real) -> Real:
        """(D, S) of `count` domains: `row`, `domain` (R,) of weighted linearised values (R, S)."""
        return self._by_domain(row, domain, count, linearised, covariances=False)

    def covariances(self, row: Whole, domain: Whole, count: int, linearised: Real) -> Real:
        """(D, S, S) the covariance matrices; arguments as in `variances`."""
        return self._by_domain(row, domain, count, linearised, covariances=True)

    def totals_of_psus(self, row: Whole, domain: Whole, count: int, linearised: Real) -> Real:
        """(D, PSUs, S) the totals of the residuals; arguments as in `variances`."""
        frame = self.drawn.frame
        order, bounds = _sorted_by(domain, count)
        psu = frame.psu_of_leaf()
        parts = [order[bounds[one] : bounds[one + 1]] for one in range(count)]
        return np.array(
            [
                _sums(psu, self._totals(row[part], linearised[part]), len(frame.stratum_of_psu))
                for part in parts
            ]
        )

    def _by_domain(
        self, row: Whole, domain: Whole, count: int, linearised: Real, *, covariances: bool
    ) -> Real:
        width = linearised.shape[1]
        order, bounds = _sorted_by(domain, count)
        found = np.empty((count, width, width) if covariances else (count, width))
        at_once = 1 if covariances else max(1, _TOTALS_AT_ONCE // max(1, self._units * width))
        for start in range(0, count, at_once):
            some = range(start, min(start + at_once, count))
            parts = [order[bounds[one] : bounds[one + 1]] for one in some]
            totals = np.hstack([self._totals(row[part], linearised[part]) for part in parts])
            if covariances:
                found[start] = self.drawn.covariances(totals)[0]
            else:
                found[some.start : some.stop] = self.drawn.variances(totals)[0].reshape(len(some), width)
        return found

    @property
    def _units(self) -> int:
        return self.drawn.frame.leaf_count

    def _totals(self, row: Whole, linearised: Real) -> Real:
        """(units, S) the totals of the residuals of one domain."""
        weight = self.weights[row][:, None]
        values = np.divide(linearised, weight, where=weight != 0, out=np.zeros_like(linearised))
        totals = _sums(self.unit[row], linearised, self._units)
        taken: list[Real] = []
        for one, of_units, before in zip(self.projections, self.of_units, self.between, strict=True):
            left = one.gathering[row].T @ values
            for product, earlier in zip(before, taken, strict=True):
                left = left - product @ earlier
            totals = totals - of_units @ left
            taken.append(left)
        return totals


def calibration_errors(
    table: pa.Table, design: Design, prepared: PreparedChain, replication: Replication
) -> CalibrationErrors | None:
    """The errors of all that is estimated from `table` with the weights that the chain gives.

    None where the design has no basis for errors. `replication`: what else was asked for, and is refused.
    Raises as `apply_chain` and `taylor_of`, and WrongCall (CH-8841, CH-8842).
    """
    _refuse_what_is_not_computed(design, prepared, replication)
    done = apply_chain(prepared)
    refuse_other_weights(table, design, done.weights)
    if not design.has_errors:
        return None
    rows = table.append_column(_ROW, pa.array(np.arange(table.num_rows)))
    each = make_cells(rows, design, by=(_ROW,), terms=())
    # Rows that the chain left out have no cell; whatever unit they are put to, their weight is 0.
    unit = np.zeros(table.num_rows, np.int64)
    unit[_rows_of(each)] = each.leaf
    count = each.frame.leaf_count
    drawn = taylor_of(design, each.frame, np.arange(count), np.zeros(count, np.int64), 1)
    taken = projections(prepared, done.stages)
    return CalibrationErrors(
        rows,
        design,
        done.weights,
        unit,
        drawn,
        taken,
        tuple(_sums(unit, one.variables * done.weights[:, None], count) for one in taken),
        tuple(
            tuple(one.gathering.T @ earlier.variables for earlier in taken[:position])
            for position, one in enumerate(taken)
        ),
    )


def calibration_errors_of(
    source: Source, design: Design, chain: PreparedChain | None, replication: Replication | None = None
) -> CalibrationErrors | None:
    """The same of a file or table, with this chain, else that of the design; None without a calibration.

    Raises WrongCall (CH-8842) where replicates are asked for of weights that the design says are calibrated.
    """
    asked = replication or Replication()
    if chain is None and not design.knows_calibration:
        return None
    table = read_parquet(source).table if isinstance(source, Path) else source
    if chain is None:
        assert design.chain is not None
        _refuse_replicates(asked)
        chain = prepare_chain(design.chain, table)
    return calibration_errors(table, design, chain, asked)


def _refuse_replicates(asked: Replication) -> None:
    """Raise WrongCall (CH-8842) for replicates that would take calibrated weights as given."""
    if asked.method is not None:
        expected = text("Expected no such replicates: they would not know how the weights were calibrated.")
        mend = text(
            "Make them with “chiso survey weights --replicates”, where every step is done again in each; or "
            "take the weights as given (--without-calibration)."
        )
        raise WrongCall([Problem("CH-8842", Place(field="replicates"), asked.method, expected, mend)])


def _refuse_what_is_not_computed(design: Design, prepared: PreparedChain, replication: Replication) -> None:
    """Raise WrongCall (CH-8842) beside replicates, and for a chain without a calibration."""
    problems = []
    if replication.method is not None or design.replicates is not None:
        expected = text("Expected no replicates beside a chain: in them every step is done again already.")
        mend = text("Take the chain out, or the replicates, also those of the design.")
        problems.append(Problem("CH-8842", Place(field="replicates"), "", expected, mend))
    if not any(isinstance(step, CalibrationStep) for step in prepared.steps):
        expected = text("Expected a chain with a calibration.")
        mend = text("Without one estimates are the same without the chain.")
        problems.append(Problem("CH-8842", Place(field="steps"), "", expected, mend))
    if problems:
        raise WrongCall(problems)


def _sorted_by(domain: Whole, count: int) -> tuple[Whole, Whole]:
    """(R,) the rows by domain, and (D + 1,) where each domain begins among them."""
    order = np.argsort(domain, kind="stable")
    return order, np.searchsorted(domain[order], np.arange(count + 1))


def _placed(alone: Cells, domains: Sequence[tuple[str, ...]]) -> RowCells:
    place = {domain: number for number, domain in enumerate(domains)}
    of_row = np.array([place[one[:-1]] for one in alone.domains], np.int64)
    return RowCells(alone, _rows_of(alone), of_row[alone.domain])


def _rows_of(cells: Cells) -> Whole:
    """(R,) the row of each cell, which is the last part of its domain."""
    return np.array([int(one[-1]) for one in cells.domains], np.int64)[cells.domain]


def _sums(unit: Whole, figures: Real, count: int) -> Real:
    """(units, K) totals of figures (R, K)."""
    rows = len(unit)
    gather = sparse.csr_array((np.ones(rows), (unit, np.arange(rows))), shape=(count, rows))
    return np.asarray(gather @ figures)
