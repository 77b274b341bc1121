"""What else differs from run to run: choices of method or data, and which indicators are left out.

    choice       one number: alternative a where the number lies in its share of 0 … 2³², by its odds
    left out     one@1: one number says whether one is left out, a second one which;
                 each@1: one number an indicator, each is left out by the same chance

A *stratum* is one alternative of every choice; runs of one stratum are computed together. Where every
indicator would be left out none is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.robustness.counting import IntArray
from chiso.robustness.streams import Numbers
from chiso.robustness.transforms import FloatArray

Flags: TypeAlias = NDArray[np.bool_]
_ALL = 1 << 32


@dataclass(frozen=True)
class Choice:
    """One thing to choose, such as the normalisation: alternatives by name, with their odds."""

    name: str
    alternatives: tuple[str, ...]
    odds: tuple[int, ...]

    @cached_property
    def _borders(self) -> NDArray[np.uint64]:
        """Up to which number, excluded, each alternative but the last is taken."""
        total = sum(self.odds)
        summed = [sum(self.odds[: place + 1]) * _ALL // total for place in range(len(self.odds) - 1)]
        return np.asarray(summed, np.uint64)

    def taken(self, numbers: NDArray[np.uint32]) -> IntArray:
        """Which alternative each number takes."""
        return np.searchsorted(self._borders, numbers.astype(np.uint64), side="right").astype(np.int64)


@dataclass(frozen=True)
class LeavingOut:
    """Which indicators a run goes without. `among`: the numbers of those that may be left out."""

    kind: Literal["none", "one", "each"] = "none"
    chance: Fraction = Fraction(1)
    among: tuple[int, ...] = ()

    @property
    def numbers_needed(self) -> int:
        """Numbers that a run takes for it."""
        return {"none": 0, "one": 2, "each": len(self.among)}[self.kind]

    def left_out(self, numbers: Numbers, leaves: int) -> Flags:
        """(runs, leaves): True where an indicator is left out."""
        flags = np.zeros((len(numbers), leaves), np.bool_)
        border = np.uint64(int(self.chance * _ALL))
        if self.kind == "one":
            runs, places = self.one_left_out(numbers)
            flags[runs, places] = True
        elif self.kind == "each":
            flags[:, list(self.among)] = numbers.astype(np.uint64) < border
            flags[flags.all(axis=1)] = False
        return flags

    def one_left_out(self, numbers: Numbers) -> tuple[IntArray, IntArray]:
        """The runs that go without one, and which one."""
        wide = numbers.astype(np.uint64)
        runs = np.flatnonzero(wide[:, 0] < np.uint64(int(self.chance * _ALL))).astype(np.int64)
        places = (wide[runs, 1] * np.uint64(len(self.among))) >> np.uint64(32)
        return runs, np.asarray(self.among, np.int64)[places.astype(np.int64)]

    def apply(self, numbers: Numbers, weights: FloatArray, leaves: int) -> None:
        """Set the weights (runs, weighted) of what is left out to 0, in place."""
        if self.kind == "one" and leaves > 1:
            runs, places = self.one_left_out(numbers)
            weights[runs, places] = 0.0
        elif self.kind == "each":
            weights[:, :leaves][self.left_out(numbers, leaves)] = 0.0


@dataclass(frozen=True)
class Choices:
    """All choices of a run; a stratum is numbered with the first choice counting slowest."""

    choices: tuple[Choice, ...] = ()
    leaving_out: LeavingOut = LeavingOut()

    @property
    def numbers_needed(self) -> int:
        """Numbers that a run takes for them."""
        return len(self.choices) + self.leaving_out.numbers_needed

    @property
    def strata(self) -> int:
        """How many strata there are."""
        return prod(len(choice.alternatives) for choice in self.choices)

    def strata_of(self, numbers: Numbers) -> IntArray:
        """The stratum of each run: (runs,)."""
        strata = np.zeros(len(numbers), np.int64)
        for place, choice in enumerate(self.choices):
            strata = strata * len(choice.alternatives) + choice.taken(numbers[:, place])
        return strata

    def parts_of(self, stratum: int) -> tuple[int, ...]:
        """The alternative of each choice in a stratum."""
        parts: list[int] = []
        for choice in reversed(self.choices):
            stratum, part = divmod(stratum, len(choice.alternatives))
            parts.append(part)
        return tuple(reversed(parts))

    def names_of(self, stratum: int) -> dict[str, str]:
        """The alternatives of a stratum by the name of the choice."""
        parts = self.parts_of(stratum)
        return {
            choice.name: choice.alternatives[part] for choice, part in zip(self.choices, parts, strict=True)
        }


def equal_odds(count: int) -> tuple[int, ...]:
    """The same odds for each of so many."""
    return (1,) * count


def stratum_runs(strata: IntArray) -> Sequence[tuple[int, IntArray]]:
    """The runs of each stratum that occurs, in order: [(stratum, positions)]."""
    order = np.argsort(strata, kind="stable").astype(np.int64)
    found, starts = np.unique(strata[order], return_index=True)
    return list(zip(found.tolist(), np.split(order, starts[1:].tolist()), strict=True))
