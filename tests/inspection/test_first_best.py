"""Of several choices that add up to as much the seed takes one: the first, found by trying all of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import product
from random import Random
from typing import Any

import pytest

from chiso.inspection import choosing
from chiso.inspection import first_best as module
from chiso.inspection.drawing import draw_visits
from chiso.inspection.first_best import Bounds, Candidate, first_best
from tests.inspection.making import a_frame, a_plan, a_seed, an_office


def by_trying_all(candidates: list[Candidate], bounds: Bounds) -> list[int]:
    """The greatest sum; of those that reach it the one with the first place that only one of two has."""
    best: tuple[int, tuple[bool, ...]] = (0, ())
    for taken in product((True, False), repeat=len(candidates)):
        chosen = [one for one, is_taken in zip(candidates, taken, strict=True) if is_taken]
        fits = (
            len(chosen) <= bounds.visits
            and sum(one.days for one in chosen) <= bounds.days
            and all(sum(name in one.groups for one in chosen) <= most for name, most in bounds.groups.items())
        )
        if fits:
            best = max(best, (sum(one.value for one in chosen), taken))
    return [number for number, is_taken in enumerate(best[1]) if is_taken]


def a_question(random: Random, *, nested: bool) -> tuple[list[Candidate], Bounds]:
    """Few values, so that many choices are as good. Groups: districts and fields, or fields of a district."""
    candidates = []
    for _ in range(random.randint(1, 9)):
        district, field = random.choice("AB"), random.choice("xyz")
        groups = (district, f"{district}{field}" if nested else field)
        candidates.append(Candidate(random.randint(1, 3), random.randint(1, 3), groups))
    names = sorted({name for one in candidates for name in one.groups})
    bounds = {name: random.randint(0, 3) for name in names}
    return candidates, Bounds(random.randint(1, 6), random.choice([random.randint(1, 10), 100]), bounds)


@pytest.mark.parametrize("nested", [True, False])
def test_the_first_of_the_best_choices_is_taken(nested: bool) -> None:
    random = Random(17 + nested)
    for _ in range(120):
        candidates, bounds = a_question(random, nested=nested)
        assert first_best(candidates, bounds) == by_trying_all(candidates, bounds)


@pytest.mark.soak
def test_the_first_of_the_best_choices_is_taken_in_thousands_of_cases() -> None:
    random = Random(18)
    for _ in range(4_000):
        candidates, bounds = a_question(random, nested=random.random() < 0.5)
        assert first_best(candidates, bounds) == by_trying_all(candidates, bounds)


def test_among_places_of_one_risk_the_first_numbers_under_the_seed_are_taken() -> None:
    # The numbers as the reference tells them: SHA-256 of “seed⏎risk⏎place”.
    offices = [an_office(f"C{number}", risk="0.3", district="A") for number in range(12)]
    numbers = {one.place: sha256(f"{1:032x}\nrisk\n{one.place}".encode()).hexdigest() for one in offices}
    draw = draw_visits(a_frame(*offices), a_plan(visits=4, random_share=Decimal(0)), a_seed(1))
    expected = sorted(numbers, key=lambda place: numbers[place])[:4]
    assert sorted(one.office.place for one in draw.visits) == sorted(expected)


def test_another_seed_takes_another_of_the_best_choices_and_none_that_is_worse() -> None:
    offices = [an_office(f"C{number}", risk=Fraction(1 + number // 6, 10)) for number in range(12)]
    plan = a_plan(visits=9, random_share=Decimal(0))
    draws = [draw_visits(a_frame(*offices), plan, a_seed(number)) for number in range(1, 9)]
    taken = {frozenset(one.office.place for one in draw.visits) for draw in draws}
    assert len(taken) > 1
    assert {draw.risk for draw in draws} == {Fraction(6 * 2 + 3, 10)}
    assert all({f"C{number}" for number in range(6, 12)} <= places for places in taken)


def test_days_that_are_short_change_no_rule_of_the_order() -> None:
    # By hand: of four places of one risk two take one day, two take two; three days hold two of them at most.
    one_day, two_days = Candidate(5, 1), Candidate(5, 2)
    for order, expected in (
        ((two_days, two_days, one_day, one_day), [0, 2]),
        ((one_day, two_days, one_day, two_days), [0, 1]),
        ((two_days, one_day, two_days, one_day), [0, 1]),
    ):
        assert first_best(order, Bounds(visits=3, days=3)) == expected
    assert first_best([replace(two_days, value=6), one_day, one_day], Bounds(2, 2)) == [1, 2]


def a_city_of_ties(count: int) -> tuple[list[Candidate], Bounds]:
    """Risks to one decimal, districts that cross fields, days that are short: nothing is greedy in it."""
    random = Random(6)
    candidates = [
        Candidate(
            random.choice((1, 2, 2, 3, 4, 6)) * 100_000,
            random.choice((2, 3, 4, 6)),
            (f"district {random.randrange(20)}", f"field {random.randrange(6)}"),
        )
        for _ in range(count)
    ]
    groups = {f"district {n}": 4 for n in range(20)} | {f"field {n}": 9 for n in range(6)}
    return candidates, Bounds(visits=40, days=100, groups=groups)


def test_many_places_that_are_as_good_are_asked_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one it took hundreds of questions to the solver; of sixteen at once it takes some tens."""
    asked = 0
    choose = choosing.choose_counts

    def counted(*given: Any, **named: Any) -> list[int]:
        nonlocal asked
        asked += 1
        return choose(*given, **named)

    monkeypatch.setattr(module, "choose_counts", counted)
    candidates, bounds = a_city_of_ties(1_200)
    taken = first_best(candidates, bounds)
    assert asked <= 40
    monkeypatch.setattr(module, "AT_ONCE", 1)
    asked = 0
    assert first_best(candidates, bounds) == taken
    assert asked > 100


def test_what_the_solver_tells_badly_is_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first choice that does not reach the sum is refused: the answer is the same."""
    candidates, bounds = a_city_of_ties(300)
    expected = first_best(candidates, bounds)
    monkeypatch.setattr(module._Search, "_first", lambda *_: None)
    assert first_best(candidates, bounds) == expected
