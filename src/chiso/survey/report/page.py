"""The report as one HTML page that stands alone: style inside, no script, nothing fetched, prints on A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chiso.language import Language, Text, Value, render, text
from chiso.looks import shared_files
from chiso.survey.report.parts import Report, Section, Table
from chiso.templating import make_environment

_PAGES = Path(__file__).parent / "pages"


def write_page(report: Report, language: Language) -> bytes:
    """The page, in UTF-8. Raises WrongCall (CH-5002) where Jinja2 is not installed."""
    from markupsafe import Markup

    def words(value: Value) -> str:
        return render(value, language)

    page = make_environment(_PAGES).get_template("survey_report.html.j2").render(
        page={"language": language},
        # The stylesheet is the house's own; nothing of the round is in it.
        style=Markup(shared_files()["chiso.css"].decode("utf-8")),
        title=words(title_of(report)),
        lead=words(report.lead),
        notice=None if report.notice is None else words(report.notice),
        headlines=[
            {"name": words(one.name), "figure": words(one.figure), "context": words(one.context)}
            for one in report.headlines
        ],
        sections=[_section(section, language) for section in report.sections],
    )  # fmt: skip
    return page.encode("utf-8")


def title_of(report: Report) -> Text | str:
    """The name of the round with its period."""
    if not report.title:
        return text("Survey round {period}", period=report.period)
    if report.period and report.period not in report.title:
        return text("{title}, {period}", title=report.title, period=report.period)
    return report.title


def _section(section: Section, language: Language) -> dict[str, Any]:
    return {
        "anchor": section.anchor,
        "title": render(section.title, language),
        "sentences": [render(one, language) for one in section.sentences],
        "tables": [_table(table, language) for table in section.tables],
    }


def _table(table: Table, language: Language) -> dict[str, Any]:
    head = [
        {"title": render(title, language), "is_figure": place in table.figures}
        for place, title in enumerate(table.head)
    ]
    rows = [[render(cell, language) for cell in row] for row in table.rows]
    return {"title": render(table.title, language), "head": head, "rows": rows}
