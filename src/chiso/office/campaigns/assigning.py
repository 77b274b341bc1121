"""Who answers for which node of which unit: read from a table, all problems at once.

Columns: unit, node, responsible, appraising. Agencies are named by uid, code or name as they stood at
the end of the campaign's period; `node` is a code of its framework and covers what is below, empty the
whole; `appraising` may be empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.campaigns.models import Campaign
from chiso.office.organisation.models import Agency, AgencyForm
from chiso.office.organisation.selectors import forms_on
from chiso.periods import parse_period
from chiso.problems import BadInput, Problem
from chiso.tables import Row, Table, read_table
from chiso.units import match_key


@dataclass(frozen=True, slots=True)
class Assigned:
    """One row that was understood."""

    unit: Agency
    node: str
    responsible: Agency
    appraising: Agency | None


def read_assignments(campaign: Campaign, framework: Framework, content: bytes, name: str) -> list[Assigned]:
    """The rows of a table. Raises BadInput: CH-10nn, CH-7211 no agency, CH-7212 no node, CH-7213 twice,
    CH-7214 an agency that would appraise itself."""
    table = read_table(content, name=name, required=("unit", "node", "responsible"), optional=("appraising",))
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
    if found["appraising"] is not None and found["appraising"] == found["unit"]:
        yield Problem(
            "CH-7214",
            table.place(row, "appraising"),
            row["appraising"],
            text("Expected another agency: nobody appraises themselves."),
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
