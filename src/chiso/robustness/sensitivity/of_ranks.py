"""Sobol' indices of ranks and scores: which input moves the ranking, and which moves each unit.

Inputs are what the specification varies: each choice (normalisation, aggregation, treatment, imputation, the
table of data), what is left out, the weights, errors of the data. All inputs are drawn independently of one
another, so first-order indices and what comes by interaction (total less first) have their plain meaning.
Outputs: see `outputs.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chiso.robustness.model import RankModel
from chiso.robustness.sensitivity.estimating import FloatArray
from chiso.robustness.sensitivity.indices import Indices, sobol_indices
from chiso.robustness.sensitivity.outputs import ERRORS, LEFT_OUT, WEIGHTS, outputs_of
from chiso.robustness.streams import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """`inputs` by name; outputs of `indices` as `named_outputs` names them."""

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

    def outputs(numbers: Numbers) -> FloatArray:
        return outputs_of(model, model.scores(numbers), len(numbers))

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
