"""`chiso plan frontier`: how many points how much money buys, from today to all that can be reached."""

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
    remark,
    say,
    speech,
    table,
    words,
)
from chiso.language import text

if TYPE_CHECKING:
    from chiso.improvement.frontiers import UnitFrontier

SHOWN_ROWS = 15


@click.command("frontier", help=words(text("List the cheapest plans from today's score to the highest.")))
@run_argument
@unit_option
@measures_option
@click.option(
    "--points",
    type=click.IntRange(2, 1000),
    default=50,
    show_default=True,
    metavar="N",
    help=words(text("How many points the frontier has at most.")),
)
@budget_option
@capacity_option
@seconds_option
@path_option("--out", text("Folder for the frontier."), required=True)
@force_option
@json_option
def frontier(
    out_of_run: Path,
    unit: str,
    measures: Path,
    points: int,
    budget: str | None,
    capacity: Path | None,
    seconds: float,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read, search, draw, write whole, say."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json) as answer:
        need_statistics()
        from chiso.cli.commands.plan_options import digests_of, read_call
        from chiso.improvement.frontiers import MARKER, files_of, record_of
        from chiso.improvement.optimising.solving import Allowance
        from chiso.improvement.planning import Wish
        from chiso.scoring.run_files import refuse_existing, write_folder
        from chiso.verbs import plan_frontier

        refuse_existing(out, force=force, marker=MARKER)
        call = read_call(out_of_run, unit, measures, capacity, budget)
        allowance = Allowance(seconds)
        wish = Wish(None, call.budget, call.capacity)
        found = plan_frontier(call.run, unit, call.measures, wish, allowance, points=points)
        digests = digests_of(out_of_run, measures=measures, capacity=capacity)
        files = files_of(found, digests) | _pictures(found)
        write_folder(out, files, marker=MARKER, modes={}, force=force)
        if allowance.is_interrupted:
            answer.code = STOPPED
        if as_json:
            give_json(record_of(found, digests) | {"out": str(out)})
            return
        _say(found)
        say(text("Written: {path}", path=str(out)))


def _pictures(found: UnitFrontier) -> dict[str, bytes]:
    """The picture, where charts can be drawn and there is something to draw."""
    from chiso.cli.commands.plan_pictures import draw_frontier
    from chiso.problems import WrongCall

    if len(found.frontier.points) < 2:
        return {}
    try:
        return {"frontier.svg": draw_frontier(found, speech.language)}
    except WrongCall as refused:
        remark(refused.problems[0].expected)
        return {}


def _say(found: UnitFrontier) -> None:
    rows = found.frontier.points
    # From first to last in even steps: the table in the folder has them all.
    step = -(-len(rows) // SHOWN_ROWS)
    shown = sorted({*range(0, len(rows), step), len(rows) - 1})
    head = [words(text("Cost")), words(text("Score")), words(text("Measures"))]
    table(
        head,
        [[words(rows[at].cost), words(rows[at].score), str(len(rows[at].choice))] for at in shown],
        right=frozenset({0, 1, 2}),
    )
    if len(shown) < len(rows):
        say(text("… and {count} more in {file}", count=len(rows) - len(shown), file="frontier.csv"))
    for sentence in found.sentences():
        say(sentence)
