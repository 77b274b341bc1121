"""`chiso survey independence`: whether two answers hang together, with Rao and Scott's corrections."""

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
    refuse_idle_options,
    replicates_option,
    rho_option,
    seed_option,
    where_option,
)
from chiso.cli.output import answering, force_option, give_json, json_option, path_option, say, table, words
from chiso.language import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chiso.survey.models.rao_scott import Independence
    from chiso.survey.models.tables import IndependenceRow

RECORD = "independence.json"


@click.command(
    "independence", help=words(text("Whether two answers are independent: a two-way table and its tests."))
)
@data_argument
@design_option
@click.option(
    "--rows", required=True, metavar="COLUMN", help=words(text("The column whose values are the rows."))
)
@click.option(
    "--columns", required=True, metavar="COLUMN", help=words(text("The column whose values stand beside."))
)
@where_option
@calibration_option
@without_calibration_option
@replicates_option
@count_option
@seed_option
@rho_option
@decimal_option
@path_option("--out", text("Folder for the results."), required=True)
@force_option
@json_option
def independence(
    data: Path,
    design: Path,
    *,
    rows: str,
    columns: str,
    out: Path,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Test and write. A sample without a basis for errors has no such test (CH-3232)."""
    from chiso.survey.libraries import need_statistics

    with answering(as_json):
        refuse_idle_options(asked["replicates"])
        need_statistics()
        from chiso.cli.folders import filling
        from chiso.survey.models.rao_scott import check_independence
        from chiso.survey.models.tables import IndependenceRow, ShareRow, independence_rows, share_rows

        with filling(out, marker=RECORD, force=force) as draft:
            found = open_round(data, design, asked)
            tested = check_independence(
                found.source, found.how.design, rows, columns, where=found.where, missing=found.missing,
                chain=found.how.chain, replication=found.replication,
            )  # fmt: skip
            tests = independence_rows(tested)
            record = record_of("chiso-survey-independence/1", found, asked)
            # Where the design tells no covariance there are none; JSON has no NaN.
            effects = [None if one != one else one for one in tested.effects.tolist()]
            record |= {"n": tested.n, "design_effects": effects}
            record["call"] |= {"rows": rows, "columns": columns}
            tables: dict[str, ModelTable] = {
                "table": (ShareRow, share_rows(tested)),
                "tests": (IndependenceRow, tests),
            }
            write_tables(draft, tables, (RECORD, record))
        if as_json:
            give_json(record | {"out": str(out)})
            return
        _say(tested, tests, f"{rows} × {columns}")
        say(text("Written: {path}", path=str(out)))


def _say(tested: Independence, tests: Sequence[IndependenceRow], name: str) -> None:
    """The shares and the tests at the precision of eyes."""
    shares = [
        [row, *(figure(share) for share in beside)]
        for row, beside in zip(tested.rows, tested.shares.tolist(), strict=True)
    ]
    table([name, *tested.columns], shares, right=frozenset(range(1, len(tested.columns) + 1)))
    say("")
    head = [words(text("Test")), words(text("Statistic")), words(text("Degrees of freedom")),
            words(text("p-value"))]  # fmt: skip
    names = {
        "pearson": words(text("Pearson's X², not corrected")),
        "first_order": words(text("Rao and Scott, first order")),
        "second_order": words(text("Rao and Scott, second order (F)")),
    }
    shown = [
        [names[one.test], figure(one.statistic), degrees(one.df_above, one.df_below), p_value(one.p_value)]
        for one in tests
    ]
    table(head, shown, right=frozenset({1, 3}))


COMMANDS = (independence,)
