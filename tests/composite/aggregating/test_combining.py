"""Means and comparisons of one group, held to sums written out by hand and to what must always hold."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chiso.composite.aggregating import combine, is_relative, outranking
from chiso.composite.aggregating.outranking import outranking_shares
from chiso.composite.aggregating.penalties import standardised
from chiso.composite.table import FloatArray
from chiso.frameworks.composite.aggregations import (
    AdjustedMazziottaPareto,
    Aggregation,
    Arithmetic,
    Copeland,
    Geometric,
    Harmonic,
    MazziottaPareto,
    MeanMin,
    Median,
    Power,
)

ARITHMETIC = Arithmetic()
GEOMETRIC = Geometric(kind="geometric@1")
HARMONIC = Harmonic(kind="harmonic@1")
SQUARES = Power(kind="power@1", exponent=Fraction(2))
RECIPROCAL_SQUARES = Power(kind="power@1", exponent=Fraction(-2))
MEDIAN = Median(kind="median@1")
COPELAND = Copeland(kind="copeland@1")
MAZZIOTTA = MazziottaPareto(kind="mazziotta_pareto@1")
ADJUSTED = AdjustedMazziottaPareto(kind="adjusted_mazziotta_pareto@1")
MEAN_MIN = MeanMin(kind="mean_min@1")
MEANS = (ARITHMETIC, GEOMETRIC, HARMONIC, SQUARES, RECIPROCAL_SQUARES, MEDIAN)
ALONE = (*MEANS, ADJUSTED, MEAN_MIN)
AGREES = 1e-12

rows_and_weights = some.integers(2, 6).flatmap(
    lambda parts: some.tuples(
        some.lists(some.lists(some.floats(1, 100), min_size=parts, max_size=parts), min_size=2, max_size=6),
        some.lists(some.integers(1, 9), min_size=parts, max_size=parts),
    )
)


def one(method: Aggregation, values: list[float], weights: list[float]) -> float:
    """The score of a single unit."""
    return float(combine(method, np.array([values]), np.array(weights))[0])


@pytest.mark.parametrize(
    ("method", "score"),
    [
        (ARITHMETIC, (1 * 4 + 2 * 9 + 3 * 36) / 6),
        (GEOMETRIC, (4 * 9**2 * 36**3) ** (1 / 6)),
        (HARMONIC, 6 / (1 / 4 + 2 / 9 + 3 / 36)),
        (SQUARES, math.sqrt((16 + 2 * 81 + 3 * 1296) / 6)),
        (RECIPROCAL_SQUARES, (6 / (1 / 16 + 2 / 81 + 3 / 1296)) ** 0.5),
        (Power(kind="power@1", exponent=Fraction(1)), 130 / 6),
        # Weights 1, 2, 3: exactly half lies at 4 and 9, so the median is between 9 and 36.
        (MEDIAN, (9 + 36) / 2),
        (MEAN_MIN, 4),
        (MeanMin(kind="mean_min@1", share=Fraction(1, 2)), (130 / 6 + 4) / 2),
        (MeanMin(kind="mean_min@1", smoothness=Fraction(5)), 130 / 6 - math.hypot(130 / 6 - 4, 5) + 5),
    ],
)
def test_a_score_is_that_of_the_formula_written_out(method: Aggregation, score: float) -> None:
    assert one(method, [4, 9, 36], [1, 2, 3]) == pytest.approx(score, rel=AGREES)


@pytest.mark.parametrize("method", ALONE)
def test_a_missing_part_leaves_the_score_of_the_others_with_their_own_weights(method: Aggregation) -> None:
    with_gap = one(method, [80, math.nan, 95, 110], [1, 2, 3, 4])
    assert with_gap == pytest.approx(one(method, [80, 95, 110], [1, 3, 4]), rel=AGREES)


@pytest.mark.parametrize("exponent", [-3, -1, Fraction(1, 2), 2, 7])
def test_a_generalised_mean_with_a_gap_divides_by_the_weights_that_are_there(exponent: Fraction) -> None:
    # The reference (COINr 1.1.14) sums over present values and divides by the weights of all.
    method = Power(kind="power@1", exponent=Fraction(exponent))
    present = [(5, 0.2), (7, 0.3)]
    total = sum(weight for _, weight in present)
    score = (sum(weight * value ** float(exponent) for value, weight in present) / total) ** (
        1 / float(exponent)
    )
    assert one(method, [5, 7, math.nan], [0.2, 0.3, 0.5]) == pytest.approx(score, rel=AGREES)
    assert 5 < one(method, [5, 7, math.nan], [0.2, 0.3, 0.5]) < 7


@pytest.mark.parametrize("method", [*ALONE, COPELAND, MAZZIOTTA])
def test_a_unit_without_any_value_has_no_score(method: Aggregation) -> None:
    values = np.array([[math.nan, math.nan], [1.0, 2.0], [3.0, 5.0]])
    scores = combine(method, values, np.array([1.0, 1.0]))
    assert np.isnan(scores[0])
    assert not np.isnan(scores[1:]).any()


@pytest.mark.parametrize("method", [GEOMETRIC, HARMONIC, RECIPROCAL_SQUARES, MEAN_MIN])
def test_a_part_of_zero_makes_the_whole_zero_where_nothing_makes_up_for_it(method: Aggregation) -> None:
    assert one(method, [0, 50, 100], [1, 1, 1]) == 0


@pytest.mark.parametrize("method", ALONE)
def test_a_part_that_weighs_nothing_does_not_count(method: Aggregation) -> None:
    assert one(method, [80, 0, 95], [1, 0, 3]) == one(method, [80, 95], [1, 3])


@pytest.mark.parametrize("exponent", [-300, 300])
def test_large_exponents_tend_to_the_lowest_and_the_highest_part(exponent: int) -> None:
    method = Power(kind="power@1", exponent=Fraction(exponent))
    extreme = 100 if exponent > 0 else 2
    assert one(method, [2, 30, 100], [1, 1, 1]) == pytest.approx(extreme, rel=0.005)


@given(some.lists(some.integers(-50, 50), min_size=1, max_size=9))
def test_the_median_of_equal_weights_is_the_usual_one(values: list[int]) -> None:
    # Tenths, as weights often are: their sums are not exact.
    found = one(MEDIAN, [float(value) for value in values], [0.1] * len(values))
    assert found == pytest.approx(statistics.median(values), abs=AGREES)


@given(rows_and_weights)
def test_a_mean_of_equal_parts_is_that_part_and_lies_between_the_parts(
    drawn: tuple[list[list[float]], list[int]],
) -> None:
    values, weights = np.array(drawn[0]), np.array(drawn[1], dtype=float)
    for method in MEANS:
        same = np.broadcast_to(values[:, :1], values.shape)
        assert combine(method, same, weights) == pytest.approx(values[:, 0], rel=AGREES)
        scores = combine(method, values, weights)
        assert (scores >= values.min(1) * (1 - AGREES)).all()
        assert (scores <= values.max(1) * (1 + AGREES)).all()


@given(rows_and_weights)
def test_means_stand_in_the_order_of_their_exponents(drawn: tuple[list[list[float]], list[int]]) -> None:
    values, weights = np.array(drawn[0]), np.array(drawn[1], dtype=float)
    in_order: list[Aggregation] = [RECIPROCAL_SQUARES, HARMONIC, GEOMETRIC, ARITHMETIC, SQUARES]
    scores = [combine(method, values, weights) for method in in_order]
    for lower, higher in itertools.pairwise(scores):
        assert (lower <= higher * (1 + AGREES)).all()


@given(rows_and_weights, some.integers(0, 5))
def test_what_improves_never_makes_a_mean_fall(
    drawn: tuple[list[list[float]], list[int]], chosen: int
) -> None:
    values, weights = np.array(drawn[0]), np.array(drawn[1], dtype=float)
    better = values.copy()
    better[:, chosen % values.shape[1]] += 10
    # With a variance to take away, the Mazziotta–Pareto forms may fall, as their sources say.
    for method in (*MEANS, MEAN_MIN):
        assert (combine(method, better, weights) >= combine(method, values, weights) * (1 - AGREES)).all()


@given(rows_and_weights)
def test_the_order_of_units_and_the_scale_of_weights_change_no_digit(
    drawn: tuple[list[list[float]], list[int]],
) -> None:
    values, weights = np.array(drawn[0]), np.array(drawn[1], dtype=float)
    for method in (*ALONE, COPELAND):
        scores = combine(method, values, weights)
        assert (combine(method, values[::-1], weights)[::-1] == scores).all()
        assert combine(method, values, 4 * weights) == pytest.approx(scores, rel=AGREES)


@pytest.mark.parametrize("method", [*ALONE, COPELAND, MAZZIOTTA])
def test_a_block_of_weight_sets_gives_the_scores_of_each_set_alone(method: Aggregation) -> None:
    random = np.random.default_rng(20)
    values = random.uniform(75, 125, (9, 4))
    values[2, 1] = np.nan
    weights = random.uniform(0.1, 1, (5, 4))
    together = combine(method, np.broadcast_to(values, (5, 9, 4)), weights[:, None, :])
    for number in range(5):
        assert (together[number] == combine(method, values, weights[number])).all()


def test_copeland_counts_wins_less_losses_in_votes_of_the_parts() -> None:
    # By hand, of 6 votes: a and b win 3 each, and so do a and c; b wins the 3 of the last part against c and
    # shares the 2 of the second one, where both have 4.
    values = np.array([[9.0, 8, 1], [5, 4, 7], [6, 4, 2]])
    weights = np.array([1.0, 2, 3])
    assert outranking_shares(values, weights)[0] == pytest.approx([0.5, 0.5, 0.5])
    assert outranking_shares(values, weights)[1, 2] == pytest.approx(4 / 6)
    assert combine(COPELAND, values, weights).tolist() == [0, 1, -1]


def test_copeland_of_many_replicates_holds_few_pairs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    values, weights = random.integers(0, 5, (6, 3)).astype(float), random.uniform(0, 1, (2, 7, 1, 3))
    blocks: list[int] = []

    def noted(values: FloatArray, weights: FloatArray) -> FloatArray:
        blocks.append(len(values))
        return outranking_shares(values, weights)

    monkeypatch.setattr(outranking, "outranking_shares", noted)
    together = combine(COPELAND, np.broadcast_to(values, (2, 7, 6, 3)), weights)
    monkeypatch.setattr(outranking, "_PAIRS_AT_ONCE", 4 * 6 * 6)
    assert (combine(COPELAND, np.broadcast_to(values, (2, 7, 6, 3)), weights) == together).all()
    assert blocks == [14, 4, 4, 4, 2]


@given(rows_and_weights, some.sets(some.tuples(some.integers(0, 5), some.integers(0, 5)), max_size=6))
def test_copeland_is_what_counting_pair_by_pair_gives(
    drawn: tuple[list[list[float]], list[int]], gaps: set[tuple[int, int]]
) -> None:
    values = np.array(drawn[0]).round(-1)
    for row, part in gaps:
        values[row % len(values), part % values.shape[1]] = np.nan
    weights = drawn[1]
    found = combine(COPELAND, values, np.array(weights, dtype=float))
    for unit, own in enumerate(values):
        if np.isnan(own).all():
            assert np.isnan(found[unit])
            continue
        score = 0
        for other in values:
            for_own = sum(w for w, x, y in zip(weights, own, other, strict=True) if x > y)
            for_other = sum(w for w, x, y in zip(weights, own, other, strict=True) if x < y)
            score += (for_own > for_other) - (for_own < for_other)
        assert found[unit] == score


@given(rows_and_weights)
def test_copeland_does_not_see_how_large_a_difference_is(drawn: tuple[list[list[float]], list[int]]) -> None:
    values, weights = np.array(drawn[0]).round(), np.array(drawn[1], dtype=float)
    stretched = values.copy()
    stretched[:, 0] = values[:, 0] ** 3
    assert (combine(COPELAND, values, weights) == combine(COPELAND, stretched, weights)).all()


def mazziotta_by_hand(values: Sequence[Sequence[float]], *, sign: int) -> list[float]:
    """The formula of De Muro, Mazziotta and Pareto (2011), term by term."""
    columns = list(zip(*values, strict=True))
    standard = [
        [100 + 10 * (x - statistics.fmean(column)) / statistics.pstdev(column) for x in column]
        for column in columns
    ]
    scores = []
    for unit in zip(*standard, strict=True):
        mean, deviation = statistics.fmean(unit), statistics.pstdev(unit)
        scores.append(mean + sign * deviation * (deviation / mean))
    return scores


@pytest.mark.parametrize(("penalty", "sign"), [("subtracted", -1), ("added", 1)])
def test_mazziotta_pareto_is_the_formula_of_its_source(penalty: str, sign: int) -> None:
    values: list[list[float]] = [[12, 3, 40], [15, 9, 10], [9, 6, 55], [20, 1, 35]]
    method = MazziottaPareto.model_validate({"kind": "mazziotta_pareto@1", "penalty": penalty})
    found = combine(method, np.array(values), np.ones(3))
    assert found == pytest.approx(mazziotta_by_hand(values, sign=sign), rel=AGREES)


@pytest.mark.parametrize(("penalty", "sign"), [("subtracted", -1), ("added", 1)])
def test_the_adjusted_form_is_the_formula_of_its_source(penalty: str, sign: int) -> None:
    # Mazziotta and Pareto (2016): r = 60 (x − lower) / (upper − lower) + 70, then M ± S · S/M.
    values = [[0.2, 0.9, 0.5], [0.1, 0.15, 0.8]]
    method = AdjustedMazziottaPareto.model_validate(
        {"kind": "adjusted_mazziotta_pareto@1", "lower": "0", "upper": "1", "penalty": penalty}
    )
    expected = []
    for unit in values:
        rescaled = [60 * x + 70 for x in unit]
        mean, deviation = statistics.fmean(rescaled), statistics.pstdev(rescaled)
        expected.append(mean + sign * deviation * deviation / mean)
    assert combine(method, np.array(values), np.ones(3)) == pytest.approx(expected, rel=AGREES)


def test_years_compare_in_the_adjusted_form_and_not_in_the_first() -> None:
    first = np.array([[80.0, 90], [100, 110], [120, 95]])
    later = np.vstack([first, [[130.0, 130]]])
    weights = np.ones(2)
    assert (combine(ADJUSTED, later, weights)[:3] == combine(ADJUSTED, first, weights)).all()
    assert not (combine(MAZZIOTTA, later, weights)[:3] == combine(MAZZIOTTA, first, weights)).any()
    assert is_relative(MAZZIOTTA)
    assert not is_relative(ADJUSTED)


def test_a_part_that_is_the_same_everywhere_is_one_hundred_everywhere() -> None:
    values = np.array([[0.1, 1.0], [0.1, 3.0], [0.1, math.nan]])
    assert standardised(values)[:, 0].tolist() == [100, 100, 100]
    assert standardised(values)[:2, 1].tolist() == [90, 110]


def test_equal_units_get_the_same_float_wherever_they_stand() -> None:
    random = np.random.default_rng(4)
    values = random.uniform(70, 130, (64, 7))
    values[[5, 17, 40, 63]] = values[0]
    weights = random.uniform(0, 1, 7)
    for method in (*ALONE, COPELAND, MAZZIOTTA):
        assert len(set(combine(method, values, weights)[[0, 5, 17, 40, 63]].tolist())) == 1
