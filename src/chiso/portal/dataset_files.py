"""A table in the three formats that readers ask for: CSV, JSON and a workbook. The same bytes each time.

    .csv    the exact figures, as in the bundle
    .json   the same; figures as numbers with all their digits, an empty cell as null
    .xlsx   sheets: the tables, the data dictionary, the rights. Excel keeps some 15 digits of a number

Codes are text everywhere ("01" keeps its nought). What is empty in one format is empty in all.
"""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chiso.language import Bilingual
from chiso.publication.columns import Column
from chiso.tables import write_table

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?\Z", re.ASCII)
# A date that is the same on every machine; workbooks carry one, and readers show it nowhere.
_MADE = datetime.datetime(2000, 1, 1)
_MOST_ROWS_OF_A_SHEET = 1_048_576
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table of a data set: `name` is that of its files, `columns` in order."""

    name: str
    title: Bilingual
    columns: Mapping[str, Column]
    rows: tuple[tuple[str, ...], ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.columns)


def as_csv(table: DataTable) -> bytes:
    """The table as CSV: UTF-8, commas, LF, points as decimal signs."""
    return write_table(table.header, table.rows).encode("utf-8")


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
    written = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n  ".join(_object(table, row) for row in table.rows)
    return f'{written},\n "rows": [\n  {rows}\n ]\n}}\n'.encode()


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
    """All tables of a data set in one workbook, with their dictionary; no formula, no macro, no link."""
    import xlsxwriter  # a twentieth of the start of the program, and most builds write no workbook

    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(kept, {**options, "strings_to_numbers": False})
    book.set_properties({"title": title, "created": _MADE})
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for table in tables:
        sheet = book.add_worksheet(table.name[:31])
        for at, name in enumerate(table.header):
            sheet.write_string(0, at, name, bold)
            widths = (len(row[at]) for row in table.rows[:200])
            sheet.set_column(at, at, min(_WIDEST, max(len(name), *widths, 4) + 2))
        types = [column.type for column in table.columns.values()]
        for number, row in enumerate(table.rows[: _MOST_ROWS_OF_A_SHEET - 1], start=1):
            for at, cell in enumerate(row):
                if cell and types[at] in ("decimal", "integer") and _NUMBER.match(cell):
                    sheet.write_number(number, at, float(cell))
                elif cell:
                    sheet.write_string(number, at, cell)
        sheet.freeze_panes(1, 0)
    dictionary = book.add_worksheet("dictionary")
    for at, name in enumerate(("table", "column", "type", "vi", "en")):
        dictionary.write_string(0, at, name, bold)
        dictionary.set_column(at, at, 44 if name in ("vi", "en") else 14)
    entries = ((table.name, name, column) for table in tables for name, column in table.columns.items())
    for number, (name, column_name, column) in enumerate(entries, start=1):
        cells = (name, column_name, column.type, column.meaning.vi or "", column.meaning.en or "")
        for at, cell in enumerate(cells):
            dictionary.write_string(number, at, cell, wrapped)
    rights = book.add_worksheet("about")
    rights.set_column(0, 0, 24)
    rights.set_column(1, 1, 100)
    for number, (name, value) in enumerate(about):
        rights.write_string(number, 0, name, wrapped)
        rights.write_string(number, 1, value, wrapped)
    book.close()
    return kept.getvalue()
