"""Figures inside the sentences of findings: exact values that the reader's language writes."""

from __future__ import annotations

import math
from fractions import Fraction

from chiso.language import Text, text


def figure(value: float, places: int = 1) -> Fraction | Text:
    """A float as a sentence writes it; a word where there is none."""
    if math.isnan(value) or math.isinf(value):
        return text("not known")
    return Fraction(round(value * 10**places), 10**places)


def minutes(seconds: float) -> Fraction | Text:
    """Seconds as minutes with one decimal."""
    return figure(seconds / 60)


def percent(share: float) -> Fraction | Text:
    """A share as per cent with one decimal; the sentence has the sign."""
    return figure(100 * share)
