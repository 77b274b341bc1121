"""A table in the three formats that readers ask for: CSV, JSON and a workbook. The same bytes each time.

    .csv    the exact figures, as in the bundle
    .json   the same; figures as numbers with all their digits, an empty cell as null
    .xlsx   sheets: the tables, the data dictionary, the rights. Excel keeps some 15 digits of a number

Codes are text everywhere ("01" keeps its nought). What is empty in one format is empty in all.
A table of a city has 70,000 rows: it is held as the bytes of its CSV, and its cells are made row by row.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from chiso.language import Bilingual
from chiso.publication.columns import Column
from chiso.tables import write_table
from chiso.writing import cannot_write

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z", re.ASCII)
# A date that is the same on every machine; workbooks carry one, and readers show it nowhere.
_MADE = datetime.datetime(2000, 1, 1)
_MOST_ROWS_OF_A_SHEET = 1_048_576
_WIDEST = 60
# By so many rows the width of a column is chosen.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table of a data set: `name` is that of its files, `columns` in order, `content` its CSV.

    `count`: how many rows it has, the header not counted.
    """

    name: str
    title: Bilingual
    columns: Mapping[str, Column]
    content: bytes
    count: int

    @classmethod
    def of(
        cls, name: str, title: Bilingual, columns: Mapping[str, Column], rows: Iterable[Sequence[str]]
    ) -> DataTable:
        """The table of these rows."""
        return cls.written(name, title, columns, write_table(columns, rows))

    @classmethod
    def written(cls, name: str, title: Bilingual, columns: Mapping[str, Column], text: str) -> DataTable:
        """A table that was written as CSV; of `columns` those that it has."""
        content = text.encode()
        rows = _cells(content)
        kept = {column: columns[column] for column in next(rows)}
        return cls(name, title, kept, content, sum(1 for _ in rows))

    @property
    def rows(self) -> Iterator[list[str]]:
        """The cells of one row after the other."""
        return islice(_cells(self.content), 1, None)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.columns)


def _cells(content: bytes) -> Iterator[list[str]]:
    return csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""))


def as_csv(table: DataTable) -> bytes:
    """The table as CSV: UTF-8, commas, LF, points as decimal signs."""
    return table.content


def as_json(table: DataTable, about: Mapping[str, object]) -> bytes:
    """The table as a JSON document: what it is (`about`), its columns, one object a row."""
    head = {
        **about,
        "title": {"vi": table.title.vi, "en": table.title.en},
        "columns": [
            {"name": name, "type": column.type, "vi": column.meaning.vi, "en": column.meaning.en}
            for name, column in table.columns.items()
        ],
    }
    written = io.BytesIO()
    written.write(f'{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n "rows": [\n  '.encode())
    separator = ""
    for row in table.rows:
        written.write(f"{separator}{_object(table, row)}".encode())
        separator = ",\n  "
    written.write(b"\n ]\n}\n")
    return written.getvalue()


def _object(table: DataTable, row: Sequence[str]) -> str:
    """One row; written by hand, since a JSON number may carry every digit but a float may not."""
    cells = []
    for (name, column), cell in zip(table.columns.items(), row, strict=True):
        is_number = column.type in ("decimal", "integer") and _NUMBER.match(cell)
        if not cell:
            value = "null"
        elif is_number or (column.type == "boolean" and cell in ("true", "false")):
            value = cell
        else:
            value = json.dumps(cell, ensure_ascii=False)
        cells.append(f'"{name}": {value}')
    return "{" + ", ".join(cells) + "}"


def as_workbook(tables: Sequence[DataTable], about: Sequence[tuple[str, str]], title: str) -> bytes:
    """All tables of a data set in one workbook, with their dictionary; no formula, no macro, no link.

    A sheet is written to the disk row by row: its cells in memory took 90 MB for a year of 631 units.
    Raises CannotWrite (CH-5005) where the folder for such files takes no more.
    """
    import xlsxwriter  # a twentieth of the start of the program, and most builds write no workbook
    from xlsxwriter.exceptions import FileCreateError

    kept = io.BytesIO()
    try:
        with tempfile.TemporaryDirectory(prefix="chiso-portal-") as folder:
            options = {"constant_memory": True, "tmpdir": folder}
            safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
            book = xlsxwriter.Workbook(kept, {**options, **safe})
            book.set_properties({"title": title, "created": _MADE})
            _fill(book, tables, about)
            book.close()
    except (OSError, FileCreateError) as error:
        refused = error if isinstance(error, OSError) else error.args[0]
        raise cannot_write(Path(tempfile.gettempdir()), refused) from error
    return kept.getvalue()


def _fill(book: Workbook, tables: Sequence[DataTable], about: Sequence[tuple[str, str]]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for table in tables:
        _write_table(book.add_worksheet(table.name[:31]), table, bold)
    _write_dictionary(book.add_worksheet("dictionary"), tables, bold, wrapped)
    rights = book.add_worksheet("about")
    rights.set_column(0, 0, 24)
    rights.set_column(1, 1, 100)
    for number, cells in enumerate(about):
        _write_row(rights, number, cells, wrapped)


def _write_table(sheet: Worksheet, table: DataTable, bold: Format) -> None:
    looked_at = list(islice(table.rows, _LOOKED_AT))
    for at, name in enumerate(table.header):
        widths = (len(row[at]) for row in looked_at)
        sheet.set_column(at, at, min(_WIDEST, max(len(name), *widths, 4) + 2))
    sheet.freeze_panes(1, 0)
    _write_row(sheet, 0, table.header, bold)
    are_numbers = [column.type in ("decimal", "integer") for column in table.columns.values()]
    for number, row in enumerate(islice(table.rows, _MOST_ROWS_OF_A_SHEET - 1), start=1):
        for at, cell in enumerate(row):
            if cell and are_numbers[at] and _NUMBER.match(cell):
                sheet.write_number(number, at, float(cell))
            elif cell:
                sheet.write_string(number, at, cell)


def _write_dictionary(sheet: Worksheet, tables: Sequence[DataTable], bold: Format, wrapped: Format) -> None:
    header = ("table", "column", "type", "vi", "en")
    for at, name in enumerate(header):
        sheet.set_column(at, at, 44 if name in ("vi", "en") else 14)
    _write_row(sheet, 0, header, bold)
    entries = ((table.name, name, column) for table in tables for name, column in table.columns.items())
    for number, (table, name, column) in enumerate(entries, start=1):
        cells = (table, name, column.type, column.meaning.vi or "", column.meaning.en or "")
        _write_row(sheet, number, cells, wrapped)


def _write_row(sheet: Worksheet, number: int, cells: Sequence[str], shape: Format) -> None:
    for at, cell in enumerate(cells):
        sheet.write_string(number, at, cell, shape)
