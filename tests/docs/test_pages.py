"""How the pages themselves are read: commands, outputs, marks, and what counts as the same output."""

from __future__ import annotations

from pathlib import Path

from tests.docs.pages import Command, commands_in, matches, steps_of


def test_lines_below_a_command_are_its_output() -> None:
    block = ["$ chiso --version", "chiso 0.1.0", "$ chiso verify \\", "    bundle.zip"]
    assert commands_in(block, 3) == [
        Command("chiso --version", "chiso 0.1.0", 0),
        Command("chiso verify \\\n    bundle.zip", None, 3),
    ]


def test_an_ellipsis_stands_for_any_lines_or_any_text() -> None:
    assert matches("first\n…\nlast", "first\nbetween\nand\nlast\n")
    assert matches("first\n…", "first\n")
    assert matches("Key …", "Key 0123\n")
    assert not matches("first\nlast", "first\nbetween\nlast\n")
    assert not matches("41.533", "41.534\n")


def test_marks_belong_to_the_block_below_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- file: units.csv -->\n```csv\ncode,name\n```\n"
        "<!-- exit: 4 -->\n```console\n$ false\n```\nText.\n```console\n$ true\n```\n",
        encoding="utf-8",
    )
    file, fails, works = steps_of(page)
    assert (file.kind, file.target, file.text) == ("file", "units.csv", "code,name\n")
    assert fails.command == Command("false", None, 4)
    assert works.command == Command("true", None, 0)
