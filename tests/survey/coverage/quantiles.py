"""The median by replicates: Woodruff's interval with their error of the share below, and their own spread."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pyarrow as pa

from chiso.survey.design import Design
from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.replicated import Replication
from chiso.survey.estimation.replicated_quantiles import replicate_quantiles
from chiso.survey.estimation.statistics import Quantiles
from tests.survey.coverage.bounds import Measured
from tests.survey.coverage.methods import joined, of_rows, true_median, with_t
from tests.survey.coverage.rounds import ONE_THREAD, Rounds

MEDIAN = Quantiles("minutes")


def by_woodruff(replication: Replication, design: Design, at_once: int = 1) -> Callable[[Rounds], Measured]:
    """The interval of the share at or below the median, carried back; so many rounds in one call."""

    def measure(rounds: Rounds) -> Measured:
        truth = true_median(rounds.population)
        choices = Choices(replication=replication)
        question = Question((MEDIAN,), by=("round",), choices=choices)
        return joined(
            [
                of_rows(estimate(part, design, question, engine=ONE_THREAD), truth)
                for part in _parts(rounds, at_once)
            ]
        )

    return measure


def by_spread(replication: Replication, design: Design, at_once: int = 1) -> Callable[[Rounds], Measured]:
    """The spread of the medians of the replicates, with an interval by Student's distribution."""

    def measure(rounds: Rounds) -> Measured:
        truth = true_median(rounds.population)
        found = []
        for part in _parts(rounds, at_once):
            numbers, strata, units = (
                np.unique(np.column_stack([np.asarray(part[name]) for name in names]), axis=0)
                for names in (("round",), ("round", "unit"), ("round", "neighbourhood"))
            )
            made = replicate_quantiles(
                part, design, replication, MEDIAN, [(str(one),) for one in numbers[:, 0].tolist()],
                by=("round",), where=(), engine=ONE_THREAD,
            )  # fmt: skip
            # Strata of other rounds tell nothing of a round.
            own = np.bincount(units[:, 0]) - np.bincount(strata[:, 0])
            degrees = np.minimum(made.degrees_of_freedom, own[numbers[:, 0]]).astype(np.float64)
            found.append(with_t(made.estimates, made.variances(), degrees, truth))
        return joined(found)

    return measure


def _parts(rounds: Rounds, at_once: int) -> list[pa.Table]:
    """The rounds, so many together; the table is in their order."""
    numbers = np.asarray(rounds.data["round"])
    bounds = np.searchsorted(numbers, np.arange(0, rounds.count + at_once, at_once)).tolist()
    return [rounds.data.slice(start, end - start) for start, end in pairwise(bounds)]
