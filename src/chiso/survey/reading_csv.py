"""CSV of any size: a plain UTF-8 file goes through Arrow, everything else through `chiso.tables`.

What is looked at before (in pieces, so that memory stays bounded): whether the bytes are UTF-8, hold no
control characters, and close their quotation marks. A file that fails is read by `chiso.tables`, which
knows Windows-1258 and UTF-16 and names what is wrong, up to `LARGEST_SLOW` bytes.

    CH-1003 above the limit          CH-1004 no rows           CH-1008, CH-1009 the header
    CH-1013 cells in a row, with the row of the file (however many rows stand before it)
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv

from chiso.figures import DecimalSign
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.column_types import Words, find_decimal_sign, findings_of, typed_column, words_of
from chiso.survey.findings import Finding
from chiso.survey.reading import Data
from chiso.tables import LONGEST_CELL, CappedReport, read_table
from chiso.tables.header import check_header, recognise_delimiter

LARGEST_SLOW = 512 * 1024 * 1024
_PIECE = 16 * 1024 * 1024
_HEADER_BYTES = 1024 * 1024
_CONTROLS = bytes([*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_csv(path: Path, *, decimal: DecimalSign | None, missing_words: tuple[str, ...]) -> Data:
    """The table in a CSV file with commas, semicolons or tabs. Raises BadInput with all problems."""
    name = str(path)
    look = _look_at(path)
    cells = _read_by_arrow(path, name, look) if look.is_plain else None
    if cells is None:
        cells = _read_by_tables(path, name)
    columns = {column: words_of(array, missing_words) for column, array in cells.columns.items()}
    return data_of_words(
        name, columns, cells.row_number, delimiter=cells.delimiter, decimal=decimal, remarks=cells.remarks
    )


def data_of_words(
    name: str,
    columns: dict[str, Words],
    row_number: Callable[[int], int],
    *,
    delimiter: str,
    decimal: DecimalSign | None,
    remarks: tuple[Text, ...] = (),
    keep_empty: bool = False,
) -> Data:
    """The data of columns of words: each column gets its kind.

    Rows without any word are left out, unless `keep_empty` says that more columns stand beside these.
    """
    filled = np.zeros(max((len(words.index) for words in columns.values()), default=0), dtype=np.bool_)
    for words in columns.values():
        filled |= words.index >= 0
    if not filled.any() and not keep_empty:
        raise BadInput([no_rows(name)])
    left = int((~filled).sum())
    if left and not keep_empty:
        kept = np.flatnonzero(filled)
        columns = {column: Words(words.words, words.index[kept]) for column, words in columns.items()}
        remarks = (
            *remarks,
            text("{file}: {count} rows without any value were left out.", file=name, count=left),
        )
        number_of_all = row_number

        def row_number(index: int) -> int:
            return number_of_all(int(kept[index]))

    sign, told = find_decimal_sign(columns, name, delimiter, decimal, row_number)
    findings: list[Finding] = []
    arrays = []
    for column, words in columns.items():
        findings += findings_of(name, column, words, sign, row_number)
        arrays.append(typed_column(words, sign))
    table = pa.table(arrays, names=list(columns))
    return Data(name, table, remarks=(*remarks, *told), findings=tuple(findings), row_number=row_number)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a first pass over the bytes saw."""

    is_plain: bool
    lines: int
    head: bytes


@dataclass(frozen=True)
class _Cells:
    """Columns of text as they stand in the file."""

    columns: dict[str, Any]
    delimiter: str
    row_number: Callable[[int], int]
    remarks: tuple[Text, ...] = ()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _look_at(path: Path) -> _Look:
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_plain, quotes, lines, head, last = True, 0, 0, b"", b""
    try:
        for piece in _pieces(path):
            head = head or piece[:_HEADER_BYTES]
            last = piece[-1:]
            quotes += piece.count(b'"')
            lines += piece.count(b"\n")
            is_plain = is_plain and len(piece.translate(None, _CONTROLS)) == len(piece)
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_plain = False
    except OSError:
        # The reader of tables says what the disk refused.
        is_plain = False
    is_plain = is_plain and bool(head.strip()) and quotes % 2 == 0 and not head.startswith(_MARKS)
    # Old line ends (CR alone) are the business of the reader of tables.
    is_plain = is_plain and (lines > 0 or b"\r" not in head)
    return _Look(is_plain, lines + (last not in (b"", b"\n")), head)


