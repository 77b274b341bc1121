"""Calibration as a step of the chain: margins and numbers become calibration variables and targets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chiso.problems import BadInput
from chiso.survey.declared_chain import Calibration
from chiso.survey.weights.calibration import (
    Patterns,
    Target,
    calibrate,
    patterns_of,
    unmet_in_replicate,
)
from chiso.survey.weights.class_sums import share
from chiso.survey.weights.columns import BoolArray, Columns, FloatArray
from chiso.survey.weights.curves import Curve, Exponential, Linear, Logit, Truncated
from chiso.survey.weights.margins import note_contradictions, read_margin
from chiso.survey.weights.steps import CellEffect, Run


@dataclass(frozen=True)
class CalibrationStep:
    """auxiliary (rows, A) is 0 in rows that are out of the population; targets (A)."""

    declared: Calibration
    auxiliary: FloatArray
    targets: tuple[Target, ...]
    patterns: Patterns
    curve: Curve
    kind: str = "calibration"

    @property
    def method(self) -> str:
        """The distance, with its bounds."""
        bounds = self.declared.bounds
        return self.declared.method + (f" [{bounds[0]:g}, {bounds[1]:g}]" if bounds else "")

    def adjust(self, weights: FloatArray, run: Run) -> FloatArray:
        """Calibrated weights."""
        if self.declared.method != "post_stratification":
            return calibrate(weights, self.patterns, self.targets, self.curve, run)
        totals = np.array([target.total for target in self.targets])
        factor = share(
            np.broadcast_to(totals[:, None], (len(totals), weights.shape[1])), self.auxiliary.T @ weights
        )
        if not np.isfinite(factor).all():
            cell, replicate = (int(axis[0]) for axis in np.nonzero(~np.isfinite(factor)))
            raise BadInput([unmet_in_replicate(self.targets[cell].name, run.number(replicate))])
        return np.asarray(weights * (self.auxiliary @ factor))

    def cells(self, before: FloatArray, after: FloatArray) -> list[CellEffect]:
        """What became of each total."""
        told = []
        for number, target in enumerate(self.targets):
            column = self.auxiliary[:, number]
            rows = [int(((column != 0) & (weights != 0)).sum()) for weights in (before, after)]
            sums = [float(column @ weights) for weights in (before, after)]
            told.append(CellEffect(target.name, rows[0], rows[1], sums[0], sums[1], target.total))
        return told


def calibration_step(
    declared: Calibration, columns: Columns, active: BoolArray, folder: Path
) -> CalibrationStep:
    """The step, prepared for the rows that are `active`; faults are noted in the report of the columns."""
    margins = [read_margin(margin, columns, active, folder) for margin in declared.margins]
    blocks = [
        (margin.classes.of_row[:, None] == np.arange(len(margin.totals))).astype(np.float64)
        for margin in margins
    ]
    targets = [target for margin in margins for target in margin.targets()]
    for number in declared.numbers:
        blocks.append(columns.numbers(number.column, active)[:, None])
        targets.append(Target(number.column, number.total))
    auxiliary = np.hstack(blocks) * active[:, None]
    keys = [margin.classes.of_row * active for margin in margins] + [active * 1]
    keys += [auxiliary[:, number] for number in range(len(targets) - len(declared.numbers), len(targets))]
    patterns = patterns_of(auxiliary, np.column_stack(keys))
    if not columns.report.problems:
        note_contradictions(declared, margins, patterns.auxiliary, tuple(targets), columns.report)
    return CalibrationStep(declared, auxiliary, tuple(targets), patterns, _curve(declared))


def _curve(declared: Calibration) -> Curve:
    if declared.method in ("raking", "post_stratification"):
        return Exponential()
    if declared.method == "logit" and declared.bounds is not None:
        return Logit(*declared.bounds)
    return Truncated(*declared.bounds) if declared.bounds is not None else Linear()
