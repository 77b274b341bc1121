"""`chiso composite`: an index of indicators in different units, joined by a plan of steps on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.output import (
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
from chiso.figures import write_for_eyes
from chiso.language import listing, text

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun

SHOWN_ROWS = 15


@click.command(
    "composite", help=words(text("Compute a composite index: indicators of different units, step by step."))
)
@click.argument("name", metavar="ID@VERSION|FILE.yaml")
@click.argument("data", type=click.Path(path_type=Path), metavar="DATA")
@path_option("--units", text("Table of the units: names, groupings, denominators."))
@path_option("--plan", text("Another plan than the one of the framework (.yaml)."))
@click.option(
    "--from",
    "stage",
    metavar="STAGE",
    help=words(text("Carry out again what comes after this stage; DATA is then the folder of a result.")),
)
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def composite(
    name: str,
    data: Path,
    units: Path | None,
    plan: Path | None,
    stage: str | None,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read, compute, write one table a stage; nothing is written unless every step could be carried out."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.composite.composing import compose, compose_again, read_composite_run
        from chiso.composite.run_files import MARKER, files_of_others
        from chiso.scoring.run_files import refuse_existing
        from chiso.verbs import write_composite_run

        _refuse_units(units, stage)
        refuse_existing(out, force=force, marker=MARKER)
        kept = files_of_others(out)
        if kept:
            remark(text("Kept as they are, of the earlier index perhaps: {names}.", names=listing(kept)))
        if stage is None:
            run = compose(name, data, units=units, plan=plan, remark=remark)
        else:
            run = compose_again(read_composite_run(data), start_at=stage, framework=name, plan=plan)
        write_composite_run(run, out, force=force)
        if as_json:
            give_json(_record(run, out))
            return
        _say(run, out)


def _refuse_units(units: Path | None, stage: str | None) -> None:
    """Raise WrongCall (CH-8234) for units beside a stage: a result has those that it was computed with."""
    from chiso.problems import Place, Problem, WrongCall

    if units is not None and stage is not None:
        expected = text("Expected no table of units with --from: the result has its units already.")
        mend = text("Take --units out, or compute from the data without --from.")
        raise WrongCall([Problem("CH-8234", Place(field="--units"), str(units), expected, mend)])


def _record(run: CompositeRun, out: Path) -> dict[str, object]:
    return {
        "framework": run.framework.key,
        "hash": run.framework.content_hash,
        "plan_hash": run.framework.plan.content_hash,
        "stages": {name: [len(stage.rows), len(stage.codes)] for name, stage in run.stages.items()},
        "changed_cells": len(run.treatment),
        "out": str(out),
    }


def _say(run: CompositeRun, out: Path) -> None:
    """The first places of the last period, what was left out and tamed, and where the tables are."""
    from fractions import Fraction

    from chiso.composite.ranking import ordered_rows
    from chiso.composite.run import RAW

    scores, last = run.scores, run.stages[list(run.stages)[-1]]
    rows, period = last.rows, last.periods[-1]
    places = [(at, place) for at, place in ordered_rows(run) if rows[at].period == period]
    # An index that runs to 1 needs more decimals than one that runs to 100.
    decimals = 2 if max((abs(float(scores[at])) for at, place in places if place), default=0.0) > 10 else 4
    if period:
        say(text("Period {period}", period=period))
    head = [
        words(text("Rank")),
        words(text("Unit")),
        words(text("Name of the unit")),
        words(run.framework.title),
    ]
    shown = [
        [
            str(place) if place else "–",
            rows[at].unit,
            run.names.get(rows[at].unit, ""),
            write_for_eyes(Fraction(float(scores[at])), speech.language, places=decimals) if place else "",
        ]
        for at, place in places[:SHOWN_ROWS]
    ]
    table(head, shown, right=frozenset({0, 3}))
    if len(places) > SHOWN_ROWS:
        say(text("… and {count} more in {file}", count=len(places) - SHOWN_ROWS, file="ranking.csv"))
    left_out = len(run.stages[RAW].rows) - len(rows)
    if left_out:
        say(text("Left out for lack of figures: {count} rows.", count=left_out))
    if run.treatment:
        say(text("Figures changed by the treatment: {count}; see treatment.csv.", count=len(run.treatment)))
    say(text("Written: {path}", path=str(out)))


COMMANDS = (composite,)
