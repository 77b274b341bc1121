"""From simulated people to scored units: simulate, close, index, hand over, score."""

import csv
import io
import json
import stat
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from chiso.survey.design import Design, Stage
from chiso.survey.estimation.intervals import intervals
from chiso.survey.index import compute_index
from chiso.survey.simulation import City, make_city
from chiso.survey.simulation.rounds import round_tables
from chiso.survey.simulation.truth import Truth
from tests.cli.calling import Answered, call
from tests.survey.questionnaires import SIX_QUESTIONS, six_questions
from tests.survey.small_framework import FRAMEWORK

MAP = """
format: chiso-survey-map/1
leaves:
  "1": {estimate: index}
  "2": {estimate: I}
  "3": {estimate: II, times: "100"}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed round of six units, a questionnaire, a framework, a map, units and own answers."""
    here = tmp_path_factory.mktemp("round")
    (here / "questionnaire.yaml").write_text(SIX_QUESTIONS)
    # Four printed answers, where the data have five.
    (here / "short.yaml").write_text(SIX_QUESTIONS.replace("{value: '1', title: {en: a}}, ", ""))
    (here / "framework.yaml").write_text(FRAMEWORK)
    (here / "map.yaml").write_text(MAP)
    codes = [f"U{number:03}" for number in range(1, 7)]
    (here / "units.csv").write_text("code,name\n" + "".join(f"{code},Đơn vị {code}\n" for code in codes))
    made = call("survey", "simulate", here / "made", "--units", "6", "--rows", "1500", "--questions", "6")
    assert made.exit == 0, made.err
    closed = call(
        "survey", "close", here / "made" / "data.parquet", "--design", here / "made" / "design.yaml",
        "--out", here / "closed",
    )  # fmt: skip
    assert closed.exit == 0, closed.err
    return here


def index_of(folder: Path, out: str, *more: str | Path) -> Answered:
    return call(
        "survey", "index", folder / "closed" / "data.parquet", "--design", folder / "closed" / "design.yaml",
        "--questionnaire", folder / "questionnaire.yaml", "--columns", "q{number:02}", "--dont-know", "9",
        "--by", "unit", "--out", folder / out, *more,
    )  # fmt: skip


def counts_of_bundle(folder: Path, scored: str) -> dict[str, int]:
    """Where the figures of a published run come from, as `chiso verify` counts them."""
    bundle = call("publish", folder / scored, "--out", folder / f"{scored}.zip")
    assert bundle.exit == 0, bundle.err
    verified = call("verify", folder / f"{scored}.zip", "--json")
    assert verified.exit == 3, verified.err  # it recomputes; there is no seal
    counts: dict[str, int] = json.loads(verified.out)["counts"]
    return counts


def rows_of(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content)))


def test_rows_become_points_and_the_points_are_the_ratio_of_the_whole_numbers(folder: Path) -> None:
    told = index_of(folder, "index", "--counts", folder / "counts.csv")
    assert told.exit == 0, told.err
    assert "own" in told.err
    handed = call(
        "survey", "answers", folder / "index" / "estimates.csv", "--framework", folder / "framework.yaml",
        "--map", folder / "map.yaml", "--counts", folder / "counts.csv", "--out", folder / "answers.csv",
    )  # fmt: skip
    assert handed.exit == 0, handed.err
    answers = rows_of((folder / "answers.csv").read_text())
    assert len(answers) == 18
    assert {row["origin"] for row in answers} == {"survey"}
    ratios = [row for row in answers if row["code"] == "1"]
    assert all(row["numerator"] and not row["value"] for row in ratios)
    # What the agency itself answers stands in the same table.
    own = "".join(f"2026,U{n:03},4,,,true,,,,,,agency,\n" for n in range(1, 7))
    with (folder / "answers.csv").open("a") as stream:
        stream.write(own)
    scored = call(
        "score", folder / "framework.yaml", folder / "answers.csv", "--units", folder / "units.csv",
        "--period", "2026", "--out", folder / "scored",
    )  # fmt: skip
    assert scored.exit == 0, scored.err
    points = {
        (row["unit"], row["code"]): float(row["points"])
        for row in rows_of((folder / "scored" / "scores.csv").read_text())
        if row["points"]
    }
    estimates = {
        (row["unit"], row["code"]): float(row["estimate"])
        for row in rows_of((folder / "index" / "estimates.csv").read_text())
    }
    units = sorted({unit for unit, _ in points})
    assert len(units) == 6
    for unit in units:
        for leaf, estimate in (("1", "index"), ("2", "I"), ("3", "II")):
            assert points[unit, leaf] == pytest.approx(10 * estimates[unit, estimate], abs=5.1e-5)

    # Four criteria and the total of six units.
    assert counts_of_bundle(folder, "scored") == {"recomputed": 30, "attested": 0, "carried_over": 0}


