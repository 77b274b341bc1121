"""A workbook edited as a spreadsheet program, or somebody who means harm, would do it: cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import python_calamine

# The headings in Vietnamese, as they are printed.
COLUMNS = {
    "code": "Mã", "case": "Trường hợp", "value": "Số liệu", "numerator": "Tử số", "denominator": "Mẫu số",
    "label": "Lựa chọn", "status": "Tình trạng câu trả lời", "note": "Giải trình",
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """The bytes of a workbook."""

    content: bytes

    def sheet(self, title: str) -> list[list[Any]]:
        """The values of a sheet."""
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.content)) as workbook:
            return workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)

    @property
    def titles(self) -> list[str]:
        """The sheets by their titles."""
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.content)) as workbook:
            return workbook.sheet_names

    def cell(self, code: str, column: str, nth: int = 0, sheet: str = "Tiêu chí") -> str:
        """The reference ("F7") of a cell in the nth row of a criterion."""
        rows = self.sheet(sheet)
        head = next(number for number, row in enumerate(rows) if COLUMNS["code"] in row)
        place = rows[head].index(COLUMNS[column])
        numbers = [number for number, row in enumerate(rows[head + 1 :], head + 1) if row[0] == code]
        return f"{chr(ord('A') + place)}{numbers[nth] + 1}"

    def type(self, cells: Mapping[str, str], member: str = "xl/worksheets/sheet1.xml") -> Book:
        """The book after cells were typed into: reference → markup of what the cell holds (see `words`)."""

        def change(sheet: str) -> str:
            for reference, inside in cells.items():
                found = re.search(rf'<c r="{reference}"(?: s="(\d+)")?[^>]*?(?:/>|>.*?</c>)', sheet)
                assert found, reference
                kind, _, markup = inside.partition("|")
                written = f'<c r="{reference}" s="{found[1] or 0}"{kind}>{markup}</c>'
                sheet = sheet.replace(found[0], written, 1)
            return sheet

        return self.with_part(member, change)

    def with_part(self, member: str, change: Callable[[str], str]) -> Book:
        """The book with one of its parts changed."""
        return self.with_parts({member: change(self.part(member)).encode()})

    def part(self, member: str) -> str:
        """One part of the archive."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return archive.read(member).decode()

    def with_parts(self, parts: Mapping[str, bytes]) -> Book:
        """The book with parts added or replaced."""
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.content)) as archive,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
        ):
            for name in archive.namelist():
                if name not in parts:
                    written.writestr(name, archive.read(name))
            for name, content in parts.items():
                written.writestr(name, content)
        return Book(target.getvalue())


def words(said: str) -> str:
    """A cell of text."""
    return f' t="inlineStr"|<is><t xml:space="preserve">{escape(said)}</t></is>'


def number(written: str) -> str:
    """A cell of a number."""
    return f"|<v>{written}</v>"


def formula(written: str, value: str = "1") -> str:
    """A cell of a formula with the value that was saved."""
    return f"|<f>{escape(written)}</f><v>{value}</v>"
