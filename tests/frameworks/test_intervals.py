"""Intervals, cells and coverage, against looking at numbers one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.intervals import (
    Domain,
    Interval,
    cell_finder,
    describe_range,
    examine_coverage,
    line_cells,
)
from chiso.language import render
from tests.frameworks.rules.building import figures


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    ends = sorted([draw(figures(-5, 5)), draw(figures(-5, 5))])
    lower = draw(st.sampled_from([ends[0], None]))
    upper = draw(st.sampled_from([ends[1], None]))
    return Interval(lower, draw(st.booleans()), upper, draw(st.booleans()))


# Every sixth, seventh, … that the strategy can make an end of, and something between and beyond.
GRID = sorted({Fraction(n, d) for d in (1, 2, 3, 6, 7, 84) for n in range(-6 * d, 6 * d + 1)})


@given(intervals(), intervals())
def test_a_number_is_in_the_meeting_of_two_intervals_if_it_is_in_both(one: Interval, other: Interval) -> None:
    both = one.meet(other)
    for number in GRID:
        assert both.contains(number) == (one.contains(number) and other.contains(number))


@given(st.lists(figures(-5, 5), max_size=5))
def test_a_number_is_found_in_the_one_cell_that_contains_it(ends: list[Fraction]) -> None:
    cuts = sorted(set(ends))
    cells = list(line_cells(cuts))
    find = cell_finder(cuts)
    for number in GRID:
        assert [n for n, cell in enumerate(cells) if cell.contains(number)] == [find(number)]


@given(st.lists(intervals(), max_size=4), intervals(), st.booleans())
def test_holes_and_overlaps_are_those_of_the_single_numbers(
    entries: list[Interval], within: Interval, whole: bool
) -> None:
    domain = Domain(within, whole=whole)
    coverage = examine_coverage(entries, domain)
    for number in GRID:
        if not domain.contains(number):
            continue
        holding = tuple(n for n, entry in enumerate(entries) if entry.contains(number))
        assert any(hole.contains(number) for hole in coverage.holes) == (not holding)
        named = [entries for cell, entries in coverage.overlaps if cell.contains(number)]
        assert named == ([holding] if len(holding) > 1 else [])
        assert not set(holding) & set(coverage.unmet)


def test_whole_numbers_leave_no_hole_between_four_and_five() -> None:
    one_to_four = Interval(Fraction(1), True, Fraction(4), True)
    five_to_nine = Interval(Fraction(5), True, Fraction(9), True)
    within = Interval(Fraction(1), True, Fraction(9), True)
    assert examine_coverage([one_to_four, five_to_nine], Domain(within, whole=True)).holes == ()
    assert examine_coverage([one_to_four, five_to_nine], Domain(within)).holes == (
        Interval(Fraction(4), False, Fraction(5), False),
    )


def test_a_range_is_said_as_an_inequality() -> None:
    assert render(describe_range(Interval(Fraction(5), False, Fraction(7), True), "x"), "en") == "5 < x ≤ 7"
    assert render(describe_range(Interval(None, False, Fraction(5, 2), False), "x"), "vi") == "x < 2,5"
    assert render(describe_range(Interval(Fraction(5), True, Fraction(5), True), "x"), "en") == "x = 5"
    assert render(describe_range(Interval(), "x"), "en") == "x"
