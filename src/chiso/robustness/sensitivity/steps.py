"""What each step of a plan moved: the index computed again without it, all else as planned.

Steps that can be left out are those before normalising: denominating, imputing, screening, treating. Ranks
are compared among the rows that have a score with the step and without it.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from chiso.composite.plan_run import run_plan
from chiso.composite.run import RAW, CompositeRun
from chiso.composite.table import Row
from chiso.frameworks.composite.loader import with_plan
from chiso.problems import Refused
from chiso.robustness.sensitivity.one_at_a_time import Change, change_of

WITHOUT = "without"
_STEPS = ("denominate", "impute", "screen", "treat")


def changes_without_steps(run: CompositeRun) -> tuple[Change, ...]:
    """One change for each step that can be left out and each period; none where the rest cannot go on."""
    scores = _scores(run)
    changes = []
    plan = run.framework.plan
    for place, step in enumerate(plan.steps):
        if step.step not in _STEPS:
            continue
        rest = plan.model_copy(update={"steps": (*plan.steps[:place], *plan.steps[place + 1 :])})
        try:
            other = _scores(run_plan(with_plan(run.framework, rest), run.stages[RAW]))
        except Refused:
            continue
        for section, period in enumerate(run.stages["Aggregated"].periods):
            rows = [row for row in scores if row.period == period and row in other]
            if len(rows) > 1:
                before, after = (
                    np.asarray(rankdata([-of[row] for row in rows], method="min")) for of in (scores, other)
                )
                units = [row.unit for row in rows]
                changes.append(change_of(section, WITHOUT, step.step, units, before, after))
    return tuple(changes)


def _scores(run: CompositeRun) -> dict[Row, float]:
    """The score of every row that has one."""
    rows = run.stages["Aggregated"].rows
    return {row: float(score) for row, score in zip(rows, run.scores, strict=True) if not np.isnan(score)}
