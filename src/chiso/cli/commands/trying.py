"""`chiso frameworks try`: a draft on last year's answers, the new ranking beside the old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from chiso.cli.output import answering, give_json, json_option, path_option, remark, say, speech, table, words
from chiso.language import Text, listing, text
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.layers import LAYERS, Layer

# What a person reads at a glance; the rest is in --json.
SHOWN_ROWS = 15
SHOWN_CHANGES = 10

Record = Mapping[str, Any]


@click.command("try", help=words(text("Try a draft on the answers to an older set: both rankings, and why.")))
@click.argument("draft", metavar="DRAFT.yaml")
@click.option(
    "--against", required=True, metavar="ID@VERSION", help=words(text("The set that was answered."))
)
@path_option("--answers", text("Table of the answers to that set."), required=True)
@path_option("--units", text("Table of the units; without it the shipped register is asked."))
@click.option(
    "--period", required=True, help=words(text("The period, such as 2019, 2020-Q2 or 2026@2026-10-10."))
)
@click.option(
    "--layer",
    type=click.Choice(LAYERS),
    help=words(text("The last layer of answers that counts; without it the last of each answer.")),
)
@click.option(
    "--decimal",
    type=click.Choice(["comma", "point"]),
    help=words(text("Decimal sign of the file, where it cannot be told from it.")),
)
@click.option(
    "--same",
    multiple=True,
    metavar="OLD=NEW",
    help=words(text("Codes of a criterion in both sets, where titles do not tell; may be repeated.")),
)
@json_option
def try_draft(
    draft: str,
    against: str,
    answers: Path,
    units: Path | None,
    period: str,
    layer: Layer | None,
    decimal: str | None,
    same: tuple[str, ...],
    as_json: bool,
) -> None:
    """Read, score by both sets, compare; nothing is written."""
    from chiso import verbs
    from chiso.scoring.trying.record import trial_record

    with answering(as_json):
        trial = verbs.try_draft(
            draft,
            answers,
            against=against,
            period=period,
            units=units,
            layer=layer,
            decimal=decimal,
            same=_pairs(same),
            remark=remark,
        )
        record = trial_record(trial)
        if as_json:
            give_json(record)
        else:
            _say_trial(record)


def _pairs(written: tuple[str, ...]) -> dict[str, str]:
    """code before -> code now. Raises WrongCall (CH-3055) for what is no pair, or a code before twice."""
    pairs: dict[str, str] = {}
    problems = []
    for one in written:
        before, sign, after = one.partition("=")
        if sign and before and after and before not in pairs:
            pairs[before] = after
            continue
        expected = text("Expected a code of the older set, “=” and a code of the draft; each code once.")
        mend = text("Write it as 1.2=1.3.")
        problems.append(Problem("CH-3055", Place(field="--same"), one, expected, mend))
    if problems:
        raise WrongCall(problems)
    return pairs


def _say_trial(record: Record) -> None:
    _say_ranking(record)
    for line in _lines(record):
        say(line)


def _say_ranking(record: Record) -> None:
    say(
        text(
            "{draft} on the answers of {period} to {older}:",
            draft=record["draft"]["key"],
            period=record["period"],
            older=record["older"]["key"],
        )
    )
    head = [
        words(text("Rank")),
        words(text("Before")),
        words(text("Code")),
        words(text("Unit")),
        words(text("Score")),
        words(text("Before")),
    ]
    rows = [
        [
            _of(row["after"], "rank"),
            _of(row["before"], "rank"),
            row["unit"],
            row["name"],
            _of(row["after"], "score"),
            _of(row["before"], "score"),
        ]
        for row in record["ranking"]
    ]
    if rows:
        table(head, rows[:SHOWN_ROWS], right=frozenset({0, 1, 4, 5}))
    if len(rows) > SHOWN_ROWS:
        say(text("… and {count} more with --json", count=len(rows) - SHOWN_ROWS))


def _of(place: Record | None, key: str) -> str:
    """A figure of one side; "–" where there is none."""
    value = place[key] if place else None
    if value is None:
        return "–"
    return words(Fraction(value) if "/" not in str(value) else str(value))


def _lines(record: Record) -> Iterator[Text]:
    for side, words_of_side in (
        ("before", text("by the older set")),
        ("after", text("by the draft")),
    ):
        if record["incomplete"][side]:
            codes = record["incomplete"][side]
            shown = listing([*codes[:SHOWN_ROWS], *["…"] * (len(codes) > SHOWN_ROWS)])
            yield text("Incomplete {side}, not ranked: {codes}", side=words_of_side, codes=shown)
    yield from _lines_of_answers(record["answers"])
    if record["changes"]:
        yield text("By change of the set (ranks that it moves by itself):")
    for change in record["changes"][:SHOWN_CHANGES]:
        yield text(
            "  {code} {title} ({reason}): {mean} points on average, {moved} ranks moved",
            code=change["after"] or change["before"],
            title=change["title"][speech.language],
            reason=change["words"][speech.language],
            mean=Fraction(change["mean"]),
            moved=change["moved"],
        )
    for one in record["level"]:
        yield text(
            "Tells nobody apart: {code} {title}: {words}",
            code=one["code"],
            title=one["title"][speech.language],
            words=one["words"][speech.language],
        )
    for pair in record["correlations"]["pairs"][:SHOWN_CHANGES]:
        yield text(
            "Go together: {one} and {other} (r = {pearson}, ρ = {spearman})",
            one=pair["one"],
            other=pair["other"],
            pearson=round(Fraction(pair["pearson"]), 2),
            spearman=round(Fraction(pair["spearman"]), 2),
        )
    yield from _lines_of_weights(record["sensitivity"])


def _lines_of_answers(answers: Record) -> Iterator[Text]:
    for one in answers["matches"]:
        yield text(
            "Taken as the same: {before} → {after} ({words})",
            before=one["before"],
            after=one["after"],
            words=one["words"][speech.language],
        )
    for one in answers["not_carried"]:
        yield text(
            "Without answers, left out of the draft: {code} {title} ({words})",
            code=one["code"],
            title=one["title"][speech.language],
            words=one["words"][speech.language],
        )
    if answers["same_share"]:
        codes = listing(answers["same_share"])
        yield text("Entered points taken at the same share of another range: {codes}", codes=codes)
    if answers["left_behind"]:
        yield text("Answers that do not fit the draft: {count}", count=answers["left_behind_count"])


def _lines_of_weights(sensitivity: list[Record]) -> Iterator[Text]:
    weighed = [one for one in sensitivity if one["shifts"] and not one["is_group"]]
    weighed.sort(key=lambda one: -max(Fraction(shift["mean"]) for shift in one["shifts"]))
    if weighed:
        yield text("Weights on which the ranking hangs most (mean shift of ranks at −25 % and +25 %):")
    for one in weighed[:SHOWN_CHANGES]:
        yield text(
            "  {code} {title}: {down} and {up}; first rank changes: {top}",
            code=one["code"],
            title=one["title"][speech.language],
            down=round(Fraction(one["shifts"][0]["mean"]), 2),
            up=round(Fraction(one["shifts"][-1]["mean"]), 2),
            top=one["top"][speech.language],
        )
