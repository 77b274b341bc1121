"""Conditions and statistics as people write them."""

from __future__ import annotations

import pyarrow
import pytest

from chiso.problems import WrongCall
from chiso.survey.engine import columns_of
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimation.statistics import (
    Distribution,
    Quantiles,
    mean,
    parse_statistics,
    proportion,
    ratio,
    total,
)
from chiso.survey.sql import Condition, parse_conditions


def test_conditions_are_read_as_they_are_meant() -> None:
    assert parse_conditions('age >= 18 and area=1|2 and name != "x y" and "tiêu chí" < 2.5') == (
        Condition("age", ">=", (18,)),
        Condition("area", "=", (1, 2)),
        Condition("name", "!=", ("x y",)),
        Condition("tiêu chí", "<", (2.5,)),
    )
    assert parse_conditions('who = "you and me" and a = 1') == (
        Condition("who", "=", ("you and me",)),
        Condition("a", "=", (1,)),
    )
    assert parse_conditions("code = '01'") == (Condition("code", "=", ("01",)),)


@pytest.mark.parametrize(
    "written", ["", "age", "age >", "age > x", "age < 1|2", "= 3", "a = 1 and", "a ! 1", "a == 1", "a =< 1"]
)
def test_conditions_that_cannot_be_read_are_refused(written: str) -> None:
    with pytest.raises(WrongCall) as raised:
        parse_conditions(written)
    assert {problem.code for problem in raised.value.problems} == {"CH-3130"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("person = 9007199254740993", [1]),
        ("person != 9007199254740993", [0, 2]),
        (f"person < {'9' * 400}", [0, 1, 2]),
        (f"person > -{'9' * 400}", [0, 1, 2]),
        ("person = nan", []),
        ("person != nan", [0, 1, 2]),
        ("person < nan", []),
        ("height = inf", [1]),
        ("height < 1e999", [0]),
        ("height >= -inf", [0, 1]),
        ("agreed = inf", []),
        ('word = "x\' OR 1 = 1 --"', [2]),
    ],
)
def test_numbers_beyond_a_double_and_signs_of_sql_are_compared_as_they_are(
    written: str, kept: list[int]
) -> None:
    """2^53 + 1 has no double; NaN is no answer, and nothing equals it."""
    rows = pyarrow.table(
        {
            "row": [0, 1, 2],
            "person": [9007199254740992, 9007199254740993, 7],
            "height": [1.5, float("inf"), float("nan")],
            "agreed": [True, False, None],
            "word": ["a", None, "x' OR 1 = 1 --"],
        }
    )
    columns = columns_of(rows, rows.schema.names)
    where = columns.where(parse_conditions(written))
    found = DuckDB(threads=1).ask(rows, columns, f"SELECT c0 AS k0 FROM responses{where}")
    assert sorted(found["k0"].to_list()) == kept


def test_statistics_are_read_as_they_are_meant() -> None:
    asked = ["mean:y,x", "total", "total:y", "ratio:y/x", "proportion:q=4|5", "distribution:q", "quantile:y",
             "quantile:y@0.1|0.9"]  # fmt: skip
    assert parse_statistics(asked) == (
        mean("y"), mean("x"), total(), total("y"), ratio("y", "x"), proportion("q", (4, 5)),
        Distribution("q"), Quantiles("y"), Quantiles("y", (0.1, 0.9)),
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ["", "mean", "mean:", "median:y", "ratio:y", "ratio:/x", "proportion:q", "proportion:q=",
     "quantile:y@1.5", "quantile:y@x", "mean:y,"],
)  # fmt: skip
def test_statistics_that_cannot_be_read_are_refused_all_at_once(written: str) -> None:
    with pytest.raises(WrongCall) as raised:
        parse_statistics([written, "mode:z"])
    assert [problem.code for problem in raised.value.problems] == ["CH-3140", "CH-3140"]
