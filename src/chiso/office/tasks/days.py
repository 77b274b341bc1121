"""Deadlines in days on which offices work.

A deadline that falls on a day off ends with the next working day (as terms of the Civil Code do, article
148). Years whose swapped days are not known yet go by the holidays of the law alone.
"""

from __future__ import annotations

from datetime import date

from chiso.periods import VietnamCalendar, vietnam_calendar
from chiso.problems import Report

MOST_DAYS = 1_000
# A deadline after it is a slip of the keys; the last days that there are have no day after them.
LATEST_DAY = date(2100, 12, 31)


def calendar() -> VietnamCalendar:
    """The calendar of offices, which answers for every year."""
    return vietnam_calendar().with_report(Report())


def last_day_of(deadline: date) -> date:
    """The deadline itself, or the next day on which offices work."""
    days = calendar()
    return deadline if days.is_working_day(deadline) else days.add_working_days(deadline, 1)


def deadline_after(start: date, days: int) -> date:
    """The n-th working day after `start`, which is not counted itself."""
    return calendar().add_working_days(start, days)


def working_days_from(last_day: date, today: date) -> int:
    """How many working days `today` is after `last_day`; negative before it, 0 on it."""
    days = calendar()
    if today >= last_day:
        return days.count_working_days(last_day, today)
    return -days.count_working_days(today, last_day)


def said_day(day: date | None) -> str:
    """A day as the record and notices say it; a dash where there is none."""
    return day.strftime("%d/%m/%Y") if day is not None else "–"
