"""`chiso plan rivals`: where the other units may be, drawn from their history."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.commands.ranking_options import seed_option
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
from chiso.language import Text, listing, text

if TYPE_CHECKING:
    from chiso.improvement.rivals.changes import Changes
    from chiso.improvement.rivals.looking_back import Coverage
    from chiso.improvement.rivals.model import Movements
    from chiso.improvement.rivals.standing import Rivals
    from chiso.problems import WrongCall
    from chiso.scoring.result import Result

# So many of 62 rivals take some 400 MB to be read.
MOST_DRAWS = 20_000
FORMAT = "chiso-rivals/1"


@click.command("rivals", help=words(text("Draw where the other units may be, from how they moved before.")))
@click.argument("results", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="OUT…")
@click.option("--unit", required=True, help=words(text("The unit whose rivals they are.")))
@click.option(
    "--draws",
    type=click.IntRange(1, MOST_DRAWS),
    default=10_000,
    show_default=True,
    metavar="N",
    help=words(text("How many futures.")),
)
@seed_option
@click.option(
    "--years",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    metavar="N",
    help=words(text("How many years ahead.")),
)
@click.option(
    "--breaks",
    type=click.Choice(("exclude", "common")),
    default="exclude",
    show_default=True,
    help=words(text("Changes over a break: left out, or those of the part that is measured alike.")),
)
@click.option(
    "--keep-drift",
    type=NumberRange(0, 1),
    metavar="SHARE",
    help=words(text("How much of its own drift a rival keeps, from 0 to 1; without it estimated.")),
)
@click.option(
    "--correlation",
    type=NumberRange(0, 1, max_open=True),
    metavar="RHO",
    help=words(text("Correlation of the changes of two rivals; without it estimated.")),
)
@click.option(
    "--look-back",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help=words(text("Results of the year that came after, to see how the draws would have fared.")),
)
@path_option(
    "--out", text("The table of draws (CSV); what was assumed stands beside it as .json."), required=True
)
@force_option
@json_option
def rivals(
    results: tuple[Path, ...],
    unit: str,
    draws: int,
    seed: int,
    years: int,
    breaks: str,
    keep_drift: float | None,
    correlation: float | None,
    look_back: Path | None,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read the years, estimate, draw, write; or show how it would have fared."""
    from chiso.improvement.rivals.changes import changes_of
    from chiso.improvement.rivals.drawing import draw_rivals, draws_table, scale_of
    from chiso.improvement.rivals.looking_back import coverage
    from chiso.improvement.rivals.model import Wishes, estimate
    from chiso.scoring.run import read_run
    from chiso.verbs import find_unit
    from chiso.writing import refuse_existing, write_together

    with answering(as_json):
        beside = out.with_suffix(".json")
        if beside == out:
            raise _no_table(out)
        for path in (out, beside):
            refuse_existing(path, force=force)
        found = [find_unit(read_run(folder), unit) for folder in results]
        last, own = max(found, key=lambda one: one[0].period.reference_day)
        changes = changes_of(
            [result for result, _ in found], own.uid, "common" if breaks == "common" else "exclude"
        )
        moves = estimate(changes, Wishes(keep_drift, correlation))
        drawn = draw_rivals(changes, moves, scale_of(last), draws=draws, seed=seed, years=years)
        checked = () if look_back is None else coverage(drawn, _happened(look_back, unit))
        assumptions = _assumptions(changes, moves, years)
        record = _record(last, own.code, changes, moves, drawn, seed, years, checked) | {
            "assumptions": [words(one) for one in assumptions]
        }
        content = (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        write_together(
            {out: (draws_table(drawn).encode("utf-8"), 0o644), beside: (content, 0o644)}, force=force
        )
        for assumption in assumptions:
            remark(assumption)
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say(last, own.uid, drawn, checked)
        say(text("Written: {path}", path=str(out)))


def _no_table(out: Path) -> WrongCall:
    from chiso.problems import Place, Problem, WrongCall

    expected = text("Expected the name of a table; what was assumed is written beside it as .json.")
    mend = text("Let the name end with .csv.")
    return WrongCall([Problem("CH-8351", Place(field="--out"), out.name, expected, mend)])


def _happened(folder: Path, unit: str) -> dict[str, Fraction]:
    """The scores of the year that came after, by code."""
    from chiso.scoring.ranking import ranked_units
    from chiso.scoring.run import read_run
    from chiso.verbs import find_unit

    result, own = find_unit(read_run(folder), unit)
    scores = {one.code: result.scores[one.uid].points[0] for one in ranked_units(result) if one != own}
    return {code: score for code, score in scores.items() if score is not None}


def _assumptions(changes: Changes, moves: Movements, years: int) -> list[Text]:
    """What was taken for granted, in sentences."""
    used = [f"{year.before}–{year.after}" for year in changes.used if not year.is_common_part]
    alike = [f"{year.before}–{year.after}" for year in changes.used if year.is_common_part]
    broken = [f"{year.before}–{year.after}" for year in changes.years if year.why_not == "break"]
    apart = [f"{year.before}–{year.after}" for year in changes.years if year.why_not == "gap"]
    said = [
        text(
            "{rivals} rivals, {changes} yearly changes, years ahead: {years}.",
            rivals=len(changes.now),
            changes=moves.changes,
            years=years,
        )
    ]
    if used:
        said.append(text("Years used: {years}.", years=listing(used)))
    if alike:
        said.append(text("Over these breaks only what is measured alike: {years}.", years=listing(alike)))
    if broken:
        said.append(text("Left out, since the series breaks there: {years}.", years=listing(broken)))
    if apart:
        said.append(text("Left out, since a year lies between: {years}.", years=listing(apart)))
    said.append(
        text(
            "Common drift of a year: {drift}; spread of the common shock: {spread}.",
            drift=_number(moves.common_drift),
            spread=_number(moves.common_spread),
        )
    )
    said.append(
        text(
            "A rival keeps {kept} of its own drift; correlation of two rivals {correlation}.",
            kept=_number(moves.kept),
            correlation=_number(moves.correlation),
        )
    )
    said.append(text("Scores stay within the scale of the index and are rounded to four places."))
    return said


def _record(
    result: Result,
    own: str,
    changes: Changes,
    moves: Movements,
    drawn: Rivals,
    seed: int,
    years: int,
    checked: tuple[Coverage, ...],
) -> dict[str, Any]:
    from chiso.figures import write_exact
    from chiso.improvement.rivals.drawing import PLACES, STREAM

    return {
        "format": FORMAT,
        "unit": own,
        "period": result.period.written,
        "years_ahead": years,
        "draws": len(drawn.draws),
        "seed": seed,
        "stream": STREAM,
        "places": PLACES,
        "changes": [
            {
                "before": year.before,
                "after": year.after,
                "rivals": len(year.changes),
                "common_part": year.is_common_part,
                "left_out": year.why_not,
            }
            for year in changes.years
        ],
        "common_drift": moves.common_drift,
        "common_spread": moves.common_spread,
        "correlation": moves.correlation,
        "kept_drift": moves.kept,
        "rivals": [
            {
                "unit": changes.codes[uid],
                "score": write_exact(score),
                "drift": moves.drifts[uid],
                "spread": moves.spreads[uid],
            }
            for uid, score in changes.now.items()
        ],
        "looked_back": [
            {
                "level": write_exact(one.level),
                "rivals": one.rivals,
                "within": one.within,
                "below": one.below,
                "above": one.above,
            }
            for one in checked
        ],
    }


def _say(result: Result, uid: str, drawn: Rivals, checked: tuple[Coverage, ...]) -> None:
    """What a rank would ask for now and in the draws."""
    from chiso.improvement.rivals.standing import rivals_as_they_stand
    from chiso.improvement.targets import RankTarget
    from chiso.improvement.thresholds import requirement_of

    today = rivals_as_they_stand(result, uid)
    ranks = [rank for rank in (1, 3, 5, 10, 20, 30, 50) if rank <= len(drawn.units)]
    asked = [Fraction(1, 2), Fraction(8, 10), Fraction(9, 10)]
    head = [words(text("Rank")), words(text("As they stand"))]
    head += [words(text("With {chance} %", chance=100 * chance)) for chance in asked]
    rows = []
    for rank in ranks:
        here = requirement_of(RankTarget(None, rank), result, uid, today).required.score
        scores = [
            requirement_of(RankTarget(chance, rank), result, uid, drawn).required.score for chance in asked
        ]
        rows.append([str(rank), *("" if score is None else _figure(score) for score in (here, *scores))])
    say(text("The score that a rank asks for, as the others stand and in the draws:"))
    table(head, rows, right=frozenset(range(5)))
    for one in checked:
        say(
            text(
                "Interval of {level} %: {within} of {rivals} rivals within, {below} below, {above} above.",
                level=100 * one.level,
                within=one.within,
                rivals=one.rivals,
                below=one.below,
                above=one.above,
            )
        )


def _figure(value: Fraction) -> str:
    from chiso.figures import write_for_eyes

    return write_for_eyes(value, speech.language, places=3)


def _number(value: float) -> str:
    return _figure(Fraction(value))
