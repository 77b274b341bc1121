"""Whatever a file holds, it is read, or refused with problems: never a traceback, never all memory."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.problems import BadInput, Refused
from chiso.procedures.inputs import check_files, read_inputs
from chiso.procedures.shapes import COLUMNS
from chiso.procedures.sheets import read_sheet
from chiso.tables import workbook_bounds

CELLS = st.sampled_from(
    ["", "1", "-1", "1.234", "05/2026", "31/02/2026", "2026-05-05 99:99", "\u0000", "Tổng", "(1)", "a;b",
     '"', "x" * 50, "9" * 4000, "Trực tuyến", "done", "Đã giải quyết", "STT", "Cơ quan", "Tiếp nhận", "١٢",
     "²", "1 2", "%s{name}"]
)  # fmt: skip


@pytest.mark.parametrize("kind", sorted(COLUMNS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_cells_below_known_headings_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    columns = data.draw(st.lists(st.sampled_from(COLUMNS[kind]), min_size=1, max_size=8, unique=True))  # type: ignore[index]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=4))
    path = tmp_path_factory.mktemp("any") / "file.csv"
    lines = [columns, *rows]
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    inputs = read_inputs()
    told = "read"
    try:
        check_files(inputs, [path], kind)
        inputs.report.stop_if_any()
    except Refused as refused:
        told = refused.in_language("vi")
    assert told


@pytest.mark.parametrize("kind", sorted(COLUMNS))
@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "file.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput):
        check_files(read_inputs(), [path], kind)


def test_a_sheet_that_would_unfold_to_all_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "code")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(BadInput) as refused:
        read_sheet(path, None)
    assert [one.code for one in refused.value.problems] == ["CH-1003"]


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r = "1048576"><c s=">" r = "xfd1048576"><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 100 + '</row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/other"])
def test_cells_are_counted_however_their_place_is_written(tmp_path: Path, rows: str, part: str) -> None:
    path = tmp_path / "far.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    with pytest.raises(BadInput) as refused:
        read_sheet(path, None)
    assert [one.code for one in refused.value.problems] == ["CH-1003"]


def test_an_archive_that_unfolds_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_bounds, "LARGEST_UNFOLDED", 1024 * 1024)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (1024 * 1024 + 1))
    assert path.stat().st_size < 10_000
    with pytest.raises(BadInput) as refused:
        read_sheet(path, None)
    assert [one.code for one in refused.value.problems] == ["CH-1003"]
