"""The weights: how unequal they are, and what each step of the chain did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chiso.language import Text, Value, text
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.quality.wording import figure
from chiso.survey.report.parts import Section, Table

# The columns of the table of steps that the page shows.
STEP_COLUMNS = ("step", "kind", "method", "rows", "sum", "smallest", "largest", "design_effect")
_CLOSED_WEIGHT = "weight_millionths"
_KINDS: dict[str, Text] = {
    "base": text("base weights"),
    "unknown_eligibility": text("unknown eligibility"),
    "nonresponse": text("nonresponse"),
    "calibration": text("calibration"),
    "trimming": text("trimming"),
}


def weights_of(table: pa.Table, design: Design) -> npt.NDArray[np.float64]:
    """(rows,) weights; in a closed round from whole millionths; ones where the design names none."""
    if design.closed is not None and _CLOSED_WEIGHT in table.column_names:
        return np.asarray(table[_CLOSED_WEIGHT].cast(pa.float64())) / MILLIONTHS
    if design.weight:
        return np.asarray(table[design.weight].cast(pa.float64()), np.float64)
    return np.ones(table.num_rows)


def weight_section(table: pa.Table, design: Design, steps: Sequence[Sequence[str]] = ()) -> Section:
    """`steps`: rows of the table of steps, their cells as in `STEP_COLUMNS`."""
    weights = weights_of(table, design)
    mean = float(weights.mean())
    effect = 1 + float(weights.var()) / mean**2 if mean else float("nan")
    rows: tuple[tuple[Value, ...], ...] = (
        (text("Sum (people they stand for)"), figure(float(weights.sum()), 0)),
        (text("Smallest"), figure(float(weights.min()), 2)),
        (text("Mean"), figure(mean, 2)),
        (text("Largest"), figure(float(weights.max()), 2)),
        (text("Design effect of weighting, 1 + CV² (Kish)"), figure(effect, 3)),
        (text("Interviews of equal weight that would tell as much"), figure(len(weights) / effect, 0)),
    )
    tables = [Table(text("The weights"), (text("Figure"), text("Value")), rows, frozenset({1}))]
    if steps:
        head = (
            text("Step"), text("Kind"), text("Method"), text("Rows"), text("Sum"), text("Smallest"),
            text("Largest"), text("Design effect"),
        )  # fmt: skip
        tables.append(
            Table(
                text("What each step did"),
                head,
                tuple(map(_step_row, steps)),
                frozenset({3, 4, 5, 6, 7}),
            )
        )
    said = () if steps else (text("The steps that led to these weights were not given to the report."),)
    return Section("weights", text("Weights of the interviews"), said, tuple(tables))


def _step_row(cells: Sequence[str]) -> tuple[Value, ...]:
    step, kind, method, count, total, smallest, largest, effect = cells
    return (
        step,
        _KINDS.get(kind, kind),
        method or text("–"),
        int(count),
        figure(float(total), 0),
        figure(float(smallest), 2),
        figure(float(largest), 2),
        figure(float(effect), 3),
    )
