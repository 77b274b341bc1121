"""The index with weights of a chain (nonresponse, then calibration), round by round.

Errors twice: the whole chain done again in every replicate of a jackknife; and linearised, by the residuals
of a regression on the calibration variables. Post-stratification knows the counts of age by sex alone, the
other methods those of the communes, too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Literal, TypeAlias

import numpy as np
import pyarrow as pa

from chiso.survey.declared_chain import Base, Calibration, Chain, Dispositions, Margin, Nonresponse
from chiso.survey.design import Design
from chiso.survey.psus import SampleFrame
from chiso.survey.replicates import factors, ratio_of, totals_of_rows
from chiso.survey.simulation.city import AGES, SEXES
from chiso.survey.variance.taylor import taylor_of
from chiso.survey.weights import apply_chain, prepare_chain, replicate_weights, residuals_after_calibration
from tests.survey.coverage.bounds import Measured
from tests.survey.coverage.methods import everybody, true_index, with_t
from tests.survey.coverage.rounds import (
    COMMUNES,
    WITH_REPLACEMENT,
    Population,
    Real,
    Rounds,
    Whole,
    tables_of_rounds,
)

# Of new weights over old ones: of a thousand rounds 193 have a weight that linear calibration sets to one of
# them, and every round has weights within them.
BOUNDS = (0.5, 2.5)
Method: TypeAlias = Literal["post_stratification", "raking", "linear", "logit"]


def by_replay(rounds: Rounds) -> Measured:
    """Raking, with the chain replayed in the replicates of JKn."""
    made = _chain(rounds.population, "raking")
    found = np.array([_replayed(made, table) for table in _tables(rounds)])
    return _measured(rounds, found)


def by_residuals(method: Method, bounds: tuple[float, float] | None = None) -> Callable[[Rounds], Measured]:
    """A calibration, with the linearised variance of its residuals."""

    def measure(rounds: Rounds) -> Measured:
        made = _chain(rounds.population, method, bounds)
        found = np.array([_by_residuals(made, WITH_REPLACEMENT, table) for table in _tables(rounds)])
        return _measured(rounds, found)

    return measure


def _measured(rounds: Rounds, found: Real) -> Measured:
    """`found` (rounds, 3): estimate, variance, degrees of freedom."""
    estimates, variances, degrees = found.T
    truth = true_index(rounds.population, everybody(rounds.population))
    return with_t(estimates, variances, degrees, truth)


def _tables(rounds: Rounds) -> list[pa.Table]:
    """Everybody drawn, round by round."""
    return tables_of_rounds(rounds.everybody, rounds.count)


@cache
def _chain(population: Population, method: Method, bounds: tuple[float, float] | None = None) -> Chain:
    """Nonresponse by age and sex; then the counts of age by sex, and of communes."""
    age, sex, unit = (population.columns[name].astype(np.int64) for name in ("age", "sex", "unit"))
    kinds = tuple(
        (AGES[one], SEXES[two], str(((age == one) & (sex == two)).sum()))
        for one in range(len(AGES))
        for two in range(len(SEXES))
    )
    units = tuple((str(one), str(count)) for one, count in enumerate(np.bincount(unit, minlength=COMMUNES)))
    margins = (Margin(columns=("age", "sex"), totals=kinds), Margin(columns=("unit",), totals=units))
    return Chain(
        dispositions=Dispositions(
            column="disposition", complete=("interview",), refusal=("refusal",), noncontact=("not-reached",)
        ),
        steps=(
            Base(kind="base", weight="base_weight"),
            Nonresponse(kind="nonresponse", classes=("age", "sex")),
            Calibration(
                kind="calibration",
                method=method,
                margins=margins[:1] if method == "post_stratification" else margins,
                bounds=bounds,
            ),
        ),
    )


def _frame_of(table: pa.Table) -> tuple[SampleFrame, Whole]:
    """Neighbourhoods as units drawn with replacement within communes; the unit of each row."""
    unit, neighbourhood = np.asarray(table["unit"]), np.asarray(table["neighbourhood"])
    _, first, psu = np.unique(neighbourhood, return_index=True, return_inverse=True)
    _, stratum = np.unique(unit[first], return_inverse=True)
    counts = np.bincount(stratum)
    frame = SampleFrame(
        stratum.astype(np.int64), counts.astype(np.int64), np.full(len(counts), np.nan),
        tuple(str(one) for one in range(len(counts))), (),
    )  # fmt: skip
    return frame, psu.astype(np.int64)


def _terms(table: pa.Table) -> Real:
    """(rows, 2) satisfied answers and answers; nothing for who gave no interview, whose weight is 0."""
    return np.column_stack([np.asarray(table[name], np.float64) for name in ("chosen", "told")])


def _replayed(chain: Chain, table: pa.Table) -> tuple[float, float, float]:
    frame, psu = _frame_of(table)
    weights = replicate_weights(prepare_chain(chain, table), factors(frame, "jkn"), psu)
    nowhere = np.zeros(table.num_rows, np.int64)
    found = totals_of_rows(nowhere, 1, _terms(table), weights).statistics(ratio_of(0, 1))
    return float(found.estimates[0]), float(found.variances()[0]), float(found.degrees_of_freedom)


def _by_residuals(chain: Chain, design: Design, table: pa.Table) -> tuple[float, float, float]:
    frame, psu = _frame_of(table)
    prepared = prepare_chain(chain, table)
    done = apply_chain(prepared)
    chosen, told = done.weights @ _terms(table)
    estimate = chosen / told
    linearised = (_terms(table) @ np.array([1.0, -estimate]) / told)[:, None]
    residuals = residuals_after_calibration(prepared, done.stages, linearised)
    errors = taylor_of(design, frame, psu, np.zeros(table.num_rows, np.int64), 1)
    variance = errors.variances(residuals * done.weights[:, None])[0, 0]
    return float(estimate), float(variance), float(errors.degrees_of_freedom()[0])
