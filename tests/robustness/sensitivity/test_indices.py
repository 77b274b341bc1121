"""Sobol' indices against functions whose indices are known in closed form."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from chiso.robustness.sensitivity.estimating import Estimated
from chiso.robustness.sensitivity.indices import Function, Indices, sobol_indices
from chiso.robustness.streams import Numbers
from chiso.robustness.transforms import FloatArray

ONE_NUMBER_EACH = tuple(slice(at, at + 1) for at in range(8))


def unit(numbers: Numbers) -> FloatArray:
    return np.asarray((numbers.astype(np.float64) + 0.5) * 2.0**-32)


def indices_of(function: Function, inputs: int, *, points: int = 1 << 13, seed: int = 1) -> Indices:
    return sobol_indices(function, ONE_NUMBER_EACH[:inputs], numbers=inputs, points=points, seed=seed)


def assert_holds(found: Estimated, expected: list[float]) -> None:
    """Each within its interval, drawn twice as wide: eighteen intervals of 95 % would miss one too often."""
    values = found.value[:, 0]
    half = found.half_width[:, 0]
    for value, width, truth in zip(values, half, expected, strict=True):
        assert abs(value - truth) <= 2 * width + 1e-6


def ishigami(numbers: Numbers) -> FloatArray:
    x = np.pi * (2 * unit(numbers) - 1)
    return np.asarray(np.sin(x[:, :1]) * (1 + 0.1 * x[:, 2:3] ** 4) + 7 * np.sin(x[:, 1:2]) ** 2)


def test_indices_of_the_function_of_ishigami() -> None:
    # a = 7, b = 0.1: V₁ = ½ (1 + b π⁴/5)², V₂ = a²/8, V₁₃ = b² π⁸ (1/18 − 1/50) (Ishigami and Homma 1990).
    first, second = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8
    mixed = 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + mixed
    found = indices_of(ishigami, 3)
    assert found.variance[0] == pytest.approx(whole, rel=0.01)
    assert_holds(found.first, [first / whole, second / whole, 0.0])
    assert_holds(found.total, [(first + mixed) / whole, second / whole, mixed / whole])
    assert found.first.is_settled.all()
    assert found.total.is_settled.all()
    assert found.evaluations == (1 << 13) * 5


def test_indices_of_the_g_function_of_sobol() -> None:
    # V_i = 1/(3 (1 + a_i)²), V = Π (1 + V_i) − 1, total_i = V_i Π_{j ≠ i} (1 + V_j)/V (Saltelli and Sobol').
    a = np.array([0, 1, 4.5, 9, 99, 99])

    def g_function(numbers: Numbers) -> FloatArray:
        return np.asarray(np.prod((np.abs(4 * unit(numbers) - 2) + a) / (1 + a), axis=1)[:, None])

    parts = 1 / (3 * (1 + a) ** 2)
    whole = np.prod(1 + parts) - 1
    found = indices_of(g_function, 6)
    assert_holds(found.first, list(parts / whole))
    assert_holds(found.total, list(parts * np.prod(1 + parts) / (1 + parts) / whole))


def test_indices_of_discrete_inputs() -> None:
    # x₁ is 1 with a chance of ¼, else 0; x₂ is 0, 1 or 2 alike; f = x₁ + x₂ + 3 x₁ x₂. By counting all cases.
    chances = {0: 0.75, 1: 0.25}
    cases = [(p / 3, x, y, x + y + 3 * x * y) for (x, p), y in product(chances.items(), (0, 1, 2))]
    mean = sum(p * f for p, _, _, f in cases)
    whole = sum(p * (f - mean) ** 2 for p, _, _, f in cases)
    of_x = sum(p * (sum(f for _, a, _, f in cases if a == x) / 3 - mean) ** 2 for x, p in chances.items())
    of_y = sum((sum(3 * p * f for p, _, b, f in cases if b == y) - mean) ** 2 / 3 for y in (0, 1, 2))

    def discrete(numbers: Numbers) -> FloatArray:
        x, y = unit(numbers[:, 0]) < 0.25, np.floor(3 * unit(numbers[:, 1]))
        return np.asarray(x + y + 3 * x * y)[:, None]

    found = indices_of(discrete, 2)
    assert_holds(found.first, [of_x / whole, of_y / whole])
    assert_holds(found.total, [1 - of_y / whole, 1 - of_x / whole])


def test_several_numbers_are_one_input() -> None:
    # f = u₁ + u₂ + 2 u₃ with the first two as one input: 2 and 4 parts of the variance of 6.
    def linear(numbers: Numbers) -> FloatArray:
        return np.asarray(unit(numbers) @ np.array([1.0, 1.0, 2.0]))[:, None]

    found = sobol_indices(linear, (slice(0, 2), slice(2, 3)), numbers=3, points=1 << 12, seed=2)
    assert_holds(found.first, [2 / 6, 4 / 6])
    assert_holds(found.total, [2 / 6, 4 / 6])


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    # 100 seeds × 3 inputs: Binomial(300, 0.95) is below 269 once in a thousand runs; inputs share points, so
    # a little less is asked.
    truth = [0.3139, 0.4424, 0.0]
    hits = 0
    for seed in range(100):
        found = indices_of(ishigami, 3, points=1 << 9, seed=seed).first
        hits += int((np.abs(found.value[:, 0] - truth) <= found.half_width[:, 0]).sum())
    assert hits >= 260


def test_nothing_is_told_where_nothing_varies() -> None:
    found = indices_of(lambda numbers: np.ones((len(numbers), 1)), 2, points=64)
    assert np.isnan(found.first.value).all()
    assert np.isnan(found.total.value).all()
    assert not found.first.is_settled.any()


def test_the_same_seed_gives_the_same_figures_and_few_points_are_refused() -> None:
    one, other = (indices_of(ishigami, 3, points=128, seed=9) for _ in range(2))
    assert (one.first.value == other.first.value).all()
    with pytest.raises(ValueError, match="32 points"):
        indices_of(ishigami, 3, points=31)
