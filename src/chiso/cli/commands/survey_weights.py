"""`chiso survey weights`: the declared chain, applied to the data and done again in every replicate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.commands.survey_options import (
    METHODS,
    count_option,
    data_argument,
    decimal_option,
    refuse_idle_options,
    rho_option,
    seed_option,
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
from chiso.problems import Place, Problem, WrongCall

if TYPE_CHECKING:
    from chiso.survey.design import Design
    from chiso.survey.replicates import Factors
    from chiso.survey.weights import Chain, ResponseRates, Weighted

DATA, DESIGN, STEPS, CELLS, RATES = (
    "data.parquet", "design.yaml", "steps.csv", "cells.csv", "response_rates.csv",
)  # fmt: skip
RECORD = "weights.json"


@click.command("weights", help=words(text("Make weights by a declared chain, and replicate weights.")))
@data_argument
@path_option("--chain", text("The steps: base, response, calibration, trimming."), required=True)
@path_option("--design", text("The design: which column plays which role. Needed for replicates."))
@click.option(
    "--replicates",
    type=click.Choice(METHODS),
    help=words(text("Make replicate weights by this method; every step is done again in each.")),
)
@count_option
@seed_option
@rho_option
@decimal_option
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def weights(
    data: Path,
    chain: Path,
    design: Path | None,
    replicates: Any,
    count: int | None,
    seed: int,
    rho: float,
    decimal: DecimalSign | None,
    out: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Read all, make the weights, write them with what every step did."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        refuse_idle_options(replicates)
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.survey.design import read_design
        from chiso.survey.reading import read_data
        from chiso.survey.weights import apply_chain, prepare_chain, read_chain, with_totals_inside
        from chiso.survey.weights.finished import (
            before_weights,
            refuse_unfit,
            replicate_columns,
            with_weights,
        )

        if replicates is not None and design is None:
            expected = text("Expected a design: it says which units a replicate leaves out.")
            raise WrongCall(
                [Problem("CH-3162", Place(field="--design"), "", expected, text("Add --design."))]
            )
        with filling(out, marker=RECORD, force=force) as draft:
            declared = read_chain(chain)
            plan = None if design is None else read_design(design)
            read = read_data(data, decimal=decimal)
            refuse_unfit(read, plan, [declared.name])
            prepared = prepare_chain(declared, read.table, chain.parent)
            done = apply_chain(prepared)
            whole = with_totals_inside(declared, chain.parent)
            made = again = None
            if replicates is not None and plan is not None:
                remark(text("Every step again in each replicate …"))
                made, again = replicate_columns(
                    prepared, before_weights(plan), replicates, seed, count=count, rho=rho
                )
            record = _record(whole, plan, done, made, {"seed": seed, "rho": str(rho)})
            record["totals_sha256"] = _hashes_of_totals(declared, chain.parent)
            _write_data(draft, with_weights(read, declared.name, done.weights, again))
            _write_tables(draft, whole, plan, done, made, record)
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say_steps(done)
        _say_rates(done.rates)
        if made is not None:
            say(
                text(
                    "Replicates: {count}; degrees of freedom: {df}.",
                    count=made.count,
                    df=f"{made.degrees_of_freedom:g}",
                )
            )
        say(text("Written: {path}", path=str(out)))


def _record(
    chain: Chain, design: Design | None, done: Weighted, made: Factors | None, call: dict[str, Any]
) -> dict[str, Any]:
    """What a reader needs in order to make the weights again: hashes and the call, no clock and no path."""
    return {
        "format": "chiso-survey-weights/1",
        "chain_sha256": chain.digest,
        "design_sha256": None if design is None else design.digest,
        "weight": chain.name,
        "replicates": None if made is None else {"method": made.method, "count": made.count, **call},
        "rows": len(done.weights),
        "steps": [
            {"step": one.step, "kind": one.kind, "method": one.method, "rows": one.rows, "sum": one.sum,
             "cv": one.cv, "design_effect": one.design_effect}
            for one in done.effects
        ],
        "response_rates": None if done.rates is None else _finite(done.rates.rates),
    }  # fmt: skip


def _hashes_of_totals(chain: Chain, folder: Path) -> dict[str, str]:
    """The hash of every file with totals that the chain names; it has been read, so it is there."""
    import hashlib

    margins = [margin for step in chain.steps if step.kind == "calibration" for margin in step.margins]
    names = sorted({margin.file for margin in margins if margin.file})
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _finite(rates: dict[str, float]) -> dict[str, float | None]:
    return {name: None if rate != rate else rate for name, rate in rates.items()}


def _write_data(draft: Path, data: Any) -> None:
    from chiso.survey.closing import parquet_bytes
    from chiso.writing import write_new

    write_new(draft / DATA, parquet_bytes(data), 0o644)


def _write_tables(
    draft: Path,
    chain: Chain,
    design: Design | None,
    done: Weighted,
    made: Factors | None,
    record: dict[str, Any],
) -> None:
    import json

    from chiso.survey.design import design_text
    from chiso.survey.weights.effects import CELL_COLUMNS, STEP_COLUMNS
    from chiso.survey.weights.finished import design_with_weights
    from chiso.tables.writing import write_table
    from chiso.writing import write_new

    cells = [row for effect in done.effects for row in effect.cell_rows()]
    files = {
        STEPS: write_table(STEP_COLUMNS, [effect.as_row() for effect in done.effects]),
        CELLS: write_table(CELL_COLUMNS, cells),
        RECORD: json.dumps(record, ensure_ascii=False, indent=2) + "\n",
    }
    if done.rates is not None and done.weighted_rates is not None:
        weighted = done.weighted_rates.rates
        rows = [(name, _written(rate), _written(weighted[name])) for name, rate in done.rates.rates.items()]
        files[RATES] = write_table(("rate", "of_rows", "of_weights"), rows)
    if design is not None:
        files[DESIGN] = design_text(design_with_weights(design, chain, made))
    for name, content in files.items():
        write_new(draft / name, content.encode(), 0o644)


def _written(rate: float) -> str:
    return "" if rate != rate else repr(rate)


def _say_steps(done: Weighted) -> None:
    head = [words(text("Step")), words(text("Rows")), words(text("Sum of weights")), words(text("Smallest")),
            words(text("Largest")), words(text("Design effect"))]  # fmt: skip
    rows = [
        [f"{one.step} {one.kind} {one.method}".rstrip(), str(one.rows), _figure(one.sum, 1),
         _figure(one.smallest, 2), _figure(one.largest, 2), _figure(one.design_effect, 3)]
        for one in done.effects
    ]  # fmt: skip
    table(head, rows, right=frozenset({1, 2, 3, 4, 5}))


def _say_rates(rates: ResponseRates | None) -> None:
    if rates is not None and rates.rates["RR2"] == rates.rates["RR2"]:
        percent = _figure(100 * rates.rates["RR2"], 1)
        say(
            text(
                "Response rate (AAPOR RR2): {percent} %; all rates are in {file}.",
                percent=percent,
                file=RATES,
            )
        )


def _figure(value: float, places: int) -> str:
    from fractions import Fraction

    from chiso.cli.output import speech
    from chiso.figures import write_for_eyes

    return write_for_eyes(Fraction(value), speech.language, places=places)


COMMANDS = (weights,)
