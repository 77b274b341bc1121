"""Arrays of the room: numbers, and places in a list."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]

_LEAST_CHANCE = 1e-12


def chances_of(logits: FloatArray) -> FloatArray:
    """1 / (1 + exp(-logit))."""
    return np.asarray(expit(logits), dtype=np.float64)


def logits_of(chances: FloatArray) -> FloatArray:
    """log(p / (1 - p)), with chances kept away from 0 and 1."""
    return np.asarray(logit(np.clip(chances, _LEAST_CHANCE, 1 - _LEAST_CHANCE)), dtype=np.float64)
