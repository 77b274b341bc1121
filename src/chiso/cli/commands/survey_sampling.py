"""`chiso survey size` and `chiso survey select`: before the field."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.output import (
    DIFFERS,
    Answer,
    answering,
    force_option,
    give_json,
    json_option,
    path_option,
    say,
    table,
    words,
)
from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.libraries import need_statistics
from chiso.writing import write_together, write_whole

if TYPE_CHECKING:
    from chiso.survey.sampling.selecting import Selected

METHODS = ("proportional", "equal", "neyman", "power")


@click.command(
    "size", help=words(text("How many people to ask, and how to share them among domains or strata."))
)
@click.option("--margin", help=words(text("Half the width of the interval that is wanted, such as 0.05.")))
@click.option("--cv", help=words(text("The coefficient of variation that is wanted, such as 0.1.")))
@click.option(
    "--confidence", default="0.95", help=words(text("Confidence of the interval; 0.95 if not given."))
)
@click.option("--share", help=words(text("The share that is expected; 0.5, the worst case, if not given.")))
@click.option("--deviation", help=words(text("For a mean: the standard deviation that is expected.")))
@click.option("--mean", help=words(text("For a mean and --cv: the mean that is expected.")))
@click.option("--deff", default="1", help=words(text("The design effect that is expected; 1 if not given.")))
@click.option(
    "--response", default="1", help=words(text("The rate of response that is expected; 1 if not given."))
)
@click.option(
    "--population", help=words(text("Number of people; without it the population counts as large."))
)
@path_option("--domains", text("Table with a row for each domain or stratum."))
@click.option("--total", help=words(text("Share this number among the rows of --domains.")))
@click.option("--budget", help=words(text("Share this sum of costs among the rows of --domains.")))
@click.option(
    "--allocation", type=click.Choice(METHODS), help=words(text("How a total or budget is shared."))
)
@click.option(
    "--power", default="0.5", help=words(text("Exponent of the power allocation; 0.5 if not given."))
)
@click.option("--least", default="0", help=words(text("The least number in each row.")))
@click.option(
    "--decimal",
    type=click.Choice(["comma", "point"]),
    help=words(text("Decimal sign of the file, where it cannot be told from it.")),
)
@path_option("--out", text("Write the result to this CSV file as well."))
@force_option
@json_option
def size(out: Path | None, force: bool, as_json: bool, **given: Any) -> None:
    """Sizes by precision, or a total shared; to the screen, and to a file where one is named."""
    with answering(as_json):
        need_statistics()
        from chiso.survey.sampling.sizing import answer_size

        result = answer_size(**given)
        if out is not None:
            write_whole(out, result.table.encode(), force=force)
        if as_json:
            give_json(result.record)
            return
        rows = [[words(cell) for cell in row] for row in result.rows]
        table([words(one) for one in result.head], rows, right=frozenset(range(1, len(result.head))))
        for line in result.remarks:
            say(line)
        if out is not None:
            say(text("Written: {path}", path=str(out)))


@click.command(
    "select", help=words(text("Draw a sample by a plan, with a record by which anybody can draw it again."))
)
@click.argument("plan", metavar="[PLAN.yaml]", required=False, type=click.Path(path_type=Path))
@path_option("--out", text("Table of the sample (CSV); the record is written beside it."))
@path_option("--design", text("Write the design of the sample, for estimation, to this YAML file."))
@path_option("--joint", text("Write the joint chances of the units drawn to this CSV file."))
@path_option("--repeat", text("A record: draw again what it tells, and compare."))
@path_option("--frame", text("The frame of --repeat; else looked for beside the record."))
@path_option("--sample", text("The sample of --repeat; else looked for beside the record."))
@force_option
@json_option
def select(
    plan: Path | None,
    out: Path | None,
    design: Path | None,
    joint: Path | None,
    repeat: Path | None,
    frame: Path | None,
    sample: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Draw and write, or repeat and compare."""
    with answering(as_json) as answer:
        need_statistics()
        if (plan is None) == (repeat is None):
            expected = text("Expected a plan to draw by, or a record to --repeat; one of them.")
            mend = text("Give one of them.")
            raise WrongCall([Problem("CH-3170", Place(field="PLAN.yaml"), "", expected, mend)])
        if repeat is not None:
            _repeat(answer, repeat, frame, sample, as_json)
        elif plan is not None:
            if out is None:
                expected, mend = (
                    text("Expected the name of the sample's table."),
                    text("Add --out sample.csv."),
                )
                raise WrongCall([Problem("CH-3170", Place(field="--out"), "", expected, mend)])
            _select(plan, out, design, joint, force, as_json)


def _select(
    plan: Path, out: Path, design: Path | None, joint: Path | None, force: bool, as_json: bool
) -> None:
    from chiso.survey.design import design_text
    from chiso.survey.sampling.record import write_record
    from chiso.survey.sampling.sample_table import design_of, joint_text, pairs_of
    from chiso.survey.sampling.selecting import select_sample

    selected = select_sample(plan, sample_name=out.name)
    record_path = out.with_suffix(".record.yaml")
    files = {out: selected.table, record_path: write_record(selected.record).encode()}
    if design is not None:
        pairs = pairs_of(selected.sample) if joint is not None else ()
        files[design] = design_text(design_of(selected.sample.plan, pairs)).encode()
    if joint is not None:
        files[joint] = joint_text(selected.sample).encode()
    write_together({path: (content, 0o644) for path, content in files.items()}, force=force)
    if as_json:
        give_json({"written": [str(path) for path in files], "stages": _stages(selected)})
        return
    for stage in _stages(selected):
        say(
            text(
                "{unit}: {drawn} drawn of {population}, {certain} of them certain, {reserve} in reserve",
                unit=stage["unit"],
                drawn=stage["drawn"],
                population=stage["population"],
                certain=stage["certain"],
                reserve=stage["reserve"],
            )
        )
    for path in files:
        say(text("Written: {path}", path=str(path)))
    say(text("Next:"))
    say(f"  chiso survey select --repeat {record_path}")


def _stages(selected: Selected) -> list[dict[str, Any]]:
    return [
        {
            "unit": stage.unit,
            "groups": len(stage.groups),
            "population": sum(group.population for group in stage.groups),
            "drawn": sum(group.n for group in stage.groups),
            "certain": sum(group.certain for group in stage.groups),
            "reserve": sum(len(group.reserve) for group in stage.groups),
        }
        for stage in selected.record.stages
    ]


def _repeat(answer: Answer, repeat: Path, frame: Path | None, sample: Path | None, as_json: bool) -> None:
    from chiso.survey.sampling.selecting import repeat_draw

    record, met = repeat_draw(repeat, frame=frame, sample=sample)
    if met:
        answer.code = DIFFERS
    if as_json:
        give_json({"same": not met, "differences": [words(one) for one in met], "rows": record.sample.rows})
        return
    for line in met:
        say(line)
    if not met:
        say(text("The same draw: {count} units, the same bytes.", count=record.sample.rows))


@click.command(
    "example", help=words(text("Write a frame and plans to draw by, made up on the units of Hà Nội."))
)
@click.argument("name")
@click.argument("directory", type=click.Path(path_type=Path))
@force_option
def example(name: str, directory: Path, force: bool) -> None:
    """Write the files."""
    with answering():
        need_statistics()
        from chiso.survey.sampling.examples import write_example

        for path in write_example(name, directory, force=force):
            say(text("Written: {path}", path=str(path)))


COMMANDS = (size, select, example)
