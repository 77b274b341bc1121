"""The weights: how unequal they are, how they were made, and what each step of the chain did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chiso.language import Value, text
from chiso.survey.cells import CLOSED_WEIGHT
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.engine import columns_of, refuse_words
from chiso.survey.quality.wording import figure
from chiso.survey.report.chain_words import KINDS, steps_table, totals_table
from chiso.survey.report.parts import Section, Table

# The columns of the table of steps that the page shows.
STEP_COLUMNS = ("step", "kind", "method", "rows", "sum", "smallest", "largest", "design_effect")


def weights_of(table: pa.Table, design: Design) -> npt.NDArray[np.float64]:
    """(rows,) weights; in a closed round from whole millionths; ones where the design names none.

    Raises WrongCall (CH-3131) where the data have no such column, or one of words.
    """
    column = CLOSED_WEIGHT if design.closed else design.weight
    if not column:
        return np.ones(table.num_rows)
    refuse_words(columns_of(table, [column]), [column])
    weights = np.asarray(table[column].cast(pa.float64()))
    return weights / MILLIONTHS if design.closed else weights


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
    if design.chain is not None:
        tables.append(steps_table(design.chain))
        totals = totals_table(design.chain)
        if totals is not None:
            tables.append(totals)
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
        KINDS.get(kind, kind),
        method or text("–"),
        int(count),
        figure(float(total), 0),
        figure(float(smallest), 2),
        figure(float(largest), 2),
        figure(float(effect), 3),
    )
