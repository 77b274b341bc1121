"""Everything from which any run can be computed: rows, indicators, weights, choices, and their forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chiso.robustness.choices import Choices, Flags, stratum_runs
from chiso.robustness.counting import IntArray
from chiso.robustness.forms import Form, SumForm
from chiso.robustness.streams import Numbers
from chiso.robustness.transforms import FloatArray
from chiso.robustness.weight_draws import WeightDraws


class RankedRow(NamedTuple):
    """A unit, in a period where there is a panel ("" else), with its rank before anything is varied."""

    unit: str
    period: str
    rank: int


class Taken(NamedTuple):
    """What runs choose: strata, numbers of what is left out, weights (0 of that), numbers of errors."""

    strata: IntArray
    leaving: Numbers
    weights: FloatArray
    errors: Numbers


class Scored(NamedTuple):
    """The runs of a stratum by their places: `scores` (rows, runs), `of_leaves` (runs, leaves) for a sum."""

    stratum: int
    places: IntArray
    scores: NDArray[Any]
    of_leaves: FloatArray


@dataclass(frozen=True)
class RankModel:
    """What is varied, and how scores follow.

    `sections`: the rows that are ranked among themselves (a period of a panel), one after the other.
    `form_of`: how a stratum scores; asked from several threads.
    """

    rows: tuple[RankedRow, ...]
    sections: tuple[slice, ...]
    indicators: tuple[str, ...]
    weights: WeightDraws
    choices: Choices
    form_of: Callable[[int], Form]
    has_drawn_errors: bool = False

    @property
    def numbers_of_run(self) -> int:
        """Numbers of 32 bits that one run takes: choices, what is left out, weights, errors."""
        errors = len(self.rows) if self.has_drawn_errors else 0
        return self.choices.numbers_needed + self.weights.numbers_needed + errors

    def taken(self, numbers: Numbers) -> Taken:
        """What the numbers of runs choose."""
        chosen = self.choices.numbers_needed
        drawn = chosen + self.weights.numbers_needed
        weights = self.weights.draw(numbers[:, chosen:drawn])
        return self.with_weights(numbers[:, :chosen], weights, numbers[:, drawn:])

    def with_weights(self, choosing: Numbers, weights: FloatArray, errors: Numbers) -> Taken:
        """What runs choose whose weights (runs, weighted) are given; those of what is left out become 0."""
        leaving = choosing[:, len(self.choices.choices) :]
        self.choices.leaving_out.apply(leaving, weights, len(self.indicators))
        return Taken(self.choices.strata_of(choosing), leaving, weights, errors)

    def scores(self, numbers: Numbers) -> list[Scored]:
        """The scores of each stratum that occurs."""
        return self.scored(self.taken(numbers))

    def scored(self, taken: Taken) -> list[Scored]:
        """The same of runs that have chosen."""
        strata, _, weights, errors = taken
        tree = self.weights.tree
        if self.choices.strata == 1:
            everything = np.arange(len(weights), dtype=np.int64)
            form = self.form_of(0)
            if isinstance(form, SumForm):
                of_leaves = tree.leaf_weights(weights)
                return [Scored(0, everything, form.scores_of(of_leaves, errors), of_leaves)]
            return [Scored(0, everything, form.scores(weights, tree, errors), weights)]
        runs = stratum_runs(strata)
        forms = {stratum: self.form_of(stratum) for stratum, _ in runs}
        # The same for every sum, so made once for all of them.
        has_sums = any(isinstance(form, SumForm) for form in forms.values())
        of_leaves = tree.leaf_weights(weights) if has_sums else weights
        made = []
        for stratum, places in runs:
            form, own = forms[stratum], of_leaves[places]
            if isinstance(form, SumForm):
                scores = form.scores_of(own, errors[places])
            else:
                scores = form.scores(weights[places], tree, errors[places])
            made.append(Scored(stratum, places, scores, own))
        return made

    def left_out(self, numbers: Numbers) -> Flags:
        """(runs, indicators): what each run goes without."""
        leaving = numbers[:, len(self.choices.choices) : self.choices.numbers_needed]
        return self.choices.leaving_out.left_out(leaving, len(self.indicators))
