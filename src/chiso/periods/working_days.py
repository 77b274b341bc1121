"""Working days of Vietnamese offices, and deadlines that count them.

A day is a working day if it is Monday to Friday and no holiday, unless it was swapped. Holidays by
law, the days off that replace holidays on a weekend, and most swapped days are known to the package
`holidays`; swapped days that it lacks stand in `swapped_days.csv`, each with the document that
ordered it. Swaps are announced late, so both hold for certain years only, and a day outside them is
refused, or answered by the law alone with a remark where a report takes one.

Source of the rules: Labour Code 2019, article 112; 40 hours in five days for offices of the state.

    CH-1303 no calendar for that year    CH-1304 a deadline without days
    CH-1306 no swap of a working day for a weekend day
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from chiso.language import text
from chiso.periods.day import parse_day
from chiso.problems import BadInput, Place, Problem, Report
from chiso.tables import CappedReport, read_table

if TYPE_CHECKING:
    from holidays import HolidayBase

Counting: TypeAlias = Literal["calendar", "working"]

# The years for which swaps were looked up, in the package and in announcements.
FIRST_YEAR = 2019
LAST_YEAR = 2026

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SwappedDay:
    """A working day that was given free, and the weekend day on which it was worked instead."""

    free: date
    worked: date
    ordered_by: str
    source: str


class VietnamCalendar:
    """Which days offices work.

    `swapped` are swaps beside those that `holidays` knows; `first_year` to `last_year` is the range
    in which all swaps are known. With a `report`, a day outside the range is answered without swaps
    and remarked there once a year; without one it raises BadInput (CH-1303).
    """

    def __init__(
        self,
        swapped: tuple[SwappedDay, ...],
        *,
        first_year: int,
        last_year: int,
        report: Report | None = None,
    ) -> None:
        self.swapped = swapped
        self.first_year = first_year
        self.last_year = last_year
        self._free = frozenset(swap.free for swap in swapped)
        self._worked = frozenset(swap.worked for swap in swapped)
        self._report = report
        self._remarked: set[int] = set()

    def with_report(self, report: Report) -> VietnamCalendar:
        """The same calendar, which answers beyond its range and says so in `report`."""
        return VietnamCalendar(
            self.swapped, first_year=self.first_year, last_year=self.last_year, report=report
        )

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`. Raises BadInput (CH-1303) outside the years of the calendar."""
        if not self.first_year <= day.year <= self.last_year:
            self._leave_range(day)
        if day in self._worked:
            return True
        if day in self._free:
            return False
        by_law = _holidays_of(day.year)
        if day.weekday() >= _SATURDAY:
            return day in by_law.weekend_workdays
        return day not in by_law

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`; for n = 0 `start`, for n < 0 counted backwards.

        `start` itself is never counted, whether it is a working day or not.
        """
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        day = start
        for _ in range(abs(n)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def count_working_days(self, after: date, until: date) -> int:
        """Working days after `after` up to and including `until`; 0 if `until` is not later."""
        days = range(1, (until - after).days + 1)
        return sum(self.is_working_day(after + timedelta(days=number)) for number in days)

    def _leave_range(self, day: date) -> None:
        if self._report is None:
            raise BadInput(
                [
                    Problem(
                        "CH-1303",
                        Place(),
                        day.isoformat(),
                        text(
                            "Expected a day from {first} to {last}, the years whose swapped days are known.",
                            first=str(self.first_year),
                            last=str(self.last_year),
                        ),
                        text("Add the year's swapped days, or count calendar days."),
                    )
                ]
            )
        if day.year not in self._remarked:
            self._remarked.add(day.year)
            self._report.remark(
                text(
                    "Working days of {year} follow the law's holidays only; swapped days are known"
                    " from {first} to {last}.",
                    year=str(day.year),
                    first=str(self.first_year),
                    last=str(self.last_year),
                )
            )


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days after a start, and whether they are calendar or working days.

    The day of the start is not counted. A deadline in calendar days may end on a day off; whether
    the law then moves it is a matter of that law and not decided here.
    Raises BadInput (CH-1304) for less than one day.
    """

    days: int
    counts: Counting

    def __post_init__(self) -> None:
        if self.days < 1:
            raise BadInput(
                [
                    Problem(
                        "CH-1304",
                        Place(),
                        str(self.days),
                        text("Expected a deadline of at least one day."),
                        text("State the days that the law gives."),
                    )
                ]
            )

    def due(self, start: date, calendar: VietnamCalendar | None = None) -> date:
        """The last day that is in time."""
        if self.counts == "calendar":
            return start + timedelta(days=self.days)
        return (calendar or vietnam_calendar()).add_working_days(start, self.days)

    def days_late(self, due: date, finished: date, calendar: VietnamCalendar | None = None) -> int:
        """Days after `due` until `finished`, counted as the deadline counts; 0 if in time.

        Finished on a day off just after `due`, a deadline in working days is late by 0 of them.
        """
        if finished <= due:
            return 0
        if self.counts == "calendar":
            return (finished - due).days
        return (calendar or vietnam_calendar()).count_working_days(due, finished)


@cache
def vietnam_calendar() -> VietnamCalendar:
    """The calendar with the swapped days that are shipped."""
    return VietnamCalendar(read_swapped_days(), first_year=FIRST_YEAR, last_year=LAST_YEAR)


def read_swapped_days(path: Path | None = None) -> tuple[SwappedDay, ...]:
    """Swapped days from a table with the columns free, worked, ordered_by, source.

    Without a path, those that are shipped. Raises BadInput with all problems of the table.
    """
    report = CappedReport()
    table = read_table(
        path or Path(__file__).with_name("swapped_days.csv"),
        name="swapped_days.csv" if path is None else None,
        required=("free", "worked", "ordered_by", "source"),
        report=report,
    )
    swapped = []
    for row in table.rows:
        try:
            free = parse_day(row["free"], table.place(row, "free"))
            worked = parse_day(row["worked"], table.place(row, "worked"))
        except BadInput as refusal:
            report.problems.extend(refusal.problems)
            continue
        if free.weekday() >= _SATURDAY or worked.weekday() < _SATURDAY:
            report.add(
                "CH-1306",
                table.place(row),
                f"{row['free']}, {row['worked']}",
                text("Expected a day from Monday to Friday given free for a Saturday or Sunday worked."),
                text("Check both days against the announcement; perhaps they changed places."),
            )
        swapped.append(SwappedDay(free, worked, row["ordered_by"], row["source"]))
    report.stop_if_any()
    return tuple(swapped)


@cache
def _holidays_of(year: int) -> HolidayBase:
    """Holidays around `year`. The neighbours belong to it: a swap can cross the turn of the year."""
    # Loading the package takes longer than the rest of the program's start.
    import holidays

    return holidays.country_holidays("VN", years=(year - 1, year, year + 1))
