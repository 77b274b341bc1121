"""The draw: stage after stage, within each unit drawn before, apart for each stratum.

The chance of a unit of the last stage is the product of the chances on its way, and its weight one over it.
A group is what is drawn from at once: a stratum within one unit of the stage before. Its words ("Ba Đình /
urban") name it in the record and feed the numbers that belong to the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chiso.language import sort_key
from chiso.survey.sampling.certainty import Sizes, Target, split_certain
from chiso.survey.sampling.frame import Frame, Group, StageUnits, groups_of
from chiso.survey.sampling.how_many import numbers_to_draw
from chiso.survey.sampling.methods import Draw, draw_open, next_start_of
from chiso.survey.sampling.plan import SamplePlan, StagePlan
from chiso.survey.sampling.random_numbers import Halves, Stream, numbers_from, permanent_halves

# Where the numbers of a group begin, in HALVES: {(stage, words of the group): start}.
Starts = Mapping[tuple[int, str], int]
Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    """What was drawn in one group. Positions are those of the stage's units.

    `target` and `sizes` go along the positions of the group; `drawn` and `reserve` are in the order in which
    they came.
    """

    group: Group
    target: Target
    sizes: Sizes
    drawn: Positions
    reserve: Positions
    start: int
    next_start: int

    @property
    def chances(self) -> dict[int, float]:
        """The chance at this stage of each unit, by position."""
        return dict(zip(self.group.positions.tolist(), self.target.probabilities.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Sample:
    """The groups of each stage, and the chance of each unit drawn at it on the whole way, by position."""

    plan: SamplePlan
    frame: Frame
    groups: tuple[tuple[DrawnGroup, ...], ...]
    chances: tuple[Mapping[int, float], ...]


def draw_sample(plan: SamplePlan, frame: Frame, starts: Starts | None = None) -> Sample:
    """Draw. The same plan, frame and starts give the same sample, on every machine.

    Raises BadInput with every group of a stage from which too many are to be drawn.
    """
    on_the_way: dict[int, float] = {0: 1.0}
    names_above: tuple[str, ...] = ("",)
    drawn: list[tuple[DrawnGroup, ...]] = []
    chances: list[Mapping[int, float]] = []
    for place, (stage, units) in enumerate(zip(plan.stages, frame.stages, strict=True)):
        groups = groups_of(units, names_above, on_the_way, stage.certain)
        numbers = numbers_to_draw(stage, units, groups, frame.table.name)
        halves = permanent_halves(plan.seed, stage.unit, units.names)
        here = tuple(
            _draw_group(plan.seed, stage, units, group, n, halves, (starts or {}).get((place, group.name), 0))
            for group, n in zip(groups, numbers, strict=True)
        )
        on_the_way = {
            position: on_the_way[one.group.above] * chance
            for one in here
            for position, chance in _chances_of_drawn(one)
        }
        names_above = units.names
        drawn.append(here)
        chances.append(on_the_way)
    return Sample(plan, frame, tuple(drawn), tuple(chances))


def _chances_of_drawn(drawn: DrawnGroup) -> list[tuple[int, float]]:
    chances = drawn.chances
    return [(position, chances[position]) for position in drawn.drawn.tolist()]


def _draw_group(
    seed: str, stage: StagePlan, units: StageUnits, group: Group, n: int, halves: Halves, start: int
) -> DrawnGroup:
    """Draw n units of a group: the certain ones, then those that the method draws, then the reserve."""
    positions = group.positions
    sizes = units.sizes[positions] if units.sizes is not None else np.ones(group.count, dtype=np.int64)
    target = split_certain(sizes, n, group.forced)
    certain, listed = np.flatnonzero(target.certain), _list_of_open(units, group, target)
    draw = Draw(
        n=target.open_count,
        probabilities=target.probabilities[listed],
        sizes=sizes[listed],
        numbers=numbers_from(halves[positions[listed]], start),
        balance=units.balance[positions[listed]],
        stream=Stream(seed, stage.unit, group.name),
    )
    picked, following = draw_open(stage.method, draw)
    drawn, reserve = np.concatenate([certain, listed[picked]]), listed[following][: stage.reserve]
    next_start = next_start_of(stage.method, target, halves[positions], start, drawn, reserve)
    return DrawnGroup(group, target, sizes, positions[drawn], positions[reserve], start, next_start)


def _list_of_open(units: StageUnits, group: Group, target: Target) -> Positions:
    """The units that are not certain, in the order of the plan, else of the frame; places in the group."""
    listed = np.flatnonzero(~target.certain)
    if not units.order:
        return listed
    keys = [units.order[position] for position in group.positions[listed].tolist()]
    return listed[sorted(range(len(keys)), key=lambda place: tuple(map(sort_key, keys[place])))]
