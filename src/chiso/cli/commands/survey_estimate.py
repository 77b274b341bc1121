"""`chiso survey estimate`: statistics with design-based errors, for any number of domains."""

from __future__ import annotations

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
    decimal_option,
    design_option,
    domains_option,
    draws_option,
    engine_option,
    errors_in_a_word,
    level_option,
    refuse_idle_options,
    replicates_option,
    rho_option,
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
from chiso.figures import DecimalSign
from chiso.language import text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from chiso.survey.design import Design
    from chiso.survey.engine import Engine
    from chiso.survey.estimates import Estimate
    from chiso.survey.estimation.estimate import Question
    from chiso.survey.publishing_rules import PublishingRules

ESTIMATES, PARQUET, RECORD = "estimates.csv", "estimates.parquet", "estimate.json"
DRAWS = "draws.parquet"
SHOWN_ROWS = 20


@click.command("estimate", help=words(text("Means, totals, ratios, shares, quantiles with their errors.")))
@data_argument
@design_option
@click.option(
    "--stat",
    multiple=True,
    required=True,
    metavar="KIND:COLUMN",
    help=words(
        text(
            "What is estimated: mean:y,x  total:y  total  ratio:y/x  proportion:q=4|5  distribution:q  "
            "quantile:y@0.25|0.5. May be repeated."
        )
    ),
)
@domains_option
@where_option
@click.option(
    "--interval",
    type=click.Choice(("beta", "wilson", "likelihood", "logit", "t")),
    default="beta",
    show_default=True,
    help=words(text("Kind of interval of shares; all else has t.")),
)
@level_option
@click.option(
    "--deff",
    type=click.Choice(("without", "with")),
    default="without",
    show_default=True,
    help=words(text("Design effect beside a simple sample without or with replacement.")),
)
@replicates_option
@count_option
@seed_option
@rho_option
@draws_option
@calibration_option
@without_calibration_option
@click.option(
    "--rules",
    metavar="NAME|FILE.yaml",
    help=words(text("Rules of publication; without them every figure is told.")),
)
@engine_option
@decimal_option
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def estimate(
    data: Path,
    design: Path,
    stat: tuple[str, ...],
    by: str,
    where: str,
    engine: str,
    calibration: Path | None,
    without_calibration: bool,
    decimal: DecimalSign | None,
    out: Path,
    force: bool,
    as_json: bool,
    **choices: Any,
) -> None:
    """Estimate and write; without a basis for errors the columns of errors are empty."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        refuse_idle_options(choices["replicates"], draws=choices["draws"])
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.survey.design import read_design
        from chiso.survey.engines.choosing import open_engine
        from chiso.survey.estimation.estimate import Choices, Question
        from chiso.survey.estimation.estimate import estimate as compute
        from chiso.survey.estimation.replicated import Replication
        from chiso.survey.estimation.replicated_quantiles import refuse_draws_of_quantiles
        from chiso.survey.estimation.statistics import columns_of_codes, parse_statistics
        from chiso.survey.judged_figures import judge_figures
        from chiso.survey.names import names_in
        from chiso.survey.opening import open_data
        from chiso.survey.publishing_rules import load_rules
        from chiso.survey.sql import parse_conditions

        with filling(out, marker=RECORD, force=force) as draft:
            plan = read_design(design)
            source, missing = open_data(data, plan, decimal=decimal)
            question = Question(
                parse_statistics(stat, missing=missing),
                names_in(by),
                parse_conditions(where) if where else (),
                Choices(
                    choices["level"],
                    choices["interval"],
                    choices["deff"],
                    Replication(choices["replicates"], choices["count"], choices["seed"], choices["rho"]),
                ),
            )
            if choices["draws"]:
                refuse_draws_of_quantiles(plan, question.choices.replication, question.statistics)
            known_otherwise = 0
            how = how_calibrated(
                plan,
                calibration,
                left_out=without_calibration,
                draws=choices["draws"],
            )
            with open_engine(engine) as chosen:
                rows = compute(source, how.design, question, chain=how.chain, engine=chosen)
                own = None if choices["rules"] is None else load_rules(choices["rules"])
                if own is not None:
                    codes = dict.fromkeys(row.code for row in rows)
                    judged = judge_figures(
                        rows,
                        own,
                        speech.language,
                        shares={code for code in codes if "=" in code},
                        columns=columns_of_codes(question.statistics, codes),
                        count=len(question.by),
                    )
                    rows, known_otherwise = judged.rows, judged.open
                if choices["draws"]:
                    told = {(row.unit, row.code) for row in rows if row.flag != "suppressed"}
                    _write_draws(draft, source, how.design, question, choices["draws"], chosen, told)
            # Who added up the rows changes nothing, and is not told.
            record = _record(plan, rows, {"stat": list(stat), "by": by, "where": where, **choices}, own)
            record |= how.in_record
            if known_otherwise:
                record["computable_otherwise"] = known_otherwise
            _write(draft, rows, record)
        if not plan.has_errors:
            remark(
                text(
                    "The sample has no basis for errors ({basis}): none is told, nor an interval.",
                    basis=plan.basis,
                )
            )
        if known_otherwise:
            remark(
                text(
                    "{count} suppressed figures can be computed from tables by fewer columns, whatever this "
                    "one hides: publish only one of these tables.",
                    count=known_otherwise,
                )
            )
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say(rows)
        say(text("Written: {path}", path=str(out)))


def _record(
    design: Design, rows: Sequence[Estimate], call: Mapping[str, Any], rules: PublishingRules | None
) -> dict[str, Any]:
    """What a reader needs in order to make the table again: the call and hashes, no clock and no path."""
    from chiso.frameworks.document import content_hash

    judged: dict[str, Any] = {}
    if rules is not None:
        flags = [row.flag for row in rows]
        judged = {
            "rules": rules.id,
            "rules_sha256": content_hash(rules.model_dump(mode="json")),
            "figures": {flag: flags.count(flag) for flag in ("shown", "unreliable", "suppressed")},
        }
    return {
        "format": "chiso-survey-estimate/1",
        "period": design.period,
        "sampling_basis": design.basis,
        "design_sha256": design.digest,
        "data_sha256": None if design.closed is None else design.closed.data_sha256,
        "errors": errors_in_a_word(design, call["replicates"]),
        "call": {**call, "level": str(call["level"]), "rho": str(call["rho"])},
        "estimates": len(rows),
        **judged,
    }


def _write(draft: Path, rows: Sequence[Estimate], record: Mapping[str, Any]) -> None:
    import json

    from chiso.survey.estimates_table import csv_of_estimates, parquet_of_estimates
    from chiso.writing import write_new

    files = {
        ESTIMATES: csv_of_estimates(rows),
        PARQUET: parquet_of_estimates(rows),
        RECORD: (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    for name, content in files.items():
        write_new(draft / name, content, 0o644)


def _write_draws(
    draft: Path,
    source: Any,
    design: Design,
    question: Question,
    count: int,
    engine: Engine,
    told: Collection[tuple[str, str]],
) -> None:
    """The draws of the figures that are `told`, by unit and code."""
    from chiso.survey.estimation.joint_draws import draw_statistics
    from chiso.survey.estimation.question import with_answers
    from chiso.survey.replicates.draws import parquet_of_draws
    from chiso.writing import write_new

    asked = with_answers(source, design, question, engine)
    made = draw_statistics(
        source, design, asked, question.choices.replication,
        count=count, by=question.by, where=question.where, engine=engine,
    )  # fmt: skip
    write_new(draft / DRAWS, parquet_of_draws(made.of(told)), 0o644)


def _say(rows: Sequence[Estimate]) -> None:
    """The first estimates, at the precision of eyes; the rest is in the table."""
    head = [words(text("Domain")), words(text("Statistic")), words(text("Estimate")),
            words(text("Standard error")), words(text("Interval")), words(text("Persons"))]  # fmt: skip
    shown = [
        [
            row.unit or words(text("(all)")),
            row.code,
            _figure(row.estimate),
            _figure(row.se),
            f"{_figure(row.ci_low)} – {_figure(row.ci_high)}" if row.ci_low == row.ci_low else "",
            "" if row.flag == "suppressed" else str(row.n),
        ]
        for row in rows[:SHOWN_ROWS]
    ]
    table(head, shown, right=frozenset({2, 3, 5}))
    if len(rows) > SHOWN_ROWS:
        say(text("… and {count} more in {file}", count=len(rows) - SHOWN_ROWS, file=ESTIMATES))


def _figure(value: float) -> str:
    from fractions import Fraction

    from chiso.figures import write_for_eyes

    if value != value:
        return ""
    places = 4 if abs(value) < 10 else 2 if abs(value) < 10_000 else 0
    return write_for_eyes(Fraction(value), speech.language, places=places)


COMMANDS = (estimate,)
