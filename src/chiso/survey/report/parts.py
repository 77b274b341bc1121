"""What a report is made of, before it is a page or a document: headlines, sections, sentences, tables."""

from __future__ import annotations

from dataclasses import dataclass

from chiso.language import Bilingual, Text, Value


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that leads the page: name, figure, one line of context."""

    name: Text
    figure: Value
    context: Text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; the columns at the places `figures` stand right. The first cell names the row."""

    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Value, ...], ...]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences and tables under a heading; `anchor` is its place on the page."""

    anchor: str
    title: Text
    sentences: tuple[Text | Bilingual, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole. `notice` stands above everything: made-up data, a round without a probability sample."""

    title: str
    period: str
    lead: Text
    headlines: tuple[Headline, ...]
    sections: tuple[Section, ...]
    notice: Text | None = None
