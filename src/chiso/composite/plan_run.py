"""Carrying out a plan: one step after another, the table after each of them kept as a stage.

A run starts at the figures as read, or at any stage of an earlier run: the steps that come after it are
carried out again on that stage's table, which gives the same bytes as the whole run.

    CH-8039 no such stage to start from    CH-8040 another plan before the stage
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chiso.composite.denominating import denominate
from chiso.composite.imputing import impute
from chiso.composite.normalising import normalise
from chiso.composite.plan_checks import check_left, check_start, check_step, check_treated
from chiso.composite.run import RAW, STAGE_OF_STEP, ChangedCell, CompositeRun
from chiso.composite.screening import screen
from chiso.composite.table import IndicatorTable
from chiso.composite.treating import treat
from chiso.composite.tree import tree_of
from chiso.composite.weighing import weigh_and_aggregate
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Denominate, Impute, Normalise, Plan, Screen, Step, Treat
from chiso.language import Text, listing, text
from chiso.problems import Place, Problem, WrongCall, quote


def run_plan(
    framework: CompositeFramework,
    table: IndicatorTable | None = None,
    *,
    start_at: str = "",
    stages: Mapping[str, IndicatorTable] | None = None,
    treatment: tuple[ChangedCell, ...] = (),
) -> CompositeRun:
    """The whole of a run from `table`, or from the stage `start_at` of `stages` on.

    With `start_at` the stages up to it are taken as they are, `treatment` too where the step of treating lies
    before it. Raises BadInput with everything that keeps a step from being carried out, WrongCall (CH-8039)
    where there is no such stage.
    """
    earlier = dict(stages or {})
    if table is not None:
        earlier.setdefault(RAW, table)
    start = start_at or RAW
    steps = _steps_after(framework.plan, start, earlier)
    kept = {name: earlier[name] for name in stage_names(framework.plan) if name in earlier}
    done = {name: kept[name] for name in list(kept)[: list(kept).index(start) + 1]}
    here = done[start]
    if start == RAW:
        check_start(here)
    changed = () if any(isinstance(step, Treat) for step in steps) else treatment
    for step in steps:
        if step.step not in STAGE_OF_STEP or step.step == "aggregate":
            continue
        check_step(here, step, framework)
        here, cells = _carry_out(here, step, framework)
        changed += cells
        done[STAGE_OF_STEP[step.step]] = here
    weights, scores = weigh_and_aggregate(framework, tree_of(framework), here)
    done[STAGE_OF_STEP["aggregate"]] = scores
    return CompositeRun(framework, done, weights, changed)


def replay(run: CompositeRun, *, start_at: str, framework: CompositeFramework | None = None) -> CompositeRun:
    """An earlier run carried out again from one of its stages on.

    `framework`: the same one, perhaps with another plan from the stage on. Raises WrongCall: CH-8039 for an
    unknown stage, CH-8040 where the framework is another one or its plan differs before the stage.
    """
    framework = framework or run.framework
    before = _steps_until(run.framework.plan, start_at)
    if before is not None and (
        framework.content_hash != run.framework.content_hash
        or _steps_until(framework.plan, start_at) != before
    ):
        raise WrongCall(
            [
                _problem(
                    "CH-8040",
                    start_at,
                    text("Expected the framework of the earlier run, and the same steps up to this stage."),
                    text("Start from an earlier stage, or from the figures themselves."),
                )
            ]
        )
    again = run_plan(framework, start_at=start_at, stages=run.stages, treatment=run.treatment)
    return replace(again, names=run.names, digests=run.digests)


def stage_names(plan: Plan) -> tuple[str, ...]:
    """The stages that a plan leaves, in its order."""
    return (RAW, *(STAGE_OF_STEP[step.step] for step in plan.steps if step.step in STAGE_OF_STEP))


def _steps_until(plan: Plan, stage: str) -> tuple[Step, ...] | None:
    """The steps whose last one left the stage; None where none did."""
    if stage == RAW:
        return ()
    for position, step in enumerate(plan.steps):
        if STAGE_OF_STEP.get(step.step) == stage:
            return plan.steps[: position + 1]
    return None


def _steps_after(plan: Plan, stage: str, stages: Mapping[str, IndicatorTable]) -> tuple[Step, ...]:
    before = _steps_until(plan, stage)
    last = STAGE_OF_STEP["aggregate"]
    if before is None or stage not in stages or stage == last:
        known = [name for name in stage_names(plan) if name in stages and name != last]
        raise WrongCall(
            [
                _problem(
                    "CH-8039",
                    stage,
                    text("Expected one of these stages to start from: {stages}.", stages=listing(known)),
                    text("Give one of these names."),
                )
            ]
        )
    return plan.steps[len(before) :]


def _carry_out(
    table: IndicatorTable, step: Step, framework: CompositeFramework
) -> tuple[IndicatorTable, tuple[ChangedCell, ...]]:
    """The table after one step, and the cells that treating changed."""
    match step:
        case Denominate():
            return denominate(table, step, framework), ()
        case Impute():
            return impute(table, step), ()
        case Screen():
            left = screen(table, step, framework)
            check_left(left)
            return left, ()
        case Treat():
            treated, cells = treat(table, step)
            check_treated(treated)
            return treated, cells
        case Normalise():
            return normalise(table, step, framework), ()
    raise TypeError(step.step)


def _problem(code: str, found: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(), quote(found), expected, mend)
