"""What a script can rely on: one exit code for each way in which a call can end."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.calling import ANSWERS, CODE, SCORES, Answered, bytes_below, call, write_files


def small_bundle(folder: Path) -> Path:
    """A bundle of the small case, prepared and not sealed."""
    files = write_files(folder)
    assert files.score().exit == 0
    bundle = folder / "bundle.zip"
    answered = call("publish", files.out, "--out", bundle)
    assert answered.exit == 0, answered.err
    return bundle


def test_0_a_call_that_did_what_was_asked(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    answered = files.score()
    assert (answered.exit, answered.codes) == (0, [])
    rows = [line.split(",") for line in (files.out / "ranking.csv").read_text("utf-8").splitlines()[1:]]
    assert {row[0]: row[2] for row in rows} == SCORES


def test_0_incomplete_units_are_listed_and_do_not_fail_the_call(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    files.answers.write_text(ANSWERS.replace("2020,003,1,2.25,,,given\n", ""), encoding="utf-8")
    answered = files.score()
    assert answered.exit == 0
    assert "003 Đồng Tâm" in answered.err
    ranking = (files.out / "ranking.csv").read_text("utf-8")
    assert "003,Đồng Tâm,,10,,2,false,," in ranking


def test_1_cases_that_do_not_hold(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "format: chiso-cases/1\nframework: two-criteria@1\nsource: {vi: Tính tay., en: By hand.}\ncases:\n"
        '- {name: {vi: x, en: x}, code: "1", inputs: {points: "5"}, points: "4"}\n',
        encoding="utf-8",
    )
    answered = call("frameworks", "test", files.framework, "--cases", cases)
    assert answered.exit == 1
    assert "expected 4 points, found 5" in answered.out


def test_1_a_bundle_that_does_not_recompute(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path)
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(bundle) as before, zipfile.ZipFile(changed, "w") as after:
        for member in before.infolist():
            content = before.read(member)
            if member.filename.endswith("ranking.csv"):
                assert b"9.5" in content
                content = content.replace(b"9.5", b"9.6")
            after.writestr(member, content)
    answered = call("verify", changed)
    assert (answered.exit, "ranking.csv" in answered.out) == (1, True)


def test_3_a_bundle_that_recomputes_without_a_seal(tmp_path: Path) -> None:
    assert call("verify", small_bundle(tmp_path)).exit == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("score",),
        ("score", "a", "b", "c"),
        ("frameworks", "list", "--nope"),
        ("frameworks", "list", "--language", "fr"),
        ("--language",),
        ("publish", "x", "--out", "y", "--status", "perfect"),
    ],
)
def test_2_a_call_that_the_parser_refuses(arguments: tuple[str, ...]) -> None:
    answered = call(*arguments, language=None)
    assert answered.exit == 2
    assert answered.err
    assert answered.out == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("frameworks", "show", "papi@1999"), "CH-5001"),
        (("frameworks", "diff", "papi@2018", "nothing@1"), "CH-5001"),
        (("frameworks", "test", "--cases", "x.yaml"), "CH-5003"),
        (("examples", "write", "nothing", "x"), "CH-5020"),
    ],
)
def test_2_a_call_that_names_what_there_is_not(arguments: tuple[str, ...], code: str) -> None:
    answered = call(*arguments)
    assert (answered.exit, answered.codes) == (2, [code])


@pytest.mark.parametrize("what", ["a folder", "a file"])
def test_2_an_out_that_exists_is_refused_and_stays_as_it_is(tmp_path: Path, what: str) -> None:
    files = write_files(tmp_path)
    if what == "a folder":
        files.out.mkdir()
        (files.out / "mine.txt").write_text("mine", encoding="utf-8")
    else:
        files.out.write_text("mine", encoding="utf-8")
    before = bytes_below(tmp_path)
    answered = files.score()
    assert (answered.exit, answered.codes) == (2, ["CH-5004"])
    assert bytes_below(tmp_path) == before


def test_2_force_replaces_results_but_never_what_is_no_result(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    files.score()
    before = bytes_below(files.out)
    assert files.score("--force").exit == 0
    assert bytes_below(files.out) == before
    (files.out / "run.json").unlink()
    answered = files.score("--force")
    assert (answered.exit, answered.codes) == (2, ["CH-3030"])


def test_4_input_that_cannot_be_used(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    files.answers.write_text(ANSWERS.replace("5.5", "55"), encoding="utf-8")
    answered = files.score()
    assert answered.exit == 4
    assert answered.codes
    assert not files.out.exists()


@pytest.mark.parametrize("missing", ["framework", "answers", "units"])
def test_4_a_file_that_is_not_there(tmp_path: Path, missing: str) -> None:
    files = write_files(tmp_path)
    path = getattr(files, missing)
    path.unlink()
    answered = files.score()
    assert (answered.exit, len(answered.codes)) == (4, 1)
    assert path.name in answered.err
    assert not files.out.exists()


def test_5_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for target in (tmp_path / "file" / "out", tmp_path / "nowhere" / "out"):
        answered = call(
            "score",
            files.framework,
            files.answers,
            "--units",
            files.units,
            "--period",
            "2020",
            "--out",
            target,
        )
        assert (answered.exit, answered.codes) == (5, ["CH-5005"])
    assert (tmp_path / "file").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "arguments",
    [("frameworks", "export", "papi@2019", "--out"), ("keys", "new", "--out"), ("examples", "write", "pci")],
)
def test_5_no_command_writes_below_a_file(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    answered = call(*arguments, tmp_path / "file" / "out")
    assert answered.exit == 5
    assert len(answered.codes) == 1


def test_every_refusal_says_that_nothing_was_written(tmp_path: Path) -> None:
    refused: list[Answered] = [
        call("frameworks", "show", "papi@1999"),
        call("frameworks", "check", tmp_path),
        call("score", "papi@2019", tmp_path, "--period", "2019", "--out", tmp_path / "out"),
    ]
    for answered in refused:
        assert CODE.search(answered.err)
        assert "Nothing was written. Problems: 1." in answered.err
        assert answered.out == ""
