"""Scores of a stratum: sums of whole numbers where the index allows it, else up the tree.

An index whose groups all take one kind of mean ranks units as a sum does:

    arithmetic   Σ W·x
    geometric    Σ W·ln x          ln x to 1e-11, then rounded to whole numbers as any figure
    harmonic     Σ W·(−a/x)
    power of p   Σ W·(± (x/a)^p)   − where p < 0

with W the weights of the indicators, so these are exact; a is a power of ten, the next from the largest
figure up or, for the harmonic mean and p < 0, from the smallest down: no summand passes 1, and places are
left for all. Any other index is computed up the tree in floating point and its scores are rounded to nine
places: units with equal figures have equal scores all the same, since they take those of the first of them.

Errors of sampling that are independent are drawn for the score: given the weights it is off by a normal
number times √(Σ W²·se²), which is rounded to a whole number too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.compiling import compiled
from chiso.robustness.counting import IntArray
from chiso.robustness.streams import Numbers
from chiso.robustness.transforms import FloatArray, fill_normals, logarithms
from chiso.robustness.weight_tree import WeightTree
from chiso.robustness.whole_numbers import WholeTable

Mean: TypeAlias = Literal["arithmetic", "geometric", "harmonic", "power"]
# One group: values (runs, units, children), weights (runs, 1, children) → (runs, units).
Combination: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray]
SCORE_PLACES = 9
# Below every score, and finite, so that differences of scores are numbers: a unit of which everything that
# counts is missing in a run stands last in it.
NO_SCORE = -(2.0**62)
# Runs at a time up the tree: some megabytes for a group of ten children.
_RUNS_AT_ONCE = 256
_DIGITS = Context(prec=28)


class Exactness(NamedTuple):
    """Whether scores are exact sums; the places of their figures; whether these were rounded for it."""

    is_exact: bool
    places: int
    is_rounded: bool


class Form(Protocol):
    """How the scores of a stratum come about."""

    @property
    def exactness(self) -> Exactness:
        """How near to the figures the scores are."""
        ...

    def digest(self) -> bytes:
        """SHA-256 of the figures that scores are made of."""
        ...

    def scores(self, weights: FloatArray, tree: WeightTree, numbers: Numbers) -> NDArray[Any]:
        """Weights of all nodes (runs, weighted) → (units, runs), whole numbers.

        `numbers`: (runs, units) for errors that are drawn, else without columns.
        """
        ...

    def as_index(self, scores: NDArray[Any], of_leaves: FloatArray) -> FloatArray:
        """Whole scores (units, runs) of weights of the indicators (runs, leaves) → values of the index.

        NaN where nothing that counts is there.
        """
        ...


@dataclass(frozen=True)
class SumForm:
    """A sum of whole numbers. `errors`: the standard errors (units, leaves) in the same scale, if any.

    `value_of`: what a mean of the summands is as an index (see `as_summands`); the same, without it.
    """

    table: WholeTable
    errors: FloatArray | None = None
    value_of: Callable[[FloatArray], FloatArray] | None = None

    @property
    def exactness(self) -> Exactness:
        """Sums of whole numbers are exact."""
        return Exactness(True, self.table.places, self.table.is_rounded)

    def digest(self) -> bytes:
        """Of the whole numbers, and of their places."""
        written = self.table.values.astype("<i8").tobytes() + bytes([self.table.places])
        errors = b"" if self.errors is None else self.errors.astype("<f8").tobytes()
        return hashlib.sha256(written + errors).digest()

    def scores(self, weights: FloatArray, tree: WeightTree, numbers: Numbers) -> NDArray[Any]:
        """Σ W·X, with errors if there are any."""
        return self.scores_of(tree.leaf_weights(weights), numbers)

    def scores_of(self, of_leaves: FloatArray, numbers: Numbers) -> NDArray[Any]:
        """The same from the weights of the indicators (runs, leaves)."""
        made = self.table.scores(of_leaves)
        if self.errors is not None:
            made += drawn_errors(of_leaves, self.errors, numbers).astype(made.dtype)
        return made

    def as_index(self, scores: NDArray[Any], of_leaves: FloatArray) -> FloatArray:
        """The sum over the weights that it is made of, as the mean that it stands for."""
        total = of_leaves.sum(axis=1)
        total[total == 0] = np.nan
        means = scores / total / 10.0**self.table.places
        return np.asarray(means if self.value_of is None else self.value_of(means))


@dataclass(frozen=True)
class TreeForm:
    """Scores up the tree. `values`: (units, leaves), NaN where missing; `combinations`: of each group.

    `sections`: the units that are ranked together, apart from others: relative methods compare only those.
    """

    values: FloatArray
    combinations: Sequence[Combination]
    sections: tuple[slice, ...]

    @property
    def exactness(self) -> Exactness:
        """Roots and logarithms are not exact, and processors differ in their last bits."""
        return Exactness(False, SCORE_PLACES, True)

    def digest(self) -> bytes:
        """Of the figures to nine places; the last bits may differ between machines."""
        return hashlib.sha256(np.round(self.values, SCORE_PLACES).astype("<f8").tobytes()).digest()

    def scores(self, weights: FloatArray, tree: WeightTree, numbers: Numbers) -> NDArray[Any]:
        """Scores to nine places."""
        del numbers
        counted = tree.without_empty_groups(weights)
        made = np.empty((len(self.values), len(weights)))
        for start in range(0, len(weights), _RUNS_AT_ONCE):
            here = counted[start : start + _RUNS_AT_ONCE]
            for section in self.sections:
                made[section, start : start + len(here)] = self._up(self.values[section], here, tree).T
        made = made[self._first_alike]
        return np.asarray(np.where(np.isnan(made), NO_SCORE, np.rint(made * 10.0**SCORE_PLACES)))

    def as_index(self, scores: NDArray[Any], of_leaves: FloatArray) -> FloatArray:
        """They are values of the index already, with nine places."""
        del of_leaves
        return np.where(scores == NO_SCORE, np.nan, scores / 10.0**SCORE_PLACES)

    def _up(self, values: FloatArray, weights: FloatArray, tree: WeightTree) -> FloatArray:
        """The index of one section: (runs, units)."""
        shape = (len(weights), len(values))
        nodes: list[FloatArray] = [np.broadcast_to(values[:, leaf], shape) for leaf in range(tree.leaves)]
        for children, combine in zip(tree.groups, self.combinations, strict=True):
            below = np.stack([nodes[child] for child in children], axis=-1)
            nodes.append(combine(below, weights[:, None, list(children)]))
        return nodes[-1]

    @cached_property
    def _first_alike(self) -> IntArray:
        """For each unit the first one of its section with the same figures."""
        first = np.arange(len(self.values), dtype=np.int64)
        for section in self.sections:
            seen: dict[bytes, int] = {}
            for unit in range(*section.indices(len(self.values))):
                first[unit] = seen.setdefault((self.values[unit] + 0.0).tobytes(), unit)
        return first


def as_summands(
    values: FloatArray, mean: Mean, exponent: Fraction | None = None, *, tens: int = 0
) -> FloatArray:
    """Figures (units, leaves) whose weighted sum ranks units as the mean does; all but arithmetic: x > 0.

    `tens`: of a harmonic or power mean x is divided by 10^tens, which changes no rank (see `tens_of`).
    """
    if mean == "arithmetic":
        return values
    if mean == "harmonic":
        return np.asarray(-(10.0**tens) / values)
    if mean == "geometric":
        return logarithms(values)
    assert exponent is not None
    power, sign = Decimal(exponent.numerator) / Decimal(exponent.denominator), 1 if exponent > 0 else -1
    return np.asarray(
        [
            [sign * float(_DIGITS.power(_DIGITS.scaleb(Decimal(x), -tens), power)) for x in row]
            for row in values.tolist()
        ]
    )


def value_of_summands(
    mean: Mean, exponent: Fraction | None = None, *, tens: int = 0
) -> Callable[[FloatArray], FloatArray] | None:
    """From a mean of summands back to the mean of the figures; None where they are the same."""
    if mean == "arithmetic":
        return None
    if mean == "geometric":
        return np.exp
    power = -1.0 if mean == "harmonic" else float(exponent or 1)
    sign = 1.0 if power > 0 else -1.0

    def value_of(means: FloatArray) -> FloatArray:
        return np.asarray(10.0**tens * np.maximum(sign * means, 0.0) ** (1 / power))

    return value_of


def tens_of(values: FloatArray, mean: Mean, exponent: Fraction | None = None) -> int:
    """The power of ten by which no summand of a harmonic or power mean passes 1; 0 for other means."""
    is_above = exponent is not None and exponent > 0
    if mean not in ("harmonic", "power"):
        return 0
    leading = Decimal(float(values.max() if is_above else values.min()))
    below = leading.adjusted()
    return below + (is_above and leading != Decimal(1).scaleb(below))


def drawn_errors(weights: FloatArray, errors: FloatArray, numbers: Numbers) -> FloatArray:
    """Rounded errors of scores (units, runs): weights (runs, leaves), errors (units, leaves)."""
    units, runs = len(errors), len(weights)
    variances = np.zeros((units, runs))
    add_variances(np.ascontiguousarray(weights.T), errors * errors, variances)
    drawn = np.empty(units * runs)
    fill_normals(np.ascontiguousarray(numbers.T).ravel(), drawn)
    return np.asarray(np.rint(drawn.reshape(units, runs) * np.sqrt(variances)))


@compiled
def add_variances(weights: Any, squared: Any, variances: Any) -> None:
    """variances (units, runs) += Σ_j W_j² se_j², in the order of the leaves: the same bits everywhere.

    A product of matrices by a library adds in an order of its own, and these are no whole numbers.
    """
    for unit in range(squared.shape[0]):
        for leaf in range(squared.shape[1]):
            factor = squared[unit, leaf]
            if factor != 0.0:
                for run in range(weights.shape[1]):
                    weight = weights[leaf, run]
                    variances[unit, run] += weight * weight * factor
