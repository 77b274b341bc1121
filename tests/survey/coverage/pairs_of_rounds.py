"""Pairs of rounds that share three quarters of their neighbourhoods, from the population of `rounds`.

In each of the 16 communes five neighbourhoods are drawn by chance: the first four are asked in the earlier
round, the last four in the later, so that three are common. In each 12 people are drawn, and in a common one
they are the same in both rounds; all answer. The earlier round asks the first five questions, the later the
last five: the two indices differ little and vary together, and the truth of both is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chiso.survey.comparing import Side, compare_rounds
from chiso.survey.design import Design
from chiso.survey.estimation.question import Choices, Question
from chiso.survey.estimation.replicated import Replication
from tests.survey.coverage.bounds import Measured
from tests.survey.coverage.methods import INDEX_AS_RATIO, everybody, joined, true_index
from tests.survey.coverage.rounds import Population, Real, Whole, population_of

_SEED = 20_266
# Replicates of the jackknife grow with the pairs that are looked at together.
PAIRS_AT_ONCE = 50
# Beyond the numbers of all neighbourhoods.
_FAR = 1_000_000
_DRAWN, _COMMON, _PEOPLE = 4, 3, 12
_EARLIER, _LATER = range(1, 6), range(2, 7)


def measure(
    count: int, design: Design, replication: Replication, *, under_other_names: bool = False
) -> Measured:
    """The later less the earlier index of every pair, beside what is true.

    `under_other_names`: as if the later rounds had drawn other neighbourhoods, of the same answers.
    """
    population = population_of("clusters")
    question = Question((INDEX_AS_RATIO,), by=("round",), choices=Choices(replication=replication))
    everyone = everybody(population)
    truth = true_index(population, everyone, _LATER) - true_index(population, everyone, _EARLIER)
    parts = []
    for first in range(0, count, PAIRS_AT_ONCE):
        together = min(PAIRS_AT_ONCE, count - first)
        later, earlier = draw_pairs(together, first)
        if under_other_names:
            others = pc.add(later.column("neighbourhood"), _FAR)
            later = later.set_column(later.column_names.index("neighbourhood"), "neighbourhood", others)
        rows = compare_rounds(Side(later, design, question), Side(earlier, design, question))
        assert len(rows) == together
        taken = [(row.difference, row.se, row.df, row.ci_low, row.ci_high) for row in rows]
        estimates, errors, degrees, low, high = np.array(taken, np.float64).T
        parts.append(Measured(estimates, errors, degrees, low, high, np.full(together, truth)))
    return joined(parts)


@cache
def draw_pairs(count: int, first: int = 0) -> tuple[pa.Table, pa.Table]:
    """The later and the earlier rounds, numbered from `first` on; each one table with the column `round`."""
    population = population_of("clusters")
    members = _members(population)
    parts: tuple[list[Whole], list[Whole]] = ([], [])
    for number in range(count):
        generator = np.random.Generator(
            np.random.Philox(np.random.SeedSequence(_SEED, spawn_key=(first + number,)))
        )
        for neighbourhoods in members:
            places = generator.permutation(len(neighbourhoods))[: 2 * _DRAWN - _COMMON].tolist()
            drawn = [generator.permutation(neighbourhoods[one])[:_PEOPLE] for one in places]
            parts[0].extend(drawn[-_DRAWN:])
            parts[1].extend(drawn[:_DRAWN])
    round_of_part = np.repeat(np.arange(count), len(members) * _DRAWN)
    later, earlier = (
        _table(population, asked, part, round_of_part)
        for asked, part in ((_LATER, parts[0]), (_EARLIER, parts[1]))
    )
    return later, earlier


def _members(population: Population) -> list[list[Whole]]:
    """For each commune the people of each of its neighbourhoods."""
    unit, neighbourhood = (np.asarray(population.columns[name]) for name in ("unit", "neighbourhood"))
    return [
        [np.flatnonzero(neighbourhood == one) for one in np.unique(neighbourhood[unit == commune])]
        for commune in np.unique(unit)
    ]


def _table(population: Population, asked: Sequence[int], drawn: list[Whole], number: Whole) -> Any:
    """One round of all pairs; `drawn`: the people of each neighbourhood, `number` that of their pair."""
    sizes = np.array([len(one) for one in drawn])
    people = np.concatenate(drawn)
    roles = ("unit", "neighbourhood", "neighbourhoods_in_unit", "people_in_neighbourhood")
    columns: dict[str, Whole] = {
        name: np.asarray(population.columns[name], np.int64)[people]
        for name in (*roles, *(f"q{one}" for one in asked))
    }
    answers = np.stack([columns[f"q{one}"] for one in asked])
    weight: Real = (columns["neighbourhoods_in_unit"] / _DRAWN) * (
        columns["people_in_neighbourhood"] / np.repeat(sizes, sizes)
    )
    return pa.table(
        {
            **{name: columns[name] for name in roles},
            "round": np.repeat(number, sizes),
            "weight": weight,
            "chosen": ((answers == 4) | (answers == 5)).sum(axis=0),
            "told": (answers != 9).sum(axis=0),
        }
    )
