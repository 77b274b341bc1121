"""Tables of text: bytes to rows, with every problem of the file in one report.

Recognised without being told: UTF-8 with and without a byte order mark, UTF-16 with one,
Windows-1258; comma, semicolon or tab between cells. Everything else is refused with its reason.
Text is brought into composed form (NFC) and cells lose the blanks around them, nothing more: what
a cell means is the business of the reader above.

    CH-1001 no such file            CH-1002 cannot be read        CH-1003 above the limit
    CH-1004 no header or no rows    CH-1005 encoding              CH-1006 control characters
    CH-1007 quotation marks         CH-1008 column without name   CH-1009 column twice
    CH-1010 column missing          CH-1011 column unknown        CH-1012 second header
    CH-1013 cells in a row          CH-1014 cell too long         CH-1015 more problems than shown
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from chiso.language import Text, text
from chiso.problems import Place, Report, reason_of
from chiso.tables.decoding import CannotDecode, decode_text, first_control_character
from chiso.tables.header import Delimiter, check_header, is_second_header, recognise_delimiter

DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024
# What one cell of a spreadsheet can hold; a longer one is a quotation mark that was never closed.
LONGEST_CELL = 32_767
# A list that nobody reads to its end; the rest is counted.
MOST_PROBLEMS = 1_000
_ABSENT = -1


@dataclass(slots=True)
class CappedReport(Report):
    """A report that lists the first thousand problems and counts the others."""

    left_out: int = 0

    def add(self, code: str, where: Place, found: object, expected: Text, mend: Text) -> None:
        """Note one problem, or count it where the list is full."""
        if len(self.problems) < MOST_PROBLEMS:
            Report.add(self, code, where, found, expected, mend)
        else:
            self.left_out += 1

    def stop_if_any(self) -> None:
        """Raise BadInput with everything that was met, closed by the number of what is not listed."""
        if self.left_out:
            file = self.problems[-1].where.file
            Report.add(
                self,
                "CH-1015",
                Place(file),
                "",
                text("There are {count} more problems that are not listed.", count=self.left_out),
                text("Mend the listed ones first; they often have one cause."),
            )
            self.left_out = 0
        Report.stop_if_any(self)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it begins, and its cells."""

    number: int
    cells: tuple[str, ...]
    positions: Mapping[str, int] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        """The cell of `column`; empty where an optional column is absent. KeyError if undeclared."""
        position = self.positions[column]
        return self.cells[position] if position != _ABSENT else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows. `report` holds the remarks, and the problems where reading went on."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row]
    delimiter: Delimiter
    report: Report
    positions: Mapping[str, int] = field(repr=False)

    def has(self, column: str) -> bool:
        """Whether the file has `column`."""
        return column in self.columns

    def column(self, name: str) -> list[str]:
        """All cells of one column, in the order of the rows; empty texts if it is absent."""
        position = self.positions[name]
        if position == _ABSENT:
            return [""] * len(self.rows)
        return [row.cells[position] for row in self.rows]

    def place(self, row: Row, column: str = "") -> Place:
        """Where a problem of one row, or of one cell, is."""
        return Place(self.name, row.number, column)


