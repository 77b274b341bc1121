"""`chiso check`: do published parts add up to the published whole?"""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.output import DIFFERS, answering, give_json, json_option, remark, say, speech, words
from chiso.language import text


@click.command("check", help=words(text("Check published figures: do their parts add up, row by row?")))
@click.argument("published", type=click.Path(path_type=Path), metavar="PUBLISHED.csv")
@click.option("--framework", required=True, metavar="ID@VERSION", help=words(text("Whose parts they are.")))
@json_option
def check(published: Path, framework: str, as_json: bool) -> None:
    """Every sum that differs, by how much; exit 1 if any does."""
    from chiso.frameworks.library import load_framework
    from chiso.scoring.check import check_published

    with answering(as_json) as answer:
        report, met = check_published(published, load_framework(framework))
        met.stop_if_any()
        for one in met.remarks:
            remark(one)
        differing = report.differing
        if differing:
            answer.code = DIFFERS
        if as_json:
            give_json(report.as_record(speech.language))
        else:
            for checked in differing:
                say(checked.sentence)
            say(
                text(
                    "{all} totals have parts: {same} add up, {differ} do not; {rounding} of these"
                    " differ by no more than rounding explains. Totals without parts: {without}.",
                    all=len(report.sums),
                    same=len(report.sums) - len(differing),
                    differ=len(differing),
                    rounding=sum(checked.is_within_rounding for checked in differing),
                    without=report.without_parts,
                )
            )