def test_the_whole_numbers_are_the_sums_of_the_weights_in_the_file(folder: Path) -> None:
    assert index_of(folder, "counted", "--counts", folder / "counted.csv").exit == 0
    rows = pyarrow.parquet.read_table(folder / "closed" / "data.parquet").to_pylist()
    expected: dict[str, tuple[int, int]] = {}
    for unit in ("", *{row["unit"] for row in rows}):
        answers = [
            (row["weight_millionths"], row[f"q0{n}"])
            for row in rows
            if not unit or row["unit"] == unit
            for n in range(1, 7)
        ]
        chosen = sum(weight for weight, answer in answers if answer in (4, 5))
        expected[unit] = chosen, sum(weight for weight, answer in answers if answer in (1, 2, 3, 4, 5))
    counted = {
        row["unit"]: (int(row["numerator"]), int(row["denominator"]))
        for row in rows_of((folder / "counted.csv").read_text())
        if row["code"] == "index"
    }
    assert counted == expected


def test_without_counts_a_ratio_is_attested_by_a_digest(folder: Path) -> None:
    assert index_of(folder, "plain").exit == 0
    handed = call(
        "survey", "answers", folder / "plain" / "estimates.csv", "--framework", folder / "framework.yaml",
        "--map", folder / "map.yaml", "--out", folder / "attested.csv",
    )  # fmt: skip
    assert handed.exit == 0, handed.err
    assert "6 withheld" in handed.out
    assert stat.S_IMODE((folder / "attested.csv").stat().st_mode) == 0o600
    scored = call(
        "score", folder / "framework.yaml", folder / "attested.csv", "--units", folder / "units.csv",
        "--period", "2026", "--out", folder / "attested",
    )  # fmt: skip
    assert scored.exit == 0, scored.err
    published = rows_of((folder / "attested" / "inputs" / "answers.csv").read_text())
    ratios = [row for row in published if row["code"] == "1"]
    assert len(ratios) == 6
    assert all(row["status"] == "withheld" and not row["value"] for row in ratios)
    assert all(row["note"].startswith("sha256:") for row in ratios)
    # Shares and per cents are recomputed by anybody, the ratios are attested.
    assert counts_of_bundle(folder, "attested") == {"recomputed": 12, "attested": 6, "carried_over": 0}


def test_the_same_call_writes_the_same_bytes_and_everything_for_all_lies_in_one_folder(folder: Path) -> None:
    for out in ("once", "again"):
        assert index_of(folder, out, "--counts", folder / f"{out}.csv").exit == 0
    names = sorted(path.name for path in (folder / "once").iterdir())
    assert names == ["estimates.csv", "estimates.parquet", "index.json"]
    for name in names:
        assert (folder / "once" / name).read_bytes() == (folder / "again" / name).read_bytes()
    assert stat.S_IMODE((folder / "once.csv").stat().st_mode) == 0o600


def test_modelled_figures_stand_in_a_table_of_their_own(folder: Path) -> None:
    known = "unit,online\n" + "".join(f"U{n:03},{0.3 + 0.07 * n:.2f}\n" for n in range(1, 7))
    (folder / "known.csv").write_text(known)
    told = index_of(folder, "modelled", "--known", folder / "known.csv")
    assert told.exit == 0, told.err
    assert "model" in told.err
    rows = rows_of((folder / "modelled" / "modelled.csv").read_text())
    assert {row["kind"] for row in rows} == {"modelled"}
    assert len(rows) == 6 * 9


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        (("--questionnaire", "no-such-form"), ["CH-3190"]),
        (("--rules", "nowhere.yaml"), ["CH-3191"]),
        (("--columns", "q{}"), ["CH-3190"]),
        (("--dont-know", "5"), ["CH-3190"]),
        (("--questionnaire", "short.yaml"), ["CH-3193"] * 6),
        (("--by", "nowhere"), ["CH-3131"]),
        (("--by", "age,unit"), ["CH-3194"]),
        (("--where", "unit ~ 1"), ["CH-3130"]),
        (("--known", "nowhere.csv"), ["CH-1001"]),
    ],
)
def test_a_call_that_cannot_be_answered_says_why_and_leaves_nothing(
    folder: Path, more: tuple[str, ...], codes: list[str]
) -> None:
    told = index_of(folder, "refused", *(str(folder / one) if one == "short.yaml" else one for one in more))
    assert told.exit in (2, 4)
    assert told.codes == codes
    assert not (folder / "refused").exists()


def city() -> City:
    """Four units in which everybody who is drawn answers."""
    from dataclasses import replace

    return replace(make_city(4, rows=700, questions=6), has_nonresponse=False)


