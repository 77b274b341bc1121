"""Frameworks as files: exports by the ending of their name, and comparisons of two versions."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from chiso.frameworks.composite.library import load_composite
from chiso.frameworks.composite.loader import read_composite
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


def test_a_composite_framework_goes_out_as_yaml_or_as_a_workbook_and_comes_back(tmp_path: Path) -> None:
    for name in ("asem.yaml", "asem.xlsx"):
        answered = call("frameworks", "export", "asem@1", "--out", tmp_path / name)
        assert (answered.exit, answered.err) == (0, "")
    published = load_composite("asem@1").content_hash
    assert read_composite(tmp_path / "asem.yaml").content_hash == published
    back = call("workbook", "import", tmp_path / "asem.xlsx", "--out", tmp_path / "back")
    assert (back.exit, back.err) == (0, "")
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["framework.yaml"]
    assert read_composite(tmp_path / "back/framework.yaml").content_hash == published
    refused = call("frameworks", "export", "asem@1", "--out", tmp_path / "asem.docx")
    assert (refused.exit, refused.codes) == (2, ["CH-2700"])


def test_composite_frameworks_are_compared_with_one_another_and_with_nothing_else(tmp_path: Path) -> None:
    assert call("frameworks", "export", "asem@1", "--out", tmp_path / "mine.yaml").exit == 0
    mine = (tmp_path / "mine.yaml").read_text("utf-8")
    assert "No difference of content." in call("frameworks", "diff", "asem@1", tmp_path / "mine.yaml").out
    (tmp_path / "mine.yaml").write_text(mine.replace("given@1", "equal@1"))
    answered = call("frameworks", "diff", "asem@1", tmp_path / "mine.yaml", "--out", tmp_path / "both.docx")
    assert answered.exit == 0
    assert answered.out.splitlines()[1:] == [
        "- Step of the plan changed. Before: Weights: those of the tree."
        " Now: Weights: equal within each group."
    ]
    [table] = docx.Document(io.BytesIO((tmp_path / "both.docx").read_bytes())).tables
    assert len(table.rows) == 2
    refused = call("frameworks", "diff", "asem@1", "papi@2019")
    assert (refused.exit, refused.codes) == (2, ["CH-8232"])


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
