"""Periods: seven kinds, one way to write each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.periods import Period, parse_day, parse_period
from chiso.problems import BadInput

# Counted by hand on a calendar.
KNOWN = [
    ("2020", "year", date(2020, 1, 1), date(2020, 12, 31), "2019"),
    ("2020-H1", "half", date(2020, 1, 1), date(2020, 6, 30), "2019-H2"),
    ("2020-H2", "half", date(2020, 7, 1), date(2020, 12, 31), "2020-H1"),
    ("2020-Q1", "quarter", date(2020, 1, 1), date(2020, 3, 31), "2019-Q4"),
    ("2020-Q4", "quarter", date(2020, 10, 1), date(2020, 12, 31), "2020-Q3"),
    ("2020-02", "month", date(2020, 2, 1), date(2020, 2, 29), "2020-01"),
    ("2021-01", "month", date(2021, 1, 1), date(2021, 1, 31), "2020-12"),
    ("2020-05/ytd", "year_to_month", date(2020, 1, 1), date(2020, 5, 31), "2019-05/ytd"),
    ("2019-2020", "school_year", date(2019, 9, 1), date(2020, 8, 31), "2018-2019"),
    ("2026@2026-10-10", "snapshot", date(2026, 1, 1), date(2026, 10, 10), "2025@2025-10-10"),
    ("2024@2024-02-29", "snapshot", date(2024, 1, 1), date(2024, 2, 29), "2023@2023-02-28"),
]


@pytest.mark.parametrize(("written", "kind", "first", "last", "before"), KNOWN)
def test_a_period_knows_its_days_and_the_one_before(
    written: str, kind: str, first: date, last: date, before: str
) -> None:
    period = parse_period(written)
    assert (period.kind, period.first_day, period.last_day) == (kind, first, last)
    assert period.previous().written == before
    assert str(period) == period.written == written


@pytest.mark.parametrize(
    "written",
    (
        "|20|2020 |2020\n|1899|2200|٢٠٢٠|2020-13|2020-00|2020-5|2020-H3|2020-Q5|2020-q1|2019-2021|2020-2019"
        "|2020-05/YTD|2020/ytd|2026@|2026@2026-02-30|2020-Q1@2020-02-01|2020-05-01"
    ).split("|"),
)
def test_what_is_no_period_is_refused_with_examples(written: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_period(written)
    assert [problem.code for problem in refusal.value.problems] == ["CH-1301"]


def test_a_snapshot_cannot_be_taken_before_its_year() -> None:
    with pytest.raises(BadInput) as refusal:
        parse_period("2026@2025-12-31")
    assert [problem.code for problem in refusal.value.problems] == ["CH-1302"]


def test_units_are_looked_up_on_the_day_of_a_snapshot_else_on_the_last_day() -> None:
    assert parse_period("2026@2026-10-10").reference_day == date(2026, 10, 10)
    assert parse_period("2024@2025-01-15").reference_day == date(2025, 1, 15)
    assert parse_period("2024@2025-01-15").last_day == date(2024, 12, 31)
    assert parse_period("2019-2020").reference_day == date(2020, 8, 31)


def test_only_periods_of_one_kind_stand_in_one_series() -> None:
    assert parse_period("2020-Q1").same_kind(parse_period("2019-Q4"))
    assert not parse_period("2020-01").same_kind(parse_period("2020-01/ytd"))


def test_periods_sort_by_time() -> None:
    in_order = ["2019", "2019-2020", "2020-01", "2020-01/ytd", "2020-H1", "2020", "2020-02"]
    assert [p.written for p in sorted(map(parse_period, reversed(in_order)))] == in_order


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("2019", "Year 2019"),
        ("2020-H1", "First half of 2020"),
        ("2020-H2", "Second half of 2020"),
        ("2020-Q2", "Quarter II of 2020"),
        ("2020-05", "Month 5/2020"),
        ("2020-05/ytd", "Year 2020 to the end of month 5"),
        ("2019-2020", "School year 2019–2020"),
        ("2026@2026-10-10", "Year 2026 as it stood on 10 Oct 2026"),
    ],
)
def test_a_period_has_a_title(written: str, english: str) -> None:
    assert parse_period(written).title().in_language("en") == english


@st.composite
def periods(draw: st.DrawFn) -> Period:
    year = draw(st.integers(1901, 2198))
    month = draw(st.integers(1, 12))
    day = date(year, 1, 1) + timedelta(days=draw(st.integers(0, 500)))
    form = draw(st.sampled_from(["{y}", "{y}-H{h}", "{y}-Q{q}", "{y}-{m:02d}", "{y}-{m:02d}/ytd", "{y}-{n}"]))
    if draw(st.booleans()) and draw(st.booleans()):
        return parse_period(f"{year}@{day}")
    return parse_period(form.format(y=year, n=year + 1, m=month, h=1 + (month > 6), q=(month + 2) // 3))


@given(periods())
def test_a_period_reads_back_as_it_is_written(period: Period) -> None:
    assert parse_period(period.written) == period
    assert hash(parse_period(period.written)) == hash(period)


@given(periods())
def test_the_period_before_is_of_the_same_kind_and_earlier(period: Period) -> None:
    before = period.previous()
    assert before.same_kind(period)
    assert before < period
    if period.kind in ("year", "half", "quarter", "month", "school_year"):
        assert before.last_day + timedelta(days=1) == period.first_day


@given(periods(), st.integers(-3, 800))
def test_a_period_contains_its_days_and_no_other(period: Period, offset: int) -> None:
    day = period.first_day + timedelta(days=offset)
    length = (period.last_day - period.first_day).days + 1
    assert period.contains(day) == (0 <= offset < length)


def test_days_are_read_in_the_two_ways_in_which_tables_write_them() -> None:
    assert parse_day("2020-03-01") == parse_day("01/03/2020") == parse_day("1/3/2020") == date(2020, 3, 1)


@pytest.mark.parametrize("written", ["", "2020-3-1", "31/02/2020", "03/2020", "1.3.2020", "2020-03-01T00:00"])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_day(written)
    assert [problem.code for problem in refusal.value.problems] == ["CH-1305"]
