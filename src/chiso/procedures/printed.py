"""A printed table as rows of words below columns that are known: from a workbook, or from text.

CH-8772 no heading that is known, or no column of counts below it
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from chiso.language import Text, text
from chiso.problems import Place, Report, reason_of
from chiso.procedures.headings import Heading, Rows, column_of, find_heading, is_ordinal
from chiso.procedures.shapes import COUNTED
from chiso.procedures.sheets import is_workbook, read_sheet
from chiso.procedures.spellings import Spellings, fold
from chiso.tables import DEFAULT_LIMIT_BYTES, LONGEST_CELL
from chiso.tables.decoding import CannotDecode, decode_text, first_control_character
from chiso.tables.header import DELIMITERS

_SPLIT = text("Split the file by period or by group of units.")


@dataclass(slots=True)
class Printed:
    """Rows with figures, and where which column is. `copies`: columns of what another one tells, too."""

    name: str
    line: int
    rows: Rows
    columns: dict[str, int]
    copies: list[tuple[str, int]]
    titles: dict[int, str]
    spellings: Spellings
    report: Report

    def place(self, line: int, column: str, at: int | None = None) -> Place:
        """Where a cell is, under the headings of its column."""
        at = self.columns.get(column, -1) if at is None else at
        return Place(self.name, line, self.titles.get(at, column))

    def cell(self, cells: tuple[str, ...], column: str) -> str:
        """A cell as it is written; empty where the table has no such column."""
        at = self.columns.get(column, len(cells))
        return cells[at] if at < len(cells) else ""

    def word(self, cells: tuple[str, ...], column: str) -> str:
        """A cell after the words of its column."""
        written = self.cell(cells, column)
        return self.spellings.words_of("summary", column).get(fold(written), written)


def open_printed(path: Path, spellings: Spellings, report: Report, sheet: str | None) -> Printed:
    """The table in a file. Raises BadInput where no heading is known."""
    name = str(path)
    best: tuple[Heading, Rows] | None = None
    for rows in _grids(path, name, report, sheet):
        heading = find_heading(rows, spellings)
        if heading is not None and (best is None or heading.known > best[0].known):
            best = heading, rows
    if best is None:
        refuse_table(report, name, None)
    heading, found = best
    columns: dict[str, int] = {}
    titles: dict[int, str] = {}
    copies: list[tuple[str, int]] = []
    others: list[str] = []
    for at, path_of_column in enumerate(heading.paths):
        column = column_of(path_of_column, spellings)
        titles[at] = heading.titles[at]
        if column and column in columns:
            copies.append((column, at))
        elif column:
            columns[column] = at
        elif path_of_column and not is_ordinal(path_of_column):
            others.append(titles[at])
    if not any(column in columns for column in COUNTED):
        refuse_table(report, name, heading.line)
    if others:
        report.remark(text("{file}: columns that are not read: {names}.", file=name, names="; ".join(others)))
    below = found[heading.first_row :]
    return Printed(name, heading.line, below, columns, copies, titles, spellings, report)


def refuse_table(report: Report, name: str, line: int | None) -> NoReturn:
    """Raise that there is no table to be read (CH-8772)."""
    expected = text(
        "Expected headings that are known, such as “Cơ quan”, “Tiếp nhận”, “Hồ sơ đã giải quyết”."
    )
    mend = text("Say in a mapping what the columns are called: {line}", line="summary,received,,…")
    _refuse(report, "CH-8772", Place(name, line), expected, mend)


def _grids(
    path: Path, name: str, report: Report, sheet: str | None
) -> Iterator[list[tuple[int, tuple[str, ...]]]]:
    """The rows of the sheet, or of the text under each delimiter."""
    if is_workbook(path):
        yield read_sheet(path, sheet)
        return
    try:
        with path.open("rb") as stream:
            content = stream.read(DEFAULT_LIMIT_BYTES + 1)
    except (OSError, ValueError) as error:
        expected = text("The file cannot be read: {reason}.", reason=reason_of(error))
        _refuse(report, "CH-1002", Place(name), expected, text("Check the name and the rights of the file."))
    if len(content) > DEFAULT_LIMIT_BYTES:
        expected = text("Expected a summary of at most {limit} bytes.", limit=DEFAULT_LIMIT_BYTES)
        _refuse(report, "CH-1003", Place(name), expected, _SPLIT)
    try:
        decoded = decode_text(content)
    except CannotDecode as fault:
        _refuse(report, "CH-1005", Place(name, fault.line), fault.expected, fault.mend, fault.found)
    strange = first_control_character(decoded.text)
    if strange is not None:
        line, character, count = strange
        expected = text(
            "Expected text; of {count} control characters the first one stands here.", count=count
        )
        mend = text("Save the file again as CSV UTF-8 from the program that made it.")
        _refuse(report, "CH-1006", Place(name, line), expected, mend, f"U+{ord(character):04X}")
    for remark in decoded.remarks:
        report.remark(text("{file}: {remark}", file=name, remark=remark))
    for delimiter in DELIMITERS:
        try:
            reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=delimiter)
            rows = []
            begins = 1
            for cells in reader:
                stripped = tuple(" ".join(cell.split())[:LONGEST_CELL] for cell in cells)
                if any(stripped):
                    rows.append((begins, stripped))
                begins = reader.line_num + 1
        except csv.Error:
            continue
        yield rows


def _refuse(report: Report, code: str, where: Place, expected: Text, mend: Text, found: str = "") -> NoReturn:
    report.add(code, where, found, expected, mend)
    report.stop_if_any()
    raise AssertionError("a report with a problem stops")
