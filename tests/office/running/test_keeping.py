"""Which backups are kept; the expected days are counted by hand in a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chiso.office.ledger.roots import FILE
from chiso.office.running.backups.keeping import choose_kept, name_of_backup
from chiso.office.running.places import ROOTS


def _at(day: str, hour: int = 2) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def test_days_weeks_and_months_are_kept_in_turns() -> None:
    # Every night from 1 October to 25 November 2026, a Wednesday.
    nights = [_at("2026-10-01") + timedelta(days=count) for count in range(56)]
    kept = choose_kept(nights, daily=3, weekly=3, monthly=2)
    assert sorted(kept) == [
        _at("2026-10-31"),  # the last of October
        _at("2026-11-15"),  # the Sunday two weeks back
        _at("2026-11-22"),  # last Sunday
        _at("2026-11-23"), _at("2026-11-24"), _at("2026-11-25"),
    ]  # fmt: skip


def test_of_several_backups_of_a_day_the_newest_is_kept() -> None:
    times = [_at("2026-11-25", hour) for hour in (1, 9, 17)]
    assert choose_kept(times, daily=1, weekly=0, monthly=0) == {_at("2026-11-25", 17)}


def test_the_newest_is_kept_whatever_is_set() -> None:
    assert choose_kept([_at("2020-01-01")], daily=0, weekly=0, monthly=0) == {_at("2020-01-01")}


def test_old_backups_stay_as_long_as_no_newer_ones_take_their_place() -> None:
    times = [_at("2020-01-01"), _at("2020-01-02")]
    assert choose_kept(times, daily=14, weekly=0, monthly=0) == set(times)


def test_the_time_in_a_name_is_that_of_greenwich() -> None:
    hanoi = datetime.fromisoformat("2026-11-25T03:00:00+07:00")
    assert name_of_backup(hanoi) == "chiso-office-20261124T200000Z.tar"


def test_the_roots_are_backed_up_under_the_name_that_the_ledger_gives_them() -> None:
    assert ROOTS == FILE
