"""`chiso survey import`, `check`, `close`: data come in, are looked at, and are fixed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chiso.cli.commands.survey_calibration import read_whole_chain
from chiso.cli.output import (
    DIFFERS,
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    remark,
    say,
    speech,
    words,
)
from chiso.figures import DecimalSign
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chiso.survey.findings import Finding
    from chiso.survey.reading import Data


_design = path_option("--design", text("The design: which column plays which role."), required=True)
_decimal = click.option(
    "--decimal",
    type=click.Choice([".", ","]),
    help=words(text("Decimal sign of a text file; else the figures tell it.")),
)
_missing = click.option(
    "--missing",
    multiple=True,
    metavar="WORD",
    help=words(text("A word that stands for no answer, such as NA. May be repeated.")),
)
_sheet = click.option("--sheet", help=words(text("Sheet of a workbook; else the first.")))
_data = click.argument("data", type=click.Path(path_type=Path), metavar="DATA")


@click.command("check", help=words(text("Check data against their design: every finding with its rows.")))
@_data
@_design
@click.option(
    "--key",
    multiple=True,
    metavar="COLUMN",
    help=words(text("Column that names a row; several together. None may stand twice.")),
)
@_decimal
@_missing
@_sheet
@json_option
def check(
    data: Path,
    design: Path,
    key: tuple[str, ...],
    decimal: DecimalSign | None,
    missing: tuple[str, ...],
    sheet: str | None,
    as_json: bool,
) -> None:
    """Exit 0: no errors, perhaps remarks; 1: errors; each with code, number and first rows."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json) as answer:
        need_statistics()
        from chiso.survey.checking import check_data
        from chiso.survey.closing import verify_closed
        from chiso.survey.design import read_design
        from chiso.survey.reading import read_data

        plan = read_design(design)
        if plan.closed is not None:
            verify_closed(data, plan)
        read = read_data(data, decimal=decimal, missing_words=missing, sheet=sheet)
        findings = check_data(read, plan, key=key)
        errors = sum(finding.is_error for finding in findings)
        if errors:
            answer.code = DIFFERS
        _tell_remarks(read)
        if as_json:
            give_json(
                {
                    "rows": read.rows,
                    "columns": len(read.columns),
                    "errors": errors,
                    "findings": [finding.as_record(speech.language) for finding in findings],
                }
            )
            return
        _tell_findings(findings)
        say(
            text(
                "Rows: {rows}; columns: {columns}; errors: {errors}; remarks: {remarks}.",
                rows=read.rows,
                columns=len(read.columns),
                errors=errors,
                remarks=len(findings) - errors,
            )
        )


@click.command("close", help=words(text("Close a round: rows in order, weights as whole millionths, hash.")))
@_data
@_design
@path_option("--out", text("Folder for data.parquet, design.yaml, codebook.yaml."), required=True)
@path_option(
    "--calibration",
    text("The chain that made the weights, where the design does not hold it yet."),
)
@_decimal
@_missing
@_sheet
@force_option
@json_option
def close(
    data: Path,
    design: Path,
    out: Path,
    calibration: Path | None,
    decimal: DecimalSign | None,
    missing: tuple[str, ...],
    sheet: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Exit 0: closed; 4: the check finds errors, and nothing is written."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.survey.closing import close_round
        from chiso.survey.design import read_design
        from chiso.survey.reading import read_data

        plan = read_design(design)
        if calibration is not None:
            plan = plan.model_copy(update={"chain": read_whole_chain(calibration)})
        read = read_data(data, decimal=decimal, missing_words=missing, sheet=sheet)
        _tell_remarks(read)
        closed = close_round(read, plan, out, force=force)
        fixed = closed.design.closed
        assert fixed is not None
        if as_json:
            give_json(
                {
                    "out": str(out),
                    "rows": fixed.rows,
                    "data_sha256": fixed.data_sha256,
                    "design_sha256": closed.design.digest,
                    "rounding": str(closed.rounding),
                    "remarks": [finding.as_record(speech.language) for finding in closed.remarks],
                }
            )
            return
        _tell_findings(closed.remarks)
        say(text("Written: {path}", path=str(out)))
        say(text("Rows: {rows}; SHA-256 of the data: {digest}", rows=fixed.rows, digest=fixed.data_sha256))
        say(closed.sentence)


@click.command("import", help=words(text("Bring a finished round in by a kept mapping.")))
@click.argument("source", type=click.Path(path_type=Path), metavar="SOURCE")
@path_option("--mapping", text("The mapping: columns of the source and what becomes of them."), required=True)
@path_option("--out", text("File for the round (.parquet)."), required=True)
@force_option
@json_option
def import_source(source: Path, mapping: Path, out: Path, force: bool, as_json: bool) -> None:
    """Write the round as Parquet, with labels and missing codes inside."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        need_statistics()
        from chiso.survey.closing import parquet_bytes
        from chiso.survey.importing import import_round
        from chiso.survey.mapping import read_mapping
        from chiso.writing import refuse_existing, write_whole

        _refuse_other_kind(out)
        refuse_existing(out, force=force)
        round_of = import_round(source, read_mapping(mapping))
        write_whole(out, parquet_bytes(round_of), force=force)
        _tell_remarks(round_of)
        if as_json:
            give_json(
                {
                    "out": str(out),
                    "rows": round_of.rows,
                    "columns": list(round_of.columns),
                    "remarks": [words(one) for one in round_of.remarks],
                    "findings": [finding.as_record(speech.language) for finding in round_of.findings],
                }
            )
            return
        _tell_findings(round_of.findings)
        say(text("Written: {path}", path=str(out)))
        say(text("Rows: {rows}; columns: {columns}.", rows=round_of.rows, columns=len(round_of.columns)))


def _refuse_other_kind(out: Path) -> None:
    if out.suffix.lower() != ".parquet":
        expected = text("Expected a name that ends in .parquet.")
        mend = text("A round is kept as Parquet, with its labels inside; give it such a name.")
        raise WrongCall([Problem("CH-3102", Place(field="--out"), str(out), expected, mend)])


def _tell_remarks(data: Data) -> None:
    for one in data.remarks:
        remark(one)


def _tell_findings(findings: Sequence[Finding]) -> None:
    """Each finding as a paragraph: error or remark, the problem, how many rows and where."""
    for finding in findings:
        kind = text("Error") if finding.is_error else text("Remark")
        say(text("{kind}: {problem}", kind=kind, problem=finding.problem.in_language(speech.language)))
        say(f"    {words(finding.sentence)}")


COMMANDS = (check, close, import_source)
