"""The report on a survey round (method and quality) as a document: the same words as on its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone

from chiso.documents.letters.fixed_words import REPORT
from chiso.documents.letters.parts import Block, Column, Group, Heading, Letter, Paragraph, Table
from chiso.language import Language, Value, render, text
from chiso.survey.report import parts

_VIETNAM = timezone(timedelta(hours=7))
# Letters of a column: a longer cell takes several lines.
_NARROWEST, _WIDEST = 10, 45


def survey_letter(
    report: parts.Report, *, title: Value, issuer: str, day: date, language: Language
) -> Letter:
    """The document. `day` is that of the report, and the time of making in the file."""

    def words(value: Value) -> str:
        return render(value, language)

    def blocks() -> Iterator[Block]:
        yield Paragraph(words(report.lead))
        for one in report.headlines:
            sentence = text("{figure} ({context})", figure=one.figure, context=one.context)
            yield Paragraph(words(sentence), label=f"{words(one.name)}: ")
        for section in report.sections:
            yield Paragraph(words(section.title), is_strong=True)
            yield from (Paragraph(words(sentence)) for sentence in section.sentences)
            yield from (_table(table, language) for table in section.tables)

    return Letter(
        heading=Heading(issuer=issuer, day=day),
        kind=REPORT,
        subject=words(text("Method and quality: {title}", title=title)),
        body=tuple(blocks()),
        signatures=(),
        notice="" if report.notice is None else words(report.notice),
        created=datetime.combine(day, time(12), _VIETNAM),
        language=language,
    )


def _table(table: parts.Table, language: Language) -> Table:
    rows = tuple(tuple(render(cell, language) for cell in row) for row in table.rows)
    columns = tuple(
        Column(
            render(title, language),
            _width(render(title, language), [row[place] for row in rows]),
            side="right" if place in table.figures else "left",
        )
        for place, title in enumerate(table.head)
    )
    return Table(columns, (Group(rows, render(table.title, language)),))


def _width(title: str, cells: list[str]) -> int:
    """The share of the line: room for the longest cell, up to a limit, and for each word of the title."""
    wanted = max([*map(len, cells), *map(len, title.split()), _NARROWEST])
    return min(wanted, _WIDEST)
