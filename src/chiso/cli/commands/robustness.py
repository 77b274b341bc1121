"""`chiso robustness`: how sure a rank is under other weights, methods, indicators and errors of the data."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.commands.ranking_options import index_argument, league_option, seed_option, spec_option
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
from chiso.cli.ranges import NumberRange
from chiso.figures import write_for_eyes
from chiso.language import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from chiso.robustness.measured import Measured
    from chiso.robustness.replaying import Replayed
    from chiso.robustness.results import Robustness
    from chiso.robustness.specification import Specification

SHOWN_ROWS = 15
_SECONDS_BETWEEN_REMARKS = 5


@click.command(
    "robustness",
    help=words(text("Say how sure each rank is: under other weights, methods, indicators, errors of data.")),
)
@index_argument
@spec_option
@click.option(
    "--n",
    "runs",
    default="100000",
    show_default=True,
    metavar="N",
    help=words(text("How many runs, such as 1e6.")),
)
@seed_option
@league_option
@click.option(
    "--error",
    "enough",
    type=NumberRange(0, 0.5, min_open=True),
    metavar="SHARE",
    help=words(text("End early once no Monte Carlo error of a share is larger than this.")),
)
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    metavar="N",
    help=words(text("Threads; without it as many as processors. They change no figure.")),
)
@click.option("--runs", "with_runs", is_flag=True, help=words(text("Write what each run chose, too.")))
@click.option(
    "--replay",
    type=click.IntRange(0, 10**11),
    metavar="RUN",
    help=words(text("Make one run again, by its number from 0, and show it; nothing is written.")),
)
@path_option("--out", text("Folder for the results."))
@force_option
@json_option
def robustness(
    out_of_index: Path,
    spec: Path,
    runs: str,
    seed: int,
    league: str | None,
    enough: float | None,
    threads: int | None,
    with_runs: bool,
    replay: int | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read, check everything, make the runs, write; or show a single run."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.robustness.opening import check_sampling, open_measured, runs_asked
        from chiso.robustness.specification import read_specification

        number = runs_asked(runs)
        directory = _directory(out, replay)
        asked = read_specification(spec)
        measured = open_measured(out_of_index, asked, files=spec.parent, seed=seed, league=league)
        check_sampling(measured, asked, number if replay is None else replay + 1)
        for assumption in measured.assumptions:
            remark(assumption)
        if replay is not None:
            _replay(measured, asked, seed, replay, as_json)
            return
        made = _carry_out(
            measured, asked, number, seed, threads, enough, directory, with_runs=with_runs, force=force
        )
        if as_json:
            from chiso.robustness.results import record_of

            give_json(record_of(made) | {"out": str(directory)})
            return
        _say(made, directory)


def _directory(out: Path | None, replay: int | None) -> Path:
    """Where results go; asked for unless a single run is shown."""
    if out is None and replay is None:
        raise click.MissingParameter(param_hint="--out", param_type="option")
    return out or Path()


def _carry_out(
    measured: Measured,
    asked: Specification,
    runs: int,
    seed: int,
    threads: int | None,
    enough: float | None,
    directory: Path,
    *,
    with_runs: bool,
    force: bool,
) -> Robustness:
    from chiso.cli.folders import filling
    from chiso.robustness.results import MARKER, RUNS, carry_out, files_of, write_runs
    from chiso.writing import write_new

    with filling(directory, marker=MARKER, force=force) as draft:
        made = carry_out(
            measured,
            asked,
            runs=runs,
            seed=seed,
            threads=threads or len(os.sched_getaffinity(0)),
            enough=enough,
            tell=_told(runs),
        )
        for name, content in files_of(made).items():
            write_new(draft / name, content, 0o644)
        if with_runs:
            write_runs(made, draft / RUNS)
    return made


def _told(runs: int) -> Callable[[int], None]:
    """Tell now and then how many runs are done."""
    last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_REMARKS and done < runs:
            last = time.monotonic()
            remark(text("Runs: {done} of {runs}", done=done, runs=runs))

    return tell


def _replay(measured: Measured, asked: Specification, seed: int, number: int, as_json: bool) -> None:
    from chiso.robustness.replaying import replay
    from chiso.robustness.results import stream_for

    made = replay(measured.model, stream_for(measured.model, asked, seed), number)
    rows = measured.model.rows
    if as_json:
        give_json(
            {
                "run": number,
                "choices": made.choices,
                "left_out": list(made.left_out),
                "weights": {code: str(weight) for code, weight in made.weights.items()},
                "ranks": [
                    {"unit": row.unit, "period": row.period, "rank": rank, "was": row.rank}
                    for row, rank in zip(rows, made.ranks, strict=True)
                ],
            }
        )
        return
    _say_run(measured, made)


def _say_run(measured: Measured, made: Replayed) -> None:
    """The choices of a run, its weights, and the first ranks."""
    for choice, alternative in made.choices.items():
        say(f"{choice}: {alternative}")
    if made.left_out:
        say(text("Left out: {codes}", codes=", ".join(made.left_out)))
    weights = ", ".join(
        f"{code} {write_for_eyes(weight, speech.language, places=4)}" for code, weight in made.weights.items()
    )
    say(text("Weights: {weights}", weights=weights))
    head = [words(text("Rank")), words(text("Before")), words(text("Unit")), words(text("Name"))]
    rows = measured.model.rows
    order = sorted(range(len(rows)), key=lambda at: (rows[at].period, made.ranks[at], rows[at].unit))
    shown = [
        [
            str(made.ranks[at]),
            str(rows[at].rank),
            f"{rows[at].unit} {rows[at].period}".strip(),
            measured.names.get(rows[at].unit, ""),
        ]
        for at in order
    ]
    table(head, shown, right=frozenset({0, 1}))


def _say(made: Robustness, out: Path) -> None:
    """The first units with their intervals, of the last period of a panel; the rest is in the tables."""
    from fractions import Fraction

    model = made.measured.model
    section, summary = model.sections[-1], made.sections[-1]
    rows = model.rows[section]
    head = [words(text("Rank")), words(text("Unit")), words(text("Name")), words(text("Median")),
            words(text("Interval")), words(text("First"))]  # fmt: skip
    order = sorted(range(len(rows)), key=lambda at: (rows[at].rank, rows[at].unit))
    shown = [
        [
            str(rows[at].rank),
            f"{rows[at].unit} {rows[at].period}".strip(),
            made.measured.names.get(rows[at].unit, ""),
            str(summary.median[at]),
            f"{summary.low[at]} – {summary.high[at]}",
            write_for_eyes(Fraction(float(summary.first.values[at])), speech.language, places=3),
        ]
        for at in order[:SHOWN_ROWS]
    ]
    table(head, shown, right=frozenset({0, 3, 5}))
    if len(rows) > SHOWN_ROWS:
        say(text("… and {count} more in {file}", count=len(rows) - SHOWN_ROWS, file="ranks.csv"))
    level = write_for_eyes(100 * made.spec.told.level, speech.language)
    say(text("Runs: {runs}; the interval holds {level} % of them.", runs=made.runs, level=level))
    if made.measured.left_out:
        say(text("Not ranked, so not varied: {count}.", count=len(made.measured.left_out)))
    say(text("Written: {path}", path=str(out)))


COMMANDS = (robustness,)
