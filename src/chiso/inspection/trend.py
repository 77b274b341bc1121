"""How prevalence moved from one round of visits to the next: the difference and its error.

    d = P₂ - P₁      V(d) = V(P₁) + V(P₂)
    limits   d - √((P₂ - l₂)² + (u₁ - P₁)²),   d + √((u₂ - P₂)² + (P₁ - l₁)²)

The draws of two rounds are independent, each by a sealed seed of its own, also where the same places are in
both frames: which of them chance took in one says nothing of the other. So variances add up. What happens to
be the same is told beside it: places of both frames, and those that were visited in both rounds. A difference
of which an interval is known and no error (all of few visits alike) has its interval alone.

Corrected for what visits overlook the difference is told where it is known of both rounds; what was
overlooked may have changed too.

Source: Newcombe 1998, Statistics in Medicine 17 (method 10); Zou & Donner 2008, ibid. 27.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from chiso.inspection.detection import Corrected, Detection, correct
from chiso.inspection.prevalence import Prevalence


@dataclass(frozen=True, slots=True)
class Round:
    """A round of visits: its name (a year, as a rule), what it said, what its visits overlook.

    `frame`: the places from which was drawn; `visited`: those that were visited.
    """

    name: str
    rows: Sequence[Prevalence]
    detection: Detection
    frame: frozenset[str]
    visited: frozenset[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two estimates, the later less the earlier; what is None cannot be told."""

    value: float
    error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A domain in one round, and how it differs from the round before; None in the first, and where one of
    the two said nothing. `same_places`, `same_visited`: of both rounds, all domains together."""

    round: str
    prevalence: Prevalence
    corrected: Corrected | None
    difference: Difference | None = None
    corrected_difference: Difference | None = None
    same_places: int | None = None
    same_visited: int | None = None


def trend_of(rounds: Sequence[Round]) -> list[Step]:
    """Every domain in every round, by domain in the order in which they are met ("" first), then by round."""
    domains = dict.fromkeys(one.domain for each in rounds for one in each.rows)
    steps = []
    for domain in domains:
        before: Step | None = None
        earlier: Round | None = None
        for each in rounds:
            found = next((one for one in each.rows if one.domain == domain), None)
            if found is None:
                before, earlier = None, None
                continue
            before = _step(each, found, earlier, before)
            earlier = each
            steps.append(before)
    return steps


def _step(now: Round, found: Prevalence, earlier: Round | None, before: Step | None) -> Step:
    corrected = correct(found, now.detection)
    if earlier is None or before is None:
        return Step(now.name, found, corrected)
    return Step(
        now.name, found, corrected, _between(_of(before.prevalence), _of(found)),
        _between(before.corrected, corrected), len(now.frame & earlier.frame),
        len(now.visited & earlier.visited),
    )  # fmt: skip


def _of(one: Prevalence) -> Corrected | None:
    if one.estimate is None:
        return None
    return Corrected(one.estimate, one.error if one.shows_spread else None, one.low, one.high)


def _between(earlier: Corrected | None, later: Corrected | None) -> Difference | None:
    if earlier is None or later is None:
        return None
    value, error = later.estimate - earlier.estimate, None
    low: float | None = None
    high: float | None = None
    if earlier.error is not None and later.error is not None:
        error = sqrt(earlier.error**2 + later.error**2)
    if (
        earlier.low is not None
        and earlier.high is not None
        and later.low is not None
        and later.high is not None
    ):
        low = value - sqrt((later.estimate - later.low) ** 2 + (earlier.high - earlier.estimate) ** 2)
        high = value + sqrt((later.high - later.estimate) ** 2 + (earlier.estimate - earlier.low) ** 2)
    return Difference(value, error, low, high)
