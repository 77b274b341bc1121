"""Periods: the stretch of days that a figure is about, and its one way of being written.

    2020              year                     2020-05        month
    2020-H1           half of a year           2020-05/ytd    the year to the end of that month
    2020-Q2           quarter                  2019-2020      school year
    2026@2026-10-10   the year so far, as it stood on that day

A school year is counted from 1 September to 31 August, so that each day belongs to one; when
teaching begins and ends is decided every year by the ministry and does not matter here.

    CH-1301 not a period    CH-1302 a snapshot's day is before its year
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, quote

PeriodKind: TypeAlias = Literal[
    "year", "half", "quarter", "month", "year_to_month", "school_year", "snapshot"
]

_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_FORMS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    ("year", re.compile(_YEAR, re.ASCII)),
    ("half", re.compile(_YEAR + r"-H(?P<part>[12])", re.ASCII)),
    ("quarter", re.compile(_YEAR + r"-Q(?P<part>[1-4])", re.ASCII)),
    ("month", re.compile(_YEAR + r"-(?P<part>0[1-9]|1[0-2])", re.ASCII)),
    ("year_to_month", re.compile(_YEAR + r"-(?P<part>0[1-9]|1[0-2])/ytd", re.ASCII)),
    ("school_year", re.compile(_YEAR + r"-(?P<end>(?:19|20|21)\d\d)", re.ASCII)),
    ("snapshot", re.compile(_YEAR + r"@(?P<day>\d{4}-\d\d-\d\d)", re.ASCII)),
)
_MONTHS_OF = {"half": 6, "quarter": 3, "month": 1}
_ROMAN = ("", "I", "II", "III", "IV")
_SCHOOL_YEAR_BEGINS = 9


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A stretch of days. Made by `parse_period`; sorted by first day, last day, then as written."""

    first_day: date
    last_day: date
    written: str
    kind: PeriodKind = field(compare=False)
    as_of: date | None = field(compare=False, default=None)

    @property
    def year(self) -> int:
        """The year in which the period begins."""
        return self.first_day.year

    @property
    def reference_day(self) -> date:
        """The day on which units are looked up: the snapshot's day, else the last day."""
        return self.as_of or self.last_day

    def __str__(self) -> str:
        return self.written

    def contains(self, day: date) -> bool:
        """Whether `day` lies in the period, first and last day included."""
        return self.first_day <= day <= self.last_day

    def same_kind(self, other: Period) -> bool:
        """Whether both are years, both quarters and so on, so that they stand in one series."""
        return self.kind == other.kind

    def previous(self) -> Period:
        """The period before in the same series.

        A stretch that grows within its year (to a month, to a day) is compared with the same
        stretch one year earlier; 29 February then becomes 28 February.
        """
        year, month = self.first_day.year, self.last_day.month
        if self.kind == "year":
            return parse_period(f"{year - 1}")
        if self.kind == "school_year":
            return parse_period(f"{year - 1}-{year}")
        if self.kind == "year_to_month":
            return parse_period(f"{year - 1}-{month:02d}/ytd")
        if self.as_of is not None:
            return parse_period(f"{year - 1}@{_a_year_before(self.as_of).isoformat()}")
        length = _MONTHS_OF[self.kind]
        part = month // length - 1
        if part == 0:
            year, part = year - 1, 12 // length
        return parse_period(_write_part(self.kind, year, part))

    def title(self) -> Text:
        """The period as people name it: Năm 2019, Quý II/2020, 10 months of 2020."""
        year, month = str(self.first_day.year), self.last_day.month
        if self.kind == "year":
            return text("Year {year}", year=year)
        if self.kind == "half":
            return (
                text("First half of {year}", year=year)
                if month == 6
                else text("Second half of {year}", year=year)
            )
        if self.kind == "quarter":
            return text("Quarter {number} of {year}", number=_ROMAN[month // 3], year=year)
        if self.kind == "month":
            return text("Month {month}/{year}", month=str(month), year=year)
        if self.kind == "year_to_month":
            return text("Year {year} to the end of month {month}", year=year, month=str(month))
        if self.kind == "school_year":
            return text("School year {first}–{second}", first=year, second=str(self.last_day.year))
        assert self.as_of is not None, "a snapshot has its day"
        return text("Year {year} as it stood on {day}", year=year, day=self.as_of)


def parse_period(written: str) -> Period:
    """The period that `written` names. Raises BadInput (CH-1301, CH-1302)."""
    for kind, form in _FORMS:
        parts = form.fullmatch(written)
        if parts:
            return _period(kind, written, parts.groupdict())
    raise _not_a_period(written)


def _period(kind: PeriodKind, written: str, parts: dict[str, str]) -> Period:
    year = int(parts["year"])
    if kind == "year":
        return Period(date(year, 1, 1), date(year, 12, 31), written, kind)
    if kind == "year_to_month":
        return Period(date(year, 1, 1), _end_of_month(year, int(parts["part"])), written, kind)
    if kind == "school_year":
        if int(parts["end"]) != year + 1:
            raise _not_a_period(written)
        first = date(year, _SCHOOL_YEAR_BEGINS, 1)
        return Period(first, _end_of_month(year + 1, _SCHOOL_YEAR_BEGINS - 1), written, kind)
    if kind == "snapshot":
        return _snapshot(year, written, parts["day"])
    length = _MONTHS_OF[kind]
    last_month = int(parts["part"]) * length
    return Period(date(year, last_month - length + 1, 1), _end_of_month(year, last_month), written, kind)


def _snapshot(year: int, written: str, day: str) -> Period:
    try:
        as_of = date.fromisoformat(day)
    except ValueError:
        raise _not_a_period(written) from None
    first = date(year, 1, 1)
    if as_of < first:
        raise BadInput(
            [
                Problem(
                    "CH-1302",
                    Place(),
                    quote(written),
                    text("Expected a day in the year or after it, not before it begins."),
                    text("Check the year and the day behind the @ sign."),
                )
            ]
        )
    # A year can be looked at again after its end, when late figures have come in.
    return Period(first, min(as_of, date(year, 12, 31)), written, "snapshot", as_of)


def _write_part(kind: PeriodKind, year: int, part: int) -> str:
    if kind == "month":
        return f"{year}-{part:02d}"
    return f"{year}-{'H' if kind == 'half' else 'Q'}{part}"


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _a_year_before(day: date) -> date:
    last = _end_of_month(day.year - 1, day.month)
    return date(day.year - 1, day.month, min(day.day, last.day))


def _not_a_period(written: str) -> BadInput:
    return BadInput(
        [
            Problem(
                "CH-1301",
                Place(),
                quote(written),
                text("Expected a period between the years 1900 and 2199."),
                text(
                    "Write it like {examples}.",
                    examples="2020, 2020-H1, 2020-Q2, 2020-05, 2020-05/ytd, 2019-2020, 2026@2026-10-10",
                ),
            )
        ]
    )