def table_of(name: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Table:
    """A table from cells that are at hand, as if read from a file of that name: the head is line 1."""
    positions = {column: place for place, column in enumerate(columns)}
    read = [Row(number, cells, positions) for number, cells in enumerate(rows, start=2)]
    return Table(name, tuple(columns), read, ",", Report(), positions)


def read_table(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str | None = None,
    required: Iterable[str],
    optional: Iterable[str] | None = (),
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    report: Report | None = None,
) -> Table:
    """The table in a file, or in bytes that were read already.

    `name` stands in the problems, else the path as given. Columns beyond `required` and `optional`
    are problems; `optional=None` lets any pass. Raises BadInput with all problems at once. With a
    `report`, a row that is not sound is noted there and left out, so that a reader can add what it
    finds in the others; what leaves no table at all is raised in any case.
    """
    shown = name if name is not None else "" if isinstance(source, bytes) else os.fspath(source)
    found = CappedReport() if report is None else report
    content = source if isinstance(source, bytes) else _read_bytes(source, shown, limit_bytes, found)
    # Bytes that were given, and a pipe that went on beyond the limit.
    if len(content) > limit_bytes:
        _refuse_size(found, shown, limit_bytes)
    written = _decode(content, shown, found)
    wanted = tuple(required)
    allowed = None if optional is None else (*wanted, *optional)
    delimiter = recognise_delimiter(written, allowed or wanted)
    # Units, codes and most figures repeat themselves: each is kept once, a fifth of the memory less.
    once: dict[str, str] = {}
    lines = io.StringIO(written, newline="")
    records = records_of(lines, delimiter, shown, found, lambda begins: _line_at(written, begins), once)
    header = next(records, None)
    if header is None:
        found.stop_if_any()
        refuse_empty(found, shown)
    line, columns = header
    check_header(line, columns, wanted, allowed, shown, found)
    positions = {column: position for position, column in enumerate(columns)}
    for column in allowed or ():
        positions.setdefault(column, _ABSENT)
    rows = list(sound_rows(records, columns, positions, frozenset(allowed or wanted), shown, found))
    if report is None:
        found.stop_if_any()
    if not rows:
        found.stop_if_any()
        refuse_empty(found, shown)
    return Table(shown, columns, rows, delimiter, found, positions)


def _read_bytes(path: str | os.PathLike[str], shown: str, limit_bytes: int, report: Report) -> bytes:
    """The bytes of a file; its size is looked at before it is read."""
    try:
        with Path(path).open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            # A pipe states no size: one byte above the limit tells.
            content = stream.read(limit_bytes + 1) if size <= limit_bytes else b""
    except FileNotFoundError:
        _refuse(
            report, "CH-1001", shown, text("There is no such file."), text("Check the name and the folder.")
        )
    except IsADirectoryError:
        _refuse(
            report,
            "CH-1002",
            shown,
            text("Expected a file; this is a folder."),
            text("Name the file inside the folder."),
        )
    except (OSError, ValueError) as reason:
        _refuse(
            report,
            "CH-1002",
            shown,
            text("The file cannot be read: {reason}.", reason=reason_of(reason)),
            text("Check who may read it, and whether another program holds it."),
        )
    if size > limit_bytes:
        _refuse_size(report, shown, limit_bytes)
    return content


def _refuse_size(report: Report, shown: str, limit_bytes: int) -> NoReturn:
    _refuse(
        report,
        "CH-1003",
        shown,
        text(
            "The file is larger than the limit of {limit} bytes ({mebibytes} MiB).",
            limit=limit_bytes,
            mebibytes=limit_bytes // (1024 * 1024),
        ),
        text("Split the file by period or by group of units."),
    )


def refuse_empty(report: Report, shown: str) -> NoReturn:
    """Raise that there are no rows."""
    _refuse(
        report,
        "CH-1004",
        shown,
        text("Expected a header and at least one row below it; the file holds none."),
        text("Check that the right file was given and that it was saved with its rows."),
    )


def _refuse(
    report: Report,
    code: str,
    shown: str,
    expected: Text,
    mend: Text,
    *,
    line: int | None = None,
    found: str = "",
) -> NoReturn:
    """Raise what leaves no table to read, together with all that the report holds already."""
    report.add(code, Place(shown, line), found, expected, mend)
    report.stop_if_any()
    raise AssertionError("a report with a problem stops")


def _decode(content: bytes, shown: str, report: Report) -> str:
    """The text of the file in composed form; raises BadInput where there is none."""
    try:
        decoded = decode_text(content)
    except CannotDecode as fault:
        _refuse(report, "CH-1005", shown, fault.expected, fault.mend, line=fault.line, found=fault.found)
    for remark in decoded.remarks:
        report.remark(text("{file}: {remark}", file=shown, remark=remark))
    strange = first_control_character(decoded.text)
    if strange is not None:
        line, character, count = strange
        _refuse(
            report,
            "CH-1006",
            shown,
            text("Expected text; of {count} control characters the first one stands here.", count=count),
            text("Save the file again as CSV UTF-8 from the program that made it."),
            line=line,
            found=f"U+{ord(character):04X}",
        )
    return decoded.text


def records_of(
    lines: Iterable[str],
    delimiter: Delimiter,
    shown: str,
    report: Report,
    line_at: Callable[[int], str],
    once: dict[str, str] | None = None,
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and stripped cells of each record that is not blank.

    `line_at` tells a line again; `once` holds each text a single time.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    blank = 0
    try:
        for cells in reader:
            stripped = tuple(map(str.strip, cells))
            if any(stripped):
                yield begins, stripped if once is None else tuple([once.setdefault(c, c) for c in stripped])
            elif cells:
                blank += 1
            begins = reader.line_num + 1
    except csv.Error:
        report.add(
            "CH-1007",
            Place(shown, begins),
            line_at(begins),
            text(
                "Expected cells whose quotation marks open and close, of at most {limit} characters;"
                " reading stopped in the row that begins here.",
                limit=LONGEST_CELL,
            ),
            text("Double each quotation mark inside a cell, and close each cell that begins with one."),
        )
    if blank:
        report.remark(text("{file}: {count} rows without any value were left out.", file=shown, count=blank))


def _line_at(written: str, number: int) -> str:
    for line, content in enumerate(io.StringIO(written, newline=""), start=1):
        if line == number:
            return content.strip()
    return ""


def sound_rows(
    records: Iterable[tuple[int, tuple[str, ...]]],
    columns: tuple[str, ...],
    positions: Mapping[str, int],
    known: frozenset[str],
    shown: str,
    report: Report,
) -> Iterator[Row]:
    """The rows whose shape is right; the others are noted."""
    width = len(columns)
    names = known | set(columns)
    is_second = True
    for number, cells in records:
        if cells == columns or (is_second and is_second_header(cells, names)):
            report.add(
                "CH-1012",
                Place(shown, number),
                ", ".join(cells),
                text("Expected one header, in the first row; this row is a header again."),
                text("Keep one header row whose cells are the names of the columns."),
            )
        elif len(cells) != width:
            report.add(
                "CH-1013",
                Place(shown, number),
                ", ".join(cells),
                text(
                    "Expected {expected} cells as in the header; found {found}.",
                    expected=width,
                    found=len(cells),
                ),
                text("Put cells that hold the delimiter into quotation marks; keep empty cells."),
            )
        elif max(map(len, cells)) > LONGEST_CELL:
            longest = max(range(width), key=lambda position: len(cells[position]))
            report.add(
                "CH-1014",
                Place(shown, number, columns[longest]),
                cells[longest],
                text("Expected at most {limit} characters in a cell.", limit=LONGEST_CELL),
                text("Look for a quotation mark that is never closed, or shorten the text."),
            )
        else:
            yield Row(number, cells, positions)
        is_second = False
