"""The quantile of Student's t distribution, for limits of intervals; that of the normal one for `df` None.

    P(|T| > t) = I_x(df/2, 1/2),   x = df / (df + t²)

I is the regularised incomplete beta function, by its continued fraction (NIST Digital Library of Mathematical
Functions, 8.17.22), evaluated by the modified method of Lentz. The quantile is found by halving.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, inf, lgamma, log
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-15
_MOST_STEPS = 10_000
# Beyond, both distributions agree to six digits at every level that is asked for.
_AS_GOOD_AS_NORMAL = 1e7


@lru_cache(maxsize=4096)
def two_sided_quantile(outside: float, df: float | None) -> float:
    """The t beyond which `outside` of the distribution lies, both tails together; `df` None: no end."""
    if df is None or df >= _AS_GOOD_AS_NORMAL:
        return -NormalDist().inv_cdf(outside / 2)
    low, high = 0.0, 1.0
    while outside_of(high, df) > outside and high < inf:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if outside_of(middle, df) > outside:
            low = middle
        else:
            high = middle
    return high


def outside_of(t: float, df: float) -> float:
    """P(|T| > t)."""
    squared = t * t
    x, rest = df / (df + squared), squared / (df + squared)
    if rest == 0:
        return 1.0
    a, b = df / 2, 0.5
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, rest) / b


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 / _away_from_nought(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _MOST_STEPS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_nought(1 + step * d)
            c = _away_from_nought(1 + step / c)
            found *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return found


def _away_from_nought(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
