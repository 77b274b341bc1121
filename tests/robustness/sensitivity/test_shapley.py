"""Shapley effects against closed forms: of linear functions of normal inputs, of independent inputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from math import factorial

import numpy as np
import pytest

from chiso.robustness.choices import Flags
from chiso.robustness.sensitivity.shapley import (
    Effects,
    evaluations_needed,
    shapley_effects,
)
from chiso.robustness.streams import Numbers
from chiso.robustness.transforms import FloatArray, normals


@dataclass(frozen=True, eq=False)
class NormalInputs:
    """Normal inputs with covariances; some are drawn again given the others, by Schur's complement."""

    covariances: FloatArray
    # Slope on the others and root of what is left, by the inputs that are drawn again.
    known: dict[bytes, tuple[FloatArray, FloatArray]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.covariances)

    @property
    def numbers_to_draw(self) -> int:
        return self.count

    @property
    def numbers_to_redraw(self) -> int:
        return self.count

    def draw(self, numbers: Numbers) -> FloatArray:
        return np.asarray(normals(np.ascontiguousarray(numbers)) @ root(self.covariances))

    def redraw(self, points: FloatArray, again: Flags, numbers: Numbers) -> FloatArray:
        made = points.copy()
        drawn = normals(np.ascontiguousarray(numbers))
        masks = np.packbits(again, axis=1)
        for mask in np.unique(masks, axis=0):
            own = (masks == mask).all(axis=1)
            flags = np.unpackbits(mask)[: self.count].astype(bool)
            u, v = np.flatnonzero(flags), np.flatnonzero(~flags)
            if mask.tobytes() not in self.known:
                slope, rest = given_others(self.covariances, u, v)
                self.known[mask.tobytes()] = slope, root(rest)
            slope, rest_root = self.known[mask.tobytes()]
            made[np.ix_(own, u)] = points[np.ix_(own, v)] @ slope.T + drawn[np.ix_(own, u)] @ rest_root
        return made


def root(covariances: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(covariances)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T)


def given_others(
    covariances: FloatArray, u: np.typing.NDArray[np.intp], v: np.typing.NDArray[np.intp]
) -> tuple[FloatArray, FloatArray]:
    """The slope of u on v, and the covariances of u that are left."""
    across = covariances[np.ix_(u, v)]
    slope = across @ np.linalg.pinv(covariances[np.ix_(v, v)]) if len(v) else np.zeros((len(u), 0))
    return slope, covariances[np.ix_(u, u)] - slope @ across.T


def effects_by_definition(left: dict[tuple[int, ...], float], count: int) -> list[float]:
    """Σ |u|! (d − |u| − 1)!/d! (c(u ∪ i) − c(u)) / c(all): `left` is c of each set."""
    effects = []
    for one in range(count):
        others = [other for other in range(count) if other != one]
        effects.append(
            sum(
                factorial(size) * factorial(count - size - 1) / factorial(count)
                * (left[tuple(sorted((*u, one)))] - left[u])
                for size in range(count)
                for u in combinations(others, size)
            )
        )  # fmt: skip
    return [effect / left[tuple(range(count))] for effect in effects]


def effects_of_linear(slopes: FloatArray, covariances: FloatArray) -> list[float]:
    """Closed form: of f = β·x what is left when all but u are known is β_u' Σ_{u|rest} β_u."""
    count = len(slopes)
    left: dict[tuple[int, ...], float] = {(): 0.0}
    for size in range(1, count + 1):
        for u in combinations(range(count), size):
            v = [one for one in range(count) if one not in u]
            _, rest = given_others(covariances, np.array(u), np.array(v, dtype=np.intp))
            left[u] = float(slopes[list(u)] @ rest @ slopes[list(u)])
    return effects_by_definition(left, count)


def assert_holds(found: Effects, expected: list[float]) -> None:
    """Each within its interval, drawn twice as wide: forty intervals of 95 % would miss one too often."""
    values, half = found.share.value[:, 0], found.share.half_width[:, 0]
    assert np.isfinite(values).all()
    assert values.sum() == pytest.approx(1, abs=1e-12)
    for value, width, truth in zip(values, half, expected, strict=True):
        assert abs(value - truth) <= 2 * width + 1e-9
    assert (half < 0.06).all()


def linear_effects(
    slopes: list[float], covariances: FloatArray | NormalInputs, *, points: int, seed: int = 1
) -> Effects:
    beta = np.array(slopes)
    inputs = covariances if isinstance(covariances, NormalInputs) else NormalInputs(covariances)
    return shapley_effects(lambda x: np.asarray(x @ beta)[:, None], inputs, points=points, seed=seed)


