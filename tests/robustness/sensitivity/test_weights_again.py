"""Weights drawn again given the others: their distributions; Shapley effects of weights in closed form."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from chiso.language import render
from chiso.problems import WrongCall
from chiso.robustness.choices import Choice, Choices, Flags, LeavingOut
from chiso.robustness.measured import Measured
from chiso.robustness.model import RankModel
from chiso.robustness.sensitivity.effects_of_runs import (
    EffectsOfInputs,
    RunInputs,
    effects_of_inputs,
    inputs_of_runs,
)
from chiso.robustness.sensitivity.of_ranks import rank_sensitivity
from chiso.robustness.sensitivity.weights_again import numbers_of_moves, redraw_weights
from chiso.robustness.streams import RandomStream
from chiso.robustness.transforms import FloatArray
from chiso.robustness.weight_draws import Kind, WeightDraws
from chiso.robustness.weight_tree import WeightTree, flat_tree, whole_weights
from tests.robustness.models import model_of, sum_form
from tests.robustness.sensitivity.test_shapley import effects_by_definition

RUNS = 4_000
FIGURES = [[9.0, 2.0, 5.0], [7.0, 6.0, 1.0], [4.0, 5.0, 6.0], [1.0, 9.0, 3.0]]
OTHER = [[1.0, 2.0, 3.0], [2.0, 2.0, 3.0], [3.0, 3.0, 3.0], [4.0, 9.0, 3.0]]


def draws_of(kind: Kind, given: list[int], **more: float) -> WeightDraws:
    tree = flat_tree(len(given))
    whole, _ = whole_weights(tree, [Fraction(one) for one in given])
    return WeightDraws(tree, whole, kind, varied=frozenset({0}), **more)


def drawn_twice(draws: WeightDraws, again: Flags, seed: int = 1) -> tuple[FloatArray, FloatArray]:
    """Weights, and the same with those of `again` drawn anew: whole numbers of 20 bits."""
    needed = draws.numbers_needed
    numbers = RandomStream(seed, 2 * needed + numbers_of_moves(draws)).numbers(0, len(again))
    first, fresh = (draws.draw(numbers[:, at : at + needed]) for at in (0, needed))
    made = redraw_weights(draws, first, again, fresh, numbers[:, 2 * needed :])
    assert (made == np.rint(made)).all()
    assert made.max() < 2**20
    return first, made


def shares(weights: FloatArray) -> FloatArray:
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def only(nodes: list[int], count: int) -> Flags:
    flags = np.zeros((RUNS, count), np.bool_)
    flags[:, nodes] = True
    return flags


def is_uniform(values: FloatArray) -> bool:
    return bool(stats.kstest(values, "uniform").pvalue > 0.001)


@pytest.mark.parametrize("kind", ["uniform", "dirichlet"])
def test_shares_that_are_not_drawn_again_stay_and_the_others_divide_what_is_left(kind: Kind) -> None:
    draws = draws_of(kind, [1, 2, 3, 4], concentration=4.0)
    first, made = drawn_twice(draws, only([1, 3], 4))
    assert np.abs(shares(made) - shares(first))[:, [0, 2]].max() < 1e-5
    # Dirichlet: of two parts the share of the first is Beta(α₁, α₂), whatever the others are.
    part = made[:, 1] / (made[:, 1] + made[:, 3])
    parameters = (1, 1) if kind == "uniform" else (4.0 * 4 * 2 / 10, 4.0 * 4 * 4 / 10)
    assert stats.kstest(part, stats.beta(*parameters).cdf).pvalue > 0.001
    left = shares(first)[:, [1, 3]].sum(axis=1)
    assert abs(np.corrcoef(part, left)[0, 1]) < 0.05
    assert abs(np.corrcoef(part, first[:, 1] / (first[:, 1] + first[:, 3]))[0, 1]) < 0.05


def test_noise_of_a_weight_has_nothing_to_do_with_the_others() -> None:
    draws = draws_of("noise", [1, 2, 3], within=0.5)
    first, made = drawn_twice(draws, only([1], 3))
    assert (made[:, [0, 2]] == first[:, [0, 2]]).all()
    largest = first[:, 1].max() / 1.5
    assert is_uniform((made[:, 1] / largest - 0.5 + 1e-9) / 1.0)
    assert abs(np.corrcoef(made[:, 1], first[:, 1])[0, 1]) < 0.05


@pytest.mark.parametrize(
    ("given", "known", "low"),
    [
        # s₁ ≥ s₂ ≥ s₃ with s₂ known: s₁ from max(s₂, 1 − 2 s₂) to 1 − s₂, evenly.
        ([3, 2, 1], 1, lambda s: np.maximum(s, 1 - 2 * s)),
        # s₁ ≥ s₂ and s₁ ≥ s₃ with s₃ known: s₁ from max(s₃, (1 − s₃)/2) to 1 − s₃.
        ([2, 1, 1], 2, lambda s: np.maximum(s, (1 - s) / 2)),
    ],
)
def test_weights_that_keep_their_order_are_drawn_evenly_from_what_is_left(
    given: list[int], known: int, low: object
) -> None:
    assert callable(low)
    draws = draws_of("ordered", given)
    unknown = [one for one in range(3) if one != known]
    first, made = drawn_twice(draws, only(unknown, 3))
    now = shares(made)
    s = now[:, known]
    assert np.abs(s - shares(first)[:, known]).max() < 1e-5
    assert (now[:, 0] >= now[:, 1]).all()
    where = (now[:, 0] - low(s)) / (1 - s - low(s))
    assert is_uniform(where)
    before = (shares(first)[:, 0] - low(s)) / (1 - s - low(s))
    assert abs(np.corrcoef(where, before)[0, 1]) < 0.05


def test_the_largest_group_that_keeps_an_order_forgets_what_it_was() -> None:
    draws = draws_of("ordered", list(range(16, 0, -1)))
    first, made = drawn_twice(draws, only([at for at in range(16) if at != 8], 16))
    before, now = shares(first), shares(made)
    assert (np.diff(now, axis=1) <= 0).all()
    # Uniform in the simplex, sorted: the mean of the k-th of 16 is Σ_{j ≥ k} 1/j /16.
    means = np.cumsum(1 / np.arange(16, 0, -1))[::-1] / 16
    assert np.abs(now.mean(axis=0) - means).max() < 4 * now.std(axis=0).max() / np.sqrt(RUNS)
    known = before[:, 8]
    columns = np.stack([known**power for power in range(4)], axis=1)
    left = [part - columns @ np.linalg.lstsq(columns, part, rcond=None)[0] for part in (before, now)]
    kept = [np.corrcoef(left[0][:, at], left[1][:, at])[0, 1] for at in range(16) if at != 8]
    assert abs(float(np.mean(kept))) < 0.02
    assert max(map(abs, kept)) < 0.09


def effects_of(model: RankModel, *, points: int = 1 << 12, seed: int = 1) -> EffectsOfInputs:
    inputs = RunInputs(model, [f"n{at}" for at in range(model.weights.tree.weighted)])
    return effects_of_inputs(inputs, points=points, seed=seed)


def assert_effects(found: EffectsOfInputs, output: int, expected: list[float]) -> None:
    share = found.effects.share
    for value, width, truth in zip(
        share.value[:, output], share.half_width[:, output], expected, strict=True
    ):
        assert abs(value - truth) <= 2 * width + 1e-4
    assert share.half_width[:, output].max() < 0.06


def of_dirichlet(figures: list[float], alpha: FloatArray) -> list[float]:
    """Σ s_j x_j with s ~ Dirichlet(α): given all but u it is E + what is left times a mean of Dirichlet(α_u).

    c(u) = E(left²) Var(mean), left ~ Beta(α_u, α − α_u), Var(mean) = Σ p (x − x̄)² / (α_u + 1), p = α_j/α_u.
    """
    count, total = len(figures), float(alpha.sum())
    left: dict[tuple[int, ...], float] = {(): 0.0}
    for size in range(1, count + 1):
        for u in combinations(range(count), size):
            own = alpha[list(u)]
            part = float(own.sum())
            p, x = own / part, np.array(figures)[list(u)]
            spread = float(p @ (x - p @ x) ** 2) / (part + 1)
            left[u] = part * (part + 1) / (total * (total + 1)) * spread
    return effects_by_definition(left, count)


def test_effects_of_weights_in_the_simplex_on_a_score() -> None:
    model = model_of([sum_form(FIGURES)], units=4, indicators=3, kind="uniform")
    found = effects_of(model)
    assert found.inputs == ("weight:n0", "weight:n1", "weight:n2")
    for unit, figures in enumerate(FIGURES):
        assert_effects(found, 5 + unit, of_dirichlet(figures, np.ones(3)))
    given = [1, 2, 3]
    around = model_of(
        [sum_form(FIGURES)], units=4, indicators=3, kind="dirichlet", given=given, concentration=5.0
    )
    assert_effects(effects_of(around), 5, of_dirichlet(FIGURES[0], 15 * np.array(given) / 6))


def test_effects_of_many_weights_along_orders() -> None:
    figures = np.random.default_rng(3).integers(1, 100, (3, 9)).astype(float).tolist()
    model = model_of([sum_form(figures)], units=3, indicators=9, kind="uniform")
    found = effects_of(model, points=1 << 13)
    assert not found.effects.looks_at_every_set
    assert_effects(found, 4, of_dirichlet(figures[0], np.ones(9)))


def test_effects_of_weights_that_keep_their_order() -> None:
    # s₁ ≥ s₂ ≥ s₃: a triangle with corners (1, 0, 0), (½, ½, 0), (⅓, ⅓, ⅓). Two known weights tell the third;
    # with one known the others move on a line of length L: c = (x_i − x_j)² E(L²)/12, by a fine grid.
    x = np.array(FIGURES[1])
    corners = np.array([[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]])
    steps = 600
    grid = [(i, j) for i in range(steps) for j in range(steps - i)]
    at = (np.array(grid) + 1 / 3) / steps
    inside = np.stack([1 - at.sum(axis=1), at[:, 0], at[:, 1]], axis=1) @ corners
    s1, s2, s3 = inside.T
    lengths = {
        (1, 2): np.minimum(s1, (1 - s1)) - (1 - s1) / 2,
        (0, 2): 1 - s2 - np.maximum(s2, 1 - 2 * s2),
        (0, 1): 1 - 2 * s3 - (1 - s3) / 2,
    }
    left = {(): 0.0, (0,): 0.0, (1,): 0.0, (2,): 0.0}
    left |= {(i, j): float((x[i] - x[j]) ** 2 * (of**2).mean() / 12) for (i, j), of in lengths.items()}
    left[0, 1, 2] = float((inside @ x).var())
    model = model_of([sum_form(FIGURES)], units=4, indicators=3, kind="ordered", given=[3, 2, 1])
    assert_effects(effects_of(model), 6, effects_by_definition(left, 3))


def test_effects_of_independent_inputs_lie_between_first_order_and_total_indices() -> None:
    # Owen (2014). Weights by noise, a choice, one left out: all drawn on their own.
    choices = Choices(
        (Choice("normalise", ("as planned", "otherwise"), (1, 1)),), LeavingOut("one", among=(0, 1, 2))
    )
    model = model_of(
        [sum_form(FIGURES), sum_form(OTHER)], units=4, indicators=3, kind="noise", within=0.5, choices=choices
    )
    found = effects_of(model)
    assert found.inputs == ("normalise", "left_out", "weight:n0", "weight:n1", "weight:n2")
    indices = rank_sensitivity(model, points=1 << 12, seed=1).indices
    for output in (0, 5, 6, 7):
        share = found.effects.share
        own = {
            name: (share.value[at, output], share.half_width[at, output])
            for at, name in enumerate(found.inputs)
        }
        for at, name in enumerate(("normalise", "left_out")):
            value, width = own[name]
            assert indices.first.value[at, output] - 2 * width <= value
            assert value <= indices.total.value[at, output] + 2 * width
        assert sum(value for value, _ in own.values()) == pytest.approx(1)


def test_weights_of_a_tree_are_inputs_group_by_group() -> None:
    # The second group has one child, whose weight says nothing.
    tree = WeightTree(3, ((0, 1), (2,), (3, 4)))
    model = model_of([sum_form(FIGURES)], units=4, tree=tree, kind="uniform")
    found = effects_of(model, points=1 << 12)
    assert found.inputs == ("weight:n0", "weight:n1", "weight:n3", "weight:n4")
    share = found.effects.share
    # Of two weights one tells the other: they share evenly.
    for one, other in ((0, 1), (2, 3)):
        assert np.abs(share.value[one] - share.value[other])[5:].max() < 1e-12
    # f = q (p a + (1 − p) b) + (1 − q) c, p and q uniform: by integrals of the unit square.
    a, b, c = FIGURES[0]
    p, q = (np.arange(2000) + 0.5) / 2000, (np.arange(2000) + 0.5)[:, None] / 2000
    f = q * (p * a + (1 - p) * b) + (1 - q) * c
    of_p, of_q, whole = f.mean(axis=0).var(), f.mean(axis=1).var(), f.var()
    mixed = whole - of_p - of_q
    assert_effects(found, 5, [(of_p + mixed / 2) / whole / 2] * 2 + [(of_q + mixed / 2) / whole / 2] * 2)


def test_too_many_inputs_and_too_large_an_ordered_group_are_said_before_computing() -> None:
    wide = model_of([sum_form([[1.0] * 501] * 2)], units=2, indicators=501, kind="uniform")
    ordered = model_of(
        [sum_form([[1.0] * 17] * 2)], units=2, indicators=17, kind="ordered", given=list(range(17, 0, -1))
    )
    for model, code in ((wide, "CH-8230"), (ordered, "CH-8231")):
        measured = Measured(model, {}, {}, nodes=model.indicators)
        with pytest.raises(WrongCall) as refused:
            inputs_of_runs(measured, 4096)
        assert [problem.code for problem in refused.value.problems] == [code]
        assert all(render(problem.mend, "vi") for problem in refused.value.problems)
