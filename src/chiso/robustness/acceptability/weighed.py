"""A ranked index whose weights may be moved: all indicators at once, or the children of one group.

Weights of the children of a group move exactly where the group is a sum and every group above it is one; at
the top a geometric, harmonic or power mean counts as a sum too, since it ranks as one (of ln x, −1/x, ±x^p).
All indicators move together where all groups take one kind of mean. Where a figure is missing weights are
rescaled for that unit alone, which is no sum: such units are named.

    CH-8160 a group whose weights cannot be moved    CH-8161 a missing figure, or one not above 0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem, Refused, WrongCall
from chiso.robustness.acceptability.linear_index import INDICATORS, FloatArray, LinearIndex
from chiso.robustness.forms import Mean, as_summands

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """How a group is made of its children: a mean that ranks as a sum, or None."""

    mean: Mean | None
    exponent: Fraction | None = None


SUM = Kind("arithmetic")


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """`groups` bottom-up, the index last; `weights` of every node but the index, as given.

    `figures` (units,) of every node; `kinds` of every group. Only units that are ranked.
    """

    units: tuple[str, ...]
    groups: tuple[str, ...]
    children: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    figures: Mapping[str, FloatArray]
    kinds: Mapping[str, Kind]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The index."""
        return self.groups[-1]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The nodes without children, in the order of the tree."""
        return tuple(
            child for group in self.groups for child in self.children[group] if child not in self.children
        )

    def movable(self) -> tuple[LinearIndex, ...]:
        """All indicators, then group by group from the top: whatever can be moved."""
        asked = [INDICATORS, *reversed(self.groups)] if len(self.groups) > 1 else [self.root]
        found = []
        for moved in asked:
            try:
                index = self.moving(moved)
            except Refused:
                continue
            if len(index.codes) > 1:
                found.append(index)
        return tuple(found)

    def moving(self, moved: str) -> LinearIndex:
        """The index as a sum of what moves. Raises WrongCall (CH-8160) and BadInput (CH-8161)."""
        if moved == INDICATORS:
            return self._moving_indicators()
        if moved not in self.children:
            raise WrongCall([_immovable(moved, text("no group of this index"), self.groups)])
        above = self._above(moved)
        kind = self.kinds[moved]
        is_sum = kind == SUM or (moved == self.root and kind.mean is not None)
        if not is_sum or any(self.kinds[group] != SUM for group in above):
            reason = text("it, or a group above it, is no sum of its parts")
            raise WrongCall([_immovable(moved, reason, self.groups)])
        codes = self.children[moved]
        shares = self.shares()
        share = shares[moved]
        values = self._summands(codes, kind)
        weights = np.array([shares[code] for code in codes]) / share
        if moved != self.root:
            values = values + ((self.figures[self.root] - share * (values @ weights)) / share)[:, None]
        return LinearIndex(self.units, codes, values, weights, moved, share, self.names)

    def shares(self) -> dict[str, float]:
        """The share of each node in the index, by the given weights."""
        shares = {self.root: 1.0}
        for group in reversed(self.groups):
            total = sum(self.weights[child] for child in self.children[group])
            shares |= {child: shares[group] * self.weights[child] / total for child in self.children[group]}
        return shares

    def _moving_indicators(self) -> LinearIndex:
        kinds = set(self.kinds.values())
        kind = self.kinds[self.root]
        if len(kinds) > 1 or kind.mean is None:
            reason = text("the groups of this index are not all one kind of mean")
            raise WrongCall([_immovable(moved_in_words(INDICATORS), reason, self.groups)])
        codes = self.indicators
        shares = self.shares()
        values = self._summands(codes, kind)
        weights = np.array([shares[code] for code in codes])
        return LinearIndex(self.units, codes, values, weights / weights.sum(), INDICATORS, 1.0, self.names)

    def _summands(self, codes: Sequence[str], kind: Kind) -> FloatArray:
        """What is summed: (units, codes)."""
        figures = np.stack([self.figures[code] for code in codes], axis=1)
        wrong = np.asarray(np.isnan(figures) if kind == SUM else ~(figures > 0), dtype=np.bool_)
        if wrong.any():
            units = [self.units[at] for at in np.flatnonzero(wrong.any(axis=1))]
            parts = [code for at, code in enumerate(codes) if wrong[:, at].any()]
            raise BadInput([_not_all_there(units, parts, kind)])
        assert kind.mean is not None
        return as_summands(figures, kind.mean, kind.exponent)

    def _above(self, group: str) -> list[str]:
        parents = {child: parent for parent, below in self.children.items() for child in below}
        found = []
        while group in parents:
            group = parents[group]
            found.append(group)
        return found


def moved_in_words(moved: str) -> Text | str:
    """What moves, as a person reads it."""
    return moved if moved else text("all indicators")


def _immovable(moved: Text | str, reason: Text, groups: Sequence[str]) -> Problem:
    expected = text("Expected a group whose weights can be moved; this one cannot: {reason}.", reason=reason)
    mend = text("Choose among: {groups}.", groups=listing(list(reversed(groups))[:_MOST_NAMED]))
    return Problem("CH-8160", Place(field="move"), moved, expected, mend)


def _not_all_there(units: Sequence[str], parts: Sequence[str], kind: Kind) -> Problem:
    if kind == SUM:
        expected = text(
            "Expected a figure of every unit: where one is missing, the weights of that unit are others."
        )
        mend = text("Impute what is missing in the plan; units: {units}.", units=listing(units[:_MOST_NAMED]))
    else:
        expected = text("Expected figures above 0, as a mean with logarithms or powers needs.")
        mend = text(
            "Normalise to a range above 0 in the plan; units: {units}.", units=listing(units[:_MOST_NAMED])
        )
    return Problem("CH-8161", Place(), ", ".join(parts[:_MOST_NAMED]), expected, mend)
