"""The frame: every counter that handles procedures, one row each, with what decides whether one goes there.

    place        a code of its own
    name, agency, field, district, kind    in words; `strata` of the plan names some of these
    risk         from 0 to 1, by a model or by hand; empty: not known, then the place is in the random share
    days         of a team that a visit takes, travel included; empty: as the plan says
    must         why one has to go, by law or order; empty: one need not
    last_visit   the day of the last one
    last_team    the team that was there last
    last_members the inspectors who were there last, with ";" between them; empty: known by the team's name
    tied         inspectors, or teams by name, who are tied to the place, with ";" between them

Other columns (volume, late files, complaints …) may stand beside them; the draw does not look at them.

    CH-8600 a place without a code, or a code twice      CH-8601 a risk outside 0 to 1, days that are none
    CH-8602 a day that is none
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from chiso.figures import DecimalSign, NotANumber
from chiso.inspection.plan import MOST_DAYS, is_coarse
from chiso.language import text
from chiso.periods import parse_day
from chiso.problems import BadInput, Place, Problem, quote, reason_of
from chiso.tables import Row, Table, decimal_sign, read_number, read_table

TEXTS = ("name", "agency", "field", "district", "kind", "must", "last_team", "tied")
GROUPING = ("agency", "field", "district", "kind")


@dataclass(frozen=True, slots=True)
class Office:
    """A counter that may be visited. `risk` is None where nothing is known of it."""

    place: str
    name: str = ""
    agency: str = ""
    field: str = ""
    district: str = ""
    kind: str = ""
    must: str = ""
    risk: Fraction | None = None
    days: Fraction | None = None
    last_visit: date | None = None
    last_team: str = ""
    last_members: frozenset[str] = frozenset()
    tied: frozenset[str] = frozenset()

    def stratum(self, columns: tuple[str, ...]) -> str:
        """The words of the stratum that these columns make."""
        if len(columns) == 1:
            # As a rule; a draw asks for it eight times a place.
            return str(getattr(self, columns[0]))
        return " / ".join(str(getattr(self, column)) for column in columns)


@dataclass(frozen=True, slots=True)
class Frame:
    """All places, in the order of their codes; `sha256` is of the bytes of the file."""

    file: str
    sha256: str
    offices: tuple[Office, ...] = field(repr=False)


def read_frame(path: Path) -> Frame:
    """The frame in a table. Raises BadInput with every problem of the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        expected, mend = (
            text("Expected a file that can be read."),
            text("Check the name and the rights of the file."),
        )
        raise BadInput([Problem("CH-1002", Place(str(path)), reason_of(error), expected, mend)]) from error
    return frame_of(content, str(path))


def frame_of(content: bytes, name: str) -> Frame:
    """The frame in the bytes of a table. Raises BadInput with every problem of the file."""
    # Columns of other programs may stand beside ours.
    table = read_table(content, name=name, required=("place",), optional=None)
    sign = decimal_sign(table, ("risk", "days"))
    given = tuple(column for column in TEXTS if column != "tied" and table.has(column))
    offices: dict[str, Office] = {}
    for row in table.rows:
        office = _office(table, row, given, sign)
        if not office.place or office.place in offices:
            expected = text("Expected a code of its own for every place.")
            mend = text("Give each place one code, and one row.")
            table.report.add("CH-8600", table.place(row, "place"), quote(office.place), expected, mend)
        offices[office.place] = office
    table.report.stop_if_any()
    ordered = tuple(offices[code] for code in sorted(offices))
    return Frame(Path(name).name, hashlib.sha256(content).hexdigest(), ordered)


def _office(table: Table, row: Row, given: tuple[str, ...], sign: DecimalSign) -> Office:
    return Office(
        place=row["place"],
        **{column: row[column] for column in given},
        risk=_figure(table, row, "risk", sign),
        days=_figure(table, row, "days", sign),
        last_visit=_day(table, row),
        last_members=_people(table, row, "last_members"),
        tied=_people(table, row, "tied"),
    )


def _people(table: Table, row: Row, column: str) -> frozenset[str]:
    return frozenset(one.strip() for one in _cell(table, row, column).split(";") if one.strip())


def _cell(table: Table, row: Row, column: str) -> str:
    """A cell, empty where the frame has no such column."""
    return row[column] if table.has(column) else ""


def _figure(table: Table, row: Row, column: str, sign: DecimalSign) -> Fraction | None:
    written = _cell(table, row, column)
    if not written:
        return None
    try:
        value = read_number(written, sign)
    except NotANumber:
        value = Fraction(-1)
    is_sound = 0 <= value <= 1 if column == "risk" else 0 < value <= MOST_DAYS and is_coarse(value)
    if not is_sound:
        expected = (
            text("Expected a number from 0 to 1.")
            if column == "risk"
            else text("Expected a number above 0, 1,000,000 at most, with four decimals at most.")
        )
        table.report.add(
            "CH-8601", table.place(row, column), quote(written), expected, text("Correct the figure.")
        )
        return None
    return value


def _day(table: Table, row: Row) -> date | None:
    written = _cell(table, row, "last_visit")
    if not written:
        return None
    try:
        return parse_day(written)
    except BadInput as error:
        expected, mend = error.problems[0].expected, error.problems[0].mend
        table.report.add("CH-8602", table.place(row, "last_visit"), quote(written), expected, mend)
        return None
