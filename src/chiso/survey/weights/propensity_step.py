"""Nonresponse by the chance of an answer: a logistic regression on what is known of everybody drawn.

    log(p / (1 − p)) = xᵀβ,   β from Σ_k w_k (y_k − p_k) x_k = 0,   w → w / p     for who answered

With groups: eligible rows in order of p are cut into groups of (nearly) equal numbers, and within each the
weight is handed on as within classes, which keeps single small chances from making single large weights;
rows with the same predictors are never parted. Regression and groups are made anew in each replicate, where
a row counts with its factor.

Sources: Little (1986), Survey nonresponse adjustments for estimates of means; Särndal & Lundström (2005);
groups by quantiles: Rosenbaum & Rubin (1984).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.weights.calibration import Patterns, unmet_in_replicate
from chiso.survey.weights.class_sums import class_matrix, share
from chiso.survey.weights.columns import FloatArray, IntArray
from chiso.survey.weights.curves import Chance
from chiso.survey.weights.solving import solve
from chiso.survey.weights.steps import CellEffect, Roles, Run

# Below, the chance is 0 to the figures of a weight: at some value of a predictor nobody answers, and there is
# nobody to whom the weight of those could go. A chance of 1 is no harm: they keep their weight.
SMALLEST_CHANCE = 1e-6


@dataclass(frozen=True)
class PropensityStep:
    """`patterns`: distinct values of the predictors; rows that are not eligible have weight 0 in the sums."""

    patterns: Patterns
    roles: Roles
    names: tuple[str, ...]
    groups: int
    kind: str = "nonresponse"
    method: str = "propensity"

    def adjust(self, weights: FloatArray, run: Run) -> FloatArray:
        """Weights divided by the chance of an answer, or by the share that answered in its group."""
        answered = weights * self.roles.responded[:, None]
        chance = self.chances(weights, run)
        if self.groups:
            group = self._groups(chance, run.factors)
            eligible = answered + weights * self.roles.refused[:, None]
            into, total = (self._sums(group, one) for one in (answered, eligible))
            if ((into == 0) & (total != 0)).any():
                number, column = (int(axis[0]) for axis in np.nonzero((into == 0) & (total != 0)))
                raise BadInput([self._nobody(str(number + 1), run.number(column))])
            chance = np.take_along_axis(share(into, total), group, axis=0)
        return np.where(answered == 0, 0.0, answered / chance[self.patterns.of_row])

    def chances(self, weights: FloatArray, run: Run) -> FloatArray:
        """The chance of an answer of each pattern: (patterns, R)."""
        answered = weights * self.roles.responded[:, None]
        eligible = answered + weights * self.roles.refused[:, None]
        totals = self.patterns.auxiliary.T @ (self.patterns.matrix @ answered)
        solution = solve(self.patterns.auxiliary, self.patterns.matrix @ eligible, totals, Chance())
        matters = (self.patterns.matrix @ eligible) != 0
        is_sound = solution.met & ((solution.values >= SMALLEST_CHANCE) | ~matters).all(axis=0)
        if not is_sound.all():
            column = int(np.flatnonzero(~is_sound)[0])
            worst = int(np.argmax(np.abs(solution.coefficients[:, column])))
            raise BadInput([self._nobody(self.names[worst], run.number(column))])
        return solution.values

    def cells(self, before: FloatArray, after: FloatArray) -> list[CellEffect]:
        """Without groups the step has no cells; with them one for each, the least likely to answer first."""
        if not self.groups:
            return []
        run = Run(np.ones((len(before), 1)))
        group = self._groups(self.chances(before[:, None], run), run.factors)[self.patterns.of_row, 0]
        matrix = class_matrix(group, self.groups)
        eligible = self.roles.responded | self.roles.refused
        summed = matrix @ np.column_stack([(before != 0) & eligible, after != 0, before * eligible, after])
        return [
            CellEffect(str(number + 1), int(row[0]), int(row[1]), float(row[2]), float(row[3]))
            for number, row in enumerate(summed)
        ]

    def _groups(self, chance: FloatArray, factors: FloatArray) -> IntArray:
        """The group of each pattern, by the share of eligible copies with a smaller chance: (patterns, R)."""
        eligible = (self.roles.responded | self.roles.refused)[:, None]
        copies = self.patterns.matrix @ (factors * eligible)
        order = np.argsort(chance, axis=0, kind="stable")
        sorted_copies = np.take_along_axis(copies, order, axis=0)
        below = np.empty_like(copies)
        np.put_along_axis(below, order, np.cumsum(sorted_copies, axis=0) - sorted_copies, axis=0)
        # Whole shares that rounding brought below the border belong above it.
        place = np.floor(self.groups * below / copies.sum(axis=0) + 1e-9)
        return np.asarray(np.clip(place, 0, self.groups - 1), dtype=np.int64)

    def _sums(self, group: IntArray, weights: FloatArray) -> FloatArray:
        """Sums of weights (rows, R) by group: (groups, R)."""
        by_pattern = self.patterns.matrix @ weights
        count = by_pattern.shape[1]
        flat = group * count + np.arange(count)
        summed = np.bincount(flat.ravel(), by_pattern.ravel(), self.groups * count)
        return np.asarray(summed, dtype=np.float64).reshape(-1, count)

    def _nobody(self, name: str, replicate: int) -> Problem:
        if replicate:
            return unmet_in_replicate(name, replicate)
        expected = text("Expected answers at every value of the predictors.")
        mend = text("Merge rare values, take this predictor out, or use classes.")
        return Problem("CH-3160", Place(field=name), name, expected, mend)
