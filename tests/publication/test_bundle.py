from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chiso.problems import BadInput, CannotWrite, WrongCall
from chiso.publication import build_bundle, read_bundle, seal_bundle, verify
from chiso.publication.members import is_content
from chiso.version import VERSION
from tests.publication.publishing import change_cell, make_key, members_of, write_small_run

PUBLISHED = """\
index,period,unit,unit_name,group,code,value,rank,of,basis,approximate,source,note
par-index,2019,01,Hà Nội,provinces,total,84.64,2,63,stated,false,https://example.org/2019,
par-index,2018,01,Hà Nội,provinces,total,83.98,2,63,stated,false,https://example.org/2018,
"""


def code_of(refused: pytest.ExceptionInfo[Any]) -> str:
    code: str = refused.value.problems[0].code
    return code


def test_a_bundle_holds_inputs_and_results_of_each_run(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    build_bundle(runs=[run], out=tmp_path / "bundle.zip", status="final")
    assert sorted(members_of(tmp_path / "bundle.zip")) == [
        "README.txt",
        "datapackage.json",
        "manifest.json",
        "publication.json",
        "runs/three-criteria-1-2020/inputs/answers.csv",
        "runs/three-criteria-1-2020/inputs/framework.json",
        "runs/three-criteria-1-2020/inputs/units.csv",
        "runs/three-criteria-1-2020/ranking.csv",
        "runs/three-criteria-1-2020/run.json",
        "runs/three-criteria-1-2020/scores.csv",
    ]
    for name in ("ranking.csv", "scores.csv", "inputs/answers.csv"):
        published = members_of(tmp_path / "bundle.zip")[f"runs/three-criteria-1-2020/{name}"]
        assert published == (run / name).read_bytes()


def test_two_publications_are_the_same_bytes(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path)
    runs = [write_small_run(tmp_path / period, period=period) for period in ("2019", "2020")]
    for name, order in (("one.zip", runs), ("two.zip", runs[::-1])):
        build_bundle(
            runs=order,
            out=tmp_path / name,
            status="final",
            decision_number="12/QĐ-UBND",
            decision_date=date(2026, 11, 24),
            key=private,
        )
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_bundle_says_what_it_is(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    built = build_bundle(runs=[run], out=tmp_path / "bundle.zip", ledger_root="ab" * 32)
    said = json.loads(members_of(tmp_path / "bundle.zip")["publication.json"])
    assert said["status"] == "provisional"
    assert said["version"] == 1
    assert said["supersedes"] is None
    assert said["software"] == {"name": "chiso", "version": VERSION}
    assert said["ledger_root"] == "ab" * 32
    assert said["runs"][0]["period"] == "2020"
    assert said["runs"][0]["frameworks"][0]["key"] == "three-criteria@1"
    assert said["runs"][0]["rule_kinds"] == ["entered@1"]
    assert built.content == read_bundle(tmp_path / "bundle.zip").content
    assert built.key_id is None


def test_the_readme_speaks_both_languages(tmp_path: Path) -> None:
    build_bundle(runs=[write_small_run(tmp_path / "run")], out=tmp_path / "bundle.zip", status="final")
    readme = members_of(tmp_path / "bundle.zip")["README.txt"].decode()
    assert "Tình trạng: chính thức." in readme
    assert "Status: final." in readme
    assert "runs/three-criteria-1-2020/  three-criteria@1, 2020" in readme


def test_decision_and_key_stand_beside_the_content(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    private, _ = make_key(tmp_path)
    (tmp_path / "decision.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    bare = build_bundle(runs=[run], out=tmp_path / "bare.zip", status="final")
    full = build_bundle(
        runs=[run],
        out=tmp_path / "full.zip",
        status="final",
        decision_number="12/QĐ-UBND",
        decision_date=date(2026, 11, 24),
        pdf=tmp_path / "decision.pdf",
        key=private,
    )
    assert bare.content == full.content
    beside = {name for name in members_of(tmp_path / "full.zip") if not is_content(name)}
    assert beside == {"manifest.json", "decision.json", "decision.pdf", f"seals/{full.key_id}.json"}


def test_sealing_elsewhere_gives_the_same_bytes_as_sealing_at_once(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    private, _ = make_key(tmp_path)
    build_bundle(runs=[run], out=tmp_path / "at-once.zip", status="final", key=private)
    prepared = build_bundle(runs=[run], out=tmp_path / "prepared.zip", status="final")
    sealed = seal_bundle(tmp_path / "prepared.zip", key=private, out=tmp_path / "sealed.zip")
    assert sealed.content == prepared.content
    assert (tmp_path / "sealed.zip").read_bytes() == (tmp_path / "at-once.zip").read_bytes()


def test_several_keys_may_seal(tmp_path: Path) -> None:
    one, _ = make_key(tmp_path, "one")
    two, _ = make_key(tmp_path, "two")
    build_bundle(runs=[write_small_run(tmp_path / "run")], out=tmp_path / "bundle.zip", key=one)
    sealed = seal_bundle(tmp_path / "bundle.zip", key=two, out=tmp_path / "sealed.zip")
    seals = [name for name in members_of(tmp_path / "sealed.zip") if name.startswith("seals/")]
    assert len(seals) == 2
    assert f"seals/{sealed.key_id}.json" in seals


def test_a_damaged_bundle_is_not_sealed(tmp_path: Path) -> None:
    private, _ = make_key(tmp_path)
    build_bundle(runs=[write_small_run(tmp_path / "run")], out=tmp_path / "bundle.zip")
    damaged = (tmp_path / "bundle.zip").read_bytes().replace(b"21.75", b"21.76")
    (tmp_path / "bundle.zip").write_bytes(damaged)
    with pytest.raises(BadInput) as refused:
        seal_bundle(tmp_path / "bundle.zip", key=private, out=tmp_path / "sealed.zip")
    assert code_of(refused) == "CH-4020"
    assert not (tmp_path / "sealed.zip").exists()


def test_a_key_seals_no_decision_outside_its_validity(tmp_path: Path) -> None:
    from chiso.publication import new_key

    new_key(out=tmp_path / "city", valid_until=date(2026, 1, 31))
    with pytest.raises(BadInput) as refused:
        build_bundle(
            runs=[write_small_run(tmp_path / "run")],
            out=tmp_path / "bundle.zip",
            decision_number="12/QĐ-UBND",
            decision_date=date(2026, 2, 1),
            key=tmp_path / "city.key",
        )
    assert code_of(refused) == "CH-4115"


@pytest.mark.parametrize("table", ["ranking.csv", "scores.csv"])
def test_results_that_do_not_recompute_are_not_published(tmp_path: Path, table: str) -> None:
    run = write_small_run(tmp_path / "run")
    column = {"ranking.csv": "score", "scores.csv": "points"}[table]
    changed = change_cell((run / table).read_bytes(), row=3, column=column, value="29")
    (run / table).write_bytes(changed)
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[run], out=tmp_path / "bundle.zip")
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("CH-4030", "29")
    assert (problem.where.row, problem.where.field) == (3, column)
    assert not (tmp_path / "bundle.zip").exists()


def test_a_folder_that_is_no_run_is_refused_with_all_that_is_missing(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    (run / "scores.csv").unlink()
    (run / "inputs" / "units.csv").unlink()
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[run], out=tmp_path / "bundle.zip")
    assert [problem.code for problem in refused.value.problems] == ["CH-4050", "CH-4050"]


def test_a_run_stands_in_a_bundle_once(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    copy = shutil.copytree(run, tmp_path / "copy")
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[run, copy], out=tmp_path / "bundle.zip")
    assert code_of(refused) == "CH-4051"


def test_a_withheld_value_that_is_still_there_is_not_published(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    answers = run / "inputs" / "answers.csv"
    answers.write_bytes(change_cell(answers.read_bytes(), row=2, column="status", value="withheld"))
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[run], out=tmp_path / "bundle.zip")
    assert code_of(refused) == "CH-4052"
    assert "8.5" not in refused.value.in_language("en")


@pytest.mark.parametrize(
    "options",
    [
        {"runs": []},
        {"status": "corrected"},
        {"status": "withdrawn"},
        {"reason": "because"},
        {"decision_number": "12/QĐ-UBND"},
        {"decision_date": date(2026, 11, 24)},
        {"pdf": Path("decision.pdf")},
        {"ledger_root": "abc"},
        {"supersedes": Path("earlier.zip")},
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path: Path, options: dict[str, Any]) -> None:
    run = write_small_run(tmp_path / "run")
    with pytest.raises(WrongCall) as refused:
        build_bundle(**{"runs": [run], "out": tmp_path / "bundle.zip", **options})
    assert {problem.code for problem in refused.value.problems} == {"CH-4053"}


def test_a_bundle_is_never_written_over_a_file_unasked(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    (tmp_path / "bundle.zip").write_text("precious")
    with pytest.raises(WrongCall) as refused:
        build_bundle(runs=[run], out=tmp_path / "bundle.zip")
    assert code_of(refused) == "CH-5004"
    assert (tmp_path / "bundle.zip").read_text() == "precious"
    build_bundle(runs=[run], out=tmp_path / "bundle.zip", force=True)
    assert read_bundle(tmp_path / "bundle.zip").publication is not None


def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    run = write_small_run(tmp_path / "run")
    with pytest.raises(CannotWrite) as refused:
        build_bundle(runs=[run], out=tmp_path / "no such folder" / "bundle.zip")
    assert code_of(refused) == "CH-5005"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_decision_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "decision.pdf").write_text("<html>not found</html>")
    with pytest.raises(BadInput) as refused:
        build_bundle(
            runs=[write_small_run(tmp_path / "run")],
            out=tmp_path / "bundle.zip",
            decision_number="12/QĐ-UBND",
            decision_date=date(2026, 11, 24),
            pdf=tmp_path / "decision.pdf",
        )
    assert code_of(refused) == "CH-4055"


def test_figures_of_others_travel_with_their_sources(tmp_path: Path) -> None:
    (tmp_path / "PAR-index.csv").write_text("\ufeff" + PUBLISHED.replace("\n", "\r\n"))
    build_bundle(
        runs=[write_small_run(tmp_path / "run")],
        out=tmp_path / "bundle.zip",
        carry=[tmp_path / "PAR-index.csv"],
    )
    members = members_of(tmp_path / "bundle.zip")
    assert members["carried_over/par-index.csv"].decode() == PUBLISHED
    assert json.loads(members["publication.json"])["carried_over"] == [{"name": "par-index", "rows": 2}]


def test_a_note_may_stand_there_in_both_languages(tmp_path: Path) -> None:
    header, one, other = PUBLISHED.splitlines()
    both = f"{header},note_vi\n{one}printed rounded,nguồn in số làm tròn\n{other},\n"
    (tmp_path / "par-index.csv").write_text(both, encoding="utf-8")
    build_bundle(runs=[], carry=[tmp_path / "par-index.csv"], out=tmp_path / "bundle.zip")
    assert members_of(tmp_path / "bundle.zip")["carried_over/par-index.csv"].decode() == both
    assert verify(tmp_path / "bundle.zip").differences == ()


def test_a_note_in_vietnamese_is_no_formula_either(tmp_path: Path) -> None:
    header, one, _ = PUBLISHED.splitlines()
    (tmp_path / "par.csv").write_text(f"{header},note_vi\n{one}note,=1+1\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[], carry=[tmp_path / "par.csv"], out=tmp_path / "bundle.zip")
    assert [problem.where.field for problem in refused.value.problems] == ["note_vi"]


def test_every_fault_of_a_table_of_others_is_named(tmp_path: Path) -> None:
    faulty = PUBLISHED.replace("https://example.org/2019", "").replace("83.98", "83,98 %")
    (tmp_path / "par.csv").write_text(
        faulty.replace("83,98 %", '"83,98 %"').replace(",stated", ",guessed", 1)
    )
    with pytest.raises(BadInput) as refused:
        build_bundle(runs=[], carry=[tmp_path / "par.csv"], out=tmp_path / "bundle.zip")
    found = [(problem.where.row, problem.where.field) for problem in refused.value.problems]
    assert found == [(2, "source"), (2, "basis"), (3, "value")]
    assert {problem.code for problem in refused.value.problems} == {"CH-4054"}


def test_progress_is_told_run_by_run(tmp_path: Path) -> None:
    runs = [write_small_run(tmp_path / period, period=period) for period in ("2019", "2020")]
    told: list[str] = []
    build_bundle(
        runs=runs,
        out=tmp_path / "bundle.zip",
        progress=lambda sentence: told.append(sentence.in_language("en")),
    )
    assert told == ["Recomputing three-criteria-1-2019", "Recomputing three-criteria-1-2020"]
