"""`chiso ranks`: the set of ranks that each unit may have, and who cannot be told apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
from chiso.language import Text, listing, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chiso.robustness.rank_sets.leagues import League
    from chiso.robustness.rank_sets.ranking import Asked, Ranked, RankRow

SHOWN_ROWS = 20
SHOWN_UNITS = 12


@click.command(
    "ranks", help=words(text("Sets of ranks from estimates with errors; who cannot be told apart."))
)
@click.argument("estimates", type=click.Path(path_type=Path), metavar="ESTIMATES")
@click.option(
    "--level",
    type=NumberRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help=words(text("Probability with which all sets of ranks hold at once.")),
)
@click.option(
    "--code",
    multiple=True,
    help=words(text("Rank by this code alone; may be repeated. Else by each code of the table.")),
)
@path_option("--draws", text("Joint draws of the estimates (Parquet); else errors count as independent."))
@click.option(
    "--method",
    type=click.Choice(("differences", "intervals", "bonferroni")),
    default="differences",
    show_default=True,
    help=words(text("By all differences at once, by intervals, or by intervals under any dependence.")),
)
@click.option(
    "--best",
    type=click.Choice(("highest", "lowest")),
    default="highest",
    show_default=True,
    help=words(text("Which figure has rank 1.")),
)
@click.option("--unit", help=words(text("One unit alone: a smaller set, which holds for this unit only.")))
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help=words(text("Seed of what is drawn.")),
)
@path_option("--out", text("Folder for the results."))
@force_option
@json_option
def ranks(
    estimates: Path,
    draws: Path | None,
    unit: str | None,
    out: Path | None,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Read, rank, tell; write if a folder is named."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.cli.output import speech
        from chiso.robustness.rank_sets.leagues import make_leagues
        from chiso.robustness.rank_sets.ranking import Asked, rank_league
        from chiso.robustness.rank_sets.reading import digest_of, read_draws, read_figures
        from chiso.robustness.rank_sets.table import RECORD, files_of, record_of
        from chiso.scoring.run_files import refuse_existing, write_folder

        _refuse_options(unit, out, asked["method"])
        if out is not None:
            refuse_existing(out, force=force, marker=RECORD)
        rows = read_figures(estimates)
        joint = None if draws is None else read_draws(draws)
        leagues = make_leagues(rows, codes=asked["code"], draws=joint, file=str(estimates))
        question = Asked(asked["level"], asked["method"], asked["best"], seed=asked["seed"])
        _refuse_unit(unit, leagues, str(estimates))
        ranked = tuple(rank_league(league, question, unit=unit) for league in leagues)
        digests = {
            "estimates_sha256": digest_of(estimates),
            "draws_sha256": None if draws is None else digest_of(draws),
        }
        record = record_of(ranked, question, digests)
        if out is not None:
            files = files_of(ranked, record, speech.language)
            write_folder(out, files, marker=RECORD, modes={}, force=force)
        _remark(ranked)
        if as_json:
            give_json(record | {"rows": _records(ranked), "out": None if out is None else str(out)})
        elif unit is not None:
            for one in ranked:
                _say_unit(one, unit, question)
        else:
            for one in ranked:
                _say(one, question)
        if out is not None and not as_json:
            say(text("Written: {path}", path=str(out)))


def _refuse_options(unit: str | None, out: Path | None, method: str) -> None:
    """Raise WrongCall (CH-8158) for options that do not go together."""
    from chiso.problems import Place, Problem, WrongCall

    if unit is not None and (out is not None or method != "differences"):
        expected = text("Expected one unit alone by differences, and without a folder.")
        mend = text(
            "Take `--out` and `--method` out: what is written are sets that hold for all units at once."
        )
        raise WrongCall([Problem("CH-8158", Place(field="unit"), unit, expected, mend)])


def _refuse_unit(unit: str | None, leagues: Sequence[League], file: str) -> None:
    """Raise WrongCall (CH-8159) where no league has the unit."""
    from chiso.problems import Place, Problem, WrongCall

    if unit is not None and not any(unit in league.units for league in leagues):
        left_out = [one for league in leagues for one in league.left_out if one.unit == unit]
        expected = text("Expected a unit of the table that has a figure with an error.")
        mend = (
            text("It has no place: {reason}.", reason=left_out[0].reason)
            if left_out
            else text("Write the unit as in the table.")
        )
        raise WrongCall([Problem("CH-8159", Place(file, field="unit"), unit, expected, mend)])


def _remark(ranked: Sequence[Ranked]) -> None:
    """What has to be known beside the sets."""
    if any(not one.league.is_exact and one.league.joint is None for one in ranked):
        remark(text("Errors of different units are taken as independent: no joint draws were given."))
    left_out = sum(len(one.league.left_out) for one in ranked)
    if left_out:
        remark(text("Units without a set of ranks, each with its reason: {count}.", count=left_out))


def _say(ranked: Ranked, asked: Asked) -> None:
    """One league: its first units with their sets; the rest is in the table."""
    league, rows = ranked.league, ranked.rows()
    say(_title(ranked, asked))
    if league.is_exact and league.units:
        say(text("No figure has an error: ranks are exact."))
    head = [words(text("Unit")), words(text("Estimate")), words(text("Rank")), words(text("Possible ranks")),
            words(text("Group"))]  # fmt: skip
    shown = [
        [row.unit, _figure(row.estimate), str(row.rank or ""), _set(row), row.letters]
        for row in rows[:SHOWN_ROWS]
    ]
    table(head, shown, right=frozenset({1, 2}))
    if len(rows) > SHOWN_ROWS:
        say(text("… and {count} more in {file}", count=len(rows) - SHOWN_ROWS, file="ranks.csv"))


def _say_unit(ranked: Ranked, unit: str, asked: Asked) -> None:
    """One unit: its set, and with whom it changes places."""
    league = ranked.league
    if unit not in league.units:
        return
    say(_title(ranked, asked))
    (row,) = (row for row in ranked.rows() if row.unit == unit)
    say(text("{unit}: possible ranks {ranks}. This holds for this unit alone.", unit=unit, ranks=_set(row)))
    at = league.units.index(unit)
    above = [league.units[one] for one in ranked.by_rank if ranked.order.above[one, at]]
    below = [league.units[one] for one in ranked.by_rank if ranked.order.above[at, one]]
    alike = [league.units[one] for one in ranked.by_rank if ranked.order.alike[one, at] and one != at]
    say(text("Above it: {units}", units=_several(above)))
    say(text("Not told apart from it: {units}", units=_several(alike)))
    say(text("Below it: {units}", units=_several(below)))


def _several(units: Sequence[str]) -> str:
    """The first units of a list, and how many more."""
    if not units:
        return "–"
    shown = words(listing(units[:SHOWN_UNITS]))
    more = len(units) - SHOWN_UNITS
    return shown if more <= 0 else words(text("{units} and {count} more", units=shown, count=more))


def _title(ranked: Ranked, asked: Asked) -> Text:
    from fractions import Fraction

    name = " ".join(part for part in (ranked.league.code, ranked.league.period) if part)
    percent = Fraction(str(asked.level)) * 100
    if not name:
        return text("{count} units, {percent} %", count=len(ranked.league.units), percent=percent)
    return text(
        "{name}: {count} units, {percent} %", name=name, count=len(ranked.league.units), percent=percent
    )


def _set(row: RankRow) -> str:
    """The set of ranks of a unit, or why there is none."""
    if row.reason is not None:
        return words(row.reason)
    return str(row.first) if row.first == row.last else f"{row.first}–{row.last}"


def _records(ranked: Sequence[Ranked]) -> list[dict[str, Any]]:
    """The rows as JSON; null where there is none."""
    return [
        {
            "period": row.period,
            "code": row.code,
            "unit": row.unit,
            "estimate": None if row.estimate != row.estimate else row.estimate,
            "rank": row.rank or None,
            "first": row.first or None,
            "last": row.last or None,
            "letters": row.letters,
            "reason": None if row.reason is None else words(row.reason),
        }
        for one in ranked
        for row in one.rows()
    ]


def _figure(value: float) -> str:
    from fractions import Fraction

    from chiso.cli.output import speech
    from chiso.figures import write_for_eyes

    if value != value:
        return ""
    places = 4 if abs(value) < 10 else 2 if abs(value) < 10_000 else 0
    return write_for_eyes(Fraction(value), speech.language, places=places)


COMMANDS = (ranks,)
