"""Frameworks as files: exports by the ending of their name, and comparisons of two versions."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from chiso.frameworks.library import load_framework
from chiso.frameworks.loader import read_framework
from tests.cli.calling import call

docx = pytest.importorskip("docx")


def test_the_ending_of_the_name_says_what_is_written(tmp_path: Path) -> None:
    beginnings = {}
    for name in ("set.xlsx", "set.docx", "set.yaml"):
        answered = call("frameworks", "export", "papi@2019", "--out", tmp_path / name)
        assert (answered.exit, answered.err) == (0, "")
        beginnings[name] = (tmp_path / name).read_bytes()[:2]
    assert beginnings == {"set.xlsx": b"PK", "set.docx": b"PK", "set.yaml": b"fo"}
    assert read_framework(tmp_path / "set.yaml").hash == load_framework("papi@2019").hash


@pytest.mark.parametrize(
    "arguments", [("export", "papi@2019"), ("diff", "papi@2018", "papi@2019")], ids=["export", "diff"]
)
def test_another_ending_is_refused_and_nothing_is_written(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answered = call("frameworks", *arguments, "--out", tmp_path / "set.pdf")
    assert (answered.exit, answered.codes) == (2, ["CH-2700"])
    assert list(tmp_path.iterdir()) == []


def test_a_comparison_is_written_beside_the_sentences(tmp_path: Path) -> None:
    target = tmp_path / "comparison.docx"
    answered = call("frameworks", "diff", "papi@2018", "papi@2019", "--out", target)
    assert answered.exit == 0
    assert "8.3" in answered.out
    [table] = docx.Document(io.BytesIO(target.read_bytes())).tables
    # Index aside, the nodes that `diff` names: 8, 8.1, 8.2 changed, 8.3 is new.
    assert [row.cells[2].text.split(". ")[0] for row in table.rows[1:]] == ["8", "8.1", "8.2", "8.3"]
