"""Figures of others: a table that travels in a bundle, each row with its source.

    index, period, unit, unit_name, group, code, value, rank, of, basis, approximate, source, note

A figure is stated (the source prints it) or derived (it follows from what the source prints). Two
sources that disagree are two rows; nothing is chosen between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chiso.figures import NotANumber, parse_decimal
from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, Report
from chiso.publication.members import is_carried_over, is_slug
from chiso.publication.rows import rows_of
from chiso.publication.statement import CarriedOverStated
from chiso.tables import CappedReport, Row, Table, read_table, write_table

COLUMNS = (
    "index",
    "period",
    "unit",
    "unit_name",
    "group",
    "code",
    "value",
    "rank",
    "of",
    "basis",
    "approximate",
    "source",
    "note",
)
_NEVER_EMPTY = ("index", "period", "unit", "code", "source")
BASES = ("stated", "derived")


def read_carried_over(path: Path) -> tuple[str, bytes]:
    """The member's name and bytes for a table of figures of others. Raises BadInput with all problems."""
    name = path.name.lower()
    if not name.endswith(".csv") or not is_slug(name.removesuffix(".csv")):
        expected = text("Expected a name of small letters, digits, points, hyphens and “.csv”.")
        raise BadInput([Problem("CH-4058", Place(str(path)), name, expected, text("Rename the file."))])
    report = CappedReport()
    table = read_table(path, required=COLUMNS, report=report)
    for row in table.rows:
        _check_row(table, row, report)
    report.stop_if_any()
    return f"carried_over/{name}", write_table(COLUMNS, (_cells(row) for row in table.rows)).encode("utf-8")


def state_tables(members: Mapping[str, bytes]) -> list[CarriedOverStated]:
    """Name and number of rows of each table of others among the members of a bundle."""
    stated = []
    for member in sorted(filter(is_carried_over, members)):
        name = member.removeprefix("carried_over/").removesuffix(".csv")
        stated.append(CarriedOverStated(name=name, rows=sum(1 for _ in rows_of(members[member]))))
    return stated


def _cells(row: Row) -> list[str]:
    return [row[column] for column in COLUMNS]


def _check_row(table: Table, row: Row, report: Report) -> None:
    def note(column: str, expected: Text, mend: Text) -> None:
        report.add("CH-4054", table.place(row, column), row[column], expected, mend)

    for column in _NEVER_EMPTY:
        if not row[column]:
            note(
                column,
                text("Expected a value; this cell is empty."),
                text("Fill it in from the publication."),
            )
    if row["basis"] not in BASES:
        note(
            "basis",
            text("Expected “stated” or “derived”."),
            text("Say whether the source prints the figure or whether it follows from what it prints."),
        )
    for column in ("value", "rank", "of"):
        if row[column] and not _is_figure(row[column]):
            note(
                column,
                text("Expected a figure with a decimal point, without blanks and thousands."),
                text("Write the figure as digits with a point."),
            )


def _is_figure(written: str) -> bool:
    try:
        parse_decimal(written)
    except NotANumber:
        return False
    return True
