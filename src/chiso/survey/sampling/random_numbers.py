"""The random numbers of a draw: made of words, so that anybody can make them again.

    number(seed, column, unit) = (h + 1/2) / 16^13
    h: the first 13 hexadecimal digits of SHA-256 of "seed⏎column⏎unit" (UTF-8, ⏎ is the character U+000A;
       text in composed form, NFC, as every table and record is read)

A generator with a state would tie the draw to one program and to the order of the frame. A number that hangs
on nothing but the seed and the unit is *permanent*: it stays with the unit from year to year, whatever
units come and go beside it, which is what coordinated samples are built on (Ohlsson 1995, "Coordination of
samples using permanent random numbers", in Business Survey Methods). It can be made again in any language
with SHA-256. 52 bits and the half fit a double exactly: 0 and 1 never come out.

Inside, a number is the whole odd number 2 h + 1, of `HALVES` (2^53): shifts and comparisons are exact.

Methods that need numbers beside those of the units take them from a `Stream`: the "unit" is then the words
of the group, ⏎, "#" and 1, 2, 3 …
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

DIGITS: Final = 13
HALVES: Final[int] = 2 * 16**DIGITS
GENERATOR: Final = "sha256-13-hex/1"

Halves: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[np.float64]


def halves_of(seed: str, column: str, unit: str) -> int:
    """The number of a unit times `HALVES`, a whole and odd number."""
    digest = hashlib.sha256(f"{seed}\n{column}\n{unit}".encode()).hexdigest()
    return 2 * int(digest[:DIGITS], 16) + 1


def permanent_halves(seed: str, column: str, units: Sequence[str]) -> Halves:
    """The numbers of units times `HALVES`, (units,)."""
    return np.asarray([halves_of(seed, column, unit) for unit in units], dtype=np.int64)


def numbers_from(halves: Halves, start: int) -> Numbers:
    """Numbers between 0 and 1, both excluded, counted from `start` on, once around.

    `start` is an even number of `HALVES`, so that no number becomes nought.
    """
    numbers: Numbers = ((halves - start) % HALVES) / HALVES
    return numbers


@dataclass(slots=True)
class Stream:
    """Numbers for a group of units that are no number of a unit: a random start, the draws of Brewer."""

    seed: str
    column: str
    group: str
    taken: int = 0

    def next_halves(self) -> int:
        """The next number times `HALVES`."""
        self.taken += 1
        return halves_of(self.seed, self.column, f"{self.group}\n#{self.taken}")

    def next_number(self) -> float:
        """The next number between 0 and 1."""
        return self.next_halves() / HALVES
