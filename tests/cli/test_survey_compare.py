"""`chiso survey compare`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from chiso.survey.comparing import COLUMNS
from tests.cli.calling import bytes_below, call
from tests.cli.test_survey_estimate import DATA, design_file
from tests.survey.r import FOLDER, reference


def rows_in(folder: Path) -> list[dict[str, str]]:
    with (folder / "comparisons.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_domains_of_one_round_are_compared_as_r_does(tmp_path: Path) -> None:
    plan = design_file(tmp_path, lonely="remove")
    arguments = (
        "survey", "compare", DATA, "--design", plan, "--stat", "mean:percent", "--stat", "total:percent",
        "--by", "sex", "--pair", "1", "2",
    )  # fmt: skip
    answered = call(*arguments, "--out", tmp_path / "out")
    assert answered.exit == 0, answered.err
    mean, total = rows_in(tmp_path / "out")
    assert tuple(mean) == COLUMNS
    assert (mean["unit_1"], mean["unit_2"], mean["code"]) == ("1", "2", "percent")
    for row, name in ((mean, "mean"), (total, "total")):
        expected = reference("differences")["domains"]["two_stages"][name]
        assert [float(row["difference"]), float(row["se"])] == pytest.approx(expected, rel=1e-10)
    assert call(*arguments, "--out", tmp_path / "again", language="vi").exit == 0
    assert bytes_below(tmp_path / "out") == bytes_below(tmp_path / "again")


CHAIN = """format: chiso-weights/1
steps:
- {kind: base, weight: weight}
- kind: calibration
  method: post_stratification
  margins: [{columns: [agency], totals: [[k, 1000], [l, 800], [m, 600]]}]
