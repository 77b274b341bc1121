"""The catalogue of procedures, valid in time: what the law gives for each.

code, name, field, level, agency      agency: who is responsible for it
legal_time, time_unit                 5 and working_days, calendar_days or working_hours
parts, fee                            of the file, with ";" between them; as the decision words it
online                                no, possible, partial, full: does not qualify, qualifies and is not yet
                                      offered, offered in part, wholly
valid_from, valid_to                  first and last day; empty: open

CH-8769 a time that is no whole number above 0, or without its unit
CH-8770 no code or name, a code twice on one day, an end before its beginning
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from chiso.language import text
from chiso.problems import Report, quote
from chiso.procedures.opening import Source, open_source
from chiso.procedures.spellings import Spellings
from chiso.tables import Row


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as one decision has it."""

    code: str
    name: str
    field: str = ""
    level: str = ""
    agency: str = ""
    legal_time: int | None = None
    time_unit: str = ""
    parts: tuple[str, ...] = ()
    fee: str = ""
    online: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All procedures, by code."""

    by_code: dict[str, tuple[Procedure, ...]] = field(default_factory=dict)

    def on(self, code: str, day: date) -> Procedure | None:
        """The procedure of that code on a day."""
        known = self.by_code.get(code, ())
        if len(known) == 1 and known[0].valid_from is None and known[0].valid_to is None:
            return known[0]
        return next((one for one in known if one.holds_on(day)), None)

    def valid_on(self, day: date) -> list[Procedure]:
        """All procedures that are valid on a day, in the order of their codes."""
        return [one for code in sorted(self.by_code) for one in self.by_code[code] if one.holds_on(day)]

    def __len__(self) -> int:
        """Rows of the catalogue."""
        return sum(map(len, self.by_code.values()))


def read_catalogue(
    path: Path, spellings: Spellings, report: Report, *, sheet: str | None = None
) -> Catalogue:
    """The catalogue in a table; problems of its rows go to `report`."""
    source = open_source(path, "catalogue", spellings, report, sheet=sheet)
    by_code: dict[str, tuple[Procedure, ...]] = {}
    for row in source.rows():
        procedure = _procedure(source, row)
        others = by_code.get(procedure.code, ())
        if not procedure.code or not procedure.name:
            expected = text("Expected the code and the name of the procedure.")
            column = "name" if procedure.code else "code"
            report.add("CH-8770", source.place(row, column), "", expected, text("Fill the cell."))
        if any(_overlap(one, procedure) for one in others):
            expected = text("Expected each code once on a day; another row has it on the same days.")
            mend = text("Say from when until when each row is valid.")
            report.add("CH-8770", source.place(row, "code"), procedure.code, expected, mend)
        by_code[procedure.code] = (*others, procedure)
    return Catalogue(by_code)


def valid_days(source: Source, row: Row, code: str) -> tuple[date | None, date | None]:
    """First and last day of a row; an end before the beginning is noted under `code`."""
    first, last = source.day(row, "valid_from"), source.day(row, "valid_to")
    if first and last and last < first:
        expected = text("Expected a last day that is not before the first day, {first}.", first=first)
        mend = text("Check both days; perhaps they changed places.")
        source.report.add(code, source.place(row, "valid_to"), quote(row["valid_to"]), expected, mend)
    return first, last


def _procedure(source: Source, row: Row) -> Procedure:
    first, last = valid_days(source, row, "CH-8770")
    unit = source.word(row, "time_unit")
    return Procedure(
        code=source.word(row, "code"),
        name=row["name"],
        field=source.word(row, "field"),
        level=source.word(row, "level"),
        agency=source.word(row, "agency"),
        legal_time=_legal_time(source, row, unit),
        time_unit=unit,
        parts=tuple(part.strip() for part in row["parts"].split(";") if part.strip()),
        fee=row["fee"],
        online=source.word(row, "online"),
        valid_from=first,
        valid_to=last,
    )


def _legal_time(source: Source, row: Row, unit: str) -> int | None:
    written = row["legal_time"]
    if not written:
        return None
    is_whole = written.isascii() and written.isdigit() and 0 < len(written) <= 4 and int(written) > 0
    if not is_whole:
        expected = text("Expected a whole number above 0; the unit stands in a column of its own.")
        mend = text("Write 5, and working_days, calendar_days or working_hours beside it.")
        source.report.add("CH-8769", source.place(row, "legal_time"), quote(written), expected, mend)
        return None
    if not unit and not row["time_unit"]:
        expected = text("Expected the unit of the legal time.")
        mend = text("Write working_days, calendar_days or working_hours.")
        source.report.add("CH-8769", source.place(row, "time_unit"), "", expected, mend)
        return None
    return int(written)


def _overlap(one: Procedure, other: Procedure) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return first <= min(one.valid_to or date.max, other.valid_to or date.max)
