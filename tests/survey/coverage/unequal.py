"""The index of rounds whose neighbourhoods were drawn with unequal chances, by each way to their variance."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from chiso.survey.design import Approximation, Design
from chiso.survey.estimation.estimate import Question, estimate
from tests.survey.coverage.bounds import Measured
from tests.survey.coverage.drawing import joint_chances
from tests.survey.coverage.methods import INDEX_AS_RATIO, everybody, of_rows, true_index
from tests.survey.coverage.rounds import DESIGNS, Population, Rounds, list_of


def by(approximation: Approximation) -> Callable[[Rounds], Measured]:
    """The index as a ratio of sums, its error with these chances of pairs."""

    def measure(rounds: Rounds) -> Measured:
        design = _design(rounds.population, approximation)
        rows = estimate(rounds.data, design, Question((INDEX_AS_RATIO,), by=("round",)))
        return of_rows(rows, true_index(rounds.population, everybody(rounds.population)))

    return measure


@cache
def _design(population: Population, approximation: Approximation) -> Design:
    known = {"pairs": _pairs(population)} if approximation in ("joint", "horvitz_thompson") else {}
    return DESIGNS["unequal"].model_copy(update={"approximation": approximation, **known})


@cache
def _pairs(population: Population) -> tuple[tuple[str, str, float], ...]:
    return joint_chances(list_of(population))
