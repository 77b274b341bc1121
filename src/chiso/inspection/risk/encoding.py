"""Columns to the numbers that are fitted, learned from the visits alone.

    number   held within its 1 % and 99 % points, less its mean, by its spread (z); where it has more than ten
             values also max(0, z), so that it may rise first and then stay; empty: the mean
    empty    1 where the number is empty, if ten visits or more lack it
    words    1 for each word that ten visits or more have, less its share; others and new ones: none of them

A column that is the same in all visits, or has more than fifty words, says nothing and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chiso.inspection.risk.arrays import FloatArray
from chiso.inspection.risk.columns import Column

MOST_WORDS, LEAST_VISITS = 50, 10
_FEW_VALUES, _EDGE = 10, 0.01


@dataclass(frozen=True, slots=True)
class _Numbers:
    low: float
    high: float
    mean: float
    spread: float
    bend: float | None
    empty: float | None

    def encode(self, column: Column) -> list[FloatArray]:
        numbers = column.numbers if column.numbers is not None else np.full(len(column.words), np.nan)
        lacks = np.isnan(numbers)
        held = np.where(lacks, self.mean, np.clip(numbers, self.low, self.high))
        z = (held - self.mean) / self.spread
        encoded = [z]
        if self.bend is not None:
            encoded.append(np.maximum(0.0, z) - self.bend)
        if self.empty is not None:
            encoded.append(lacks - self.empty)
        return encoded


@dataclass(frozen=True, slots=True)
class _Words:
    shares: tuple[tuple[str, float], ...]

    def encode(self, column: Column) -> list[FloatArray]:
        words = np.array(column.words)
        return [(words == word) - share for word, share in self.shares]


@dataclass(frozen=True, slots=True)
class Encoding:
    """How each column is encoded; `owners`: the column of each number after the first, which is 1."""

    names: tuple[str, ...]
    ways: tuple[_Numbers | _Words, ...]
    owners: tuple[int, ...]
    left_out: tuple[str, ...]

    def encode(self, columns: Sequence[Column], rows: int) -> FloatArray:
        """The numbers: (rows, 1 + as many as `owners`). `columns` has those of the visits, in any order."""
        by_name = {column.name: column for column in columns}
        encoded = [np.ones(rows)]
        for name, way in zip(self.names, self.ways, strict=True):
            encoded += way.encode(by_name[name])
        return np.ascontiguousarray(np.column_stack(encoded))


def learn_encoding(columns: Sequence[Column]) -> Encoding:
    """From the columns of the visits."""
    names: list[str] = []
    ways: list[_Numbers | _Words] = []
    owners: list[int] = []
    left_out: list[str] = []
    for column in columns:
        way = _numbers(column.numbers) if column.numbers is not None else _words(column.words)
        if way is None:
            left_out.append(column.name)
            continue
        owners += [len(names)] * len(way.encode(column.take(range(1))))
        names.append(column.name)
        ways.append(way)
    return Encoding(tuple(names), tuple(ways), tuple(owners), tuple(left_out))


def _numbers(numbers: FloatArray) -> _Numbers | None:
    lacks = np.isnan(numbers)
    known = numbers[~lacks]
    if not len(known):
        return None
    # Order statistics, not points between them: a point between two numbers would be none that was seen.
    low, high = np.quantile(known, [_EDGE, 1 - _EDGE], method="nearest")
    if low == high:
        low, high = known.min(), known.max()
    held = np.clip(known, low, high)
    # Numbers near the greatest that there are have no finite sum; such a column says nothing.
    with np.errstate(over="ignore", invalid="ignore"):
        mean, spread = float(held.mean()), float(held.std())
    if not spread or not np.isfinite(spread):
        return None
    z = np.where(lacks, 0.0, (np.clip(np.where(lacks, mean, numbers), low, high) - mean) / spread)
    bend = float(np.maximum(0.0, z).mean()) if len(np.unique(held)) > _FEW_VALUES else None
    is_told = LEAST_VISITS <= lacks.sum() <= len(numbers) - LEAST_VISITS
    return _Numbers(float(low), float(high), mean, spread, bend, float(lacks.mean()) if is_told else None)


def _words(words: tuple[str, ...]) -> _Words | None:
    counts = Counter(words)
    if len(counts) > MOST_WORDS:
        return None
    told = sorted(
        word for word, count in counts.items() if LEAST_VISITS <= count <= len(words) - LEAST_VISITS
    )
    return _Words(tuple((word, counts[word] / len(words)) for word in told)) if told else None
