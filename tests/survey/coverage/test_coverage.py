"""Do 95 % intervals hold the truth in 95 rounds of a hundred?

Fifty rounds of every method here (a hundred where degrees of freedom are few), a thousand in `make soak`.
The rounds have fixed seeds; with other seeds an honest method would fail one of its two checks in two runs
of a thousand at most (see `bounds`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from chiso.survey.estimation.estimate import Choices, Question, estimate
from chiso.survey.estimation.replicated import Replication
from chiso.survey.psus import Stage
from chiso.survey.replicates import Method
from chiso.survey.variance import stages
from tests.survey.coverage import methods
from tests.survey.coverage.bounds import Measured, bounds_of_hits, bounds_of_squares, power
from tests.survey.coverage.cases import CASES, Case
from tests.survey.coverage.rounds import WITH_REPLACEMENT, Plan, Real, draw_rounds, population_of
from tests.survey.coverage.table import row_of

LONG = 1_000
PAGE = Path(__file__).parents[3] / "docs/reference/survey-coverage.md"
SHORT = [case for case in CASES if case.short]
WITH_SQUARES = [case for case in SHORT if case.looks_at_squares]


def named(cases: Sequence[Case]) -> list[str]:
    """What each test is called."""
    return [f"{case.plan}: {case.name}" for case in cases]


@cache
def measured_shortly(case: Case) -> Measured:
    """The few rounds of a method, made once."""
    return case.measured(case.short)


@pytest.mark.parametrize("case", SHORT, ids=named(SHORT))
def test_intervals_of_fifty_rounds_hold_the_truth_as_often_as_they_say(case: Case) -> None:
    found = measured_shortly(case)
    assert case.is_as_promised(found, case.short), (found.coverage, found.squares)


@pytest.mark.soak
@pytest.mark.parametrize("case", CASES, ids=named(CASES))
def test_intervals_of_a_thousand_rounds_hold_the_truth_as_often_as_they_say(case: Case) -> None:
    found = case.measured(LONG)
    assert case.is_as_promised(found, LONG), (found.coverage, found.squares)
    (told,) = (row for row in rows_of_the_page() if row[:2] == (case.plan, case.name))
    # Another library may change the last bits and with them an interval or two.
    assert float(told[3].split()[0]) == pytest.approx(100 * found.coverage, abs=0.4)


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("case", WITH_SQUARES, ids=named(WITH_SQUARES))
def test_errors_of_half_or_twice_the_size_are_found_in_fifty_rounds(case: Case, factor: float) -> None:
    wrong = measured_shortly(case).with_errors_times(factor)
    assert not case.is_as_promised(wrong, case.short), (wrong.coverage, wrong.squares)


@pytest.mark.parametrize("factor", [0.25, 4.0])
def test_a_variance_that_is_computed_wrongly_is_found_in_fifty_rounds(
    factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    right: Callable[[Stage], Real] = stages.coefficients_of_units
    monkeypatch.setattr(stages, "coefficients_of_units", lambda stage: factor * right(stage))
    (case,) = (one for one in CASES if one.plan == "clusters" and one.name == "index, beta")
    assert not case.is_as_promised(case.measured(case.short), case.short)


@pytest.mark.parametrize(("degrees", "rounds"), [(16, 100), (48, 50), (944, 50)])
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_the_power_against_wrong_errors_is_what_the_page_says(
    degrees: int, rounds: int, factor: float
) -> None:
    assert power(rounds, degrees, factor) > 0.99
    # By trial: means of squares of Student's t, times what a wrong error makes of them.
    drawn = np.random.Generator(np.random.Philox(20_265)).standard_t(degrees, (20_000, rounds))
    means = (drawn**2).mean(axis=1) * (degrees - 2) / degrees
    least, largest = bounds_of_squares(rounds, degrees)
    honest = np.mean((means < least) | (means > largest))
    found = np.mean((means / factor**2 < least) | (means / factor**2 > largest))
    assert honest < 0.005
    assert found == pytest.approx(power(rounds, degrees, factor), abs=0.01)


def test_bounds_of_hits_are_those_of_the_binomial_distribution() -> None:
    fewest, most = bounds_of_hits(LONG)
    # Sums of the probabilities, by hand: what lies outside is at most a thousandth, one more is not.
    chances = np.array([stats.binom.pmf(hits, LONG, 0.95) for hits in range(LONG + 1)])
    assert chances[:fewest].sum() <= 0.0005 < chances[: fewest + 1].sum()
    assert chances[most + 1 :].sum() <= 0.0005 < chances[most:].sum()


@pytest.mark.parametrize(("method", "plan"), [("jkn", "clusters"), ("brr", "pairs")])
def test_replicates_of_one_round_among_many_are_those_of_the_round_alone(method: Method, plan: Plan) -> None:
    rounds = draw_rounds(plan, 3)
    together = methods.replicated(method, WITH_REPLACEMENT)(rounds)
    choices = Choices(replication=Replication(method))
    for number in range(3):
        alone = rounds.data.filter(np.asarray(rounds.data["round"]) == number)
        (row,) = estimate(alone, WITH_REPLACEMENT, Question((methods.INDEX_AS_RATIO,), choices=choices))
        assert together.estimates[number] == pytest.approx(row.estimate, rel=1e-12)
        assert together.errors[number] == pytest.approx(row.se, rel=1e-10)
        assert together.degrees[number] == row.df
        assert (together.low[number], together.high[number]) == pytest.approx((row.ci_low, row.ci_high))


def test_many_rounds_at_once_are_the_rounds_one_by_one() -> None:
    rounds = draw_rounds("clusters", 12)
    found = methods.index(rounds)
    for number in (0, 2, 11):
        within = rounds.data.filter(np.asarray(rounds.data["round"]) == number)
        again = methods.index(type(rounds)(rounds.plan, 1, rounds.population, rounds.everybody, within))
        # In the order of their names, as text.
        place = sorted(str(one) for one in range(12)).index(str(number))
        assert again.estimates[0] == pytest.approx(found.estimates[place], rel=1e-12)
        assert again.errors[0] == pytest.approx(found.errors[place], rel=1e-12)


def test_the_truth_is_counted_over_everybody() -> None:
    population = population_of("people")
    satisfied = answers = 0
    for unit in population.people:
        for row in unit.answers.tolist():
            satisfied += sum(answer in (4, 5) for answer in row)
            answers += sum(answer != 9 for answer in row)
    assert methods.true_index(population, methods.everybody(population)) == satisfied / answers


def test_the_page_has_a_row_for_every_method() -> None:
    assert [row[:2] for row in rows_of_the_page()] == [(case.plan, case.name) for case in CASES]
    assert all(re.fullmatch(r"\d\d\.\d %", row[3]) for row in rows_of_the_page())
    assert "mean, t" in row_of(CASES[0], CASES[0].measured(2))


def rows_of_the_page() -> list[tuple[str, ...]]:
    """The rows of the table of results."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    found = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("|")
    ]
    return [row for row in found if row[0] in {case.plan for case in CASES} and len(row) == 6]
