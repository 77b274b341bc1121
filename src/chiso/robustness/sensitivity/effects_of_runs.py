"""Shapley effects of an index: every weight is an input of its own, and weights depend on one another.

Inputs: each choice, what is left out, the weight of each part of a group whose weights vary, errors of the
data. Outputs: see `outputs.py`. Weights in a group add up to the whole, or keep their order, so that to know
one is to know something of the others; Sobol' indices of single weights are then no parts of the variance,
Shapley effects are.

    CH-8230 too many inputs or runs   CH-8231 a group too large for weights that keep their order
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from chiso.language import text
from chiso.problems import WrongCall
from chiso.robustness.choices import Flags
from chiso.robustness.measured import Measured, fault
from chiso.robustness.model import RankModel
from chiso.robustness.sensitivity.estimating import FloatArray
from chiso.robustness.sensitivity.of_ranks import inputs_of
from chiso.robustness.sensitivity.outputs import WEIGHTS, outputs_of
from chiso.robustness.sensitivity.shapley import Effects, evaluations_needed, shapley_effects
from chiso.robustness.sensitivity.weights_again import (
    MOST_ORDERED,
    largest_ordered,
    numbers_of_moves,
    redraw_weights,
    varied_nodes,
)
from chiso.robustness.streams import Numbers

MOST_INPUTS = 500
MOST_EVALUATIONS = 10**8


@dataclass(frozen=True, slots=True, eq=False)
class RunPoints:
    """Runs that have chosen: numbers of the choices and of what is left out, weights, numbers of errors."""

    choosing: Numbers
    weights: FloatArray
    errors: Numbers


@dataclass(frozen=True, eq=False)
class RunInputs:
    """The inputs of a model. `nodes`: the code of each node that has a weight."""

    model: RankModel
    nodes: Sequence[str]

    @cached_property
    def blocks(self) -> dict[str, slice]:
        """The numbers of the inputs that are not weights."""
        return {name: block for name, block in inputs_of(self.model).items() if name != WEIGHTS}

    @cached_property
    def weighted(self) -> list[int]:
        """The nodes whose weights are inputs."""
        return varied_nodes(self.model.weights)

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs by name; a weight as `weight:CODE`."""
        return (*self.blocks, *(f"weight:{self.nodes[node]}" for node in self.weighted))

    @property
    def count(self) -> int:
        """How many inputs there are."""
        return len(self.blocks) + len(self.weighted)

    @property
    def numbers_to_draw(self) -> int:
        """Those of a run."""
        return self.model.numbers_of_run

    @property
    def numbers_to_redraw(self) -> int:
        """Those of a run, and those that move weights."""
        return self.model.numbers_of_run + numbers_of_moves(self.model.weights)

    def draw(self, numbers: Numbers) -> RunPoints:
        """Runs from their numbers."""
        chosen = self.model.choices.numbers_needed
        drawn = chosen + self.model.weights.numbers_needed
        weights = self.model.weights.draw(numbers[:, chosen:drawn])
        return RunPoints(numbers[:, :chosen], weights, numbers[:, drawn:])

    def redraw(self, points: RunPoints, again: Flags, numbers: Numbers) -> RunPoints:
        """The runs with some of their inputs drawn again."""
        own = self.numbers_to_draw
        fresh = self.draw(numbers[:, :own])
        anew = np.zeros((len(numbers), own), np.bool_)
        for place, block in enumerate(self.blocks.values()):
            anew[:, block] = again[:, place, None]
        nodes = np.zeros(points.weights.shape, np.bool_)
        nodes[:, self.weighted] = again[:, len(self.blocks) :]
        chosen, errors = points.choosing.shape[1], points.errors.shape[1]
        return RunPoints(
            np.where(anew[:, :chosen], fresh.choosing, points.choosing),
            redraw_weights(self.model.weights, points.weights, nodes, fresh.weights, numbers[:, own:]),
            np.where(anew[:, own - errors :], fresh.errors, points.errors),
        )


@dataclass(frozen=True, slots=True, eq=False)
class EffectsOfInputs:
    """`inputs` by name; outputs of `effects` as `named_outputs` names them."""

    model: RankModel
    inputs: tuple[str, ...]
    effects: Effects


def inputs_of_runs(measured: Measured, points: int) -> RunInputs:
    """The inputs, if there are not too many. Raises WrongCall (CH-8230, CH-8231)."""
    inputs = RunInputs(measured.model, measured.nodes)
    problems = []
    runs = evaluations_needed(inputs.count, points)
    if inputs.count > MOST_INPUTS or runs > MOST_EVALUATIONS:
        expected = text(
            "Expected at most {inputs} inputs, and {runs} runs, for Shapley effects.",
            inputs=MOST_INPUTS,
            runs=MOST_EVALUATIONS,
        )
        mend = text("Take fewer points, or vary the weights of fewer groups (“of: fields”).")
        problems.append(fault("CH-8230", "--shapley", f"{inputs.count}, {runs}", expected, mend))
    ordered = largest_ordered(measured.model.weights)
    if ordered > MOST_ORDERED:
        expected = text(
            "Expected at most {most} weights that keep their order in one group.", most=MOST_ORDERED
        )
        mend = text("Write “of: groups” or “of: fields”, or take uniform or Dirichlet weights.")
        problems.append(fault("CH-8231", "weights", ordered, expected, mend))
    if problems:
        raise WrongCall(problems)
    return inputs


def effects_of_inputs(
    inputs: RunInputs, *, points: int, seed: int, tell: Callable[[int], None] | None = None
) -> EffectsOfInputs:
    """The effect of every input on every output."""
    model = inputs.model

    def outputs(runs: RunPoints) -> FloatArray:
        # What is left out is set to 0 in the weights of a run, which are drawn from again.
        taken = model.with_weights(runs.choosing, runs.weights.copy(), runs.errors)
        return outputs_of(model, model.scored(taken), len(runs.weights))

    effects = shapley_effects(outputs, inputs, points=points, seed=seed, tell=tell)
    return EffectsOfInputs(model, inputs.names, effects)
