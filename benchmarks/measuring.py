"""Times of two pieces of work in turn, and their ratio pair by pair.

The machine drifts; a ratio inside one run does not. The median of the ratios is what is reported.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Comparison:
    """`name` takes `ratio` times what `peer` takes (median of pairs); `bound` is what it may take."""

    name: str
    peer: str
    seconds: float
    peer_seconds: float
    ratio: float
    bound: float | None

    def line(self) -> str:
        """One line of the report."""
        if self.bound is None:
            verdict = "no bound"
        else:
            verdict = f"{'within' if self.ratio <= self.bound else 'ABOVE'} {self.bound:g}"
        return (
            f"{self.name:<58} {self.seconds:9.3f} s   {self.peer:<34} {self.peer_seconds:9.3f} s"
            f"   ratio {self.ratio:6.2f}   {verdict}"
        )


def compare(
    name: str,
    work: Callable[[], object],
    peer: str,
    peer_work: Callable[[], object],
    *,
    bound: float | None,
    pairs: int = 5,
    is_warm: bool = True,
) -> Comparison:
    """Run both in turn `pairs` times, after one warm-up each if it is to be warm."""
    if is_warm:
        work()
        peer_work()
    timed = [(seconds_of(work), seconds_of(peer_work)) for _ in range(pairs)]
    return Comparison(
        name,
        peer,
        median(one for one, _ in timed),
        median(other for _, other in timed),
        median(one / other for one, other in timed),
        bound,
    )


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds of one call, garbage collected before."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
