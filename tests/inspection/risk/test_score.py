"""The risk of each place by command: what is written, what is refused, what is said of it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from chiso.inspection.frame import frame_of
from chiso.inspection.risk.answers import frame_of_scored
from chiso.inspection.risk.columns import Column
from chiso.inspection.risk.drift import measure_drift
from chiso.inspection.risk.encoding import learn_encoding
from chiso.inspection.risk.model import Visits, learn_risk
from chiso.inspection.risk.personal import is_key, is_personal
from chiso.inspection.risk.scoring import score_frame
from tests.cli.calling import Answered, bytes_below, call
from tests.inspection.risk.making import City, a_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = a_city(8, places=200, visits=1_500)
    made.write(tmp_path)
    return made


def score(folder: Path, *options: str | Path, code: int = 0, out: str = "out") -> Answered:
    done = call(
        "inspection", "score", folder / "frame.csv", "--history", folder / "history.csv",
        "--out", folder / out, *options,
    )  # fmt: skip
    assert done.exit == code, done.out + done.err
    return done


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def change(path: Path, before: str, after: str, count: int = 1) -> None:
    content = path.read_text(encoding="utf-8")
    assert before in content
    path.write_text(content.replace(before, after, count), encoding="utf-8")


def test_the_frame_comes_back_with_risks_that_the_draw_takes(city: City, tmp_path: Path) -> None:
    told = json.loads(score(tmp_path, "--json").out)
    before, after = rows_of(tmp_path / "frame.csv"), rows_of(tmp_path / "out" / "frame.csv")
    assert [{**row, "risk": ""} for row in after] == [{**row, "risk": ""} for row in before]
    risks = np.array([float(row["risk"]) for row in after])
    assert told["mean_risk"] == pytest.approx(float(risks.mean()), abs=1e-6)
    assert np.corrcoef(risks, city.truth)[0, 1] > 0.5
    sealed = json.loads(call("inspection", "seal", "--out", tmp_path / "seed.yaml", "--json").out)
    (tmp_path / "plan.yaml").write_text(
        "format: chiso-inspection-plan/1\nday: 2026-03-01\nvisits: 40\ndays: 40\n"
        f"commitment: '{sealed['commitment']}'\n",
        encoding="utf-8",
    )
    drawn = call("inspection", "draw", tmp_path / "out" / "frame.csv", "--plan", tmp_path / "plan.yaml",
        "--seed-file", tmp_path / "seed.yaml", "--out", tmp_path / "draw", "--json",
    )  # fmt: skip
    # A fifth of the forty by chance, one at least in each of the six districts.
    assert {name: json.loads(drawn.out)[name] for name in ("risk", "random")} == {"risk": 32, "random": 8}


def test_reasons_multiply_to_the_odds_of_the_place(city: City, tmp_path: Path) -> None:
    """With one inspector and a line that is not needed, odds over those of a usual place are the factors."""
    path = tmp_path / "history.csv"
    path.write_text(re.sub("Thanh tra .", "Thanh tra", path.read_text(encoding="utf-8")), encoding="utf-8")
    told = json.loads(
        score(tmp_path, "--leave-out", "kind", "--leave-out", "years_since_visit", "--json").out
    )
    assert told["columns"] == ["late_share"]
    assert not told["model"]["recalibrated"]
    risks = {row["place"]: float(row["risk"]) for row in rows_of(tmp_path / "out" / "frame.csv")}
    factors: dict[str, dict[str, float]] = {}
    for row in rows_of(tmp_path / "out" / "reasons.csv"):
        factors.setdefault(row["place"], {})[row["column"]] = float(row["factor"])
    whole = {
        place: risk / (1 - risk) / np.prod(list(factors[place].values()))
        for place, risk in risks.items()
        if len(factors.get(place, {})) == 2
    }
    assert len(whole) > 20
    # Factors are told to three decimals, two of them a place.
    np.testing.assert_allclose(list(whole.values()), np.median(list(whole.values())), rtol=2e-3)


def test_reasons_are_told_in_words(city: City, tmp_path: Path) -> None:
    score(tmp_path)
    rows = rows_of(tmp_path / "out" / "reasons.csv")
    assert {row["rank"] for row in rows} == {"1", "2", "3"}
    own = next(row for row in rows if row["column"] == "own_history")
    found, visits = own["value"].split("/")
    visited = [row for row in rows_of(tmp_path / "history.csv") if row["place"] == own["place"]]
    assert (int(found), int(visits)) == (sum(row["found"] == "yes" for row in visited), len(visited))
    assert own["words"].startswith(f"own visits: {own['value']} found something, ")
    late = next(row for row in rows if row["column"] == "late_share")
    assert late["words"].startswith("late_share: 0.")


def test_the_report_tells_how_it_holds_and_for_whom(city: City, tmp_path: Path) -> None:
    said = score(tmp_path).out
    told = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    groups = told["fairness"]["groups"]
    assert told["fairness"]["by"] == "district"
    assert [one["group"] for one in groups] == [f"D{number}" for number in range(6)]
    assert sum(one["places"] for one in groups) == 200
    assert sum(one["visits"] for one in groups) == told["calibration"]["visits"]
    assert sum(one["findings"] for one in groups) == told["calibration"]["findings"]
    assert "AUC" in said
    assert "D0" in said
    assert [one["inspector"] for one in told["model"]["strictness"]] == [f"Thanh tra {n}" for n in range(8)]


def test_the_same_files_give_the_same_bytes_in_any_order_of_rows(city: City, tmp_path: Path) -> None:
    score(tmp_path)
    path = tmp_path / "history.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(head + "".join(reversed(rows)), encoding="utf-8")
    score(tmp_path, out="again")
    assert bytes_below(tmp_path / "again") == bytes_below(tmp_path / "out")


def test_too_few_findings_are_told_as_that(city: City, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    found = [line for line in lines if ",yes," in line]
    path.write_text(
        "".join([lines[0], *found[:29], *(one for one in lines if ",no," in one)]), encoding="utf-8"
    )
    said = score(tmp_path, code=4).err
    assert "CH-8810" in said
    assert "there are 29 and" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "column", ["sex", "Giới tính", "age", "ethnicity", "tôn giáo", "head_gender", "full_name"]
)
def test_no_attribute_of_persons_is_learned_from(city: City, tmp_path: Path, column: str) -> None:
    for name in ("frame.csv", "history.csv"):
        change(tmp_path / name, "late_share", column)
    refused = score(tmp_path, code=4).err
    assert (refused.count("CH-8803"), refused.count("--leave-out")) == (2, 2)
    score(tmp_path, "--leave-out", column)


def test_names_of_columns_tell_persons_from_offices() -> None:
    personal = (
        "sex",
        "mean_age",
        "staff_age",
        "Tuổi",
        "năm sinh",
        "Dân tộc",
        "headGender",
        "Họ và tên",
        "CCCD",
    )
    for column in personal:
        assert is_personal(column), column
    for column in (
        "age_years",
        "essex",
        "stage",
        "staff",
        "volume",
        "late_share",
        "tuổi_thọ_thiết_bị",
        "trace",
    ):
        assert not is_personal(column), column
    for column in ("establishment_id", "name", "Mã số", "địa chỉ", "ward_code", "Tên cơ quan", "ten"):
        assert is_key(column), column
    for column in ("idle_days", "late_in_ten_days", "decoded"):
        assert not is_key(column), column


def test_faults_of_both_files_are_told_at_once(city: City, tmp_path: Path) -> None:
    change(tmp_path / "frame.csv", "C0001,", "C0000,")
    change(tmp_path / "history.csv", ",yes,", ",maybe,")
    change(tmp_path / "history.csv", "2023-01-02", "2099-01-01")
    done = score(tmp_path, "--day", "2026-01-01", "--by", "colour", "--leave-out", "shade", "--json", code=4)
    codes = sorted(one["code"] for one in json.loads(done.out)["problems"])
    assert codes == ["CH-8800", "CH-8800", "CH-8801", "CH-8805", "CH-8812"]
    (tmp_path / "frame.csv").write_text("name\nx\n", encoding="utf-8")
    (tmp_path / "history.csv").write_text("place\nx\n", encoding="utf-8")
    done = score(tmp_path, "--json", code=4)
    assert [one["code"] for one in json.loads(done.out)["problems"]] == ["CH-8800"] * 4


def test_places_that_are_unlike_those_visited_are_told(city: City, tmp_path: Path) -> None:
    lines = (tmp_path / "frame.csv").read_text(encoding="utf-8").splitlines()
    moved = [line.rpartition(",")[0] + ",0.9" for line in lines[1:]]
    (tmp_path / "frame.csv").write_text("\n".join([lines[0], *moved]) + "\n", encoding="utf-8")
    told = json.loads(score(tmp_path, "--json").out)
    assert {one["column"]: one["much"] for one in told["drift"]}["late_share"]
    assert "late_share is not what it was" in score(tmp_path, "--force").out


def test_drift_is_the_index_of_shares() -> None:
    # By hand, half a case more in each: (10.5, 30.5) of 41 visits, (20.5, 20.5) of 41 places.
    before = Column("kind", None, ("a",) * 10 + ("b",) * 30)
    now = Column("kind", None, ("a",) * 20 + ("b",) * 20)
    (told,) = measure_drift([before], [now])
    expected = (20.5 - 10.5) / 41 * np.log(20.5 / 10.5) + (20.5 - 30.5) / 41 * np.log(20.5 / 30.5)
    assert told.index == pytest.approx(expected, rel=1e-12)
    # 99 of 100 of χ² with one degree are below 6.635.
    assert told.by_chance == pytest.approx(6.6349 * (1 / 40 + 1 / 40), rel=1e-4)
    assert not told.is_much
    numbers = Column("x", np.arange(1_000.0))
    assert measure_drift([numbers], [numbers])[0].index == 0.0


def test_a_visit_later_than_what_is_learned_from_changes_no_forecast(city: City, tmp_path: Path) -> None:
    """What calibration is told by rests on earlier visits alone: the last block may say anything."""
    first = city.scored(tmp_path).model
    path = tmp_path / "history.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    last = max(line.split(",")[1] for line in lines[1:])
    swapped = [line.replace(",yes,", ",no,") if f",{last}," in line else line for line in lines]
    path.write_text("".join(swapped), encoding="utf-8")
    second = score_frame(tmp_path / "frame.csv", path).model
    assert first.held is not None
    assert second.held is not None
    assert first.fit.ridge == second.fit.ridge
    np.testing.assert_array_equal(first.held.logits, second.held.logits)


def test_another_process_gives_the_same_risks(city: City, tmp_path: Path) -> None:
    score(tmp_path)
    mine = hashlib.sha256((tmp_path / "out" / "frame.csv").read_bytes()).hexdigest()
    program = (
        "import hashlib, sys; from pathlib import Path;"
        "from chiso.inspection.risk.scoring import score_frame;"
        "from chiso.inspection.risk.answers import frame_of_scored;"
        "told = frame_of_scored(score_frame(Path(sys.argv[1]), Path(sys.argv[2])));"
        "print(hashlib.sha256(told).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "frame.csv"), str(tmp_path / "history.csv")],
        env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == mine


def test_a_folder_that_cannot_be_made_is_named(city: City, tmp_path: Path) -> None:
    said = score(tmp_path, code=5, out="frame.csv").err
    assert "CH-5005" in said
    assert str(tmp_path / "frame.csv") in said


def test_visits_of_one_day_give_risks_under_the_stated_prior(city: City, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text(re.sub(r"\d{4}-\d\d-\d\d", "2024-01-01", path.read_text("utf-8")), encoding="utf-8")
    told = json.loads(score(tmp_path, "--json").out)
    assert told["model"]["ridge"] == 16.0
    assert told["calibration"] is None
    assert all(one["too_few"] for one in told["fairness"]["groups"])


def test_days_and_empty_cells_are_learned_from(city: City, tmp_path: Path) -> None:
    """A day counts as the years until the visit or the day of the frame; decimal commas are read as such."""
    late = {row["place"]: float(row["late_share"]) for row in rows_of(tmp_path / "frame.csv")}
    # The later its files, the longer a counter has been there.
    opened = {place: f"{2020 - min(20, round(share * 60))}-07-01" for place, share in late.items()}
    for name in ("frame.csv", "history.csv"):
        rows = rows_of(tmp_path / name)
        for number, row in enumerate(rows):
            row["opened_on"] = opened[row["place"]]
            row["late_share"] = "" if number % 5 == 0 else row["late_share"].replace(".", ",")
        lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = json.loads(score(tmp_path, "--day", "2025-07-01", "--json").out)
    assert told["columns"] == ["kind", "late_share", "opened_on", "years_since_visit"]
    reasons = [row for row in rows_of(tmp_path / "out" / "reasons.csv") if row["column"] == "opened_on"]
    years = sorted(2025 - int(day[:4]) for day in opened.values())
    assert len(reasons) > 20
    for row in reasons:
        assert float(row["value"]) == pytest.approx(2025 - int(opened[row["place"]][:4]), abs=0.01)
        assert float(row["usual"]) == pytest.approx((years[99] + years[100]) / 2, abs=0.01)


def test_a_frame_with_decimal_commas_is_one_that_the_draw_reads(city: City, tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "frame.csv")
    lines = [f"{row['place']};{row['district']};1,5;{row['late_share'].replace('.', ',')}" for row in rows]
    (tmp_path / "frame.csv").write_text(
        "place;district;days;late_share\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    scored = score_frame(tmp_path / "frame.csv", tmp_path / "history.csv")
    frame = frame_of(frame_of_scored(scored), "frame.csv")
    assert {office.days for office in frame.offices} == {Fraction(3, 2)}
    told = dict(zip(scored.frame.column("place"), scored.risks.tolist(), strict=True))
    for office in frame.offices:
        assert float(office.risk or 0) == pytest.approx(told[office.place], abs=5e-7)
    change(tmp_path / "frame.csv", "1,5", "1.5")
    assert "CH-1101" in score(tmp_path, code=4).err


def test_what_was_found_does_not_say_which_visit_of_a_day_was_the_first(tmp_path: Path) -> None:
    """Two visits a day of each place by one inspector; rows stand in the order of what was found."""
    rows = [
        f"P{place},{2020 + year}-01-{day:02d},Lan,{found}"
        for place in range(10)
        for year in range(4)
        for day, found in ((1, "no"), (1, "yes"), (11, "no"), (11, "yes"))
    ]
    (tmp_path / "history.csv").write_text(
        "place,day,inspector,found\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    (tmp_path / "frame.csv").write_text("place\nP0\nP1\n", encoding="utf-8")
    visits = score_frame(tmp_path / "frame.csv", tmp_path / "history.csv").visits
    (since,) = visits.columns
    assert since.numbers is not None
    for number, found in enumerate((0.0, 1.0)):
        years = since.numbers[visits.found == found]
        assert np.isnan(years).sum() == 10, number
        # By hand: ten days within a January, and 355 or 356 from the eleventh to the next first.
        assert sorted(set(np.round(years[~np.isnan(years)] * 365.25))) == [10.0, 355.0, 356.0]


def test_forecasts_that_were_wrong_way_round_put_no_place_before_another() -> None:
    """The first half of the visits finds where x is 1, the second where it is 0."""
    rows = np.arange(400)
    x = (rows % 2).astype(float)
    found = np.where((x == 1) == (rows < 220), rows % 10 != 0, rows % 10 == 0).astype(float)
    model = learn_risk(
        Visits(
            rows.astype(float), found, np.zeros(400, dtype=np.int64), ("Lan",), np.zeros(400, dtype=np.int64),
            0, (Column("x", x),),
        )
    )  # fmt: skip
    assert model.calibration is not None
    assert model.calibration.line.slope < 0
    design = model.encoding.encode([Column("x", np.array([0.0, 1.0]))], 2)
    share = model.calibration.findings / model.calibration.visits
    np.testing.assert_allclose(model.risks(design, np.zeros(2)), [share, share], rtol=1e-9)


def test_later_visits_without_any_finding_do_not_make_all_risks_nought() -> None:
    rows = np.arange(400)
    found = ((rows < 160) & (rows % 3 == 0)).astype(float)
    model = learn_risk(
        Visits(
            rows.astype(float), found, np.zeros(400, dtype=np.int64), ("Lan",), np.zeros(400, dtype=np.int64),
            0, (Column("x", (rows % 7).astype(float)),),
        )
    )  # fmt: skip
    assert model.calibration is not None
    assert model.calibration.findings == 0
    design = model.encoding.encode([Column("x", np.array([0.0]))], 1)
    assert float(model.risks(design, np.zeros(1))[0]) > 0.05


@pytest.mark.filterwarnings("error")
def test_figures_near_the_greatest_that_there_are_say_nothing() -> None:
    huge = Column("x", np.linspace(1.0, 9.0, 100) * 1e307)
    assert learn_encoding([huge]).left_out == ("x",)


@pytest.mark.parametrize(("delimiter", "usual", "other"), [(",", "0.5", '"1,234"'), (";", "0,5", "1.234")])
def test_a_figure_with_the_other_decimal_sign_is_refused_and_not_guessed(
    tmp_path: Path, delimiter: str, usual: str, other: str
) -> None:
    rows = [
        f"P{number % 20};{2020 + number // 40}-01-{1 + number % 28:02d};Lan;{number % 2};{usual}"
        for number in range(200)
    ]
    history = "\n".join(["place;day;inspector;found;volume", *rows]).replace(";", delimiter)
    (tmp_path / "history.csv").write_text(history + "\n", encoding="utf-8")
    frame = f"place{delimiter}volume\nP0{delimiter}{usual}\nP1{delimiter}{other}\n"
    (tmp_path / "frame.csv").write_text(frame, encoding="utf-8")
    (told,) = json.loads(score(tmp_path, "--json", code=4).out)["problems"]
    assert told["code"] == "CH-1101"
    assert (told["row"], told["field"]) == (3, "volume")


def test_visits_of_places_beyond_the_frame_are_of_no_group(city: City, tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    # A place whose district is not known is another thing than a place that is not there any more.
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[1] = re.sub(r",D\d,", ",,", lines[1])
    path.write_text("".join([*lines[:2], *lines[102:]]), encoding="utf-8")
    told = json.loads(score(tmp_path, "--json").out)
    visited = [row["place"] for row in rows_of(tmp_path / "history.csv")]
    (unknown,) = (one for one in told["fairness"]["groups"] if one["group"] == "")
    assert 0 < unknown["visits"] <= visited.count("C0000")
