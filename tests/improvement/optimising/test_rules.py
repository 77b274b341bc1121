"""What always holds of plans, exact probabilities, and searches that end early."""

from __future__ import annotations

import threading
from dataclasses import replace
from fractions import Fraction

import pytest

from chiso.improvement.optimising.chances import chance_of_target, expected_score
from chiso.improvement.optimising.question import NOTHING, Question
from chiso.improvement.optimising.quick_chances import quick_chance
from chiso.improvement.optimising.search import cheapest, most_points
from chiso.improvement.optimising.solving import Allowance, Status
from chiso.solver import SilentSolver
from tests.improvement.optimising.made_up import Case, case, ranked_case

SEEDS = range(40)


def most(made: Case) -> Fraction:
    question = made.question().without_target()
    choice = most_points(question, Allowance()).choice
    assert choice is not None
    return question.score(choice)


def test_more_budget_never_lowers_the_points() -> None:
    for seed in SEEDS:
        made = case(seed)
        reached = []
        for budget in (0, 5, 10, 20, 40, 80):
            made.budget = Fraction(budget)
            reached.append(most(made))
        assert reached == sorted(reached)


def test_a_further_measure_never_raises_the_cost_nor_puts_a_target_out_of_reach() -> None:
    for seed in SEEDS:
        made = case(seed)
        with_all = cheapest(made.question(), Allowance())
        # In half of the cases no other measure needs or excludes that of the bonus.
        last = {row["measure"] for row in made.rows if row["code"] == "9"}
        named = {
            name
            for row in made.rows
            for key in ("requires", "excludes")
            for name in row.get(key, "").split(";")
        }
        if last & named:
            continue
        made.rows = [row for row in made.rows if row["measure"] not in last]
        fewer = cheapest(made.question(), Allowance())
        if fewer.choice is not None:
            assert with_all.bound is not None
            assert fewer.bound is not None
            assert with_all.bound <= fewer.bound


def test_no_agency_has_more_work_than_it_can_do() -> None:
    looked_at = 0
    for seed in SEEDS:
        question = case(seed).question()
        choice = most_points(question.without_target(), Allowance()).choice
        assert choice is not None
        for cell, load in question.loads(choice).items():
            if question.capacity is not None:
                looked_at += 1
                assert load <= question.capacity[cell]
    assert looked_at > 20


def test_every_kind_of_rule_decides_some_case() -> None:
    """Each rule, left out, changes the best plan of some case: else every choice proves nothing."""
    decided = dict.fromkeys(("capacity", "budget", "requires", "excludes", "chances", "limits"), 0)
    for seed in range(40):
        made = case(seed)
        question = made.question()
        best = cheapest(question, Allowance()).choice
        measures = question.measures
        without: dict[str, Question] = {
            "capacity": replace(question, capacity=None),
            "budget": replace(question, budget=None),
            "requires": replace(question, measures=replace(measures, requires=((),) * len(measures.levels))),
            "excludes": replace(question, measures=replace(measures, excludes=frozenset())),
            "chances": replace(question, chances=(Fraction(1),) * len(measures.levels)),
        }
        for name, easier in without.items():
            decided[name] += cheapest(easier, Allowance()).choice != best
        decided["limits"] += any(
            group.low is not None or group.high is not None for group in question.gains.root.walk()
        )
    assert min(decided.values()) >= 1, decided


@pytest.mark.parametrize("make", [case, ranked_case])
def test_the_probability_of_a_plan_is_that_of_all_its_outcomes(make: type[Case]) -> None:
    for seed in range(12):
        made = make(seed)
        question = made.question()
        for choice in list(made.allowed())[::7]:
            assert chance_of_target(question, choice) == made.chance(choice)
            assert quick_chance(question, choice) == pytest.approx(float(made.chance(choice)), abs=1e-12)


def test_the_expected_score_lies_between_todays_and_that_of_success() -> None:
    for seed in SEEDS:
        question = case(seed).question()
        choice = most_points(question.without_target(), Allowance()).choice
        assert choice is not None
        assert question.index.score <= expected_score(question, choice) <= question.score(choice)
        assert expected_score(question, NOTHING) == question.index.score


def test_the_model_of_the_index_is_what_scoring_gives() -> None:
    for seed in SEEDS:
        made = case(seed)
        question = made.question()
        for choice in list(made.allowed())[::5]:
            points = question.measures.points_of(choice)
            scored = made.score(choice)
            assert question.score(choice) == scored
            assert question.index.scored_with(points) == scored


def test_without_time_a_search_is_stopped_and_has_a_bound() -> None:
    made = next(made for made in map(case, SEEDS) if cheapest(made.question(), Allowance()).choice)
    answer = cheapest(made.question(), Allowance(0.0))
    assert (answer.status, answer.choice) == (Status.STOPPED, None)
    assert answer.bound is not None
    assert answer.bound >= 0


def test_ctrl_c_ends_a_search_and_all_that_share_its_time() -> None:
    whole = Allowance()
    part = whole.part(0.5)
    part.interrupt()
    assert (whole.is_interrupted, whole.left, whole.part(0.5).is_used_up) == (True, 0.0, True)


def test_ctrl_c_while_the_solver_works_keeps_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = next(made for made in map(case, SEEDS) if cheapest(made.question(), Allowance()).choice)
    cancelled = []

    class Pressed(threading.Event):
        """The end of the solver's work, before which somebody presses Ctrl-C."""

        def wait(self, timeout: float | None = None) -> bool:
            assert super().wait(timeout)
            self.clear()
            self.wait = super().wait  # type: ignore[method-assign]
            self.set()
            raise KeyboardInterrupt

        def is_set(self) -> bool:
            # As long as nobody has waited, the work goes on.
            return "wait" in vars(self) and super().is_set()

    monkeypatch.setattr("chiso.improvement.optimising.solving.Event", Pressed)
    monkeypatch.setattr(SilentSolver, "cancelSolve", lambda solver: cancelled.append(solver))
    allowance = Allowance()
    answer = cheapest(made.question(), allowance)
    assert (len(cancelled), allowance.is_interrupted) == (1, True)
    assert answer.choice is not None
    assert made.reaches(answer.choice)