"""


def test_errors_know_of_the_calibration_as_in_r_and_the_record_says_so(tmp_path: Path) -> None:
    (tmp_path / "chain.yaml").write_text(CHAIN, encoding="utf-8")
    made, out = tmp_path / "weighted", tmp_path / "out"
    plan = design_file(tmp_path, lonely="remove")
    answered = call("survey", "weights", DATA, "--chain", tmp_path / "chain.yaml", "--design", plan,
                    "--out", made)  # fmt: skip
    assert answered.exit == 0, answered.err
    arguments = (
        "survey", "compare", made / "data.parquet", "--design", made / "design.yaml", "--stat",
        "mean:percent", "--by", "sex", "--calibration", tmp_path / "chain.yaml",
    )  # fmt: skip
    answered = call(*arguments, "--out", out)
    assert answered.exit == 0, answered.err
    [row] = rows_in(out)
    expected = reference("differences")["calibrated"]["two_stages"]["post_stratification"]["mean"]
    assert [float(row["difference"]), float(row["se"])] == pytest.approx(expected, rel=1e-10)
    [side] = json.loads((out / "compare.json").read_text("utf-8"))["rounds"]
    told = json.loads((made / "weights.json").read_text("utf-8"))
    assert (side["errors"], side["chain_sha256"]) == ("calibrated", told["chain_sha256"])
    # A chain of one round alone, or of an earlier round that is not there, is refused.
    again = ("--with", DATA, "--with-design", plan)
    for more in (again, ("--with-calibration", tmp_path / "chain.yaml")):
        answered = call(*arguments, *more, "--out", tmp_path / "refused")
        assert (answered.exit, answered.codes) == (2, ["CH-3237"])
        assert not (tmp_path / "refused").exists()
    # A round whose design holds its chain needs no other.
    held = ("--with", made / "data.parquet", "--with-design", made / "design.yaml")
    assert call(*arguments, *held, "--out", tmp_path / "rounds").exit == 0
    rounds = json.loads((tmp_path / "rounds" / "compare.json").read_text("utf-8"))["rounds"]
    assert [one["errors"] for one in rounds] == ["calibrated", "calibrated"]


def test_errors_come_by_replicates_where_they_are_asked_for(tmp_path: Path) -> None:
    # The sample of R's replicates: 16 PSUs in 4 strata.
    (tmp_path / "design.yaml").write_text(
        "format: chiso-survey-design/1\nweight: weight\nstages: [{cluster: psu, strata: [big]}]\n",
        encoding="utf-8",
    )
    arguments = (
        "survey", "compare", FOLDER / "weighting_rows.csv", "--design", tmp_path / "design.yaml", "--stat",
        "mean:y", "--by", "sex", "--replicates", "jkn", "--out", tmp_path / "out",
    )  # fmt: skip
    answered = call(*arguments)
    assert answered.exit == 0, answered.err
    [row] = rows_in(tmp_path / "out")
    told = reference("replicates")["jkn"]["mse"]["by_sex_covariance"]
    assert float(row["se"]) ** 2 == pytest.approx(told[0][0] + told[1][1] - 2 * told[0][1], rel=1e-10)
    record = json.loads((tmp_path / "out" / "compare.json").read_text("utf-8"))
    assert [one["errors"] for one in record["rounds"]] == ["jkn"]


PAIRS = FOLDER / "weighting_rows.csv"
FOURS = "format: chiso-survey-design/1\nweight: weight\nstages: [{cluster: psu, strata: [big]}]\n"


def later_round(folder: Path) -> Path:
    """The second period of R's replicates: every third person is not there, all gave other answers."""
    with PAIRS.open(encoding="utf-8", newline="") as opened:
        rows = [row for number, row in enumerate(csv.DictReader(opened)) if number % 3 != 2]
    for row in rows:
        row["y"] = str(10 - float(row["y"]) / 2 + 3 * float(row["z"])) if row["y"] else ""
        row["weight"] = str(1.5 * float(row["weight"]))
    with (folder / "later.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder / "later.csv"


def test_rounds_are_compared_by_replicates_of_their_common_units_as_in_r(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(FOURS, encoding="utf-8")
    arguments = (
        "survey", "compare", later_round(tmp_path), "--design", tmp_path / "design.yaml", "--with", PAIRS,
        "--with-design", tmp_path / "design.yaml", "--stat", "mean:y", "--stat", "total:y", "--replicates",
        "jkn", "--out", tmp_path / "out",
    )  # fmt: skip
    answered = call(*arguments)
    assert answered.exit == 0, answered.err
    expected = reference("replicated_differences")["jkn"]
    for row, statistic in zip(rows_in(tmp_path / "out"), ("mean", "total"), strict=True):
        assert [float(row["difference"]), float(row["se"])] == pytest.approx(
            expected[statistic]["all"], rel=1e-10
        )
    record = json.loads((tmp_path / "out" / "compare.json").read_text("utf-8"))
    assert [one["errors"] for one in record["rounds"]] == ["jkn", "jkn"]
    assert record["call"]["replicate_weights"] is None
    # The rounds are told by their designs; a word on columns that none brings helps nobody.
    for more in (("--replicate-weights", "apart"), ("--replicate-weights", "together")):
        answered = call(*arguments, *more, "--force")
        assert (answered.exit, answered.codes) == (2, ["CH-3237"])


def test_how_replicate_weights_of_two_rounds_were_made_is_an_option(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(FOURS, encoding="utf-8")
    (tmp_path / "chain.yaml").write_text(
        "format: chiso-weights/1\nsteps: [{kind: base, weight: weight}]\n", encoding="utf-8"
    )
    rounds: list[str | Path] = []
    for name, data in (("later", later_round(tmp_path)), ("earlier", PAIRS)):
        answered = call(
            "survey", "weights", data, "--chain", tmp_path / "chain.yaml", "--design",
            tmp_path / "design.yaml", "--replicates", "jkn", "--out", tmp_path / name,
        )  # fmt: skip
        assert answered.exit == 0, answered.err
        rounds += [tmp_path / name / "data.parquet", tmp_path / name / "design.yaml"]
    later, earlier = rounds[:2], rounds[2:]
    arguments = (
        "survey", "compare", later[0], "--design", later[1], "--stat", "mean:y", "--out", tmp_path / "out",
    )  # fmt: skip
    both = (*arguments, "--with", earlier[0], "--with-design", earlier[1])
    unsaid = call(*both)
    assert (unsaid.exit, unsaid.codes) == (2, ["CH-3232"])
    assert "--replicate-weights" in unsaid.err
    assert not (tmp_path / "out").exists()
    # The columns are of the same jackknife: the r-th of both leaves out the same unit.
    together = call(*both, "--replicate-weights", "together")
    assert together.exit == 0, together.err
    [row] = rows_in(tmp_path / "out")
    expected = reference("replicated_differences")["jkn"]["mean"]["all"]
    assert [float(row["difference"]), float(row["se"])] == pytest.approx(expected, rel=1e-10)
    record = json.loads((tmp_path / "out" / "compare.json").read_text("utf-8"))
    assert [one["errors"] for one in record["rounds"]] == ["replicates of the data"] * 2
    assert record["call"]["replicate_weights"] == "together"
    # Both designs name the units, which are the same: nothing was drawn apart.
    for names in ((), ("--replicates", "jkn")):
        plan = earlier[1] if not names else tmp_path / "design.yaml"
        answered = call(*arguments, "--with", earlier[0], "--with-design", plan, *names, "--force",
                        "--replicate-weights", "apart")  # fmt: skip
        assert (answered.exit, answered.codes) == (2, ["CH-8754"])
    alone = call(*arguments, "--force", "--replicate-weights", "apart")
    assert (alone.exit, alone.codes) == (2, ["CH-3237"])


def test_a_method_is_for_the_round_that_brings_no_replicates(tmp_path: Path) -> None:
    (tmp_path / "design.yaml").write_text(FOURS, encoding="utf-8")
    columns = [f"r{number}" for number in range(4)]
    with PAIRS.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for number, row in enumerate(rows):
        row |= {column: str(1 + (number * (place + 3)) % 5) for place, column in enumerate(columns)}
    with (tmp_path / "given.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (tmp_path / "given.yaml").write_text(
        "format: chiso-survey-design/1\nweight: weight\n"
        f"replicates: {{method: other, columns: [{', '.join(columns)}], combined: false, scale: 0.25}}\n",
        encoding="utf-8",
    )
    rounds: tuple[tuple[str | Path, str, tuple[str, ...]], ...] = (
        ("given.csv", "given.yaml", ()),
        (PAIRS, "design.yaml", ("--replicates", "jkn")),
    )
    errors = []
    for data, plan, method in rounds:
        answered = call("survey", "estimate", tmp_path / data, "--design", tmp_path / plan, "--stat",
                        "mean:y", *method, "--out", tmp_path / f"of-{plan}")  # fmt: skip
        assert answered.exit == 0, answered.err
        with (tmp_path / f"of-{plan}" / "estimates.csv").open(encoding="utf-8", newline="") as opened:
            errors += [float(row["se"]) for row in csv.DictReader(opened)]
    answered = call(
        "survey", "compare", tmp_path / "given.csv", "--design", tmp_path / "given.yaml", "--with", PAIRS,
        "--with-design", tmp_path / "design.yaml", "--stat", "mean:y", "--replicates", "jkn",
        "--replicate-weights", "apart", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    [row] = rows_in(tmp_path / "out")
    assert float(row["se"]) ** 2 == pytest.approx(errors[0] ** 2 + errors[1] ** 2, rel=1e-12)
    record = json.loads((tmp_path / "out" / "compare.json").read_text("utf-8"))
    assert [one["errors"] for one in record["rounds"]] == ["replicates of the data", "jkn"]


def test_a_round_does_not_differ_from_itself(tmp_path: Path) -> None:
    plan = design_file(tmp_path, lonely="remove")
    answered = call(
        "survey", "compare", DATA, "--design", plan, "--with", DATA, "--with-design", plan,
        "--stat", "mean:percent", "--by", "agency", "--out", tmp_path / "out", "--json",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    assert [(row["unit_1"], float(row["difference"])) for row in rows_in(tmp_path / "out")] == [
        ("k", 0.0),
        ("l", 0.0),
        ("m", 0.0),
    ]
    record = json.loads((tmp_path / "out" / "compare.json").read_text(encoding="utf-8"))
    assert json.loads(answered.out) == record | {"out": str(tmp_path / "out")}
    assert record["comparisons"] == 3
    assert [one["period"] for one in record["rounds"]] == ["2026", "2026"]


def test_options_that_do_not_go_together_are_all_told_and_nothing_is_written(tmp_path: Path) -> None:
    answered = call(
        "survey", "compare", DATA, "--design", design_file(tmp_path), "--with", DATA, "--pair", "1", "2",
        "--stat", "mean:y", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 2
    assert answered.err.count("CH-3237") == 2
    assert not (tmp_path / "out").exists()


def test_a_domain_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    answered = call(
        "survey", "compare", DATA, "--design", design_file(tmp_path), "--by", "sex", "--pair", "1", "men",
        "--stat", "mean:y", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 2
    assert "CH-3237" in answered.err
    assert "1, 2" in answered.err
    assert not (tmp_path / "out").exists()


def test_a_sample_without_a_basis_for_errors_is_remarked_upon(tmp_path: Path) -> None:
    answered = call(
        "survey", "compare", DATA, "--design", design_file(tmp_path, basis="quota"), "--by", "sex",
        "--stat", "mean:y", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0
    assert "no basis for errors" in answered.err
    (row,) = rows_in(tmp_path / "out")
    assert (row["se"], row["df"], row["ci_low"], row["p_value"]) == ("", "", "", "")
