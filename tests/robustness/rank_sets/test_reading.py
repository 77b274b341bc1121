"""What is ranked, from files; who has no place, and why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chiso.problems import BadInput, WrongCall
from chiso.robustness.rank_sets.deviations import correlation
from chiso.robustness.rank_sets.leagues import MOST_UNITS, make_leagues
from chiso.robustness.rank_sets.reading import read_draws, read_figures
from chiso.survey.estimates import Estimate
from chiso.survey.estimates_table import csv_of_estimates
from chiso.survey.replicates.draws import Draws, parquet_of_draws


def codes(refused: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_plain_table_is_read_and_an_error_of_0_is_exact(tmp_path: Path) -> None:
    rows = read_figures(written(tmp_path, "unit,estimate,se\na,1.5,0.2\nb,2,0\nc,3,\n"))
    assert [(row.unit, row.estimate, row.sampling_basis) for row in rows] == [
        ("a", 1.5, "probability"), ("b", 2.0, "census"), ("c", 3.0, "probability"),
    ]  # fmt: skip
    (league,) = make_leagues(rows)
    assert league.units == ("a", "b")
    assert league.se.tolist() == [0.2, 0]
    assert np.isinf(league.df).all()
    assert [(one.unit, one.reason.in_language("en")) for one in league.left_out] == [
        ("c", "no error could be computed")
    ]


def test_a_table_of_a_survey_is_read_from_its_file_or_its_folder(tmp_path: Path) -> None:
    given = [
        Estimate("2026", "", "x", 0.5, 0.01, 30.0, 900),
        Estimate("2026", "a", "x", 0.5, 0.02, 12.0, 300),
        Estimate("2026", "b", "x", 0.6, 0.02, 12.0, 300),
    ]
    (tmp_path / "estimates.csv").write_bytes(csv_of_estimates(given))
    assert read_figures(tmp_path / "estimates.csv") == read_figures(tmp_path) == tuple(given)
    # The row without a unit is the whole.
    (league,) = make_leagues(given)
    assert (league.units, league.df.tolist()) == (("a", "b"), [12, 12])


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    table = "unit,estimate,se,df\na,x,1,3\nb,2,-1,3\nc,2,1,0\nd,inf,1,\ne,1e200,nan,\n"
    with pytest.raises(BadInput) as refused:
        read_figures(written(tmp_path, table))
    assert codes(refused) == ["CH-8150", "CH-8151", "CH-8151", *["CH-8150"] * 3]
    assert [problem.where.row for problem in refused.value.problems] == [2, 3, 4, 5, 6, 6]


def test_rows_without_a_known_error_have_no_place_each_with_its_reason() -> None:
    given = [
        Estimate("", "a", "x", 1, 0.1),
        Estimate("", "b", "x", 2, 0.1),
        Estimate("", "c", "x", float("nan"), flag="suppressed", reason="few"),
        Estimate("", "d", "x", 1, sampling_basis="quota"),
        Estimate("", "e", "x", 1, sampling_basis="open"),
        Estimate("", "f", "x", 1, 0.0),
        Estimate("", "g", "x", 1, 0.1, df=0),
        Estimate("", "h", "x", float("nan"), 0.1),
        Estimate("", "i", "x", 1, sampling_basis="census"),
    ]
    (league,) = make_leagues(given)
    assert league.units == ("a", "b", "i")
    assert [(one.unit, one.reason.in_language("en")) for one in league.left_out] == [
        ("c", "the estimate is suppressed"),
        ("d", "neither a probability sample nor a census: no error is known"),
        ("e", "neither a probability sample nor a census: no error is known"),
        ("f", "all answers in the sample are alike, so that it shows no error"),
        ("g", "too few drawn units for an interval"),
        ("h", "there is no figure"),
    ]


def test_each_code_and_period_is_a_league_of_its_own() -> None:
    given = [
        Estimate(period, unit, code, 1, 0.1) for period in ("1", "2") for code in ("x", "y") for unit in "ab"
    ]
    assert [(one.code, one.period) for one in make_leagues(given)] == [
        ("x", "1"), ("x", "2"), ("y", "1"), ("y", "2"),
    ]  # fmt: skip
    assert [one.code for one in make_leagues(given, codes=["y"])] == ["y", "y"]
    with pytest.raises(WrongCall) as refused:
        make_leagues(given, codes=["z"])
    assert [problem.code for problem in refused.value.problems] == ["CH-8154"]


def test_a_unit_twice_and_a_league_of_one_are_refused_at_once() -> None:
    given = [
        Estimate("", "a", "x", 1, 0.1),
        Estimate("", "a", "x", 2, 0.1),
        Estimate("", "a", "y", 2, 0.1),
    ]
    with pytest.raises(BadInput) as refused:
        make_leagues(given)
    assert codes(refused) == ["CH-8155", "CH-8156"]
    with pytest.raises(BadInput) as refused:
        make_leagues([Estimate("", str(number), "x", 1, 0.1) for number in range(MOST_UNITS + 1)])
    assert codes(refused) == ["CH-8156"]


def draws_of(values: list[list[float]], units: tuple[str, ...] = ("a", "b")) -> Draws:
    return Draws(units, ("x",) * len(units), np.array(values, dtype=np.float64))


def test_joint_draws_are_read_as_they_were_written(tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(size=(120, 2))
    path = tmp_path / "draws.parquet"
    path.write_bytes(parquet_of_draws(Draws(("a", "b"), ("x", "x"), values)))
    read = read_draws(path)
    assert (read.units, read.codes) == (("a", "b"), ("x", "x"))
    assert (read.values == values).all()


def columns(**others: list[object]) -> pa.Table:
    """A table of draws of two rows, with other columns than it should have."""
    return pa.table({"draw": [1, 1], "unit": ["a", "b"], "code": ["x", "x"], "value": [1.0, 2.0], **others})


def test_draws_that_are_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "draws.parquet"
    for prepare, code in (
        (lambda: None, "CH-1001"),
        (lambda: path.write_bytes(b"nothing"), "CH-8152"),
        (lambda: pq.write_table(pa.table({"draw": [1]}), path), "CH-8152"),
        (lambda: pq.write_table(columns(draw=[[1], [2]]), path), "CH-8152"),
        (lambda: pq.write_table(columns(draw=["1", None]), path), "CH-8152"),
        (lambda: pq.write_table(columns(unit=[["a"], ["b"]]), path), "CH-8152"),
        (lambda: pq.write_table(columns(value=["x", "y"]), path), "CH-8152"),
        (lambda: path.write_bytes(parquet_of_draws(draws_of([[1.0, 2.0]] * 99))), "CH-8153"),
        (lambda: path.write_bytes(parquet_of_draws(draws_of([[1.0, np.nan]] * 100))), "CH-8153"),
        (lambda: path.write_bytes(parquet_of_draws(draws_of([[1.0, 2.0]] * 100, ("a", "a")))), "CH-8153"),
    ):
        prepare()
        with pytest.raises(BadInput) as refused:
            read_draws(path)
        assert codes(refused) == [code]


def test_draws_of_other_estimates_are_refused() -> None:
    given = [Estimate("", unit, "x", 1, 0.1) for unit in "abc"]
    random = np.random.default_rng(2)
    values = 1 + 0.1 * random.normal(size=(200, 2))
    values[:, 1] += 0.5
    with pytest.raises(BadInput) as refused:
        make_leagues(given, draws=Draws(("a", "b"), ("x", "x"), values))
    # The draws of b lie five errors off, c has none.
    assert [(one.code, one.found) for one in refused.value.problems] == [("CH-8157", "b"), ("CH-8157", "c")]


def test_draws_that_do_not_vary_tell_nothing_of_what_they_go_with() -> None:
    # A median of a question with five answers: 4 in every replicate, though its interval is not a point.
    given = [Estimate("", unit, "x", 4, 0.2) for unit in "abc"]
    values = 4 + 0.2 * np.random.default_rng(3).normal(size=(200, 1)).repeat(3, axis=1)
    values[:, 1] = 4
    [league] = make_leagues(given, draws=Draws(("a", "b", "c"), ("x", "x", "x"), values))
    np.testing.assert_allclose(correlation(league), [[1, 0, 1], [0, 1, 0], [1, 0, 1]], atol=1e-12)
    values[:, 1] = 5
    with pytest.raises(BadInput, match="CH-8157"):
        make_leagues(given, draws=Draws(("a", "b", "c"), ("x", "x", "x"), values))
