"""`chiso survey index`: a satisfaction index with its errors, judged by the rules of publication."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.commands.survey_calibration import (
    calibration_option,
    how_calibrated,
    without_calibration_option,
)
from chiso.cli.commands.survey_options import (
    count_option,
    data_argument,
    design_option,
    draws_option,
    engine_option,
    errors_in_a_word,
    level_option,
    refuse_idle_options,
    replicates_option,
    rho_option,
    rules_option,
    seed_option,
    where_option,
)
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
from chiso.language import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chiso.cli.commands.survey_calibration import HowCalibrated
    from chiso.survey.design import Design
    from chiso.survey.engine import Engine
    from chiso.survey.estimates import Estimate
    from chiso.survey.index_table import IndexTable
    from chiso.survey.modelled_table import Modelled
    from chiso.survey.publishing_rules import PublishingRules
    from chiso.survey.questionnaire import Questionnaire
    from chiso.survey.replicates import Draws

ESTIMATES, PARQUET, MODELLED, DRAWS, RECORD = (
    "estimates.csv", "estimates.parquet", "modelled.csv", "draws.parquet", "index.json",
)  # fmt: skip
SHOWN_ROWS = 15
_INTERVALS = ("beta", "wilson", "likelihood", "logit", "t")


@click.command("index", help=words(text("Satisfaction index by domain: factors, questions, errors, rules.")))
@data_argument
@design_option
@click.option(
    "--questionnaire",
    required=True,
    metavar="NAME|FILE.yaml",
    help=words(text("A questionnaire that comes with the program, or a YAML file.")),
)
@click.option(
    "--by",
    default="",
    metavar="COLUMN,…",
    help=words(text("Columns of domains, the larger ones first; each level and the whole are told.")),
)
@where_option
@rules_option
@click.option(
    "--columns",
    metavar="PATTERN",
    help=words(text("Columns of the questions, such as {example}.", example="q{number:02}")),
)
@click.option(
    "--dont-know", default="", metavar="CODE,…", help=words(text("Codes that mean “I do not know”."))
)
@click.option(
    "--does-not-apply", default="", metavar="CODE,…", help=words(text("Codes that mean “does not apply”."))
)
@click.option("--count-dont-know", is_flag=True, help=words(text("Count “I do not know” as asked.")))
@click.option("--count-does-not-apply", is_flag=True, help=words(text("Count “does not apply” as asked.")))
@click.option("--index-only", is_flag=True, help=words(text("Leave out the questions beside the index.")))
@click.option(
    "--interval",
    type=click.Choice(_INTERVALS),
    default="beta",
    show_default=True,
    help=words(text("Kind of interval.")),
)
@level_option
@replicates_option
@count_option
@seed_option
@rho_option
@draws_option
@calibration_option
@without_calibration_option
@engine_option
@path_option("--known", text("Table with what is known of each domain, for modelled figures of small ones."))
@click.option(
    "--method",
    type=click.Choice(("reml", "moment")),
    default="reml",
    show_default=True,
    help=words(text("How the variance between domains is estimated for modelled figures.")),
)
@path_option("--counts", text("File for the counts behind every figure, for the office alone."))
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def index(
    data: Path, counts: Path | None, engine: str, out: Path, force: bool, as_json: bool, **choices: Any
) -> None:
    """Estimate, judge, hide, write; everything in the folder may be published, the counts may not."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        refuse_idle_options(choices["replicates"], draws=choices["draws"])
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.survey.engines.choosing import open_engine
        from chiso.writing import refuse_existing

        if counts is not None:
            refuse_existing(counts, force=force)
        with filling(out, marker=RECORD, force=force) as draft:
            # Who added up the rows changes nothing, and is not told.
            with open_engine(engine) as chosen:
                made = _compute(data, choices, chosen)
            record = _record(made, choices)
            _write(draft, made, record)
            if counts is not None:
                _write_counts(counts, made.table, force=force)
        if made.questionnaire.index.basis == "ours":
            remark(text("The official formula of the index is not published; this one is the project’s own."))
        if not made.design.has_errors:
            remark(
                text(
                    "The sample has no basis for errors ({basis}): none is told, nor an interval.",
                    basis=made.design.basis,
                )
            )
        if made.modelled:
            remark(
                text("modelled.csv holds figures of a model, not of answers alone; it says so in each row.")
            )
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say(made.table.estimates, made.questionnaire)
        for path in (out, counts):
            if path is not None:
                say(text("Written: {path}", path=str(path)))


@dataclass(frozen=True)
class _Made:
    """What one call has made, before it is written."""

    design: Design
    questionnaire: Questionnaire
    rules: PublishingRules
    table: IndexTable
    modelled: tuple[Modelled, ...]
    draws: Draws | None
    how: HowCalibrated


