"""What an official document of the Vietnamese administration is made of, before it is Word or PDF.

The parts and their order are those of Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I: heading (who issues,
number, place and day), kind and subject, authority and grounds, body, signatures, recipients, annexes.
All are plain words and figures; a writer decides how they look. Words are one line each: a line break in
them is printed as a blank. Figures are exact and are printed with the places that their column states.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.language import DEFAULT_LANGUAGE, Language

Side: TypeAlias = Literal["left", "center", "right"]
# A figure, words (also where a figure lacks: "incomplete"), or nothing.
Cell: TypeAlias = str | int | Fraction | None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of the first page.

    `issuer` and `superior` (the body above it, empty where the decree asks for none) are printed in
    capitals; "\\n" breaks a line. `symbol` is what follows the number: "QĐ-UBND". `number` is empty until
    the office of records gives one: the line then has room for it. Without number and symbol there is no
    such line. `day` is None until then: `year` stands alone. Without `place` there is no line of place and
    day.
    """

    issuer: str
    superior: str = ""
    symbol: str = ""
    number: str = ""
    place: str = ""
    day: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of the body, first line indented; `label` stands before them in bold."""

    words: str
    label: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """*Điều* n: the first paragraph follows the number, the others stand below."""

    number: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `width` is its share of the line; figures are printed with `places` decimals.

    A column of figures stands right and is numbers in a workbook; `places` None prints each in full.
    """

    title: str
    width: int
    kind: Literal["text", "number"] = "text"
    places: int | None = 0
    side: Side | None = None

    @property
    def stands(self) -> Side:
        """Where its cells stand: figures right, words left, if nothing else is said."""
        return self.side or ("right" if self.kind == "number" else "left")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one title (a league, an agency); the title is printed above each page's part of them."""

    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the same columns in one group or several; `group_title` says what the groups are."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    group_title: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in vectors (`svg`), `width` millimetres wide; `words` say what it shows to who sees it not.

    Word knows no such pictures and leaves it out: what it shows stands in a table of the letter as well.
    """

    svg: str
    width: int
    words: str


Block: TypeAlias = Paragraph | Article | Table | Drawing


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: `capacity` (*TM.*, *KT.*, *TL.* …) above the `position`, then room, then the name.

    `strokes`: it was drawn on a screen; lines through points x, y, x, y … on a field of 600 × 200.
    """

    position: str
    name: str = ""
    capacity: str = ""
    strokes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Recipients:
    """*Nơi nhận*: who gets the document; `archive` is what follows "Lưu:", such as "VT, SNV"."""

    lines: tuple[str, ...]
    archive: str = "VT"


@dataclass(frozen=True, slots=True)
class Annex:
    """*Phụ lục*: its title, the blocks on its pages; `sheet` is its short name in a workbook.

    Its number (I, II …) follows from its place; an annex that stands alone has none.
    """

    title: str
    blocks: tuple[Block, ...]
    sheet: str = ""
    is_landscape: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole document.

    `created` is written into the files as the time of making (with time zone): nothing asks a clock, so
    the same letter gives the same bytes. `kind` (*Quyết định*) is printed in capitals at the
    head and as it is on annexes, `authority` is who decides (*Chủ tịch Ủy ban nhân dân …*). `notice` stands
    above every page: simulated figures, a draft. Raises ValueError for a `created` without time zone.
    """

    heading: Heading
    kind: str
    subject: str
    body: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    created: datetime
    authority: str = ""
    grounds: tuple[str, ...] = ()
    recipients: Recipients | None = None
    annexes: tuple[Annex, ...] = ()
    notice: str = ""
    language: Language = DEFAULT_LANGUAGE

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            raise ValueError("the time of making has no time zone, so each machine would write another one")
