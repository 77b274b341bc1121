"""The sample as a table, the joint chances of its units, and the design that it asks to be estimated by.

The table has the columns of the frame, and behind them

    drawn          sample or reserve              draw_order      from 1 in each group: the order of the draw
    probability    on the whole way; empty for the reserve        weight      1 / probability
    probability_1, probability_2 …   the chance at each stage
    population_1, population_2 …     units of the group in the frame

Figures are the shortest decimals that give the same double. With the method pareto a chance is the one that
is aimed at (see there how near the draw comes to it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.design import Design, Stage
from chiso.survey.sampling.drawing import DrawnGroup, Sample
from chiso.survey.sampling.methods import joint_chances
from chiso.survey.sampling.plan import SamplePlan
from chiso.tables import write_table

JOINT_COLUMNS = ("stage", "group", "unit", "other", "probability")


def added_columns(plan: SamplePlan) -> tuple[str, ...]:
    """The columns that a sample has beside those of its frame."""
    stages = range(1, len(plan.stages) + 1)
    by_stage = [name for stage in stages for name in (f"probability_{stage}", f"population_{stage}")]
    return ("drawn", "draw_order", "probability", "weight", *by_stage)


def sample_text(sample: Sample) -> str:
    """The sample as CSV, group by group in the order of the draw. Raises BadInput (CH-3174)."""
    table = sample.frame.table
    added = added_columns(sample.plan)
    taken = [column for column in added if column in table.columns]
    if taken:
        raise BadInput(
            Problem(
                "CH-3174",
                Place(table.name, 1, column),
                column,
                text("Expected a frame without the columns that a sample adds."),
                text("Give the column another name."),
            )
            for column in taken
        )
    holders = [
        {position: group for group in groups for position in group.drawn.tolist()} for groups in sample.groups
    ]
    rows = [
        (*table.rows[row].cells, role, str(place), *figures)
        for group in sample.groups[-1]
        for row, role, place, figures in _rows_of(sample, group, _way_to(holders, group))
    ]
    return write_table((*table.columns, *added), rows)


def _rows_of(
    sample: Sample, group: DrawnGroup, way: tuple[str, ...]
) -> Iterator[tuple[int, str, int, tuple[str, ...]]]:
    units = sample.frame.stages[-1]
    population = str(group.group.count)
    own = group.chances
    for role, positions in (("sample", group.drawn), ("reserve", group.reserve)):
        for place, position in enumerate(positions.tolist(), start=1):
            row = int(units.first_rows[position])
            if role == "sample":
                whole = float(sample.chances[-1][position] * sample.frame.before[row])
                figures = (repr(whole), repr(1 / whole), *way, repr(own[position]), population)
            else:
                figures = ("", "", *way, "", population)
            yield row, role, place, figures


def _way_to(holders: Sequence[Mapping[int, DrawnGroup]], group: DrawnGroup) -> tuple[str, ...]:
    """Chance and population at each stage before the last one, for the units above a group.

    `holders`: for each stage, the group in which a position was drawn.
    """
    figures: list[str] = []
    above = group.group.above
    for stage in range(len(holders) - 2, -1, -1):
        holder = holders[stage][above]
        figures = [repr(holder.chances[above]), str(holder.group.count), *figures]
        above = holder.group.above
    return tuple(figures)


def joint_text(sample: Sample) -> str:
    """The joint chances of each pair drawn in one group at one stage, as CSV; an empty cell: no form."""
    return write_table(JOINT_COLUMNS, _joint_rows(sample, stages=len(sample.plan.stages)))


def pairs_of(sample: Sample) -> tuple[tuple[str, str, float], ...]:
    """The joint chances for a design: of a first stage by size, where each pair drawn has one; else none.

    What later stages add to the variance does not ask for the chances of their pairs (see
    `chiso.survey.variance.stages`).
    """
    rows = _joint_rows(sample, stages=1) if sample.plan.stages[0].size else []
    told = tuple((one, other, float(chance)) for *_place, one, other, chance in rows if chance)
    return told if len(told) == len(rows) and all(chance > 0 for *_pair, chance in told) else ()


def _joint_rows(sample: Sample, *, stages: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for place, (stage, units) in enumerate(
        zip(sample.plan.stages[:stages], sample.frame.stages, strict=False)
    ):
        for group in sample.groups[place]:
            joint = joint_chances(stage.method, group.target, group.sizes)
            within = np.searchsorted(group.group.positions, group.drawn)
            for one, position in enumerate(group.drawn.tolist()):
                for other in range(one + 1, len(group.drawn)):
                    chance = float(joint[within[one], within[other]])
                    names = units.names[position], units.names[int(group.drawn[other])]
                    rows.append(
                        (str(place + 1), group.group.name, *names, "" if np.isnan(chance) else repr(chance))
                    )
    return rows


def design_of(plan: SamplePlan, pairs: tuple[tuple[str, str, float], ...] = ()) -> Design:
    """The design under which answers from the sample are estimated: columns of the sample's table.

    Strata are those of the plan; a stage in which all units are taken stands in it too, with a population
    as large as what was drawn. Where chances differ within a group the population is left out and the chance
    is named: the stage counts as drawn with replacement, which errs on the safe side, until a statistician
    chooses an approximation for unequal chances; or `pairs`, as `pairs_of` gives them, tell the variance of
    the first stage, and chances of later ones count as Brewer takes them.
    """
    stages = tuple(
        Stage(
            cluster=stage.unit,
            strata=stage.strata,
            population="" if stage.size else f"population_{place}",
            probability=f"probability_{place}" if stage.size else "",
        )
        for place, stage in enumerate(plan.stages, start=1)
    )
    return Design(
        title=plan.title, period=plan.period, weight="weight", stages=stages,
        approximation="joint" if pairs else "", pairs=pairs,
    )  # fmt: skip