def _compute(data: Path, choices: Mapping[str, Any], engine: Engine) -> _Made:
    from chiso.survey.design import read_design
    from chiso.survey.estimation.replicated import Replication
    from chiso.survey.index import compute_index
    from chiso.survey.index_replicates import draws_of_index
    from chiso.survey.index_table import table_of_index
    from chiso.survey.modelled_table import model_index, read_known
    from chiso.survey.names import names_in
    from chiso.survey.opening import open_data
    from chiso.survey.publishing_rules import load_rules
    from chiso.survey.sql import parse_conditions

    design = read_design(choices["design"])
    questionnaire = _questionnaire(choices)
    rules = load_rules(choices["rules"])
    known = None if choices["known"] is None else read_known(choices["known"])
    source, missing = open_data(data, design)
    how = how_calibrated(
        design,
        choices["calibration"],
        left_out=choices["without_calibration"],
        draws=choices["draws"],
    )
    found = compute_index(
        source,
        how.design,
        questionnaire,
        by=names_in(choices["by"]),
        where=parse_conditions(choices["where"]) if choices["where"] else (),
        missing=missing,
        replication=Replication(choices["replicates"], choices["count"], choices["seed"], choices["rho"]),
        chain=how.chain,
        engine=engine,
    )
    made = table_of_index(
        found,
        rules,
        interval=choices["interval"],
        level=choices["level"],
        language=speech.language,
        with_model=known is not None,
    )
    modelled = () if known is None else model_index(found, known, made.kept, method=choices["method"])
    draws = None
    if choices["draws"]:
        draws = draws_of_index(found.replicated, made.estimates, count=choices["draws"], seed=choices["seed"])
    return _Made(design, questionnaire, rules, made, modelled, draws, how)


def _questionnaire(choices: Mapping[str, Any]) -> Questionnaire:
    from chiso.survey.names import names_in
    from chiso.survey.questionnaire import load_questionnaire

    questionnaire = load_questionnaire(choices["questionnaire"])
    if choices["columns"]:
        questionnaire = questionnaire.with_columns(choices["columns"])
    if choices["index_only"]:
        questionnaire = questionnaire.model_copy(update={"apart": ()})
    declared = names_in(choices["dont_know"]), names_in(choices["does_not_apply"])
    if not any(declared):
        return questionnaire
    return questionnaire.declaring(
        dont_know=declared[0],
        does_not_apply=declared[1],
        when_dont_know="count" if choices["count_dont_know"] else "leave_out",
        when_does_not_apply="count" if choices["count_does_not_apply"] else "leave_out",
    )


def _record(made: _Made, choices: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader needs in order to make the table again: choices and hashes, no clock and no path."""
    from chiso.frameworks.document import content_hash

    flags = [row.flag for row in made.table.estimates]
    chosen = (
        "by", "where", "columns", "dont_know", "does_not_apply", "count_dont_know", "count_does_not_apply",
        "index_only", "interval", "replicates", "count", "seed", "method", "draws",
    )  # fmt: skip
    design = made.design
    return {
        "format": "chiso-survey-index/1",
        "period": design.period,
        "sampling_basis": design.basis,
        "questionnaire": made.questionnaire.id,
        "formula": made.questionnaire.index.basis,
        "errors": errors_in_a_word(design, choices["replicates"]),
        "rules": made.rules.id,
        "design_sha256": design.digest,
        "data_sha256": None if design.closed is None else design.closed.data_sha256,
        "questionnaire_sha256": content_hash(made.questionnaire.model_dump(mode="json")),
        "rules_sha256": content_hash(made.rules.model_dump(mode="json")),
        "choices": {name: choices[name] for name in chosen}
        | {"level": str(choices["level"]), "rho": str(choices["rho"])},
        "figures": {flag: flags.count(flag) for flag in ("shown", "unreliable", "suppressed")},
        **made.how.in_record,
    }


def _write(draft: Path, made: _Made, record: Mapping[str, Any]) -> None:
    import json

    from chiso.survey.estimates_table import csv_of_estimates, parquet_of_estimates
    from chiso.survey.modelled_table import csv_of_modelled
    from chiso.survey.replicates.draws import parquet_of_draws
    from chiso.writing import write_new

    files = {
        ESTIMATES: csv_of_estimates(made.table.estimates),
        PARQUET: parquet_of_estimates(made.table.estimates),
        RECORD: (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    if made.modelled:
        files[MODELLED] = csv_of_modelled(made.modelled)
    if made.draws is not None:
        files[DRAWS] = parquet_of_draws(made.draws)
    for name, content in files.items():
        write_new(draft / name, content, 0o644)


def _write_counts(path: Path, made: IndexTable, *, force: bool) -> None:
    from chiso.survey.counts_table import MODE, csv_of_counts
    from chiso.writing import write_whole

    write_whole(path, csv_of_counts(made.counts), force=force, mode=MODE)


def _say(estimates: tuple[Estimate, ...], questionnaire: Questionnaire) -> None:
    """The index of each domain."""
    rows = [row for row in estimates if row.code == questionnaire.index.code]
    head = [
        words(text("Domain")),
        words(text("Index")),
        words(text("Interval")),
        words(text("People, at least")),
        words(text("Told as")),
    ]
    shown = [
        [
            row.unit or words(text("(all)")),
            _percent(row.estimate),
            "" if row.ci_low != row.ci_low else f"{_percent(row.ci_low)} – {_percent(row.ci_high)}",
            "" if row.flag == "suppressed" else str(row.n),
            words(_FLAGS[row.flag]) + (f": {row.reason}" if row.reason else ""),
        ]
        for row in rows[:SHOWN_ROWS]
    ]
    table(head, shown, right=frozenset({1, 3}))
    if len(rows) > SHOWN_ROWS:
        say(text("… and {count} more in {file}", count=len(rows) - SHOWN_ROWS, file=ESTIMATES))


_FLAGS = {
    "shown": text("shown"),
    "unreliable": text("shown as unreliable"),
    "suppressed": text("suppressed"),
}


def _percent(share: float) -> str:
    from fractions import Fraction

    return "" if share != share else write_for_eyes(Fraction(share) * 100, speech.language, places=1) + " %"


COMMANDS = (index,)