def test_the_closed_form_of_two_correlated_inputs() -> None:
    # Iooss and Prieur (2019): (β₁²σ₁²(1 − ρ²/2) + ρβ₁β₂σ₁σ₂ + β₂²σ₂²ρ²/2)/V for the first input.
    b1, b2, s1, s2, rho = 1.0, 2.0, 1.5, 0.5, -0.6
    variance = (b1 * s1) ** 2 + (b2 * s2) ** 2 + 2 * rho * b1 * b2 * s1 * s2
    first = (
        (b1 * s1) ** 2 * (1 - rho**2 / 2) + rho * b1 * b2 * s1 * s2 + (b2 * s2) ** 2 * rho**2 / 2
    ) / variance
    covariances = np.array([[s1 * s1, rho * s1 * s2], [rho * s1 * s2, s2 * s2]])
    assert effects_of_linear(np.array([b1, b2]), covariances)[0] == pytest.approx(first, rel=1e-12)
    found = linear_effects([b1, b2], covariances, points=1 << 13)
    assert_holds(found, [first, 1 - first])
    assert found.variance[0] == pytest.approx(variance, rel=0.05)
    assert found.looks_at_every_set


@pytest.mark.parametrize("rho", [-0.9, 0.0, 0.5, 1.0])
def test_a_linear_function_of_three_inputs_of_which_two_hang_together(rho: float) -> None:
    # Song, Nelson and Staum (2016), Iooss and Prieur (2019): f = x₁ + x₂ + x₃, σ₃ = 2, ρ of the last two.
    # An input without influence of its own gets a part where it is correlated with one that has.
    covariances = np.array([[1.0, 0, 0], [0, 1, 2 * rho], [0, 2 * rho, 4]])
    for slopes in ([1.0, 1.0, 1.0], [1.0, 0.0, 1.0]):
        expected = effects_of_linear(np.array(slopes), covariances)
        assert_holds(linear_effects(slopes, covariances, points=1 << 12), expected)
        assert (expected[1] == pytest.approx(expected[2], abs=1e-9)) == (rho == 1)


def test_many_correlated_inputs_along_random_orders() -> None:
    drawn = np.random.default_rng(5).normal(size=(8, 12))
    covariances = drawn @ drawn.T / 12
    slopes = [1.0, -1.0, 2.0, 0.0, 0.5, 1.5, 0.0, -0.5]
    found = linear_effects(slopes, covariances, points=1 << 14)
    assert not found.looks_at_every_set
    assert found.evaluations == (1 << 14) * 9 == evaluations_needed(8, 1 << 14)
    assert_holds(found, effects_of_linear(np.array(slopes), covariances))


def test_both_ways_lead_to_the_same_effects() -> None:
    # Six inputs and every set; the same six with two that do nothing, along orders.
    drawn = np.random.default_rng(8).normal(size=(6, 8))
    covariances = drawn @ drawn.T / 8
    slopes = [1.0, -1.0, 2.0, 0.0, 0.5, 1.5]
    expected = effects_of_linear(np.array(slopes), covariances)
    assert_holds(linear_effects(slopes, covariances, points=1 << 10), expected)
    wider = np.eye(8)
    wider[:6, :6] = covariances
    assert_holds(linear_effects([*slopes, 0.0, 0.0], wider, points=1 << 13), [*expected, 0.0, 0.0])


def test_of_independent_inputs_interactions_are_shared_evenly() -> None:
    # Ishigami's function (see test_indices): V₁ + V₁₃/2, V₂, V₁₃/2, since only x₁ and x₃ act together.
    first, second = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8
    mixed = 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + mixed

    class Uniform(NormalInputs):
        def draw(self, numbers: Numbers) -> FloatArray:
            return np.asarray(np.pi * ((numbers + 0.5) * 2.0**-31 - 1))

        def redraw(self, points: FloatArray, again: Flags, numbers: Numbers) -> FloatArray:
            return np.where(again, self.draw(numbers), points)

    def ishigami(x: FloatArray) -> FloatArray:
        return np.asarray(np.sin(x[:, :1]) * (1 + 0.1 * x[:, 2:3] ** 4) + 7 * np.sin(x[:, 1:2]) ** 2)

    found = shapley_effects(ishigami, Uniform(np.eye(3)), points=1 << 13, seed=1)
    assert_holds(found, [(first + mixed / 2) / whole, second / whole, mixed / 2 / whole])


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    # 100 seeds × 3 inputs, as for Sobol' indices: Binomial(300, 0.95) is below 269 once in a thousand runs;
    # effects of one seed hang together, so a little less is asked.
    covariances = np.array([[1.0, 0, 0], [0, 1, 1], [0, 1, 4]])
    truth = np.array(effects_of_linear(np.array([1.0, 1.0, 1.0]), covariances))
    hits, inputs = 0, NormalInputs(covariances)
    for seed in range(100):
        share = linear_effects([1.0, 1.0, 1.0], inputs, points=1 << 7, seed=seed).share
        hits += int((np.abs(share.value[:, 0] - truth) <= share.half_width[:, 0]).sum())
    assert 260 <= hits < 300


def test_nothing_is_told_where_nothing_varies_and_few_points_are_refused() -> None:
    inputs = NormalInputs(np.eye(2))
    found = shapley_effects(lambda x: np.ones((len(x), 1)), inputs, points=64, seed=1)
    assert np.isnan(found.share.value).all()
    assert not found.share.is_settled.any()
    with pytest.raises(ValueError, match="32 points"):
        shapley_effects(lambda x: np.ones((len(x), 1)), inputs, points=31, seed=1)
