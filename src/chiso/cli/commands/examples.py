"""`chiso examples`: list them, write one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from chiso.cli.output import answering, force_option, give_json, json_option, say, words
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall


@click.group("examples", help=words(text("Real figures to begin with, each with its source and rights.")))
def group() -> None:
    """The group of commands about examples."""


@group.command("list", help=words(text("List the examples.")))
@json_option
def list_examples(as_json: bool) -> None:
    """Name and title of each example."""
    from chiso.examples.catalogue import EXAMPLES

    with answering(as_json):
        if as_json:
            give_json([{"name": example.name, "title": words(example.title)} for example in EXAMPLES])
            return
        for example in EXAMPLES:
            say(f"{example.name}: {words(example.title)}")


@group.command("write", help=words(text("Write an example: answers.csv, units.csv, README with sources.")))
@click.argument("name")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--same-village",
    metavar="SHARE",
    help=words(
        text(
            "Of “papi-errors”: how much people of one village are assumed to answer alike; 0.05 if not given."
        )
    ),
)
@force_option
def write(name: str, directory: Path, same_village: str | None, force: bool) -> None:
    """Write the files, and say what to do with them."""
    from chiso.examples.catalogue import EXAMPLES
    from chiso.examples.writing import write_example

    with answering():
        share = None if same_village is None else _share_of(same_village)
        for path in write_example(name, directory, same_village=share, force=force):
            say(text("Written: {path}", path=str(path)))
        example = next(one for one in EXAMPLES if one.name == name)
        say(text("Next:"))
        for command in example.commands(directory):
            say(f"  {command}")


def _share_of(written: str) -> Fraction:
    """A share as people write it. Raises WrongCall (CH-8220)."""
    from chiso.figures import NotANumber, parse_exact

    try:
        return parse_exact(written)
    except NotANumber as error:
        expected = text("Expected a share from 0 to 1, such as 0.05.")
        place = Place(field="--same-village")
        raise WrongCall(
            [Problem("CH-8220", place, written, expected, text("Correct the number."))]
        ) from error
