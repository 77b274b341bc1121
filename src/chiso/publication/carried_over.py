"""Figures of others: a table that travels in a bundle, each row with its source.

    index, period, unit, unit_name, group, code, value, rank, of, basis, approximate, source, note
    note_vi   (may be left out)

A figure is stated (the source prints it) or derived (it follows from what the source prints). Two
sources that disagree are two rows; nothing is chosen between them. The note is in any language; where
`note_vi` stands beside it, that is the note in Vietnamese and `note` the same in English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
# A table that lacks such a column is written without it, so that its bytes stay what they were.
OPTIONAL = ("note_vi",)
_FIGURES = ("value", "rank", "of")
# With such a sign a spreadsheet takes a cell for a formula and runs it.
_BEGINS_A_FORMULA = ("=", "+", "-", "@")
_NEVER_EMPTY = ("index", "period", "unit", "code", "source")
BASES = ("stated", "derived")


def read_carried_over(path: Path) -> tuple[str, bytes]:
    """The member's name and bytes for a table of figures of others. Raises BadInput with all problems."""
    name = path.name.lower()
    if not name.endswith(".csv") or not is_slug(name.removesuffix(".csv")):
        expected = text("Expected a name of small letters, digits, points, hyphens and “.csv”.")
        raise BadInput([Problem("CH-4058", Place(str(path)), name, expected, text("Rename the file."))])
    return f"carried_over/{name}", _read_and_write(path, str(path))


def check_table(content: bytes, name: str) -> Iterator[Problem]:
    """What is wrong with a table of a bundle; `name` stands in the problems."""
    try:
        written = _read_and_write(content, name)
    except BadInput as refused:
        yield from refused.problems
        return
    if written != content:
        yield Problem(
            "CH-4028",
            Place(name),
            "",
            text("Expected the table in the notation of chiso: commas, LF, UTF-8."),
            text("The table was not written by chiso. Ask the publisher."),
        )


def _read_and_write(source: Path | bytes, name: str) -> bytes:
    """The table in the one notation of a bundle. Raises BadInput with all problems."""
    report = CappedReport()
    table = read_table(source, name=name, required=COLUMNS, optional=OPTIONAL, report=report)
    columns = (*COLUMNS, *(column for column in OPTIONAL if column in table.columns))
    for row in table.rows:
        _check_row(table, row, report)
    report.stop_if_any()
    return write_table(columns, ([row[column] for column in columns] for row in table.rows)).encode("utf-8")


def state_tables(members: Mapping[str, bytes]) -> list[CarriedOverStated]:
    """Name and number of rows of each table of others among the members of a bundle."""
    stated = []
    for member in sorted(filter(is_carried_over, members)):
        name = member.removeprefix("carried_over/").removesuffix(".csv")
        stated.append(CarriedOverStated(name=name, rows=sum(1 for _ in rows_of(members[member]))))
    return stated


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
    for column in (*COLUMNS, *OPTIONAL):
        if column not in _FIGURES and row[column].startswith(_BEGINS_A_FORMULA):
            note(
                column,
                text("Expected text; a spreadsheet takes this cell for a formula."),
                text("Begin the cell with a letter, a digit or a quotation mark “."),
            )
    for column in _FIGURES:
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
