"""What counts of ranks say: median rank, interval, probabilities, each with its Monte Carlo error.

    share of runs with a rank of at most r         H(r) = Σ_{s ≤ r} count(s) / runs
    quantile q                                     the least r with H(r) ≥ q: a rank, never between two
    median, interval of level ℓ                    the quantiles ½; (1 − ℓ)/2 and (1 + ℓ)/2
    P(first), P(top k)                             H(1), H(k)
    P(moves by more than x)                        share of runs with |rank − own rank| > x
    P(above another unit)                          share of runs with a higher score; a tie is not above

Monte Carlo error of a share p: √(p(1 − p)/runs) of independent runs; of scrambled Sobol' points the standard
deviation between the sets over √sets. Where runs choose among tables of data that were drawn beforehand, the
number of tables stands for that of runs, which is the most that the error can be. It says what another seed
would change, not how far the choices of the specification are the right ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chiso.robustness.counting import IntArray
from chiso.robustness.running import Counts, SectionCounts
from chiso.robustness.transforms import FloatArray


@dataclass(frozen=True)
class Asked:
    """What is told beside median and mean: the level of the interval, top k, moves by more than x."""

    level: float = 0.9
    top: tuple[int, ...] = ()
    moves: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shares:
    """Shares of runs and their Monte Carlo errors, both of one shape."""

    values: FloatArray
    errors: FloatArray


@dataclass(frozen=True)
class RankSummary:
    """Of one section with u units: arrays (u,), shares by what was asked."""

    median: IntArray
    low: IntArray
    high: IntArray
    mean: FloatArray
    first: Shares
    top: dict[int, Shares]
    moves: dict[int, Shares]


def summarise(
    counts: SectionCounts, ranks: Sequence[int], asked: Asked, tables: int | None = None
) -> RankSummary:
    """The summary of a section; `ranks`: the units' own ranks, (u,). `tables`: see `shares_of`."""
    histogram = counts.histogram
    units = histogram.shape[1]
    total = histogram.sum(axis=0)
    runs = int(total[0].sum()) if units else 0
    summed = np.cumsum(total, axis=1)
    tail = (1 - asked.level) / 2
    own = np.asarray(ranks, np.int64)
    places = np.arange(1, units + 1)
    distance = np.abs(places[None] - own[:, None])
    return RankSummary(
        median=_quantile(summed, 0.5, runs),
        low=_quantile(summed, tail, runs),
        high=_quantile(summed, 1 - tail, runs),
        mean=total @ places / runs,
        first=shares_of(histogram[:, :, 0], counts, tables),
        top={k: shares_of(histogram[:, :, :k].sum(axis=2), counts, tables) for k in asked.top},
        moves={x: shares_of((histogram * (distance > x)).sum(axis=2), counts, tables) for x in asked.moves},
    )


def pair_shares(counts: SectionCounts, tables: int | None = None) -> Shares:
    """How often each unit was above each other one: (u, u)."""
    return shares_of(counts.wins, counts, tables)


def shares_of(happened: IntArray, counts: SectionCounts, tables: int | None = None) -> Shares:
    """Shares of runs: happened (sets, …) → (…).

    `tables`: runs choose among so many drawn tables of data. What runs share a table is not independent, so
    the error is at most that of as many independent runs as there are tables, and that is what is told.
    """
    runs_of_set = counts.histogram[:, 0].sum(axis=1)
    sets = len(runs_of_set)
    runs = int(runs_of_set.sum())
    values = happened.sum(axis=0) / runs
    if sets == 1 or tables is not None:
        independent = runs if tables is None else min(runs, tables)
        return Shares(values, np.sqrt(values * (1 - values) / independent))
    by_set = happened / runs_of_set.reshape(-1, *(1,) * (happened.ndim - 1))
    return Shares(values, by_set.std(axis=0, ddof=1) / np.sqrt(sets))


def largest_error(counts: Counts, tables: int | None = None) -> float:
    """The largest Monte Carlo error of any share of any unit with a rank of at most r."""
    return max(
        (
            float(shares_of(np.cumsum(one.histogram, axis=2), one, tables).errors.max())
            for one in counts.sections
        ),
        default=0.0,
    )


def _quantile(summed: IntArray, share: float, runs: int) -> IntArray:
    """The least rank up to which `share` of the runs lie: (u,)."""
    # A count is compared with a count; the smallest share below asks for one run at least.
    needed = max(1, int(np.ceil(round(share * runs, 6))))
    return np.asarray((summed >= needed).argmax(axis=1) + 1, np.int64)
