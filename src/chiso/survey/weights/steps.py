"""What every prepared step of a chain can do, and what it tells of its cells.

A step is prepared once for the data (classes, calibration variables, who is who) and then adjusts weights
of the sample and of all replicates alike: (rows, R) → (rows, R).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chiso.survey.weights.columns import BoolArray, FloatArray


@dataclass(frozen=True)
class CellEffect:
    """One class or cell of a step: rows with a weight, and sums of weights, before and after.

    `target`: the total of the population that was asked for; None where there is none.
    """

    cell: str
    rows_before: int
    rows_after: int
    before: float
    after: float
    target: float | None = None


@dataclass(frozen=True)
class Run:
    """Which replicates are weighted. `factors` (rows, R): for how many copies of itself a row stands.

    `first`: the number of the first of them, from 1; 0: it is the sample itself, with factors of 1.
    """

    factors: FloatArray
    first: int = 0

    def number(self, column: int) -> int:
        """The number of the replicate in a column; 0 for the sample."""
        return self.first + column if self.first else 0


class PreparedStep(Protocol):
    """A step that knows its data."""

    @property
    def kind(self) -> str:
        """The kind of the step, as it is declared."""

    @property
    def method(self) -> str:
        """How it is done, in a word of the declaration."""

    def adjust(self, weights: FloatArray, run: Run) -> FloatArray:
        """Adjusted weights (rows, R). Raises BadInput where the step cannot be done."""

    def cells(self, before: FloatArray, after: FloatArray) -> list[CellEffect]:
        """What became of each class or cell: weights (rows,) before and after."""


@dataclass(frozen=True)
class Roles:
    """What became of each row (rows,): answered, did not, not known whether it belongs, does not belong."""

    responded: BoolArray
    refused: BoolArray
    unknown: BoolArray
    ineligible: BoolArray
