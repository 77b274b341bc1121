"""Random numbers that a seed fixes for good.

    u = (x >> 11) / 2⁵³,   x the next 64 bits of Philox-4x64 with the key of (seed, stream)

The bits of a bit generator are fixed by its algorithm; what NumPy's `Generator` makes of them may change
from version to version. A stream (a stratum, a stage) has numbers of its own, so that a stratum more
changes no draw of the others.

Source: Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3.
"""

from __future__ import annotations

from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]


def uniforms(seed: int, stream: tuple[int, ...], shape: tuple[int, ...]) -> FloatArray:
    """Numbers from 0 to below 1, of the given shape. `seed` is a whole number from 0."""
    generator = np.random.Philox(np.random.SeedSequence(seed, spawn_key=stream))
    bits = np.asarray(generator.random_raw(prod(shape)), dtype=np.uint64)
    return np.asarray((bits >> np.uint64(11)).astype(np.float64) * 2.0**-53).reshape(shape)


def draws_with_replacement(uniform: FloatArray, units: int) -> FloatArray:
    """How often each of `units` was drawn: uniform (R, draws) → counts (units, R)."""
    replicates = uniform.shape[0]
    drawn = (uniform * units).astype(np.int64) + units * np.arange(replicates)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=units * replicates)
    return counts.reshape(replicates, units).T.astype(np.float64)


def normals(seed: int, stream: tuple[int, ...], shape: tuple[int, ...]) -> FloatArray:
    """Numbers of the standard normal distribution, by Box and Muller from `uniforms`."""
    count = prod(shape)
    pairs = uniforms(seed, stream, (2, (count + 1) // 2))
    radius = np.sqrt(-2 * np.log1p(-pairs[0]))
    angle = 2 * np.pi * pairs[1]
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count].reshape(shape)
