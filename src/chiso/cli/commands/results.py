"""`chiso explain` and `compare`: what stands behind a figure, and behind a difference."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.commands.checking import check
from chiso.cli.commands.scores import score
from chiso.cli.output import (
    answering,
    give_json,
    json_option,
    say,
    speech,
    table,
    words,
)
from chiso.language import Text, text

if TYPE_CHECKING:
    from chiso.problems import WrongCall
    from chiso.scoring.compare import Comparison


@click.command("explain", help=words(text("Say how a figure came about: inputs, rule, branch, article.")))
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.argument("unit")
@click.argument("code", default="total")
@json_option
def explain(out: Path, unit: str, code: str, as_json: bool) -> None:
    """The chain from a figure to what it rests on; `total` is the whole index."""
    from chiso.scoring.explain import explain as explain_node
    from chiso.scoring.position import find_position
    from chiso.scoring.run import read_run
    from chiso.scoring.trace import trace_of_unit
    from chiso.verbs import find_unit

    with answering(as_json):
        result, found = find_unit(read_run(out), unit)
        sentences = explain_node(result, found, code)
        if as_json:
            give_json(
                {
                    "unit": found.code,
                    "code": code,
                    "sentences": [words(sentence) for sentence in sentences],
                    "trace": trace_of_unit(result, found.uid).get(code),
                }
            )
            return
        for sentence in sentences:
            say(sentence)
        position = find_position(result, found, code)
        if position is not None and position.of > 1:
            for sentence in position.sentences()[1:]:
                say(sentence)


@click.command("compare", help=words(text("Compare two results: the difference, split into its parts.")))
@click.argument("before", type=click.Path(path_type=Path), metavar="OUT_A")
@click.argument("after", type=click.Path(path_type=Path), metavar="OUT_B")
@click.option("--unit", help=words(text("One unit; without it all units that both have.")))
@click.option("--against", help=words(text("Another unit of OUT_A, to be compared with the unit.")))
@click.option("--target", help=words(text("A target for the total, to hold the unit against.")))
@json_option
def compare(
    before: Path, after: Path, unit: str | None, against: str | None, target: str | None, as_json: bool
) -> None:
    """One unit in full, or all units in a table."""
    from chiso.scoring.compare import compare_runs, compare_units
    from chiso.scoring.run import read_run
    from chiso.verbs import find_unit

    with answering(as_json):
        goal = _target(target)
        if unit is None and (against is not None or target is not None):
            raise _unit_is_missing("--against" if against is not None else "--target")
        earlier, later = read_run(before), read_run(after)
        if unit is None:
            comparisons = compare_runs(earlier.results, later.results)
            if as_json:
                give_json([comparison.as_record(speech.language) for comparison in comparisons])
            else:
                _say_all(comparisons)
            return
        result_after, unit_after = find_unit(later, unit)
        result_before, unit_before = find_unit(earlier, against or unit)
        comparison = compare_units(result_before, unit_before, result_after, unit_after)
        if as_json:
            give_json(
                {**comparison.as_record(speech.language), "position": _position_record(comparison, goal)}
            )
        else:
            _say_one(comparison, goal)


def _position_record(comparison: Comparison, target: Fraction | None) -> dict[str, object] | None:
    """Where the unit stands, for programs; exact figures."""
    from chiso.figures import write_exact
    from chiso.scoring.position import find_position

    position = find_position(comparison.after.result, comparison.after.unit, target=target)
    if position is None:
        return None
    marks = {
        "best": position.best,
        "median": position.median,
        "group": position.group,
        "target": position.target,
    }
    return {
        name: {"points": write_exact(mark.points), "gap": write_exact(mark.gap)}
        for name, mark in marks.items()
        if mark is not None
    }


def _say_one(comparison: Comparison, target: Fraction | None) -> None:
    from chiso.scoring.comparison_words import say_comparison
    from chiso.scoring.position import find_position

    for sentence in say_comparison(comparison):
        say(sentence)
    after = comparison.after
    position = find_position(after.result, after.unit, target=target)
    if position is not None:
        for sentence in position.sentences():
            say(sentence)


def _say_all(comparisons: tuple[Comparison, ...]) -> None:
    from chiso.scoring.comparison_words import signed

    breaks: dict[str, Text] = {}
    rows = []
    for comparison in comparisons:
        for difference in comparison.breaks:
            breaks.setdefault(words(difference.sentence), difference.sentence)
        change = "" if comparison.difference is None else words(signed(comparison.difference))
        rank = comparison.rank
        ranks = "" if rank is None else f"{rank.before} → {rank.after}"
        common = words(signed(comparison.common.difference))
        rows.append([comparison.after.unit.code, comparison.after.unit.name, change, common, ranks])
    if breaks:
        say(text("The series breaks here; totals do not mean the same on both sides:"))
        for sentence in breaks.values():
            say(f"- {words(sentence)}")
        say("")
    head = [
        words(text("Code")),
        words(text("Unit")),
        words(text("Difference of totals")),
        words(text("Of the common part")),
        words(text("Rank")),
    ]
    table(head, rows, right=frozenset({2, 3}))


def _unit_is_missing(option: str) -> WrongCall:
    from chiso.problems import Place, Problem, WrongCall

    expected = text("Expected the unit that is meant, with --unit.")
    return WrongCall([Problem("CH-5003", Place(field=option), "", expected, text("Name the unit."))])


def _target(written: str | None) -> Fraction | None:
    from chiso.figures import NotANumber
    from chiso.problems import Place, Problem, WrongCall
    from chiso.verbs import parse_target

    if written is None:
        return None
    try:
        return parse_target(written)
    except NotANumber as error:
        expected = text("Expected a number of points.")
        mend = text("Write it as 42.5 or 42,5.")
        raise WrongCall([Problem("CH-5006", Place(field="--target"), written, expected, mend)]) from error


COMMANDS = (score, explain, compare, check)
