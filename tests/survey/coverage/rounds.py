"""Many rounds drawn from one made-up population whose truth is counted, as one table.

The population is made once. A column `round` numbers the rounds and stands first in the strata, so that one
pass over the table estimates all rounds: strata of different rounds never touch. Three designs:

    clusters   16 communes (strata), 4 of about 20 neighbourhoods, 12 people in each, nonresponse
    pairs      the same with 2 neighbourhoods a commune: for half samples
    people     16 small communes of about 150, 60 of the people themselves, no nonresponse

Three more draw neighbourhoods from the whole list of the people of `clusters` (see `drawing`): simple,
systematic, unequal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chiso.survey.design import Design, Stage
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.simulation import City, People, draw_people, make_city, people_of
from chiso.survey.simulation.city import AGES, DISPOSITIONS, DONT_KNOW, SEXES
from tests.survey.coverage.drawing import Neighbourhoods, draw_in_neighbourhoods, list_neighbourhoods

Plan = Literal["clusters", "pairs", "people", "simple", "systematic", "unequal"]
Numbers = npt.NDArray[np.generic]
Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

COMMUNES, QUESTIONS = 16, 6
POPULATION_SEED, DRAWING_SEED, MINUTES_SEED = 20_261, 20_262, 20_263
_NEIGHBOURHOODS_APART = 10_000
_PEOPLE_DRAWN = 60

_LARGE = replace(
    make_city(COMMUNES, questions=QUESTIONS),
    neighbourhoods=20,
    people=45,
    drawn_neighbourhoods=4,
    drawn_people=12,
)
CITIES: Mapping[Plan, City] = {
    "clusters": _LARGE,
    "pairs": replace(_LARGE, drawn_neighbourhoods=2),
    "people": replace(_LARGE, neighbourhoods=20, people=7),
}
_IN_UNIT = ("round", "unit")
DESIGNS: Mapping[Plan, Design] = {
    # Now and then one person alone of a small neighbourhood answers: she is put beside her commune.
    "clusters": Design(
        weight="weight",
        lonely="adjust",
        stages=(
            Stage(cluster="neighbourhood", strata=_IN_UNIT, population="neighbourhoods_in_unit"),
            Stage(population="people_in_neighbourhood"),
        ),
    ),
    "pairs": Design(weight="weight", stages=(Stage(cluster="neighbourhood", strata=_IN_UNIT),)),
    "people": Design(weight="weight", stages=(Stage(strata=_IN_UNIT, population="people_in_unit"),)),
    "simple": Design(weight="weight", stages=(Stage(cluster="neighbourhood", strata=("round",)),)),
    # Successive differences follow the order of the list.
    "systematic": Design(weight="weight", stages=(Stage(cluster="place", strata=("round",)),)),
    # Which approximation is taken says the method.
    "unequal": Design(
        weight="weight",
        stages=(
            Stage(cluster="neighbourhood", strata=("round", "district"), probability="chance"),
            Stage(population="people_in_neighbourhood"),
        ),
    ),
}
# The same draw taken as with replacement; and with the share drawn at the first stage alone.
WITH_REPLACEMENT = DESIGNS["pairs"]
FIRST_STAGE_ALONE = DESIGNS["clusters"].model_copy(update={"stages": DESIGNS["clusters"].stages[:1]})


# For rounds that are looked at one by one: as small as they are, threads cost more than they bring.
ONE_THREAD = DuckDB(threads=1)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Everybody of a city: `people` by commune; `columns` (everybody,) with what each would answer."""

    people: tuple[People, ...]
    columns: Mapping[str, Numbers]
    starts: Whole


