"""Counts of dossiers: small tables worked out by hand, properties against a count by brute force."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.periods import parse_period
from chiso.procedures.counting import Counting, letter_of, state_on
from chiso.procedures.dossiers import Dossier
from chiso.procedures.moments import Moment
from chiso.procedures.results import Result, result_of_dossiers, tables_of
from chiso.procedures.shapes import COUNTED
from chiso.procedures.tallies import FLOWS, Counts, late_share
from tests.procedures.making import dossier

MAY = date(2026, 5, 1)


def day(number: int) -> date:
    """A day counted from 1 May 2026."""
    return MAY + timedelta(days=number - 1)


def count(dossiers: list[Dossier], period: str) -> Result:
    counting = Counting(parse_period(period))
    counting.add_all(dossiers)
    return result_of_dossiers(counting)


def filled(counts: Counts) -> dict[str, int | None]:
    """The counts that are not 0."""
    return {name: value for name, value in counts.items() if value != 0}


def test_a_quarter_worked_out_by_hand() -> None:
    dossiers = [
        dossier(day(-10), day(4), day(3), channel="online"),  # from April, early in May
        dossier(day(2), day(9), day(9), channel="online"),  # on time
        dossier(day(5), day(12), day(20), channel="direct"),  # late
        dossier(day(20), day(27), day(33), channel="direct"),  # overdue in May, done late in June
        dossier(day(28), day(40), None, channel="post"),  # in time in May, overdue in June
        dossier(day(6), day(12), day(8), status="returned", channel="direct"),
        dossier(day(32), None, day(35), channel="direct"),  # June, no day due
        dossier(day(70), day(80), None, channel="direct"),  # July: outside
    ]
    result = count(dossiers, "2026-Q2")
    april, may, june = result.by_month().values()
    assert filled(april) == {"received": 1, "received_online": 1, "left": 1, "left_in_time": 1}
    assert filled(may) == {
        "carried_over": 1, "received": 5, "received_online": 1, "received_direct": 3, "received_post": 1,
        "done": 3, "done_early": 1, "done_on_time": 1, "done_in_time": 2, "done_late": 1, "returned": 1,
        "left": 2, "left_in_time": 1, "left_overdue": 1,
    }  # fmt: skip
    assert filled(june) == {
        "carried_over": 2, "received": 1, "received_direct": 1, "done": 2, "done_late": 1,
        "done_without_due": 1, "left": 1, "left_overdue": 1,
    }  # fmt: skip
    assert filled(result.total()) == {
        "received": 7, "received_online": 2, "received_direct": 4, "received_post": 1, "done": 5,
        "done_early": 1, "done_on_time": 1, "done_in_time": 2, "done_late": 2, "done_without_due": 1,
        "returned": 1, "left": 1, "left_overdue": 1,
    }  # fmt: skip
    # Late or overdue 3 of the 5 that end or are left with a day due.
    assert late_share(result.total()) == Fraction(3, 5)


@pytest.mark.parametrize(
    ("due", "ends", "closing", "state"),
    [
        ((9, None), (8, None), 31, "done_early"),
        ((9, None), (9, 600), 31, "done_on_time"),
        ((9, 600), (9, 600), 31, "done_on_time"),
        ((9, 600), (9, 601), 31, "done_late"),
        ((9, 600), (9, None), 31, "done_on_time"),
        ((9, 600), (10, 5), 31, "done_late"),
        ((9, None), (32, None), 31, "left_overdue"),
        ((9, None), None, 9, "left_in_time"),
        ((9, None), None, 10, "left_overdue"),
        (None, None, 31, "left_without_due"),
        (None, (8, None), 31, "done_without_due"),
    ],
)
def test_what_became_of_a_dossier_by_the_end_of_a_day(
    due: tuple[int, int | None] | None, ends: tuple[int, int | None] | None, closing: int, state: str
) -> None:
    moments = [None if one is None else Moment(day(one[0]), one[1]) for one in (due, ends)]
    one = Dossier("A", "", "", "", "", day(1), moments[0], moments[1], "done" if ends else "open")
    assert state_on(one, day(closing)) == state


@pytest.mark.parametrize(
    ("apology", "letter"), [(8, "in_time"), (9, "after"), (20, "after"), (32, "missing"), (None, "missing")]
)
def test_a_letter_of_apology_is_in_time_a_day_before_the_day_due(apology: int | None, letter: str) -> None:
    one = dossier(day(1), day(9), day(20), apology=None if apology is None else day(apology))
    assert letter_of(one, day(31)) == letter


def test_letters_and_reasons_are_counted_of_what_is_late() -> None:
    dossiers = [
        dossier(day(1), day(9), day(20), apology=day(8), reason="Chờ ý kiến"),
        dossier(day(1), day(9), None, reason="Chờ ý kiến"),
        dossier(day(1), day(9), day(9), apology=day(8)),
        dossier(day(1), day(9), day(12), counter="Q2", apology=day(10)),
    ]
    counting = Counting(parse_period("2026-05"))
    counting.add_all(dossiers)
    told = {
        place: (late.done_late, late.overdue, dict(late.letters)) for place, late in counting.late.items()
    }
    assert told == {
        ("Phường A", "Q1", "Hộ tịch"): (1, 1, {"in_time": 1, "after": 0, "missing": 1}),
        ("Phường A", "Q2", "Hộ tịch"): (1, 0, {"in_time": 0, "after": 1, "missing": 0}),
    }
    reasons = {group: (late.done_late, late.overdue) for group, late in counting.reasons.items()}
    assert reasons == {
        ("Phường A", "Hộ tịch", "Chờ ý kiến"): (1, 1),
        ("Phường A", "Hộ tịch", ""): (1, 0),
    }


def test_of_no_channel_is_it_known_how_many_where_one_dossier_does_not_tell() -> None:
    told = count([dossier(day(1), channel="online"), dossier(day(2))], "2026-05").total()
    assert (told["received"], told["received_online"], told["received_direct"]) == (2, None, None)


def test_mean_days_are_those_of_a_procedure_in_its_field() -> None:
    dossiers = [dossier(day(1), None, day(3), field="X"), dossier(day(1), None, day(9), field="Y")]
    rows = csv.DictReader(tables_of(count(dossiers, "2026-05"))["procedures.csv"].splitlines())
    assert {row["field"]: row["mean_days"] for row in rows} == {"X": "2", "Y": "8"}


def test_a_snapshot_ends_on_its_day() -> None:
    result = count([dossier(day(1), day(9), day(20)), dossier(day(11), day(20))], "2026@2026-05-10")
    assert filled(result.total()) == {"received": 1, "received_online": None, "received_direct": None,
                                      "received_post": None, "left": 1, "left_overdue": 1}  # fmt: skip


@st.composite
def some_dossiers(draw: st.DrawFn) -> list[Dossier]:
    """Dossiers from December 2025 to March 2027."""
    found = []
    for number in range(draw(st.integers(0, 25))):
        received = date(2025, 12, 1) + timedelta(days=draw(st.integers(0, 480)))
        after_due, after_end = draw(st.none() | st.integers(0, 60)), draw(st.none() | st.integers(0, 200))
        due = None if after_due is None else received + timedelta(days=after_due)
        ends = None if after_end is None else received + timedelta(days=after_end)
        status = draw(st.sampled_from(["done", "returned", "withdrawn"])) if ends else "open"
        found.append(
            dossier(received, due, ends, status=status, code=f"A{number}", channel=draw(
                st.sampled_from(["online", "direct", "post"])), agency=draw(st.sampled_from("AB")),
                counter=draw(st.sampled_from("12")), field=draw(st.sampled_from("XY")))
        )  # fmt: skip
    return found


def assert_balanced(counts: Counts) -> None:
    known = {name: value or 0 for name, value in counts.items()}
    assert known["carried_over"] + known["received"] == (
        known["done"] + known["returned"] + known["withdrawn"] + known["left"]
    )


@settings(max_examples=120, deadline=None)
@given(some_dossiers())
def test_what_came_in_has_gone_out_or_is_left(dossiers: list[Dossier]) -> None:
    result = count(dossiers, "2026")
    for month in result.by_month().values():
        assert_balanced(month)
    for columns in (("agency",), ("agency", "counter", "field")):
        for group in result.by(*columns).values():
            assert_balanced(group)
    assert_balanced(result.total())


@settings(max_examples=120, deadline=None)
@given(some_dossiers())
def test_the_months_add_up_to_the_year_and_follow_on_one_another(dossiers: list[Dossier]) -> None:
    year = count(dossiers, "2026")
    months = list(year.by_month().values())
    total = year.total()
    for name in FLOWS:
        assert total[name] == sum(month[name] or 0 for month in months)
    assert total["carried_over"] == months[0]["carried_over"]
    assert total["left"] == months[-1]["left"]
    for before, after in pairwise(months):
        assert before["left"] == after["carried_over"]
    alone = [count(dossiers, f"2026-{month:02d}").total() for month in range(1, 13)]
    assert alone == months


@settings(max_examples=80, deadline=None)
@given(some_dossiers(), st.randoms())
def test_the_order_of_rows_changes_nothing(dossiers: list[Dossier], random: object) -> None:
    shuffled = list(dossiers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert count(dossiers, "2026").counts == count(shuffled, "2026").counts


@settings(max_examples=80, deadline=None)
@given(some_dossiers())
def test_groups_add_up_to_the_whole(dossiers: list[Dossier]) -> None:
    result = count(dossiers, "2026")
    total = result.total()
    for columns in (("agency",), ("field",), ("agency", "counter", "field")):
        groups = list(result.by(*columns).values())
        assert {name: sum(one[name] or 0 for one in groups) for name in COUNTED} == total


@settings(max_examples=120, deadline=None)
@given(some_dossiers())
def test_each_count_is_that_of_looking_at_all_dossiers(dossiers: list[Dossier]) -> None:
    """By the sentences of the reference, one dossier after the other, without months in between."""
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    total = count(dossiers, "2026").total()
    ended = [one for one in dossiers if one.ends and one.received <= last and first <= one.ends.day <= last]
    done = [one for one in ended if one.status == "done"]
    open_ = [one for one in dossiers if one.received <= last and (not one.ends or one.ends.day > last)]
    assert total["received"] == sum(first <= one.received <= last for one in dossiers)
    assert total["carried_over"] == sum(
        one.received < first and (not one.ends or one.ends.day >= first) for one in dossiers
    )
    assert total["done"] == len(done)
    assert total["done_late"] == sum(
        bool(one.due and one.ends and one.ends.day > one.due.day) for one in done
    )
    assert total["left"] == len(open_)
    assert total["left_overdue"] == sum(bool(one.due and one.due.day < last) for one in open_)
