"""Which agency and which of its counters handle what, valid in time.

agency, counter        who; a counter may be left out where an agency has one
procedure or field     what; a field stands for all its procedures
place, name, district, kind    of the counter in the frame of places; place: a code of its own
handling               of a procedure: whole (received, decided and returned at the one-stop shop),
                       reception (received and returned there), outside, exempt

CH-8771 a row without agency, with neither procedure nor field, or twice; a procedure that the catalogue
        lacks; a place of two counters, or two places of one
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chiso.language import Text, text
from chiso.problems import Report, quote
from chiso.procedures.catalogue import Catalogue, valid_days
from chiso.procedures.opening import Source, open_source
from chiso.procedures.spellings import Spellings
from chiso.tables import Row


@dataclass(frozen=True, slots=True)
class Handled:
    """What one counter handles: a procedure, or all those of a field."""

    agency: str
    counter: str
    procedure: str
    field: str
    place: str = ""
    name: str = ""
    district: str = ""
    kind: str = ""
    handling: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


def read_counters(
    path: Path, spellings: Spellings, report: Report, catalogue: Catalogue | None, *, sheet: str | None = None
) -> tuple[Handled, ...]:
    """The rows of the table; problems go to `report`."""
    source = open_source(path, "counters", spellings, report, sheet=sheet)
    handled: list[Handled] = []
    seen: dict[tuple[str, ...], list[Handled]] = {}
    places: dict[str, tuple[str, str, str]] = {}
    codes: dict[tuple[str, str, str], str] = {}
    for row in source.rows():
        one = _handled(source, row, catalogue)
        if not one.agency:
            _refuse(source, row, "agency", text("Expected the agency."), text("Fill the cell."))
        if not (one.procedure or one.field):
            expected = text("Expected a procedure or a field.")
            _refuse(source, row, "procedure", expected, text("Name what the counter handles."))
        if catalogue is not None and one.procedure and one.procedure not in catalogue.by_code:
            expected = text("Expected a procedure of the catalogue.")
            _refuse(source, row, "procedure", expected, text("Add it there, or correct the code."))
        key = (one.agency, one.counter, one.procedure or one.field)
        if any(_overlap(one, other) for other in seen.get(key, ())):
            expected = text("Expected each counter and procedure once on a day.")
            _refuse(source, row, "procedure", expected, text("Take one row out, or say until when it holds."))
        seen.setdefault(key, []).append(one)
        what = (one.agency, one.counter, one.field)
        is_own = not one.place or places.setdefault(one.place, what) == what
        if not is_own or (one.place and codes.setdefault(what, one.place) != one.place):
            expected = text("Expected one agency, counter and field for each place, and one place for these.")
            _refuse(source, row, "place", expected, text("Give each place a code of its own."))
        handled.append(one)
    return tuple(handled)


def _handled(source: Source, row: Row, catalogue: Catalogue | None) -> Handled:
    first, last = valid_days(source, row, "CH-8771")
    procedure, of_field = source.word(row, "procedure"), source.word(row, "field")
    if procedure and catalogue is not None and procedure in catalogue.by_code:
        # The catalogue decides which field a procedure belongs to.
        of_field = catalogue.by_code[procedure][-1].field or of_field
    return Handled(
        agency=source.word(row, "agency"),
        counter=source.word(row, "counter"),
        procedure=procedure,
        field=of_field,
        place=source.word(row, "place"),
        name=row["name"],
        district=source.word(row, "district"),
        kind=source.word(row, "kind"),
        handling=source.word(row, "handling"),
        valid_from=first,
        valid_to=last,
    )


def _refuse(source: Source, row: Row, column: str, expected: Text, mend: Text) -> None:
    source.report.add("CH-8771", source.place(row, column), quote(row[column]), expected, mend)


def _overlap(one: Handled, other: Handled) -> bool:
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    return first <= min(one.valid_to or date.max, other.valid_to or date.max)
