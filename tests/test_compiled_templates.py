"""Templates are compiled once: kept beside them, and believed only where nothing changed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import jinja2
import pytest

from chiso.compiled_templates import CompiledTemplates


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of templates in the order in which they were compiled."""
    names: list[str] = []
    compile_ = jinja2.Environment.compile

    def counted(self: Any, source: Any, name: Any = None, *given: Any, **named: Any) -> Any:
        names.append(name)
        return compile_(self, source, name, *given, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html.j2").write_text("{{ 2|doubled }} {{ x }}", "utf-8")
    return tmp_path


def render(folder: Path, program: str = "1", doubled: Any = lambda n: 2 * n) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), bytecode_cache=CompiledTemplates(program), autoescape=True
    )
    environment.filters["doubled"] = doubled
    return environment.get_template("page.html.j2").render(x="<")


def kept_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".j2")


def test_a_template_is_compiled_once(folder: Path, compiled: list[str]) -> None:
    assert [render(folder), render(folder)] == ["4 &lt;"] * 2
    assert compiled == ["page.html.j2"]
    # Where Python keeps what it compiles, so that whatever passes by its own files passes by these.
    assert [path.parent.name for path in kept_in(folder)] == ["__pycache__"]
    assert {path.suffix for path in kept_in(folder)} == {".pyc"}


def test_a_changed_template_is_compiled_again(folder: Path, compiled: list[str]) -> None:
    render(folder)
    (folder / "page.html.j2").write_text("{{ x }}", "utf-8")
    assert render(folder) == "&lt;"
    assert len(compiled) == 2


def test_another_program_believes_nothing_that_was_worked_out_while_compiling(
    folder: Path, compiled: list[str]
) -> None:
    render(folder)
    assert render(folder, program="2", doubled=lambda n: f"twice {n}") == "twice 2 &lt;"
    assert len(compiled) == 2


@pytest.mark.parametrize("left", [b"", b"half", None])
def test_half_a_file_is_none(left: bytes | None, folder: Path, compiled: list[str]) -> None:
    render(folder)
    (kept,) = kept_in(folder)
    kept.write_bytes(kept.read_bytes()[:-20] if left is None else left)
    assert render(folder) == "4 &lt;"
    assert len(compiled) == 2


def test_a_folder_that_takes_nothing_is_left_alone(folder: Path, compiled: list[str]) -> None:
    # A file where the folder would be: whoever runs this may have the right to write everywhere.
    (folder / "__pycache__").write_text("")
    assert [render(folder), render(folder)] == ["4 &lt;"] * 2
    assert len(compiled) == 2


def test_who_wants_no_compiled_files_gets_none(
    folder: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    render(folder)
    assert kept_in(folder) == []
