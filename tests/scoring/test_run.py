"""Runs: written whole or not at all, computed again to the same bytes, withheld values kept apart."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from chiso.frameworks.library import load_framework
from chiso.frameworks.model import Framework
from chiso.problems import BadInput, CannotWrite, WrongCall
from chiso.scoring import questions
from chiso.scoring.leagues import leagues_of
from chiso.scoring.programme import Programme, leagues_of_programme, read_programme
from chiso.scoring.reading import read_answers
from chiso.scoring.run import Scored, leagues_for, read_run, recompute, score_all, write_run
from chiso.units import Registry, Unit
from tests.scoring.building import TITLE, YEAR, group, leaf, make_framework, registry, unit

THIRD = {"kind": "proportion@1", "when_undefined": "zero"}
FRAMEWORK = make_framework(
    group("A", leaf("a"), leaf("b", "10", inputs={"x": {"type": "ratio"}}, rule=THIRD)),
    leaf("c", "5", when_not_applicable="leave_out"),
    classes=[
        {"code": "good", "title": {"vi": "Tốt", "en": "Good"}, "at_least": "15"},
        {"code": "poor", "title": TITLE, "below": "15"},
    ],
)
UNITS = registry(unit("01", aliases=("H26",)), unit("02"), unit("03"))
ROWS = """\
unit,code,value,numerator,denominator,status,note
01,a,7.50,,,,
01,b,,1,3,,
01,c,5,,,,
02,a,9,,,,"evidence, page 3"
02,b,,2,2,,
02,c,,,,not_applicable,
03,a,,,,missing,
"""


def score_rows(rows: str, measured_by: Framework | Programme = FRAMEWORK, units: Registry = UNITS) -> Scored:
    """Score a file of answers."""
    leagues = leagues_for(measured_by)
    answers, report = read_answers(rows.encode(), leagues, units, YEAR)
    report.stop_if_any()
    return score_all(measured_by, answers, units, YEAR)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_tables_have_the_columns_that_scripts_rely_on(tmp_path: Path) -> None:
    run = write_run(score_rows(ROWS), tmp_path / "out")
    assert run.text("ranking.csv") == (
        "unit,name,score,max_score,rank,of,complete,league,class\n"
        "02,02,19,20,1,2,true,,good\n"
        "01,01,15.83,25,2,2,true,,good\n"  # 7.5 + 10/3 + 5 = 15.8333…, two places half up
        "03,03,,25,,2,false,,\n"
    )
    scores = rows_of(run.files["scores.csv"])
    assert list(scores[0]) == ["period", "league", "unit", "code", "points", "max_points", "status"]
    assert {row["code"]: (row["points"], row["max_points"], row["status"]) for row in scores[:5]} == {
        "total": ("15.83", "25", "scored"), "A": ("10.83", "20", "scored"), "a": ("7.5", "10", "scored"),
        "b": ("3.33", "10", "scored"), "c": ("5", "5", "scored"),
    }  # fmt: skip
    assert run.text("classes.csv").splitlines()[:2] == [
        "period,league,unit,code,class,title", "2020,,01,total,good,Tốt",
    ]  # fmt: skip
    assert b"\r" not in b"".join(run.files.values())


def test_a_run_says_what_made_it_and_never_when_or_where(tmp_path: Path) -> None:
    run = write_run(score_rows(ROWS), tmp_path / "out")
    record = json.loads(run.files["run.json"])
    assert record["frameworks"][0]["hash"] == FRAMEWORK.hash
    assert record["frameworks"][0]["rule_kinds"] == ["entered@1", "proportion@1"]
    assert record["leagues"] == [
        {"key": "", "framework": "made-up@1", "units": 3, "complete": 2, "ranked": 2}
    ]
    for name, digest in record["inputs"].items():
        assert hashlib.sha256(run.files[name]).hexdigest() == digest
    assert str(tmp_path).encode() not in b"".join(run.files.values())


def test_the_order_of_the_rows_changes_no_byte(tmp_path: Path) -> None:
    header, *rows = ROWS.splitlines()
    turned = "\n".join((header, *reversed(rows), ""))
    one = write_run(score_rows(ROWS), tmp_path / "one")
    two = write_run(score_rows(turned), tmp_path / "two")
    assert one.files == two.files


def test_a_run_is_computed_again_from_its_own_inputs(tmp_path: Path) -> None:
    write_run(score_rows(ROWS), tmp_path / "out")
    files = read_run(tmp_path / "out").files
    inputs = {name: files[name] for name in files if name.startswith("inputs/")} | {
        "run.json": files["run.json"]
    }
    assert recompute(inputs) == {name: held for name, held in files.items() if name != "trace.json"}


def test_a_changed_input_gives_other_tables(tmp_path: Path) -> None:
    files = dict(write_run(score_rows(ROWS), tmp_path / "out").files)
    files["inputs/answers.csv"] = files["inputs/answers.csv"].replace(b",7.5,", b",7.4,")
    assert recompute(files)["ranking.csv"] != files["ranking.csv"]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("run.json", b'"period": "2020"', b'"period": 2020'),
        ("run.json", b'"layer": null', b'"layer": "somebody"'),
        ("run.json", b"chiso-run/1", b"chiso-run/9"),
        ("run.json", b"{", b"["),
        ("inputs/framework.json", b'"made-up@1"', b'"made-up@2"'),
        ("inputs/answers.csv", b"01,a", b"01,nothing"),
        ("inputs/units.csv", b"01,01", b"01,"),
    ],
)
def test_inputs_that_make_no_sense_are_refused(
    tmp_path: Path, name: str, before: bytes, after: bytes
) -> None:
    files = dict(write_run(score_rows(ROWS), tmp_path / "out").files)
    assert before in files[name]
    files[name] = files[name].replace(before, after)
    with pytest.raises(BadInput):
        recompute(files)


def test_what_stands_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_run(score_rows(ROWS), out)
    with pytest.raises(WrongCall) as refused:
        write_run(score_rows(ROWS), out)
    assert refused.value.problems[0].code == "CH-5004"
    (out / "left-over.txt").write_text("old")
    write_run(score_rows(ROWS), out, force=True)
    assert not (out / "left-over.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_folder_of_somebody_else_is_not_replaced_even_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "photos"
    out.mkdir()
    (out / "a.jpg").write_text("x")
    with pytest.raises(WrongCall) as refused:
        write_run(score_rows(ROWS), out, force=True)
    assert refused.value.problems[0].code == "CH-3030"
    assert (out / "a.jpg").exists()


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotWrite) as refused:
        write_run(score_rows(ROWS), tmp_path / "file" / "out")
    assert refused.value.problems[0].code == "CH-5005"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_stop_half_way_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write_run(score_rows(ROWS), out)
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("chiso.scoring.run_files.put_folder", stop)
    with pytest.raises(KeyboardInterrupt):
        write_run(score_rows(ROWS), out, force=True)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_no_run_is_named_by_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_run(tmp_path)
    assert {problem.code for problem in refused.value.problems} == {"CH-3032"}


WITHHELD = ROWS.replace("01,b,,1,3,,", "01,b,,1,3,withheld,")


def test_a_withheld_value_is_used_and_only_its_digest_written(tmp_path: Path) -> None:
    run = write_run(score_rows(WITHHELD), tmp_path / "out")
    scores = {(row["unit"], row["code"]): row for row in rows_of(run.files["scores.csv"])}
    assert (scores["01", "b"]["points"], scores["01", "b"]["status"]) == ("3.33", "withheld")
    assert scores["01", "total"]["points"] == "15.83"
    answer = next(row for row in rows_of(run.files["inputs/answers.csv"]) if row["status"] == "withheld")
    assert [answer[column] for column in ("value", "numerator", "denominator", "label")] == [""] * 4
    kept = rows_of((tmp_path / "out" / "withheld.csv").read_bytes())[0]
    assert kept["value"] == "1/3"
    digest = hashlib.sha256(f"{kept['salt']}|1/3".encode()).hexdigest()
    assert answer["note"] == f"sha256:{digest}"
    assert stat.S_IMODE((tmp_path / "out" / "withheld.csv").stat().st_mode) == 0o600
    trace = json.loads(run.files["trace.json"])["leagues"][0]["units"]["01"]["b"]
    assert not {"inputs", "measured", "unrounded", "branch"} & trace.keys()


def test_points_of_withheld_values_are_taken_as_published_and_the_rest_computed(tmp_path: Path) -> None:
    write_run(score_rows(WITHHELD), tmp_path / "out")
    files = dict(read_run(tmp_path / "out").files)
    tables = recompute(files)
    assert all(tables[name] == files[name] for name in tables)
    files["scores.csv"] = files["scores.csv"].replace(b"01,total,15.83", b"01,total,15.84")
    assert recompute(files)["scores.csv"] != files["scores.csv"]


def test_a_withheld_value_that_is_scored_again_keeps_its_salt(tmp_path: Path) -> None:
    one = write_run(score_rows(WITHHELD), tmp_path / "out")
    two = write_run(score_rows(WITHHELD), tmp_path / "out", force=True)
    other = write_run(score_rows(WITHHELD), tmp_path / "other")
    assert one.files == two.files
    assert one.files["inputs/answers.csv"] != other.files["inputs/answers.csv"]


PROGRAMME: dict[str, Any] = {
    "format": "chiso-programme/1",
    "id": "two",
    "version": "1",
    "title": TITLE,
    "leagues": [
        {"key": "one", "title": TITLE, "framework": "made-up@1", "members": {"units": ["01", "02"]}},
        {"key": "other", "title": TITLE, "framework": "made-up@1", "members": {"units": ["03"]}},
    ],
}


@pytest.fixture
def known_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up framework, where programmes look frameworks up."""
    loader = {"made-up@1": FRAMEWORK}.__getitem__
    monkeypatch.setattr("chiso.scoring.programme.load_framework", loader)
    monkeypatch.setattr("chiso.scoring.programme.leagues_of_programme.__defaults__", (loader,))


