"""The three kinds as data: which law held when, and what is said of what was not confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from chiso.inspection.kinds import kinds


@pytest.mark.parametrize(
    ("kind", "day", "document"),
    [
        # Days on which laws came into force and ceased, as they were published.
        ("inspection", date(2023, 7, 1), "Luật Thanh tra 11/2022/QH15"),
        ("inspection", date(2025, 6, 30), "Luật Thanh tra 11/2022/QH15"),
        ("inspection", date(2025, 7, 1), "Luật Thanh tra 84/2025/QH15"),
        ("check", date(2018, 6, 21), "Nghị định 61/2018/NĐ-CP"),
        ("check", date(2025, 6, 30), "Nghị định 61/2018/NĐ-CP"),
        ("check", date(2025, 7, 1), "Nghị định 118/2025/NĐ-CP"),
        (
            "supervision",
            date(2016, 7, 1),
            "Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân 87/2015/QH13",
        ),
    ],
)
def test_the_law_of_a_kind_follows_from_the_day(kind: str, day: date, document: str) -> None:
    held = kinds()[kind].on(day)
    assert held is not None
    assert held.basis[0].document == document


@pytest.mark.parametrize(
    ("kind", "day"),
    [("inspection", date(2023, 6, 30)), ("check", date(2018, 6, 20)), ("supervision", date(2016, 6, 30))],
)
def test_before_the_first_law_that_is_known_nothing_is_said(kind: str, day: date) -> None:
    assert kinds()[kind].on(day) is None


def test_periods_of_a_kind_follow_one_another_without_a_day_in_two() -> None:
    for one in kinds().values():
        for before, after in zip(one.periods, one.periods[1:], strict=False):
            assert before.valid_to is not None
            assert before.valid_to.toordinal() + 1 == after.valid_from.toordinal()


def test_only_an_inspectorate_inspects_since_july_2025_and_supervision_comes_with_notice() -> None:
    days = (date(2025, 6, 30), date(2025, 7, 1))
    held = {(name, day): one.on(day) for name, one in kinds().items() for day in days}
    only = {where for where, period in held.items() if period is not None and period.inspectorates_only}
    assert only == {("inspection", date(2025, 7, 1))}
    assert {name for name, one in kinds().items() if one.may_surprise} == {"check", "inspection"}


def test_no_term_is_said_to_be_confirmed() -> None:
    assert not any(one.terms_confirmed for one in kinds().values())
