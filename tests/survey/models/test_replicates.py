"""What holds of models by replicates, whatever the method; what is told where a replicate has no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.language import render
from chiso.problems import BadInput, Refused
from chiso.survey.comparing import Side, compare_domains
from chiso.survey.design import Design, Replicates, Stage
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.replicated import Replication, made_factors
from chiso.survey.estimation.statistics import parse_statistics
from chiso.survey.models import refitting
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import Regression, regress
from chiso.survey.models.rows import read_rows
from chiso.survey.models.solving import solve_linear, solve_logistic
from chiso.survey.replicates import METHODS, Method
from chiso.survey.replicates.given import rank_of_products
from chiso.survey.sql import parse_conditions
from chiso.survey.weights import prepare_chain
from tests.survey.weighting_sample import table
from tests.survey.weights.chains import SEX, calibration, chain

LINEAR = Model("linear", "y", (Predictor("income"), Predictor("age", categorical=True)))
LOGISTIC = Model("logistic", "z", (Predictor("y"), Predictor("sex", categorical=True)))


def design_for(method: Method) -> Design:
    """A design of the sample that the method takes: people within PSUs for Preston's, which has factors of

    its own for them.
    """
    strata = {"jk1": (), "brr": ("stratum",), "fay": ("stratum",)}.get(method, ("big",))
    if method == "preston":
        stages = (Stage(cluster="psu", strata=strata, population="big_communes"), Stage(population="people"))
        return Design(weight="weight", stages=stages)
    return Design(weight="weight", stages=(Stage(cluster="psu", strata=strata),))


def asked(method: Method) -> Replication:
    # More than a block of replicates, of factors by unit and of factors by leaf.
    count = {"rao_wu": 110, "preston": 110, "canty_davison": 20}.get(method)
    return Replication(method=method, count=count, seed=5)


def question(statistic: str, replication: Replication, *by: str) -> Question:
    return Question(parse_statistics([statistic], missing={}), by, (), Choices(replication=replication))


@pytest.mark.parametrize("method", METHODS)
def test_a_model_of_the_intercept_alone_is_the_mean_with_its_error(method: Method) -> None:
    plan, replication = design_for(method), asked(method)
    [mean] = estimate(table(), plan, question("mean:y", replication))
    fitted = regress(table(), plan, Model("linear", "y"), replication=replication)
    told = [fitted.coefficients[0], fitted.errors()[0], fitted.degrees]
    assert told == pytest.approx([mean.estimate, mean.se, mean.df], rel=1e-13)


@pytest.mark.parametrize("method", METHODS)
def test_a_column_of_two_values_tells_the_difference_of_two_domains(method: Method) -> None:
    plan, replication = design_for(method), asked(method)
    [difference] = compare_domains(Side(table(), plan, question("mean:y", replication, "sex")))
    model = Model("linear", "y", (Predictor("sex", categorical=True),))
    fitted = regress(table(), plan, model, replication=replication)
    told = [-fitted.coefficients[1], fitted.errors()[1]]
    assert told == pytest.approx([difference.difference, difference.se], rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("model", [LINEAR, LOGISTIC])
def test_each_replicate_is_the_model_fitted_to_its_weights(method: Method, model: Model) -> None:
    plan, replication = design_for(method), asked(method)
    rows = read_rows(table(), plan, model)
    made = made_factors(rows.frame, plan, replication)
    solve = solve_linear if model.kind == "linear" else solve_logistic
    whole = solve(rows).coefficients
    apart = [
        solve(replace(rows, weight=rows.weight * values[rows.leaf])).coefficients - whole
        for values in made.by_leaf(rows.frame).T
    ]
    expected = made.scale * np.einsum("r,rp,rq->pq", made.rscales, apart, apart)
    found = regress(table(), plan, model, replication=replication).covariance
    size = np.sqrt(np.diag(expected))
    np.testing.assert_array_less(np.abs(found - expected), 1e-10 * np.outer(size, size))


@pytest.mark.parametrize("model", [LINEAR, LOGISTIC])
def test_in_how_many_parts_the_rows_are_taken_changes_nothing(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = regress(table(), design_for("rao_wu"), model, replication=asked("rao_wu"))
    monkeypatch.setattr(refitting, "_FIGURES_AT_ONCE", 700)
    parts = regress(table(), design_for("rao_wu"), model, replication=asked("rao_wu"))
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-12)


def brought(values: Any, **more: Any) -> tuple[Any, Design]:
    """The rows with replicate weights (rows, R), and the design that names them."""
    rows = table()
    for number, column in enumerate(np.asarray(values).T):
        rows = rows.append_column(f"r{number}", pyarrow.array(np.ascontiguousarray(column)))
    names = tuple(f"r{number}" for number in range(np.shape(values)[1]))
    declared = Replicates(method="other", columns=names, **more)
    return rows, Design(weight="weight", replicates=declared)


def test_a_calibration_may_leave_weights_below_0_and_they_count_as_in_a_mean() -> None:
    weight = table()["weight"].to_numpy()
    values = np.random.default_rng(3).uniform(-0.2, 2.0, (len(weight), 30)) * weight[:, None]
    rows, plan = brought(values, scale=1 / 30)
    assert (values < 0).any()
    [mean] = estimate(rows, plan, question("mean:y", Replication()))
    fitted = regress(rows, plan, Model("linear", "y"))
    assert [fitted.errors()[0], fitted.degrees] == pytest.approx([mean.se, mean.df], rel=1e-12)


def told(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where.field) for problem in refused.value.problems]


def with_rare(rows: Any) -> Any:
    """A value that only people of the PSU p3 have; and one that tells the answer z of all but some of p3."""
    psu, z = rows["psu"].to_pylist(), rows["z"].to_pylist()
    rare = ["rare" if one == "p3" else "usual" for one in psu]
    first = [number for number, one in enumerate(psu) if one == "p3"]
    sure = list(z)
    for number in first[:2]:
        sure[number] = 1 - sure[number]
    # Both answers occur at both values, but at one of them only because of p3.
    sure = [one if number in first else max(one, int(number % 3 == 0)) for number, one in enumerate(sure)]
    return rows.append_column("rare", pyarrow.array(rare)).append_column("sure", pyarrow.array(sure))


def test_a_replicate_that_does_not_tell_a_coefficient_is_named_with_its_column() -> None:
    model = Model("linear", "y", (Predictor("income"), Predictor("rare", categorical=True)))
    with pytest.raises(Refused) as refused:
        regress(with_rare(table()), design_for("jkn"), model, replication=Replication("jkn"))
    assert told(refused) == [("CH-8756", "rare")]
    # p3 is the fourth unit in the order of strata and names, and left out in the fourth replicate.
    assert render(refused.value.problems[0].found, "en") == "in 1 of 16 replicates, the first: 4"


def test_a_method_in_which_every_unit_keeps_some_weight_tells_it() -> None:
    model = Model("linear", "y", (Predictor("income"), Predictor("rare", categorical=True)))
    fitted = regress(with_rare(table()), design_for("fay"), model, replication=Replication("fay"))
    assert np.isfinite(fitted.errors()).all()


def test_a_replicate_that_separates_the_answers_is_named_with_the_column() -> None:
    model = Model("logistic", "z", (Predictor("sure"),))
    assert np.isfinite(regress(with_rare(table()), design_for("jkn"), model).errors()).all()
    with pytest.raises(Refused) as refused:
        regress(with_rare(table()), design_for("jkn"), model, replication=Replication("jkn"))
    assert told(refused) == [("CH-8757", "sure")]


def test_a_table_of_which_a_replicate_has_nobody_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        check_independence(
            table(), design_for("jkn"), "sex", "z", where=parse_conditions("psu = p3"),
            replication=Replication("jkn"),
        )  # fmt: skip
    assert told(refused) == [("CH-8758", "sex")]


def test_replicates_that_the_data_bring_are_not_made_a_second_time_nor_beside_a_chain() -> None:
    weight = table()["weight"].to_numpy()
    rows, plan = brought(np.stack([weight, weight], axis=1))
    for call in (regress, check_independence):
        what: tuple[Any, ...] = (LINEAR,) if call is regress else ("sex", "z")
        with pytest.raises(Refused) as refused:
            call(rows, plan, *what, replication=Replication("jk1"))
        assert told(refused) == [("CH-3162", "replicates")]
        prepared = prepare_chain(chain(calibration("linear", SEX)), table())
        with pytest.raises(Refused) as refused:
            call(table(), design_for("jkn"), *what, chain=prepared.chain, replication=Replication("jkn"))
        assert told(refused) == [("CH-8842", "replicates")]


def test_every_column_of_replicates_that_cannot_be_used_is_named() -> None:
    weight = table()["weight"].to_numpy()
    first = np.arange(len(weight)) == 3
    columns = [weight, np.where(first, np.nan, weight), np.where(first, 1e200, weight)]
    rows, plan = brought(np.stack(columns, axis=1))
    assert plan.replicates is not None
    more = plan.replicates.model_copy(update={"columns": (*plan.replicates.columns, "age", "none")})
    with pytest.raises(BadInput) as refused:
        regress(rows, plan.model_copy(update={"replicates": more}), LINEAR)
    found = [(one.code, one.where.field) for one in refused.value.problems]
    assert found == [("CH-3163", "r1"), ("CH-3163", "r2"), ("CH-3163", "age"), ("CH-3163", "none")]


def test_a_sample_without_a_basis_for_errors_has_none_by_replicates_either() -> None:
    plan = design_for("jkn").model_copy(update={"basis": "open"})
    fitted: Regression = regress(table(), plan, LINEAR, replication=Replication("jkn"))
    assert np.isnan(fitted.covariance).all()
    assert np.isnan(fitted.degrees)


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_the_rank_of_columns_by_their_products_is_that_of_the_matrix(rank: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(400, rank)) @ generator.normal(size=(rank, 230))
    found = rank_of_products(matrix.T @ matrix)
    assert found == np.linalg.matrix_rank(matrix, rtol=1e-5)
