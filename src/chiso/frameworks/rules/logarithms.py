"""Natural logarithms with 28 significant digits, the same on every machine.

`Decimal` rounds correctly and does not depend on the processor; the context is this module's own,
so that nothing outside changes a digit.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

DIGITS = 28
_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)


def logarithm_share(number: Fraction, worst: Fraction, best: Fraction) -> Fraction:
    """(ln x − ln worst) / (ln best − ln worst), as ln(x / worst) / ln(best / worst).

    All three are above 0, and best differs from worst.
    """
    numerator = _CONTEXT.ln(_decimal(number / worst))
    return Fraction(_CONTEXT.divide(numerator, _CONTEXT.ln(_decimal(best / worst))))


def _decimal(number: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
