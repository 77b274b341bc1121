"""`chiso survey report`: method and quality of a round on one page, and as a document."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.output import answering, force_option, give_json, json_option, path_option, say, speech, words
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, WrongCall

if TYPE_CHECKING:
    from chiso.survey.reading import Data
    from chiso.survey.report import Report


@click.command("report", help=words(text("Write the method and quality of a survey round as one page.")))
@click.argument("data", type=click.Path(path_type=Path), metavar="DATA")
@path_option("--design", text("The design of the round (YAML)."), required=True)
@path_option("--sample", text("Everybody who was drawn, with a column “answered”."))
@path_option(
    "--steps", text("The table of steps that “chiso survey weights” writes, where the design holds no chain.")
)
@path_option(
    "--estimates", text("The estimates that are told of the round, or the folder with them and their record.")
)
@path_option("--quality", text("The file quality.json that “chiso survey quality” writes, or its folder."))
@path_option("--out", text("The page (.html)."), required=True)
@path_option("--pdf", text("The same as a document (.pdf); needs --issuer and --day."))
@click.option("--issuer", help=words(text("The body whose document it is.")))
@click.option("--day", metavar="DAY", help=words(text("The day of the document.")))
@force_option
@json_option
def report(
    data: Path,
    design: Path,
    sample: Path | None,
    steps: Path | None,
    estimates: Path | None,
    quality: Path | None,
    out: Path,
    pdf: Path | None,
    issuer: str | None,
    day: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write the page and, where asked, the document: both or none."""
    from chiso.cli.days import day_of
    from chiso.survey.libraries import need_statistics
    from chiso.writing import write_together

    with answering(as_json):
        need_statistics()
        from chiso.survey.report import write_page

        signed = _issuer_and_day(pdf, issuer, day_of(day, "--day"))
        made = _gather(data, design, sample, steps, estimates, quality)
        files = {out: (write_page(made, speech.language), 0o644)}
        if pdf is not None and signed is not None:
            files[pdf] = (_document(made, *signed), 0o644)
        write_together(files, force=force)
        if as_json:
            give_json({"out": str(out), "pdf": None if pdf is None else str(pdf)})
            return
        for path in files:
            say(text("Written: {path}", path=str(path)))


def _issuer_and_day(
    pdf: Path | None, issuer: str | None, day: datetime.date | None
) -> tuple[str, datetime.date] | None:
    """What a document has at its head. Raises WrongCall (CH-3216) where one of both lacks."""
    if pdf is None:
        return None
    if not issuer or day is None:
        raise WrongCall(
            [
                Problem(
                    "CH-3216",
                    Place(field="--pdf"),
                    str(pdf),
                    text("Expected --issuer and --day beside --pdf: they stand at the head of a document."),
                    text("Add both, or leave out --pdf."),
                )
            ]
        )
    return issuer, day


def _gather(
    data: Path, design: Path, sample: Path | None, steps: Path | None, estimates: Path | None,
    quality: Path | None,
) -> Report:  # fmt: skip
    from chiso.survey.design import read_design
    from chiso.survey.quality import read_quality_record
    from chiso.survey.reading import read_data
    from chiso.survey.report import survey_report
    from chiso.survey.report.errors_in_words import record_beside
    from chiso.survey.report.weight_section import STEP_COLUMNS
    from chiso.survey.simulation.rounds import is_made_up
    from chiso.tables.reading import read_table

    read = read_data(data)
    step_rows: list[tuple[str, ...]] = []
    if steps is not None:
        table = read_table(steps, required=STEP_COLUMNS, optional=None)
        step_rows = [tuple(row[column] for column in STEP_COLUMNS) for row in table.rows]
    if estimates is not None and estimates.is_dir():
        estimates = estimates / "estimates.csv"
    if quality is not None and quality.is_dir():
        quality = quality / "quality.json"
    return survey_report(
        read.table,
        read_design(design),
        name=str(data),
        sample=None if sample is None else read_data(sample).table,
        sample_name=str(sample),
        steps=step_rows,
        estimates=() if estimates is None else _estimates(read_data(estimates)),
        estimates_record=None if estimates is None else record_beside(estimates),
        quality=None if quality is None else read_quality_record(quality),
        is_made_up=any(is_made_up(path) for path in (data, sample) if path is not None),
    )


def _estimates(data: Data) -> list[dict[str, str]]:
    """The columns of the estimates that the page counts. Raises BadInput (CH-3217)."""
    needed = ("unit", "code", "flag", "reason")
    absent = [column for column in needed if column not in data.columns]
    if absent:
        expected = text("Expected the estimates that “chiso survey estimate” writes.")
        mend = text("Give the file that the command wrote, unchanged.")
        raise BadInput(Problem("CH-3217", Place(data.name, field=one), "", expected, mend) for one in absent)
    columns: list[list[Any]] = [data.table[column].to_pylist() for column in needed]
    return [
        {name: "" if cell is None else str(cell) for name, cell in zip(needed, row, strict=True)}
        for row in zip(*columns, strict=True)
    ]


def _document(made: Report, issuer: str, day: datetime.date) -> bytes:
    from chiso.documents.letters import write_pdf
    from chiso.documents.letters.survey_report import survey_letter
    from chiso.survey.report.page import title_of

    return write_pdf(
        survey_letter(made, title=title_of(made), issuer=issuer, day=day, language=speech.language)
    )


COMMANDS = (report,)
