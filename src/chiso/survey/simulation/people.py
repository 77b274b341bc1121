"""Everybody who lives in one unit of a made-up city, with what each would answer.

A unit is a function of the city, the seed and its place among the units, and of nothing else: units can be
made in any order, one at a time, and none needs the memory of another. Numbers come from NumPy's Philox
(Salmon and others 2011) keyed by SeedSequence(seed, spawn_key=(unit, purpose)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chiso.survey.simulation import city as plan
from chiso.survey.simulation.city import City

Whole8 = npt.NDArray[np.int8]
Whole32 = npt.NDArray[np.int32]
Whole64 = npt.NDArray[np.int64]

# What a stream of random numbers is for; a purpose is never given another meaning.
PEOPLE, DRAW, FIELD, BACK_CHECKS, DISPOSITION = range(5)

# How much units and neighbourhoods differ in size, as standard deviations of the logarithm.
_SIZE_OF_UNIT_SD, _SIZE_OF_NEIGHBOURHOOD_SD = 0.30, 0.35
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class People:
    """One unit: rows are people, in the order of their neighbourhoods.

    `sizes`: (neighbourhoods,) people in each; `neighbourhood`, `age`, `sex`, `procedure`: (people,) numbers
    into what the city lists; `answers`: (people, questions), 1 to 5, 9 for "I do not know".
    `unit_effect`, `neighbourhood_effects`: what was drawn for them, the truth behind the answers.
    """

    sizes: Whole64
    neighbourhood: Whole32
    age: Whole8
    sex: Whole8
    procedure: Whole8
    answers: Whole8
    unit_effect: float
    neighbourhood_effects: npt.NDArray[np.float32]


def stream(seed: int, unit: int, purpose: int, draw: int = 0) -> np.random.Generator:
    """The random numbers of one unit for one purpose."""
    return np.random.Generator(
        np.random.Philox(np.random.SeedSequence(seed, spawn_key=(unit, purpose, draw)))
    )


def people_of(city: City, seed: int, unit: int) -> People:
    """Make the people of the unit that stands at place `unit`."""
    random = stream(seed, unit, PEOPLE)
    count = max(_FEWEST, round(city.neighbourhoods * float(np.exp(random.normal(0, _SIZE_OF_UNIT_SD)))))
    scales = np.exp(random.normal(0, _SIZE_OF_NEIGHBOURHOOD_SD, count))
    sizes = np.maximum(_FEWEST, np.rint(city.people * scales)).astype(np.int64)
    total = int(sizes.sum())
    unit_effect = float(random.normal(0, city.unit_sd))
    neighbourhood_effects = random.normal(0, city.neighbourhood_sd, count).astype(np.float32)
    neighbourhood = np.repeat(np.arange(count, dtype=np.int32), sizes)
    age = _choose(random, plan.AGE_SHARES, total)
    sex = (random.random(total, dtype=np.float32) < 0.5).astype(np.int8)
    procedure = _choose(random, plan.PROCEDURE_SHARES, total)
    person = (
        np.float32(unit_effect)
        + neighbourhood_effects[neighbourhood]
        + random.standard_normal(total, dtype=np.float32) * np.float32(city.person_sd)
        + np.array(plan.AGE_EFFECTS, np.float32)[age]
        + np.array(plan.SEX_EFFECTS, np.float32)[sex]
        + np.array(plan.PROCEDURE_EFFECTS, np.float32)[procedure]
    )
    answers = _answers(random, city, person)
    return People(sizes, neighbourhood, age, sex, procedure, answers, unit_effect, neighbourhood_effects)


def answers_to(latent: npt.NDArray[np.float32]) -> Whole8:
    """The step on the scale for each latent satisfaction, of any shape."""
    steps = np.ones(latent.shape, np.int8)
    for threshold in plan.THRESHOLDS:
        steps += latent > np.float32(threshold)
    return steps


def _answers(random: np.random.Generator, city: City, person: npt.NDArray[np.float32]) -> Whole8:
    latent = random.standard_normal((len(person), city.questions), dtype=np.float32)
    latent += person[:, None]
    latent += city.means_of_questions
    answers = answers_to(latent)
    if city.dont_know > 0:
        # Places of the don't-knows by their gaps (geometric): few numbers instead of one for each answer.
        answers.reshape(-1)[_rare_places(random, answers.size, city.dont_know)] = plan.DONT_KNOW
    return answers


def _rare_places(random: np.random.Generator, size: int, chance: float) -> Whole64:
    """Where of `size` places a thing of independent chance `chance` happens."""
    found: list[Whole64] = []
    reached = -1
    while reached < size:
        gaps = random.geometric(chance, max(16, int((size - reached) * chance * 1.05)))
        places = reached + np.cumsum(gaps)
        found.append(places)
        reached = int(places[-1])
    places = np.concatenate(found)
    return places[places < size]


def _choose(random: np.random.Generator, shares: tuple[float, ...], count: int) -> Whole8:
    """One of the kinds for each, by their shares."""
    bounds = np.cumsum(shares)[:-1].astype(np.float32)
    return np.searchsorted(bounds, random.random(count, dtype=np.float32), side="right").astype(np.int8)
