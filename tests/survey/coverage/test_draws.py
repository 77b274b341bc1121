"""What the rounds of `drawing` are drawn with, and what regressions hold as true: counted another way."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from chiso.survey.design import Design
from chiso.survey.models.regression import regress
from tests.survey.coverage import regressions
from tests.survey.coverage.drawing import PEOPLE, joint_chances
from tests.survey.coverage.rounds import Plan, draw_rounds, list_of, population_of

ROUNDS = 50


def places_by_round(plan: Plan) -> list[np.ndarray]:
    """The places in the list that each round drew."""
    table = draw_rounds(plan, ROUNDS).data
    number, place = np.asarray(table["round"]), np.asarray(table["place"])
    return [np.unique(place[number == one]) for one in range(ROUNDS)]


@pytest.mark.parametrize("plan", ["simple", "unequal"])
def test_neighbourhoods_come_as_often_as_the_weights_say(plan: Plan) -> None:
    table = draw_rounds(plan, ROUNDS).data
    listed = list_of(population_of(plan))
    sizes = np.array([len(one) for one in listed.members])
    found = np.bincount(np.concatenate(places_by_round(plan)), minlength=len(sizes))
    chance = listed.chance if plan == "unequal" else np.full(len(sizes), 32 / len(sizes))
    place = np.asarray(table["place"])
    expected = sizes[place] / PEOPLE / chance[place]
    assert np.asarray(table["weight"]) == pytest.approx(expected, rel=1e-12)
    squares = (found - ROUNDS * chance) ** 2 / (ROUNDS * chance * (1 - chance))
    # The mean of 342 squares of nearly normal figures: 1, give or take four times √(2/342).
    assert abs(squares.mean() - 1) < 4 * np.sqrt(2 / len(sizes))


def test_a_systematic_round_takes_every_eighth_or_ninth_of_the_list() -> None:
    count = len(list_of(population_of("systematic")).name)
    for places in places_by_round("systematic"):
        assert len(places) == 40
        assert set(np.diff(places).tolist()) == {count // 40, count // 40 + 1}


def test_joint_chances_add_up_to_those_of_the_neighbourhoods() -> None:
    """Σ_l π_kl = (n − 1) π_k, whatever the method, where n is fixed."""
    listed = list_of(population_of("unequal"))
    sums = dict.fromkeys(listed.name.tolist(), 0.0)
    for one, other, chance in joint_chances(listed):
        sums[int(one)] += chance
        sums[int(other)] += chance
    assert list(sums.values()) == pytest.approx((5 * listed.chance).tolist(), rel=1e-9)


@pytest.mark.parametrize("kind", ["linear", "logistic"])
def test_the_true_coefficient_is_that_of_a_census(kind: str) -> None:
    population = population_of("clusters")
    everybody = pa.table({name: population.columns[name] for name in ("q1", "minutes", "sex")})
    model, no_answer = regressions.MODELS[kind], regressions.MISSING
    found = regress(everybody, Design(basis="census"), model, missing=no_answer)
    truth = regressions.true_coefficients(population)[kind]
    assert found.coefficients[regressions.COEFFICIENT] == pytest.approx(truth, rel=1e-8)
