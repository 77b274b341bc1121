"""`chiso survey compare`: differences between domains, or between two rounds, with their errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.commands.survey_calibration import ChainOfWeights, calibration_option, open_chain
from chiso.cli.commands.survey_options import (
    count_option,
    data_argument,
    decimal_option,
    design_option,
    domains_option,
    errors_in_a_word,
    level_option,
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

COMPARISONS, RECORD = "comparisons.csv", "compare.json"
SHOWN_ROWS = 20


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
@replicates_option
@count_option
@seed_option
@rho_option
@where_option
@level_option
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
    pair: tuple[tuple[str, str], ...],
    out: Path,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Compare and write; without a basis for errors the columns of errors are empty."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        _refuse_options(earlier_data, with_design, pair, (calibration, with_calibration))
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.survey.comparing import compare_domains, compare_rounds

        with filling(out, marker=RECORD, force=force) as draft:
            chain = _chain(calibration, data, asked)
            side = _side(data, design, chain, asked)
            if earlier_data is None or with_design is None:
                sides, chains, rows = [side], [chain], compare_domains(side, pair)
            else:
                chains = [chain, _chain(with_calibration, earlier_data, asked)]
                earlier = _side(earlier_data, with_design, chains[1], asked)
                sides, rows = [side, earlier], compare_rounds(side, earlier)
            record = _record(sides, chains, rows, {**asked, "pair": [list(one) for one in pair]})
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
    chains: tuple[Path | None, Path | None],
) -> None:
    """Raise WrongCall (CH-3237) for options that do not go together."""
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
    if chains[1] is not None and (earlier is None or chains[0] is None):
        expected = text("Expected an earlier round, and the chains of both rounds.")
        mend = text("Give `--with` and `--calibration` too, or take `--with-calibration` out.")
        problems.append(Problem("CH-3237", Place(field="with-calibration"), "", expected, mend))
    elif earlier is not None and chains[0] is not None and chains[1] is None:
        expected = text("Expected the chains of both rounds, or of none.")
        mend = text("Give `--with-calibration` too, or take `--calibration` out.")
        problems.append(Problem("CH-3237", Place(field="calibration"), "", expected, mend))
    if problems:
        raise WrongCall(problems)


def _chain(path: Path | None, data: Path, asked: Mapping[str, Any]) -> ChainOfWeights | None:
    return None if path is None else open_chain(path, data, draws=None, decimal=asked["decimal"])


def _side(data: Path, design: Path, chain: ChainOfWeights | None, asked: Mapping[str, Any]) -> Side:
    from chiso.survey.comparing import Side
    from chiso.survey.design import read_design
    from chiso.survey.estimation.estimate import Choices, Question
    from chiso.survey.estimation.replicated import Replication
    from chiso.survey.estimation.statistics import parse_statistics
    from chiso.survey.opening import open_data
    from chiso.survey.sql import parse_conditions

    plan = read_design(design)
    decimal: DecimalSign | None = asked["decimal"]
    source, missing = open_data(data, plan, decimal=decimal)
    replication = Replication(asked["replicates"], asked["count"], asked["seed"], asked["rho"])
    question = Question(
        parse_statistics(asked["stat"], missing=missing),
        tuple(part.strip() for part in asked["by"].split(",") if part.strip()),
        parse_conditions(asked["where"]) if asked["where"] else (),
        Choices(asked["level"], replication=replication),
    )
    if chain is not None:
        return Side(chain.table, plan, question, chain.prepared)
    return Side(source, plan, question)


def _record(
    sides: Sequence[Side],
    chains: Sequence[ChainOfWeights | None],
    rows: Sequence[Comparison],
    call: Mapping[str, Any],
) -> dict[str, Any]:
    """What a reader needs in order to make the table again: the call and hashes, no clock and no path."""
    return {
        "format": "chiso-survey-compare/1",
        "rounds": [
            {
                "period": one.design.period,
                "sampling_basis": one.design.basis,
                "design_sha256": one.design.digest,
                "data_sha256": None if one.design.closed is None else one.design.closed.data_sha256,
                "errors": errors_in_a_word(one.design, call["replicates"]),
                **({} if chain is None else chain.in_record(one.design)),
            }
            for one, chain in zip(sides, chains, strict=True)
        ],
        "call": {
            **{key: call[key] for key in ("by", "where", "pair", "decimal", "replicates", "count", "seed")},
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
