"""Working days, against what the Government announced, and deadlines, against a plain loop."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.periods import Deadline, VietnamCalendar, read_swapped_days, vietnam_calendar
from chiso.problems import BadInput, Report

ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 2, 1), date(2026, 11, 30))

# First and last day off of each holiday as it was announced, weekends included:
# 2024 dispatch 2450/VPCP-KGVX, 2026 dispatch 12729/VPCP-KGVX, the others from the press.
DAYS_OFF = [
    (date(2023, 1, 20), date(2023, 1, 26)),
    (date(2023, 4, 29), date(2023, 5, 3)),
    (date(2024, 4, 27), date(2024, 5, 1)),
    (date(2024, 8, 31), date(2024, 9, 3)),
    (date(2026, 1, 1), date(2026, 1, 4)),
    (date(2026, 2, 14), date(2026, 2, 22)),
]


@pytest.mark.parametrize(("first", "last"), DAYS_OFF)
def test_offices_rest_on_the_announced_days_and_work_before_and_after(first: date, last: date) -> None:
    calendar = vietnam_calendar()
    length = (last - first).days + 1
    assert [calendar.is_working_day(first + number * ONE_DAY) for number in range(length)] == [False] * length
    assert calendar.is_working_day(last + ONE_DAY)
    assert calendar.is_working_day(first - ONE_DAY)


@pytest.mark.parametrize(
    ("worked", "free"),
    [
        (date(2019, 1, 5), date(2018, 12, 31)),
        (date(2019, 5, 4), date(2019, 4, 29)),
        (date(2024, 5, 4), date(2024, 4, 29)),
        (date(2025, 4, 26), date(2025, 5, 2)),
        (date(2026, 1, 10), date(2026, 1, 2)),
        (date(2026, 8, 22), date(2026, 8, 31)),
    ],
)
def test_offices_work_on_the_saturday_for_which_they_were_given_a_day(worked: date, free: date) -> None:
    calendar = vietnam_calendar()
    assert worked.weekday() == 5
    assert calendar.is_working_day(worked)
    if free.year >= calendar.first_year:
        assert not calendar.is_working_day(free)


def test_a_saturday_a_week_before_a_swap_is_free() -> None:
    assert not vietnam_calendar().is_working_day(date(2024, 4, 27))


def test_our_table_repeats_nothing_that_the_package_knows() -> None:
    bare = VietnamCalendar((), first_year=2019, last_year=2026)
    for swap in read_swapped_days():
        assert bare.is_working_day(swap.free)
        assert not bare.is_working_day(swap.worked)


def test_five_working_days_over_the_holiday_of_2024() -> None:
    # Thursday 25 April: Friday 26 is day 1, then free until 1 May, 2 and 3 May, Saturday 4 May, Monday 6.
    assert vietnam_calendar().add_working_days(date(2024, 4, 25), 5) == date(2024, 5, 6)


def naive_step(start: date, n: int) -> date:
    """The n-th working day from `start`, by listing days one by one."""
    calendar = vietnam_calendar()
    direction = ONE_DAY if n > 0 else -ONE_DAY
    listed: list[date] = []
    day = start
    while len(listed) < abs(n):
        day += direction
        if calendar.is_working_day(day):
            listed.append(day)
    return listed[-1] if listed else start


@given(DAYS, st.integers(-12, 15))
def test_adding_working_days_agrees_with_a_list_of_days(start: date, n: int) -> None:
    assert vietnam_calendar().add_working_days(start, n) == naive_step(start, n)


@given(DAYS, st.integers(1, 15))
def test_counting_undoes_adding(start: date, n: int) -> None:
    calendar = vietnam_calendar()
    assert calendar.count_working_days(start, calendar.add_working_days(start, n)) == n


@given(DAYS, st.integers(1, 10), st.sampled_from(["calendar", "working"]), st.integers(0, 20))
def test_nothing_is_late_up_to_the_day_when_it_is_due(
    start: date, days: int, counts: str, early: int
) -> None:
    deadline = Deadline(days, counts)  # type: ignore[arg-type]
    due = deadline.due(start)
    assert deadline.days_late(due, due - early * ONE_DAY) == 0


def test_a_deadline_says_which_days_it_counts() -> None:
    # Received on Thursday 25 April 2024, before five days off with a working Saturday behind them.
    received = date(2024, 4, 25)
    assert Deadline(5, "calendar").due(received) == date(2024, 4, 30)
    assert Deadline(5, "working").due(received) == date(2024, 5, 6)
    finished = date(2024, 5, 8)
    assert Deadline(5, "calendar").days_late(date(2024, 4, 30), finished) == 8
    assert Deadline(5, "working").days_late(date(2024, 5, 6), finished) == 2


def test_a_weekend_after_the_last_day_adds_no_working_days_of_delay() -> None:
    assert Deadline(3, "working").days_late(date(2024, 5, 10), date(2024, 5, 12)) == 0


def test_a_deadline_of_no_days_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        Deadline(0, "working")
    assert [problem.code for problem in refusal.value.problems] == ["CH-1304"]


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2027, 1, 4)])
def test_a_year_whose_swaps_are_not_known_is_refused(day: date) -> None:
    with pytest.raises(BadInput) as refusal:
        vietnam_calendar().is_working_day(day)
    assert [problem.code for problem in refusal.value.problems] == ["CH-1303"]


def test_with_a_report_such_a_year_follows_the_law_and_is_remarked_once() -> None:
    report = Report()
    calendar = vietnam_calendar().with_report(report)
    assert calendar.add_working_days(date(2026, 12, 31), 2) == date(2027, 1, 5)
    assert [remark.in_language("en") for remark in report.remarks] == [
        "Working days of 2027 follow the law's holidays only; swapped days are known from 2019 to 2026."
    ]


def test_a_table_of_further_swaps_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "swaps.csv"
    path.write_text(
        "free,worked,ordered_by,source\n"
        "2027-01-04,2027-01-09,example,example\n"
        "2027-01-09,2027-01-04,example,example\n"
        "2027-02-30,2027-01-09,example,example\n"
    )
    with pytest.raises(BadInput) as refusal:
        read_swapped_days(path)
    assert [(problem.code, problem.where.row) for problem in refusal.value.problems] == [
        ("CH-1306", 3),
        ("CH-1305", 4),
    ]
