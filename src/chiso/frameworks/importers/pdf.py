"""Tables of a PDF file: cells from the ruled lines, words by their place, lines joined to paragraphs.

A printed line ends where the cell ends, not where the sentence does. Two lines are one paragraph when
the first word of the lower one would not have fitted behind the upper one.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from chiso.frameworks.importers.files import MOST_COLUMNS, MOST_PAGES, damaged, refuse, refuse_too_much
from chiso.frameworks.importers.parts import Cell, CellPlace, Grid
from chiso.frameworks.importers.pdf_bounds import MOST_CONTENT, MOST_EDGES, MOST_LETTERS, check_bounds
from chiso.frameworks.importers.words import clean
from chiso.language import text
from chiso.libraries import need

Box: TypeAlias = tuple[float, float, float, float]

# Points of a page within which two positions are the same.
_NEAR = 3.0
# A margin inside a cell is not wider than this; a blank is this part of the height of a line.
_WIDEST_PADDING = 12.0
_BLANK = 0.2
_BEGINS_AN_ITEM = re.compile(r"[-–—+•*▪●](?!\d)|[a-zđ]\)|\(?\d{1,2}[.)]\s")
_ENDS_AN_ITEM = re.compile(r"[;.:]$|\d$|điểm$")
_FAULTS = (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, OverflowError,
           RecursionError, NotImplementedError, EOFError, struct.error, zlib.error)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    is_bold: bool


def read_pdf(source: bytes, name: str) -> tuple[tuple[Grid, ...], int]:
    """Every ruled table, page by page, and the number of pages.

    Raises BadInput (also for a scan, which has no text), WrongCall (pdfplumber is missing).
    """
    pdfplumber = need("pdfplumber", "pdfplumber")
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    # What it meets in a damaged file it would say on the screen; the file is read or refused all the same.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    check_bounds(source, name)
    try:
        with pdfplumber.open(io.BytesIO(source)) as document:
            return _Reader(name).read(document)
    except (PDFException, MalformedPDFException, PdfminerException, *_FAULTS) as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in (error, *error.args)):
            raise refuse(
                "CH-2602",
                name,
                "pdf",
                text("Expected a file without a password."),
                text("Save it again without a password."),
            ) from error
        raise damaged(name, type(error).__name__) from error


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.grids: list[Grid] = []
        self.columns: list[float] = []
        self.letters = 0
        self.before: list[str] = []

    def read(self, document: Any) -> tuple[tuple[Grid, ...], int]:
        pages = len(document.pages)
        if pages > MOST_PAGES:
            raise refuse_too_much(self.name, f"{pages}", text("{count} pages", count=MOST_PAGES))
        for page in document.pages:
            self._read_page(page)
            page.close()
        if not self.letters:
            raise refuse(
                "CH-2606",
                self.name,
                "",
                text("Expected a PDF with text; this one holds pictures of pages only."),
                text("Use the Word or Excel file, or have the scan read by a program that recognises text."),
            )
        return tuple(self.grids), pages

    def _read_page(self, page: Any) -> None:
        self._check_page(page)
        words = [
            _Word(
                word["text"],
                word["x0"],
                word["x1"],
                word["top"],
                word["bottom"],
                "bold" in word["fontname"].lower(),
            )
            for word in page.extract_words(extra_attrs=["fontname"])
        ]
        words.sort(key=lambda word: (word.top + word.bottom) / 2)
        heights = [(word.top + word.bottom) / 2 for word in words]
        top = 0.0
        for table in page.find_tables():
            left, upper, right, lower = table.bbox
            above = words[bisect_left(heights, top) : bisect_left(heights, upper)]
            self.before += [line for line in _free_words(above).split("\n") if line]
            inside = [
                word
                for word in words[bisect_left(heights, upper) : bisect_left(heights, lower)]
                if left <= (word.left + word.right) / 2 <= right
            ]
            self._read_table(table, inside, page.page_number)
            top = lower
        below = words[bisect_left(heights, top) :]
        self.before += [line for line in _free_words(below).split("\n") if line]

    def _check_page(self, page: Any) -> None:
        number = f"{page.page_number}"
        if sum(len(stream.get_data()) for stream in page.page_obj.contents) > MOST_CONTENT:
            what = text("{count} MB of drawing on a page", count=MOST_CONTENT // 1_000_000)
            raise refuse_too_much(self.name, number, what)
        self.letters += len(page.chars)
        if self.letters > MOST_LETTERS:
            raise refuse_too_much(self.name, number, text("{count} letters", count=MOST_LETTERS))
        if len(page.edges) > MOST_EDGES:
            raise refuse_too_much(self.name, number, text("{count} lines drawn on a page", count=MOST_EDGES))

    def _read_table(self, table: Any, words: list[_Word], page: int) -> None:
        boxes: list[Box] = [cell for row in table.rows for cell in row.cells if cell is not None]
        lefts = _positions([box[0] for box in boxes])
        tops = _positions([box[1] for box in boxes])
        # A page on which no row parts two columns still has the columns of the page before it.
        if self.columns and all(_is_near(left, self.columns) for left in lefts):
            lefts = self.columns
        if len(lefts) > MOST_COLUMNS:
            raise refuse_too_much(self.name, f"{page}", text("{count} columns", count=MOST_COLUMNS))
        self.columns = lefts
        number = len(self.grids) + 1
        places = [[CellPlace(page, "", number, row + 1, column + 1) for column in range(len(lefts))]
                  for row in range(len(tops))]  # fmt: skip
        cells = [[Cell("", place, is_covered=True) for place in row] for row in places]
        for box, inside in _words_by_box(boxes, words):
            row, column = _at(box[1], tops), _at(box[0], lefts)
            letters = sum(len(word.text) for word in inside)
            bold = sum(len(word.text) for word in inside if word.is_bold)
            cells[row][column] = Cell(
                _paragraphs(inside, box[0], box[2]),
                places[row][column],
                is_bold=bold * 2 > letters,
                row_span=max(1, sum(box[1] + _NEAR < top < box[3] - _NEAR for top in tops) + 1),
                column_span=max(1, sum(box[0] + _NEAR < left < box[2] - _NEAR for left in lefts) + 1),
            )
        self.grids.append(Grid(tuple(tuple(row) for row in cells), tuple(self.before)))
        self.before = []


def _words_by_box(boxes: list[Box], words: list[_Word]) -> list[tuple[Box, list[_Word]]]:
    """Each box with the words whose middle it holds."""
    heights = [(word.top + word.bottom) / 2 for word in words]
    found: list[tuple[Box, list[_Word]]] = []
    for box in boxes:
        left, top, right, bottom = box
        near = words[bisect_left(heights, top) : bisect_left(heights, bottom)]
        found.append((box, [word for word in near if left <= (word.left + word.right) / 2 < right]))
    return found


def _paragraphs(words: list[_Word], left: float, right: float) -> str:
    """The words between two edges, a paragraph a line."""
    lines: list[list[_Word]] = []
    for word in words:
        if lines and abs((word.top + word.bottom) - (lines[-1][0].top + lines[-1][0].bottom)) < 2 * _NEAR:
            lines[-1].append(word)
        else:
            lines.append([word])
    for line in lines:
        line.sort(key=lambda word: word.left)
    if not lines:
        return ""
    # The margin on the right is taken to be that on the left.
    edge = right - min(_WIDEST_PADDING, max(0.0, min(line[0].left for line in lines) - left))
    written = _line(lines[0])
    for upper, lower in pairwise(lines):
        is_item = _BEGINS_AN_ITEM.match(_line(lower)) and _ENDS_AN_ITEM.search(_line(upper))
        is_break = is_item or _had_room(upper, lower[0], edge)
        written += ("\n" if is_break else " ") + _line(lower)
    return clean(written)


def _had_room(upper: Sequence[_Word], following: _Word, edge: float) -> bool:
    """Whether the word would still have fitted at the end of the upper line."""
    blank = (following.bottom - following.top) * _BLANK
    return upper[-1].right + blank + (following.right - following.left) < edge - 1


def _free_words(words: list[_Word]) -> str:
    """Words outside a table: what was printed widest is taken for the edge."""
    left = min((word.left for word in words), default=0.0)
    return _paragraphs(words, left, max((word.right for word in words), default=0.0))


def _line(words: Sequence[_Word]) -> str:
    return " ".join(word.text for word in words)


def _positions(values: list[float]) -> list[float]:
    """The distinct positions in order; those nearer than `_NEAR` are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _is_near(value: float, positions: list[float]) -> bool:
    return any(abs(value - position) <= _NEAR for position in positions)


def _at(value: float, positions: list[float]) -> int:
    return min(range(len(positions)), key=lambda place: abs(positions[place] - value))
