"""When mail may go: on working days from 07:00 to 20:00; the daily digest at 07:30 of a working day.

Working days are those of `chiso.periods`; beyond the years whose swapped days are known, the law's alone.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from chiso.periods import vietnam_calendar
from chiso.problems import Report

OPENS, CLOSES, DIGEST = time(7), time(20), time(7, 30)
_A_DAY = timedelta(days=1)


def next_quiet_end(at: datetime) -> datetime:
    """`at` itself where mail may go then, else the next opening."""
    local = timezone.localtime(at)
    if _is_working(local.date()) and OPENS <= local.time() < CLOSES:
        return at
    return _next(local, OPENS)


def next_digest(at: datetime) -> datetime:
    """The first digest after `at`."""
    return _next(timezone.localtime(at), DIGEST)


def _next(local: datetime, hour: time) -> datetime:
    """The first working day on which `hour` is still to come."""
    day = local.date() if local.time() < hour else local.date() + _A_DAY
    while not _is_working(day):
        day += _A_DAY
    return timezone.make_aware(datetime.combine(day, hour))


def _is_working(day: date) -> bool:
    return vietnam_calendar().with_report(Report()).is_working_day(day)
