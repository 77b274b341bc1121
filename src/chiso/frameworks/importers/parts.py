"""What travels between the steps of reading an annex.

    file → `Grid`s of `Cell`s → rows of one annex → nodes with their `LeafFacts` → `ReadRule`s
         → a draft document and the `Question`s that a person has to answer → `Reading`

Every place is counted from 1, as a person counts who has the file open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.model import Role
from chiso.language import Language, Listing, Text, listing, text

# The sheet of an exported workbook that carries the document line by line; it is no annex.
MACHINE_SHEET = "chiso"


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell stands: page (where the file has pages), sheet (of a workbook), table, row, column.

    The table is counted within the file, in a workbook within its sheet; the row within the table,
    in a workbook within its sheet.
    """

    page: int | None
    sheet: str
    table: int
    row: int
    column: int

    @property
    def in_words(self) -> Listing:
        """The place as a person reads it: "page 3, table 1, row 12, column 2"."""
        parts: list[Text] = []
        if self.sheet:
            parts.append(text("sheet “{sheet}”", sheet=self.sheet))
        if self.page is not None:
            parts.append(text("page {page}", page=str(self.page)))
        if not self.sheet:
            parts.append(text("table {table}", table=str(self.table)))
        parts.append(text("row {row}", row=str(self.row)))
        parts.append(text("column {column}", column=str(self.column)))
        return listing(parts)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, as text. Lines of a cell are parted by "\\n".

    A merged cell stands once, in its first place, with the rows and columns that it covers; the
    places that it covers hold cells that are `is_covered` and have no words.
    """

    text: str
    place: CellPlace
    is_bold: bool = False
    row_span: int = 1
    column_span: int = 1
    is_covered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of the file: rows of equally many cells, and the words that stand before it."""

    rows: tuple[tuple[Cell, ...], ...]
    words_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of prose about how points are given; `points` where its row has a figure of its own."""

    words: str
    points: str | None
    place: CellPlace


@dataclass(frozen=True, slots=True)
class LeafFacts:
    """What the annex prints about one sub-criterion, as the phrasings read it."""

    code: str
    title: str
    max_points: Fraction | None
    lines: tuple[RuleLine, ...]
    role: Role


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """One way to understand a rule: what it says in words, and what would stand in the document."""

    label: Text
    rule: Tree
    inputs: Tree
    settings: Mapping[str, Tree] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in the prose of a rule that the prose itself does not decide."""

    code: str
    place: CellPlace | None
    found: str
    asks: Text


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule as far as it was understood.

    `rule` is None where it stays as text; with doubts a person chooses among `choices`.
    `settings` are further keys of the node, such as {"when_not_applicable": "full_points"}.
    """

    rule: Tree | None
    inputs: Tree
    settings: Mapping[str, Tree] = field(default_factory=dict)
    phrasing: str = ""
    doubts: tuple[Doubt, ...] = ()
    choices: tuple[RuleChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person has to decide; `node` is the code of the node, "" for the whole set.

    `rules` are the rules behind the first of the choices, where choosing one would write it.
    """

    code: str
    place: CellPlace | None
    node: str
    found: str
    asks: Text
    choices: tuple[Text, ...] = ()
    rules: tuple[RuleChoice, ...] = ()

    def as_record(self, language: Language) -> dict[str, object]:
        """The question as a record for JSON."""
        return {
            "code": self.code,
            "place": asdict(self.place) if self.place else None,
            "node": self.node,
            "found": self.found,
            "asks": self.asks.in_language(language),
            "choices": [choice.in_language(language) for choice in self.choices],
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was read. A doubtful rule is none that was read: it stays as text and is asked for."""

    tables: int = 0
    pages: int | None = None
    nodes: int = 0
    leaves: int = 0
    rules_read: int = 0
    rules_doubtful: int = 0
    rules_as_text: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft between assembling and checking: the document, and where each node stood.

    `places` and `leaves` go by code. `printed_total` is the figure of the annex's own total row.
    """

    document: dict[str, Tree]
    leaves: Mapping[str, LeafFacts]
    places: Mapping[str, CellPlace]
    rules: Mapping[str, ReadRule]
    printed_total: Fraction | None = None
    total_place: CellPlace | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an annex gave: a framework document with the status draft, and what is left to decide.

    `places` says by code where each node stood.
    """

    document: Tree
    questions: tuple[Question, ...]
    counts: Counts
    places: Mapping[str, CellPlace] = field(default_factory=dict)

    def as_record(self, language: Language) -> dict[str, object]:
        """Counts and questions for JSON."""
        return {
            "counts": asdict(self.counts),
            "questions": [question.as_record(language) for question in self.questions],
        }
