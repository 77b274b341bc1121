"""When mail may go. Days from the calendar of Vietnam, checked by hand against the published swaps."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.office.notices.hours import CLOSES, OPENS, next_digest, next_quiet_end
from chiso.periods import vietnam_calendar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-12-15 16:12", "2026-12-15 16:12"),  # Tuesday, in the hours: at once
        ("2026-12-15 07:00", "2026-12-15 07:00"),
        ("2026-12-15 06:59", "2026-12-15 07:00"),
        ("2026-12-15 19:59", "2026-12-15 19:59"),
        ("2026-12-15 20:00", "2026-12-16 07:00"),
        ("2026-12-18 21:00", "2026-12-21 07:00"),  # Friday evening: Monday
        ("2026-12-20 10:00", "2026-12-21 07:00"),  # Sunday
        ("2026-04-29 21:00", "2026-05-04 07:00"),  # 30 April and 1 May, then a weekend
        ("2026-02-13 20:30", "2026-02-23 07:00"),  # Tết 2026: off from 14 to 22 February
        ("2026-01-10 10:00", "2026-01-10 10:00"),  # a Saturday that was worked for 2 January
    ],
)
def test_mail_goes_in_the_hours_of_working_days(now: str, goes: str) -> None:
    assert next_quiet_end(at(now)) == at(goes)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        ("2026-12-15 07:29", "2026-12-15 07:30"),
        ("2026-12-15 07:30", "2026-12-16 07:30"),
        ("2026-12-18 12:00", "2026-12-21 07:30"),
        ("2026-12-31 12:00", "2027-01-04 07:30"),  # beyond the years whose swaps are known: the law alone
    ],
)
def test_the_digest_goes_in_the_morning_of_a_working_day(now: str, goes: str) -> None:
    assert next_digest(at(now)) == at(goes)


@given(
    some.datetimes(
        min_value=datetime(2019, 1, 1), max_value=datetime(2026, 12, 20), timezones=some.just(HANOI)
    )
)
def test_mail_never_goes_outside_the_hours_and_never_back_in_time(now: datetime) -> None:
    for goes in (next_quiet_end(now), next_digest(now)):
        assert goes >= now
        assert OPENS <= goes.astimezone(HANOI).time() < CLOSES
        assert vietnam_calendar().is_working_day(goes.astimezone(HANOI).date())
