"""Reports of inspections: figures counted by hand, few answers held back, good examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from chiso.inspection.holding_back import SMALLEST
from chiso.inspection.reporting import (
    FindingTold,
    VisitTold,
    VoiceTold,
    good_examples,
    most_frequent,
    summarise,
)

TODAY = date(2026, 6, 15)


def visit(
    key: str, met: dict[str, bool] | None = None, *, agency: str = "Phường A", day: date = date(2026, 3, 2)
) -> VisitTold:
    return VisitTold(key, f"Quầy {key}", agency, "đất đai", "Quận X", day, met or {})


def finding(of: str, duty: str = "A1", *, due: date | None = None, mended: date | None = None) -> FindingTold:
    return FindingTold(of, duty, "to_mend", False, due, mended)


def test_the_figures_of_a_small_city_are_those_counted_by_hand() -> None:
    visits = [visit("1"), visit("2"), visit("3", agency="Ấp Bắc"), visit("4", agency="Ấp Bắc")]
    findings = [
        finding("1", due=date(2026, 4, 1), mended=date(2026, 4, 1)),
        finding("1", due=date(2026, 4, 1), mended=date(2026, 4, 2)),
        finding("1", due=date(2026, 6, 14)),
        finding("3", due=TODAY),
        FindingTold("3", "G1", "grave", True, None, None),
        finding("of another year"),
    ]
    summary = summarise(visits, findings, [], by="agency", today=TODAY)
    first, second = summary.groups
    # Vietnamese order: Ấp before Phường.
    assert [one.name for one in summary.groups] == ["Ấp Bắc", "Phường A"]
    assert (second.visits, second.clean, second.findings, second.repeated) == (2, 1, 3, 0)
    assert (second.mended, second.in_time, second.open, second.late) == (2, 1, 1, 1)
    assert (first.visits, first.clean, first.findings, first.repeated) == (2, 1, 2, 1)
    assert (first.open, first.late, first.severities) == (2, 0, {"reminder": 0, "to_mend": 1, "grave": 1})
    whole = summary.whole
    assert (whole.visits, whole.clean, whole.findings, whole.mended, whole.open) == (4, 2, 5, 2, 3)


def test_a_visit_that_looks_again_is_counted_apart_and_weighs_in_no_share() -> None:
    all_met = {f"A{number}": True for number in range(1, 11)}
    first = visit("1", all_met | {"A1": False})
    again = replace(visit("2", all_met), looks_again=True)
    visits = [first, again, visit("3", all_met)]
    findings = [finding("1"), finding("2", "D2")]
    summary = summarise(visits, findings, voices("2", 5, 0), by="agency", today=TODAY)
    (group,) = summary.groups
    # Two places were visited, one of them twice; what the second look found is found all the same.
    assert (group.visits, group.again, group.clean, group.findings) == (2, 1, 1, 2)
    assert (group.asked, group.good_share) == (5, Fraction(1))
    assert [
        (one.code, one.looked_at, one.not_met, one.findings) for one in most_frequent(visits, findings)
    ] == [
        ("A1", 2, 1, 1),
        ("D2", 0, 0, 1),
    ]
    assert [one.key for one in good_examples(visits, findings)] == ["3"]


def test_groups_of_time_follow_from_the_day_of_the_visit() -> None:
    visits = [visit("1", day=date(2025, 12, 31)), visit("2", day=date(2026, 1, 1)), visit("3")]
    names = {
        by: [one.name for one in summarise(visits, [], [], by=by, today=TODAY).groups]
        for by in ("year", "half", "quarter", "month")
    }
    assert names == {
        "year": ["2025", "2026"],
        "half": ["2025-H2", "2026-H1"],
        "quarter": ["2025-Q4", "2026-Q1"],
        "month": ["2025-12", "2026-01", "2026-03"],
    }


def voices(of: str, good: int, bad: int) -> list[VoiceTold]:
    return [VoiceTold(of, True)] * good + [VoiceTold(of, False)] * bad


def test_the_share_of_fewer_than_five_is_held_back_and_cannot_be_worked_out() -> None:
    visits = [visit("1", agency="a"), visit("2", agency="b"), visit("3", agency="c")]
    asked = voices("1", 3, 1) + voices("2", 4, 2) + voices("3", 9, 1)
    summary = summarise(visits, [], asked, by="agency", today=TODAY)
    # Four were asked at a; b is the smallest of the others and goes with it.
    assert [one.good_share for one in summary.groups] == [None, None, Fraction(9, 10)]
    assert [one.asked for one in summary.groups] == [None, None, 10]
    assert summary.whole.good_share == Fraction(16, 20)


def test_what_is_not_to_be_told_of_voices_stands_in_no_group() -> None:
    summary = summarise([visit("1")], [finding("1")], None, by="agency", today=TODAY)
    assert [(one.asked, one.good, one.findings) for one in (*summary.groups, summary.whole)] == [
        (None, None, 1), (None, None, 1),
    ]  # fmt: skip


def test_five_are_enough_and_nobody_asked_is_not_held_back() -> None:
    visits = [visit("1", agency="a"), visit("2", agency="b")]
    summary = summarise(visits, [], voices("1", 4, 1), by="agency", today=TODAY)
    assert [(one.asked, one.good_share) for one in summary.groups] == [(5, Fraction(4, 5)), (0, None)]


def test_the_whole_is_held_back_where_it_tells_of_one_group_of_few() -> None:
    visits = [visit("1", agency="a"), visit("2", agency="b")]
    summary = summarise(visits, [], voices("1", 2, 1), by="agency", today=TODAY)
    assert [one.asked for one in summary.groups] == [None, 0]
    assert summary.whole.asked is None
    assert summary.whole.good_share is None


@given(some.lists(some.integers(0, 12), min_size=1, max_size=6))
def test_what_is_shown_never_leaves_one_small_group_to_be_worked_out(counts: list[int]) -> None:
    visits = [visit(str(n), agency=f"cơ quan {n}") for n in range(len(counts))]
    asked = [one for n, count in enumerate(counts) for one in voices(str(n), count, 0)]
    summary = summarise(visits, [], asked, by="agency", today=TODAY)
    by_name = {f"cơ quan {n}": count for n, count in enumerate(counts)}
    for one in summary.groups:
        assert one.asked is None or one.asked == 0 or one.asked >= SMALLEST
        assert one.asked is None or one.asked == by_name[one.name]
    hidden = [by_name[one.name] for one in summary.groups if one.asked is None]
    if summary.whole.asked is not None and hidden:
        # The difference of the whole and what is shown is the sum of several.
        assert len(hidden) > 1
        assert sum(hidden) >= SMALLEST


def test_duties_most_often_not_met_come_first_with_how_often_they_were_looked_at() -> None:
    visits = [
        visit("1", {"A1": False, "A2": True, "B10": False}),
        visit("2", {"A1": False, "B9": False}),
        visit("3", {"A1": True}),
    ]
    duties = most_frequent(visits, [finding("1", "A1"), finding("1", "G1"), finding("2", "")])
    assert [(one.code, one.looked_at, one.not_met, one.findings) for one in duties] == [
        ("A1", 3, 2, 1), ("B9", 1, 1, 0), ("B10", 1, 1, 0), ("G1", 0, 0, 1),
    ]  # fmt: skip
    assert [one.share for one in duties] == [Fraction(2, 3), 1, 1, None]


def test_a_good_example_met_every_duty_of_enough_and_nothing_else_was_found() -> None:
    all_met = {f"A{number}": True for number in range(1, 11)}
    visits = [
        visit("1", all_met),
        visit("2", all_met | {"A11": True}),
        visit("3", all_met | {"A1": False}),
        visit("4", {"A1": True}),
        visit("5", all_met),
    ]
    assert [one.key for one in good_examples(visits, [finding("5", "")])] == ["2", "1"]
