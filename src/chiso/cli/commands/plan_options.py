"""What the commands that plan with measures share: their options, and how their files are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.output import path_option, words
from chiso.cli.ranges import NumberRange
from chiso.language import text

if TYPE_CHECKING:
    from chiso.improvement.capacity import Capacity
    from chiso.improvement.measures import Measures
    from chiso.scoring.result import Result
    from chiso.scoring.run import Run

run_argument = click.argument("out_of_run", type=click.Path(path_type=Path), metavar="OUT")
unit_option = click.option("--unit", required=True, help=words(text("The unit, by code, alias or name.")))
measures_option = path_option("--measures", text("What can be done (CSV or workbook)."), required=True)
capacity_option = path_option("--capacity", text("What agencies can do (CSV: agency, quarter, effort)."))
budget_option = click.option(
    "--budget", metavar="N", help=words(text("The most that the measures may cost together."))
)
seconds_option = click.option(
    "--seconds",
    type=NumberRange(0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="N",
    help=words(text("How long is searched at most.")),
)


def read_tables(
    measures: Path, capacity: Path | None, result: Result, uid: str
) -> tuple[Measures, Capacity | None]:
    """Both tables; every problem of either at once, also where they do not fit the unit."""
    from chiso.improvement.capacity import read_capacity
    from chiso.improvement.measures_checking import note_misfits
    from chiso.improvement.measures_reading import read_measures
    from chiso.problems import BadInput, Problem

    problems: list[Problem] = []
    read, limits = None, None
    try:
        limits = None if capacity is None else read_capacity(capacity)
    except BadInput as refused:
        problems += refused.problems
    try:
        read = read_measures(
            measures, look_at=lambda table, report: note_misfits(table, result, uid, limits, report)
        )
    except BadInput as refused:
        problems += refused.problems
    if problems or read is None:
        raise BadInput(problems)
    return read, limits


@dataclass(frozen=True)
class Called:
    """What a call that plans with measures is about, read and whole: the league with the unit in it, what can
    be done, what agencies can do, what it may cost."""

    run: Run
    result: Result
    uid: str
    measures: Measures
    capacity: Capacity | None
    budget: Fraction | None


def read_call(
    out_of_run: Path, unit: str, measures: Path, capacity: Path | None, budget: str | None
) -> Called:
    """The files of a call. Raises BadInput, WrongCall."""
    from chiso.verbs import find_unit, read_run

    most = read_budget(budget)
    run = read_run(out_of_run)
    result, own = find_unit(run, unit)
    able, limits = read_tables(measures, capacity, result, own.uid)
    return Called(run, result, own.uid, able, limits, most)


def read_budget(written: str | None) -> Fraction | None:
    """The budget of a call. Raises WrongCall (CH-8336)."""
    from chiso.figures import NotANumber, parse_decimal
    from chiso.problems import Place, Problem, WrongCall

    if written is None:
        return None
    try:
        budget = parse_decimal(written.strip().replace(",", "."))
    except NotANumber:
        budget = Fraction(-1)
    if budget < 0:
        expected = text("Expected a plain number, 0 or more, without signs between thousands.")
        mend = text("Write it as 1500000 or 12.5.")
        raise WrongCall([Problem("CH-8336", Place(field="--budget"), written, expected, mend)])
    return budget


def digests_of(out: Path, **tables: Path | None) -> dict[str, str]:
    """SHA-256 of the record of the run and of each table that was given."""
    given = {"run.json": out / "run.json"} | {name: path for name, path in tables.items() if path is not None}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in given.items()}
