"""Lengths of phases in working days of the offices: "15 working days", and when such a phase closes.

The day on which a phase opens is not counted; it closes at 17:00 of its last day. For years whose swapped
days are not known yet the holidays by law count, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from chiso.language import Text, text_by_count
from chiso.periods import VietnamCalendar, vietnam_calendar
from chiso.problems import Report

END_OF_WORK = time(17, 0)
MOST_DAYS = 260


@dataclass(frozen=True, slots=True)
class Length:
    """So many working days; `remark`: what is not known yet about that year."""

    days: int
    remark: Text | str = ""

    @property
    def in_words(self) -> Text:
        """As it is said: 15 working days."""
        return text_by_count("one working day", "{count} working days", self.days)


def length_of(opens: datetime, closes: datetime) -> Length:
    """The working days from the opening to the closing of a phase."""
    first, last = timezone.localdate(opens), timezone.localdate(closes)
    calendar, report = _calendar()
    days = calendar.count_working_days(first, last)
    return Length(days, _remark(report))


def closing_after(opens: datetime, days: int) -> datetime:
    """When a phase closes that is to last so many working days: 17:00 of the last of them."""
    calendar, _report = _calendar()
    last = calendar.add_working_days(timezone.localdate(opens), days)
    return timezone.make_aware(datetime.combine(last, END_OF_WORK))


def on_a_working_day(at: datetime) -> datetime:
    """The same hour of the same day, or of the next one on which offices work."""
    calendar, _report = _calendar()
    local = timezone.localtime(at)
    return timezone.make_aware(datetime.combine(_working(calendar, local.date()), local.time()))


def _working(calendar: VietnamCalendar, day: date) -> date:
    return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)


def _calendar() -> tuple[VietnamCalendar, Report]:
    report = Report()
    return vietnam_calendar().with_report(report), report


def _remark(report: Report) -> Text | str:
    return report.remarks[0] if report.remarks else ""
