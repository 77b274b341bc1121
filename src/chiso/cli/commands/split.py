"""`chiso split`: each indicator's part of the difference of two units, or of two years of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.commands.ranking_options import index_argument
from chiso.cli.output import answering, give_json, json_option, say, speech, table, words
from chiso.language import text

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun
    from chiso.composite.table import Row
    from chiso.robustness.splitting.composite import Split

SHOWN_ROWS = 20


@click.command(
    "split", help=words(text("Each indicator's part of the difference of two units, or of two years."))
)
@index_argument
@click.argument("unit_a", metavar="UNIT_A")
@click.argument("unit_b", metavar="UNIT_B")
@click.option("--period", help=words(text("The period of a panel.")))
@click.option("--other-period", help=words(text("The period of the second unit, where it is another one.")))
@json_option
def split(
    out_of_index: Path, unit_a: str, unit_b: str, period: str | None, other_period: str | None, as_json: bool
) -> None:
    """Split the difference and tell the largest parts."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.composite.run_reading import read_run
        from chiso.robustness.splitting.composite import find_row, split_difference

        run = read_run(out_of_index)
        one = find_row(run, unit_a, period)
        other = find_row(run, unit_b, period if other_period is None else other_period)
        found = split_difference(run, one, other)
        if as_json:
            give_json(_record(found))
            return
        _say(run, found)


def _say(run: CompositeRun, found: Split) -> None:
    """The difference, the groups of the index, then the indicators with the largest parts."""
    one, other = found.figures[found.root]
    say(
        text(
            "{first}: {score}; {second}: {other}; difference {difference}",
            first=_named(run, found.one),
            score=_figure(one),
            second=_named(run, found.other),
            other=_figure(other),
            difference=_figure(found.difference),
        )
    )
    head = [words(text("Code")), words(text("First unit")), words(text("Second unit")), words(text("Part"))]
    groups = [code for code in run.tree.children(found.root) if code not in found.indicators]
    largest = sorted(found.indicators, key=lambda code: -abs(found.parts[code]))
    rows = [
        [code, *map(_figure, found.figures[code]), _figure(found.parts[code])]
        for code in (*groups, *largest[:SHOWN_ROWS])
    ]
    table(head, rows, right=frozenset({1, 2, 3}))
    if len(largest) > SHOWN_ROWS:
        say(
            text(
                "The other {count} indicators together: {part}",
                count=len(largest) - SHOWN_ROWS,
                part=_figure(sum(found.parts[code] for code in largest[SHOWN_ROWS:])),
            )
        )


def _named(run: CompositeRun, row: Row) -> str:
    name = run.names.get(row.unit, "")
    return " ".join(part for part in (row.unit, name if name != row.unit else "", row.period) if part)


def _record(found: Split) -> dict[str, Any]:
    return {
        "format": "chiso-split/1",
        "first": {"unit": found.one.unit, "period": found.one.period},
        "second": {"unit": found.other.unit, "period": found.other.period},
        "difference": found.difference,
        "parts": [
            {"code": code, "first": _or_none(one), "second": _or_none(other), "part": found.parts[code]}
            for code, (one, other) in found.figures.items()
        ],
    }


def _or_none(value: float) -> float | None:
    return None if value != value else value


def _figure(value: float) -> str:
    from fractions import Fraction

    from chiso.figures import write_for_eyes

    return "" if value != value else write_for_eyes(Fraction(value), speech.language, places=3)


COMMANDS = (split,)
