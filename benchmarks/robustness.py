"""Ranks under other weights and methods: runs a second, beside the same written by hand, in one run.

    make bench                       (python -m benchmarks.robustness)

63 units × 100 indicators, figures made up, one thread. COINr's uncertainty analysis makes 10.5 replicates a
processor second on its 51 units × 49 indicators; it computes the whole index again for each, where this one
prepares the tables of a stratum once.

weights    weights drawn inside the loop, ties exact, rank histogram and wins of pairs; beside draw, product,
           rank and histogram written by hand on the same block, without choices, streams and checks
mixture    3 normalisations × 3 means with any indicator left out; the choices of each run kept
one by one the same mixture, one run after the other: what blocks and strata save
threads    two threads beside one
size       631 units × 100 indicators, and how the rate falls with units and with indicators
"""

from __future__ import annotations

import os

# Before NumPy is loaded: one thread of linear algebra, as the command asks for.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import numpy as np

from benchmarks.measuring import compare
from chiso.robustness.choices import Choice, Choices, LeavingOut, equal_odds
from chiso.robustness.counting import count_ranks
from chiso.robustness.forms import Form, SumForm, as_summands
from chiso.robustness.model import RankedRow, RankModel
from chiso.robustness.replaying import replay
from chiso.robustness.results import BLOCK_OF_STRATA
from chiso.robustness.running import BLOCK, count_runs
from chiso.robustness.streams import stream_of
from chiso.robustness.transforms import FloatArray, fill_whole_exponentials
from chiso.robustness.weight_draws import EXPONENTIAL_SCALE, WeightDraws
from chiso.robustness.weight_tree import flat_tree
from chiso.robustness.whole_numbers import whole_table_of_floats

UNITS, INDICATORS, RUNS = 63, 100, 200_000
WEIGHTS_A_SECOND, MIXTURE_A_SECOND = 1_000_000, 500_000
# The program may take 1/0.65 of the time of the loop by hand.
BY_HAND_BOUND = 1 / 0.65


def figures_of(units: int, indicators: int) -> FloatArray:
    """Made-up figures from 1 to 100 with two places."""
    return np.random.default_rng(20_261_126).integers(100, 10_000, (units, indicators)) / 100


def model_of(forms: list[Form], units: int, indicators: int, choices: Choices) -> RankModel:
    """A model with uniform weights."""
    tree = flat_tree(indicators)
    draws = WeightDraws(tree, np.ones(indicators), "uniform", varied=frozenset({0}))
    rows = tuple(RankedRow(str(unit), "", 1) for unit in range(units))
    names = tuple(f"i{place}" for place in range(indicators))
    return RankModel(rows, (slice(0, units),), names, draws, choices, forms.__getitem__)


def weights_model(units: int, indicators: int) -> RankModel:
    """Only the weights vary."""
    table = whole_table_of_floats(figures_of(units, indicators))
    return model_of([SumForm(table)], units, indicators, Choices())


def mixture_model() -> RankModel:
    """Three normalisations × three means, any indicator left out."""
    figures = figures_of(UNITS, INDICATORS)
    forms: list[Form] = [
        SumForm(whole_table_of_floats(as_summands(figures + shift, mean)))
        for shift in (0.0, 1.0, 10.0)
        for mean in ("arithmetic", "geometric", "harmonic")
    ]
    choices = Choices(
        (
            Choice("normalise", ("a", "b", "c"), equal_odds(3)),
            Choice("aggregate", ("arithmetic", "geometric", "harmonic"), equal_odds(3)),
        ),
        LeavingOut("one", Fraction(1), tuple(range(INDICATORS))),
    )
    return model_of(forms, UNITS, INDICATORS, choices)


def make_runs(model: RankModel, runs: int, block: int, threads: int = 1) -> object:
    """So many runs."""
    return count_runs(model, stream_of("random", 1, model.numbers_of_run), runs, block=block, threads=threads)


