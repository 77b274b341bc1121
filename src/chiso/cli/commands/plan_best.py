"""`chiso plan best`: the cheapest plan for a target, or the most points for a budget."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.commands.plan_options import (
    budget_option,
    capacity_option,
    measures_option,
    run_argument,
    seconds_option,
    unit_option,
)
from chiso.cli.output import (
    STOPPED,
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    say,
    table,
    words,
)
from chiso.language import text

if TYPE_CHECKING:
    from chiso.improvement.measures import Measure
    from chiso.improvement.planning import Plan


@click.command(
    "best", help=words(text("Find the cheapest plan for a target, or the most points for a budget."))
)
@run_argument
@unit_option
@measures_option
@click.option(
    "--target",
    metavar="TARGET",
    help=words(text("What is to be reached: “score>=43.5”, “rank<=10@0.9”, “class>=CODE”, “above average”.")),
)
@budget_option
@capacity_option
@path_option("--rivals", text("Futures of the other units (CSV), as “chiso plan rivals” writes them."))
@click.option(
    "--alternatives",
    type=click.IntRange(0, 50),
    default=5,
    show_default=True,
    metavar="N",
    help=words(text("How many next best plans are looked for.")),
)
@click.option(
    "--trials",
    type=click.IntRange(0, 10_000),
    default=50,
    show_default=True,
    metavar="N",
    help=words(text("How often costs and probabilities are moved by up to 20 % to test the plan.")),
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    metavar="N",
    help=words(text("Seed of what is drawn; the same seed gives the same bytes.")),
)
@click.option(
    "--robust",
    is_flag=True,
    help=words(text("Also find a plan that stands if the dearest measures cost a fifth more.")),
)
@seconds_option
@path_option("--out", text("Folder for the plan."), required=True)
@force_option
@json_option
def best(
    out_of_run: Path,
    unit: str,
    measures: Path,
    target: str | None,
    budget: str | None,
    capacity: Path | None,
    rivals: Path | None,
    alternatives: int,
    trials: int,
    seed: int,
    robust: bool,
    seconds: float,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read everything, search, write the plan whole, say what it is."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json) as answer:
        need_statistics()
        from chiso.cli.commands.plan_options import digests_of, read_call
        from chiso.improvement.optimising.solving import Allowance
        from chiso.improvement.planning import Wish
        from chiso.improvement.plans import MARKER, files_of, record_of
        from chiso.improvement.rivals.standing import read_rivals
        from chiso.improvement.targets import parse_target
        from chiso.scoring.run_files import refuse_existing, write_folder
        from chiso.verbs import plan_best

        refuse_existing(out, force=force, marker=MARKER)
        wanted = None if target is None else parse_target(target)
        call = read_call(out_of_run, unit, measures, capacity, budget)
        futures = None if rivals is None else read_rivals(rivals, call.result, call.uid)
        wish = Wish(wanted, call.budget, call.capacity, futures, alternatives, trials, seed, robust)
        allowance = Allowance(seconds)
        plan = plan_best(call.run, unit, call.measures, wish, allowance)
        digests = digests_of(out_of_run, measures=measures, capacity=capacity, rivals=rivals)
        write_folder(out, files_of(plan, digests), marker=MARKER, modes={}, force=force)
        if allowance.is_interrupted:
            answer.code = STOPPED
        if as_json:
            give_json(record_of(plan, digests) | {"out": str(out)})
            return
        _say(plan)
        say(text("Written: {path}", path=str(out)))


def _say(plan: Plan) -> None:
    """What is to be done, then the sentences."""
    from chiso.improvement.plan_words import sentences_of

    if plan.levels:
        head = [
            words(text("Measure")),
            words(text("Code")),
            words(text("Level reached")),
            words(text("Points")),
            words(text("Cost")),
            words(text("Effort")),
            words(text("Agency")),
            words(text("Quarter")),
        ]
        table(head, list(map(_row, plan.levels)), right=frozenset({3, 4, 5}))
    for sentence in sentences_of(plan):
        say(sentence)


def _row(level: Measure) -> list[str]:
    return [
        level.measure,
        level.code,
        level.level,
        "" if level.points is None else words(level.points),
        words(level.cost),
        words(level.effort),
        level.agency,
        level.quarter.written if level.quarter else "",
    ]
