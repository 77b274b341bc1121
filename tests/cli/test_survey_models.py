"""`chiso survey regress` and `chiso survey independence`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest

from chiso.cli.commands.survey_models import figure, p_value
from chiso.cli.output import speech
from tests.cli.calling import bytes_below, call
from tests.cli.test_survey_estimate import DATA, design_file
from tests.survey.r import FOLDER, reference

ROWS = FOLDER / "weighting_rows.csv"


def rows_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def jackknife_design(folder: Path) -> Path:
    path = folder / "design.yaml"
    path.write_text(
        "format: chiso-survey-design/1\nweight: weight\nstages: [{cluster: psu, strata: [big]}]\n",
        encoding="utf-8",
    )
    return path


def assert_as_in_r(out: Path, told: Any) -> None:
    coefficients, [test] = rows_in(out / "coefficients.csv"), rows_in(out / "tests.csv")
    figures = [[float(row[key]) for row in coefficients] for key in ("coefficient", "se", "df", "p_value")]
    errors = np.sqrt(np.diag(told["covariance"]))
    expected = [told["coefficients"], errors, told["df"] * len(errors), told["p"]]
    np.testing.assert_allclose(figures, expected, rtol=1e-8)
    ends = [[float(row["ci_low"]), float(row["ci_high"])] for row in coefficients]
    np.testing.assert_allclose(ends, told["interval"], rtol=1e-8)
    tested = [float(test[key]) for key in ("statistic", "df_above", "df_below", "p_value")]
    assert tested == pytest.approx(told["test"], rel=1e-8)


def test_a_linear_model_is_written_as_r_has_it(tmp_path: Path) -> None:
    arguments = (
        "survey", "regress", DATA, "--design", design_file(tmp_path, lonely="remove"), "--outcome", "y",
        "--on", "x,sex", "--categories", "sex", "--test", "x",
    )  # fmt: skip
    answered = call(*arguments, "--out", tmp_path / "out")
    assert answered.exit == 0, answered.err
    told = reference("models")["regressions"]["two_stages"]["linear"]
    assert_as_in_r(tmp_path / "out", told)
    rows = rows_in(tmp_path / "out" / "coefficients.csv")
    assert [row["name"] for row in rows] == ["(intercept)", "x", "sex=2"]
    assert [row["odds_ratio"] for row in rows] == ["", "", ""]
    record = json.loads((tmp_path / "out" / "regression.json").read_text("utf-8"))
    found = [record["errors"], record["family"], record["n"], record["coefficients"]]
    assert found == ["linearisation", "linear", told["n"][0], 3]
    for name in ("coefficients", "tests"):
        held = pyarrow.parquet.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist()
        as_text = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in held]
        assert as_text == rows_in(tmp_path / "out" / f"{name}.csv")
    assert call(*arguments, "--out", tmp_path / "again", language="vi").exit == 0
    assert bytes_below(tmp_path / "out") == bytes_below(tmp_path / "again")


def test_a_logistic_model_by_replicates_is_written_as_r_has_it(tmp_path: Path) -> None:
    answered = call(
        "survey", "regress", ROWS, "--design", jackknife_design(tmp_path), "--outcome", "z=1", "--on",
        "y,sex", "--base", "sex=male", "--test", "y", "--replicates", "jkn", "--out", tmp_path / "out",
        "--json",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    assert_as_in_r(tmp_path / "out", reference("model_replicates")["jkn"]["logistic"])
    rows = rows_in(tmp_path / "out" / "coefficients.csv")
    for row in rows:
        ends = [float(row[key]) for key in ("coefficient", "ci_low", "ci_high")]
        odds = [float(row[key]) for key in ("odds_ratio", "odds_low", "odds_high")]
        assert odds == pytest.approx(np.exp(ends).tolist(), rel=1e-14)
    record = json.loads((tmp_path / "out" / "regression.json").read_text("utf-8"))
    assert json.loads(answered.out) == record | {"out": str(tmp_path / "out")}
    assert [record["errors"], record["family"], record["call"]["base"]] == ["jkn", "logistic", ["sex=male"]]


def test_words_are_categories_and_each_column_is_tested_by_itself(tmp_path: Path) -> None:
    answered = call(
        "survey", "regress", ROWS, "--design", jackknife_design(tmp_path), "--outcome", "y", "--on",
        "income,age", "--where", "income > 4", "--replicates", "jkn", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    told = reference("model_replicates")["jkn"]["domain"]["linear"]
    tests = rows_in(tmp_path / "out" / "tests.csv")
    assert [one["columns"] for one in tests] == ["income", "age"]
    assert float(tests[1]["statistic"]) == pytest.approx(told["test"][0], rel=1e-10)
    assert "(intercept)" in answered.out
    assert "age=young" in answered.out


def test_the_replicates_that_weights_wrote_are_taken(tmp_path: Path) -> None:
    (tmp_path / "chain.yaml").write_text(
        "format: chiso-weights/1\nsteps:\n- {kind: base, weight: weight}\n- kind: calibration\n"
        "  method: linear\n  margins: [{columns: [sex], totals: [[female, 4100], [male, 3700]]}]\n",
        encoding="utf-8",
    )
    made, out = tmp_path / "weighted", tmp_path / "out"
    answered = call(
        "survey", "weights", ROWS, "--chain", tmp_path / "chain.yaml", "--design", jackknife_design(tmp_path),
        "--replicates", "jkn", "--out", made,
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    data = ("--design", made / "design.yaml")
    answered = call("survey", "regress", made / "data.parquet", *data, "--outcome", "y", "--on", "income,age",
                    "--out", out)  # fmt: skip
    assert answered.exit == 0, answered.err
    told = reference("model_replicates")["calibrated"]["linear"]
    errors = [float(row["se"]) for row in rows_in(out / "coefficients.csv")]
    assert errors == pytest.approx(np.sqrt(np.diag(told["covariance"])).tolist(), rel=1e-10)
    assert json.loads((out / "regression.json").read_text("utf-8"))["errors"] == "replicates of the data"


def test_two_answers_are_tested_as_r_does(tmp_path: Path) -> None:
    arguments = (
        "survey", "independence", ROWS, "--design", jackknife_design(tmp_path), "--rows", "sex", "--columns",
        "age", "--replicates", "jkn",
    )  # fmt: skip
    answered = call(*arguments, "--out", tmp_path / "out")
    assert answered.exit == 0, answered.err
    told = reference("model_replicates")["jkn"]["independence"]
    pearson, first, second = rows_in(tmp_path / "out" / "tests.csv")
    assert [float(pearson["statistic"]), int(float(pearson["df_above"]))] == pytest.approx(
        told["chisq"][:2], rel=1e-10
    )
    assert (pearson["p_value"], first["df_below"]) == ("", "")
    assert float(first["p_value"]) == pytest.approx(told["chisq"][2], rel=1e-10)
    figures = [float(second[key]) for key in ("statistic", "df_above", "df_below", "p_value")]
    assert figures == pytest.approx(told["f"], rel=1e-10)
    pairs = rows_in(tmp_path / "out" / "table.csv")
    assert [(one["row"], one["column"], int(one["n"])) for one in pairs] == [
        ("female", "middle", 25), ("female", "old", 14), ("female", "young", 28),
        ("male", "middle", 22), ("male", "old", 16), ("male", "young", 19),
    ]  # fmt: skip
    assert sum(float(one["share"]) for one in pairs) == pytest.approx(1, rel=1e-12)
    assert sum(float(one["expected"]) for one in pairs) == pytest.approx(1, rel=1e-12)
    record = json.loads((tmp_path / "out" / "independence.json").read_text("utf-8"))
    assert (record["n"], record["errors"]) == (124, "jkn")
    # X²/mean(δ) beside X²/Σδ: two interactions.
    effects = record["design_effects"]
    assert float(pearson["statistic"]) / sum(effects) == pytest.approx(told["f"][0], rel=1e-10)
    assert call(*arguments, "--out", tmp_path / "again", language="vi").exit == 0
    assert bytes_below(tmp_path / "out") == bytes_below(tmp_path / "again")


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (("--outcome", "y", "--on", "x", "--base", "sex=1", "--categories", "q"), ["CH-3230", "CH-3230"]),
        (("--outcome", "y", "--on", "x", "--base", "x"), ["CH-3230"]),
        (("--outcome", "q=", "--on", "x"), ["CH-3230"]),
        (("--outcome", "q=4|", "--on", "x"), ["CH-3230"]),
        (("--outcome", "y", "--on", "sex", "--base", "sex=1", "--base", "sex=2"), ["CH-3230"]),
        (
            ("--outcome", "q=", "--on", "x", "--base", "x", "--base", "=1", "--base", "q=1", "--test", "sex"),
            ["CH-3230"] * 5,
        ),
        (("--outcome", "y", "--on", "x,age"), ["CH-3131"]),
        (("--outcome", "q=4|5", "--on", "x", "--family", "linear"), ["CH-3230"]),
        (("--outcome", "y", "--on", "x", "--test", "sex"), ["CH-3230"]),
        (("--outcome", "y", "--on", "x", "--calibration", "a.yaml", "--without-calibration"), ["CH-8786"]),
    ],
)
def test_a_model_that_cannot_be_meant_is_refused_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], codes: list[str]
) -> None:
    plan = design_file(tmp_path, lonely="remove")
    answered = call("survey", "regress", DATA, "--design", plan, *options, "--out", tmp_path / "out")
    assert (answered.exit, answered.codes) == (2, codes)
    assert not (tmp_path / "out").exists()


def test_without_a_basis_for_errors_there_are_coefficients_alone(tmp_path: Path) -> None:
    plan = ("--design", design_file(tmp_path, basis="quota"))
    answered = call(
        "survey", "regress", DATA, *plan, "--outcome", "y", "--on", "x", "--out", tmp_path / "out"
    )
    assert answered.exit == 0
    assert "no basis for errors" in answered.err
    rows = rows_in(tmp_path / "out" / "coefficients.csv")
    assert all(row["coefficient"] for row in rows)
    assert {row[key] for row in rows for key in ("se", "df", "ci_low", "p_value")} == {""}
    answered = call("survey", "independence", DATA, *plan, "--rows", "sex", "--columns", "q", "--out",
                    tmp_path / "refused")  # fmt: skip
    assert (answered.exit, answered.codes) == (2, ["CH-3232"])
    assert not (tmp_path / "refused").exists()


def test_a_small_coefficient_is_not_shown_as_none(tmp_path: Path) -> None:
    rows = rows_in(ROWS)
    head = [*rows[0], "dong"]
    lines = [",".join([*row.values(), str(round(float(row["income"]) * 1e7))]) for row in rows]
    data = tmp_path / "data.csv"
    data.write_text("\n".join([",".join(head), *lines]) + "\n", encoding="utf-8")
    answered = call(
        "survey", "regress", data, "--design", jackknife_design(tmp_path), "--outcome", "y", "--on", "dong",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    slope = rows_in(tmp_path / "out" / "coefficients.csv")[1]
    assert abs(float(slope["coefficient"])) < 1e-5
    [shown] = [line.split() for line in answered.out.splitlines() if line.startswith("dong")][:1]
    for told, of_file in zip(shown[1:3], (slope["coefficient"], slope["se"]), strict=True):
        read = float(told.replace(",", ".").replace("−", "-"))
        assert read == pytest.approx(float(of_file), rel=0.005)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0,0000"), (0.001, "0,0010"), (-2.314e-8, "−0,0000000231"), (3e-18, "0,000000000000000"),
     (12.3456, "12,35"), (54321.6, "54.322"), (float("nan"), ""), (float("inf"), "")],
)  # fmt: skip
def test_figures_for_eyes(value: float, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "language", "vi")
    assert figure(value) == shown


def test_small_p_values_keep_four_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "language", "en")
    found = [p_value(one) for one in (0.00009, 0.00031, 1.0, float("nan"))]
    assert found == ["< 0.0001", "0.0003", "1.0000", ""]


def test_a_table_in_lonely_units_alone_has_shares_and_no_test(tmp_path: Path) -> None:
    plan = tmp_path / "lonely.yaml"
    plan.write_text(
        "format: chiso-survey-design/1\nweight: weight\nlonely: average\n"
        "stages: [{cluster: psu, strata: [psu]}]\n",
        encoding="utf-8",
    )
    answered = call("survey", "independence", ROWS, "--design", plan, "--rows", "sex", "--columns", "age",
                    "--out", tmp_path / "out")  # fmt: skip
    assert answered.exit == 0, answered.err
    assert all(one["share"] for one in rows_in(tmp_path / "out" / "table.csv"))
    pearson, *corrected = rows_in(tmp_path / "out" / "tests.csv")
    assert pearson["statistic"]
    assert {(one["statistic"], one["p_value"]) for one in corrected} == {("", "")}
    record = json.loads((tmp_path / "out" / "independence.json").read_text("utf-8"))
    assert record["design_effects"] == [None, None]
