"""Options that several commands of `chiso survey` share: said once, so that they mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from chiso.cli.output import path_option, words
from chiso.cli.ranges import NumberRange
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from chiso.survey.design import Design

METHODS = (
    "jk1", "jkn", "brr", "fay", "rao_wu", "canty_davison", "preston", "successive_difference",
)  # fmt: skip

data_argument = click.argument("data", type=click.Path(path_type=Path), metavar="DATA")
design_option = path_option("--design", text("The design: which column plays which role."), required=True)
domains_option = click.option(
    "--by", default="", metavar="COLUMN,…", help=words(text("Columns whose values are the domains."))
)
where_option = click.option(
    "--where", default="", help=words(text("Which rows are looked at: age >= 18 and area = 1|2"))
)
level_option = click.option(
    "--level",
    type=NumberRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help=words(text("Level of the intervals.")),
)
replicates_option = click.option(
    "--replicates",
    type=click.Choice(METHODS),
    help=words(text("Errors by replicates of this method; else by linearisation, or those of the design.")),
)
count_option = click.option(
    "--count", type=int, help=words(text("How many replicates, where that is a choice; else 500."))
)
seed_option = click.option(
    "--seed", type=int, default=1, show_default=True, help=words(text("Seed of what is drawn."))
)
rho_option = click.option(
    "--rho",
    type=float,
    default=0.5,
    show_default=True,
    help=words(text("The share that Fay's method leaves.")),
)
draws_option = click.option(
    "--draws",
    type=click.IntRange(0, 100_000),
    default=0,
    help=words(text("Write so many joint draws of the estimates, made of the replicates.")),
)
engine_option = click.option(
    "--engine",
    type=click.Choice(("duckdb", "spark")),
    default="duckdb",
    show_default=True,
    help=words(text("Who adds up the rows; the figures are the same.")),
)
rules_option = click.option(
    "--rules",
    default="chiso-default",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help=words(text("Rules of publication.")),
)
decimal_option = click.option(
    "--decimal",
    type=click.Choice([".", ","]),
    help=words(text("Decimal sign of a text file; else the figures tell it.")),
)


def errors_in_a_word(design: Design, replicates: str | None) -> str:
    """How the errors of a table were made, as its record says it."""
    if not design.has_errors:
        return "none"
    if replicates is not None:
        return replicates
    return "linearisation" if design.replicates is None else "replicates of the data"


def refuse_idle_options(replicates: str | None, *, draws: int = 0) -> None:
    """Raise WrongCall (CH-8821) where this call shapes replicates and asks for none.

    Joint draws of the estimates go by the seed too, whoever made the replicates behind them.
    """
    if replicates is not None:
        return
    called = click.get_current_context()
    idle = [
        name
        for name in ("count", "seed", "rho")
        if called.get_parameter_source(name) is ParameterSource.COMMANDLINE and not (name == "seed" and draws)
    ]
    expected = text("Expected --replicates beside it: it says how replicates are made, and none are.")
    mend = text("Name a method with --replicates, or leave this out.")
    if idle:
        raise WrongCall(
            Problem("CH-8821", Place(field=f"--{name}"), str(called.params[name]), expected, mend)
            for name in idle
        )
