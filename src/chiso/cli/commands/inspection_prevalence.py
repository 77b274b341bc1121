"""`chiso inspection reinspect`, `prevalence`, `trend`: how common a problem is, what visits overlook, whether
it became rarer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from chiso.cli.output import (
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
from chiso.writing import make_folder, write_together, write_whole

if TYPE_CHECKING:
    from chiso.inspection.results import Answered

FRAME = text("Table of every place that may be visited.")
PLAN = text("Plan of the draw, as YAML.")
Function = TypeVar("Function", bound=Callable[..., Any])


def _by_and_level(function: Function) -> Function:
    """`--by` and `--level`, as estimates take them."""
    by = click.option("--by", metavar="COLUMN", help=words(text("Also by agency, field, district or kind.")))
    level = click.option(
        "--level",
        type=click.FloatRange(0.5, 0.999),
        default=0.95,
        show_default=True,
        help=words(text("Level of the intervals.")),
    )
    return by(level(function))


@click.command(
    "reinspect",
    help=words(
        text("Frame and plan of a draw of places to visit again, by a team that knows of no finding.")
    ),
)
@click.argument("draw", type=click.Path(path_type=Path))
@click.argument("findings", metavar="FINDINGS.csv", type=click.Path(path_type=Path))
@path_option("--frame", FRAME, required=True)
@path_option("--plan", PLAN, required=True)
@click.option(
    "--visits", type=click.IntRange(1), required=True, help=words(text("How many places are visited again."))
)
@click.option(
    "--commitment", metavar="HEX", required=True, help=words(text("Commitment of a seed of its own."))
)
@click.option(
    "--strata",
    metavar="COLUMN",
    multiple=True,
    help=words(text("Draw within each of these; as the plan says if not given; may be repeated.")),
)
@path_option("--out", text("Folder for frame.csv and plan.yaml."), required=True)
@force_option
@json_option
def reinspect(
    draw: Path,
    findings: Path,
    frame: Path,
    plan: Path,
    visits: int,
    commitment: str,
    strata: tuple[str, ...],
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """What `chiso inspection draw` draws second visits from: the places visited, without what was found."""
    with answering(as_json):
        from chiso.inspection.reinspection import files_of_second_visits

        made = files_of_second_visits(
            draw, findings, frame=frame, plan=plan, visits=visits, strata=strata, commitment=commitment
        )
        make_folder(out)
        files = {out / "frame.csv": (made.frame, 0o600), out / "plan.yaml": (made.plan, 0o644)}
        write_together(files, force=force)
        if as_json:
            give_json({"written": [str(path) for path in files], "places": made.places, "visits": visits})
            return
        say(
            text(
                "{visits} of {places} places visited are to be visited again.",
                visits=visits,
                places=made.places,
            )
        )
        for path in files:
            say(text("Written: {path}", path=str(path)))


@click.command("prevalence", help=words(text("How common a problem is among all places, with its error.")))
@click.argument("draw", type=click.Path(path_type=Path))
@click.argument("findings", metavar="FINDINGS.csv", type=click.Path(path_type=Path))
@path_option("--frame", FRAME, required=True)
@path_option("--plan", PLAN, required=True)
@path_option("--second", text("Folder of the draw of second visits; without it all of them count alike."))
@_by_and_level
@path_option("--out", text("Write the result to this CSV file as well."))
@force_option
@json_option
def prevalence(
    draw: Path,
    findings: Path,
    frame: Path,
    plan: Path,
    second: Path | None,
    by: str | None,
    level: float,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Estimates for all places and each domain, corrected for what visits overlook where that is known."""
    with answering(as_json):
        from chiso.survey.libraries import need_statistics

        need_statistics()
        from chiso.inspection.results import answer_prevalence

        result = answer_prevalence(draw, findings, frame=frame, plan=plan, by=by, level=level, second=second)
        _give(result, out, force=force, as_json=as_json)


@click.command("trend", help=words(text("How prevalence moved from round to round, with the error of it.")))
@click.argument("rounds", metavar="ROUNDS.yaml", type=click.Path(path_type=Path))
@_by_and_level
@path_option("--out", text("Write the result to this CSV file as well."))
@force_option
@json_option
def trend(rounds: Path, by: str | None, level: float, out: Path | None, force: bool, as_json: bool) -> None:
    """Each round beside the one before: the difference, its error, and which places are the same."""
    with answering(as_json):
        from chiso.survey.libraries import need_statistics

        need_statistics()
        from chiso.inspection.trend_results import answer_trend

        _give(answer_trend(rounds, by=by, level=level), out, force=force, as_json=as_json)


def _give(result: Answered, out: Path | None, *, force: bool, as_json: bool) -> None:
    """To the file that was named, and as a record or as a table with its remarks."""
    if out is not None:
        write_whole(out, result.table.encode(), force=force)
    if as_json:
        give_json(result.record)
        return
    rows: list[list[Any]] = [[words(cell) for cell in row] for row in result.rows]
    table([words(one) for one in result.head], rows, right=frozenset(range(1, len(result.head))))
    for line in result.remarks:
        say(line)
    if out is not None:
        say(text("Written: {path}", path=str(out)))
