"""Rows of a class that give hand their weight to those that receive.

    factor of class c = Σ_{gives or receives} w / Σ_{receives} w

Unknown eligibility: those not known give, all others receive (an ineligible one too: a share of the unknown
is ineligible as well). Nonresponse: who did not answer gives, who did receives, and who does not belong to
the population leaves. It is right where, within a class, the chance of an answer does not depend on the
answer.

Source: Valliant, Dever & Kreuter (2018), Practical Tools for Designing and Weighting Survey Samples,
chapter 13; Särndal, Swensson & Wretman (1992), 15.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.weights.calibration import unmet_in_replicate
from chiso.survey.weights.class_sums import class_matrix, share
from chiso.survey.weights.columns import BoolArray, Classes, FloatArray
from chiso.survey.weights.steps import CellEffect, Run


@dataclass(frozen=True)
class ClassesStep:
    """gives, receives: (rows,); rows that do neither end with the weight 0."""

    kind: str
    classes: Classes
    gives: BoolArray
    receives: BoolArray
    matrix: sparse.csr_array
    method: str = "classes"

    def adjust(self, weights: FloatArray, run: Run) -> FloatArray:
        """Weights after the handing on."""
        received = weights * self.receives[:, None]
        into = self.matrix @ received
        factor = share(into + self.matrix @ (weights * self.gives[:, None]), into)
        if not np.isfinite(factor).all():
            empty, replicate = (int(axis[0]) for axis in np.nonzero(~np.isfinite(factor)))
            if run.first:
                problem = unmet_in_replicate(self.classes.written(empty), run.number(replicate))
                raise BadInput([problem])
            empty_ones = np.flatnonzero(~np.isfinite(factor[:, 0])).tolist()
            raise BadInput(self._empty(number, run) for number in empty_ones)
        return received * factor[self.classes.of_row]

    def cells(self, before: FloatArray, after: FloatArray) -> list[CellEffect]:
        """What became of each class."""
        return cells_of_classes(self.classes, self.matrix, before, after)

    def _empty(self, number: int, run: Run) -> Problem:
        expected: Text
        if self.kind == "nonresponse":
            expected = text("Expected at least one row that answered in every class.")
        else:
            expected = text("Expected at least one row of known eligibility in every class.")
        name = self.classes.written(number)
        rows = int(run.factors[self.classes.of_row == number, 0].sum())
        found = text("class “{name}”: {count} rows, none of them", name=name, count=rows)
        mend = text("Merge this class with one like it, or use fewer columns for the classes.")
        return Problem("CH-3154", Place(field=name), found, expected, mend)


def classes_step(kind: str, classes: Classes, gives: BoolArray, receives: BoolArray) -> ClassesStep:
    """The step, prepared."""
    return ClassesStep(kind, classes, gives, receives, class_matrix(classes.of_row, len(classes.names)))


def cells_of_classes(
    classes: Classes, matrix: sparse.csr_array, before: FloatArray, after: FloatArray
) -> list[CellEffect]:
    """Rows and sums of each class, before and after."""
    columns = np.column_stack([before != 0, after != 0, before, after])
    summed = matrix @ columns
    return [
        CellEffect(classes.written(number), int(row[0]), int(row[1]), float(row[2]), float(row[3]))
        for number, row in enumerate(summed)
    ]
