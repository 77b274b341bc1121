"""One run alone: its choices, weights, scores and ranks, in the plainest way, without the compiled loops.

Scores of sums are computed with Python's whole numbers of any size: what the blocks count has to be this.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chiso.robustness.forms import NO_SCORE, SumForm
from chiso.robustness.model import RankModel
from chiso.robustness.streams import Stream


@dataclass(frozen=True)
class Replayed:
    """One run. `weights`: of the indicators; shares of the whole, 0 of what is left out."""

    number: int
    choices: dict[str, str]
    left_out: tuple[str, ...]
    weights: dict[str, Fraction]
    scores: tuple[Fraction | None, ...]
    ranks: tuple[int, ...]
    is_exact: bool


def replay(model: RankModel, stream: Stream, number: int) -> Replayed:
    """Run `number`, from 0."""
    point, of_set = divmod(number, stream.sets)
    numbers = stream.numbers(point, 1, of_set)
    strata, _, weights, error_numbers = model.taken(numbers)
    tree, stratum = model.weights.tree, int(strata[0])
    form = model.form_of(stratum)
    of_leaves = [int(weight) for weight in tree.leaf_weights(weights)[0]]
    if isinstance(form, SumForm) and form.errors is None:
        figures = form.table.values.tolist()
        totals = [sum(x * w for x, w in zip(row, of_leaves, strict=True)) for row in figures]
    else:
        made = form.scores(weights, tree, error_numbers)[:, 0].tolist()
        totals = [None if value == NO_SCORE else int(value) for value in made]
    ranks: list[int] = []
    for section in model.sections:
        ranks += _ranks(totals[section])
    left = model.left_out(numbers)[0]
    whole = sum(of_leaves)
    return Replayed(
        number,
        model.choices.names_of(stratum),
        tuple(code for code, is_out in zip(model.indicators, left, strict=True) if is_out),
        {code: Fraction(weight, whole) for code, weight in zip(model.indicators, of_leaves, strict=True)},
        tuple(total if total is None else Fraction(total) for total in totals),
        tuple(ranks),
        form.exactness.is_exact,
    )


def _ranks(totals: list[int | None]) -> list[int]:
    lowest = min((total for total in totals if total is not None), default=0) - 1
    filled = [lowest if total is None else total for total in totals]
    return [1 + sum(other > own for other in filled) for own in filled]
