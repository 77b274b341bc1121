"""The audit as one HTML page that stands alone: style inside, pictures inside, no script, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from chiso.composite.audit.flags import FLAGS
from chiso.composite.audit.parts import Audit, AuditTable, Cell, Column, Finding
from chiso.figures import write_for_eyes
from chiso.language import Language, Value, render
from chiso.looks import shared_files
from chiso.templating import make_environment

_PAGES = Path(__file__).parent / "pages"
# What a page shows of a table; all of it is in the file.
MOST_ROWS = 20
# Decimals of shares and correlations; digits that count of figures in units of their own.
_PLACES = {"share": 3, "correlation": 2}
_DIGITS = 4


def write_page(audit: Audit, drawings: Mapping[str, tuple[bytes, bytes]], language: Language) -> bytes:
    """The page, in UTF-8. `drawings`: by finding, its picture as SVG, wide and narrow.

    Raises WrongCall (CH-5002) where Jinja2 is not installed.
    """
    from markupsafe import Markup

    def words(value: Value) -> str:
        return render(value, language)

    page = make_environment(_PAGES).get_template("audit.html.j2").render(
        page={"language": language},
        # The stylesheet is the house's own; nothing of the data is in it.
        style=Markup(shared_files()["chiso.css"].decode("utf-8")),
        title=words(audit.title),
        key=audit.key,
        lead=words(audit.lead),
        headlines=[
            {"name": words(name), "figure": words(figure), "context": words(context)}
            for name, figure, context in audit.headlines
        ],
        findings=[_finding(one, drawings.get(one.name), language) for one in audit.findings],
    )  # fmt: skip
    return page.encode("utf-8")


def _finding(finding: Finding, drawing: tuple[bytes, bytes] | None, language: Language) -> dict[str, Any]:
    shown: dict[str, Any] | None = None
    if finding.picture is not None and drawing is not None:
        wide, narrow = map(_address, drawing)
        shown = {"wide": wide, "narrow": narrow, "title": render(finding.picture.title, language)}
    return {
        "anchor": finding.name.replace("_", "-"),
        "title": render(finding.title, language),
        "sentences": [render(one, language) for one in finding.sentences],
        "tables": [_table(table, language) for table in finding.tables],
        "picture": shown,
    }


def _address(svg: bytes) -> str:
    """A picture as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _table(table: AuditTable, language: Language) -> dict[str, Any]:
    places = range(len(table.rows)) if table.shown is None else table.shown
    rows = [table.rows[place] for place in places]
    used = [
        place
        for place, column in enumerate(table.columns)
        if column.is_on_page and (column.name != "period" or any(row[place] for row in rows))
    ]
    return {
        "file": f"{table.name}.csv",
        "title": render(table.title, language),
        "count": len(rows),
        "all": len(table.rows),
        "most": MOST_ROWS,
        "head": [
            {"title": render(column.head, language), "is_figure": column.kind != "words"}
            for column in (table.columns[place] for place in used)
        ],
        "rows": [
            [_written(row[place], table.columns[place], language) for place in used]
            for row in rows[:MOST_ROWS]
        ],
    }  # fmt: skip


def _written(cell: Cell, column: Column, language: Language) -> str:
    """A cell as people read it: flags in words, figures with the decimals of their column."""
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, str):
        if column.name not in ("flag", "relation"):
            return cell
        return ", ".join(render(FLAGS[word], language) for word in cell.split())
    if column.kind == "figure":
        return render(Fraction(f"{cell:.{_DIGITS}g}"), language)
    return write_for_eyes(Fraction(cell), language, _PLACES.get(column.kind))
