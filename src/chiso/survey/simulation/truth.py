"""What is true of everybody in the city: the figures that the estimates of a round should come near to.

    share of satisfied = people who would answer 4 or 5 / people who would answer 1 to 5
    mean               = sum of their steps / people who would answer 1 to 5
    index              = Σ_q satisfied_q / Σ_q answering_q

Counted over all people, not computed from the model. Who would say "I do not know" is in no denominator.
The index is a ratio of sums as others are; it is no official formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from chiso.survey.simulation import city as plan
from chiso.survey.simulation.city import City
from chiso.survey.simulation.people import People

COLUMNS = ("domain", "value", "code", "statistic", "true_value", "people")
# Steps 1 to 5 stand at their own place, "I do not know" at 0.
_STEPS = 6
_KINDS = (len(plan.AGES), len(plan.SEXES), len(plan.PROCEDURES))
Whole = npt.NDArray[np.int64]


def count_answers(people: People, questions: int) -> Whole:
    """How often each step is answered: (ages, sexes, procedures, questions, steps)."""
    kind = (people.age * np.int32(_KINDS[1]) + people.sex) * np.int32(_KINDS[2]) + people.procedure
    kind *= 16
    width = int(np.prod(_KINDS)) * 16
    counted = [np.bincount(kind + people.answers[:, q], minlength=width) for q in range(questions)]
    steps = np.stack(counted, axis=1).reshape(-1, 16, questions).swapaxes(1, 2)
    told = steps[..., :_STEPS].copy()
    told[..., 0] = steps[..., plan.DONT_KNOW]
    return told.reshape(*_KINDS, questions, _STEPS).astype(np.int64)


@dataclass(slots=True)
class Truth:
    """Counts of the whole city, gathered unit by unit; areas and units without the kinds of people."""

    city: City
    whole: Whole = field(init=False)
    by_area: dict[str, Whole] = field(default_factory=dict)
    by_unit: dict[str, Whole] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = np.zeros((*_KINDS, self.city.questions, _STEPS), np.int64)

    def add(self, unit: int, people: People) -> None:
        """Count one unit in."""
        counted = count_answers(people, self.city.questions)
        self.whole += counted
        total = counted.sum(axis=(0, 1, 2))
        place = self.city.units[unit]
        self.by_unit[place.code] = total
        self.by_area[place.area] = self.by_area.get(place.area, np.zeros_like(total)) + total

    def rows(self) -> Iterator[tuple[str, str, str, str, float, int]]:
        """One row a domain, question and statistic, as `COLUMNS`."""
        yield from self._rows("", "", self.whole.sum(axis=(0, 1, 2)))
        for area, counts in self.by_area.items():
            yield from self._rows("area", area, counts)
        kinds = (("age", plan.AGES), ("sex", plan.SEXES), ("procedure", plan.PROCEDURES))
        for axis, (domain, names) in enumerate(kinds):
            others = tuple(other for other in range(3) if other != axis)
            for name, counts in zip(names, self.whole.sum(axis=others), strict=True):
                yield from self._rows(domain, name, counts)
        for code, counts in self.by_unit.items():
            yield from self._rows("unit", code, counts)

    def _rows(
        self, domain: str, value: str, counts: Whole
    ) -> Iterator[tuple[str, str, str, str, float, int]]:
        """`counts`: (questions, steps)."""
        people = int(counts[0].sum()) if len(counts) else 0
        answering = counts[:, 1:].sum(axis=1)
        satisfied = counts[:, plan.SATISFIED_FROM :].sum(axis=1)
        steps = (counts * np.arange(_STEPS)).sum(axis=1)
        for question, code in enumerate(self.city.codes_of_questions):
            asked = answering[question]
            yield domain, value, code, "satisfied", _ratio(satisfied[question], asked), people
            yield domain, value, code, "mean", _ratio(steps[question], asked), people
        yield domain, value, "index", "satisfied", _ratio(satisfied.sum(), answering.sum()), people


def _ratio(numerator: np.int64, denominator: np.int64) -> float:
    return float(numerator) / float(denominator) if denominator else float("nan")