@cache
def population_of(plan: Plan) -> Population:
    """The people of the plan's city. All but `people` have the same."""
    if plan not in ("people", "clusters"):
        return population_of("clusters")
    city = CITIES[plan]
    people = tuple(people_of(city, POPULATION_SEED, unit) for unit in range(COMMUNES))
    answers = np.concatenate([one.answers for one in people])
    counts = np.array([len(one.age) for one in people])
    unit = np.repeat(np.arange(COMMUNES), counts)
    # Minutes of waiting: longer for who is less satisfied, and nearly all different.
    told = np.where(answers == DONT_KNOW, 3, answers)
    spread = np.random.Generator(np.random.Philox(MINUTES_SEED)).normal(0, 0.6, len(unit))
    columns: dict[str, Numbers] = {
        "unit": unit,
        "neighbourhood": _NEIGHBOURHOODS_APART * unit + np.concatenate([one.neighbourhood for one in people]),
        "neighbourhoods_in_unit": np.array([len(one.sizes) for one in people])[unit],
        "people_in_neighbourhood": np.concatenate([one.sizes[one.neighbourhood] for one in people]),
        "people_in_unit": counts[unit],
        "age": np.concatenate([one.age for one in people]).astype(np.int64),
        "sex": np.concatenate([one.sex for one in people]).astype(np.int64),
        "minutes": np.exp(3.5 - 0.15 * told.mean(axis=1) + spread),
        "chosen": ((answers >= 4) & (answers <= 5)).sum(axis=1),
        "told": (answers != DONT_KNOW).sum(axis=1),
    }
    columns |= {f"q{number}": answers[:, number - 1].astype(np.int64) for number in range(1, QUESTIONS + 1)}
    return Population(people, columns, np.concatenate(([0], np.cumsum(counts))))


@dataclass(frozen=True, slots=True, eq=False)
class Rounds:
    """`count` rounds: `everybody` who was drawn, with `disposition`; `data`: those who answered."""

    plan: Plan
    count: int
    population: Population
    everybody: pa.Table
    data: pa.Table


@cache
def draw_rounds(plan: Plan, count: int, first: int = 0) -> Rounds:
    """The rounds numbered from `first` on; the same call draws the same."""
    population = population_of(plan)
    if plan == "people":
        rows, columns = _draw_people(population, count, first)
    elif plan in ("clusters", "pairs"):
        rows, columns = _draw(population, CITIES[plan], count, first)
    else:
        rows, columns = draw_in_neighbourhoods(plan, list_of(population), count, first)
    columns |= {name: column[rows] for name, column in population.columns.items()}
    order = np.lexsort((columns["neighbourhood"], columns["unit"], columns["round"]))
    kinds = {"age": AGES, "sex": SEXES, "disposition": DISPOSITIONS}
    table = pa.table(
        {
            name: pa.array(kinds[name]).take(pa.array(column[order]))
            if name in kinds
            else pa.array(column[order])
            for name, column in columns.items()
        }
    )
    answered = pa.array(columns["disposition"][order] == 0)
    return Rounds(plan, count, population, table, table.filter(answered).combine_chunks())


def tables_of_rounds(table: pa.Table, count: int) -> list[pa.Table]:
    """A table in the order of its `count` rounds, round by round."""
    bounds = np.searchsorted(np.asarray(table["round"]), np.arange(count + 1)).tolist()
    return [table.slice(start, end - start) for start, end in pairwise(bounds)]


@cache
def list_of(population: Population) -> Neighbourhoods:
    """The neighbourhoods of the city."""
    return list_neighbourhoods(population.columns)


def _draw(population: Population, city: City, count: int, first: int) -> tuple[Whole, dict[str, Numbers]]:
    """Neighbourhoods and people in them, as the simulation draws them."""
    parts = []
    for number in range(count):
        for unit, people in enumerate(population.people):
            drawn = draw_people(city, people, DRAWING_SEED, unit, first + number)
            size = len(drawn.rows)
            parts.append(
                (np.full(size, number), drawn.rows + population.starts[unit], drawn.base_weight, drawn.weight,
                 drawn.disposition)
            )  # fmt: skip
    rounds, rows, base, weight, disposition = (np.concatenate(part) for part in zip(*parts, strict=True))
    return rows, {"round": rounds, "base_weight": base, "weight": weight, "disposition": disposition}


def _draw_people(population: Population, count: int, first: int) -> tuple[Whole, dict[str, Numbers]]:
    """Simple random samples of people: those with the smallest of independent numbers."""
    rounds, rows, weights = [], [], []
    for unit, (start, end) in enumerate(zip(population.starts[:-1], population.starts[1:], strict=True)):
        size = int(end - start)
        taken = min(_PEOPLE_DRAWN, size)
        random = np.random.Generator(
            np.random.Philox(np.random.SeedSequence(DRAWING_SEED, spawn_key=(unit, first)))
        )
        found = np.argsort(random.random((count, size)), axis=1)[:, :taken]
        rows.append(start + found.ravel())
        rounds.append(np.repeat(np.arange(count), taken))
        weights.append(np.full(count * taken, size / taken))
    weight = np.concatenate(weights)
    return np.concatenate(rows), {
        "round": np.concatenate(rounds), "base_weight": weight, "weight": weight,
        "disposition": np.zeros(len(weight), np.int64),
    }  # fmt: skip
