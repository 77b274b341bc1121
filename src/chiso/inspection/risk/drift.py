"""Whether places are still like those that were learned from: how far each column has moved.

    PSI = Σ (q_i - p_i) log(q_i / p_i)

p: shares among the n visits, q: among the m places of the frame; bins are tenths of the visits' numbers and
the empty, or words. Above 0.25 it is much, and what was learned may not hold, if it is more than chance makes
of so few: without drift PSI / (1/n + 1/m) has nearly a χ² distribution, its degrees the bins less one; the
99 % point is taken.

Sources: population stability index (Jeffreys' divergence of binned shares; shares get half a case each);
Yurdakul & Naranjo 2020 (its distribution).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from chiso.inspection.risk.arrays import FloatArray
from chiso.inspection.risk.columns import Column

MUCH, _LEVEL = 0.25, 0.99
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a column has moved; `by_chance`: what is hardly passed without any drift."""

    column: str
    index: float
    by_chance: float

    @property
    def is_much(self) -> bool:
        """Whether what was learned may not hold."""
        return self.index > max(MUCH, self.by_chance)


def measure_drift(before: Sequence[Column], now: Sequence[Column]) -> list[Drift]:
    """Of each column of both, in their order."""
    by_name = {column.name: column for column in now}
    return [
        Drift(column.name, *_index(column, by_name[column.name]))
        for column in before
        if column.name in by_name
    ]


def _index(before: Column, now: Column) -> tuple[float, float]:
    """The index, and what it hardly passes by chance."""
    if before.numbers is not None and now.numbers is not None:
        known = before.numbers[~np.isnan(before.numbers)]
        inner = np.unique(np.quantile(known, np.arange(1, _TENTHS) / _TENTHS)) if len(known) else np.zeros(0)
        first, second = _binned(before.numbers, inner), _binned(now.numbers, inner)
    else:
        one, other = Counter(before.words), Counter(now.words)
        words = sorted({*one, *other})
        first = np.array([one[word] for word in words], dtype=np.float64)
        second = np.array([other[word] for word in words], dtype=np.float64)
    seen = int(np.count_nonzero(first + second))
    by_chance = float(chi2.ppf(_LEVEL, max(1, seen - 1)) * (1 / first.sum() + 1 / second.sum()))
    p, q = (first + 0.5) / (first + 0.5).sum(), (second + 0.5) / (second + 0.5).sum()
    return float(np.sum((q - p) * np.log(q / p))), by_chance


def _binned(numbers: FloatArray, inner: FloatArray) -> FloatArray:
    """Counts by bin; a number on an edge belongs below, the last bin is of the empty."""
    lacks = np.isnan(numbers)
    bins = np.where(lacks, len(inner) + 1, np.searchsorted(inner, np.where(lacks, 0.0, numbers)))
    return np.bincount(bins, minlength=len(inner) + 2).astype(np.float64)
