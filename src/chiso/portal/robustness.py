"""How sure the ranks of an edition are by other choices that could have been made: counts of runs, verified,
and what they say of each unit.

    share of runs with a rank of at most r       H(r) = Σ_{s ≤ r} count(s) / runs
    median, ends of the interval of level ℓ      the least r with H(r) ≥ ½; (1 − ℓ)/2, (1 + ℓ)/2
    A is told apart from B, above it             A scores higher in a share of at least (1 + ℓ)/2 of the runs

The same definitions as those of the tables of “chiso robustness”, on whole numbers and fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from chiso.publication.members import HISTOGRAM, PAIRS, ROBUSTNESS_RECORD, Files
from chiso.publication.records import read_record
from chiso.publication.robustness import PublishedRobustness, RobustnessRead, read_robustness
from chiso.robustness.specification import Specification

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class UnitRobustness:
    """Of one unit: its rank as published, and how often it had which. Shares are of all runs.

    `above`, `below`, `alike`: the uids of units that stand above it, below it, or are told apart neither way.
    """

    rank: int
    counts: Mapping[int, int]
    median: int
    low: int
    high: int
    first: Fraction
    top: tuple[tuple[int, Fraction], ...]
    moves: tuple[tuple[int, Fraction], ...]
    above: tuple[str, ...]
    below: tuple[str, ...]
    alike: tuple[str, ...]


@dataclass(frozen=True)
class Robustness:
    """One result about an edition. `histogram` and `pairs` are its tables as they stand in the bundle.

    `is_recomputed`: whether the runs were made again when it was verified; that takes libraries of its own.
    """

    name: str
    record: PublishedRobustness
    varied: Specification
    units: Mapping[str, UnitRobustness]
    histogram: bytes
    pairs: bytes
    is_recomputed: bool

    @property
    def of(self) -> int:
        """How many units are ranked together."""
        return len(self.units)

    @property
    def level(self) -> Fraction:
        """The share of runs that an interval holds."""
        return self.varied.told.level

    @property
    def told_apart_from(self) -> Fraction:
        """The share of runs from which on one unit is told apart from another."""
        return (1 + self.level) / 2

    @cached_property
    def pairs_alike(self) -> int:
        """Of how many pairs neither is told to stand above the other; each is counted from both ends."""
        return sum(len(one.alike) for one in self.units.values()) // 2


def keep_robustness(
    name: str,
    files: Files,
    *,
    uids: Mapping[str, str],
    ranks: Mapping[str, int],
    period: str = "",
    is_recomputed: bool,
) -> Robustness:
    """A verified result about a league or a composite index (one period of a panel), unit by unit.

    `uids` and `ranks`: of the units by their codes.
    """
    read = read_robustness(files, period)
    relations = _relations(read)
    units = {}
    for code, counts in read.counts.items():
        above, below, alike = (tuple(uids[other] for other in found) for found in relations[code])
        units[uids[code]] = _unit(read, ranks[code], counts, above, below, alike)
    return Robustness(name, read.record, read.varied, units, files[HISTOGRAM], files[PAIRS], is_recomputed)


def league_of(files: Files) -> str:
    """The key of the league that a verified result is about."""
    return read_record(PublishedRobustness, files[ROBUSTNESS_RECORD]).league


def _unit(
    read: RobustnessRead,
    rank: int,
    counts: Mapping[int, int],
    above: tuple[str, ...],
    below: tuple[str, ...],
    alike: tuple[str, ...],
) -> UnitRobustness:
    runs, told = read.record.runs, read.varied.told
    tail = (1 - told.level) / 2

    def share(is_meant: Sequence[int]) -> Fraction:
        return Fraction(sum(counts[one] for one in is_meant), runs)

    return UnitRobustness(
        rank=rank,
        counts=counts,
        median=_quantile(counts, _HALF, runs),
        low=_quantile(counts, tail, runs),
        high=_quantile(counts, 1 - tail, runs),
        first=share([one for one in counts if one == 1]),
        top=tuple((k, share([one for one in counts if one <= k])) for k in told.top),
        moves=tuple((x, share([one for one in counts if abs(one - rank) > x])) for x in told.moves),
        above=above,
        below=below,
        alike=alike,
    )


def _quantile(counts: Mapping[int, int], share: Fraction, runs: int) -> int:
    """The least rank up to which that share of the runs lies."""
    met = 0
    for rank in sorted(counts):
        met += counts[rank]
        if met >= share * runs:
            return rank
    return max(counts)


def _relations(read: RobustnessRead) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """For each unit by its code those above it, below it, and those that are not told apart from it."""
    needed = (1 + read.varied.told.level) / 2 * read.record.runs
    found: dict[str, tuple[list[str], list[str], list[str]]] = {code: ([], [], []) for code in read.counts}
    for (one, other), (higher, lower) in read.pairs.items():
        if higher >= needed:
            found[one][1].append(other)
            found[other][0].append(one)
        elif lower >= needed:
            found[one][0].append(other)
            found[other][1].append(one)
        else:
            found[one][2].append(other)
            found[other][2].append(one)
    return found
