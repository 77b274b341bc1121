"""What an audit is made of: findings, each with a sentence, a table or two, and a picture as plain figures.

A picture is not drawn here: whoever draws (`chiso.documents.charts`) is handed its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.language import Text, Value

# A cell: words and codes as they are, figures in full, None where there is none.
Cell: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name in the file, its head for people, how its figures are shown to them."""

    name: str
    head: Text
    kind: Literal["words", "count", "share", "correlation", "figure"] = "words"
    """A share is shown with three decimals, a correlation with two, a figure with four digits that count."""
    is_on_page: bool = True


@dataclass(frozen=True, slots=True)
class AuditTable:
    """A table: `rows` go to the file, those at `shown` to the page too, in that order (None: all)."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class SquarePicture:
    """Figures from −1 to 1 by row and column; without `column_names` the columns are the rows again."""

    title: Text
    subtitle: Text
    names: tuple[Value, ...]
    figures: tuple[tuple[Fraction | None, ...], ...]
    column_names: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One row of dots: `figure` is the one that its end states, `context` what it is compared with."""

    name: Value
    figure: Fraction | None
    context: Sequence[Fraction] = ()
    stands_out: bool = False
    written: Value | None = None


@dataclass(frozen=True, slots=True)
class StripPicture:
    """Rows of dots on one scale; `bounds` are figures with a name."""

    title: Text
    subtitle: Text
    rows: tuple[PictureRow, ...]
    bounds: tuple[tuple[Fraction, Value], ...] = ()
    places: int = 2
    context_kind: Literal["context", "own"] = "context"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question of the audit: `name` names its picture, `sentences` answer it."""

    name: str
    title: Text
    sentences: tuple[Text, ...]
    tables: tuple[AuditTable, ...]
    picture: SquarePicture | StripPicture | None


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole, with what was audited."""

    title: Value
    key: str
    lead: Text
    headlines: tuple[tuple[Text, Value, Text], ...]
    findings: tuple[Finding, ...]
