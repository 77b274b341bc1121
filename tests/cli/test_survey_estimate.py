"""`chiso survey estimate`."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet
import pytest

from chiso.survey.estimates import COLUMNS
from tests.cli.calling import bytes_below, call
from tests.lanes import go_without
from tests.survey.r import reference

DATA = Path(__file__).parents[1] / "survey" / "reference" / "clusters.csv"
DESIGN = """format: chiso-survey-design/1
period: "2026"
basis: {basis}
weight: weight
stages:
  - {{cluster: commune, strata: [stratum], population: communes}}
  - {{cluster: household, population: households}}
lonely: {lonely}
"""


def design_file(folder: Path, *, basis: str = "probability", lonely: str = "adjust") -> Path:
    path = folder / f"{basis}-{lonely}.yaml"
    path.write_text(DESIGN.format(basis=basis, lonely=lonely), encoding="utf-8")
    return path


def rows_in(folder: Path) -> list[dict[str, str]]:
    with (folder / "estimates.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_table_holds_what_r_says_as_csv_and_as_parquet(tmp_path: Path) -> None:
    expected = reference("estimates")["adjust"]["two_stages"]["men"]
    answered = call(
        "survey", "estimate", DATA, "--design", design_file(tmp_path), "--stat", "mean:y", "--stat",
        "ratio:y/x", "--where", "sex = 1", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0, answered.err
    mean, ratio = rows_in(tmp_path / "out")
    assert tuple(mean) == COLUMNS
    assert (mean["period"], mean["unit"], mean["code"], mean["flag"]) == ("2026", "", "y", "shown")
    for row, name in ((mean, "mean"), (ratio, "ratio")):
        told = [float(row["estimate"]), float(row["se"]), float(row["deff"])]
        assert told == pytest.approx(expected[name][:3], rel=1e-10)
    assert [float(mean["df"])] == expected["df"]
    table = pyarrow.parquet.read_table(tmp_path / "out" / "estimates.parquet")
    assert table.column_names == list(COLUMNS)
    assert table.column("estimate").to_pylist() == [float(row["estimate"]) for row in (mean, ratio)]


def test_the_record_names_the_call_and_the_design(tmp_path: Path) -> None:
    plan = design_file(tmp_path)
    arguments = ("survey", "estimate", DATA, "--design", plan, "--stat", "total", "--by", "agency")
    answered = call(*arguments, "--out", tmp_path / "one", "--json")
    record = json.loads((tmp_path / "one" / "estimate.json").read_text(encoding="utf-8"))
    assert json.loads(answered.out) == record | {"out": str(tmp_path / "one")}
    assert record["call"]["by"] == "agency"
    assert record["estimates"] == 3
    assert len(record["design_sha256"]) == 64
    assert call(*arguments, "--out", tmp_path / "two", language="vi").exit == 0
    assert bytes_below(tmp_path / "one") == bytes_below(tmp_path / "two")


def test_without_a_basis_for_errors_that_is_said(tmp_path: Path) -> None:
    answered = call(
        "survey", "estimate", DATA, "--design", design_file(tmp_path, basis="quota"), "--stat", "mean:y",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0
    assert "quota" in answered.err
    (row,) = rows_in(tmp_path / "out")
    assert [row[name] for name in ("se", "df", "deff", "ci_low", "ci_high")] == [""] * 5
    assert row["sampling_basis"] == "quota"


@pytest.mark.parametrize(
    ("arguments", "codes", "exit_code"),
    [
        (("--stat", "mode:y", "--stat", "mean:"), ["CH-3140", "CH-3140"], 2),
        (("--stat", "mean:y", "--where", "sex is 1"), ["CH-3130"], 2),
        (("--stat", "mean:nothing"), ["CH-3131"], 2),
        (("--stat", "mean:agency"), ["CH-3131"], 2),
        (("--stat", "mean:y", "--by", "nobody"), ["CH-3131"], 2),
    ],
)
def test_a_wrong_call_is_explained_and_writes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], codes: list[str], exit_code: int
) -> None:
    answered = call(
        "survey", "estimate", DATA, "--design", design_file(tmp_path), *arguments, "--out", tmp_path / "out"
    )
    assert (answered.exit, answered.codes) == (exit_code, codes)
    assert not (tmp_path / "out").exists()


def test_a_lonely_unit_stops_the_command_unless_the_design_says_what_to_do(tmp_path: Path) -> None:
    plan = design_file(tmp_path, lonely="fail")
    answered = call(
        "survey", "estimate", DATA, "--design", plan, "--stat", "mean:y", "--out", tmp_path / "out"
    )
    assert (answered.exit, answered.codes) == (4, ["CH-3138", "CH-3138"])  # at both stages
    assert not (tmp_path / "out").exists()


@pytest.mark.needs("java")
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_spark_writes_the_same_files_as_duckdb(tmp_path: Path) -> None:
    if find_spec("pyspark") is None:
        go_without("pyspark")
    plan = design_file(tmp_path)
    arguments = ("survey", "estimate", DATA, "--design", plan, "--stat", "proportion:q=4|5", "--by", "agency")
    answered = call(*arguments, "--engine", "spark", "--out", tmp_path / "spark")
    assert (answered.exit, answered.err) == (0, "")
    assert call(*arguments, "--out", tmp_path / "duckdb").exit == 0
    assert bytes_below(tmp_path / "spark") == bytes_below(tmp_path / "duckdb")


RULES = """format: chiso-publishing-rules/1
id: test
title: {en: Rules of a test}
limits:
- {key: few, when: [{measure: n, below: "20"}], then: suppressed, reason: {en: fewer than 20}, basis: ours}
- {key: wide, when: [{measure: width, at_least: "0.1"}], then: unreliable, reason: {en: wide}, basis: ours}
"""


def test_rules_of_publication_hide_figures_and_their_draws(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    call_of: tuple[str | Path, ...] = (
        "survey", "estimate", DATA, "--design", design_file(tmp_path, lonely="certainty"),
        "--stat", "proportion:sex=1", "--stat", "mean:y", "--by", "stratum", "--replicates", "rao_wu",
        "--count", "20", "--draws", "3",
    )  # fmt: skip
    assert call(*call_of, "--out", tmp_path / "all").exit == 0
    told = call(*call_of, "--rules", tmp_path / "rules.yaml", "--out", tmp_path / "out")
    assert told.exit == 0, told.err
    everything, judged = rows_in(tmp_path / "all"), rows_in(tmp_path / "out")
    few = {(row["unit"], row["code"]) for row in everything if int(row["n"]) < 20}
    assert 0 < len(few) < len(everything)
    wide = {
        (row["unit"], row["code"])
        for row in everything
        if row["code"] == "sex=1" and float(row["ci_high"] or 0) - float(row["ci_low"] or 0) >= 0.1
    }
    assert wide - few
    for row, before in zip(judged, everything, strict=True):
        key = (row["unit"], row["code"])
        is_few = key in few
        assert (row["flag"] == "suppressed", row["estimate"] == "", row["n"] == "") == (is_few,) * 3
        # The width of an interval is judged for shares alone.
        reasons = ["no error can be computed here"] * (not before["se"])
        reasons += ["fewer than 20"] * is_few + ["wide"] * (key in wide)
        assert row["reason"] == "; ".join(reasons)
    draws = pyarrow.parquet.read_table(tmp_path / "out" / "draws.parquet").to_pylist()
    assert len(draws) == 3 * (len(everything) - len(few))
    assert not few & {(one["unit"], one["code"]) for one in draws}
    record = json.loads((tmp_path / "out" / "estimate.json").read_text())
    assert record["rules"] == "test"
    assert record["figures"]["suppressed"] == len(few)


DISCLOSURE = """format: chiso-publishing-rules/1
id: test
title: {{en: Rules of a test}}
disclosure:
  smallest_cell: "10"
  complementary: {complementary}
  reason: {{en: too few people}}
  complementary_reason: {{en: protects another}}
  basis: ours
