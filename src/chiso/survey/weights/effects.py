"""What each step did: one row for the weights after it, and rows for its classes or cells.

    cv² = Σ (w − w̄)² / (n w̄²),     design effect of weighting = 1 + cv²

over rows with a weight. The design effect is Kish's: how much unequal weights cost where they have nothing
to do with the answers; calibration to good variables can win more than it costs.

Source: Kish (1992), Weighting for unequal Pᵢ, Journal of Official Statistics 8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chiso.survey.weights.columns import FloatArray
from chiso.survey.weights.steps import CellEffect

STEP_COLUMNS = (
    "step", "kind", "method", "rows", "sum", "smallest", "largest", "mean", "cv", "design_effect",
    "smallest_ratio", "largest_ratio", "cells",
)  # fmt: skip
CELL_COLUMNS = ("step", "kind", "cell", "rows_before", "rows_after", "before", "after", "ratio", "target")


@dataclass(frozen=True)
class StepEffect:
    """The weights after a step; ratios are those of rows that keep a weight."""

    step: int
    kind: str
    method: str
    rows: int
    sum: float
    smallest: float
    largest: float
    mean: float
    cv: float
    design_effect: float
    smallest_ratio: float
    largest_ratio: float
    cells: tuple[CellEffect, ...]

    def as_row(self) -> tuple[str, ...]:
        """The row of the table of steps, in the order of STEP_COLUMNS."""
        figures = (
            self.sum, self.smallest, self.largest, self.mean, self.cv, self.design_effect,
            self.smallest_ratio, self.largest_ratio,
        )  # fmt: skip
        head = (str(self.step), self.kind, self.method, str(self.rows))
        return (*head, *map(repr, figures), str(len(self.cells)))

    def cell_rows(self) -> list[tuple[str, ...]]:
        """The rows of the table of cells, in the order of CELL_COLUMNS."""
        return [
            (
                str(self.step), self.kind, cell.cell, str(cell.rows_before), str(cell.rows_after),
                repr(cell.before), repr(cell.after), repr(cell.after / cell.before) if cell.before else "",
                "" if cell.target is None else repr(cell.target),
            )
            for cell in self.cells
        ]  # fmt: skip


def step_effect(
    step: int, kind: str, method: str, before: FloatArray, after: FloatArray, cells: list[CellEffect]
) -> StepEffect:
    """What a step did: weights (rows,) before and after it."""
    kept = after[after != 0]
    ratios = after[(after != 0) & (before != 0)] / before[(after != 0) & (before != 0)]
    if not len(kept):
        kept = ratios = np.zeros(1)
    mean = float(kept.mean())
    cv = float(kept.std() / mean) if mean else 0.0
    return StepEffect(
        step, kind, method, int((after != 0).sum()), float(after.sum()), float(kept.min()), float(kept.max()),
        mean, cv, 1 + cv**2, float(ratios.min()), float(ratios.max()), tuple(cells),
    )  # fmt: skip
