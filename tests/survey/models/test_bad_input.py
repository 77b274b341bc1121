"""What cannot be fitted or tested is told, with the column; and what holds of any regression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow
import pytest

from chiso.problems import Refused
from chiso.survey.design import Design
from chiso.survey.models.model import Model, Predictor
from chiso.survey.models.rao_scott import check_independence
from chiso.survey.models.regression import check_terms, regress
from chiso.survey.sql import parse_conditions
from tests.survey.r import reference
from tests.survey.tables import design, table_of

SEX = Predictor("sex", categorical=True)


def told(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where.field) for problem in refused.value.problems]


def refusal_of(model: Model, rows: Any, plan: Design | None = None, where: str = "") -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        regress(rows, plan or Design(weight="w"), model, where=parse_conditions(where) if where else ())
    return told(refused)


def made_up() -> Any:
    """Forty persons; `twice` follows from x, `sure` and `rare` tell some answers for sure."""
    generator = np.random.default_rng(20261125)
    x = generator.normal(size=40).round(3)
    y = (generator.uniform(size=40) < 0.5).astype(int)
    return pyarrow.table(
        {
            "w": np.ones(40),
            "x": x,
            "twice": 2 * x + 1,
            "same": np.full(40, 3.5),
            "y": y,
            "sure": np.where(y == 1, 5.0, 2.0) + generator.uniform(size=40),
            "rare": [
                "c" if one and number < 20 else "ab"[number % 2] for number, one in enumerate(y.tolist())
            ],
            "none": np.zeros(40, int),
            "word": ["a"] * 40,
        }
    )


def test_a_model_that_names_a_column_twice_is_refused_with_all_that_is_wrong() -> None:
    model = Model("linear", "y", (Predictor("y"), Predictor("x", base=1)), chosen=(1,))
    assert refusal_of(model, made_up()) == [("CH-3230", "y"), ("CH-3230", "y"), ("CH-3230", "x")]


def test_a_base_that_nobody_has_is_refused() -> None:
    model = Model("linear", "y", (Predictor("rare", categorical=True, base="z"),))
    assert refusal_of(model, made_up()) == [("CH-3230", "rare")]


def test_words_are_no_numbers() -> None:
    assert refusal_of(Model("linear", "y", (Predictor("rare"),)), made_up()) == [("CH-3131", "rare")]
    assert refusal_of(Model("linear", "rare", (Predictor("x"),)), made_up()) == [("CH-3131", "rare")]


def test_a_column_that_is_not_there_is_named() -> None:
    assert refusal_of(Model("linear", "y", (Predictor("age"),)), made_up()) == [("CH-3131", "age")]


@pytest.mark.parametrize("kind", ["linear", "logistic"])
def test_columns_that_follow_from_others_are_named(kind: Any) -> None:
    columns = tuple(Predictor(one) for one in ("x", "same", "twice"))
    assert refusal_of(Model(kind, "y", columns), made_up()) == [("CH-3233", "same"), ("CH-3233", "twice")]
    alone = Model(kind, "y", (Predictor("word", categorical=True),))
    assert refusal_of(alone, made_up()) == [("CH-3233", "word")]


def test_more_columns_than_rows_are_refused() -> None:
    rows = made_up().slice(0, 2)
    model = Model("linear", "y", (Predictor("x"), Predictor("sure")))
    assert refusal_of(model, rows) == [("CH-3233", "sure")]


def test_a_response_that_is_not_yes_or_no_has_no_logistic_model() -> None:
    assert refusal_of(Model("logistic", "x", (Predictor("sure"),)), made_up()) == [("CH-3231", "x")]
    assert refusal_of(Model("logistic", "none", (Predictor("x"),)), made_up()) == [("CH-3231", "none")]
    nobody = Model("logistic", "y", (Predictor("x"),), chosen=(7,))
    assert refusal_of(nobody, made_up()) == [("CH-3231", "y")]


def test_separated_data_are_refused_with_the_column_that_separates() -> None:
    wholly = Model("logistic", "y", (Predictor("x"), Predictor("sure")))
    assert ("CH-3234", "sure") in refusal_of(wholly, made_up())
    partly = Model("logistic", "y", (Predictor("x"), Predictor("rare", categorical=True)))
    assert refusal_of(partly, made_up()) == [("CH-3234", "rare")]


def test_no_rows_are_no_model() -> None:
    assert refusal_of(Model("linear", "y", (Predictor("x"),)), made_up(), where="x > 1000") == [
        ("CH-3235", "y")
    ]


@pytest.mark.parametrize("figure", [np.inf, 1e160])
def test_figures_without_end_are_refused_and_those_whose_squares_are(figure: float) -> None:
    endless = np.where(np.arange(40) == 7, figure, np.arange(40))
    rows = made_up().append_column("endless", pyarrow.array(endless))
    assert refusal_of(Model("linear", "y", (Predictor("endless"),)), rows) == [("CH-3239", "endless")]
    assert refusal_of(Model("linear", "endless", (Predictor("x"),)), rows) == [("CH-3239", "endless")]


def test_a_column_of_figures_that_are_all_too_small_is_refused_and_one_small_figure_is_not() -> None:
    small = (np.arange(40) - 20.0) * 1e-160
    rows = made_up().append_column("small", pyarrow.array(small))
    assert refusal_of(Model("linear", "y", (Predictor("small"),)), rows) == [("CH-3239", "small")]
    assert refusal_of(Model("linear", "small", (Predictor("x"),)), rows) == [("CH-3239", "small")]
    mixed = np.where(np.arange(40) == 7, 1e-160, np.arange(40))
    rows = made_up().append_column("mixed", pyarrow.array(mixed))
    plain = made_up().append_column("mixed", pyarrow.array(np.where(mixed == 1e-160, 0.0, mixed)))
    model, design = Model("linear", "y", (Predictor("mixed"),)), Design(weight="w")
    assert regress(rows, design, model).covariance == pytest.approx(regress(plain, design, model).covariance)


def test_a_test_of_a_column_that_the_model_lacks_is_refused() -> None:
    fitted = regress(made_up(), Design(weight="w"), Model("linear", "y", (Predictor("x"),)))
    for columns in (["age"], []):
        with pytest.raises(Refused) as refused:
            check_terms(fitted, columns)
        assert [code for code, _ in told(refused)] == ["CH-3230"]


@pytest.mark.parametrize(
    ("row", "column", "where", "expected"),
    [
        ("sex", "sex", "", [("CH-3230", "sex")]),
        ("sex", "q", "", [("CH-3236", "q")]),
        ("sex", "q", "sex = 1", [("CH-3236", "sex")]),
        ("sex", "q", "percent > 1000", [("CH-3235", "sex"), ("CH-3235", "q")]),
    ],
)
def test_tables_that_tell_nothing_of_independence_are_refused(
    row: str, column: str, where: str, expected: list[tuple[str, str]]
) -> None:
    conditions = parse_conditions(where) if where else ()
    with pytest.raises(Refused) as refused:
        check_independence(
            table_of("replacement"), design("replacement", "remove"), row, column, where=conditions
        )
    assert told(refused) == expected


def test_a_sample_without_a_basis_for_errors_tells_coefficients_alone() -> None:
    plan = Design(basis="quota", weight="w")
    fitted = regress(made_up(), plan, Model("linear", "y", (Predictor("x"),)))
    alike = regress(made_up(), Design(weight="w"), Model("linear", "y", (Predictor("x"),)))
    np.testing.assert_array_equal(fitted.coefficients, alike.coefficients)
    for figure in (fitted.errors(), fitted.p_values(), *fitted.intervals()):
        assert np.isnan(figure).all()
    assert np.isnan(check_terms(fitted, ["x"]).p_value)
    with pytest.raises(Refused) as refused:
        check_independence(made_up(), plan, "rare", "y")
    assert told(refused) == [("CH-3232", "basis")]


def test_a_model_of_nothing_but_the_intercept_is_the_mean() -> None:
    fitted = regress(table_of("two_stages"), design("two_stages", "remove"), Model("linear", "percent"))
    mean, error = reference("estimates")["remove"]["two_stages"]["all"]["percent"][:2]
    assert [fitted.coefficients[0], fitted.errors()[0]] == pytest.approx([mean, error], rel=1e-10)


def test_a_column_of_two_categories_tells_the_difference_of_two_domains() -> None:
    fitted = regress(
        table_of("two_stages"), design("two_stages", "remove"), Model("linear", "percent", (SEX,))
    )
    difference, error = reference("differences")["domains"]["two_stages"]["mean"]
    assert [-fitted.coefficients[1], fitted.errors()[1]] == pytest.approx([difference, error], rel=1e-10)


def test_codes_that_are_no_answer_are_left_out() -> None:
    model = Model("linear", "percent", (Predictor("q"),))
    plan = design("replacement", "remove")
    left_out = regress(table_of("replacement"), plan, model, missing={"q": (5,)})
    asked = regress(table_of("replacement"), plan, model, where=parse_conditions("q != 5"))
    np.testing.assert_array_equal(left_out.covariance, asked.covariance)
    assert left_out.n == asked.n