def _read_by_arrow(path: Path, name: str, look: _Look) -> _Cells | None:
    """The columns, or None where Arrow stumbles over something that it does not name well."""
    written = look.head.decode("utf-8-sig", errors="ignore")
    delimiter = recognise_delimiter(written, ())
    try:
        first = next(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
    header = tuple(" ".join(cell.split()) for cell in first)
    if not any(header):
        return None
    report = CappedReport()
    check_header(1, header, (), None, name, report)
    lines = _Lines(path, delimiter, look.lines, len(header))
    table, broken = _arrow_table(path, header, delimiter, is_threaded=True)
    if broken:
        table, broken = _arrow_table(path, header, delimiter, is_threaded=False)
    if table is None:
        return None
    if broken:
        raise _broken_rows(name, lines, broken)
    lines.records = table.num_rows
    if table.num_rows and _longest(table) > LONGEST_CELL:
        return None
    columns = {column: table.column(place) for place, column in enumerate(header)}
    return _Cells(columns, delimiter, lines.line_of)


def _arrow_table(
    path: Path, header: tuple[str, ...], delimiter: str, *, is_threaded: bool
) -> tuple[Any, list[Any]]:
    broken: list[Any] = []

    def note(row: Any) -> str:
        if row.text.strip():  # a line of blanks is no row
            broken.append(row)
        return "skip"

    # Names of our own, since the header was read and checked already.
    names = [f"c{place}" for place in range(len(header))]
    try:
        table = arrow_csv.read_csv(
            str(path),
            read_options=arrow_csv.ReadOptions(
                use_threads=is_threaded, block_size=_PIECE, column_names=names, skip_rows_after_names=1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowException:
        return None, []
    return table.unify_dictionaries().combine_chunks(), broken


def _longest(table: Any) -> int:
    import pyarrow.compute as pc

    longest = 0
    for column in table.columns:
        for chunk in column.chunks:
            if len(chunk.dictionary):
                longest = max(longest, pc.max(pc.utf8_length(chunk.dictionary)).as_py() or 0)
    return longest


@dataclass
class _Lines:
    """On which line of the file a record begins. Counted only where something has to be placed."""

    path: Path
    delimiter: str
    lines: int
    width: int
    records: int = 0

    def line_of(self, index: int) -> int:
        """The line of a record below the header (from 0)."""
        if self.lines == self.records + 1:
            return index + 2
        return int(self._begins[index]) if index < len(self._begins) else index + 2

    @cached_property
    def _begins(self) -> npt.NDArray[np.int64]:
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, delimiter=self.delimiter)
            begins: list[int] = []
            line = 1
            try:
                for cells in reader:
                    if len(cells) > 1 or (cells and (self.width == 1 or cells[0].strip())):
                        begins.append(line)
                    line = reader.line_num + 1
            except csv.Error:
                pass  # what was counted up to here still places its rows
        return np.array(begins[1:], dtype=np.int64)


def _broken_rows(name: str, lines: _Lines, broken: list[Any]) -> BadInput:
    report = CappedReport()
    for row in sorted(broken, key=lambda one: one.number):
        report.add(
            "CH-1013",
            # The header is Arrow's row 1.
            Place(name, lines.line_of(row.number - 2)),
            row.text,
            text(
                "Expected {expected} cells as in the header; found {found}.",
                expected=row.expected_columns,
                found=row.actual_columns,
            ),
            text("Put cells that hold the delimiter into quotation marks; keep empty cells."),
        )
    try:
        report.stop_if_any()
    except BadInput as refused:
        return refused
    raise AssertionError("there are broken rows")


def _read_by_tables(path: Path, name: str) -> _Cells:
    table = read_table(path, name=name, required=(), optional=None, limit_bytes=LARGEST_SLOW)
    numbers = [row.number for row in table.rows]
    columns = {column: pa.array(table.column(column), pa.string()) for column in table.columns}
    return _Cells(columns, table.delimiter, numbers.__getitem__, tuple(table.report.remarks))


def no_rows(name: str) -> Problem:
    """The file has a header at most (CH-1004)."""
    return Problem(
        "CH-1004",
        Place(name),
        "",
        text("Expected a header and at least one row below it; the file holds none."),
        text("Check that the right file was given and that it was saved with its rows."),
    )
