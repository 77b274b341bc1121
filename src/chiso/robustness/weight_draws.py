"""Weights of a run, drawn as whole numbers of at most 20 bits: what people disagree about most.

    given      those of the index
    uniform    all weights of a group alike likely: w ∝ ⌊2¹⁵ · −ln u⌋, which is uniform in the simplex
    dirichlet  around the given ones: w ∝ Gamma(α_j), α_j = concentration · children · share; with 1 and
               equal shares uniform, the larger the nearer
    noise      each on its own, within ± so much of the given one: w · (1 + within · (2u − 1))
    ordered    uniform among the weights that keep the order of the given ones; alike given ones are free

They are drawn for each group of children that varies; in the groups that do not vary the given ones stay.
Gamma numbers come by Marsaglia and Tsang's way with eight tries, of which all fail once in 10¹⁰; then the
last one is taken.

Source: Marsaglia & Tsang (2000), A simple method for generating gamma variables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from chiso.robustness.streams import Numbers
from chiso.robustness.transforms import (
    FloatArray,
    fill_whole_exponentials,
    logarithms,
    minus_logarithms,
    normals,
)
from chiso.robustness.weight_tree import WeightTree
from chiso.robustness.whole_numbers import LARGEST_WEIGHT

Kind: TypeAlias = Literal["given", "uniform", "dirichlet", "noise", "ordered"]

# −ln u is at most 22.9: 749,000 stays below 2²⁰.
EXPONENTIAL_SCALE = 32768.0
_TRIES = 8
# A gamma number so many deviations above its mean does not happen; it would be cut.
_DEVIATIONS = 12


@dataclass(frozen=True)
class WeightDraws:
    """How weights are drawn. `given`: (weighted,) whole numbers; `varied`: the groups that vary."""

    tree: WeightTree
    given: FloatArray
    kind: Kind = "given"
    concentration: float = 1.0
    within: float = 0.0
    varied: frozenset[int] = frozenset()

    @property
    def numbers_needed(self) -> int:
        """Numbers that a run takes for its weights."""
        return sum(self._numbers_of(len(self.tree.groups[group])) for group in sorted(self.varied))

    def _numbers_of(self, children: int) -> int:
        if self.kind == "given" or children < 2:
            return 0
        return children * (2 * _TRIES if self.kind == "dirichlet" else 1)

    def draw(self, numbers: Numbers) -> FloatArray:
        """The weights of runs: numbers (runs, numbers_needed) → (runs, weighted)."""
        if self.kind == "uniform" and self.tree.is_flat and self.numbers_needed:
            return _uniform(numbers)
        weights = np.repeat(self.given[None], len(numbers), axis=0)
        taken = 0
        for group in sorted(self.varied):
            children = list(self.tree.groups[group])
            needed = self._numbers_of(len(children))
            if needed:
                own = numbers[:, taken : taken + needed]
                weights[:, children] = self._drawn(own, self.given[children])
                taken += needed
        return weights

    def _drawn(self, numbers: Numbers, given: FloatArray) -> FloatArray:
        if self.kind == "uniform":
            return _uniform(numbers)
        if self.kind == "noise":
            return _noise(numbers, given, self.within)
        if self.kind == "ordered":
            return _ordered(numbers, given)
        return _dirichlet(numbers, self.concentration * len(given) * given / given.sum())


def _uniform(numbers: Numbers) -> FloatArray:
    weights = np.empty(numbers.shape)
    fill_whole_exponentials(np.ascontiguousarray(numbers).ravel(), weights.ravel(), EXPONENTIAL_SCALE)
    return weights


def _noise(numbers: Numbers, given: FloatArray, within: float) -> FloatArray:
    """As large as 20 bits allow, so that steps are fine and no weight is cut at its upper end."""
    room = LARGEST_WEIGHT / (given.max() * (1 + within))
    enlarged = given * (np.floor(room) if room >= 1 else room)
    share = (numbers.astype(np.float64) + 0.5) * 2.0**-31 - 1.0
    return np.asarray(np.minimum(np.floor(enlarged * (1.0 + within * share)), LARGEST_WEIGHT))


def _ordered(numbers: Numbers, given: FloatArray) -> FloatArray:
    """The largest weight goes to the largest given one; among alike ones to whose own draw was largest."""
    drawn = _uniform(numbers)
    weights = np.empty_like(drawn)
    falling = -np.sort(-drawn, axis=1)
    taken = 0
    for value in np.unique(given)[::-1]:
        alike = np.flatnonzero(given == value)
        order = np.argsort(-drawn[:, alike], axis=1, kind="stable")
        np.put_along_axis(weights, alike[order], falling[:, taken : taken + len(alike)], axis=1)
        taken += len(alike)
    return weights


def _dirichlet(numbers: Numbers, shapes: FloatArray) -> FloatArray:
    """⌊scale · Gamma(shape)⌋ of each child: numbers (runs, children · 2 tries), shapes (children,) from 1."""
    runs, children = len(numbers), len(shapes)
    tried = numbers.reshape(runs, children, _TRIES, 2)
    d = shapes - 1 / 3
    c = 1 / (3 * np.sqrt(d))
    z = normals(np.ascontiguousarray(tried[..., 0]))
    v = (1 + c[:, None] * z) ** 3
    is_positive = v > 0
    v = np.where(is_positive, v, 1.0)
    bound = z * z / 2 + d[:, None] * (1 - v + logarithms(v))
    accepted = is_positive & (-minus_logarithms(np.ascontiguousarray(tried[..., 1])) < bound)
    accepted[..., -1] = True
    first = accepted.argmax(axis=2)
    gamma = d * np.take_along_axis(v, first[..., None], axis=2)[..., 0]
    scale = LARGEST_WEIGHT / float((shapes + _DEVIATIONS * np.sqrt(shapes) + _DEVIATIONS).max())
    return np.asarray(np.minimum(np.floor(gamma * scale), LARGEST_WEIGHT))
