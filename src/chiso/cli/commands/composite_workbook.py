"""`chiso workbook`: a composite index from a workbook, and as one."""

from __future__ import annotations

from pathlib import Path

import click

from chiso.cli.output import answering, force_option, give_json, json_option, path_option, remark, say, words
from chiso.language import text

FRAMEWORK, DATA, UNITS = "framework.yaml", "data.csv", "units.csv"


@click.group("workbook", help=words(text("A composite index as a workbook with sheets Data and Metadata.")))
def group() -> None:
    """The group of commands about workbooks of composite indices."""


@group.command("import", help=words(text("Read a workbook: a framework, figures and units come out.")))
@click.argument("workbook", type=click.Path(path_type=Path), metavar="FILE.xlsx")
@click.option(
    "--id", "name", default="", help=words(text("The id of the framework; else as in the workbook."))
)
@click.option(
    "--version", default="", help=words(text("The version of the framework; else as in the workbook."))
)
@path_option("--out", text("Folder for framework.yaml, data.csv and units.csv."), required=True)
@force_option
@json_option
def import_workbook(workbook: Path, name: str, version: str, out: Path, force: bool, as_json: bool) -> None:
    """Read, check as every framework is checked, and write what “chiso composite” takes."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.composite.workbook import read_workbook
        from chiso.writing import write_new

        with filling(out, marker=FRAMEWORK, force=force) as draft:
            read = read_workbook(workbook, name=name, version=version)
            files = {FRAMEWORK: read.document, DATA: read.data, UNITS: read.units}
            for file, content in files.items():
                if content:
                    write_new(draft / file, content, 0o644)
        for line in read.remarks:
            remark(line)
        if as_json:
            give_json({"out": str(out), "framework": read.framework.key})
            return
        for file, content in files.items():
            if content:
                say(text("Written: {path}", path=str(out / file)))
        if not read.data:
            say(text("The sheet “Data” has no figures yet."))
            return
        say(text("Next:"))
        say(f"  chiso composite {out / FRAMEWORK} {out / DATA} --units {out / UNITS} --out {out / 'results'}")


@group.command(
    "export", help=words(text("Write a computed index as a workbook, with a sheet for each stage."))
)
@click.argument("run", type=click.Path(path_type=Path), metavar="OUT")
@path_option("--out", text("The workbook (.xlsx)."), required=True)
@force_option
@json_option
def export_workbook(run: Path, out: Path, force: bool, as_json: bool) -> None:
    """Read the run and write the workbook in one step."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.composite.run_reading import read_run
        from chiso.composite.workbook import write_workbook
        from chiso.writing import refuse_existing, write_whole

        refuse_existing(out, force=force)
        write_whole(out, write_workbook(read_run(run)), force=force)
        if as_json:
            give_json({"out": str(out)})
            return
        say(text("Written: {path}", path=str(out)))
