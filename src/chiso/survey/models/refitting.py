"""Coefficients in every replicate, as their distance from those of the sample.

    β_r = β + L γ_r,   L Lᵀ = m (Σ w μ' x xᵀ)⁻¹,   m = Σ w μ',   x̃ = Lᵀ x

    linear      γ_r = (Σ w_r x̃ x̃ᵀ)⁻¹ Σ w_r x̃ (y − xβ)
    logistic    Σ w_r x̃ (y − μ_r) = 0 by Newton's method from γ = 0, where the sample has its own

In the sample x̃ has the unit matrix as its mean of squares, so that in a replicate, which differs little, sums
of products lose no digits though x hang together; and there is one small matrix to solve for a replicate,
not one of all rows to decompose. What R's `svyglm` does with a design of replicates (it too starts from the
coefficients of the sample). A replicate without coefficients is told, never passed over.

    CH-8756 replicates that do not tell all coefficients    CH-8757 replicates in which no maximum is found
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.linalg import eigh

from chiso.language import Text, text
from chiso.problems import Place, Problem, Refused
from chiso.survey.models.model import Kind, Model
from chiso.survey.models.replicate_weights import BlockWeights, RowReplicates
from chiso.survey.models.rows import ModelRows
from chiso.survey.models.solving import ARRIVED, MOST_STEPS, Solution
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates.replicate_factors import tell_replicates
from chiso.survey.replicates.variance import Replicated

# What a replicate may tell least of a coefficient beside what it tells best: less is rounding.
_LEAST = 1e-10
# Figures of some rows that are held at once, for the replicates of a block or the products of coefficients:
# an array of 2 MB stays in the cache.
_FIGURES_AT_ONCE = 262_144
_HALVINGS = 30

Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Basis:
    """The sample as the replicates see it.

    `rows` (R, P): x̃; `root` (P, P): L; `errors` (R,): y − μ; `sign` (R,): 1 where y is 1, else −1;
    `linear` (R,): xβ. Of a linear model the last two are empty.
    """

    rows: Real
    root: Real
    errors: Real
    sign: Real
    linear: Real

    @property
    def count(self) -> int:
        """How many coefficients."""
        return int(self.rows.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was found in the B replicates of a block.

    `steps` (P, B): γ; `singular` (B,): which have no solution, `running` (B,): which never arrived at one;
    `weakest` (P, B): the direction of which each tells least.
    """

    steps: Real
    singular: Flags
    running: Flags
    weakest: Real


_Search: TypeAlias = Callable[[_Basis, BlockWeights], _Found]


def refit(model: Model, rows: ModelRows, solution: Solution, replicates: RowReplicates) -> Replicated:
    """The coefficients (P,) less themselves, and in every replicate less those of the sample (P, R).

    Raises Refused (CH-8756, CH-8757) with the replicates that have none and the column for which they lack
    rows.
    """
    basis = _basis(model.kind, rows, solution)
    search: _Search = _search_linear if model.kind == "linear" else _search_logistic
    count = len(replicates.rscales)
    steps, weakest = np.empty((basis.count, count)), np.empty((basis.count, count))
    singular, running = np.zeros(count, bool), np.zeros(count, bool)
    for block, weights in replicates.blocks():
        found = search(basis, weights)
        steps[:, block], weakest[:, block] = found.steps, found.weakest
        singular[block], running[block] = found.singular, found.running
    if singular.any() or running.any():
        raise Refused(_untold(model, rows, basis.root @ weakest, singular, running))
    return Replicated(
        np.zeros(basis.count), basis.root @ steps, replicates.scale, replicates.rscales, replicates.degrees
    )


def _basis(kind: Kind, rows: ModelRows, solution: Solution) -> _Basis:
    if kind == "linear":
        mass = rows.weight.sum()
        sign = linear = np.empty(0)
    else:
        linear = rows.matrix @ solution.coefficients
        sign = np.where(rows.response > 0, 1.0, -1.0)
        mass = (rows.weight * np.abs(solution.errors) * (1 - np.abs(solution.errors))).sum()
    root = solution.root * np.sqrt(mass)
    return _Basis(rows.matrix @ root, root, solution.errors, sign, linear)


