"""`chiso survey simulate`: a made-up round of any size whose truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.output import answering, force_option, give_json, json_option, remark, say, words
from chiso.language import text

if TYPE_CHECKING:
    from chiso.survey.simulation import City

_MOST_UNITS = 9_000


@click.command(
    "simulate", help=words(text("Make up a city and a survey round in it, with the truth beside it."))
)
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIRECTORY")
@click.option(
    "--rows",
    type=click.IntRange(1, 1_000_000_000),
    metavar="N",
    default=20_000,
    show_default=True,
    help=words(text("About how many interviews.")),
)
@click.option(
    "--units",
    type=click.IntRange(1, _MOST_UNITS),
    metavar="N",
    help=words(text("How many units, numbered; without it the 126 communes and wards of Hà Nội.")),
)
@click.option(
    "--questions",
    type=click.IntRange(1, 99),
    metavar="N",
    default=20,
    show_default=True,
    help=words(text("How many questions on five steps.")),
)
@click.option(
    "--period", default="2026", show_default=True, help=words(text("The period written into the design."))
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="N",
    default=1,
    show_default=True,
    help=words(text("The seed of the city; the same seed makes the same bytes.")),
)
@click.option(
    "--draw",
    type=click.IntRange(0, 2**31 - 1),
    metavar="N",
    default=0,
    show_default=True,
    help=words(text("The number of the draw: another number draws the same people anew.")),
)
@click.option("--full-response", is_flag=True, help=words(text("Everybody who is drawn answers.")))
@force_option
@json_option
def simulate(
    directory: Path,
    rows: int,
    units: int | None,
    questions: int,
    period: str,
    seed: int,
    draw: int,
    full_response: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write data, sample, back-checks, design, plan of the checks and truth."""
    from dataclasses import asdict, replace

    from chiso.cli.folders import filling
    from chiso.periods import parse_period
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.survey.simulation import simulate_round

        written = parse_period(period).written
        city = replace(_city(units, rows, questions, written), has_nonresponse=not full_response)
        with filling(directory, marker="simulation.json", force=force) as draft:
            made = simulate_round(city, draft, seed=seed, draw=draw)
        remark(text("Made up: no figure in it is of any real place or person."))
        if as_json:
            give_json({"out": str(directory), **asdict(made), "units": len(city.units), "seed": seed})
            return
        say(
            text(
                "People in the city: {people}; drawn: {drawn}; interviews: {interviews}; units: {units}.",
                people=made.people,
                drawn=made.drawn,
                interviews=made.interviews,
                units=len(city.units),
            )
        )
        say(text("Written: {path}", path=str(directory)))


def _city(units: int | None, rows: int, questions: int, period: str) -> City:
    from chiso.survey.simulation import hanoi_city, make_city

    if units is None:
        return hanoi_city(rows=rows, questions=questions, period=period)
    return make_city(units, rows=rows, questions=questions, period=period)


COMMANDS = (simulate,)
