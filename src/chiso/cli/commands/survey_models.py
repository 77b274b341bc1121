"""What `chiso survey regress` and `independence` share: the round that is asked, and how figures are told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from chiso.cli.commands.survey_calibration import HowCalibrated, how_calibrated
from chiso.cli.commands.survey_options import errors_in_a_word
from chiso.cli.output import speech

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chiso.figures import DecimalSign
    from chiso.survey.design import Design
    from chiso.survey.engine import Source
    from chiso.survey.estimation.replicated import Replication
    from chiso.survey.models.rows import Missing
    from chiso.survey.models.tables import ModelRow
    from chiso.survey.sql import Condition

# The kind of its rows, and the rows.
ModelTable: TypeAlias = "tuple[type[ModelRow], Sequence[ModelRow]]"
# What is kept of the call as it was written.
_CALL = ("where", "decimal", "replicates", "count", "seed")


@dataclass(frozen=True)
class AskedRound:
    """A round as a model takes it. `plan`: the design as it was read."""

    source: Source
    missing: Missing
    plan: Design
    how: HowCalibrated
    replication: Replication
    where: Sequence[Condition]


def open_round(data: Path, design: Path, asked: Mapping[str, Any]) -> AskedRound:
    """The round of a call. Raises as `read_design`, `open_data`, `how_calibrated`, `parse_conditions`."""
    from chiso.survey.design import read_design
    from chiso.survey.estimation.replicated import Replication
    from chiso.survey.opening import open_data
    from chiso.survey.sql import parse_conditions

    plan = read_design(design)
    decimal: DecimalSign | None = asked["decimal"]
    source, missing = open_data(data, plan, decimal=decimal)
    how = how_calibrated(plan, asked["calibration"], left_out=asked["without_calibration"])
    replication = Replication(asked["replicates"], asked["count"], asked["seed"], asked["rho"])
    where = parse_conditions(asked["where"]) if asked["where"] else ()
    return AskedRound(source, missing, plan, how, replication, where)


def record_of(form: str, asked_round: AskedRound, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader needs in order to make the tables again: the call and hashes, no clock and no path."""
    plan = asked_round.plan
    return {
        "format": form,
        "period": plan.period,
        "sampling_basis": plan.basis,
        "design_sha256": plan.digest,
        "data_sha256": None if plan.closed is None else plan.closed.data_sha256,
        "errors": errors_in_a_word(plan, asked["replicates"]),
        **asked_round.how.in_record,
        "call": {**{key: asked[key] for key in _CALL}, "rho": str(asked["rho"])},
    }


def write_tables(
    draft: Path, tables: Mapping[str, ModelTable], record: tuple[str, Mapping[str, Any]]
) -> None:
    """Each table as CSV and Parquet under its name, and the record under its own."""
    import json

    from chiso.survey.models.tables import csv_of_rows, parquet_of_rows
    from chiso.writing import write_new

    for name, (kind, rows) in tables.items():
        write_new(draft / f"{name}.csv", csv_of_rows(kind, rows), 0o644)
        write_new(draft / f"{name}.parquet", parquet_of_rows(kind, rows), 0o644)
    name, tree = record
    write_new(draft / name, (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode(), 0o644)


def figure(value: float) -> str:
    """A figure at the precision of eyes, small ones with three digits; nothing where there is none."""
    from math import floor, log10

    size = abs(value)
    places = 4 if size < 10 else 2 if size < 10_000 else 0
    if 0 < size < 0.001:
        # Of incomes in dong the coefficients are this small. Below lies rounding.
        places = min(2 - floor(log10(size)), 15)
    return _written(value, places)


def p_value(value: float) -> str:
    """A p-value at the precision of eyes; a small one as less than the last place, never as 0."""
    smallest = 0.0001
    return f"< {_written(smallest, 4)}" if value < smallest else _written(value, 4)


def _written(value: float, places: int) -> str:
    from fractions import Fraction
    from math import isfinite

    from chiso.figures import write_for_eyes

    return write_for_eyes(Fraction(value), speech.language, places=places) if isfinite(value) else ""


def degrees(above: float, below: float) -> str:
    """Degrees of freedom above and below the line; whole numbers without places."""
    shown = [
        str(int(one)) if one == one and one.is_integer() else figure(one) for one in (float(above), below)
    ]
    return " / ".join(one for one in shown if one)
