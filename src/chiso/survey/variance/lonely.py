"""Strata of which one unit was drawn, though there are more: nothing tells how units vary in them.

What is done is said by the design, for each design anew:

    fail       no estimate; the strata are named
    remove, certainty   the stratum adds nothing
    adjust     its unit is compared with the mean of all units of the design
    average    it varies as the other strata do on average
    collapse   it is one with its neighbour: with the next stratum in the order of their names, the last one
               with that before it. Of several in a row two and two are put together. The variance is then
               too large rather than too small (Wolter 2007, 2.5). Not at a first stage whose sum goes over
               pairs of units: their chances are those of a stratum.

The first five are those of R's option `survey.lonely.psu`; "remove" and "certainty" give the same. A
stratum that was drawn as a whole is not lonely.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from chiso.language import listing, text
from chiso.problems import Place, Problem, Refused
from chiso.survey.psus import SampleFrame, Stage
from chiso.survey.variance.stages import Layout, lonely_strata

SHOWN_STRATA = 10


def collapse_strata(stage: Stage) -> Stage:
    """The stage with each lonely stratum put together with its neighbour under the same unit."""
    lonely = lonely_strata(stage)
    if not lonely.any():
        return stage
    positions = np.arange(len(lonely))
    same_parent = np.zeros(len(lonely), bool)
    same_parent[1:] = stage.parent_of_stratum[1:] == stage.parent_of_stratum[:-1]
    continues = same_parent & lonely
    continues[1:] &= lonely[:-1]
    run_start = np.maximum.accumulate(np.where(continues, 0, positions))
    first_of_two = lonely & ((positions - run_start) % 2 == 0)
    has_next = np.append(same_parent[1:], False)
    joins_next = first_of_two & has_next
    joins_last = first_of_two & ~has_next & same_parent
    is_joined = joins_last.copy()
    is_joined[1:] |= joins_next[:-1]
    group = np.cumsum(~is_joined) - 1
    first = np.flatnonzero(~is_joined)
    return replace(
        stage,
        parent_of_stratum=stage.parent_of_stratum[first],
        stratum_of_unit=group[stage.stratum_of_unit],
        unit_counts=np.add.reduceat(stage.unit_counts, first),
        population_counts=np.add.reduceat(stage.population_counts, first),
    )


def refuse_lonely(layout: Layout, frame: SampleFrame) -> None:
    """Raise Refused (CH-3138) where a domain has rows in a stratum with a lonely unit."""
    problems: list[Problem] = []
    for number, stage in enumerate(layout.stages, start=1):
        strata = np.unique(stage.stratum_of_group[stage.is_lonely])
        if not len(strata):
            continue
        found = text("{count} strata at stage {stage}", count=str(len(strata)), stage=str(number))
        if number == 1 and len(frame.stratum_names) > int(strata.max()):
            names = [frame.stratum_names[one] or "–" for one in strata[:SHOWN_STRATA]]
            found = text("{found}: {names}", found=found, names=listing(names))
        expected = text("Expected two units or more in each stratum that was not drawn as a whole.")
        mend = text(
            "Say in the design what is done with them: lonely: adjust (or remove, average, collapse)."
        )
        problems.append(Problem("CH-3138", Place(field="lonely"), found, expected, mend))
    if problems:
        raise Refused(problems)
