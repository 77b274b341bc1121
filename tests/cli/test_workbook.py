"""`chiso workbook` as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import bytes_below, call
from tests.cli.test_audit import FIGURES, FRAMEWORK


@pytest.fixture
def run(tmp_path: Path) -> Path:
    framework, data, out = tmp_path / "roads.yaml", tmp_path / "data.csv", tmp_path / "out"
    framework.write_text(FRAMEWORK, encoding="utf-8")
    data.write_text(FIGURES, encoding="utf-8")
    assert call("composite", framework, data, "--out", out).exit == 0
    return out


def test_a_workbook_goes_out_comes_in_and_gives_the_same_ranking(run: Path, tmp_path: Path) -> None:
    book, folder = tmp_path / "roads.xlsx", tmp_path / "imported"
    assert call("workbook", "export", run, "--out", book).exit == 0
    answered = call(
        "workbook", "import", book, "--out", folder, "--id", "streets", "--version", "2", "--json"
    )
    assert json.loads(answered.out) == {"out": str(folder), "framework": "streets@2"}
    files = [folder / name for name in ("framework.yaml", "data.csv", "units.csv")]
    again = call("composite", files[0], files[1], "--units", files[2], "--out", tmp_path / "again")
    assert again.exit == 0
    first, second = (
        [line.split(",")[-1] for line in (folder / "ranking.csv").read_text("utf-8").splitlines()]
        for folder in (run, tmp_path / "again")
    )
    assert first == second


def test_the_import_says_what_to_call_next(run: Path, tmp_path: Path) -> None:
    book, folder = tmp_path / "roads.xlsx", tmp_path / "imported"
    call("workbook", "export", run, "--out", book)
    answered = call("workbook", "import", book, "--out", folder)
    assert answered.out.splitlines()[-1].startswith(f"  chiso composite {folder / 'framework.yaml'}")
    assert (call("workbook", "import", book, "--out", folder).codes) == ["CH-5004"]


def test_the_same_run_gives_the_same_bytes_and_replaces_only_when_told(run: Path, tmp_path: Path) -> None:
    book = tmp_path / "roads.xlsx"
    assert call("workbook", "export", run, "--out", book).exit == 0
    first = book.read_bytes()
    refused = call("workbook", "export", run, "--out", book)
    assert (refused.exit, refused.codes) == (2, ["CH-5004"])
    assert call("workbook", "export", run, "--out", book, "--force", language="vi").exit == 0
    assert book.read_bytes() == first


def test_what_is_no_workbook_is_refused_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"uCode,a\n")
    before = bytes_below(tmp_path)
    answered = call("workbook", "import", tmp_path / "x.xlsx", "--out", tmp_path / "imported")
    assert (answered.exit, answered.codes) == (4, ["CH-8060"])
    assert bytes_below(tmp_path) == before
