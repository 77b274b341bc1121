"""The chain applied: from the data to weights, and again in every replicate.

    weights = step_n( … step_2( base ) … )          replicate r:  step_n( … step_2( base × factor_r ) … )

The steps see the replicate's weights alone, so that what nonresponse adjustment, calibration and trimming
do to the error is in the replicates (Rao, Wu & Yue 1992; Valliant 1993).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chiso.survey.declared_chain import (
    Base,
    Calibration,
    Chain,
    Nonresponse,
    Trimming,
    UnknownEligibility,
)
from chiso.survey.replicates.given import ReplicateWeights
from chiso.survey.replicates.replicate_factors import BLOCK, Factors
from chiso.survey.weights.calibration import patterns_of
from chiso.survey.weights.calibration_step import CalibrationStep, calibration_step
from chiso.survey.weights.classes_step import classes_step
from chiso.survey.weights.columns import BoolArray, Columns, FloatArray, IntArray, Source, columns_of
from chiso.survey.weights.dispositions import roles_of
from chiso.survey.weights.effects import StepEffect, step_effect
from chiso.survey.weights.propensity_step import PropensityStep
from chiso.survey.weights.residuals import Projection, projection
from chiso.survey.weights.response_rates import ResponseRates, count_dispositions, response_rates
from chiso.survey.weights.steps import PreparedStep, Roles, Run
from chiso.survey.weights.trimming_step import trimming_step


@dataclass(frozen=True)
class PreparedChain:
    """A chain that knows its data: the weights of the draw (rows,), and the steps after them."""

    chain: Chain
    columns: Columns
    base: FloatArray
    steps: tuple[PreparedStep, ...]


@dataclass(frozen=True)
class Weighted:
    """weights (rows,), 0 in rows that are left out; what each step did; response rates if they are known.

    `stages` (steps, rows): the weights after every step, the base first.
    """

    weights: FloatArray
    effects: tuple[StepEffect, ...]
    stages: FloatArray
    rates: ResponseRates | None
    weighted_rates: ResponseRates | None


def prepare_chain(chain: Chain, source: Source, folder: Path = Path()) -> PreparedChain:
    """The chain made ready for the data; files with totals are looked for in `folder`.

    Raises BadInput with all that does not fit: CH-3151 and CH-3152 (columns), CH-3153 (codes), CH-3155 and
    CH-3156 (totals).
    """
    return prepare_columns(chain, columns_of(source), folder)


def prepare_columns(chain: Chain, columns: Columns, folder: Path = Path()) -> PreparedChain:
    """The same where rows that are alike may stand as one (`Columns.alike`), for `weights_of_steps`."""
    roles = roles_of(columns, chain.dispositions) if chain.dispositions is not None else None
    base = np.ones(columns.rows)
    active = np.ones(columns.rows, bool)
    steps: list[PreparedStep] = []
    for step in chain.steps:
        if isinstance(step, Base):
            base = _base(step, columns)
        elif isinstance(step, Calibration):
            steps.append(calibration_step(step, columns, active, folder))
        elif isinstance(step, Trimming):
            steps.append(trimming_step(step, columns.classes(step.within, active)))
        elif roles is not None:
            steps.append(_response_step(step, columns, roles, active))
            active = active & ~roles.unknown if isinstance(step, UnknownEligibility) else roles.responded
    columns.report.stop_if_any()
    return PreparedChain(chain, columns, base, tuple(steps))


def apply_chain(prepared: PreparedChain) -> Weighted:
    """The weights of the sample, step by step.

    Raises BadInput where a step cannot be done: CH-3154, CH-3157, CH-3159, CH-3160.
    """
    stages = weights_of_steps(prepared)
    effects = [step_effect(1, "base", "", stages[0], stages[0], [])]
    for number, step in enumerate(prepared.steps, start=2):
        before, after = stages[number - 2], stages[number - 1]
        cells = step.cells(before, after)
        effects.append(step_effect(number, step.kind, step.method, before, after, cells))
    rates = weighted_rates = None
    if prepared.chain.dispositions is not None:
        declared = prepared.chain.dispositions
        rates = response_rates(count_dispositions(prepared.columns, declared))
        weighted_rates = response_rates(count_dispositions(prepared.columns, declared, prepared.base))
    return Weighted(stages[-1], tuple(effects), stages, rates, weighted_rates)


def weights_of_steps(prepared: PreparedChain) -> FloatArray:
    """(steps, rows) the weights of the sample after every step, the base first. Raises as `apply_chain`."""
    copies = prepared.columns.copies
    sample = Run(copies[:, None])
    stages = [prepared.base * copies]
    for step in prepared.steps:
        stages.append(step.adjust(stages[-1][:, None], sample)[:, 0])
    return np.array(stages) / copies


def replay(prepared: PreparedChain, factors: Factors, unit_of_row: IntArray) -> FloatArray:
    """The weights of every replicate: (rows, R). `unit_of_row` (rows,): the unit that each row follows.

    That is its PSU, or its leaf of the frame where the factors are by leaf. Raises BadInput (CH-3158) where
    a replicate leaves a class or a total without rows.
    """
    weights = np.empty((prepared.columns.rows, factors.count))
    for block, part in replay_blocks(prepared, factors, unit_of_row):
        weights[:, block] = part
    return weights


def replay_blocks(
    prepared: PreparedChain, factors: Factors, unit_of_row: IntArray
) -> Iterator[tuple[slice, FloatArray]]:
    """As `replay`, a hundred replicates at a time, for who adds them up and needs no more of them."""
    for start in range(0, factors.count, BLOCK):
        block = slice(start, min(start + BLOCK, factors.count))
        run = Run(factors.values[unit_of_row, block], start + 1)
        weights = prepared.base[:, None] * run.factors
        for step in prepared.steps:
            weights = step.adjust(weights, run)
        yield block, weights


def replicate_weights(prepared: PreparedChain, factors: Factors, unit_of_row: IntArray) -> ReplicateWeights:
    """Weights and replicate weights together, as estimation takes them."""
    return ReplicateWeights(
        apply_chain(prepared).weights,
        replay(prepared, factors, unit_of_row),
        factors.scale,
        factors.rscales,
        factors.degrees_of_freedom,
    )


def projections(prepared: PreparedChain, stages: FloatArray) -> tuple[Projection, ...]:
    """What each calibration of the chain takes off, the last one first. `stages` as in `Weighted`."""
    return tuple(
        projection(step.auxiliary, stages[position], prepared.columns.copies)
        for position, step in reversed(list(enumerate(prepared.steps)))
        if isinstance(step, CalibrationStep)
    )


def residuals_after_calibration(
    prepared: PreparedChain, stages: FloatArray, values: FloatArray
) -> FloatArray:
    """Residuals (rows, K) of values on the variables of every calibration of the chain, the last one first.

    `stages` as in `Weighted`. With the finished weights their totals have, to the first order, the variance
    of the calibrated totals.
    """
    left = values
    for one in projections(prepared, stages):
        left = one.residuals(left)
    return left


def _base(step: Base, columns: Columns) -> FloatArray:
    if step.weight:
        return columns.positive(step.weight)
    weights = np.ones(columns.rows)
    for name in step.probabilities:
        weights = weights / columns.positive(name, at_most=1.0)
    return weights


def _response_step(
    step: UnknownEligibility | Nonresponse, columns: Columns, roles: Roles, active: BoolArray
) -> PreparedStep:
    if isinstance(step, UnknownEligibility):
        classes = columns.classes(step.classes)
        return classes_step(step.kind, classes, roles.unknown, ~roles.unknown)
    # Without a step before for those of whom nothing is known they count as people who did not answer.
    refused = (roles.refused | roles.unknown) & active
    eligible = roles.responded | refused
    if step.method == "classes":
        return classes_step(step.kind, columns.classes(step.classes, eligible), refused, roles.responded)
    asked = Roles(roles.responded, refused, roles.unknown, roles.ineligible)
    return _propensity(step, columns, asked, eligible)


def _propensity(step: Nonresponse, columns: Columns, roles: Roles, eligible: BoolArray) -> PropensityStep:
    """The predictors: a constant, all values of a predictor but its first, and numbers as they are."""
    blocks = [np.ones((columns.rows, 1))]
    names = ["*"]
    for predictor in step.predictors:
        classes = columns.classes((predictor,), eligible)
        blocks.append((classes.of_row[:, None] == np.arange(1, len(classes.names))).astype(np.float64))
        names += [f"{predictor}: {classes.written(number)}" for number in range(1, len(classes.names))]
    for number in step.numeric:
        blocks.append(columns.numbers(number, eligible)[:, None])
        names.append(number)
    auxiliary = np.hstack(blocks) * eligible[:, None]
    return PropensityStep(patterns_of(auxiliary), roles, tuple(names), step.groups)
