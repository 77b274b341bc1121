"""The frame of places: every counter that handles procedures in a field, with what is known of it.

The columns that a draw reads come first (`place` to `tied`); behind them stands what a person or a model of
risk looks at. What is not known is empty, never 0: a counter that the table of counts does not name has no
volume that is known.

    received, left, late, late_share, overdue      dossiers of the period
    apologies_missing                              late or overdue without a letter
    petitions, complaints, thanks                  that name the counter, or can mean no other; empty where
                                                   one could; denunciations are counted as complaints
    agency_petitions, agency_complaints            of the whole agency
    satisfaction, satisfaction_se                  of the agency or the place, from a survey
    visits, findings                               past ones; a finding is a visit that found something

    CH-8771 a code that two places have        CH-8778 a visit without a place or a day
    CH-8780 estimates without the criterion, or with two of one unit
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from chiso.language import listing, sort_key, text
from chiso.periods import Period
from chiso.problems import Place, Report, quote
from chiso.procedures.counters import Handled
from chiso.procedures.feedback import Message
from chiso.procedures.opening import open_source
from chiso.procedures.results import PLACES, WHERE
from chiso.procedures.spellings import Spellings
from chiso.tables import read_table, write_table

DRAWN_BY = (
    "place", "name", "agency", "field", "district", "kind", "risk", "days", "must", "last_visit",
    "last_team", "tied",
)  # fmt: skip
BESIDE = (
    "counter", "received", "left", "late", "late_share", "overdue", "apologies_missing", "petitions",
    "complaints", "thanks", "agency_petitions", "agency_complaints", "satisfaction", "satisfaction_se",
    "visits", "findings",
)  # fmt: skip
_KINDS = {
    "petition": "petitions", "complaint": "complaints", "denunciation": "complaints", "thanks": "thanks",
}  # fmt: skip

What = tuple[str, str, str]


@dataclass(slots=True)
class CounterPlace:
    """One row of the frame, as words; a column that is not there is not known."""

    what: What
    code: str
    known: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of the past. `found` is None where it is not told."""

    place: str
    day: date
    team: str
    found: bool | None


def places_of(counted: Path, counters: Sequence[Handled], day: date, report: Report) -> list[CounterPlace]:
    """The places of a folder of counts and of a table of counters, in the order of their codes.

    A counter that the table closes before the day, or opens after it, is no place of that day, whatever
    dossiers it had. Dossiers that tell of no agency, counter and field are of no place. Both are counted in
    remarks.
    """
    places: dict[What, CounterPlace] = {}
    elsewhen: set[What] = set()
    for one in counters:
        what = (one.agency, one.counter, one.field)
        if not one.holds_on(day):
            elsewhen.add(what)
            continue
        place = places.setdefault(what, CounterPlace(what, _code(what)))
        # Of the rows of one counter and field any may name its code.
        place.code = one.place or place.code
        for column, value in (("name", one.name), ("district", one.district), ("kind", one.kind)):
            if value:
                place.known.setdefault(column, value)
    others, closed = _add_counts(counted / PLACES, places, elsewhen - places.keys(), report)
    if closed:
        report.remark(
            text(
                "{count} places have dossiers and are left out: no row of the table of counters holds on"
                " {day}.",
                count=closed,
                day=day,
            )
        )
    if counters and others:
        report.remark(
            text("{count} places have dossiers and do not stand in the table of counters.", count=others)
        )
    _refuse_twice(places.values(), str(counted / PLACES), report)
    return sorted(places.values(), key=lambda place: sort_key(place.code))


def _refuse_twice(places: Iterable[CounterPlace], file: str, report: Report) -> None:
    """A code of two places names none (CH-8771): a draw would refuse it, and visits would be mixed."""
    for code, count in Counter(place.code for place in places).items():
        if count > 1:
            expected = text("Expected a code of its own for every place; {count} have this one.", count=count)
            mend = text("Give each place a code of its own.")
            report.add("CH-8771", Place(file), quote(code), expected, mend)


def _code(what: What) -> str:
    return " / ".join(part for part in what if part)


def _add_counts(
    path: Path, places: dict[What, CounterPlace], closed: Container[What], report: Report
) -> tuple[int, int]:
    """How many places have dossiers that are not in the table of counters, and how many that are `closed`."""
    table = read_table(path, required=WHERE, optional=None, report=report)
    others, left_out = 0, 0
    for row in table.rows:
        what = (row["agency"], row["counter"], row["field"])
        cells = dict(zip(table.columns, row.cells, strict=True))
        if not any(what):
            told = {name: cells.get(name, "") or text("not known") for name in ("carried_over", "received")}
            report.remark(
                text(
                    "Left out of the frame, since neither agency nor counter nor field is known:"
                    " {carried_over} carried over and {received} received.",
                    **told,
                )
            )
            continue
        if what in closed:
            left_out += 1
            continue
        if what not in places:
            others += 1
            places[what] = CounterPlace(what, _code(what))
        known = places[what].known
        late, overdue = cells.get("done_late", ""), cells.get("left_overdue", "")
        same = ("received", "left", "late_share", "apologies_missing")
        known |= {name: cells.get(name, "") for name in same} | {"late": late, "overdue": overdue}
    return others, left_out


