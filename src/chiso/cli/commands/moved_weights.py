"""`chiso swap` and `chiso rank-range`: what other weights would have made of a ranking, exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from chiso.cli.commands.ranking_options import index_argument
from chiso.cli.output import (
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    remark,
    say,
    table,
    words,
)
from chiso.cli.ranges import NumberRange
from chiso.language import listing, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chiso.robustness.acceptability.admissible import Admissible
    from chiso.robustness.acceptability.linear_index import LinearIndex
    from chiso.robustness.acceptability.swapping import Swap
    from chiso.robustness.acceptability.table import Ranges
    from chiso.robustness.acceptability.weighed import Weighed

SHOWN_ROWS = 20
SHOWN_PARTS = 10
INDICATORS = "indicators"
Function = TypeVar("Function", bound=Callable[..., Any])


def _weights_options(function: Function) -> Function:
    """What both commands take: which index, which weights move, which are admissible."""
    options = (
        click.option(
            "--move",
            metavar="CODE",
            help=words(text("The group whose parts change their weights; “indicators”: all at once.")),
        ),
        click.option(
            "--within",
            type=NumberRange(0, 1),
            help=words(text("Each weight at most this share of itself larger or smaller: 0.25.")),
        ),
        click.option(
            "--keep-order",
            is_flag=True,
            help=words(text("No weight falls below one that is given smaller.")),
        ),
        click.option("--period", help=words(text("The period of a panel."))),
        click.option("--league", help=words(text("The league of a run of “chiso score”."))),
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command("swap", help=words(text("The smallest change of weights that swaps two units.")))
@index_argument
@click.argument("unit_a", metavar="UNIT_A")
@click.argument("unit_b", metavar="UNIT_B")
@_weights_options
@click.option(
    "--measure",
    type=click.Choice(("moved", "largest")),
    default="moved",
    show_default=True,
    help=words(text("What is smallest: the weight that changes hands, or the largest change of one.")),
)
@json_option
def swap(
    out_of_index: Path,
    unit_a: str,
    unit_b: str,
    *,
    measure: Any,
    move: str | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Look for the smallest change, for one group or for each that can be moved."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.robustness.acceptability.reading import find_unit, read_weighed
        from chiso.robustness.acceptability.swapping import smallest_swap

        weighed = read_weighed(out_of_index, period=asked["period"], league=asked["league"])
        one, other = find_unit(weighed, unit_a), find_unit(weighed, unit_b)
        _refuse_same(one, other)
        moving = _moving(weighed, move)
        swaps = [smallest_swap(index, one, other, _allowed(index, asked), measure) for index in moving]
        if as_json:
            give_json(
                {"format": "chiso-swap/1", "measure": measure, "swaps": [_record(found) for found in swaps]}
            )
            return
        _say_swaps(weighed, swaps)
        if len(swaps) == 1:
            _say_weights(swaps[0])
            _say_ranges(swaps[0], _allowed(swaps[0].index, asked))


@click.command(
    "rank-range", help=words(text("The best and the worst rank that other weights can give each unit."))
)
@index_argument
@_weights_options
@click.option(
    "--seconds",
    type=NumberRange(min=0.1),
    default=10.0,
    show_default=True,
    help=words(text("Longest time for each rank; what is not proven by then is told with its bounds.")),
)
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def rank_range(
    out_of_index: Path,
    *,
    move: str | None,
    seconds: float,
    out: Path,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Compute the range of every unit and write it."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.robustness.acceptability.rank_range import rank_range as range_of
        from chiso.robustness.acceptability.reading import digest_of, read_weighed
        from chiso.robustness.acceptability.table import RECORD, files_of, gather, record_of
        from chiso.scoring.run_files import refuse_existing, write_folder

        refuse_existing(out, force=force, marker=RECORD)
        weighed = read_weighed(out_of_index, period=asked["period"], league=asked["league"])
        index = _moving(weighed, move)[0]
        allowed = _allowed(index, asked)
        ranges = []
        for number, unit in enumerate(index.units, start=1):
            ranges.append(range_of(index, unit, allowed, seconds=seconds))
            if number % 50 == 0:
                remark(text("{done} of {count} units", done=number, count=len(index.units)))
        made = gather(index, allowed, ranges)
        call = {
            "within": None if asked["within"] is None else str(asked["within"]),
            "keep_order": asked["keep_order"],
            "period": asked["period"],
            "league": asked["league"],
        }
        record = record_of(made, call, digest_of(out_of_index))
        write_folder(out, files_of(made, record), marker=RECORD, modes={}, force=force)
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say_range(made)
        say(text("Written: {path}", path=str(out)))


def _moving(weighed: Weighed, move: str | None) -> Sequence[LinearIndex]:
    """What was asked for, else whatever can be moved. Raises WrongCall (CH-8160) where nothing can."""
    if move is not None:
        return [weighed.moving("" if move == INDICATORS else move)]
    return weighed.movable() or [weighed.moving(weighed.root)]


def _allowed(index: LinearIndex, asked: dict[str, Any]) -> Admissible:
    from chiso.robustness.acceptability.admissible import any_weights, keeping_order, weights_within

    free = asked["within"] is None
    allowed = any_weights(len(index.codes)) if free else weights_within(index.weights, asked["within"])
    return keeping_order(allowed, index.weights) if asked["keep_order"] else allowed


def _refuse_same(one: str, other: str) -> None:
    """Raise WrongCall (CH-8166) where both units are the same one."""
    from chiso.problems import Place, Problem, WrongCall

    if one == other:
        expected = text("Expected two units; this is one.")
        mend = text("Name the other one.")
        raise WrongCall([Problem("CH-8166", Place(field="UNIT_B"), other, expected, mend)])


def _say_swaps(weighed: Weighed, swaps: Sequence[Swap]) -> None:
    """Who stands above whom, and for each group that can be moved what it takes."""
    first = swaps[0]
    scores = weighed.figures[weighed.root]
    above, below = (_figure(float(scores[weighed.units.index(unit)])) for unit in (first.above, first.below))
    values = {"above": _named(first.index, first.above), "below": _named(first.index, first.below)}
    if first.is_level:
        say(text("{above} and {below} are level ({score}).", **values, score=above))
        return
    say(text("{above} ({first}) stands above {below} ({second}).", **values, first=above, second=below))
    head = [words(text("Weights that move")), words(text("Their share of the index")),
            words(text("Smallest change")), words(text("Most changed"))]  # fmt: skip
    rows = [
        [_moved(found.index.moved), _percent(found.index.share), _change(found), _most_changed(found)]
        for found in swaps
    ]
    table(head, rows, right=frozenset({1}))
    say(
        text(
            "Changes are told in per cent of the whole weight of the index; after them both units are level."
        )
    )


def _change(found: Swap) -> str:
    if found.change is None:
        return words(text("above under all admissible weights"))
    return _percent(found.change * found.index.share)


def _most_changed(found: Swap) -> str:
    """The two parts whose weights change most: from what to what, in the whole index."""
    if found.at is None:
        return ""
    steps = sorted(range(len(found.at)), key=lambda at: -abs(found.at[at] - found.index.weights[at]))  # type: ignore[index]
    shown = [
        f"{found.index.codes[at]} {_percent(found.index.weights[at] * found.index.share)} → "
        f"{_percent(found.at[at] * found.index.share)}"
        for at in steps[:2]
        if abs(found.at[at] - found.index.weights[at]) > 1e-12
    ]
    return words(listing(shown))


def _say_weights(found: Swap) -> None:
    """The weights that change, from what to what."""
    if found.at is None or found.is_level:
        return
    changed = [at for at in range(len(found.at)) if abs(found.at[at] - found.index.weights[at]) > 1e-9]
    head = [words(text("Code")), words(text("Weight")), words(text("Weight then"))]
    rows = [
        [
            found.index.codes[at],
            _percent(found.index.weights[at] * found.index.share),
            _percent(found.at[at] * found.index.share),
        ]
        for at in changed[:SHOWN_PARTS]
    ]
    table(head, rows, right=frozenset({1, 2}))


def _say_ranges(found: Swap, allowed: Admissible) -> None:
    from chiso.robustness.acceptability.rank_range import rank_range as range_of

    for unit in (found.above, found.below):
        made = range_of(found.index, unit, allowed, seconds=10.0)
        say(
            text(
                "{unit}: rank {first} at best, {last} at worst, if these weights move.",
                unit=_named(found.index, unit),
                first=made.best,
                last=made.worst,
            )
        )


def _say_range(made: Ranges) -> None:
    from chiso.robustness.acceptability.table import by_rank

    say(
        text(
            "Weights that move: {moved}. Pairs settled under all admissible weights: {count}.",
            moved=_moved(made.index.moved),
            count=int(made.above.sum()),
        )
    )
    ranks = made.index.ranks(made.index.weights)
    head = [words(text("Unit")), words(text("Rank")), words(text("Best rank")), words(text("Worst rank"))]
    order = by_rank(made)
    rows = [
        [
            _named(made.index, made.index.units[at]),
            str(ranks[at]),
            _bounded(made.ranges[at].best, made.ranges[at].best_bound),
            _bounded(made.ranges[at].worst, made.ranges[at].worst_bound),
        ]
        for at in order[:SHOWN_ROWS]
    ]
    table(head, rows, right=frozenset({1, 2, 3}))
    if len(order) > SHOWN_ROWS:
        say(text("… and {count} more in {file}", count=len(order) - SHOWN_ROWS, file="rank_range.csv"))
    open_ones = sum(not one.is_proven for one in made.ranges)
    if open_ones:
        remark(
            text(
                "Not proven in the time given: {count} units; the table has what cannot be passed.",
                count=open_ones,
            )
        )


def _bounded(reached: int, bound: int) -> str:
    """A rank that is proven, or the one reached with the one that cannot be passed."""
    return str(reached) if reached == bound else f"{reached} ({bound})"


def _named(index: LinearIndex, unit: str) -> str:
    name = index.names.get(unit, "")
    return f"{unit} {name}" if name and name != unit else unit


def _moved(moved: str) -> str:
    return moved or words(text("all indicators"))


def _percent(share: float) -> str:
    return f"{_figure(100 * share, 3)} %"


def _figure(value: float, places: int = 2) -> str:
    from fractions import Fraction

    from chiso.cli.output import speech
    from chiso.figures import write_for_eyes

    return write_for_eyes(Fraction(value), speech.language, places=places)


def _record(found: Swap) -> dict[str, Any]:
    """One answer as JSON; figures of the weights that move, which add up to 1."""
    return {
        "moved": found.index.moved or INDICATORS,
        "share": found.index.share,
        "above": found.above,
        "below": found.below,
        "is_level": found.is_level,
        "difference": found.difference,
        "least_difference": found.least,
        "change": found.change,
        "weights": dict(zip(found.index.codes, found.index.weights.tolist(), strict=True)),
        "weights_then": None
        if found.at is None
        else dict(zip(found.index.codes, found.at.tolist(), strict=True)),
    }


COMMANDS = (swap, rank_range)