@pytest.mark.usefixtures("known_framework")
def test_each_league_of_a_programme_has_its_own_ranking(tmp_path: Path) -> None:
    programme = read_programme(json.dumps(PROGRAMME).encode())
    rows = ROWS.replace("03,a,,,,missing,", "03,a,1,,,,\n03,b,,1,2,,\n03,c,1,,,,")
    run = write_run(score_rows(rows, programme), tmp_path / "out")
    ranking = rows_of(run.files["ranking.csv"])
    assert [(row["unit"], row["rank"], row["of"], row["league"]) for row in ranking] == [
        ("02", "1", "2", "one"), ("01", "2", "2", "one"), ("03", "1", "1", "other"),
    ]  # fmt: skip
    assert json.loads(run.files["inputs/framework.json"])["programme"] == PROGRAMME
    assert recompute(run.files)["scores.csv"] == run.files["scores.csv"]


@pytest.mark.usefixtures("known_framework")
def test_a_unit_in_two_leagues_is_a_problem() -> None:
    leagues = [dict(league) for league in PROGRAMME["leagues"]]
    leagues[1]["members"] = {"units": ["02", "03"]}
    programme = read_programme(json.dumps(PROGRAMME | {"leagues": leagues}).encode())
    with pytest.raises(BadInput) as refused:
        score_rows(ROWS, programme)
    assert {problem.code for problem in refused.value.problems} == {"CH-3010"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"leagues": []}, "CH-3001"),
        ({"unknown": "x"}, "CH-3001"),
        ({"leagues": [PROGRAMME["leagues"][0]] * 2}, "CH-3002"),
    ],
)
def test_what_is_wrong_with_a_programme_is_named(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_programme(json.dumps(PROGRAMME | change).encode())
    assert [problem.code for problem in refused.value.problems] == [code]


def test_two_units_of_one_code_are_not_scored_together() -> None:
    # Each is fine by itself; the tables and the trace name units by their codes.
    province, commune = (
        Unit(uid=f"{level}-01", code="01", name=level, level=level) for level in ("province", "commune")
    )
    rows = "unit,code,value\nprovince-01,a,1\ncommune-01,a,2\n"
    with pytest.raises(BadInput) as refused:
        score_rows(rows, make_framework(leaf("a")), registry(province, commune))
    assert [(problem.code, problem.where.field) for problem in refused.value.problems] == [("CH-3011", "01")]


@pytest.mark.parametrize(
    ("leagues", "key"),
    [
        ([{"key": "one", "title": TITLE, "framework": "made-up@1", "membres": {}}], "leagues[1].membres"),
        ([{"key": "one", "title": TITLE}], "leagues[1].framework"),
    ],
)
def test_a_mistake_in_a_programme_is_told_by_its_key_in_the_readers_language(
    leagues: list[dict[str, Any]], key: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_programme(json.dumps(PROGRAMME | {"leagues": leagues}).encode())
    (problem,) = refused.value.problems
    assert problem.where.field == key
    # Nothing of what the models say in English reaches a Vietnamese reader.
    assert not any(word in problem.in_language("vi") for word in ("Field", "Extra", "permitted", "required"))


def test_classes_of_a_league_hold_those_that_the_quota_speaks_of() -> None:
    quota = {"class": "good", "of": "all", "share_at_most": "0.5", "over_quota": "poor"}
    good = {"code": "good", "title": TITLE, "at_least": "5"}
    framework = make_framework(
        leaf("a"), classes=[good, {"code": "poor", "title": TITLE, "below": "5"}], quota=quota
    )
    leagues = [PROGRAMME["leagues"][0] | {"classes": [good]}]
    programme = read_programme(json.dumps(PROGRAMME | {"leagues": leagues}).encode())
    with pytest.raises(BadInput) as refused:
        leagues_of_programme(programme, {"made-up@1": framework}.__getitem__)
    assert [(problem.code, problem.found) for problem in refused.value.problems] == [("CH-3005", "poor")]


def test_classes_of_a_league_hold_those_that_a_ceiling_speaks_of() -> None:
    bands = [{"code": code, "title": TITLE, "at_least": "0"} for code in ("good", "poor")]
    caps = [{"when": {"node": "a", "points": {"below": "1"}}, "at_most": "poor"}]
    framework = make_framework(leaf("a"), classes=bands, class_caps=caps)
    leagues = [PROGRAMME["leagues"][0] | {"classes": bands[:1]}]
    programme = read_programme(json.dumps(PROGRAMME | {"leagues": leagues}).encode())
    with pytest.raises(BadInput) as refused:
        leagues_of_programme(programme, {"made-up@1": framework}.__getitem__)
    assert [(problem.code, problem.found) for problem in refused.value.problems] == [("CH-3005", "poor")]


def test_inputs_stand_by_name_so_that_another_program_computes_the_same_file(tmp_path: Path) -> None:
    # In the library's document “correct” comes first; in the JSON of a run names are sorted.
    framework = load_framework("one-stop-shop@2018")
    assert list(framework.nodes_by_code["6"].inputs) == ["correct", "posted", "electronic"]
    header = "period,unit,code,input,case,value,numerator,denominator,label,status,layer,origin,note\n"
    rows = "".join(
        f"2020,A,6,{name},,true,,,,given,self_assessed,agency,\n"
        for name in ("posted", "correct", "electronic")
    )
    units = registry(Unit("a", "A", "Quận A", "district"))
    answers, report = read_answers((header + rows).encode(), leagues_of(framework), units, YEAR)
    assert report.problems == []
    run = write_run(score_all(framework, answers, units, YEAR), tmp_path / "run")
    names = [row["input"] for row in csv.DictReader(io.StringIO(run.text("inputs/answers.csv")))]
    assert names == ["correct", "electronic", "posted"]
    # As in a process of its own, which has never seen the library's document.
    questions._questions.cache_clear()
    assert dict(recompute(run.files))["inputs/answers.csv"] == run.files["inputs/answers.csv"]
    questions._questions.cache_clear()
