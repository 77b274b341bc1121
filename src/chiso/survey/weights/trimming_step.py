"""Trimming: weights beyond a limit are set to it, what was cut off is shared out among the others.

    w → min(w, U);   excess E = Σ (w − U)₊;   others  w → w (1 + E / Σ w)   or   w → w + E / n

Sums of weights stay as they were, in every class of `within`. A row at a limit receives nothing afterwards;
a row without weight stays without, in replicates too. `strict` goes on until no weight is beyond.
In a replicate a row with the factor f stands for f copies of itself: it is the weight of a copy that is
held against the limit, and a limit in medians is found anew among them. Else a half sample, where f is 2,
would be trimmed as if its weights were extreme.

Source: Potter (1990), A study of procedures to identify and trim extreme sampling weights; sharing out
equally is what R's `trimWeights` does. Trimming takes bias for variance: how much, nobody knows from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.declared_chain import Limit, Trimming
from chiso.survey.weights.calibration import unmet_in_replicate
from chiso.survey.weights.class_sums import class_matrix, share
from chiso.survey.weights.classes_step import cells_of_classes
from chiso.survey.weights.columns import BoolArray, Classes, FloatArray
from chiso.survey.weights.steps import CellEffect, Run

# A weight that is this little above the limit is at it.
_AT_LIMIT = 1 + 1e-12
MOST_PASSES = 200


@dataclass(frozen=True)
class TrimmingStep:
    """The step, prepared."""

    declared: Trimming
    classes: Classes
    matrix: sparse.csr_array
    kind: str = "trimming"

    @property
    def method(self) -> str:
        """How what was cut off is shared out."""
        return self.declared.redistribute

    def adjust(self, weights: FloatArray, run: Run) -> FloatArray:
        """Trimmed weights."""
        each = np.divide(weights, run.factors, out=np.zeros_like(weights), where=run.factors != 0)
        upper = _limit(self.declared.upper, each, run.factors, np.inf)
        lower = _limit(self.declared.lower, each, run.factors, -np.inf)
        wanted = self.matrix @ weights
        at_limit = each == 0
        for _ in range(MOST_PASSES if self.declared.strict else 1):
            beyond = (each != 0) & ((each > upper * _AT_LIMIT) | (each * _AT_LIMIT < lower))
            if not beyond.any():
                break
            each = np.where(beyond, np.clip(each, lower, upper), each)
            at_limit = at_limit | beyond
            each = self._share_out(each, ~at_limit, wanted, run)
        return each * run.factors

    def _share_out(self, each: FloatArray, receives: BoolArray, wanted: FloatArray, run: Run) -> FloatArray:
        excess = wanted - self.matrix @ (each * run.factors)
        excess[np.abs(excess) <= 1e-13 * np.abs(wanted)] = 0
        equally = self.declared.redistribute == "equally"
        base = receives.astype(np.float64) if equally else each * receives
        factor = share(excess, self.matrix @ (base * run.factors))
        factor[excess == 0] = 0
        if not np.isfinite(factor).all():
            number, column = (int(axis[0]) for axis in np.nonzero(~np.isfinite(factor)))
            raise BadInput([self._nobody_left(number, run.number(column))])
        return np.asarray(each + base * factor[self.classes.of_row])

    def _nobody_left(self, number: int, replicate: int) -> Problem:
        name = self.classes.written(number)
        if replicate:
            return unmet_in_replicate(name, replicate)
        expected = text("Expected rows between the limits that can take what is cut off.")
        mend = text("Widen the limits, or share out within larger classes.")
        return Problem("CH-3159", Place(field=name), name, expected, mend)

    def cells(self, before: FloatArray, after: FloatArray) -> list[CellEffect]:
        """What became of each class."""
        return cells_of_classes(self.classes, self.matrix, before, after)


def trimming_step(declared: Trimming, classes: Classes) -> TrimmingStep:
    """The step, prepared."""
    return TrimmingStep(declared, classes, class_matrix(classes.of_row, len(classes.names)))


def _limit(declared: Limit | None, each: FloatArray, factors: FloatArray, without: float) -> FloatArray:
    """The limit in every replicate: (R,)."""
    count = each.shape[1]
    if declared is None:
        return np.full(count, without)
    if declared.value is not None:
        return np.full(count, declared.value)
    return _medians(each, factors) * (declared.times_median or 1.0)


def _medians(each: FloatArray, factors: FloatArray) -> FloatArray:
    """The median weight of all copies that have one: (R,). Of an even number the mean of the middle two."""
    order = np.argsort(each, axis=0, kind="stable")
    values = np.take_along_axis(each, order, axis=0)
    counted = np.take_along_axis(factors * (each != 0), order, axis=0)
    below = np.cumsum(counted, axis=0)
    half = below[-1] / 2
    lower = np.argmax(below >= half * (1 - 1e-12), axis=0)
    upper = np.argmax(below > half * (1 + 1e-12), axis=0)
    columns = np.arange(each.shape[1])
    return np.asarray((values[lower, columns] + values[upper, columns]) / 2)
