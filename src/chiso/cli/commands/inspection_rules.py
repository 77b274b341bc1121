"""`chiso inspection check`: whether a checklist or a rule of severity of one's own can be used."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from chiso.cli.output import answering, give_json, json_option, remark, say, speech, words
from chiso.language import text

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    "check", help=words(text("Whether a checklist or a rule of severity of your own can be used."))
)
@click.argument("file", metavar="FILE.yaml", type=click.Path(path_type=Path))
@click.option("--first", type=_DAY, metavar="DAY", help=words(text("First day of the visits.")))
@click.option("--last", type=_DAY, metavar="DAY", help=words(text("Last day of the visits.")))
@json_option
def check(file: Path, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Every fault of the file; a warning where it does not hold on the days of the visits."""
    with answering(as_json):
        from chiso.inspection.checklists import Checklist
        from chiso.inspection.rule_files import name_of, read_rule_file, sort_of
        from chiso.inspection.validity import out_of_force

        read = read_rule_file(file)
        days = [one.date() for one in (first, last) if one is not None]
        warning = out_of_force(read, min(days), max(days)) if days else None
        duties = len(read.items) if isinstance(read, Checklist) else None
        if as_json:
            told = warning.as_record(speech.language) if warning is not None else None
            give_json({"name": name_of(read), "kind": sort_of(read), "duties": duties, "warning": told})
            return
        if duties is not None:
            say(text("{name}: a checklist of {count} duties.", name=name_of(read), count=duties))
        else:
            say(text("{name}: a rule of severity.", name=name_of(read)))
        if warning is not None:
            remark(warning.in_language(speech.language))
