"""Who answers for which node of which unit: a table, read with all its problems at once, and written.

Columns: unit, node, responsible, appraising. Agencies are named by uid, code or name as they stood at
the end of the campaign's period; `node` is a code of its framework and covers what is below, empty the
whole; `appraising` may be empty. The table may be CSV or the first sheet of a workbook. What is written
can be read again: uids, and beside them names for people (columns that reading passes over).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chiso.frameworks.exporting.layout import printable
from chiso.frameworks.exporting.workbook import set_page, styles_of, write_book
from chiso.frameworks.model import Framework
from chiso.language import Language, text
from chiso.office.campaigns.models import Campaign
from chiso.office.drafting.trying.workbooks import csv_of
from chiso.office.organisation.models import Agency, AgencyForm, Assignment
from chiso.office.organisation.selectors import forms_on
from chiso.periods import parse_period
from chiso.problems import BadInput, Problem
from chiso.tables import Row, Table, read_table, write_table
from chiso.units import match_key

if TYPE_CHECKING:
    from xlsxwriter import Workbook


_REQUIRED = ("unit", "node", "responsible")
_FOR_PEOPLE = ("unit_name", "node_title", "responsible_name", "appraising_name")
COLUMNS = (
    "unit", "unit_name", "node", "node_title", "responsible", "responsible_name", "appraising",
    "appraising_name",
)  # fmt: skip
_WIDTHS = (18, 34, 10, 44, 18, 34, 18, 34)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One row that was understood."""

    unit: Agency
    node: str
    responsible: Agency
    appraising: Agency | None


def read_assignments(campaign: Campaign, framework: Framework, content: bytes, name: str) -> list[Assigned]:
    """The rows of a table.

    Raises BadInput: CH-10nn, CH-7785 no workbook, CH-7211 no agency, CH-7212 no node, CH-7213 twice,
    CH-7214 an agency that would appraise itself, or what it answers for.
    """
    table = read_table(
        csv_of(content, name), name=name, required=_REQUIRED, optional=("appraising", *_FOR_PEOPLE)
    )
    known = _Names(forms_on(parse_period(campaign.period).reference_day))
    nodes = {"", *framework.nodes_by_code}
    problems: list[Problem] = []
    rows: dict[tuple[int, str], Assigned] = {}
    for row in table.rows:
        found = {column: known.agency(row[column]) for column in ("unit", "responsible", "appraising")}
        wrong = list(_problems(table, row, found, nodes))
        problems += wrong
        unit, responsible = found["unit"], found["responsible"]
        if wrong or unit is None or responsible is None:
            continue
        key = (unit.pk, row["node"])
        if key in rows:
            problems.append(_twice(table, row))
        rows[key] = Assigned(unit, row["node"], responsible, found["appraising"])
    if problems:
        raise BadInput(problems)
    return list(rows.values())


def assignments_as_csv(rows: Iterable[Assignment], framework: Framework, language: Language) -> bytes:
    """The table as CSV, with a mark that tells Excel its letters."""
    return b"\xef\xbb\xbf" + write_table(COLUMNS, _cells(rows, framework, language)).encode()


def assignments_as_workbook(rows: Iterable[Assignment], framework: Framework, language: Language) -> bytes:
    """The table as .xlsx; every cell is text, so that no code loses a nought. Raises WrongCall (CH-5002)."""

    def fill(workbook: Workbook) -> None:
        sheet = workbook.add_worksheet(text("Assignments").in_language(language))
        styles = styles_of(workbook)
        for column, (heading, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, styles.head)
        for line, cells in enumerate(_cells(rows, framework, language), start=1):
            for column, words in enumerate(cells):
                sheet.write_string(line, column, printable(words), styles.plain)
        set_page(sheet, head=0, fixed_columns=2)

    return write_book(fill)


def _cells(rows: Iterable[Assignment], framework: Framework, language: Language) -> Iterable[tuple[str, ...]]:
    nodes = framework.nodes_by_code
    for row in rows:
        appraising = row.appraising
        title = nodes[row.node].title.in_language(language) if row.node in nodes else ""
        yield (
            row.unit.uid, row.unit.name, row.node, title, row.responsible.uid, row.responsible.name,
            appraising.uid if appraising else "", appraising.name if appraising else "",
        )  # fmt: skip


class _Names:
    """Agencies by uid, code and name on one day; a name of several names nobody."""

    def __init__(self, forms: Iterable[AgencyForm]) -> None:
        self._found: dict[str, Agency | None] = {}
        for form in forms:
            keys = {form.agency.uid, form.code, match_key(form.name)}
            for key in keys:
                before = self._found.get(key, form.agency)
                self._found[key] = form.agency if before == form.agency else None

    def agency(self, written: str) -> Agency | None:
        return self._found.get(written) or self._found.get(match_key(written)) if written else None


def _problems(table: Table, row: Row, found: dict[str, Agency | None], nodes: set[str]) -> Iterable[Problem]:
    for column, agency in found.items():
        if agency is None and (row[column] or column != "appraising"):
            yield Problem(
                "CH-7211",
                table.place(row, column),
                row[column],
                text("Expected one agency of the period by uid, code or full name."),
                text("Take its code from the list of agencies; a name of several agencies names none."),
            )
    if row["node"] not in nodes:
        yield Problem(
            "CH-7212",
            table.place(row, "node"),
            row["node"],
            text("Expected the code of a node of the campaign's framework, or nothing for the whole."),
            text("Take the code from the framework, such as 2.1."),
        )
    if found["appraising"] is not None and found["appraising"] in (found["unit"], found["responsible"]):
        yield Problem(
            "CH-7214",
            table.place(row, "appraising"),
            row["appraising"],
            text("Expected another agency: nobody appraises themselves, nor what they answer for."),
            text("Name the agency that appraises this unit in this field, or leave the cell empty."),
        )


def _twice(table: Table, row: Row) -> Problem:
    return Problem(
        "CH-7213",
        table.place(row, "node"),
        row["node"],
        text("Expected each node of a unit once."),
        text("Delete one of the two rows."),
    )
