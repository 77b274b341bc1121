"""A letter in the words and lines in which it is printed, the same for Word and for PDF.

What is in capitals is in capitals here, figures are words, every text is one line that any of the
formats can hold. A writer only lays it out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from chiso.documents.letters.fixed_words import (
    ANNEX,
    ARCHIVE,
    ARTICLE,
    day_in_words,
    lines_of_name,
    number_line,
    roman,
)
from chiso.documents.letters.parts import (
    Article,
    Block,
    Cell,
    Column,
    Drawing,
    Heading,
    Letter,
    Paragraph,
    Recipients,
    Side,
    Signature,
    Table,
)
from chiso.figures import NO_BREAK_SPACE, write_for_eyes
from chiso.language import Language

_UNPRINTABLE = "�"
_LONGEST_NOTICE = 100
_BLANKS = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """A paragraph; `label` stands before it in bold."""

    label: str
    words: str
    is_strong: bool


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column: its heading, its share of the line, where its cells stand."""

    title: str
    width: int
    side: Side


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """One group of rows under its title, which may be empty."""

    title: str
    columns: tuple[PrintedColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedDrawing:
    """A picture in vectors, its width in millimetres, and what it shows in words."""

    svg: str
    width: int
    words: str


PrintedBlock: TypeAlias = PrintedParagraph | PrintedTable | PrintedDrawing


@dataclass(frozen=True, slots=True)
class PrintedSignature:
    """What stands over the room for a signature, in it, and under it."""

    above: tuple[str, ...]
    name: str
    strokes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedAnnex:
    """An annex: "Phụ lục I", its title, what it goes with."""

    label: str
    title: str
    attached: str
    is_landscape: bool
    blocks: tuple[PrintedBlock, ...]


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """All that is printed; what is empty is left out."""

    language: Language
    notice: str
    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    number: str
    place_and_day: str
    kind: str
    subject: str
    authority: str
    grounds: tuple[str, ...]
    resolution: str
    blocks: tuple[PrintedBlock, ...]
    signatures: tuple[PrintedSignature, ...]
    recipients: tuple[str, ...]
    annexes: tuple[PrintedAnnex, ...]

    @property
    def title(self) -> str:
        """What a reader's program shows as the name of the document."""
        return one_line(f"{self.kind}: {self.subject}")


def print_letter(letter: Letter) -> PrintedLetter:
    """The letter as it is printed."""
    heading, language = letter.heading, letter.language
    has_number = bool(heading.number or heading.symbol)
    return PrintedLetter(
        language=language,
        notice=_cut(one_line(letter.notice)),
        superior=_name(heading.superior),
        issuer=_name(heading.issuer),
        number=one_line(number_line(heading.number, heading.symbol)) if has_number else "",
        place_and_day=one_line(_place_and_day(heading)),
        kind=one_line(letter.kind).upper(),
        subject=one_line(letter.subject),
        authority=one_line(letter.authority).upper(),
        grounds=tuple(map(one_line, letter.grounds)),
        resolution=one_line(letter.kind).upper() + ":" if letter.authority else "",
        blocks=tuple(_blocks(letter.body, language)),
        signatures=tuple(map(_signature, letter.signatures)),
        recipients=tuple(_recipients(letter.recipients)) if letter.recipients else (),
        annexes=tuple(_annex(letter, place) for place in range(len(letter.annexes))),
    )


def _cut(notice: str) -> str:
    """One line in the margin has room for so much."""
    return notice if len(notice) <= _LONGEST_NOTICE else notice[: _LONGEST_NOTICE - 1] + "…"


def _name(name: str) -> tuple[str, ...]:
    return tuple(line for line in map(one_line, lines_of_name(name)) if line) if name.strip() else ()


def _place_and_day(heading: Heading) -> str:
    return f"{heading.place}, {day_in_words(heading.day, heading.year)}" if heading.place else ""


def _signature(signature: Signature) -> PrintedSignature:
    above = (one_line(words).upper() for words in (signature.capacity, signature.position))
    name = one_line(signature.name)
    return PrintedSignature(tuple(words for words in above if words), name, signature.strokes)


def _recipients(recipients: Recipients) -> Iterator[str]:
    for line in recipients.lines:
        yield one_line(f"- {line.strip().rstrip(';.')};")
    yield one_line(f"- {ARCHIVE} {recipients.archive.strip().rstrip(';.')}.")


def _annex(letter: Letter, place: int) -> PrintedAnnex:
    annex = letter.annexes[place]
    return PrintedAnnex(
        # One annex alone has no number.
        label=f"{ANNEX} {roman(place + 1)}" if len(letter.annexes) > 1 else ANNEX,
        title=one_line(annex.title).upper(),
        attached=one_line(_attached(letter)),
        is_landscape=annex.is_landscape,
        blocks=tuple(_blocks(annex.blocks, letter.language)),
    )


def _attached(letter: Letter) -> str:
    """*(Kèm theo Quyết định số … ngày … của …)*, as each annex has to say."""
    heading = letter.heading
    number = number_line(heading.number, heading.symbol).removeprefix("Số: ")
    whose = letter.authority or " ".join(heading.issuer.split())
    return f"(Kèm theo {letter.kind} số {number} {day_in_words(heading.day, heading.year)} của {whose})"


def _blocks(blocks: Iterable[Block], language: Language) -> Iterator[PrintedBlock]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield PrintedParagraph(one_line(block.label), one_line(block.words), block.is_strong)
        elif isinstance(block, Article):
            yield from _article(block)
        elif isinstance(block, Drawing):
            yield PrintedDrawing(block.svg, block.width, one_line(block.words))
        else:
            yield from _tables(block, language)


def _article(article: Article) -> Iterator[PrintedParagraph]:
    label = f"{ARTICLE} {article.number}."
    for words in article.paragraphs:
        yield PrintedParagraph(label, one_line(words), is_strong=False)
        label = ""


def _tables(table: Table, language: Language) -> Iterator[PrintedTable]:
    columns = tuple(PrintedColumn(one_line(c.title), c.width, c.stands) for c in table.columns)
    for group in table.groups:
        rows = tuple(
            tuple(
                cell_in_words(cell, column, language) for cell, column in zip(row, table.columns, strict=True)
            )
            for row in group.rows
        )
        yield PrintedTable(one_line(group.title), columns, rows)


def cell_in_words(cell: Cell, column: Column, language: Language) -> str:
    """A cell as it is printed: a figure with the places of its column."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return one_line(cell)
    return write_for_eyes(Fraction(cell), language, column.places)


def one_line(words: str) -> str:
    """`words` as one line that Word, PDF and Excel can hold and show as it is.

    Accents are joined to their letters; a line break or tab is a blank; signs that print as nothing (also
    those that turn the direction of writing) are dropped; what no face or file can hold is shown as �.
    """
    composed = unicodedata.normalize("NFC", words)
    if composed.isprintable():
        return composed
    return _BLANKS.sub(" ", "".join(map(_printable, composed))).strip(" ")


def _printable(letter: str) -> str:
    if letter.isprintable() or letter == NO_BREAK_SPACE:
        return letter
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) == "Cf" else _UNPRINTABLE
