"""Phases counted in working days, by the holidays that the law and the yearly announcements give."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from chiso.office.campaigns.calendar.fields import WorkingDaysField
from chiso.office.campaigns.calendar.working_days import closing_after, length_of, on_a_working_day


def at(day: int, month: int, year: int, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))


def test_fifteen_working_days_after_the_first_of_december_2026_end_on_the_22nd() -> None:
    # Counted on the calendar of December 2026: no holiday, four weekend days between.
    assert closing_after(at(1, 12, 2026), 15) == at(22, 12, 2026, 17)
    assert length_of(at(1, 12, 2026), at(22, 12, 2026, 17)).days == 15


def test_national_day_counts_for_nothing() -> None:
    # 31/8 (swapped) to 2/9/2026 were free: Monday and Tuesday by announcement, Wednesday by law.
    assert closing_after(at(28, 8, 2026), 1) == at(3, 9, 2026, 17)


def test_a_deadline_on_a_sunday_goes_to_the_monday() -> None:
    assert on_a_working_day(at(13, 12, 2026, 17)) == at(14, 12, 2026, 17)
    assert on_a_working_day(at(14, 12, 2026, 17)) == at(14, 12, 2026, 17)


def test_a_year_whose_swaps_are_not_known_yet_is_counted_with_a_remark() -> None:
    known, unknown = length_of(at(1, 12, 2026), at(4, 12, 2026)), length_of(at(1, 12, 2031), at(4, 12, 2031))
    assert (known.days, known.remark) == (3, "")
    assert unknown.days == 3
    assert "2031" in unknown.remark.in_language("en")  # type: ignore[union-attr]


@pytest.mark.parametrize("written", ["15", " 15 ngày làm việc", "15 ngày", "15 working days", "15 days"])
def test_working_days_are_typed_as_people_say_them(written: str) -> None:
    assert WorkingDaysField().clean(written) == 15


@pytest.mark.parametrize("written", ["0", "-1", "mười lăm", "1,5", "15 tuần", "999999", "261"])
def test_what_is_no_number_of_working_days_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        WorkingDaysField().clean(written)
