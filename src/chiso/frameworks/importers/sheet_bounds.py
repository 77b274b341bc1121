"""How much a workbook would unfold to, counted before a library lays out its cells.

A sheet is laid out from its first to its last cell, so that two cells far apart take all memory, and
one long text may be named by any number of cells. Both are counted in the markup.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from chiso.frameworks.importers.files import MOST_ROWS, damaged, refuse_too_much
from chiso.language import text
from chiso.problems import BadInput

_MOST_LETTERS = 20_000_000
_LARGEST_SHEET = 40_000_000
# Columns are counted apart from empty ones later; here only their distance matters.
_FARTHEST_COLUMN = 1_000
_FARTHEST_ROW = 4 * MOST_ROWS


def check_bounds(source: bytes, name: str) -> None:
    """Raises BadInput where the sheets hold, or reach, more than any annex does."""
    texts: list[int] = []
    sheets: list[_Sheet] = []
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        for member in archive.namelist():
            if not member.endswith("/"):
                _count(archive.read(member), name, texts, sheets)
    letters = sum(sheet.own_letters for sheet in sheets)
    for sheet in sheets:
        for position, times in sheet.named_texts.items():
            letters += times * (texts[position] if position < len(texts) else 0)
    if letters > _MOST_LETTERS:
        raise refuse_too_much(name, "", text("{count} letters in all cells", count=_MOST_LETTERS))


@dataclass(slots=True)
class _Sheet:
    named_texts: dict[int, int] = field(default_factory=dict)
    own_letters: int = 0


def _count(content: bytes, name: str, texts: list[int], sheets: list[_Sheet]) -> None:
    """Count one part, if it is a sheet or the list of texts."""
    counter = _Counter(name, texts, sheets, len(content))
    try:
        counter.parser.Parse(content, True)
    except _NotCounted:
        return
    except expat.ExpatError as error:
        # Pictures and the like end here at once; what begins like a sheet and cannot be counted is damaged.
        if counter.root in ("worksheet", "sst") or (not counter.root and b"<" in content[:8]):
            raise damaged(name, error) from error


class _NotCounted(Exception):
    """The part is neither a sheet nor the list of texts."""


class _Counter:
    def __init__(self, name: str, texts: list[int], sheets: list[_Sheet], size: int) -> None:
        self.name, self.texts, self.sheets, self.size = name, texts, sheets, size
        self.root = self.reference = ""
        # What names no place is laid out after what stands before it.
        self.row = self.column = 0
        self.sheet = _Sheet()
        self.is_named = self.is_counting = False
        self.letters: list[str] = []
        # Whatever the part declares: the library that lays it out reads UTF-8.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self.root:
            self.root = local
            if local not in ("worksheet", "sst"):
                raise _NotCounted
            if self.size > _LARGEST_SHEET:
                raise refuse_too_much(
                    self.name,
                    f"{self.size}",
                    text("{count} MB in a sheet", count=_LARGEST_SHEET // 1_000_000),
                )
            if local == "worksheet":
                self.sheets.append(self.sheet)
        elif local == "si":
            self.texts.append(0)
        elif local == "row":
            self.row, self.column = _place_of(attributes.get("r", ""))[1] or self.row + 1, 0
        elif local == "c":
            self.is_named = attributes.get("t") == "s"
            self.reference = attributes.get("r", "")
            column, row = _place_of(self.reference) if self.reference else (self.column + 1, self.row)
            self.column, self.row = column, row
        elif local in ("v", "t", "f"):
            self.is_counting, self.letters = True, []

    def _end(self, name: str) -> None:
        if not self.is_counting or name.rpartition(":")[2] not in ("v", "t", "f"):
            return
        self.is_counting = False
        written = "".join(self.letters)
        if self.root == "sst":
            if self.texts:
                self.texts[-1] += len(written)
            return
        if self.column > _FARTHEST_COLUMN or self.row > _FARTHEST_ROW:
            raise _too_far(self.reference, self.name)
        if self.is_named and written.isascii() and written.isdigit() and len(written) < 10:
            position = int(written)
            self.sheet.named_texts[position] = self.sheet.named_texts.get(position, 0) + 1
        else:
            self.sheet.own_letters += len(written)

    def _characters(self, written: str) -> None:
        if self.is_counting:
            self.letters.append(written)


def _place_of(reference: str) -> tuple[int, int]:
    """Column and row of a reference (C7, or 7 alone); 0 where it names none."""
    column, digits = 0, ""
    for letter in reference.upper():
        if "A" <= letter <= "Z" and not digits:
            column = column * 26 + ord(letter) - ord("A") + 1
        elif letter.isascii() and letter.isdigit():
            digits += letter
    return column, int(digits or "0") if len(digits) < 8 else _FARTHEST_ROW + 1


def _too_far(reference: str, name: str) -> BadInput:
    """A filled cell is so far away that the sheet could not be laid out."""
    what = text("{rows} rows and {columns} columns", rows=_FARTHEST_ROW, columns=_FARTHEST_COLUMN)
    return refuse_too_much(name, reference, what)
