"""`chiso survey quality`: which interviews somebody should look at, and why."""

from __future__ import annotations

from fractions import Fraction
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
    speech,
    table,
    words,
)
from chiso.figures import write_for_eyes
from chiso.language import Text, text

if TYPE_CHECKING:
    from chiso.survey.quality import QualityResult

SHOWN_INTERVIEWERS = 10


@click.command(
    "quality", help=words(text("Look through collected interviews and list what to follow up, with reasons."))
)
@click.argument("data", type=click.Path(path_type=Path), metavar="DATA")
@path_option("--plan", text("Which column plays which role, and the limits (YAML)."), required=True)
@path_option("--back-checks", text("Interviews that somebody else asked again; the same key and questions."))
@path_option("--out", text("Folder for follow_up.csv and quality.json."), required=True)
@force_option
@json_option
def quality(data: Path, plan: Path, back_checks: Path | None, out: Path, force: bool, as_json: bool) -> None:
    """Exit 0 whatever is listed: a list is no fault of the data."""
    from chiso.scoring.run_files import refuse_existing, write_folder
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.survey.quality import check_quality, follow_up_table, quality_record, read_plan
        from chiso.survey.reading import read_data

        refuse_existing(out, force=force, marker="quality.json")
        read = read_plan(plan)
        result = check_quality(
            read_data(data).table,
            read,
            back_checks=None if back_checks is None else read_data(back_checks).table,
            name=str(data),
            back_checks_name=str(back_checks),
        )
        record = quality_record(result)
        files = {
            "follow_up.csv": follow_up_table(result, speech.language).encode(),
            "quality.json": _json(record),
        }
        write_folder(out, files, marker="quality.json", modes={}, force=force)
        if as_json:
            give_json({"out": str(out), **record})
        else:
            _say(result)
            say(text("Written: {path}", path=str(out)))
        remark(text("A list to follow up, not a judgement: honest work is listed too. Nothing was deleted."))


def _json(record: object) -> bytes:
    import json

    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _say(result: QualityResult) -> None:
    from chiso.survey.quality import false_alarms
    from chiso.survey.quality.findings import TITLES

    honest = false_alarms()
    rows = []
    for one in result.checks:
        if one.left_out is not None:
            rows.append([words(TITLES[one.check]), words(one.left_out), "", "", ""])
            continue
        rows.append(
            [
                words(TITLES[one.check]),
                words(one.looked_at),
                words(len(one.findings)),
                _percent(one.share),
                _percent(honest[one.check].share),
            ]
        )
    head = (text("Check"), text("Looked at"), text("To follow up"), text("Share"), text("Honest rounds"))
    table([words(one) for one in head], rows, right=frozenset({1, 2, 3, 4}))
    for found in result.by_name("signs").findings[:SHOWN_INTERVIEWERS]:
        say(text("Interviewer {name}: {reason}", name=found.interviewer, reason=found.reason))
    for line in _facts(result):
        say(line)


def _facts(result: QualityResult) -> list[Text]:
    return [
        text("{name}: {value}", name=fact.name, value=fact.value)
        for one in result.checks
        for fact in one.facts
    ]


def _percent(share: float) -> str:
    return f"{write_for_eyes(Fraction(share) * 100, speech.language, 2)} %"


COMMANDS = (quality,)