def test_intervals_of_the_index_hold_the_truth_as_often_as_they_say() -> None:
    made = city()
    truth = Truth(made)
    from chiso.survey.simulation import people_of

    for unit in range(4):
        truth.add(unit, people_of(made, 3, unit))
    true = {
        value: figure
        for domain, value, code, _, figure, _ in truth.rows()
        if code == "index" and domain in ("", "unit")
    }
    design = Design(
        weight="weight",
        stages=(
            Stage(cluster="neighbourhood", strata=("unit",), population="neighbourhoods_in_unit"),
            Stage(population="people_in_neighbourhood"),
        ),
    )
    form = six_questions().with_columns("q{number:02}").declaring(dont_know=("9",))
    held = []
    for draw in range(40):
        table = round_tables(made, 3, draw).data
        index = compute_index(table, design, form, by=("unit",))
        low, high = intervals(
            "beta", index.ratio[:, 0], index.variance[:, 0], index.df, n=index.n[:, 0],
            is_certain=index.is_certain,
        )  # fmt: skip
        held += [low[row] <= true[unit] <= high[row] for row, unit in enumerate(index.units)]
    # 200 intervals that are not independent: four standard errors of 40 rounds.
    assert np.mean(held) > 0.95 - 4 * np.sqrt(0.95 * 0.05 / 40)
    assert np.mean(held) < 1.0


def test_estimates_travel_into_the_bundle_and_say_how_sure_the_points_are(folder: Path) -> None:
    assert index_of(folder, "sure", "--counts", folder / "sure-counts.csv").exit == 0
    handed = call(
        "survey", "answers", folder / "sure" / "estimates.csv", "--framework", folder / "framework.yaml",
        "--map", folder / "map.yaml", "--counts", folder / "sure-counts.csv", "--out", folder / "sure.csv",
        "--estimates-out", folder / "behind.csv", "--json",
    )  # fmt: skip
    assert handed.exit == 0, handed.err
    assert json.loads(handed.out)["estimates_out"] == str(folder / "behind.csv")
    told = {
        (row["unit"], row["code"]): row for row in rows_of((folder / "sure" / "estimates.csv").read_text())
    }
    behind = rows_of((folder / "behind.csv").read_text())
    assert len(behind) == 18
    for row in behind:
        source = told[row["unit"], {"1": "index", "2": "I", "3": "II"}[row["code"]]]
        times = 100 if row["code"] == "3" else 1
        for column in ("estimate", "se", "ci_low", "ci_high"):
            assert float(row[column]) == pytest.approx(times * float(source[column]), rel=1e-14)
        assert (row["n"], row["df"], row["flag"]) == (source["n"], source["df"], source["flag"])
    record = json.loads((folder / "behind.json").read_text())
    assert (record["level"], record["formula"], record["smallest_cell"]) == ("0.95", "ours", "10")
    assert {"vi": "dưới 30 người trả lời", "en": "fewer than 30 respondents"} in record["reasons"]
    with (folder / "sure.csv").open("a") as stream:
        stream.write("".join(f"2026,U{n:03},4,,,true,,,,,,agency,\n" for n in range(1, 7)))
    scored = call(
        "score", folder / "framework.yaml", folder / "sure.csv", "--units", folder / "units.csv", "--period",
        "2026", "--estimates", folder / "behind.csv", "--out", folder / "sure-scored",
    )  # fmt: skip
    assert scored.exit == 0, scored.err
    intervals = rows_of((folder / "sure-scored" / "intervals.csv").read_text())
    low = {(row["unit"], row["code"]): float(row["points_low"]) for row in intervals}
    for row in behind:
        share = float(row["ci_low"]) / (100 if row["code"] == "3" else 1)
        assert low[row["unit"], row["code"]] == pytest.approx(10 * share, abs=5.1e-5)
    # Six units, four criteria and the total; what nobody was asked has no interval.
    assert len(intervals) == 6 * 4
    assert counts_of_bundle(folder, "sure-scored") == {"recomputed": 30, "attested": 0, "carried_over": 0}


def test_other_rules_than_those_of_the_table_are_refused(folder: Path) -> None:
    assert index_of(folder, "ruled", "--counts", folder / "ruled-counts.csv").exit == 0
    (folder / "rules.yaml").write_text(
        "format: chiso-publishing-rules/1\nid: other\ntitle: {en: Other rules}\nlimits: []\n"
    )
    handed = call(
        "survey", "answers", folder / "ruled" / "estimates.csv", "--framework", folder / "framework.yaml",
        "--map", folder / "map.yaml", "--rules", folder / "rules.yaml", "--out", folder / "ruled.csv",
        "--estimates-out", folder / "ruled-behind.csv",
    )  # fmt: skip
    assert handed.exit == 4
    assert "CH-7962" in handed.err
    assert not (folder / "ruled.csv").exists()
