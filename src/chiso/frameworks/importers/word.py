"""Tables of a Word document, read from the markup: merged cells, automatic numbers, pages where known.

A page is known only where Word has left the marks of its last layout. Text that a tracked change
takes out is not read; text that it brings in is. A table inside a cell becomes lines of that cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from chiso.frameworks.importers.files import MOST_COLUMNS, MOST_ROWS, damaged, refuse_too_much
from chiso.frameworks.importers.parts import Cell, CellPlace, Grid
from chiso.frameworks.importers.word_numbering import Numbering, W
from chiso.frameworks.importers.words import clean
from chiso.language import text
from chiso.libraries import need

# What wraps rows, cells and paragraphs without being one.
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag", f"{W}moveTo"})
_NOT_READ = frozenset({f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}rPrChange", f"{W}pPrChange"})
_BREAK = f"{W}lastRenderedPageBreak"
_OFF = frozenset({"0", "false", "off", "none"})


def read_word(source: bytes, name: str) -> tuple[Grid, ...]:
    """Every table of the document in its order. Raises BadInput, WrongCall (python-docx is missing)."""
    docx = need("docx", "python-docx")
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(source))
        reader = _Reader(name, Numbering(document), any(True for _ in document.element.body.iter(_BREAK)))
        return reader.read(document.element.body)
    except (LxmlError, KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise damaged(name, type(error).__name__) from error


@dataclass(slots=True)
class _Passage:
    """The words of some paragraphs, and what goes with them."""

    words: list[str] = field(default_factory=list)
    bold_letters: int = 0
    letters: int = 0
    breaks: int = 0
    begins_with_break: bool = False

    def add(self, written: str, *, is_bold: bool) -> None:
        self.words.append(written)
        seen = len(written.strip())
        self.letters += seen
        self.bold_letters += seen if is_bold else 0

    def turn_page(self) -> None:
        self.breaks += 1
        self.begins_with_break |= not self.letters

    @property
    def text(self) -> str:
        return clean("".join(self.words))


@dataclass(slots=True)
class _Reader:
    name: str
    numbering: Numbering
    knows_pages: bool
    page: int = 1
    rows: int = 0
    grids: list[Grid] = field(default_factory=list)

    def read(self, body: Any) -> tuple[Grid, ...]:
        before: list[str] = []
        for block in _unwrapped(body):
            if block.tag == f"{W}p":
                passage = _Passage()
                self._read_paragraph(block, passage)
                self.page += passage.breaks
                before += [line for line in passage.text.split("\n") if line]
            elif block.tag == f"{W}tbl":
                self.grids.append(Grid(self._read_table(block), tuple(before)))
                before = []
        return tuple(self.grids)

    def _read_table(self, table: Any) -> tuple[tuple[Cell, ...], ...]:
        rows: list[list[Cell]] = []
        # For each column the row and place in which the cell began that may still go on downwards.
        open_cells: dict[int, tuple[int, int]] = {}
        for row in _unwrapped(table):
            if row.tag == f"{W}tr":
                self.rows += 1
                if self.rows > MOST_ROWS:
                    raise refuse_too_much(self.name, "", text("{count} rows", count=MOST_ROWS))
                self._read_row(row, rows, open_cells)
        width = max((len(row) for row in rows), default=0)
        for number, row in enumerate(rows, start=1):
            row += [self._blank(number, column) for column in range(len(row) + 1, width + 1)]
        return tuple(tuple(row) for row in rows)

    def _read_row(self, row: Any, rows: list[list[Cell]], open_cells: dict[int, tuple[int, int]]) -> None:
        number = len(rows) + 1
        skipped = _number_of(row.find(f"{W}trPr/{W}gridBefore"), 0)
        cells = [self._blank(number, column) for column in range(1, min(skipped, MOST_COLUMNS) + 1)]
        passages: list[_Passage] = []
        for cell in _unwrapped(row):
            if cell.tag != f"{W}tc":
                continue
            span = max(1, _number_of(cell.find(f"{W}tcPr/{W}gridSpan"), 1))
            column = len(cells) + 1
            if column + span - 1 > MOST_COLUMNS:
                raise refuse_too_much(self.name, "", text("{count} columns", count=MOST_COLUMNS))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") != "restart"
            if goes_on and column in open_cells:
                first, place = open_cells[column]
                begun = rows[first][place]
                rows[first][place] = replace(begun, row_span=number - first)
                cells += [self._blank(number, at, is_covered=True) for at in range(column, column + span)]
                continue
            open_cells.pop(column, None)
            if merge is not None:
                open_cells[column] = (number - 1, column - 1)
            passage = _Passage()
            self._read_blocks(cell, passage)
            passages.append(passage)
            is_bold = passage.letters > 0 and passage.bold_letters * 2 > passage.letters
            cells.append(Cell(passage.text, self._place(number, column), is_bold, column_span=span))
            cells += [self._blank(number, at, is_covered=True) for at in range(column + 1, column + span)]
        turned = max((passage.breaks for passage in passages), default=0)
        if self.knows_pages and turned:
            if any(passage.begins_with_break for passage in passages):
                page = self.page + turned
                cells = [replace(cell, place=replace(cell.place, page=page)) for cell in cells]
            self.page += turned
        rows.append(cells)

    def _place(self, row: int, column: int) -> CellPlace:
        return CellPlace(self.page if self.knows_pages else None, "", len(self.grids) + 1, row, column)

    def _blank(self, row: int, column: int, *, is_covered: bool = False) -> Cell:
        return Cell("", self._place(row, column), is_covered=is_covered)

    def _read_blocks(self, cell: Any, passage: _Passage) -> None:
        for block in _unwrapped(cell):
            if block.tag == f"{W}p":
                if passage.words:
                    passage.add("\n", is_bold=False)
                self._read_paragraph(block, passage)
            elif block.tag in (f"{W}tbl", f"{W}tr", f"{W}tc"):
                self._read_blocks(block, passage)

    def _read_paragraph(self, paragraph: Any, passage: _Passage) -> None:
        label = self.numbering.label_of(paragraph)
        if label:
            passage.add(f"{label} ", is_bold=False)
        for element, is_bold in _pieces(paragraph, False):
            if element.tag == f"{W}t":
                passage.add(element.text or "", is_bold=is_bold)
            elif element.tag in (f"{W}tab", f"{W}ptab"):
                passage.add(" ", is_bold=is_bold)
            elif element.tag in (f"{W}noBreakHyphen",):
                passage.add("-", is_bold=is_bold)
            elif element.tag in (f"{W}br", f"{W}cr"):
                passage.add("\n", is_bold=is_bold)
            elif element.tag == _BREAK:
                passage.turn_page()


def _unwrapped(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        elif isinstance(child.tag, str) and child.tag not in _NOT_READ:
            yield child


def _pieces(parent: Any, is_bold: bool) -> Iterator[tuple[Any, bool]]:
    """Everything inside a paragraph that may be words, each with whether it is printed bold."""
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in _NOT_READ or child.tag.endswith("}Fallback"):
            continue
        if child.tag == f"{W}pPr":
            continue
        if child.tag == f"{W}r":
            mark = child.find(f"{W}rPr/{W}b")
            yield from _pieces(child, mark is not None and mark.get(f"{W}val", "1") not in _OFF)
            continue
        yield child, is_bold
        if len(child):
            yield from _pieces(child, is_bold)


def _number_of(element: Any, otherwise: int) -> int:
    written = element.get(f"{W}val", "") if element is not None else ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else otherwise
