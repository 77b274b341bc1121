"""Regressions, tests of terms and of independence by replicates beside R (reference/model_replicates.R)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimation.replicated import Replication
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import check_terms, regress
from chiso.survey.replicates import factors
from chiso.survey.sql import parse_conditions
from chiso.survey.weights import prepare_chain, replicate_weights
from tests.survey.r import reference
from tests.survey.weighting_sample import frame, from_r, psu_of_row, table
from tests.survey.weights.chains import SEX, calibration, chain

LINEAR = Model("linear", "y", (Predictor("income"), Predictor("age", categorical=True)))
LOGISTIC = Model("logistic", "z", (Predictor("y"), Predictor("sex", categorical=True, base="male")))
MODELS = {"linear": (LINEAR, "age"), "logistic": (LOGISTIC, "y")}
MADE = {"jk1": ("jk1", "", ""), "jkn": ("jkn", "big", ""), "jkn_fpc": ("jkn", "big", "big_communes")}
BROUGHT = ("brr", "fay", "canty_davison", "rao_wu")


def plan(strata: str = "", population: str = "", **more: Any) -> Design:
    stage = Stage(cluster="psu", strata=(strata,) if strata else (), population=population)
    return Design(weight="weight", stages=(stage,), **more)


def with_columns(found: Any) -> Any:
    """The rows with a column for each of the replicates (rows, R)."""
    rows = table()
    for number, column in enumerate(found.T):
        rows = rows.append_column(f"r{number}", pyarrow.array(np.ascontiguousarray(column)))
    return rows


def names(count: int) -> tuple[str, ...]:
    return tuple(f"r{number}" for number in range(count))


def assert_as_in_r(rows: Any, design: Design, replication: Replication | None, told: Any) -> None:
    for where, expected in (("", told), ("income > 4", told["domain"])):
        conditions = parse_conditions(where) if where else ()
        for kind, (model, term) in MODELS.items():
            found = regress(rows, design, model, where=conditions, replication=replication)
            of_r = expected[kind]
            close = 1e-10 if kind == "linear" else 1e-8
            size = np.sqrt(np.diag(of_r["covariance"]))
            np.testing.assert_allclose(found.coefficients, of_r["coefficients"], rtol=close)
            apart = np.abs(found.covariance - of_r["covariance"])
            np.testing.assert_array_less(apart, close * np.outer(size, size))
            assert ([found.degrees], [found.n]) == (of_r["df"], of_r["n"])
            np.testing.assert_allclose(found.p_values(), of_r["p"], rtol=close)
            np.testing.assert_allclose(np.stack(found.intervals(), axis=1), of_r["interval"], rtol=close)
            test = check_terms(found, [term])
            figures = [test.statistic, test.degrees_above, test.degrees_below, test.p_value]
            assert figures == pytest.approx(of_r["test"], rel=close)
        tested = check_independence(rows, design, "sex", "age", where=conditions, replication=replication)
        second, first = expected["independence"]["f"], expected["independence"]["chisq"]
        assert [tested.f, *tested.f_degrees, tested.f_p] == pytest.approx(second, rel=1e-10)
        found_first = [tested.chi_square, tested.first_degrees, tested.first_p]
        assert found_first == pytest.approx(first, rel=1e-10)


@pytest.mark.parametrize("name", MADE)
def test_models_by_a_jackknife_are_those_of_r(name: str) -> None:
    method, strata, population = MADE[name]
    replication = Replication(method=method)  # type: ignore[arg-type]
    assert_as_in_r(table(), plan(strata, population), replication, reference("model_replicates")[name])


@pytest.mark.parametrize("name", BROUGHT)
def test_models_by_replicates_that_the_data_bring_are_those_of_r(name: str) -> None:
    told = reference("model_replicates")[name]
    made = from_r(told["factors"])[psu_of_row()]
    brought = Replicates(
        method="other", columns=names(made.shape[1]), combined=False, scale=told["scale"][0],
        rscales=tuple(told["rscales"]),
    )  # fmt: skip
    assert_as_in_r(with_columns(made), plan("big", replicates=brought), None, told)


def test_models_know_of_a_calibration_that_is_done_again_in_each_replicate(tmp_path: Path) -> None:
    told = reference("model_replicates")["calibrated"]
    prepared = prepare_chain(chain(calibration("linear", SEX)), table())
    made = replicate_weights(prepared, factors(frame("big"), "jkn"), psu_of_row())
    rows = with_columns(made.replicates).append_column("finished", pyarrow.array(made.weights))
    brought = Replicates(
        method="jkn", columns=names(16), scale=made.scale, rscales=tuple(made.rscales.tolist())
    )
    pyarrow.parquet.write_table(rows, tmp_path / "data.parquet", row_group_size=50)
    # Without units in the design the degrees of freedom are the rank of the weights less one, as in R.
    design = Design(weight="finished", replicates=brought)
    assert_as_in_r(tmp_path / "data.parquet", design, None, told)
