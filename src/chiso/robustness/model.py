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

    def taken(self, numbers: Numbers) -> tuple[IntArray, Numbers, FloatArray, Numbers]:
        """Strata, numbers of what is left out, weights with 0 for it, numbers of the errors."""
        picked = len(self.choices.choices)
        chosen = self.choices.numbers_needed
        drawn = chosen + self.weights.numbers_needed
        leaving = numbers[:, picked:chosen]
        weights = self.weights.draw(numbers[:, chosen:drawn])
        self.choices.leaving_out.apply(leaving, weights, len(self.indicators))
        return self.choices.strata_of(numbers), leaving, weights, numbers[:, drawn:]

    def scores(self, numbers: Numbers) -> list[tuple[int, IntArray, NDArray[Any]]]:
        """For each stratum that occurs: its number, the places of its runs, their scores (rows, runs)."""
        strata, _, weights, errors = self.taken(numbers)
        if self.choices.strata == 1:
            everything = np.arange(len(numbers), dtype=np.int64)
            return [(0, everything, self.form_of(0).scores(weights, self.weights.tree, errors))]
        runs = stratum_runs(strata)
        forms = {stratum: self.form_of(stratum) for stratum, _ in runs}
        # The same for every sum, so made once for all of them.
        has_sums = any(isinstance(form, SumForm) for form in forms.values())
        of_leaves = self.weights.tree.leaf_weights(weights) if has_sums else weights
        made = []
        for stratum, places in runs:
            form = forms[stratum]
            if isinstance(form, SumForm):
                scores = form.scores_of(of_leaves[places], errors[places])
            else:
                scores = form.scores(weights[places], self.weights.tree, errors[places])
            made.append((stratum, places, scores))
        return made

    def left_out(self, numbers: Numbers) -> Flags:
        """(runs, indicators): what each run goes without."""
        leaving = numbers[:, len(self.choices.choices) : self.choices.numbers_needed]
        return self.choices.leaving_out.left_out(leaving, len(self.indicators))
