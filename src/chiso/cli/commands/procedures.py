"""`chiso procedures`: dossiers and monthly summaries checked, counted, and handed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from chiso.cli.output import answering, force_option, give_json, json_option, path_option, remark, say, words
from chiso.language import text
from chiso.writing import write_together, write_whole

if TYPE_CHECKING:
    from chiso.periods import Period
    from chiso.procedures.inputs import Inputs
    from chiso.procedures.results import Result

Function = TypeVar("Function", bound=Callable[..., Any])

KINDS = ("dossiers", "summary", "catalogue", "counters", "feedback", "visits")
FILES = click.argument("files", metavar="TABLE…", nargs=-1, required=True, type=click.Path(path_type=Path))
PERIOD = click.option(
    "--period", metavar="PERIOD", required=True, help=words(text("Period, such as 2026, 2026-Q2 or 2026-05."))
)
SHEET = click.option("--sheet", help=words(text("Sheet of a workbook; else the first one.")))


@click.group("procedures", help=words(text("Procedures: check, count and hand on how dossiers went.")))
def group() -> None:
    """The commands of administrative procedures."""


def input_options(function: Function) -> Function:
    """The options that every command may take, whatever it reads."""
    for option in (
        click.option("--agency", help=words(text("Agency of a file that has no column for it."))),
        path_option("--mapping", text("Spellings of your own, as table,column,value,written.")),
        path_option("--counters", text("Table of counters and what they handle.")),
        path_option("--catalogue", text("Catalogue of procedures.")),
    ):
        function = option(function)
    return function


@group.command("check", help=words(text("Read a file and tell all that is wrong with it.")))
@FILES
@click.option(
    "--as",
    "kind",
    type=click.Choice(KINDS),
    default="dossiers",
    show_default=True,
    help=words(text("What the file holds.")),
)
@click.option("--month", help=words(text("Month of a summary that has no column for it, such as 2026-05.")))
@input_options
@SHEET
@json_option
def check(files: tuple[Path, ...], kind: str, month: str | None, as_json: bool, **given: Any) -> None:
    """End with 0 where every row could be used."""
    with answering(as_json):
        from chiso.procedures.inputs import check_files

        inputs = _inputs(**given)
        counted = check_files(inputs, files, kind, month=month or "")
        rows = dict(zip(map(str, files), counted, strict=True))
        _finish(inputs)
        if as_json:
            give_json({"rows": rows})
            return
        for path_told, count in rows.items():
            say(text("{file}: {count} rows, all of which can be used.", file=path_told, count=count))


@group.command("count", help=words(text("Count dossiers, or add up summaries, by month, field, agency.")))
@FILES
@PERIOD
@click.option(
    "--as",
    "kind",
    type=click.Choice(("dossiers", "summary")),
    default="dossiers",
    show_default=True,
    help=words(text("What the file holds.")),
)
@click.option("--month", help=words(text("Month of a summary that has no column for it, such as 2026-05.")))
@path_option("--out", text("Folder for the tables."), required=True)
@input_options
@SHEET
@force_option
@json_option
def count(
    files: tuple[Path, ...],
    period: str,
    kind: str,
    month: str | None,
    out: Path,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write the tables of a count."""
    with answering(as_json):
        from chiso.periods import parse_period
        from chiso.procedures.inputs import count_dossiers, read_summaries
        from chiso.procedures.results import FILES, result_of_dossiers, result_of_summary, tables_of

        inputs, chosen = _inputs(**given), parse_period(period)
        if kind == "dossiers":
            counting = count_dossiers(inputs, files, chosen)
            result, rows = result_of_dossiers(counting), counting.dossiers
        else:
            summary = read_summaries(inputs, files, chosen, month=month or "")
            result, rows = result_of_summary(summary, chosen, inputs.report), summary.rows
        _finish(inputs)
        out.mkdir(parents=True, exist_ok=True)
        tables = tables_of(result)
        paths = {out / name: (written.encode(), 0o644) for name, written in sorted(tables.items())}
        write_together(paths, force=force)
        for name in FILES if force else ():
            if name not in tables:
                (out / name).unlink(missing_ok=True)
        _tell_counts(result, rows, chosen, [str(path) for path in paths], as_json)


