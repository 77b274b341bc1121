"""What runs count: closed forms, ties, and that neither blocks nor threads nor order have a part in it."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from chiso.composite.aggregating.combining import combine
from chiso.composite.aggregating.means import power_mean
from chiso.frameworks.composite.aggregations import Arithmetic, Geometric
from chiso.robustness.choices import Choice, Choices, LeavingOut
from chiso.robustness.counting import count_ranks_plainly, ranks_of
from chiso.robustness.forms import TreeForm, add_variances, as_summands, tens_of
from chiso.robustness.model import RankModel
from chiso.robustness.replaying import replay
from chiso.robustness.running import Counts, count_runs
from chiso.robustness.streams import Sampling, stream_of
from chiso.robustness.summary import largest_error
from chiso.robustness.weight_tree import WeightTree
from chiso.robustness.whole_numbers import LARGEST_WEIGHT, whole_table_of_floats
from tests.robustness.models import counted, model_of, random_figures, share_above, sum_form

RUNS = 40_000
OFF = 4.5 * 0.5 / np.sqrt(RUNS)


def same(one: Counts, other: Counts) -> bool:
    """Whether two counts are the same to the last run."""
    return one.runs == other.runs and all(
        (a.histogram.sum(axis=0) == b.histogram.sum(axis=0)).all()
        and (a.wins.sum(axis=0) == b.wins.sum(axis=0)).all()
        for a, b in zip(one.sections, other.sections, strict=True)
    )


def mixed_model() -> RankModel:
    """Three normalisations × three means of 9 units and 8 indicators, any of which is left out."""
    figures = random_figures(9, 8)
    forms = [
        sum_form(as_summands(figures + shift, mean))
        for shift in (0.0, 1.0, 10.0)
        for mean in ("arithmetic", "geometric", "harmonic")
    ]
    choices = Choices(
        (
            Choice("normalise", ("a", "b", "c"), (1, 1, 2)),
            Choice("aggregate", ("arithmetic", "geometric", "harmonic"), (1, 1, 1)),
        ),
        LeavingOut("one", Fraction(3, 4), tuple(range(8))),
    )
    return model_of(forms, units=9, indicators=8, kind="uniform", choices=choices)


def test_two_units_that_each_have_one_strength_share_the_first_place_by_its_size() -> None:
    # A is above B where w·3 > (1 − w)·2, w uniform: 3/5 of the weights.
    model = model_of([sum_form([[3, 0], [0, 2]])], units=2, indicators=2, kind="uniform")
    assert abs(share_above(counted(model, RUNS), 0, 1) - 3 / 5) < OFF


def test_noise_moves_a_comparison_by_as_much_as_its_area_says() -> None:
    # u, v even in ±¼: 1 + u > 1.1 (1 + v), a line through the square of 0.5 × 0.5.
    model = model_of([sum_form([[1, 0], [0, 1.1]])], units=2, indicators=2, kind="noise", within=0.25)
    v = np.linspace(-0.25, 0.25, 200_001)
    expected = np.clip(0.25 - (1.1 * (1 + v) - 1), 0, 0.5).mean() / 0.5
    assert abs(share_above(counted(model, RUNS), 0, 1) - expected) < OFF


def test_the_order_of_weights_is_kept_where_it_is_agreed_upon() -> None:
    # w of the first from ½ to 1, evenly: A above B where w > 2/3.
    model = model_of([sum_form([[1, 0], [0, 2]])], units=2, indicators=2, kind="ordered", given=[2, 1])
    assert abs(share_above(counted(model, RUNS), 0, 1) - 2 / 3) < OFF


def test_a_unit_is_first_as_often_as_its_indicator_is_not_left_out() -> None:
    choices = Choices((), LeavingOut("one", Fraction(1), (0, 1, 2)))
    model = model_of([sum_form([[3, 0, 0], [0, 1, 1]])], units=2, indicators=3, choices=choices)
    assert abs(share_above(counted(model, RUNS), 0, 1) - 2 / 3) < OFF


def test_independent_errors_turn_an_order_as_often_as_the_normal_distribution_says() -> None:
    # Difference 1 of sums, errors √(0.5² + 0.5²) and √(0.3² + 0.4²).
    form = sum_form([[2, 2], [1, 2]], [[0.5, 0.5], [0.3, 0.4]])
    model = model_of([form], units=2, indicators=2, has_drawn_errors=True)
    expected = norm.cdf(1 / np.sqrt(0.5 + 0.25))
    for sampling in ("random", "sobol"):
        assert abs(share_above(counted(model, RUNS, sampling=sampling), 0, 1) - expected) < OFF


@pytest.mark.parametrize("sampling", ["random", "sobol"])
def test_neither_blocks_nor_threads_change_a_count(sampling: Sampling) -> None:
    model = mixed_model()
    stream = stream_of(sampling, 7, model.numbers_of_run)
    whole = count_runs(model, stream, 6400, block=6400)
    for block, threads in ((64, 1), (777, 2), (1024, 3)):
        assert same(count_runs(model, stream, 6400, block=block, threads=threads), whole)


def test_the_counts_are_those_of_one_run_after_the_other() -> None:
    model = mixed_model()
    stream = stream_of("random", 5, model.numbers_of_run)
    counts = count_runs(model, stream, 1500)
    histogram = np.zeros((9, 9), np.int64)
    for run in range(1500):
        made = replay(model, stream, run)
        for unit, rank in enumerate(made.ranks):
            histogram[unit, rank - 1] += 1
    assert (counts.sections[0].histogram[0] != histogram).sum() == 0
    assert sum(counts.strata.values()) == 1500


def test_a_run_that_is_made_again_tells_what_it_chose() -> None:
    model = mixed_model()
    stream = stream_of("sobol", 5, model.numbers_of_run)
    made = replay(model, stream, 1234)
    again = replay(model, stream, 1234)
    assert made == again
    assert set(made.choices) == {"normalise", "aggregate"}
    assert sum(made.weights.values()) == 1
    assert all(made.weights[code] == 0 for code in made.left_out)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), kind=st.sampled_from(["uniform", "noise", "dirichlet", "ordered"]))
def test_units_with_the_same_figures_tie_in_every_run(seed: int, kind: str) -> None:
    figures = random_figures(6, 5, seed % 1000)
    figures[4] = figures[1]
    model = model_of(
        [sum_form(figures)],
        units=6,
        indicators=5,
        kind=kind,
        within=0.5,
        concentration=2.0,  # type: ignore[arg-type]
    )
    wins = counted(model, 2000, seed=seed).sections[0].wins[0]
    assert wins[1, 4] == 0
    assert wins[4, 1] == 0


def tree_form(figures: np.ndarray) -> TreeForm:
    """Two groups by a geometric mean below an arithmetic one: no sum."""
    combinations = [
        partial(combine, Geometric(kind="geometric@1")),
        partial(combine, Geometric(kind="geometric@1")),
    ]
    return TreeForm(figures, [*combinations, partial(combine, Arithmetic())], (slice(0, len(figures)),))


TREE = WeightTree(4, ((0, 1), (2, 3), (4, 5)))


def test_equal_units_tie_up_a_tree_of_roots_too() -> None:
    figures = random_figures(8, 4, 3) / 7
    figures[6] = figures[2]
    model = model_of([tree_form(figures)], units=8, tree=TREE, kind="uniform")
    wins = counted(model, 5000).sections[0].wins[0]
    assert wins[2, 6] == wins[6, 2] == 0


def test_scores_up_a_tree_are_those_of_the_formula() -> None:
    figures = random_figures(8, 4, 3)
    model = model_of([tree_form(figures)], units=8, tree=TREE, kind="uniform")
    numbers = stream_of("random", 1, model.numbers_of_run).numbers(0, 300)
    [(_, _, scores, _)] = model.scores(numbers)
    w = model.weights.draw(numbers)
    one = np.exp((np.log(figures[:, None, :2]) * w[None, :, :2]).sum(2) / w[None, :, :2].sum(2))
    two = np.exp((np.log(figures[:, None, 2:]) * w[None, :, 2:4]).sum(2) / w[None, :, 2:4].sum(2))
    expected = (w[None, :, 4] * one + w[None, :, 5] * two) / w[None, :, 4:].sum(2)
    assert np.abs(scores / 1e9 - expected).max() < 1e-9 + 1e-12 * expected.max()


def test_an_indicator_that_is_left_out_of_a_tree_counts_nowhere() -> None:
    figures = random_figures(5, 4, 9)
    kept = np.delete(figures, 1, axis=1)
    choices = Choices((), LeavingOut("one", Fraction(1), (1,)))
    model = model_of([tree_form(figures)], units=5, tree=TREE, choices=choices)
    scores = model.scores(stream_of("random", 1, model.numbers_of_run).numbers(0, 1))[0].scores[:, 0]
    expected = (kept[:, 0] + np.sqrt(kept[:, 1] * kept[:, 2])) / 2
    assert np.abs(scores / 1e9 - expected).max() < 1e-9


def test_the_order_of_the_units_is_no_part_of_the_result() -> None:
    figures = random_figures(7, 4)
    order = np.random.default_rng(1).permutation(7)
    plain = counted(model_of([sum_form(figures)], units=7, indicators=4, kind="uniform"), 3000)
    turned = counted(model_of([sum_form(figures[order])], units=7, indicators=4, kind="uniform"), 3000)
    assert (turned.sections[0].histogram[0] == plain.sections[0].histogram[0][order]).all()


def test_stretching_all_figures_alike_changes_no_rank() -> None:
    figures = random_figures(7, 4)
    plain = counted(model_of([sum_form(figures)], units=7, indicators=4, kind="uniform"), 3000)
    for stretched in (figures * 10, figures * 3):
        again = counted(model_of([sum_form(stretched)], units=7, indicators=4, kind="uniform"), 3000)
        assert same(again, plain)


def test_raising_figures_to_a_power_changes_no_rank_of_the_geometric_mean() -> None:
    # Ranks of Π x^w are those of Π (x²)^w: exact logarithms would be doubled exactly.
    figures = random_figures(7, 4)
    forms = [sum_form(as_summands(one, "geometric")) for one in (figures, figures**2)]
    plain, squared = (
        counted(model_of([form], units=7, indicators=4, kind="uniform"), 3000) for form in forms
    )
    assert same(plain, squared)


def test_the_power_one_is_the_mean_itself_and_minus_one_the_harmonic() -> None:
    figures = random_figures(7, 4)
    for power, mean in ((1, "arithmetic"), (-1, "harmonic")):
        forms = [
            sum_form(as_summands(figures, "power", Fraction(power))),
            sum_form(as_summands(figures, mean)),  # type: ignore[arg-type]
        ]
        made = [counted(model_of([form], units=7, indicators=4, kind="uniform"), 2000) for form in forms]
        assert same(*made)


@pytest.mark.parametrize(
    ("power", "size"), [("10", 100.0), ("5/2", 1e-7), ("-3", 1e8), ("-1", 1e12), ("1", 1.0)]
)
def test_a_power_mean_keeps_places_whatever_the_size_of_its_figures(power: str, size: float) -> None:
    exponent = Fraction(power)
    figures = size * (1 + random_figures(7, 4) / 20)
    tens = tens_of(figures, "power", exponent)
    summands = as_summands(figures, "power", exponent, tens=tens)
    assert 10.0 ** -abs(exponent) < np.abs(summands).max() <= 1
    weights = np.random.default_rng(1).integers(1, LARGEST_WEIGHT, (50, 4)).astype(float)
    scores = whole_table_of_floats(summands).scores(weights)
    means = power_mean(figures[None], weights[:, None], float(exponent))
    assert (ranks_of(scores) == ranks_of(np.round(means.T / size, 9))).all()


def test_sobol_points_are_nearer_to_the_truth_than_independent_ones() -> None:
    model = model_of([sum_form([[3, 0], [0, 2]])], units=2, indicators=2, kind="uniform")
    off = {
        sampling: np.mean([abs(share_above(counted(model, 4096, seed=s, sampling=sampling), 0, 1) - 0.6)
                           for s in range(5)])
        for sampling in ("random", "sobol")
    }  # fmt: skip
    assert off["sobol"] < off["random"] / 3


def test_runs_end_at_a_round_once_the_errors_are_small_enough() -> None:
    model = model_of([sum_form([[3, 0], [0, 2]])], units=2, indicators=2, kind="uniform")
    stream = stream_of("random", 1, model.numbers_of_run)
    heard: list[int] = []
    counts = count_runs(
        model, stream, 10**6, is_enough=lambda made: largest_error(made) < 0.0015, tell=heard.append
    )
    assert counts.runs == heard[-1] == 2 * 65_536
    assert same(counts, count_runs(model, stream, 2 * 65_536))


def test_the_compiled_count_of_a_whole_model_is_that_of_its_twin() -> None:
    model = mixed_model()
    numbers = stream_of("random", 2, model.numbers_of_run).numbers(0, 2000)
    counts = count_runs(model, stream_of("random", 2, model.numbers_of_run), 2000)
    histogram, wins = np.zeros((9, 9), np.int64), np.zeros((9, 9), np.int64)
    for _, _, scores, _ in model.scores(numbers):
        count_ranks_plainly(scores, histogram, wins)
    assert (counts.sections[0].histogram[0] == histogram).all()
    assert (counts.sections[0].wins[0] == wins).all()


def test_variances_are_added_in_the_order_of_the_indicators() -> None:
    weights = np.random.default_rng(1).integers(0, 2**20, (4, 50)).astype(np.float64)
    squared = np.random.default_rng(2).uniform(0, 3, (6, 4))
    squared[2, 1] = 0
    made, expected = np.zeros((6, 50)), np.zeros((6, 50))
    add_variances(weights, squared, made)
    for leaf in range(4):
        expected += (weights[leaf] * weights[leaf])[None] * squared[:, leaf, None]
    assert (made == expected).all()


def test_memory_is_that_of_a_block_whatever_the_number_of_runs() -> None:
    model = mixed_model()
    held = []
    for runs in (70_000, 210_000):
        tracemalloc.start()
        counted(model, runs)
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert held[1] < 1.1 * held[0]


def test_a_unit_without_any_figure_that_counts_stands_last_in_that_run() -> None:
    # The first unit has only the first indicator, which every run goes without.
    figures = np.array([[9.0, np.nan], [1.0, 2.0], [1.0, 3.0]])
    form = TreeForm(figures, [partial(combine, Arithmetic())], (slice(0, 3),))
    choices = Choices((), LeavingOut("one", Fraction(1), (0,)))
    model = model_of([form], units=3, indicators=2, choices=choices)
    counts = counted(model, 500)
    assert counts.sections[0].histogram[0].tolist() == [[0, 0, 500], [0, 500, 0], [500, 0, 0]]
    assert replay(model, stream_of("random", 1, model.numbers_of_run), 3).scores[0] is None
