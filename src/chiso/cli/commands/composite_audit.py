"""`chiso audit`: what the indicators of an index are like, how they go together, who has how much say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.output import answering, force_option, give_json, json_option, path_option, say, speech, words
from chiso.language import text

if TYPE_CHECKING:
    from chiso.composite.audit import Audit

PAGE = "audit.html"


@click.command(
    "audit", help=words(text("Look into a composite index: statistics, gaps, correlations, weights, size."))
)
@click.argument("run", type=click.Path(path_type=Path), metavar="OUT")
@path_option("--out", text("Folder for tables, pictures and the page; else “audit” inside OUT."))
@click.option("--pictures/--no-pictures", default=True, help=words(text("Draw a picture for each question.")))
@force_option
@json_option
def audit(run: Path, out: Path | None, pictures: bool, force: bool, as_json: bool) -> None:
    """Read the run, look into it, write one CSV a table, one SVG a picture, and a page with all."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.cli.commands.composite_pictures import draw_pictures
        from chiso.cli.folders import filling
        from chiso.composite.audit import audit_run, files_of, write_page
        from chiso.composite.run_reading import read_run
        from chiso.writing import write_new

        target = run / "audit" if out is None else out
        found = audit_run(read_run(run))
        with filling(target, marker=PAGE, force=force) as draft:
            drawings = draw_pictures(found, speech.language) if pictures else {}
            for name, content in files_of(found).items():
                write_new(draft / name, content, 0o644)
            for name, (wide, _) in drawings.items():
                write_new(draft / f"{name}.svg", wide, 0o644)
            write_new(draft / PAGE, write_page(found, drawings, speech.language), 0o644)
        if as_json:
            give_json({"out": str(target), "findings": _findings(found)})
            return
        for finding in found.findings:
            say(f"{words(finding.title)}: {words(finding.sentences[0])}")
        say(text("Written: {path}", path=str(target)))


def _findings(found: Audit) -> dict[str, list[str]]:
    """The sentences by the name of their finding, in the language of the call."""
    return {finding.name: [words(one) for one in finding.sentences] for finding in found.findings}


COMMANDS = (audit,)