@group.command("feed", help=words(text("Write the answers to a framework that follow from dossiers.")))
@FILES
@PERIOD
@click.option(
    "--framework",
    type=click.Choice(("service-quality@2022", "one-stop-shop@2018")),
    required=True,
    help=words(text("Framework of the library.")),
)
@click.option("--unit", help=words(text("Official code of the one unit of all files; else the agencies.")))
@path_option("--feedback", text("Table of petitions and complaints."))
@path_option("--out", text("Write the answers to this CSV file."), required=True)
@input_options
@SHEET
@force_option
@json_option
def feed(
    files: tuple[Path, ...],
    period: str,
    framework: str,
    unit: str | None,
    feedback: Path | None,
    out: Path,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Answers in the form that `chiso score` reads, and what could not be answered."""
    with answering(as_json):
        from chiso.cli.output import speech
        from chiso.periods import parse_period
        from chiso.procedures.answering import answers_of, answers_text
        from chiso.procedures.feeding import remark_strangers
        from chiso.procedures.inputs import gather, messages_in

        inputs, chosen = _inputs(**given), parse_period(period)
        feeding = gather(inputs, files, chosen, framework, unit or "")
        messages = None if feedback is None else messages_in(inputs, feedback)
        remark_strangers(feeding, messages or (), inputs.report)
        _finish(inputs)
        lines, lacking = answers_of(feeding, inputs.catalogue, inputs.counters, messages)
        write_whole(out, answers_text(lines, chosen, speech.language).encode(), force=force)
        answered = sorted({(line.unit, line.code) for line in lines})
        if as_json:
            missing = [{"unit": one.unit, "code": one.code, "reason": words(one.reason)} for one in lacking]
            give_json({"written": str(out), "answers": len(answered), "missing": missing})
            return
        say(text("{count} criteria answered.", count=len(answered)))
        for one in lacking:
            say(
                text(
                    "Not answered: {unit}, {code}: {reason}.", unit=one.unit, code=one.code, reason=one.reason
                )
            )
        say(text("Written: {path}", path=str(out)))


@group.command("frame", help=words(text("Write the frame of places that an inspection draws from.")))
@click.argument("counts", metavar="DIRECTORY", type=click.Path(path_type=Path))
@click.option("--day", required=True, help=words(text("Day of the frame, such as 2026-06-01.")))
@path_option("--feedback", text("Table of petitions and complaints."))
@click.option("--period", metavar="PERIOD", help=words(text("Period of the feedback that counts; else all.")))
@path_option("--visits", text("Table of past visits: place, day, team, found."))
@path_option("--satisfaction", text("estimates.csv of a survey, by agency or place."))
@click.option("--criterion", help=words(text("Code of the estimates that is meant.")))
@path_option("--out", text("Write the frame to this CSV file."), required=True)
@input_options
@force_option
@json_option
def frame(
    counts: Path,
    day: str,
    feedback: Path | None,
    period: str | None,
    visits: Path | None,
    satisfaction: Path | None,
    criterion: str | None,
    out: Path,
    force: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Join a folder of counts with what else is known of each place."""
    with answering(as_json):
        from chiso.cli.days import day_of
        from chiso.periods import parse_period
        from chiso.problems import Place, Problem, WrongCall
        from chiso.procedures.inputs import messages_in
        from chiso.procedures.places import (
            add_feedback,
            add_satisfaction,
            add_visits,
            frame_text,
            places_of,
            read_visits,
        )

        if (satisfaction is None) != (criterion is None):
            expected = text("Expected --satisfaction and --criterion together.")
            mend = text("Name the table of estimates and the code in it that is meant.")
            raise WrongCall([Problem("CH-8780", Place(field="--criterion"), "", expected, mend)])
        until = day_of(day, "--day")
        assert until is not None, "the option is required"
        inputs = _inputs(**given)
        places = places_of(counts, inputs.counters or (), until, inputs.report)
        if feedback is not None:
            of_period = parse_period(period) if period else None
            add_feedback(places, messages_in(inputs, feedback), of_period, inputs.report)
        if visits is not None:
            add_visits(places, read_visits(visits, inputs.spellings, inputs.report), until, inputs.report)
        if satisfaction is not None and criterion is not None:
            add_satisfaction(places, satisfaction, criterion, inputs.report)
        _finish(inputs)
        write_whole(out, frame_text(places).encode(), force=force)
        if as_json:
            give_json({"written": str(out), "places": len(places)})
            return
        say(text("{count} places.", count=len(places)))
        say(text("Written: {path}", path=str(out)))


def _inputs(
    catalogue: Path | None,
    counters: Path | None,
    mapping: Path | None,
    agency: str | None,
    sheet: str | None = None,
) -> Inputs:
    from chiso.procedures.inputs import read_inputs

    return read_inputs(
        catalogue=catalogue, counters=counters, mapping=mapping, agency=agency or "", sheet=sheet
    )


def _finish(inputs: Inputs) -> None:
    """Tell the remarks, and stop where anything was wrong."""
    for line in inputs.report.remarks:
        remark(line)
    inputs.report.stop_if_any()


def _tell_counts(result: Result, rows: int, period: Period, written: list[str], as_json: bool) -> None:
    from chiso.figures import write_exact
    from chiso.procedures.tallies import late_share

    total = result.total()
    share = late_share(total)
    if as_json:
        late = None if share is None else write_exact(share)
        give_json({"written": written, "rows": rows, "counts": total, "late_share": late})
        return
    unknown = text("not known")
    told = {name: unknown if value is None else value for name, value in total.items()}
    say(
        text(
            "{period}: {carried_over} carried over and {received} received; {done} done, of them {done_late}"
            " late; {left} left, of them {left_overdue} overdue.",
            period=period.title(),
            **{
                name: told[name]
                for name in ("carried_over", "received", "done", "done_late", "left", "left_overdue")
            },
        )
    )
    if share is not None:
        say(text("Late or overdue: {share} % of those whose day due is known.", share=round_share(share)))
    for path in written:
        say(text("Written: {path}", path=path))


def round_share(share: Any) -> Any:
    """A share in percent with one decimal, halves up."""
    from chiso.figures import round_figure

    return round_figure(share * 100, 1, "half_up")
