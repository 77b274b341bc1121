"""Risk for every place of a frame, from the city's own visits.

    history   place, day, inspector, found (yes or no), and columns as they were known on that day
    frame     as the draw reads it (`inspection.frame`), and the same columns as they are known today

Learned from are the columns that both tables have; `field` and `kind` are taken from the frame where the
history lacks them, and `years_since_visit` is counted in the history. Who goes, where the place lies (agency,
district, kind of district), what is demanded, and codes and names are never learned from; attributes of
persons are refused.

    CH-8805 a place of the frame without a code, or a code twice      CH-8812 a visit after the day
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from chiso.inspection.risk.arrays import FloatArray, IntArray
from chiso.inspection.risk.columns import DAYS_OF_A_YEAR, Column, read_columns
from chiso.inspection.risk.drift import Drift, measure_drift
from chiso.inspection.risk.fairness import GroupFairness, measure_fairness
from chiso.inspection.risk.files import (
    days_of,
    findings_of,
    missing_column,
    numbers_of,
    read_visits_table,
    refuse_personal,
)
from chiso.inspection.risk.given import HISTORY, Given
from chiso.inspection.risk.model import RiskModel, Visits, learn_risk
from chiso.inspection.risk.personal import is_key
from chiso.inspection.risk.reasons import Reason, reasons_of
from chiso.language import text
from chiso.periods import parse_day
from chiso.problems import BadInput, Problem, quote
from chiso.tables import Table, decimal_sign, table_of

SINCE = "years_since_visit"
DISTRICT_KIND = "district_kind"
# Of the frame and of the history, and never learned from.
_RESERVED = frozenset(
    ("place", "name", "agency", "district", DISTRICT_KIND, "risk", "days", "must", "last_visit", "last_team",
     "last_members", "tied", "day", "inspector", "found", "again", "team")
)  # fmt: skip
_JOINED = ("field", "kind")


@dataclass(frozen=True, slots=True)
class Scored:
    """The frame with its risks, in the order of its rows, with reasons, and what there is to say of them."""

    frame: Table
    risks: FloatArray
    reasons: list[list[Reason]]
    model: RiskModel
    visits: Visits
    day: date
    drift: list[Drift]
    fairness: list[GroupFairness]
    by: str
    left_out: tuple[str, ...]
    only_in_one: tuple[str, ...]
    elsewhere: int


def score_frame(
    frame: Path | Given,
    history: Path | Given,
    *,
    day: date | None = None,
    by: str | None = None,
    leave_out: Sequence[str] = (),
) -> Scored:
    """Learn from the history and tell the risk of each place of the frame.

    `day`: on which the frame is known; without one the last day of the history. `by`: the column of the frame
    by which fairness is told. Raises BadInput with the problems of both files.
    """
    places, visited = _read_both(frame, history, leave_out)
    found, days = findings_of(visited, "found"), days_of(visited, "day")
    today = float(day.toordinal()) if day is not None else float(days.max())
    last = _last_visits(places)
    _refuse(places, visited, days, today, by, leave_out)
    codes = places.column("place")
    visited = _joined(places, visited)
    used, left_out, only = _choose(places, visited, leave_out)
    (before, now) = read_columns(
        [(visited, days), (places, np.full(len(codes), today))], [name for name in used if name != SINCE]
    )
    # The same visits in another order are the same visits.
    rows = zip(days.tolist(), (row.cells for row in visited.rows), range(len(days)), strict=True)
    order = [number for _, _, number in sorted(rows)]
    names, who = numbers_of([visited.rows[row]["inspector"] for row in order])
    known, where = numbers_of([visited.rows[row]["place"] for row in order])
    at = np.array(where, dtype=np.int64)
    since, latest = _since_last_visit(days[order], at, len(known))
    number = {code: place for place, code in enumerate(known)}
    own = np.array([number.get(code, -1) for code in codes], dtype=np.int64)
    before, now = [column.take(order) for column in before], list(now)
    if SINCE in used:
        then = np.fmax(last, np.where(own < 0, np.nan, latest[own]))
        before.append(Column(SINCE, since, is_counted=True))
        now.append(Column(SINCE, (today - then) / DAYS_OF_A_YEAR, is_counted=True))
    visits = Visits(
        days=days[order],
        found=found[order],
        inspectors=np.array(who, dtype=np.int64),
        inspector_names=names,
        places=at,
        place_count=len(known),
        columns=tuple(before),
    )
    model = learn_risk(visits)
    design, parts = model.encoding.encode(now, len(codes)), model.history.parts_of(own)
    risks = model.risks(design, parts)
    by = by or next((name for name in (DISTRICT_KIND, "district") if places.has(name)), "")
    return Scored(
        frame=places,
        risks=risks,
        reasons=reasons_of(model, places, now, design, own.tolist(), parts),
        model=model,
        visits=visits,
        day=date.fromordinal(int(today)),
        drift=[one for one in measure_drift(before, now) if one.column in model.encoding.names],
        fairness=_fairness(places, by, [known[place] for place in where], model, visits, risks),
        by=by,
        left_out=(*left_out, *model.encoding.left_out),
        only_in_one=only,
        elsewhere=len(set(known) - set(codes)),
    )


def _read_both(frame: Path | Given, history: Path | Given, leave_out: Sequence[str]) -> tuple[Table, Table]:
    """Both tables, or the problems of both."""
    problems: list[Problem] = []
    tables = []
    for source, required in ((frame, ("place",)), (history, HISTORY)):
        try:
            tables.append(read_visits_table(source, required))
        except BadInput as refused:
            problems += refused.problems
    if problems:
        raise BadInput(problems)
    for table in tables:
        refuse_personal(table, leave_out)
    return tables[0], tables[1]


def _refuse(
    places: Table, visited: Table, days: FloatArray, today: float, by: str | None, leave_out: Sequence[str]
) -> None:
    """Raise BadInput with what is wrong in either table or in the call."""
    met: set[str] = set()
    for row in places.rows:
        code = row["place"]
        if not code or code in met:
            expected = text("Expected a code of its own for every place.")
            mend = text("Give each place one code, and one row.")
            places.report.add("CH-8805", places.place(row, "place"), quote(code), expected, mend)
        met.add(code)
    for row, day in zip(visited.rows, days.tolist(), strict=True):
        if day > today:
            expected = text("Expected visits until {day}.", day=date.fromordinal(int(today)))
            mend = text("Correct the day, or name a later one on which the frame is known.")
            visited.report.add("CH-8812", visited.place(row, "day"), quote(row["day"]), expected, mend)
    if by is not None and not places.has(by):
        places.report.problems.append(missing_column(places, by))
    for column in leave_out:
        if column != SINCE and not places.has(column) and not visited.has(column):
            places.report.problems.append(missing_column(places, column))
    try:
        days_sign(places)
    except BadInput as refused:
        # It tells what the report holds already.
        raise BadInput([*refused.problems, *visited.report.problems]) from None
    problems = [*places.report.problems, *visited.report.problems]
    if problems:
        raise BadInput(problems)


def days_sign(places: Table) -> str:
    """The decimal sign of the days that visits take; a point where none of them has decimals.

    Raises BadInput (CH-1101, CH-1102) where it cannot be told.
    """
    has_decimals = places.has("days") and any("," in cell or "." in cell for cell in places.column("days"))
    return decimal_sign(places, ("days",)) if has_decimals else "."


def _last_visits(places: Table) -> FloatArray:
    """The days that the frame tells; NaN where it tells none. What is no day is noted."""
    if not places.has("last_visit"):
        return np.full(len(places.rows), np.nan)
    told = []
    for row in places.rows:
        written, day = row["last_visit"], np.nan
        if written:
            try:
                day = float(parse_day(written, places.place(row, "last_visit")).toordinal())
            except BadInput as refused:
                places.report.problems.extend(refused.problems)
        told.append(day)
    return np.array(told)


def _joined(places: Table, visited: Table) -> Table:
    """The history with the frame's field and kind, where it has none."""
    lacking = [name for name in _JOINED if places.has(name) and not visited.has(name)]
    if not lacking:
        return visited
    told = {row["place"]: tuple(row[name] for name in lacking) for row in places.rows}
    nothing = ("",) * len(lacking)
    rows = [(*row.cells, *told.get(row["place"], nothing)) for row in visited.rows]
    return table_of(visited.name, (*visited.columns, *lacking), rows)


