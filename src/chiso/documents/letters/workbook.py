"""The tables of annexes as a workbook: one sheet for each table, one row a line, figures as numbers.

Needs XlsxWriter (the extra `documents`). Texts never become formulas or links. Rows are written one after
the other and not kept in memory.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from chiso.documents.letters.layout import FACE, TABLE
from chiso.documents.letters.parts import Annex, Cell, Column, Side, Table
from chiso.documents.letters.printed import cell_in_words, one_line
from chiso.figures import round_figure, terminates
from chiso.language import DEFAULT_LANGUAGE, Language, text
from chiso.libraries import need

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
_HEAD_ROW = 2
# What Excel allows: letters of a sheet's name and of a cell.
_LONGEST_SHEET, _LONGEST_CELL = 31, 32_767
_NOT_IN_SHEET = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
# A share of the page's line in letters of a column.
_LETTERS_OF_A_SHARE = 0.62
_WIDTH_OF_GROUP = 34


@dataclass(frozen=True, slots=True)
class _Faces:
    """The faces of a workbook's cells; figures have one for each number of decimals."""

    title: Format
    head: Format
    words: dict[str, Format]
    figures: dict[tuple[int | None, Side], Format]


def write_xlsx(
    annexes: Sequence[Annex],
    *,
    title: str,
    created: datetime.datetime,
    language: Language = DEFAULT_LANGUAGE,
    notice: str = "",
) -> bytes:
    """The bytes of an .xlsx file with the tables of `annexes`; the same tables give the same bytes.

    The title of its annex stands above each table, `notice` below that; `title` and `created` (with time
    zone) are in the file's own facts. Raises WrongCall (CH-5002) if XlsxWriter is not installed.
    """
    xlsxwriter = need("xlsxwriter", "XlsxWriter")
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as workbook:
        made = created.astimezone(datetime.UTC).replace(tzinfo=None)
        workbook.set_properties({"title": one_line(title)[:255], "created": made})
        tables = list(_tables(annexes))
        faces = _faces(workbook, [column for _, _, table in tables for column in table.columns])
        for name, annex, table in tables:
            sheet = workbook.add_worksheet(name)
            _write_table(sheet, faces, table, annex.title or title, notice, language)
        if not tables:
            workbook.add_worksheet(text("Annex").in_language(language))
    return target.getvalue()


def _tables(annexes: Iterable[Annex]) -> Iterator[tuple[str, Annex, Table]]:
    """Each table with the name of its sheet, which is its annex's with a number where it is taken."""
    taken: set[str] = set()
    for annex in annexes:
        for table in annex.blocks:
            if isinstance(table, Table):
                name = _name_of_sheet(annex.sheet or annex.title, taken)
                taken.add(name.casefold())
                yield name, annex, table


def _name_of_sheet(wished: str, taken: set[str]) -> str:
    plain = one_line(wished).translate(_NOT_IN_SHEET).strip() or "1"
    name, number = plain[:_LONGEST_SHEET].strip(), 1
    # "History" is a name that Excel keeps for itself.
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        tail = f" {number}"
        name = plain[: _LONGEST_SHEET - len(tail)].strip() + tail
    return name


def _faces(workbook: Workbook, columns: Iterable[Column]) -> _Faces:
    face: dict[str, Any] = {"font_name": FACE, "font_size": TABLE, "valign": "top"}
    bordered = {**face, "border": 1, "text_wrap": True}
    sorts = dict.fromkeys((column.places, column.stands) for column in columns if column.kind == "number")
    return _Faces(
        title=workbook.add_format({**face, "bold": True}),
        head=workbook.add_format({**bordered, "bold": True, "align": "center", "valign": "vcenter"}),
        words={
            side: workbook.add_format({**bordered, "align": side}) for side in ("left", "center", "right")
        },
        figures={
            (places, side): workbook.add_format(
                {**bordered, "align": side, "num_format": _number_format(places)}
            )
            for places, side in sorts
        },
    )


def _number_format(places: int | None) -> str:
    """Excel writes the marks of the reader's own country for these."""
    if places is None:
        return "General"
    return "#,##0." + "0" * places if places else "#,##0"


def _write_table(
    sheet: Worksheet, faces: _Faces, table: Table, title: str, notice: str, language: Language
) -> None:
    has_groups = any(group.title for group in table.groups)
    first = 1 if has_groups else 0
    _set_page(sheet, table, first)
    sheet.write_string(0, 0, _fitting(title), faces.title)
    if notice:
        sheet.write_string(1, 0, _fitting(notice), faces.title)
    if has_groups:
        sheet.write_string(_HEAD_ROW, 0, _fitting(table.group_title), faces.head)
    for place, column in enumerate(table.columns, start=first):
        sheet.write_string(_HEAD_ROW, place, _fitting(column.title), faces.head)
    line = _HEAD_ROW
    for group in table.groups:
        for row in group.rows:
            line += 1
            if has_groups:
                sheet.write_string(line, 0, _fitting(group.title), faces.words["left"])
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True), start=first):
                _write_cell(sheet, line, place, cell, column, faces, language)
    sheet.autofilter(_HEAD_ROW, 0, max(line, _HEAD_ROW), first + len(table.columns) - 1)


def _set_page(sheet: Worksheet, table: Table, first: int) -> None:
    """A4 across, one page wide, the head on every page and in sight."""
    if first:
        sheet.set_column(0, 0, _WIDTH_OF_GROUP)
    for place, column in enumerate(table.columns, start=first):
        sheet.set_column(place, place, max(8, round(column.width * _LETTERS_OF_A_SHARE)))
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")


def _write_cell(
    sheet: Worksheet, line: int, place: int, cell: Cell, column: Column, faces: _Faces, language: Language
) -> None:
    if cell is None:
        sheet.write_blank(line, place, None, faces.words[column.stands])
        return
    figure = None if isinstance(cell, str) else _figure(Fraction(cell), column.places)
    if figure is not None and column.kind == "number":
        sheet.write_number(line, place, figure, faces.figures[column.places, column.stands])
    else:
        words = cell_in_words(cell, column, language)
        sheet.write_string(line, place, _fitting(words), faces.words[column.stands])


def _figure(value: Fraction, places: int | None) -> float | None:
    """The published figure as a number of a workbook; None where its 15 digits do not hold it."""
    shown = value if places is None else round_figure(value, places, "half_up")
    is_held = terminates(shown) and Fraction(format(float(shown), ".15g")) == shown
    return float(shown) if is_held else None


def _fitting(words: str) -> str:
    plain = one_line(words)
    return plain if len(plain) <= _LONGEST_CELL else plain[: _LONGEST_CELL - 1] + "…"
