"""Sobol' indices of ranks: which input moves the ranking, and which moves each unit.

Inputs are what the specification varies: each choice (normalisation, aggregation, treatment, imputation, the
table of data), what is left out, the weights, errors of the data. Outputs are the mean shift of ranks,

    Σ |rank − rank as planned| / units,

and the rank of each unit. All inputs are drawn independently of one another, so first-order indices and what
comes by interaction (total less first) have their plain meaning.

Source of the output: Saisana, Saltelli, Tarantola (2005), Uncertainty and sensitivity analysis techniques as
tools for the quality assessment of composite indicators, Journal of the Royal Statistical Society A 168.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from chiso.robustness.model import RankModel
from chiso.robustness.sensitivity.indices import FloatArray, Indices, sobol_indices
from chiso.robustness.streams import Numbers

LEFT_OUT, WEIGHTS, ERRORS = "left_out", "weights", "errors"


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """`inputs` by name; outputs of `indices`: the mean shift, then the rank of each row of the model."""

    model: RankModel
    inputs: tuple[str, ...]
    indices: Indices


def inputs_of(model: RankModel) -> dict[str, slice]:
    """The block of numbers of each input that varies."""
    blocks: dict[str, slice] = {}
    taken = 0
    for name, needed in (
        *((choice.name, 1) for choice in model.choices.choices),
        (LEFT_OUT, model.choices.leaving_out.numbers_needed),
        (WEIGHTS, model.weights.numbers_needed),
        (ERRORS, model.numbers_of_run - model.choices.numbers_needed - model.weights.numbers_needed),
    ):
        if needed:
            blocks[name] = slice(taken, taken + needed)
        taken += needed
    return blocks


def rank_sensitivity(
    model: RankModel, *, points: int, seed: int, tell: Callable[[int], None] | None = None
) -> Sensitivity:
    """Indices of every input on every output."""
    planned = np.array([row.rank for row in model.rows], dtype=np.float64)

    def outputs(numbers: Numbers) -> FloatArray:
        ranks = ranks_of(model, numbers)
        shift = np.abs(ranks - planned).mean(axis=1)
        return np.concatenate([shift[:, None], ranks], axis=1)

    blocks = inputs_of(model)
    indices = sobol_indices(
        outputs,
        tuple(blocks.values()),
        numbers=model.numbers_of_run,
        points=points,
        seed=seed,
        tell=tell,
    )
    return Sensitivity(model, tuple(blocks), indices)


def ranks_of(model: RankModel, numbers: Numbers) -> FloatArray:
    """Ranks of every run: numbers (runs, numbers_of_run) → (runs, rows); ties take the lowest."""
    ranks = np.empty((len(numbers), len(model.rows)))
    for _, places, scores in model.scores(numbers):
        ranks[places] = ranks_of_scores(model, scores).T
    return ranks


def ranks_of_scores(model: RankModel, scores: NDArray[Any]) -> FloatArray:
    """Scores (rows, runs) → ranks within each section (rows, runs)."""
    ranks = np.empty(scores.shape)
    for section in model.sections:
        ranks[section] = rankdata(-scores[section], method="min", axis=0)
    return ranks
