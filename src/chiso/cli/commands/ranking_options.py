"""Arguments and options that commands on the ranks of an index share."""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.output import path_option, words
from chiso.language import text

index_argument = click.argument("out_of_index", type=click.Path(path_type=Path), metavar="OUT")
spec_option = path_option("--spec", text("What is varied (.yaml)."), required=True)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="N",
    default=1,
    show_default=True,
    help=words(text("Seed of what is drawn; the same seed gives the same bytes.")),
)
league_option = click.option(
    "--league", metavar="KEY", help=words(text("Which league, where a programme has several."))
)
