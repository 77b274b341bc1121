"""`chiso survey regress`: linear and logistic regressions with design-based errors, and tests of terms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chiso.cli.commands.survey_calibration import calibration_option, without_calibration_option
from chiso.cli.commands.survey_models import (
    ModelTable,
    degrees,
    figure,
    open_round,
    p_value,
    record_of,
    write_tables,
)
from chiso.cli.commands.survey_options import (
    count_option,
    data_argument,
    decimal_option,
    design_option,
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
from chiso.language import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chiso.survey.models.model import Kind
    from chiso.survey.models.regression import Regression, TermTest
    from chiso.survey.models.tables import CoefficientRow, TermRow

RECORD = "regression.json"


@click.command("regress", help=words(text("Regressions with design-based errors, and tests of their terms.")))
@data_argument
@design_option
@click.option(
    "--outcome",
    required=True,
    metavar="COLUMN[=ANSWER|…]",
    help=words(text("What is explained: an amount; or q=4|5, whether one of these answers was chosen.")),
)
@click.option(
    "--on", default="", metavar="COLUMN,…", help=words(text("What explains; words are categories."))
)
@click.option(
    "--categories",
    default="",
    metavar="COLUMN,…",
    help=words(text("Those of the columns whose numbers are codes of categories.")),
)
@click.option(
    "--base",
    multiple=True,
    metavar="COLUMN=VALUE",
    help=words(text("The category the others are compared with; else the first in order. May be repeated.")),
)
@click.option(
    "--family",
    type=click.Choice(("linear", "logistic")),
    help=words(text("Kind of model; else logistic where answers are chosen, linear where not.")),
)
@click.option(
    "--test",
    multiple=True,
    metavar="COLUMN,…",
    help=words(text("Columns that are tested together. May be repeated; else each column by itself.")),
)
@where_option
@calibration_option
@without_calibration_option
@replicates_option
@count_option
@seed_option
@rho_option
@level_option
@decimal_option
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def regress(
    data: Path,
    design: Path,
    *,
    outcome: str,
    on: str,
    categories: str,
    base: tuple[str, ...],
    family: Kind | None,
    test: tuple[str, ...],
    out: Path,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Fit and write; without a basis for errors the columns of errors are empty."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        refuse_idle_options(asked["replicates"])
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.survey.models.asking import read_model
        from chiso.survey.models.regression import check_terms
        from chiso.survey.models.regression import regress as fit
        from chiso.survey.models.tables import CoefficientRow, TermRow, coefficient_rows, term_rows
        from chiso.survey.names import names_in

        with filling(out, marker=RECORD, force=force) as draft:
            found = open_round(data, design, asked)
            explaining = names_in(on)
            asked_tests = [tuple(dict.fromkeys(names_in(one))) for one in test]
            model = read_model(
                found.source, outcome, explaining,
                categories=names_in(categories), bases=base, kind=family,
                tested=[column for columns in asked_tests for column in columns],
            )  # fmt: skip
            fitted = fit(
                found.source, found.how.design, model, where=found.where, missing=found.missing,
                chain=found.how.chain, replication=found.replication,
            )  # fmt: skip
            tests = [check_terms(fitted, one) for one in asked_tests or [(one,) for one in explaining]]
            coefficients, terms = coefficient_rows(fitted, asked["level"]), term_rows(tests)
            record = record_of("chiso-survey-regress/1", found, asked) | _told(fitted, tests)
            record["call"] |= {
                "outcome": outcome, "on": on, "categories": categories, "base": list(base),
                "family": family, "test": list(test), "level": str(asked["level"]),
            }  # fmt: skip
            tables: dict[str, ModelTable] = {
                "coefficients": (CoefficientRow, coefficients),
                "tests": (TermRow, terms),
            }
            write_tables(draft, tables, (RECORD, record))
        if not found.plan.has_errors:
            remark(text("The sample has no basis for errors: there are coefficients alone."))
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say(coefficients, terms)
        say(text("Written: {path}", path=str(out)))


def _told(fitted: Regression, tests: Sequence[TermTest]) -> dict[str, Any]:
    return {
        "family": fitted.model.kind,
        "n": fitted.n,
        "coefficients": len(fitted.names),
        "tests": len(tests),
    }


def _say(coefficients: Sequence[CoefficientRow], terms: Sequence[TermRow]) -> None:
    """Both tables at the precision of eyes."""
    head = [words(text("Coefficient of")), words(text("Estimate")), words(text("Standard error")),
            words(text("Interval")), words(text("p-value"))]  # fmt: skip
    logistic = any(row.odds_ratio == row.odds_ratio for row in coefficients)
    if logistic:
        head.append(words(text("Odds ratio")))
    shown = [
        [
            row.name if row.column else words(text("(intercept)")),
            figure(row.coefficient),
            figure(row.se),
            f"{figure(row.ci_low)} – {figure(row.ci_high)}" if row.ci_low == row.ci_low else "",
            p_value(row.p_value),
            *([figure(row.odds_ratio)] if logistic else []),
        ]
        for row in coefficients
    ]
    table(head, shown, right=frozenset({1, 2, 4, 5} if logistic else {1, 2, 4}))
    if terms:
        say("")
        head = [words(text("Test of")), "F", words(text("Degrees of freedom")), words(text("p-value"))]
        rows = [
            [one.columns, figure(one.statistic), degrees(one.df_above, one.df_below), p_value(one.p_value)]
            for one in terms
        ]
        table(head, rows, right=frozenset({1, 3}))


COMMANDS = (regress,)
