"""Carry out runs in blocks and count: memory is that of a block, whatever the number of runs.

Counts are whole numbers, so the order in which blocks are added has no part in the result, and neither have
the size of a block and the number of threads. With a bound for the Monte Carlo errors the counts are looked
at after fixed numbers of runs, which no block changes either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import local

import numpy as np

from chiso.robustness.counting import IntArray, count_ranks
from chiso.robustness.model import RankModel
from chiso.robustness.streams import Stream

# Runs at a time: weights and scores of 63 units and 100 indicators stay in the second cache.
BLOCK = 1024
# Between two looks at the errors.
ROUND = 1 << 16


@dataclass
class SectionCounts:
    """Of one section with u units. `histogram`: (sets, u, ranks); `wins`: (sets, u, u), row above column."""

    histogram: IntArray
    wins: IntArray


@dataclass
class Counts:
    """How often what happened. `runs` is the number of runs of all sets."""

    sections: tuple[SectionCounts, ...]
    runs: int = 0
    strata: dict[int, int] = field(default_factory=dict)

    def add(self, other: Counts) -> None:
        """Add the counts of other runs."""
        for own, more in zip(self.sections, other.sections, strict=True):
            own.histogram += more.histogram
            own.wins += more.wins
        self.runs += other.runs
        for stratum, runs in other.strata.items():
            self.strata[stratum] = self.strata.get(stratum, 0) + runs


def no_counts(model: RankModel, sets: int) -> Counts:
    """Nothing counted yet."""
    sizes = [len(range(*section.indices(len(model.rows)))) for section in model.sections]
    return Counts(
        tuple(
            SectionCounts(np.zeros((sets, size, size), np.int64), np.zeros((sets, size, size), np.int64))
            for size in sizes
        )
    )


def count_block(
    model: RankModel, stream: Stream, first: int, count: int, of_set: int, counts: Counts
) -> None:
    """Carry out `count` runs of a set from `first` on and add them to `counts`."""
    for stratum, places, scores, _ in model.scores(stream.numbers(first, count, of_set)):
        counts.strata[stratum] = counts.strata.get(stratum, 0) + len(places)
        for section, counted in zip(model.sections, counts.sections, strict=True):
            count_ranks(scores[section], counted.histogram[of_set], counted.wins[of_set])
    counts.runs += count


def count_runs(
    model: RankModel,
    stream: Stream,
    runs: int,
    *,
    block: int = BLOCK,
    threads: int = 1,
    is_enough: Callable[[Counts], bool] | None = None,
    tell: Callable[[int], None] | None = None,
) -> Counts:
    """Carry out runs 0 … `runs` − 1 (up to whole sets) and count.

    `is_enough` is asked after every `ROUND` runs and ends the work early; `tell` hears how many are done.
    """
    total = no_counts(model, stream.sets)
    points = -(-runs // stream.sets)
    of_round = max(1, ROUND // stream.sets)
    mine = local()
    made: list[Counts] = []

    def work(task: tuple[int, int, int]) -> None:
        first, count, of_set = task
        if not hasattr(mine, "counts"):
            mine.counts = no_counts(model, stream.sets)
            made.append(mine.counts)
        count_block(model, stream, first, count, of_set, mine.counts)

    pool = ThreadPoolExecutor(threads) if threads > 1 else None
    try:
        for start in range(0, points, of_round):
            tasks = _tasks(start, min(start + of_round, points), stream.sets, block)
            if pool is None:
                for task in tasks:
                    work(task)
            else:
                for _ in pool.map(work, list(tasks)):
                    pass
            for one in made:
                total.add(one)
                _clear(one)
            if tell is not None:
                tell(total.runs)
            if is_enough is not None and is_enough(total):
                break
    finally:
        if pool is not None:
            # Stopped by a person: what has not begun is not begun.
            pool.shutdown(wait=True, cancel_futures=True)
    return total


def _tasks(first: int, end: int, sets: int, block: int) -> Iterator[tuple[int, int, int]]:
    for start in range(first, end, block):
        for of_set in range(sets):
            yield start, min(block, end - start), of_set


def _clear(counts: Counts) -> None:
    for section in counts.sections:
        section.histogram[:] = 0
        section.wins[:] = 0
    counts.runs = 0
    counts.strata.clear()
