"""What is looked at in each run: how far ranks moved, and the rank and the score of each unit.

    mean shift   Σ |rank − rank as planned| / units
    rank         of each row, 1 is the best; ties take the lowest
    score        of each row: the value of the index, NaN where nothing that counts is left of the unit

Source of the first: Saisana, Saltelli, Tarantola (2005), Uncertainty and sensitivity analysis techniques as
tools for the quality assessment of composite indicators, Journal of the Royal Statistical Society A 168.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from chiso.robustness.model import RankedRow, RankModel, Scored
from chiso.robustness.sensitivity.estimating import FloatArray

LEFT_OUT, WEIGHTS, ERRORS = "left_out", "weights", "errors"
Kind: TypeAlias = Literal["mean_shift", "rank", "score"]
MEAN_SHIFT: Kind = "mean_shift"
OF_ROWS: tuple[Kind, ...] = ("rank", "score")


class Output(NamedTuple):
    """One of the outputs; `row` is None where it is one of all rows."""

    kind: Kind
    row: RankedRow | None


def named_outputs(model: RankModel) -> Iterator[Output]:
    """The outputs in the order of the columns of `outputs_of`."""
    yield Output(MEAN_SHIFT, None)
    for kind in OF_ROWS:
        for row in model.rows:
            yield Output(kind, row)


def outputs_of(model: RankModel, scored: Sequence[Scored], runs: int) -> FloatArray:
    """The outputs of runs: (runs, 1 + 2 · rows)."""
    rows = len(model.rows)
    planned = np.array([row.rank for row in model.rows], dtype=np.float64)
    made = np.empty((runs, 1 + 2 * rows))
    for stratum, places, scores, of_leaves in scored:
        ranks = ranks_of_scores(model, scores).T
        made[places, 0] = np.abs(ranks - planned).mean(axis=1)
        made[places, 1 : 1 + rows] = ranks
        made[places, 1 + rows :] = model.form_of(stratum).as_index(scores, of_leaves).T
    return made


def ranks_of_scores(model: RankModel, scores: NDArray[Any]) -> FloatArray:
    """Scores (rows, runs) → ranks within each section (rows, runs)."""
    ranks = np.empty(scores.shape)
    for section in model.sections:
        ranks[section] = rankdata(-scores[section], method="min", axis=0)
    return ranks