def add_feedback(
    places: Sequence[CounterPlace], feedback: Iterable[Message], period: Period | None, report: Report
) -> None:
    """Count what people wrote, in a period or at all, at the places that it names or can only mean."""
    of_agency: dict[str, list[CounterPlace]] = {}
    for place in places:
        of_agency.setdefault(place.what[0], []).append(place)
    counted: dict[int, Counter[str]] = {id(place): Counter() for place in places}
    agencies: dict[str, Counter[str]] = {agency: Counter() for agency in of_agency}
    doubtful: set[tuple[int, str]] = set()
    elsewhere = unplaced = 0
    for message in feedback:
        if period is not None and not period.contains(message.received):
            continue
        kind = _KINDS.get(message.kind, "")
        own = of_agency.get(message.agency, [])
        if not kind or not own:
            elsewhere += 1
            continue
        agencies[message.agency][kind] += 1
        meant = [place for place in own if _may_mean(message, place)]
        if len(meant) == 1:
            counted[id(meant[0])][kind] += 1
        else:
            unplaced += 1
            doubtful |= {(id(place), kind) for place in meant or own}
    for place in places:
        for kind in ("petitions", "complaints", "thanks"):
            if (id(place), kind) not in doubtful:
                place.known[kind] = str(counted[id(place)][kind])
        for kind in ("petitions", "complaints"):
            place.known[f"agency_{kind}"] = str(agencies[place.what[0]][kind])
    if unplaced:
        report.remark(text("{count} rows of feedback could mean several counters.", count=unplaced))
    if elsewhere:
        report.remark(text("{count} rows of feedback are of no agency of the frame.", count=elsewhere))


def _may_mean(message: Message, place: CounterPlace) -> bool:
    _, counter, of_field = place.what
    return message.counter in ("", counter) and message.field in ("", of_field)


def read_visits(path: Path, spellings: Spellings, report: Report, *, sheet: str | None = None) -> list[Visit]:
    """Past visits: place, day, and perhaps the team and whether something was found."""
    source = open_source(path, "visits", spellings, report, sheet=sheet)
    visits = []
    for row in source.rows():
        place, day = source.word(row, "place"), source.day(row, "day")
        if not place or not row["day"]:
            expected, mend = text("Expected a place and a day."), text("Fill the cell or drop the row.")
            report.add("CH-8778", source.place(row, "day" if place else "place"), "", expected, mend)
        found = {"yes": True, "no": False}.get(source.word(row, "found"))
        if place and day:
            visits.append(Visit(place, day, row["team"], found))
    return visits


def add_visits(places: Sequence[CounterPlace], visits: Sequence[Visit], until: date, report: Report) -> None:
    """The last visit of each place, how many there were, and how many found something."""
    by_code: dict[str, list[Visit]] = {place.code: [] for place in places}
    elsewhere = 0
    for visit in visits:
        if visit.place not in by_code:
            elsewhere += 1
        elif visit.day <= until:
            by_code[visit.place].append(visit)
    for place in places:
        own = sorted(by_code[place.code], key=lambda visit: visit.day)
        place.known["visits"] = str(len(own))
        told = [visit.found for visit in own if visit.found is not None]
        if told:
            place.known["findings"] = str(sum(told))
        if own:
            place.known |= {"last_visit": own[-1].day.isoformat(), "last_team": own[-1].team}
    if elsewhere:
        report.remark(text("{count} visits are of no place of the frame.", count=elsewhere))


def add_satisfaction(places: Sequence[CounterPlace], path: Path, criterion: str, report: Report) -> None:
    """Estimates of a survey by agency or place; one that must not be shown stays empty."""
    table = read_table(path, required=("unit", "code", "estimate"), optional=None, report=report)
    found: dict[str, tuple[str, str]] = {}
    position = {name: at for at, name in enumerate(table.columns)}
    for row in table.rows:
        if row["code"] != criterion:
            continue
        if row["unit"] in found:
            expected = text("Expected one estimate of a unit; another row has it, too.")
            mend = text("Keep the estimates of one period.")
            report.add("CH-8780", table.place(row, "unit"), quote(row["unit"]), expected, mend)
        se = row.cells[position["se"]] if "se" in position else ""
        is_shown = "flag" not in position or row.cells[position["flag"]] != "suppressed"
        found[row["unit"]] = (row["estimate"], se) if is_shown else ("", "")
    if not found:
        codes = sorted({row["code"] for row in table.rows})
        expected = text("Expected one of the codes: {codes}.", codes=listing(codes[:20]))
        report.add("CH-8780", Place(str(path)), criterion, expected, text("Name a code of the table."))
    for place in places:
        estimate = found.get(place.code) or found.get(place.what[0])
        if estimate is not None:
            place.known |= {"satisfaction": estimate[0], "satisfaction_se": estimate[1]}


def frame_text(places: Sequence[CounterPlace]) -> str:
    """The frame as the CSV that a draw reads."""
    rows = []
    for place in places:
        agency, counter, of_field = place.what
        name = place.known.get("name") or " · ".join(part for part in (counter or agency, of_field) if part)
        fixed = {
            "place": place.code, "name": name, "agency": agency, "counter": counter, "field": of_field,
        }  # fmt: skip
        rows.append([{**place.known, **fixed}.get(column, "") for column in (*DRAWN_BY, *BESIDE)])
    return write_table((*DRAWN_BY, *BESIDE), rows)
