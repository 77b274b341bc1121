"""Difference-in-differences: by hand, against every permutation written out, and against known figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from statistics import fmean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.improvement import effect as module
from chiso.improvement.effect import Observed, effect_of


def observed(having: list[int], others: list[int], *, scale: int = 1) -> list[Observed]:
    """Units whose changes are these, in `scale`-ths, from a before that differs."""
    return [
        Observed(
            f"{has_it}-{place}", Fraction(50 + place), Fraction(50 + place) + Fraction(change, scale), has_it
        )
        for has_it, changes in ((True, having), (False, others))
        for place, change in enumerate(changes)
    ]


def test_four_units_by_hand() -> None:
    # Changes 4 and 2 with it, 1 and 1 without: 3 − 1 = 2. Spreads 2 and 0: 2/2 + 0/2 = 1.
    found = effect_of(observed([4, 2], [1, 1]))
    assert found.difference == 2
    assert found.variance == 1
    assert found.standard_error == 1
    assert (found.with_it.count, found.with_it.before, found.with_it.after) == (
        2, Fraction(101, 2), Fraction(107, 2),
    )  # fmt: skip
    # Six ways to choose two of four could never show anything rare.
    assert (found.choices, found.probability) == (6, None)


def test_the_largest_of_ten_by_lot_is_one_way_of_each_side() -> None:
    # Of 252 ways to choose 5 of 10, one has the five largest, one the five smallest: 2 of 252.
    found = effect_of(observed([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]))
    assert found.difference == 5
    assert (found.choices, found.probability) == (252, Fraction(2, 252))


def by_every_permutation(rows: list[Observed]) -> Fraction:
    """The share of choices with at least as large a gap, each choice written out."""
    changes = [row.change for row in rows]
    size = sum(row.has_it for row in rows)

    def gap(chosen: tuple[int, ...]) -> Fraction:
        inside = [changes[place] for place in chosen]
        outside = [change for place, change in enumerate(changes) if place not in chosen]
        return abs(sum(inside, Fraction()) / len(inside) - sum(outside, Fraction()) / len(outside))

    seen = gap(tuple(place for place, row in enumerate(rows) if row.has_it))
    every = [gap(chosen) for chosen in combinations(range(len(rows)), size)]
    return Fraction(sum(one >= seen for one in every), len(every))


CHANGES = st.lists(st.integers(-30, 30), min_size=2, max_size=6)


@given(having=CHANGES, others=CHANGES, scale=st.sampled_from([1, 3, 7, 100]))
def test_the_counted_share_is_that_of_all_permutations(
    having: list[int], others: list[int], scale: int
) -> None:
    rows = observed(having, others, scale=scale)
    found = effect_of(rows)
    if found.choices < module.FEWEST_CHOICES:
        assert found.probability is None
    else:
        assert found.probability == by_every_permutation(rows)


@given(having=CHANGES, others=CHANGES)
def test_figures_agree_with_the_standard_library(having: list[int], others: list[int]) -> None:
    found = effect_of(observed(having, others))
    assert found.difference is not None
    assert found.variance is not None
    assert float(found.difference) == pytest.approx(fmean(having) - fmean(others), abs=1e-9)
    expected = variance(having) / len(having) + variance(others) / len(others)
    assert float(found.variance) == pytest.approx(expected, abs=1e-9)
    error = found.standard_error
    assert error is not None
    assert abs(error * error - Decimal(found.variance.numerator) / Decimal(found.variance.denominator)) < (
        Decimal(1).scaleb(-20)
    )


@given(having=CHANGES, others=CHANGES, shift=st.integers(-50, 50))
def test_what_happened_to_all_alike_is_no_effect(having: list[int], others: list[int], shift: int) -> None:
    plain = effect_of(observed(having, others))
    moved = effect_of(observed([one + shift for one in having], [one + shift for one in others]))
    assert (moved.difference, moved.variance, moved.probability) == (
        plain.difference, plain.variance, plain.probability,
    )  # fmt: skip


@given(having=CHANGES, others=CHANGES)
def test_both_sides_exchanged_turn_the_sign_and_nothing_else(having: list[int], others: list[int]) -> None:
    one, other = effect_of(observed(having, others)), effect_of(observed(others, having))
    assert one.difference is not None
    assert other.difference == -one.difference
    assert (one.variance, one.probability) == (other.variance, other.probability)


def test_one_empty_side_is_just_figures() -> None:
    found = effect_of(observed([1, 2, 3], []))
    assert (found.difference, found.variance, found.probability) == (None, None, None)
    assert found.with_it.change == 2
    assert (found.without_it.count, found.without_it.before) == (0, None)
    assert effect_of([]).difference is None


def test_one_unit_alone_has_no_error_but_a_place_among_all() -> None:
    # One of twenty, the largest change, by lot: the twenty choices have one as far above; none as far below.
    found = effect_of(observed([40], list(range(19))))
    assert found.variance is None
    assert found.standard_error is None
    assert found.probability == Fraction(1, 20)


def test_where_there_are_too_many_sums_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SUMS", 50)
    assert effect_of(observed([1, 20, 300, 4000, 50000], [6, 70, 800, 9000, 1])).probability is None


def test_a_city_of_thirty_agencies_is_counted_in_full() -> None:
    # All changes are equal: every choice has the same gap, 0.
    found = effect_of(observed([3] * 10, [3] * 20, scale=7))
    assert (found.choices, found.probability) == (30_045_015, 1)
