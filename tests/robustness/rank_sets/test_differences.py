"""Who stands above whom by all differences at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chiso.robustness.rank_sets.deviations import draw_deviations
from chiso.robustness.rank_sets.differences import errors_of_differences, order_by_differences
from chiso.robustness.rank_sets.intervals import order_by_bonferroni, order_by_intervals
from chiso.robustness.rank_sets.largest_difference import largest_differences
from chiso.robustness.rank_sets.leagues import FloatArray
from chiso.robustness.rank_sets.order import RankOrder
from chiso.robustness.rank_sets.ranking import Asked, rank_league
from tests.robustness.rank_sets.making import joint_draws, league

figures = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), min_size=2, max_size=9)


def order_of(estimates: list[float], errors: list[float], *, stepwise: bool = True) -> RankOrder:
    made = league(estimates, errors)
    return order_by_differences(made, level=0.95, count=2_000, seed=1, stepwise=stepwise)


def largest_by_numpy(
    drawn: FloatArray, inverse: FloatArray, asked: np.typing.NDArray[np.bool_]
) -> FloatArray:
    """The twin of the compiled loop: every pair that is asked, one by one."""
    values = [(drawn[j] - drawn[k]) * inverse[j, k] for j, k in zip(*np.nonzero(asked), strict=True)]
    return np.asarray(np.max(values, axis=0))


@pytest.mark.parametrize("draws", [1, 1_023, 1_024, 2_500])
def test_the_compiled_loop_finds_what_a_plain_one_finds(draws: int) -> None:
    random = np.random.default_rng(7)
    drawn = random.normal(size=(9, draws))
    inverse = random.uniform(0.5, 2, (9, 9))
    inverse = inverse + inverse.T
    asked = random.uniform(size=(9, 9)) < 0.6
    np.fill_diagonal(asked, False)
    assert (largest_differences(drawn, inverse, asked) == largest_by_numpy(drawn, inverse, asked)).all()


def test_two_units_are_told_apart_by_the_test_of_one_difference() -> None:
    # The largest of the two directions is |N(0, 1)|: its quantile at 95 % is 1.959964 (any table).
    made = league([1.0, 0.0], [1.0, 1.0])
    found = order_by_differences(made, level=0.95, count=200_000, seed=3)
    # Monte Carlo error of the quantile: √(0.95 · 0.05/200,000)/(2 φ(1.96)) = 0.0042; four of them.
    assert found.critical_value == pytest.approx(1.959964, abs=0.017)


def test_the_critical_value_of_equal_errors_is_that_of_tukey() -> None:
    # The range of 5 normal figures over √2: scipy's studentised range with infinite degrees of freedom.
    made = league([0.0] * 5, [1.0] * 5)
    found = order_by_differences(made, level=0.95, count=100_000, seed=5, stepwise=False)
    expected = stats.studentized_range.ppf(0.95, 5, 1e6) / np.sqrt(2)
    assert found.critical_value == pytest.approx(expected, abs=0.02)


def test_few_degrees_of_freedom_ask_for_more() -> None:
    few, many = (
        order_by_differences(league([0.0] * 4, [1.0] * 4, df=df), level=0.95, count=20_000, seed=1)
        for df in (4, 400)
    )
    assert few.critical_value > 1.2 * many.critical_value


def test_deviations_have_the_tails_of_student() -> None:
    drawn = draw_deviations(league([0.0, 1.0], [1.0, 1.0], df=3), count=20_000, seed=2)
    for row in drawn:
        assert stats.kstest(row, stats.t(3).cdf).pvalue > 0.001
    drawn = draw_deviations(league([0.0, 1.0], [1.0, 1.0]), count=20_000, seed=2)
    for row in drawn:
        assert stats.kstest(row, stats.norm.cdf).pvalue > 0.001


@pytest.mark.parametrize("df", [1e-300, 1e-6, 0.01, 0.05, 0.1])
@pytest.mark.parametrize("is_joint", [False, True])
def test_next_to_no_degrees_of_freedom_say_nothing(df: float, is_joint: bool) -> None:
    # Student's 97.5 % quantile is 4·10²⁴ with a twentieth of a degree of freedom: nobody is told apart.
    draws = joint_draws(np.array([0.0, 1e6, 3.0]), np.eye(3), 500, 1) if is_joint else None
    made = league([0.0, 1e6, 3.0], [1.0, 1.0, 1.0], df=df, draws=draws)
    assert np.isfinite(draw_deviations(made, count=2_000, seed=1)).all()
    for order in (
        order_by_differences(made, level=0.95, count=2_000, seed=1),
        order_by_intervals(made, level=0.95, count=2_000, seed=1),
        order_by_bonferroni(made, level=0.95),
    ):
        assert not order.above.any()
        assert order.says_nothing.all()


def test_joint_draws_give_their_correlation_and_the_tails_of_student() -> None:
    covariance = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]])
    draws = joint_draws(np.zeros(3), covariance, 2_000, 4)
    given = np.corrcoef(draws.T)
    drawn = draw_deviations(league([0.0] * 3, [1.0] * 3, draws=draws), count=20_000, seed=2)
    assert np.corrcoef(drawn) == pytest.approx(given, abs=0.02)
    drawn = draw_deviations(league([0.0] * 3, [1.0] * 3, df=5, draws=draws), count=20_000, seed=2)
    for row in drawn:
        assert stats.kstest(row, stats.t(5).cdf).pvalue > 0.001


def test_units_that_move_together_are_told_apart_sooner() -> None:
    estimates, errors = np.array([2.0, 0.0]), np.ones(2)
    alone = order_by_differences(league(estimates, errors), level=0.95, count=5_000, seed=1)
    draws = joint_draws(estimates, np.array([[1, 0.9], [0.9, 1]]), 1_000, 1)
    together = order_by_differences(league(estimates, errors, draws=draws), level=0.95, count=5_000, seed=1)
    assert not alone.above.any()
    assert together.above.tolist() == [[False, True], [False, False]]


def test_errors_of_differences_take_the_correlation_into_account() -> None:
    draws = joint_draws(np.zeros(2), np.array([[4.0, 3.0], [3.0, 9.0]]), 4_000, 8)
    found = errors_of_differences(league([0.0, 0.0], [2.0, 3.0], draws=draws))
    rho = np.asarray(np.corrcoef(draws.T))[0, 1]
    assert found[0, 1] == pytest.approx(np.sqrt(4 + 9 - 2 * rho * 6), rel=1e-12)


def test_steps_tell_more_apart_and_never_less() -> None:
    estimates, errors = [9.0, 6.0, 3.55, 0.0], [1.0] * 4
    once, stepwise = order_of(estimates, errors, stepwise=False), order_of(estimates, errors)
    assert stepwise.critical_value < once.critical_value
    assert (once.above <= stepwise.above).all()


@given(figures)
def test_the_relation_is_an_order(drawn: list[tuple[int, int]]) -> None:
    above = order_of([float(a) for a, _ in drawn], [b / 2 for _, b in drawn]).above
    assert not (above & above.T).any()
    through = (above.astype(int) @ above.astype(int)) > 0
    assert (through <= above).all()


@given(figures, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(drawn: list[tuple[int, int]], random: object) -> None:
    names = [f"unit {number}" for number in range(len(drawn))]
    places = list(range(len(drawn)))
    random.shuffle(places)  # type: ignore[attr-defined]
    found = [
        rank_league(
            league(
                [float(drawn[at][0]) for at in order],
                [drawn[at][1] / 2 for at in order],
                names=[names[at] for at in order],
            ),
            Asked(draws=500),
        ).rows()
        for order in (range(len(drawn)), places)
    ]
    assert found[0] == found[1]


@given(figures)
def test_equal_units_have_equal_sets(drawn: list[tuple[int, int]]) -> None:
    rows = rank_league(
        league([float(a) for a, _ in drawn], [b / 2 for _, b in drawn]), Asked(draws=500)
    ).rows()
    told: dict[tuple[float, float], set[tuple[object, ...]]] = {(row.estimate, row.se): set() for row in rows}
    for row in rows:
        told[row.estimate, row.se].add((row.rank, row.first, row.last, row.letters))
    assert all(len(one) == 1 for one in told.values())


@given(figures, st.sampled_from(["differences", "intervals", "bonferroni"]))
def test_the_rank_by_the_estimates_is_in_the_set(drawn: list[tuple[int, int]], method: str) -> None:
    asked = Asked(draws=500, method=method)  # type: ignore[arg-type]
    for row in rank_league(league([float(a) for a, _ in drawn], [b / 2 for _, b in drawn]), asked).rows():
        assert row.rank == 0 or row.first <= row.rank <= row.last


def test_the_lowest_figure_may_be_the_best() -> None:
    estimates, errors = [1.0, 5.0, 9.0], [0.5, 0.5, 3.0]
    turned = rank_league(league(estimates, errors), Asked(first="lowest")).rows()
    straight = rank_league(league([-one for one in estimates], errors), Asked()).rows()
    assert [(row.unit, row.rank, row.first, row.last) for row in turned] == [
        (row.unit, row.rank, row.first, row.last) for row in straight
    ]


def test_a_census_is_ranked_exactly_and_ties_are_not_told_apart() -> None:
    ranked = rank_league(league([3.0, 1.0, 3.0, 2.0], [0.0] * 4), Asked())
    assert [(row.unit, row.rank, row.first, row.last) for row in ranked.rows()] == [
        ("u000", 1, 1, 2), ("u002", 1, 1, 2), ("u003", 3, 3, 3), ("u001", 4, 4, 4),
    ]  # fmt: skip


def test_a_figure_without_error_beside_others_is_taken_as_it_is() -> None:
    ranked = rank_league(league([10.0, 5.0, 0.0], [0.0, 0.0, 1.0]), Asked())
    assert [(row.first, row.last) for row in ranked.rows()] == [(1, 1), (2, 2), (3, 3)]


def test_one_unit_alone_has_a_smaller_set() -> None:
    # Of 21 figures a step of two errors apart: for all at once neighbours within 2 · 3.4 stay open.
    made = league([float(number) for number in range(21)], [0.5] * 21)
    for_all = rank_league(made, Asked())
    for_one = rank_league(made, Asked(), unit="u010")
    sizes = [
        next(row.last - row.first for row in one.rows() if row.unit == "u010") for one in (for_all, for_one)
    ]
    assert sizes[1] < sizes[0]


def test_where_nothing_can_be_excluded_no_rank_is_told() -> None:
    rows = rank_league(league([1.0, 1.1, 0.9], [5.0] * 3), Asked()).rows()
    assert [(row.rank, row.first, row.last) for row in rows] == [(0, 1, 3)] * 3
    assert all(row.reason is not None for row in rows)


def test_intervals_of_independent_units_are_those_of_klein_wright_wieczorek() -> None:
    # Three units: each interval at 0.95^(1/3), z = 2.387736; Bonferroni at 1 − 0.05/3, z = 2.393980.
    apart, touching = 2.387736 * 2 + 0.001, 2.387736 * 2 - 0.001
    for gap, is_told in ((apart, True), (touching, False)):
        found = order_by_intervals(league([gap, 0.0, -50.0], [1.0] * 3), level=0.95, count=100, seed=1)
        assert found.above[0, 1] == is_told
    for gap, is_told in ((2.393980 * 2 + 0.001, True), (2.393980 * 2 - 0.001, False)):
        found = order_by_bonferroni(league([gap, 0.0, -50.0], [1.0] * 3), level=0.95)
        assert found.above[0, 1] == is_told


def test_intervals_of_joint_draws_have_one_critical_value() -> None:
    # Units that move as one: the largest |deviation| is that of one unit, z = 1.96, not 2.39.
    draws = np.repeat(np.random.default_rng(1).normal(size=(4_000, 1)), 3, axis=1)
    made = league([0.0] * 3, [1.0] * 3, draws=draws)
    found = order_by_intervals(made, level=0.95, count=100_000, seed=1)
    assert found.critical_value == pytest.approx(1.959964, abs=0.03)
