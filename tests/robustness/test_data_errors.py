"""Errors of the data: drawn as they are said to be, and files read with every problem at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chiso.problems import BadInput
from chiso.robustness.data_errors import DrawnErrors, Figures, Key, data_errors, factor_of
from chiso.robustness.specification import read_specification
from chiso.survey.replicates import Draws
from chiso.survey.replicates.draws import parquet_of_draws

FIGURES = Figures(
    [Key(unit, "", code) for unit in ("u1", "u2") for code in ("a", "b")],
    np.array([[1.0, 2.0], [3.0, 4.0]]),
    frozenset({"u9"}),
)


def drawn(written: str, folder: Path, *, as_tables: bool = True, seed: int = 1) -> DrawnErrors:
    spec = read_specification(f"format: chiso-robustness/1\ndata_error: {written}".encode())
    return data_errors(spec.data_error, folder, seed, as_tables=as_tables)(FIGURES)


def codes(written: str, folder: Path) -> list[str]:
    with pytest.raises(BadInput) as refused:
        drawn(written, folder)
    return [problem.code for problem in refused.value.problems]


def test_tables_have_the_errors_that_are_given_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("unit,code,se,n\nu1,b,0.5,7\nu2,a,2,7\nu9,a,1,7\n")
    tables = drawn('{kind: column@1, file: e.csv, tables: "10000"}', tmp_path).tables
    assert tables is not None
    assert (tables[:, 0, 0] == 1).all()
    assert (tables[:, 1, 1] == 4).all()
    assert tables[:, 0, 1].std() == pytest.approx(0.5, rel=0.03)
    assert tables[:, 1, 0].mean() == pytest.approx(3, abs=0.1)
    assert abs(np.corrcoef(tables[:, 0, 1], tables[:, 1, 0])[0, 1]) < 0.04


def test_assumed_errors_join_an_absolute_and_a_relative_part(tmp_path: Path) -> None:
    made = drawn(
        '{kind: assumed@1, absolute: "0.3", relative: "0.1", source: nobody}', tmp_path, as_tables=False
    )
    assert made.standard_errors is not None
    assert made.standard_errors[1, 1] == pytest.approx(0.5)
    assert "nobody" in made.assumptions[0].in_language("vi")


def test_covariances_come_out_in_the_tables(tmp_path: Path) -> None:
    rows = (
        "unit,code,other_unit,other_code,covariance\nu1,a,u1,a,4\nu2,a,u2,a,1\nu1,a,u2,a,1.2\nu2,a,u1,a,1.2\n"
    )
    (tmp_path / "c.csv").write_text(rows)
    tables = drawn('{kind: covariance@1, file: c.csv, tables: "10000"}', tmp_path).tables
    assert tables is not None
    made = np.cov(tables[:, 0, 0], tables[:, 1, 0])
    assert np.abs(made - [[4, 1.2], [1.2, 1]]).max() < 0.15
    assert (tables[:, :, 1] == [2, 4]).all()


def test_the_factor_gives_the_covariances_back_also_where_figures_hang_on_one_another() -> None:
    made = np.random.default_rng(1).normal(size=(6, 3))
    covariances = made @ made.T
    factor = factor_of(covariances)
    assert np.abs(factor @ factor.T - covariances).max() < 1e-9
    assert np.abs(factor_of(np.diag([4.0, 0.0, 9.0])) - np.diag([2.0, 0.0, 3.0])).max() == 0


@pytest.mark.parametrize("off", [[[1, 2], [2, 1]], [[-1, 0], [0, 1]], [[0, 1], [1, 5]]])
def test_what_are_no_covariances_is_refused(off: list[list[float]]) -> None:
    with pytest.raises(BadInput) as refused:
        factor_of(np.array(off, float))
    assert refused.value.problems[0].code == "CH-8121"


def test_the_draws_that_a_survey_wrote_are_read_back(tmp_path: Path) -> None:
    values = np.array([[1.5, 3.5], [0.5, 2.5], [1.0, 3.0]])
    (tmp_path / "draws.parquet").write_bytes(parquet_of_draws(Draws(("u1", "u2"), ("a", "a"), values)))
    tables = drawn('{kind: draws@1, file: draws.parquet, times: "100"}', tmp_path).tables
    assert tables is not None
    assert tables[:, :, 0].tolist() == (values * 100).tolist()
    assert (tables[:, :, 1] == [2, 4]).all()


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("unit,code,se\nu1,a,-1\nu3,a,1\nu1,z,1\nu1,b,x\nu2,a,1\nu2,a,1\n")
    assert codes("{kind: column@1, file: e.csv}", tmp_path) == [
        "CH-8113", "CH-8112", "CH-8112", "CH-8113", "CH-8114",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("draw,unit,code,value\n1,u1,a,1\n2,u1,a,2\n2,u2,a,2\n", "CH-8122"),
        ("draw,unit,code,value\n1,u1,a,1\n", "CH-8122"),
        ("draw,unit,code,value\n1,u1,a,one\n2,u1,a,2\n", "CH-8113"),
        ("draw,unit,code,value\n1,u7,a,1\n2,u7,a,2\n", "CH-8112"),
    ],
)
def test_draws_that_are_not_whole_are_refused(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "d.csv").write_text(content)
    assert set(codes("{kind: draws@1, file: d.csv}", tmp_path)) == {code}


def test_a_file_that_is_no_table_of_draws_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.parquet").write_bytes(b"nothing")
    assert codes("{kind: draws@1, file: d.parquet}", tmp_path) == ["CH-8111"]
    assert codes("{kind: draws@1, file: none.csv}", tmp_path) == ["CH-8111"]


@pytest.mark.parametrize("kind", ["column@1", "covariance@1", "draws@1"])
def test_a_specification_names_files_beside_it_or_below_and_no_others(tmp_path: Path, kind: str) -> None:
    folder, table = tmp_path / "spec", "unit,code,se\nu1,a,1\n"
    (folder / "below").mkdir(parents=True)
    for path in (tmp_path / "secret.csv", folder / "below/e.csv"):
        path.write_text(table)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    for name in ("../secret.csv", str(tmp_path / "secret.csv"), "below/../../secret.csv", "link.csv"):
        assert codes(f"{{kind: {kind}, file: {name}}}", folder) == ["CH-8233"]
    # Nothing is told of what stands outside, not even whether it is there.
    assert codes(f"{{kind: {kind}, file: ../none.csv}}", folder) == ["CH-8233"]
    within = f"{{kind: {kind}, file: below/../below/e.csv}}"
    if kind == "column@1":
        assert drawn(within, folder).tables is not None
    else:
        assert "CH-8233" not in codes(within, folder)
