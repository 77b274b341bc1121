"""How fast appraisal goes and when it will end, by working days counted by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Answer, Question
from chiso.office.campaigns.watching.pace import progress_of
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 12, month: int = 11) -> datetime:
    """A time in November 2026; the 2nd is a Monday, and no day of that month is a holiday."""
    return timezone.make_aware(datetime(2026, month, day, hour))


def appraise(made: Running, unit: object, node: str, when: datetime, layer: str = "appraised_1") -> None:
    with scopes_disabled():
        Answer.objects.create(
            campaign=made.campaign, unit=unit, node=node, field=node, layer=layer, agency=unit,
            status="given", at=when,
        )  # fmt: skip


def test_the_end_follows_from_the_last_working_days() -> None:
    made = running()
    made.phase("appraisal_1", at(2, 8), at(13, 17))
    # Thursday 5 and Friday 6: two each; Monday 9 (now): two. Since Tuesday 3: five working days.
    for node, day in zip("123456", (5, 5, 6, 6, 9, 9), strict=True):
        appraise(made, made.ba_dinh, node, at(day, 9))
    progress = progress_of(made.campaign, at(9))
    whole = progress.whole
    assert (whole.done, whole.of, whole.recent, whole.days) == (6, 18, 6, 5)
    # 12 left at 6 in 5 days: ten working days after Monday 9 is Monday 23, after the 13th.
    assert whole.ends_on == date(2026, 11, 23)
    assert [pace.agency for pace in progress.slow] == [made.home_affairs]


def test_the_window_begins_with_the_round_and_who_is_done_is_not_slow() -> None:
    made = running()
    made.phase("appraisal_1", at(5, 8), at(30, 17))
    for unit in (made.ba_dinh, made.hoan_kiem):
        for node in "123456789":
            appraise(made, unit, node, at(6, 9))
    progress = progress_of(made.campaign, at(6, 15))
    assert (progress.whole.left, progress.whole.days, progress.slow) == (0, 2, ())
    assert all(leaf.done == leaf.of == 2 for leaf in progress.leaves)


def test_without_a_pace_no_end_is_in_sight() -> None:
    made = running()
    made.phase("appraisal_1", at(2, 8), at(13, 17))
    first_day, later = progress_of(made.campaign, at(2)), progress_of(made.campaign, at(5))
    assert (first_day.whole.ends_on, first_day.slow) == (None, ())
    assert [pace.ends_on for pace in later.slow] == [None]


def test_the_second_round_asks_only_what_was_explained_or_asked_about() -> None:
    made = running()
    made.phase("appraisal_1", at(2, 8), at(6, 17))
    made.phase("appraisal_2", at(16, 8), at(20, 17))
    appraise(made, made.ba_dinh, "1", at(3), "explained")
    appraise(made, made.ba_dinh, "1", at(17), "appraised_2")
    with scopes_disabled():
        Question.objects.create(
            campaign=made.campaign, unit=made.hoan_kiem, node="2", agency=made.hoan_kiem,
            asked_by=made.people["appraiser"], words="Vì sao?", answer_until=at(13),
        )  # fmt: skip
    progress = progress_of(made.campaign, at(17))
    assert progress.layer == "appraised_2"
    assert [(leaf.node.code, leaf.done, leaf.of) for leaf in progress.leaves] == [("1", 1, 1), ("2", 0, 1)]


def test_on_the_days_of_tet_nobody_is_expected_to_work() -> None:
    made = running()
    # Tết 2026: 17 February; by the law's own days 16 to 20 are free, with the weekends around them.
    made.phase("appraisal_1", at(9, 8, 2), at(27, 17, 2))
    for node in "123":
        appraise(made, made.ba_dinh, node, at(13, 9, 2))
    ends = progress_of(made.campaign, at(13, 15, 2)).whole.ends_on
    # 15 left at 3 in 5 days: 25 working days after Friday 13; none of them in the week of Tết.
    assert ends == date(2026, 3, 27)
