"""`chiso survey compare`: differences between domains, or between two rounds, with their errors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from chiso.cli.commands.survey_calibration import (
    HowCalibrated,
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
    table,
    words,
)
from chiso.figures import DecimalSign
from chiso.language import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chiso.survey.comparing import Comparison, Side
    from chiso.survey.design import Design

COMPARISONS, RECORD = "comparisons.csv", "compare.json"
SHOWN_ROWS = 20
# What is kept of the call as it was written.
_CALL = ("by", "where", "pair", "decimal", "replicates", "replicate_weights", "count", "seed")


@click.command(
    "compare", help=words(text("Differences between domains or between two rounds, with their errors."))
)
@data_argument
@design_option
@click.option(
    "--with",
    "earlier_data",
    type=click.Path(path_type=Path),
    help=words(text("Data of an earlier round: each domain is compared with itself.")),
)
@path_option("--with-design", text("The design of the earlier round."))
@click.option(
    "--stat",
    multiple=True,
    required=True,
    metavar="KIND:COLUMN",
    help=words(
        text(
            "What is compared: mean:y,x  total:y  total  ratio:y/x  proportion:q=4|5  distribution:q. "
            "May be repeated."
        )
    ),
)
@domains_option
@click.option(
    "--pair",
    nargs=2,
    multiple=True,
    metavar="FIRST SECOND",
    help=words(text("Two domains: the first less the second. May be repeated; else all pairs.")),
)
@calibration_option
@path_option("--with-calibration", text("The chain that made the weights of the earlier round."))
@without_calibration_option
@replicates_option
@click.option(
    "--replicate-weights",
    type=click.Choice(("together", "apart")),
    help=words(
        text("How the replicate weights of two rounds were made: the k-th of both from one draw, or apart.")
    ),
)
@count_option
@seed_option
@rho_option
@where_option
@level_option
@engine_option
@decimal_option
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def compare(
    data: Path,
    design: Path,
    *,
    earlier_data: Path | None,
    with_design: Path | None,
    calibration: Path | None,
    with_calibration: Path | None,
    without_calibration: bool,
    engine: str,
    pair: tuple[tuple[str, str], ...],
    replicate_weights: Literal["together", "apart"] | None,
    out: Path,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Compare and write; without a basis for errors the columns of errors are empty."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        refuse_idle_options(asked["replicates"])
        _refuse_options(earlier_data, with_design, pair, with_calibration, replicate_weights)
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.survey.comparing import compare_domains, compare_rounds
        from chiso.survey.engines.choosing import open_engine

        with filling(out, marker=RECORD, force=force) as draft:
            rounds = [_round(data, design, calibration, without_calibration, asked)]
            if earlier_data is not None and with_design is not None:
                rounds.append(_round(earlier_data, with_design, with_calibration, without_calibration, asked))
                _refuse_one_chain(rounds, (calibration, with_calibration))
            sides = _with_methods([one.side for one in rounds])
            # Who added up the rows changes nothing, and is not told.
            with open_engine(engine) as chosen:
                if len(sides) == 1:
                    rows = compare_domains(sides[0], pair, engine=chosen)
                else:
                    rows = compare_rounds(*sides, replicate_weights=replicate_weights, engine=chosen)
            call = {**asked, "pair": [list(one) for one in pair], "replicate_weights": replicate_weights}
            record = _record(rounds, sides, rows, call)
            _write(draft, rows, record)
        if not all(one.design.has_errors for one in sides):
            remark(text("The samples have no basis for errors: none is told, nor an interval."))
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say(rows)
        say(text("Written: {path}", path=str(out)))


def _refuse_options(
    earlier: Path | None,
    design: Path | None,
    pair: Sequence[tuple[str, str]],
    chain: Path | None,
    replicate_weights: str | None,
) -> None:
    """Raise WrongCall (CH-3237) for options that do not go together. `chain`: that of the earlier round."""
    from chiso.problems import Place, Problem, WrongCall

    problems = []
    if (earlier is None) != (design is None):
        expected = text("Expected an earlier round with its design.")
        mend = text("Give both `--with` and `--with-design`.")
        problems.append(Problem("CH-3237", Place(field="with-design"), "", expected, mend))
    if earlier is not None and pair:
        expected = text(
            "Expected no pairs where two rounds are compared: each domain is compared with itself."
        )
        mend = text("Take `--pair` out, or `--with`.")
        problems.append(Problem("CH-3237", Place(field="pair"), " ".join(pair[0]), expected, mend))
    if chain is not None and earlier is None:
        expected = text("Expected an earlier round whose weights the chain made.")
        mend = text("Give `--with` too, or take `--with-calibration` out.")
        problems.append(Problem("CH-3237", Place(field="with-calibration"), "", expected, mend))
    if replicate_weights is not None and earlier is None:
        expected = text("Expected an earlier round, whose replicate weights go with those of this one.")
        mend = text("Give `--with` and `--with-design` too, or take `--replicate-weights` out.")
        place = Place(field="replicate-weights")
        problems.append(Problem("CH-3237", place, replicate_weights, expected, mend))
    if problems:
        raise WrongCall(problems)


@dataclass(frozen=True)
class _Round:
    """A round as it is compared: its design as the file has it, and what the options make of it."""

    plan: Design
    how: HowCalibrated
    side: Side


def _refuse_one_chain(rounds: Sequence[_Round], named: tuple[Path | None, Path | None]) -> None:
    """Raise WrongCall (CH-3237) where a chain is named for one round, and that of the other forgotten."""
    from chiso.problems import Place, Problem, WrongCall

    lacks = [path is None and not one.plan.knows_calibration for path, one in zip(named, rounds, strict=True)]
    if any(named) and any(lacks):
        field = "calibration" if lacks[0] else "with-calibration"
        expected = text("Expected the chains of both rounds, or of none.")
        mend = text("Give `--calibration` and `--with-calibration`, or neither.")
        raise WrongCall([Problem("CH-3237", Place(field=field), "", expected, mend)])


def _round(
    data: Path, design: Path, chain: Path | None, without: bool, asked: Mapping[str, Any]
) -> _Round:  # fmt: skip
    from chiso.survey.comparing import Side
    from chiso.survey.design import read_design
    from chiso.survey.estimation.question import Choices, Question
    from chiso.survey.estimation.replicated import Replication
    from chiso.survey.estimation.statistics import parse_statistics
    from chiso.survey.names import names_in
    from chiso.survey.opening import open_data
    from chiso.survey.sql import parse_conditions

    plan = read_design(design)
    decimal: DecimalSign | None = asked["decimal"]
    source, missing = open_data(data, plan, decimal=decimal)
    how = how_calibrated(plan, chain, left_out=without)
    replication = Replication(asked["replicates"], asked["count"], asked["seed"], asked["rho"])
    question = Question(
        parse_statistics(asked["stat"], missing=missing),
        names_in(asked["by"]),
        parse_conditions(asked["where"]) if asked["where"] else (),
        Choices(asked["level"], replication=replication),
    )
    return _Round(plan, how, Side(source, how.design, question, how.chain))


def _with_methods(sides: Sequence[Side]) -> Sequence[Side]:
    """Of two rounds of which one brings replicate weights, the method is for the other alone."""
    from dataclasses import replace

    from chiso.survey.estimation.replicated import Replication

    brings = [one.design.replicates is not None for one in sides]
    if all(brings) or not any(brings):
        return sides

    def without_method(one: Side) -> Side:
        choices = replace(one.question.choices, replication=Replication())
        return replace(one, question=replace(one.question, choices=choices))

    return [without_method(one) if brought else one for one, brought in zip(sides, brings, strict=True)]


def _record(
    rounds: Sequence[_Round], sides: Sequence[Side], rows: Sequence[Comparison], call: Mapping[str, Any]
) -> dict[str, Any]:
    """What a reader needs in order to make the table again: the call and hashes, no clock and no path."""
    return {
        "format": "chiso-survey-compare/1",
        "rounds": [
            {
                "period": one.plan.period,
                "sampling_basis": one.plan.basis,
                "design_sha256": one.plan.digest,
                "data_sha256": None if one.plan.closed is None else one.plan.closed.data_sha256,
                "errors": errors_in_a_word(one.plan, side.question.choices.replication.method),
                **one.how.in_record,
            }
            for one, side in zip(rounds, sides, strict=True)
        ],
        "call": {
            **{key: call[key] for key in _CALL},
            "stat": list(call["stat"]),
            "level": str(call["level"]),
            "rho": str(call["rho"]),
        },
        "comparisons": len(rows),
    }


def _write(draft: Path, rows: Sequence[Comparison], record: Mapping[str, Any]) -> None:
    import json

    from chiso.survey.comparing import csv_of_comparisons
    from chiso.writing import write_new

    write_new(draft / COMPARISONS, csv_of_comparisons(rows), 0o644)
    written = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    write_new(draft / RECORD, written.encode(), 0o644)


def _say(rows: Sequence[Comparison]) -> None:
    """The first differences, at the precision of eyes; the rest is in the table."""
    head = [words(text("First domain")), words(text("Second domain")), words(text("Statistic")),
            words(text("Difference")), words(text("Standard error")), words(text("Interval")),
            words(text("p-value"))]  # fmt: skip
    shown = [
        [
            _name(row.unit_1, row.period_1),
            _name(row.unit_2, row.period_2),
            row.code,
            _figure(row.difference),
            _figure(row.se),
            f"{_figure(row.ci_low)} – {_figure(row.ci_high)}" if row.ci_low == row.ci_low else "",
            _figure(row.p_value),
        ]
        for row in rows[:SHOWN_ROWS]
    ]
    table(head, shown, right=frozenset({3, 4, 6}))
    if len(rows) > SHOWN_ROWS:
        say(text("… and {count} more in {file}", count=len(rows) - SHOWN_ROWS, file=COMPARISONS))


def _name(unit: str, period: str) -> str:
    return " ".join(part for part in (unit or words(text("(all)")), period) if part)


def _figure(value: float) -> str:
    from fractions import Fraction

    from chiso.cli.output import speech
    from chiso.figures import write_for_eyes

    if value != value:
        return ""
    places = 4 if abs(value) < 10 else 2 if abs(value) < 10_000 else 0
    return write_for_eyes(Fraction(value), speech.language, places=places)


COMMANDS = (compare,)