def _parts(basis: _Basis, replicates: int) -> list[slice]:
    """The rows, so many at a time that what is made of them is small."""
    width = max(replicates, basis.count**2)
    height = max(1, _FIGURES_AT_ONCE // width)
    return [slice(start, start + height) for start in range(0, len(basis.rows), height)]


def _products(rows: Real) -> Real:
    """(rows, P²) of each row all products of two of its figures."""
    return np.asarray((rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1))


def _search_linear(basis: _Basis, weights: BlockWeights) -> _Found:
    replicates = weights(slice(0, 1)).shape[1]
    score = np.zeros((basis.count, replicates))
    squares = np.zeros((basis.count**2, replicates))
    for some in _parts(basis, replicates):
        weight, rows = weights(some), basis.rows[some]
        score += (rows * basis.errors[some, None]).T @ weight
        squares += _products(rows).T @ weight
    steps, singular, weakest = _solve(squares, score)
    return _Found(steps, singular, np.zeros(replicates, bool), weakest)


def _search_logistic(basis: _Basis, weights: BlockWeights) -> _Found:
    """Newton's method in all replicates of a block; a step that leads downhill is halved."""
    replicates = weights(slice(0, 1)).shape[1]
    steps, last = np.zeros((2, basis.count, replicates))
    weakest = np.zeros_like(steps)
    singular = np.zeros(replicates, bool)
    best = np.full(replicates, -np.inf)
    halved = np.zeros(replicates, np.int64)
    left = np.arange(replicates)
    for _ in range(2 * MOST_STEPS):
        likelihood, score, squares = _at(basis, weights, steps, left)
        downhill = likelihood < best[left] - 1e-10 * np.abs(best[left])
        halve = downhill & (halved[left] < _HALVINGS)
        kept = left[~halve]
        halved[left[halve]] += 1
        steps[:, left[halve]] = (steps[:, left[halve]] + last[:, left[halve]]) / 2
        best[kept], halved[kept], last[:, kept] = likelihood[~halve], 0, steps[:, kept]
        moves, stuck, weakest[:, kept] = _solve(squares[:, ~halve], score[:, ~halve])
        steps[:, kept] += moves
        singular[kept] = stuck
        arrived = np.abs(moves).max(axis=0) < ARRIVED
        left = np.sort(np.concatenate([left[halve], kept[~arrived & ~stuck]]))
        if not len(left):
            break
    running = np.zeros(replicates, bool)
    running[left] = True
    # From the coefficients of the sample on there was a maximum to climb: who lost it ran away from it.
    away = singular & (np.abs(last).max(axis=0) > 0)
    return _Found(steps, singular & ~away, running | away, weakest)


def _at(basis: _Basis, weights: BlockWeights, steps: Real, left: Whole) -> tuple[Real, Real, Real]:
    """Likelihood (B,), its slope (P, B) and its curvature (P², B) in the replicates that are left."""
    whole = len(left) == steps.shape[1]
    here = steps[:, left]
    likelihood, score = np.zeros(len(left)), np.zeros((basis.count, len(left)))
    squares = np.zeros((basis.count**2, len(left)))
    for some in _parts(basis, steps.shape[1]):
        weight, rows, sign = weights(some), basis.rows[some], basis.sign[some, None]
        if not whole:
            weight = weight[:, left]
        # −xβ where the answer was chosen, xβ where it was not: the further above 0, the worse it fits.
        misfit = (rows * -sign) @ here
        misfit -= sign * basis.linear[some, None]
        small = np.exp(-np.abs(misfit))
        share = 1 / (1 + small)
        likelihood -= np.einsum("rb,rb->b", weight, np.maximum(misfit, 0) + np.log1p(small))
        score += (rows * sign).T @ (weight * np.where(misfit >= 0, share, small * share))
        small *= share
        small *= share
        squares += _products(rows).T @ (weight * small)
    return likelihood, score, squares


def _solve(squares: Real, score: Real) -> tuple[Real, Flags, Real]:
    """(P, B) solutions, (B,) where there is none (a step of 0 stands there), (P, B) weakest directions."""
    count, replicates = score.shape
    values, directions = eigh(squares.T.reshape(replicates, count, count))
    singular = ~(values[:, 0] > _LEAST * np.abs(values).max(axis=1))
    safe = np.where(singular[:, None], np.inf, values)
    inside = np.einsum("bpk,pb->bk", directions, score) / safe
    return np.einsum("bpk,bk->pb", directions, inside), singular, directions[:, :, 0].T


def _untold(model: Model, rows: ModelRows, weakest: Real, singular: Flags, running: Flags) -> list[Problem]:
    """A problem for each column that some replicates do not tell, and each that ran away in some."""
    sizes = np.sqrt(np.average(rows.matrix**2, axis=0, weights=rows.weight))
    moved = np.abs(weakest) * sizes[:, None]
    # Without the rows of a base the intercept moves as well: the column is what can be mended.
    at = 1 + moved[1:].argmax(axis=0) if len(moved) > 1 else np.zeros(moved.shape[1], np.int64)
    columns = np.array([owner or model.response for owner in rows.owners])[at]
    said: list[tuple[str, Flags, Text]] = [
        ("CH-8756", singular, text("Expected rows in every replicate that tell each coefficient.")),
        (
            "CH-8757",
            running,
            text("Expected in every replicate rows that have the chosen answer and some that have not."),
        ),
    ]
    mend = text(
        "Merge rare values, take the column out, or take a method in which every unit keeps some weight, "
        "such as fay."
    )
    return [
        Problem(
            code,
            Place(field=str(column)),
            tell_replicates(which & (columns == column)),
            expected,
            mend,
        )
        for code, which, expected in said
        for column in dict.fromkeys(columns[which].tolist())
    ]
