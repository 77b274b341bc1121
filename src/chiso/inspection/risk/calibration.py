"""Whether chances hold: held against visits that were not learned from.

    Brier       mean (p - y)²
    AUC         the chance that a visit with a finding has the higher one; ties count half
    slope, intercept   of y on logit p by logistic regression: 1 and 0 where chances hold
    table       tenths by chance: visits, mean chance, share found

Where slope and intercept differ from 1 and 0 by more than chance (likelihood ratio above 5.99, 5 % with two
degrees), chances are recalibrated by them: logit p' = intercept + slope · logit p.

Sources: Brier 1950; Cox 1958; Platt 1999; Mann & Whitney 1947.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from chiso.inspection.risk.arrays import FloatArray, chances_of

CRITICAL = 5.991464547107979
_BINS = 10
_PENALTY, _STEPS, _LONGEST, _ENOUGH = 1e-6, 50, 2.0, 1e-10


@dataclass(frozen=True, slots=True)
class Line:
    """intercept + slope · logit, and whether it says more than 0 and 1 do (likelihood ratio)."""

    intercept: float
    slope: float
    ratio: float

    @property
    def is_needed(self) -> bool:
        """Whether chances without it do not hold."""
        return self.ratio > CRITICAL


@dataclass(frozen=True, slots=True)
class Bin:
    """Visits of similar chance."""

    visits: int
    expected: float
    found: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole of it, for visits that were not learned from."""

    visits: int
    findings: int
    brier: float
    auc: float | None
    line: Line
    table: tuple[Bin, ...]

    def as_record(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "visits": self.visits,
            "findings": self.findings,
            "brier": self.brier,
            "auc": self.auc,
            "slope": self.line.slope,
            "intercept": self.line.intercept,
            "likelihood_ratio": self.line.ratio,
            "table": [
                {"visits": one.visits, "expected": one.expected, "found": one.found} for one in self.table
            ],
        }


def calibrate(logits: FloatArray, found: FloatArray) -> Calibration:
    """Hold these against what was found; `logits` and `found`: (visits,)."""
    chances = chances_of(logits)
    return Calibration(
        visits=len(found),
        findings=int(found.sum()),
        brier=float(np.mean((chances - found) ** 2)),
        auc=area_under_curve(logits, found),
        line=fit_line(logits, found),
        table=_table(chances, found),
    )


def area_under_curve(scores: FloatArray, found: FloatArray) -> float | None:
    """None where there are no two kinds of visits."""
    yes = float(found.sum())
    no = len(found) - yes
    if not yes or not no:
        return None
    ranks = np.asarray(rankdata(scores), dtype=np.float64)
    return float((ranks[found > 0.5].sum() - yes * (yes + 1) / 2) / (yes * no))


def fit_line(logits: FloatArray, found: FloatArray) -> Line:
    """By Newton. A penalty of a millionth on (slope - 1)² keeps it finite where chances part the visits."""
    x = np.column_stack([np.ones(len(found)), logits])
    penalty = np.array([0.0, _PENALTY])
    b = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        chances = chances_of(x @ b)
        curvature = x.T @ (x * (chances * (1 - chances))[:, None]) + np.diag(penalty + _PENALTY**2)
        step = np.linalg.solve(curvature, x.T @ (found - chances) - penalty * (b - [0.0, 1.0]))
        b = b + np.clip(step, -_LONGEST, _LONGEST)
        if np.max(np.abs(step)) < _ENOUGH:
            break
    ratio = 2 * (_loss(logits, found) - _loss(b[0] + b[1] * logits, found))
    return Line(float(b[0]), float(b[1]), float(ratio))


def mean_loss(logits: FloatArray, found: FloatArray) -> float:
    """Mean of - log of the chance of what happened."""
    return _loss(logits, found) / len(found)


def _loss(logits: FloatArray, found: FloatArray) -> float:
    return float(np.sum(np.logaddexp(0.0, logits)) - found @ logits)


def _table(chances: FloatArray, found: FloatArray) -> tuple[Bin, ...]:
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, _BINS) if len(part)]
    return tuple(Bin(len(part), float(chances[part].mean()), float(found[part].mean())) for part in parts)


def recalibrated(logits: FloatArray, line: Line | None) -> FloatArray:
    """Brought onto the line, where there is one."""
    return logits if line is None else np.asarray(line.intercept + line.slope * logits, dtype=np.float64)
