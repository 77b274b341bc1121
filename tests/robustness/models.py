"""Small models for tests: figures, weights and choices in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from chiso.robustness.choices import Choices
from chiso.robustness.forms import Form, SumForm
from chiso.robustness.model import RankedRow, RankModel
from chiso.robustness.running import Counts, count_runs
from chiso.robustness.streams import Sampling, stream_of
from chiso.robustness.transforms import FloatArray
from chiso.robustness.weight_draws import Kind, WeightDraws
from chiso.robustness.weight_tree import WeightTree, flat_tree, whole_weights
from chiso.robustness.whole_numbers import whole_table, whole_table_of_floats


def sum_form(figures: Sequence[Sequence[float]], errors: Sequence[Sequence[float]] | None = None) -> SumForm:
    """Figures (units, indicators) as a sum of whole numbers, with standard errors if there are any."""
    if errors is None:
        return SumForm(whole_table_of_floats(np.asarray(figures, np.float64)))
    room = 7 * Fraction(float(np.sum(errors)))
    table = whole_table([[Fraction(str(figure)) for figure in row] for row in figures], room=room)
    return SumForm(table, np.asarray(errors, np.float64) * 10.0**table.places)


def model_of(
    forms: Sequence[Form],
    *,
    units: int,
    kind: Kind = "given",
    given: Sequence[Fraction | int] | None = None,
    indicators: int | None = None,
    tree: WeightTree | None = None,
    choices: Choices | None = None,
    concentration: float = 1.0,
    within: float = 0.0,
    has_drawn_errors: bool = False,
) -> RankModel:
    """A model of one section whose units had the rank 1 before."""
    made = tree or flat_tree(indicators or 0)
    weights = [Fraction(1)] * made.weighted if given is None else [Fraction(one) for one in given]
    draws = WeightDraws(
        made,
        whole_weights(made, weights)[0],
        kind,
        concentration,
        within,
        frozenset() if kind == "given" else frozenset(range(len(made.groups))),
    )
    return RankModel(
        tuple(RankedRow(str(unit), "", 1) for unit in range(units)),
        (slice(0, units),),
        tuple(f"i{place}" for place in range(made.leaves)),
        draws,
        choices or Choices(),
        forms.__getitem__,
        has_drawn_errors,
    )


def counted(
    model: RankModel,
    runs: int,
    *,
    seed: int = 1,
    sampling: Sampling = "random",
    block: int = 1024,
    threads: int = 1,
) -> Counts:
    """The counts of so many runs."""
    return count_runs(
        model, stream_of(sampling, seed, model.numbers_of_run), runs, block=block, threads=threads
    )


def share_above(counts: Counts, one: int, other: int) -> float:
    """In which share of the runs a unit was above another one."""
    return float(counts.sections[0].wins.sum(axis=0)[one, other] / counts.runs)


def random_figures(units: int, indicators: int, seed: int = 1) -> FloatArray:
    """Figures with one decimal place from 0.1 to 99.9."""
    return np.random.default_rng(seed).integers(1, 1000, (units, indicators)) / 10
