"""First-order and total Sobol' indices, with errors and a check whether more points would change them.

    first_i = V(E(f | x_i))/V(f)        what is gone of the variance once input i is known
    total_i = E(V(f | all but x_i))/V(f)    what is left of it while only input i is unknown

    first   Σ f(B) (f(A_B^i) − f(A)) / N / V          (Saltelli et al. 2010)
    total   Σ (f(A) − f(A_B^i))² / 2N / V             (Jansen 1999)

A and B are the two halves of each point of a scrambled Sobol' sequence, A_B^i is A with input i of B. An
input is a block of numbers, so that a choice among alternatives (one number), a vector of weights (many) and
what is discrete are inputs like any other. Sixteen sets of points, each with scrambles of its own, are
sixteen independent answers: their spread is the error. With d inputs N (d + 2) values of f are computed.

Sources: Saltelli, Annoni, Azzini, Campolongo, Ratto, Tarantola (2010), Variance based sensitivity analysis of
model output, Computer Physics Communications 181; Jansen (1999), Analysis of variance designs for model
output, the same journal 117.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from chiso.robustness.sensitivity.estimating import Estimated, FloatArray, PartOfSet, shares_of_sets
from chiso.robustness.streams import Numbers, SobolStream

# Runs (runs, numbers) → outputs (runs, outputs).
Function: TypeAlias = Callable[[Numbers], FloatArray]
_BLOCK = 1_024
_SHIFT = 256


@dataclass(frozen=True, slots=True, eq=False)
class Indices:
    """`variance` (outputs,), `evaluations` of the function."""

    first: Estimated
    total: Estimated
    variance: FloatArray
    evaluations: int


@dataclass(slots=True, eq=False)
class _Sums:
    """Of a half of the points of one set: sums over points. first, total (inputs, outputs)."""

    points: int
    value: FloatArray
    square: FloatArray
    first: FloatArray
    total: FloatArray


def sobol_indices(
    function: Function,
    inputs: Sequence[slice],
    *,
    numbers: int,
    points: int,
    seed: int,
    tell: Callable[[int], None] | None = None,
) -> Indices:
    """Indices of each input, a slice of the `numbers` of a run. `points`: N, up to whole sets of even size.

    Raises ValueError for fewer than 32 points.
    """
    stream = SobolStream(seed, 2 * numbers)
    of_set = 2 * -(-points // (2 * stream.sets))
    if points < 2 * stream.sets:
        raise ValueError(f"expected {2 * stream.sets} points or more, found {points}")
    some = function(stream.numbers(0, min(_SHIFT, of_set))[:, :numbers])
    shift, largest = some.mean(axis=0), np.abs(some).max(axis=0)
    halves: list[list[_Sums]] = []
    for number in range(stream.sets):
        both = [
            _sum_up(function, inputs, stream, numbers, number, range(start, start + of_set // 2), shift)
            for start in (0, of_set // 2)
        ]
        halves.append(both)
        if tell is not None:
            tell((number + 1) * of_set)
    whole = [_add(*both) for both in halves]
    variance = np.mean([_variance(one) for one in whole], axis=0)
    kinds: tuple[Literal["first", "total"], ...] = ("first", "total")
    first, total = (
        shares_of_sets(
            [_part(one, kind) for one in whole],
            [_part(both[0], kind) for both in halves],
            largest=largest,
        )
        for kind in kinds
    )
    return Indices(first, total, variance, of_set * stream.sets * (len(inputs) + 2))


def _sum_up(
    function: Function,
    inputs: Sequence[slice],
    stream: SobolStream,
    numbers: int,
    of_set: int,
    places: range,
    shift: FloatArray,
) -> _Sums:
    sums: _Sums | None = None
    for start in range(places.start, places.stop, _BLOCK):
        drawn = stream.numbers(start, min(_BLOCK, places.stop - start), of_set)
        a, b = drawn[:, :numbers], drawn[:, numbers:]
        of_a, of_b = function(a) - shift, function(b) - shift
        first, total = [], []
        for one in inputs:
            mixed = a.copy()
            mixed[:, one] = b[:, one]
            step = function(mixed) - shift - of_a
            first.append((of_b * step).sum(axis=0))
            total.append((step * step).sum(axis=0) / 2)
        found = _Sums(
            len(a),
            (of_a + of_b).sum(axis=0),
            (of_a * of_a + of_b * of_b).sum(axis=0),
            np.array(first),
            np.array(total),
        )
        sums = found if sums is None else _add(sums, found)
    assert sums is not None
    return sums


def _add(one: _Sums, other: _Sums) -> _Sums:
    return _Sums(
        one.points + other.points,
        one.value + other.value,
        one.square + other.square,
        one.first + other.first,
        one.total + other.total,
    )


def _variance(sums: _Sums) -> FloatArray:
    count = 2 * sums.points
    return np.asarray(np.maximum(sums.square / count - (sums.value / count) ** 2, 0.0))


def _part(sums: _Sums, which: Literal["first", "total"]) -> PartOfSet:
    part = sums.first if which == "first" else sums.total
    return PartOfSet(part / sums.points, _variance(sums))
