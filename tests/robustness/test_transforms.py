"""Exponentials, normals and logarithms of our own: right, and the same bits as their twins."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from chiso.robustness.streams import RandomStream
from chiso.robustness.transforms import (
    fill_normals,
    fill_whole_exponentials,
    logarithms,
    minus_logarithms,
    normals,
)

# What lies at the ends, at powers of two and at the borders of the formulas.
EDGES = np.array(
    [0, 1, 2, 3, 2**31 - 1, 2**31, 2**32 - 1, 2**32 - 2, 0xB504F333, 322122547, 322122546], np.uint32
)


@pytest.fixture(scope="module")
def numbers() -> np.ndarray:
    return np.concatenate([EDGES, RandomStream(5, 1).numbers(0, 20_011).ravel()])


def test_exponentials_are_minus_the_logarithm(numbers: np.ndarray) -> None:
    expected = -np.log((numbers + 0.5) / 2.0**32)
    assert np.abs(minus_logarithms(numbers) - expected).max() < 1e-10


def test_normals_are_the_inverse_of_their_distribution(numbers: np.ndarray) -> None:
    assert np.abs(normals(numbers) - ndtri((numbers + 0.5) / 2.0**32)).max() < 1e-9


def test_logarithms_are_right_over_the_whole_range() -> None:
    values = np.array([1e-300, 1e-9, 0.5, 0.7071067811865475, 0.7071067811865476, 1.0, 1.5, 100.0, 1e300])
    assert np.abs(logarithms(values) - np.log(values)).max() < 1e-10
    assert logarithms(np.array([1.0]))[0] == 0.0


def test_the_compiled_loops_give_the_bits_of_their_twins(numbers: np.ndarray) -> None:
    made = np.empty(len(numbers))
    fill_whole_exponentials(numbers, made, 32768.0)
    assert (made == np.floor(minus_logarithms(numbers) * 32768.0)).all()
    fill_normals(numbers, made)
    assert (made == normals(numbers)).all()


def test_normals_are_symmetric(numbers: np.ndarray) -> None:
    assert (normals(numbers) == -normals(np.uint32(2**32 - 1) - numbers)).all()
