"""Neighbourhoods drawn from the whole list of the city's, and people in them, for methods that ask for it.

    simple       32 of all neighbourhoods, by chance: JK1, which knows no strata
    systematic   40 of the list in the order of last year's index: successive differences
    unequal      8 districts (strata) of two communes; in each 6 neighbourhoods by Sampford's method, with
                 chances in proportion to their people

In each neighbourhood 12 people are drawn, and all answer. Last year's index of a neighbourhood is made up:
this year's, with an error. Each round has a stream of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from chiso.survey.sampling.random_numbers import HALVES
from chiso.survey.sampling.sampford import sampford_joint, select_sampford
from chiso.survey.sampling.systematic import select_systematic

DrawnPlan = Literal["simple", "systematic", "unequal"]
Columns = Mapping[str, npt.NDArray[np.generic]]
Real = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

PEOPLE = 12
_SEED, _LAST_YEAR_SEED = 20_267, 20_268
_SIMPLE, _SYSTEMATIC, _OF_DISTRICT = 32, 40, 6
_COMMUNES_OF_DISTRICT, _ERROR_OF_LAST_YEAR = 2, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """The list that is drawn from, N neighbourhoods, in the order of last year's index.

    `members`: the people of each; `name`, `district` (N,); `chance` (N,) within the district.
    """

    members: tuple[Whole, ...]
    name: Whole
    district: Whole
    chance: Real

    @property
    def districts(self) -> list[Whole]:
        """The places in the list of each district's neighbourhoods."""
        return [np.flatnonzero(self.district == one) for one in np.unique(self.district)]


def list_neighbourhoods(columns: Columns) -> Neighbourhoods:
    """The list, from the columns of everybody."""
    names, of_person = np.unique(np.asarray(columns["neighbourhood"]), return_inverse=True)
    by_name = np.argsort(of_person, kind="stable")
    members = np.split(by_name, np.cumsum(np.bincount(of_person))[:-1])
    chosen, told = (
        np.bincount(of_person, np.asarray(columns[one], np.float64)) for one in ("chosen", "told")
    )
    errors = np.random.default_rng(_LAST_YEAR_SEED).normal(0, _ERROR_OF_LAST_YEAR, len(names))
    order = np.argsort(chosen / told + errors)
    unit = np.array([np.asarray(columns["unit"])[one[0]] for one in members])
    district = unit // _COMMUNES_OF_DISTRICT
    sizes = np.bincount(of_person)
    chance = _OF_DISTRICT * sizes / np.bincount(district, sizes)[district]
    return Neighbourhoods(
        tuple(members[one] for one in order.tolist()), names[order], district[order], chance[order]
    )


def draw_in_neighbourhoods(
    plan: DrawnPlan, listed: Neighbourhoods, count: int, first: int
) -> tuple[Whole, dict[str, npt.NDArray[np.generic]]]:
    """(rows,) people drawn in rounds numbered from `first` on, and what is known of their draw."""
    draw = _DRAWS[plan]
    people, places, rounds = [], [], []
    for number in range(count):
        sequence = np.random.SeedSequence(_SEED, spawn_key=(list(_DRAWS).index(plan), first + number))
        generator = np.random.Generator(np.random.Philox(sequence))
        for place in draw(listed, generator).tolist():
            drawn = generator.permutation(listed.members[place])[:PEOPLE]
            people.append(drawn)
            places.append(np.full(len(drawn), place))
            rounds.append(np.full(len(drawn), number))
    place = np.concatenate(places)
    sizes = np.array([len(one) for one in listed.members])
    chance = {
        "simple": np.full(len(sizes), _SIMPLE / len(sizes)),
        "systematic": np.full(len(sizes), _SYSTEMATIC / len(sizes)),
        "unequal": listed.chance,
    }[plan]
    weight = sizes / np.minimum(sizes, PEOPLE) / chance
    return np.concatenate(people), {
        "round": np.concatenate(rounds),
        "place": place,
        "district": listed.district[place],
        "chance": chance[place],
        "base_weight": weight[place],
        "weight": weight[place],
        "disposition": np.zeros(len(place), np.int64),
    }


def joint_chances(listed: Neighbourhoods) -> tuple[tuple[str, str, float], ...]:
    """Of every two neighbourhoods of a district, by their names."""
    found = []
    for places in listed.districts:
        joint = sampford_joint(listed.chance[places], _OF_DISTRICT)
        names = [str(one) for one in listed.name[places].tolist()]
        found += [
            (names[one], names[other], float(joint[one, other]))
            for one in range(len(names))
            for other in range(one)
        ]
    return tuple(found)


def _simple(listed: Neighbourhoods, generator: np.random.Generator) -> Whole:
    return generator.permutation(len(listed.name))[:_SIMPLE]


def _systematic(listed: Neighbourhoods, generator: np.random.Generator) -> Whole:
    start = int(generator.integers(0, HALVES))
    return select_systematic(np.ones(len(listed.name), np.int64), _SYSTEMATIC, start).astype(np.int64)


def _unequal(listed: Neighbourhoods, generator: np.random.Generator) -> Whole:
    drawn = [
        places[select_sampford(listed.chance[places], _OF_DISTRICT, generator.random(len(places)))]
        for places in listed.districts
    ]
    return np.concatenate(drawn)


_DRAWS: Mapping[DrawnPlan, Callable[[Neighbourhoods, np.random.Generator], Whole]] = {
    "simple": _simple,
    "systematic": _systematic,
    "unequal": _unequal,
}
