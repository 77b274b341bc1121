"""The period that a report is about, what of it has passed, and the period that it is compared with.

    2026-05, 2026-Q2, 2026-H1, 2026     a period of the calendar (`chiso.periods`)
    from a day to a day                 any stretch

The period before is the month before a month, the quarter before a quarter, and so on; before a stretch as
many days as it has. A period that still runs is compared with as many days of the one before: eleven days of
a month beside the whole month before would look like a fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from chiso.language import Text, text
from chiso.periods import Period, parse_period

_KINDS: Final = ("month", "quarter", "half", "year")
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """From a day to a day, both included. `calendar`: the period of the calendar that begins with it."""

    first_day: date
    last_day: date
    calendar: Period | None = None

    @property
    def is_cut(self) -> bool:
        """Whether it is the beginning of a period of the calendar only."""
        return self.calendar is not None and self.last_day < self.calendar.last_day

    @property
    def written(self) -> str:
        """As names of files and heads of tables have it: 2026-05, 2026-05-04_2026-05-09."""
        if self.calendar is not None and not self.is_cut:
            return self.calendar.written
        return f"{self.first_day.isoformat()}_{self.last_day.isoformat()}"

    def title(self) -> Text:
        """As people name it."""
        if self.calendar is None:
            return text("from {first} to {last}", first=self.first_day, last=self.last_day)
        if self.is_cut:
            return text("{period}, up to {day}", period=self.calendar.title(), day=self.last_day)
        return self.calendar.title()

    def contains(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first_day <= day <= self.last_day

    def until(self, today: date) -> ReportPeriod | None:
        """What of it has passed; None where it has not begun."""
        if today < self.first_day:
            return None
        return replace(self, last_day=min(self.last_day, today))

    def before(self) -> ReportPeriod:
        """The period that it is compared with."""
        if self.calendar is None:
            last = self.first_day - _ONE_DAY
            return ReportPeriod(last - (self.last_day - self.first_day), last)
        whole = whole_period(self.calendar.previous())
        if not self.is_cut:
            return whole
        as_far = whole.first_day + (self.last_day - self.first_day)
        return replace(whole, last_day=min(as_far, whole.last_day))


def whole_period(of: Period) -> ReportPeriod:
    """A period of the calendar from its first to its last day."""
    return ReportPeriod(of.first_day, of.last_day, of)


def usual_periods(today: date) -> list[Period]:
    """What is asked for most: this month and the last, this quarter and the last, this half, this year."""
    month, quarter, half, year = _around(today)
    return [month, month.previous(), quarter, quarter.previous(), half, year]


def periods_of(days: Iterable[date], today: date) -> list[Period]:
    """The periods in which these days lie, and those of today and before: months first, the latest first."""
    found = {one for day in {*days, today} for one in _around(day)}
    found |= {one.previous() for one in _around(today)}
    return sorted(found, key=lambda one: (_KINDS.index(one.kind), -one.first_day.toordinal()))


def _around(day: date) -> Iterator[Period]:
    year, month = day.year, day.month
    yield parse_period(f"{year}-{month:02}")
    yield parse_period(f"{year}-Q{(month + 2) // 3}")
    yield parse_period(f"{year}-H{(month + 5) // 6}")
    yield parse_period(f"{year}")