"""


@pytest.mark.parametrize("complementary", [False, True])
def test_a_figure_of_three_people_cannot_be_had_from_the_whole_and_the_others(
    tmp_path: Path, complementary: bool
) -> None:
    """40, 3 and 25 persons answered in three agencies: the 3 are what the whole has more than the others."""
    people = {"a": 40, "b": 3, "c": 25}
    lines = [f"{agency},{number % 5 + 1}" for agency, count in people.items() for number in range(count)]
    (tmp_path / "data.csv").write_text("\n".join(["agency,q", *lines, ""]))
    (tmp_path / "design.yaml").write_text(
        'format: chiso-survey-design/1\nperiod: "2026"\nbasis: quota\n', encoding="utf-8"
    )
    (tmp_path / "rules.yaml").write_text(DISCLOSURE.format(complementary=str(complementary).lower()))
    tables = {}
    for name, by in (("whole", ()), ("agencies", ("--by", "agency"))):
        answered = call(
            "survey", "estimate", tmp_path / "data.csv", "--design", tmp_path / "design.yaml",
            "--stat", "total:q", "--stat", "mean:q", "--stat", "distribution:q", *by,
            "--rules", tmp_path / "rules.yaml", "--out", tmp_path / name,
        )  # fmt: skip
        assert answered.exit == 0, answered.err
        tables[name] = rows_in(tmp_path / name)
    totals = {row["unit"]: row["estimate"] for row in tables["agencies"] if row["code"] == "total:q"}
    whole = float(next(row["estimate"] for row in tables["whole"] if row["code"] == "total:q"))
    if not complementary:
        # The attack: 1 + 2 + 3 of the three people.
        assert whole - sum(float(one) for one in totals.values() if one) == 6
        return
    assert {unit for unit, shown in totals.items() if not shown} == {"b", "c"}
    hidden = {row["unit"]: row["reason"] for row in tables["agencies"] if row["flag"] == "suppressed"}
    assert hidden == {"b": "too few people", "c": "protects another"}
    # Whatever rests on the same answers is hidden with it.
    assert not any(row["estimate"] or row["n"] for row in tables["agencies"] if row["unit"] in hidden)
    assert all(row["estimate"] for row in tables["agencies"] if row["unit"] == "a")


def test_figures_that_other_tables_tell_are_named(tmp_path: Path) -> None:
    """By agency a has 20, by service 2 has 15, all of them in a: the 5 of a/1 are the rest."""
    people = {"a,1": 5, "a,2": 15, "b,1": 40, "c,1": 40}
    lines = [f"{cell},{number % 5 + 1}" for cell, count in people.items() for number in range(count)]
    (tmp_path / "data.csv").write_text("\n".join(["agency,service,q", *lines, ""]))
    (tmp_path / "design.yaml").write_text(
        'format: chiso-survey-design/1\nperiod: "2026"\nbasis: quota\n', encoding="utf-8"
    )
    (tmp_path / "rules.yaml").write_text(DISCLOSURE.format(complementary="true"))
    answered = call(
        "survey", "estimate", tmp_path / "data.csv", "--design", tmp_path / "design.yaml", "--stat", "mean:q",
        "--by", "agency,service", "--rules", tmp_path / "rules.yaml", "--out", tmp_path / "out",
    )  # fmt: skip
    assert answered.exit == 0
    assert "publish only one of these tables" in answered.err
    assert json.loads((tmp_path / "out" / "estimate.json").read_text())["computable_otherwise"] == 1
