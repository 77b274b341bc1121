"""The draw of a round: neighbourhoods within the unit, people within the neighbourhood, and who answers.

Both stages are simple random samples without replacement: m of M neighbourhoods, k of N_c people. So

    base weight = (M / m) (N_c / k),     weight = base weight / chance to answer,

where the chance is that of the person's age and sex. That it is *known* is what only a simulation can
give; `sample.parquet` has everybody who was drawn, for whoever wants to estimate it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chiso.survey.simulation.city import REFUSALS_OF_NONRESPONSE, City
from chiso.survey.simulation.people import DISPOSITION, DRAW, People, stream

Real = npt.NDArray[np.float64]
Whole64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who was drawn in one unit: rows of `People`, in their order; all arrays are (drawn,).

    `disposition`: the place in `DISPOSITIONS` of what became of each.
    """

    rows: Whole64
    base_weight: Real
    chance: Real
    answered: npt.NDArray[np.bool_]
    disposition: npt.NDArray[np.int8]

    @property
    def weight(self) -> Real:
        """The weight of each if she or he answered."""
        return self.base_weight / self.chance


def draw_people(city: City, people: People, seed: int, unit: int, draw: int = 0) -> Drawn:
    """Draw the round number `draw` in the unit; another number is another, independent draw."""
    random = stream(seed, unit, DRAW, draw)
    count = len(people.sizes)
    chosen = np.sort(random.choice(count, min(city.drawn_neighbourhoods, count), replace=False))
    begins = np.concatenate(([0], np.cumsum(people.sizes)))
    sizes = people.sizes[chosen]
    group = np.repeat(np.arange(len(chosen)), sizes)
    within = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    # The k smallest of independent keys are a simple random sample.
    order = np.lexsort((random.random(len(group)), group))
    kept = np.sort(order[within < city.drawn_people])
    rows = begins[chosen][group[kept]] + within[kept]
    taken = np.minimum(sizes, city.drawn_people)
    base = (count / len(chosen)) * (sizes / taken)
    chance = city.response_chances()[people.age[rows], people.sex[rows]]
    answered = random.random(len(rows)) < chance
    refused = stream(seed, unit, DISPOSITION, draw).random(len(rows)) < REFUSALS_OF_NONRESPONSE
    # Places in DISPOSITIONS: an interview, a refusal, nobody met.
    disposition = np.where(answered, 0, np.where(refused, 1, 2)).astype(np.int8)
    return Drawn(rows, base[group[kept]], chance, answered, disposition)
