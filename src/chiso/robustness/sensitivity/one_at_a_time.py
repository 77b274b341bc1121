"""One thing changed, all else as planned: each alternative of each choice, each indicator left out.

Nothing is drawn: the given weights, the figures as they are. For each change: the mean and the largest shift
of ranks, Kendall's τ with the ranking as planned, who leads then. What changes the leader is told apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import kendalltau

from chiso.robustness.choices import Choice
from chiso.robustness.model import RankModel
from chiso.robustness.sensitivity.estimating import FloatArray
from chiso.robustness.sensitivity.outputs import LEFT_OUT, ranks_of_scores
from chiso.robustness.specification import OneLeftOut, Specification

AS_PLANNED = "as planned"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """`what` was changed (a choice, or "left_out") and `to` what. `leaders`: who ranks first then.

    `ranks` (rows,) then; figures are those of one section (a period) of the model.
    """

    what: str
    to: str
    section: int
    mean_shift: float
    largest_shift: int
    kendall: float
    leaders: tuple[str, ...]
    changes_leader: bool
    ranks: FloatArray


def plain_specification(spec: Specification) -> Specification:
    """The specification without drawn data; single changes are asked of its model."""
    return spec.model_copy(update={"data_error": None, "fill": None, "leave_out": OneLeftOut(kind="one@1")})


def single_changes(model: RankModel) -> tuple[Change, ...]:
    """Every single change, section by section, of a model without drawn data."""
    planned = _planned_stratum(model)
    base = _ranks(model, planned, None)
    changes = []
    for what, to, stratum, left_out in _asked(model, planned):
        ranks = _ranks(model, stratum, left_out)
        for number, section in enumerate(model.sections):
            units = [row.unit for row in model.rows[section]]
            changes.append(change_of(number, what, to, units, base[section], ranks[section]))
    return tuple(changes)


def _asked(
    model: RankModel, planned: tuple[int, ...]
) -> Iterator[tuple[str, str, tuple[int, ...], int | None]]:
    for place, choice in enumerate(model.choices.choices):
        for alternative, name in enumerate(choice.alternatives):
            if alternative != planned[place]:
                yield choice.name, name, (*planned[:place], alternative, *planned[place + 1 :]), None
    if len(model.indicators) > 1:
        for leaf, code in enumerate(model.indicators):
            yield LEFT_OUT, code, planned, leaf


def _planned_stratum(model: RankModel) -> tuple[int, ...]:
    """Each choice as the plan has it, where that is among its alternatives, else the first of them."""
    return tuple(_planned(choice) for choice in model.choices.choices)


def _planned(choice: Choice) -> int:
    return choice.alternatives.index(AS_PLANNED) if AS_PLANNED in choice.alternatives else 0


def _ranks(model: RankModel, parts: tuple[int, ...], left_out: int | None) -> FloatArray:
    stratum = 0
    for choice, part in zip(model.choices.choices, parts, strict=True):
        stratum = stratum * len(choice.alternatives) + part
    weights = model.weights.given[None].copy()
    if left_out is not None:
        weights[0, left_out] = 0.0
    no_errors = np.zeros((1, 0), np.uint32)
    scores = model.form_of(stratum).scores(weights, model.weights.tree, no_errors)
    return ranks_of_scores(model, scores)[:, 0]


def change_of(
    section: int, what: str, to: str, units: Sequence[str], base: FloatArray, ranks: FloatArray
) -> Change:
    """What became of the ranks (units,) of a section."""
    before, after = (
        tuple(unit for unit, rank in zip(units, of, strict=True) if rank == 1) for of in (base, ranks)
    )
    shift = np.abs(ranks - base)
    varies = len(set(base)) > 1 and len(set(ranks)) > 1
    return Change(
        what,
        to,
        section,
        float(shift.mean()),
        int(shift.max()),
        float(kendalltau(base, ranks).statistic) if varies else float("nan"),
        after,
        before != after,
        ranks,
    )
