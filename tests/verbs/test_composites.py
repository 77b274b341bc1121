"""Composite indices from Python: the same as by the command, and shown as a table in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

import chiso
from chiso.language import Text
from tests.cli.calling import bytes_below, call


def test_a_composite_index_from_python_is_the_one_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    chiso.write_example("asem", "asem")
    remarks: list[Text] = []
    index = chiso.compose("asem@1", "asem/data.csv", units="asem/units.csv", remark=remarks.append)
    assert len(remarks) == 2
    chiso.write_composite_run(index, "python")
    assert (
        call("composite", "asem@1", "asem/data.csv", "--units", "asem/units.csv", "--out", "command").exit
        == 0
    )
    assert bytes_below(tmp_path / "python") == bytes_below(tmp_path / "command")
    again = chiso.compose_again(chiso.read_composite_run("python"), start_at="Imputed")
    chiso.write_composite_run(again, "again")
    assert bytes_below(tmp_path / "again") == bytes_below(tmp_path / "python")


def test_a_composite_index_shows_as_its_ranking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHISO_LANGUAGE", "en")
    (tmp_path / "set.yaml").write_text(
        """\
format: chiso-composite/1
id: small
version: "1"
title: {en: Small & <b>bold</b>}
status: fictitious
rights: {en: made up}
nodes:
  - {code: index, title: {en: Index}}
  - {code: a, title: {en: A}, parent: index, direction: "1"}
plan:
  steps: [{step: aggregate}]
""",
        encoding="utf-8",
    )
    (tmp_path / "data.csv").write_text("unit,a\nx,1.5\ny,2.5\nz,\n", encoding="utf-8")
    shown = chiso.compose(str(tmp_path / "set.yaml"), tmp_path / "data.csv")._repr_html_()
    assert "Small &amp; &lt;b&gt;bold&lt;/b&gt;" in shown
    cells = shown.replace("<", " <").split()
    assert [cell.partition(">")[2] for cell in cells if cell.startswith(("<td>1.5", "<td>2.5"))] == [
        "2.5",
        "1.5",
    ]