def _choose(
    places: Table, visited: Table, leave_out: Sequence[str]
) -> tuple[list[str], list[str], tuple[str, ...]]:
    """Columns that are learned from; keys that are left out; columns that one table alone has."""
    both = [name for name in places.columns if visited.has(name) and name not in _RESERVED]
    wanted = [name for name in both if name not in leave_out]
    keys = [name for name in wanted if is_key(name)]
    apart = {*places.columns} ^ {*visited.columns}
    only = tuple(sorted(name for name in apart - _RESERVED - {*leave_out} if not is_key(name)))
    used = [name for name in wanted if name not in keys]
    if SINCE not in used and SINCE not in leave_out:
        used.append(SINCE)
    return used, keys, tuple(name for name in only if name != SINCE)


def _since_last_visit(days: FloatArray, places: IntArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Years since the visit of an earlier day, by visit (NaN: there is none); the last day of each place.

    Visits of one place on one day have the same: which of them stands first may hang on what was found.
    """
    latest = np.full(count, np.nan)
    order = np.lexsort((days, places))
    is_new = np.append(True, (np.diff(places[order]) != 0) | (np.diff(days[order]) != 0))
    each = np.cumsum(is_new) - 1
    day_of, place_of = days[order][is_new], places[order][is_new]
    gaps = np.append(np.nan, np.where(np.diff(place_of) != 0, np.nan, np.diff(day_of))) / DAYS_OF_A_YEAR
    since = np.empty(len(days))
    since[order] = gaps[each]
    latest[place_of] = day_of
    return since, latest


def _fairness(
    places: Table, by: str, visited: Sequence[str], model: RiskModel, visits: Visits, risks: FloatArray
) -> list[GroupFairness]:
    if not by:
        return []
    groups = places.column(by)
    group_of = dict(zip(places.column("place"), groups, strict=True))
    return measure_fairness(model, visits, [group_of.get(place) for place in visited], groups, risks)
