"""The least and the most that a difference of two units can come to under admissible weights.

Within bounds alone the answer is a filling: every weight at its lower bound, then what is left of 1 goes to
the parts with the least difference first. Where an order has to be kept it is a linear program.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.robustness.acceptability.admissible import Admissible
from chiso.robustness.acceptability.solving import Program, solve

FloatArray = NDArray[np.float64]


def least_difference(differences: FloatArray, allowed: Admissible) -> FloatArray:
    """min over admissible w of each row · w: differences (pairs, parts) → (pairs,)."""
    if allowed.is_box:
        return _filled(differences, allowed)
    return np.array([_solved(row, allowed) for row in differences], dtype=np.float64)


def most_difference(differences: FloatArray, allowed: Admissible) -> FloatArray:
    """max over admissible w of each row · w: (pairs,)."""
    return -least_difference(-differences, allowed)


def _filled(differences: FloatArray, allowed: Admissible) -> FloatArray:
    order = np.argsort(differences, axis=1, kind="stable")
    room = (allowed.upper - allowed.lower)[order]
    before = np.cumsum(room, axis=1) - room
    left = max(1.0 - float(allowed.lower.sum()), 0.0)
    filled = np.clip(left - before, 0.0, room)
    sorted_differences = np.take_along_axis(differences, order, axis=1)
    return np.asarray(differences @ allowed.lower + (filled * sorted_differences).sum(axis=1))


def _solved(difference: FloatArray, allowed: Admissible) -> float:
    rows, low, high = conditions(allowed)
    return solve(Program(difference, allowed.lower, allowed.upper, rows, low, high)).value


def conditions(allowed: Admissible) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What admissible weights meet beside their bounds: rows (conditions, parts), low and high ends."""
    rows = np.vstack([np.ones((1, len(allowed.lower))), allowed.order])
    low = np.concatenate([[1.0], np.zeros(len(allowed.order))])
    high = np.concatenate([[1.0], np.full(len(allowed.order), np.inf)])
    return rows, low, high
