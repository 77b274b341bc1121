"""The numbers of a run: so many of 32 bits each, fixed for good by a seed and the number of the run.

    random   the raw 64-bit words of PCG64, each cut into its low and its high half; run i has the words
             from i·k on, k = ⌈numbers/2⌉
    sobol    a Sobol' point, scrambled after Owen; 16 sets of points, each with scrambles of its own, so that
             the spread between the sets tells the error. Run i is point ⌊i/16⌋ of set i mod 16

What a bit generator gives is fixed by its algorithm; what is made of it further on may change from version to
version of a library, so it is made here. Any run can be made again alone: neither blocks nor threads nor the
order of the work has a part in it.

Sources: O'Neill (2014), PCG; Joe & Kuo (2008), the direction numbers; Owen (1995), nested uniform scrambling,
in the hashed form of Burley (2020), Practical Hash-based Owen Scrambling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.uint32]
Sampling: TypeAlias = Literal["random", "sobol"]
RANDOM, SOBOL = "pcg64-32/1", "sobol-owen-32/1"
SOBOL_SETS = 16
# Points of one set. To learn the direction numbers of the last of them takes some milliseconds a number.
MOST_SOBOL_POINTS = 1 << 20
MOST_SOBOL_NUMBERS = 21_201


@dataclass(frozen=True)
class RandomStream:
    """Independent numbers; one set. `key`: of a stream beside that of the runs."""

    seed: int
    numbers_of_run: int
    key: int | None = None
    name: str = field(default=RANDOM, init=False)
    sets: int = field(default=1, init=False)

    def numbers(self, first: int, count: int, of_set: int = 0) -> Numbers:
        """The numbers of `count` runs from `first` on: (count, numbers_of_run)."""
        del of_set
        words = -(-self.numbers_of_run // 2)
        keys = () if self.key is None else (self.key,)
        generator = np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=keys))
        generator.advance(first * words)
        drawn = np.asarray(generator.random_raw(count * words), dtype="<u8")
        halves = drawn.view("<u4").astype(np.uint32, copy=False).reshape(count, 2 * words)
        return halves[:, : self.numbers_of_run]


@dataclass(frozen=True)
class SobolStream:
    """Scrambled Sobol' points; sixteen sets."""

    seed: int
    numbers_of_run: int
    name: str = field(default=SOBOL, init=False)
    sets: int = field(default=SOBOL_SETS, init=False)
    # The direction numbers (numbers_of_run,) of each bit that was needed so far.
    _known: list[Numbers] = field(default_factory=list, init=False, repr=False, compare=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def numbers(self, first: int, count: int, of_set: int = 0) -> Numbers:
        """The numbers of `count` points from `first` on, of one set: (count, numbers_of_run)."""
        points = self._points(first, count)
        return scrambled(points, self._scrambles[of_set])

    def _points(self, first: int, count: int) -> Numbers:
        """Point n is the exclusive or of the direction numbers at the bits of n's Gray code."""
        places = np.arange(first, first + count, dtype=np.uint32)
        gray = places ^ (places >> np.uint32(1))
        points = np.zeros((count, self.numbers_of_run), np.uint32)
        bits = int(gray.max(initial=0)).bit_length()
        for bit, direction in enumerate(self._directions(bits)):
            points[(gray >> np.uint32(bit)) & np.uint32(1) == 1] ^= direction
        return points

    def _directions(self, bits: int) -> Sequence[Numbers]:
        """The direction numbers of the first bits. Point 2^b is that of b and that of b − 1."""
        with self._lock:
            if len(self._known) < bits:
                # The library takes longer to load than most runs take.
                from scipy.stats import qmc

                self._known.clear()
                engine = qmc.Sobol(self.numbers_of_run, scramble=False, bits=32)
                for bit in range(bits):
                    engine.fast_forward((1 << bit) - engine.num_generated)
                    point = (engine.random(1)[0] * 2.0**32).astype(np.uint32)
                    self._known.append(point ^ self._known[-1] if bit else point)
            return tuple(self._known[:bits])

    @cached_property
    def _scrambles(self) -> Numbers:
        """The number that scrambles each coordinate of each set: (sets, numbers_of_run)."""
        words = np.random.PCG64(np.random.SeedSequence(self.seed)).random_raw(self.sets * self.numbers_of_run)
        return np.asarray(words >> np.uint64(32), np.uint32).reshape(self.sets, self.numbers_of_run)


Stream: TypeAlias = RandomStream | SobolStream


def stream_of(sampling: Sampling, seed: int, numbers_of_run: int) -> Stream:
    """The stream of a way to sample. `seed` is a whole number from 0."""
    made = SobolStream if sampling == "sobol" else RandomStream
    return made(seed, max(1, numbers_of_run))


def scrambled(points: Numbers, scrambles: Numbers) -> Numbers:
    """Points with every bit flipped by chance that hangs on the bits above it: (points, numbers)."""
    turned = _reversed_bits(points) + scrambles
    for factor in (0x6C50B47C, 0xB82F1E52, 0xC7AFE638, 0x8D22F6E6):
        turned ^= turned * np.uint32(factor)
    return _reversed_bits(turned)


def _reversed_bits(numbers: Numbers) -> Numbers:
    """The 32 bits in reverse."""
    turned = numbers
    for shift, mask in ((1, 0x55555555), (2, 0x33333333), (4, 0x0F0F0F0F), (8, 0x00FF00FF)):
        turned = ((turned >> np.uint32(shift)) & np.uint32(mask)) | (
            (turned & np.uint32(mask)) << np.uint32(shift)
        )
    return (turned >> np.uint32(16)) | (turned << np.uint32(16))
