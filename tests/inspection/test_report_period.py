"""Periods of reports: their days and the period before, by the calendar of the standard library."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.inspection.report_period import ReportPeriod, periods_of, usual_periods, whole_period
from chiso.periods import parse_period

DAYS = some.dates(date(1950, 1, 1), date(2190, 12, 31))


@given(DAYS)
def test_every_day_lies_in_a_month_a_quarter_a_half_and_a_year_and_each_stands_beside_the_one_before(
    day: date,
) -> None:
    of_the_day = [one for one in periods_of([day], day) if one.contains(day)]
    assert [one.kind for one in of_the_day] == ["month", "quarter", "half", "year"]
    for one, months in zip(of_the_day, (1, 3, 6, 12), strict=True):
        period = whole_period(one)
        # Months counted from the year 0, so that the turn of a year is no case of its own.
        first = (day.year * 12 + day.month - 1) // months * months
        assert (period.first_day, period.last_day) == _months(first, months)
        before = period.before()
        assert (before.first_day, before.last_day) == _months(first - months, months)
        assert before.written == one.previous().written


def _months(first: int, count: int) -> tuple[date, date]:
    last_year, last_month = divmod(first + count - 1, 12)
    last_day = calendar.monthrange(last_year, last_month + 1)[1]
    return date(first // 12, first % 12 + 1, 1), date(last_year, last_month + 1, last_day)


@given(DAYS, some.integers(0, 800))
def test_before_a_stretch_of_days_come_as_many_days(first: date, more: int) -> None:
    period = ReportPeriod(first, first + timedelta(days=more))
    before = period.before()
    assert before.last_day + timedelta(days=1) == first
    assert before.last_day - before.first_day == timedelta(days=more)


@pytest.mark.parametrize(
    ("written", "today", "passed", "before"),
    [
        # Eleven days beside eleven days, over the turn of the year, too.
        ("2026-05", date(2026, 5, 11), (date(2026, 5, 1), date(2026, 5, 11)),
         (date(2026, 4, 1), date(2026, 4, 11))),
        ("2026-01", date(2026, 1, 1), (date(2026, 1, 1), date(2026, 1, 1)),
         (date(2025, 12, 1), date(2025, 12, 1))),
        # February has no thirtieth day: all of it.
        ("2026-03", date(2026, 3, 30), (date(2026, 3, 1), date(2026, 3, 30)),
         (date(2026, 2, 1), date(2026, 2, 28))),
        # On its last day and later a period is whole.
        ("2026-02", date(2026, 2, 28), (date(2026, 2, 1), date(2026, 2, 28)),
         (date(2026, 1, 1), date(2026, 1, 31))),
        ("2026-Q2", date(2026, 12, 1), (date(2026, 4, 1), date(2026, 6, 30)),
         (date(2026, 1, 1), date(2026, 3, 31))),
    ],
)  # fmt: skip
def test_what_still_runs_stands_beside_as_many_days(
    written: str, today: date, passed: tuple[date, date], before: tuple[date, date]
) -> None:
    period = whole_period(parse_period(written)).until(today)
    assert period is not None
    other = period.before()
    assert ((period.first_day, period.last_day), (other.first_day, other.last_day)) == (passed, before)


def test_a_period_says_what_it_is_and_that_it_was_cut() -> None:
    may = whole_period(parse_period("2026-05"))
    assert may.until(date(2026, 4, 30)) is None
    cut = may.until(date(2026, 5, 11))
    assert cut is not None
    stretch = ReportPeriod(date(2026, 5, 4), date(2026, 5, 9))
    assert [one.title().in_language("vi") for one in (may, cut, cut.before(), stretch)] == [
        "tháng 5/2026", "tháng 5/2026, đến 11/05/2026", "tháng 4/2026, đến 11/04/2026",
        "từ 04/05/2026 đến 09/05/2026",
    ]  # fmt: skip
    assert [one.written for one in (may, cut, stretch)] == [
        "2026-05", "2026-05-01_2026-05-11", "2026-05-04_2026-05-09",
    ]  # fmt: skip


def test_periods_are_offered_months_first_and_the_latest_first_and_those_of_today_without_a_visit() -> None:
    offered = [one.written for one in periods_of([date(2025, 6, 10)], date(2026, 1, 15))]
    assert offered == [
        "2026-01", "2025-12", "2025-06", "2026-Q1", "2025-Q4", "2025-Q2", "2026-H1", "2025-H2", "2025-H1",
        "2026", "2025",
    ]  # fmt: skip
    usual = [one.written for one in usual_periods(date(2026, 1, 15))]
    assert usual == ["2026-01", "2025-12", "2026-Q1", "2025-Q4", "2026-H1", "2026"]
    assert set(usual) <= set(offered)
