"""`chiso score`: answers become points, an index, a ranking."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from chiso.language import Text, listing, text
from chiso.scoring.layers import LAYERS, Layer

if TYPE_CHECKING:
    from chiso.scoring.result import Result
    from chiso.scoring.run import Scored

# What a person reads of a ranking at a glance; the rest is in ranking.csv.
SHOWN_ROWS = 15
SHOWN_LACKS = 12


@click.command("score", help=words(text("Score answers by a framework: points, index, ranking, trace.")))
@click.argument("measure", metavar="ID@VERSION")
@click.argument("answers", type=click.Path(path_type=Path), metavar="ANSWERS.csv")
@path_option("--units", text("Table of the units; without it the shipped register is asked."))
@click.option(
    "--period", required=True, help=words(text("The period, such as 2019, 2020-Q2 or 2026@2026-10-10."))
)
@path_option("--out", text("Folder for the results."), required=True)
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
@path_option("--estimates", text("Estimates behind answers of surveys: how sure points and ranks are (CSV)."))
@force_option
@json_option
def score(
    measure: str,
    answers: Path,
    units: Path | None,
    period: str,
    out: Path,
    layer: Layer | None,
    decimal: str | None,
    estimates: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read, check, score, write; incomplete units are listed and do not fail the command."""
    from chiso import verbs
    from chiso.scoring.run import write_run
    from chiso.scoring.run_files import refuse_existing

    with answering(as_json):
        refuse_existing(out, force=force)
        remark(text("Reading {path} …", path=str(answers)))
        scored = verbs.score(
            measure,
            answers,
            period=period,
            units=units,
            layer=layer,
            decimal=decimal,
            estimates=estimates,
            remark=remark,
        )
        write_run(scored, out, force=force)
        if as_json:
            give_json(_record(scored, out))
        else:
            _say_results(scored, out)
        _remark_incomplete(scored)


def _record(scored: Scored, out: Path) -> dict[str, object]:
    return {
        "out": str(out),
        "period": scored.period.written,
        "leagues": [
            {
                "league": result.league.key,
                "framework": result.framework.key,
                "ranking": [
                    {
                        "unit": row.unit.code,
                        "name": row.unit.name,
                        "score": result.written(row.score, "total"),
                        "rank": row.rank,
                        "of": row.of,
                        "complete": row.is_complete,
                        "class": row.class_code,
                    }
                    for row in result.ranking
                ],
                "incomplete": {
                    result.units_by_uid[uid].code: [lack.code for lack in lacks]
                    for uid, lacks in result.incomplete.items()
                },
            }
            for result in scored.results
        ],
    }


def _say_results(scored: Scored, out: Path) -> None:
    for result in scored.results:
        say(_heading(result))
        rows = [
            [
                "" if row.rank is None else f"{row.rank}/{row.of}",
                row.unit.code,
                row.unit.name,
                "" if row.score is None else words(row.score),
                words(row.class_title),
            ]
            for row in result.ranking
            if row.is_complete
        ]
        if rows:
            head = [
                words(text("Rank")),
                words(text("Code")),
                words(text("Unit")),
                words(text("Score")),
                words(text("Class")),
            ]
            table(head, rows[:SHOWN_ROWS], right=frozenset({0, 3}))
        if len(rows) > SHOWN_ROWS:
            say(text("… and {count} more in ranking.csv", count=len(rows) - SHOWN_ROWS))
        if result.framework.index.ranked == "none":
            say(text("These results are not for ranking."))
    say(text("Written: {path}", path=str(out)))


def _heading(result: Result) -> Text:
    status = {
        "draft": text("DRAFT set of criteria. "),
        "fictitious": text("FICTITIOUS set of criteria, made up as an example. "),
    }.get(result.framework.status, "")
    complete = sum(result.is_complete(unit.uid) for unit in result.units)
    return text(
        "{status}{title}, {period}: {complete} of {all} units complete",
        status=status,
        title=result.league.title or result.framework.title,
        period=result.period.title(),
        complete=complete,
        all=len(result.units),
    )


def _remark_incomplete(scored: Scored) -> None:
    for result in scored.results:
        for uid, lacks in result.incomplete.items():
            unit = result.units_by_uid[uid]
            codes = [lack.code for lack in lacks[:SHOWN_LACKS]] + ["…"] * (len(lacks) > SHOWN_LACKS)
            remark(
                text(
                    "Incomplete, not ranked: {code} {name}. Missing or left open by the law: {codes}",
                    code=unit.code,
                    name=unit.name,
                    codes=listing(codes),
                )
            )