def make_kept_runs(model: RankModel) -> object:
    """Runs whose choices are kept: stratum and indicator left out of each."""
    stream = stream_of("random", 1, model.numbers_of_run)
    kept = []
    for start in range(0, RUNS, BLOCK_OF_STRATA):
        numbers = stream.numbers(start, min(BLOCK_OF_STRATA, RUNS - start))
        kept.append(
            (model.choices.strata_of(numbers), model.choices.leaving_out.one_left_out(numbers[:, 2:4]))
        )
    return make_runs(model, RUNS, BLOCK_OF_STRATA), kept


def by_hand(figures: FloatArray) -> None:
    """Draw, product, rank and histogram on blocks, with nothing around them."""
    units, indicators = figures.shape
    generator = np.random.PCG64(1)
    weights, scores = np.empty((BLOCK, indicators)), np.empty((units, BLOCK))
    histogram, wins = np.zeros((units, units), np.int64), np.zeros((units, units), np.int64)
    for _ in range(-(-RUNS // BLOCK)):
        drawn = generator.random_raw(BLOCK * indicators // 2).view(np.uint32)
        fill_whole_exponentials(drawn, weights.reshape(-1), EXPONENTIAL_SCALE)
        np.matmul(figures, weights.T, out=scores)
        count_ranks(scores, histogram, wins)


def one_by_one(model: RankModel, runs: int) -> None:
    """One run after the other, by the same functions on blocks of one."""
    make_runs(model, runs, 1)


def rate(work: Callable[[], object], runs: int) -> float:
    """Runs a processor second, the best of five."""
    work()
    taken = []
    for _ in range(5):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return runs / min(taken)


def tell_rate(name: str, work: Callable[[], object], runs: int, bound: int | None) -> float:
    """One line with a rate."""
    reached = rate(work, runs)
    verdict = "no bound" if bound is None else f"{'within' if reached >= bound else 'BELOW'} {bound:,}"
    print(f"{name:<58} {reached:12,.0f} runs a second   {verdict}", flush=True)
    return reached


def check_against_single_runs(model: RankModel, runs: int) -> None:
    """Cells of the histogram that differ from runs made one at a time, in whole numbers of any size."""
    stream = stream_of("random", 1, model.numbers_of_run)
    histogram = np.zeros((len(model.rows), len(model.rows)), np.int64)
    for number in range(runs):
        for unit, rank in enumerate(replay(model, stream, number).ranks):
            histogram[unit, rank - 1] += 1
    differing = int((count_runs(model, stream, runs).sections[0].histogram[0] != histogram).sum())
    print(f"{'rank cells that differ from single runs':<58} {differing:12,}", flush=True)


def main() -> None:
    """Print one line each."""
    weights, mixture = weights_model(UNITS, INDICATORS), mixture_model()
    tell_rate("weights, 63 × 100", partial(make_runs, weights, RUNS, BLOCK), RUNS, WEIGHTS_A_SECOND)
    figures = figures_of(UNITS, INDICATORS) * 100
    hand = partial(by_hand, figures)
    made = partial(make_runs, weights, RUNS, BLOCK)
    print(compare("weights, 63 × 100", made, "written by hand", hand, bound=BY_HAND_BOUND).line(), flush=True)
    tell_rate(
        "mixture of 9 strata, one left out, choices kept",
        partial(make_kept_runs, mixture),
        RUNS,
        MIXTURE_A_SECOND,
    )
    tell_rate("mixture, one by one", partial(one_by_one, mixture, 2_000), 2_000, None)
    check_against_single_runs(mixture, 2_000)
    two = partial(make_runs, weights, RUNS, BLOCK, 2)
    print(compare("weights, two threads", two, "one thread", made, bound=None).line(), flush=True)
    for units, indicators in ((631, 100), (63, 50), (63, 200), (126, 100), (315, 100)):
        runs = 40_000 if units > 100 else RUNS
        work = partial(make_runs, weights_model(units, indicators), runs, BLOCK)
        tell_rate(f"weights, {units} × {indicators}", work, runs, None)


if __name__ == "__main__":
    main()
