from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies

from chiso.scoring.exact import exact_sum, geometric_mean

figures = strategies.fractions(min_value=-1000, max_value=1000, max_denominator=400)
positive = strategies.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)


@given(strategies.lists(figures))
def test_a_sum_is_what_adding_one_by_one_gives(terms: list[Fraction]) -> None:
    assert exact_sum(terms) == sum(terms, Fraction(0))


def test_three_thirds_are_one() -> None:
    assert exact_sum([Fraction(1, 3)] * 3) == 1


@given(positive, positive)
def test_a_mean_of_squares_is_exact(one: Fraction, other: Fraction) -> None:
    assert geometric_mean([one**2, other**2], [Fraction(1), Fraction(1)]) == one * other


@given(strategies.lists(positive, min_size=2, max_size=4))
def test_a_mean_agrees_with_sixty_digits(values: list[Fraction]) -> None:
    wide = Context(prec=60)
    logarithms = [wide.ln(wide.divide(Decimal(v.numerator), Decimal(v.denominator))) for v in values]
    expected = wide.exp(wide.divide(sum(logarithms, Decimal(0)), Decimal(len(values))))
    found = geometric_mean(values, [Fraction(1)] * len(values))
    close = abs(wide.divide(Decimal(found.numerator), Decimal(found.denominator)) / expected - 1)
    assert close < Decimal("1e-26")


@given(positive, positive, strategies.integers(1, 9), strategies.integers(1, 9))
def test_only_the_proportion_of_weights_matters(one: Fraction, other: Fraction, a: int, b: int) -> None:
    values = [one, other]
    assert geometric_mean(values, [Fraction(a), Fraction(b)]) == geometric_mean(
        values, [Fraction(a, 7), Fraction(b, 7)]
    )


def test_one_zero_makes_the_mean_zero() -> None:
    assert geometric_mean([Fraction(0), Fraction(5)], [Fraction(1), Fraction(1)]) == 0


def test_a_negative_value_has_no_geometric_mean() -> None:
    with pytest.raises(ValueError, match="negative"):
        geometric_mean([Fraction(-1), Fraction(4)], [Fraction(1), Fraction(1)])
