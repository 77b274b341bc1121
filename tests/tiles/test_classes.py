"""Classes with round bounds, beside every choice there is."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.tiles.classes import classes_of, round_bounds, span_in_words, spans_of, step_of


def test_bounds_are_round_and_equally_far_apart() -> None:
    """Scores from 40.84 to 46.74 with most between 41 and 46: whole points part them."""
    values = [Fraction(4084 + 7 * n, 100) for n in range(85)]
    bounds = round_bounds(values)
    assert bounds == (42, 43, 44, 45) or {b - a for a, b in pairwise(bounds)} == {1}


def test_small_figures_have_small_bounds() -> None:
    bounds = round_bounds([Fraction(n, 1000) for n in range(385, 962, 3)])
    assert {after - before for before, after in pairwise(bounds)} == {Fraction(1, 10)}


def test_a_value_on_a_bound_belongs_above_it() -> None:
    bounds = (Fraction(42), Fraction(43), Fraction(44), Fraction(45))
    assert [step_of(Fraction(value, 10), bounds) for value in (419, 420, 449, 450)] == [1, 2, 4, 5]
    assert spans_of(bounds)[0] == (None, 42)
    assert spans_of(bounds)[-1] == (45, None)


def test_values_that_hardly_differ_are_not_coloured() -> None:
    assert round_bounds([Fraction(1), Fraction(2)] * 20) == ()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_counts_have_whole_bounds_and_no_class_is_empty(counts: list[int]) -> None:
    values = [Fraction(count) for count in counts]
    classes = classes_of(values)
    assert all(bound.denominator == 1 for bound in classes.bounds)
    assert len(classes.shades) == len(classes.bounds) + 1
    shown = [classes.shade_of(value) for value in values]
    # Every shade of the legend is on the map; different counts are told apart if there are any.
    assert set(shown) == set(classes.shades)
    assert (len(classes.shades) > 1) == (len(set(counts)) > 1)
    # Darker is more.
    assert sorted(shown) == [shade for _, shade in sorted(zip(values, shown, strict=True))]


@given(st.lists(st.integers(0, 12), min_size=2, max_size=12))
def test_no_other_whole_bounds_part_counts_more_evenly(counts: list[int]) -> None:
    """Beside every choice of bounds with steps of 1 and 2, which are all the round ones here."""
    values = [Fraction(count) for count in counts]
    bounds = classes_of(values).bounds
    if not bounds:
        return

    def unevenness(chosen: tuple[Fraction, ...]) -> int:
        sizes = [0] * (len(chosen) + 1)
        for value in values:
            sizes[step_of(value, chosen) - 1] += 1
        return sum(size * size for size in sizes) if all(sizes) else 10**9

    spread = max(values) - min(values)
    steps = [step for step in (1, 2) if step == 1 or spread / 12 <= step <= spread / 3]
    others = [
        tuple(Fraction(first + step * n) for n in range(len(bounds)))
        for step in steps
        for first in range(0, 14)
        if first % step == 0
    ]
    assert unevenness(bounds) == min(map(unevenness, others))


@pytest.mark.parametrize(
    ("low", "below", "said"),
    [
        (None, Fraction(5, 2), "dưới 2,5"),
        (Fraction(10), None, "từ 10"),
        (Fraction(1), Fraction(2), "1 đến dưới 2"),
    ],
)
def test_a_class_in_words(low: Fraction | None, below: Fraction | None, said: str) -> None:
    assert span_in_words(low, below, "vi").in_language("vi") == said
