"""The made-up city agrees with its model: closed forms and integration beside what was drawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from chiso.survey.simulation import city as plan
from chiso.survey.simulation import hanoi_city, make_city, people_of
from chiso.survey.simulation.truth import Truth

SATISFIED = plan.THRESHOLDS[plan.SATISFIED_FROM - 2]


def kinds():
    """Share and effect of each kind of people: age × sex × procedure."""
    ages = zip(plan.AGE_SHARES, plan.AGE_EFFECTS, strict=True)
    sexes = [(0.5, effect) for effect in plan.SEX_EFFECTS]
    procedures = list(zip(plan.PROCEDURE_SHARES, plan.PROCEDURE_EFFECTS, strict=True))
    for one, two, three in product(ages, sexes, procedures):
        yield one[0] * two[0] * three[0], one[1] + two[1] + three[1]


def share_above(threshold: float, mean: float, spread: float) -> float:
    """P(y > threshold) of a mixture of normal laws: Σ share Φ((mean + effect − threshold) / spread)."""
    return sum(share * norm.cdf((mean + effect - threshold) / spread) for share, effect in kinds())


def test_the_shares_of_the_kinds_of_people_make_one():
    assert sum(share for share, _ in kinds()) == pytest.approx(1)


def test_the_share_of_the_satisfied_is_that_of_the_closed_form_within_chance():
    city = replace(make_city(600, questions=3), neighbourhoods=6, people=20, dont_know=0.0)
    satisfied = np.zeros((600, 3))
    for unit in range(600):
        satisfied[unit] = (people_of(city, 11, unit).answers >= plan.SATISFIED_FROM).mean(axis=0)
    spread = np.sqrt(1 + city.person_sd**2 + city.neighbourhood_sd**2 + city.unit_sd**2)
    for question, mean in enumerate(city.means_of_questions):
        expected = share_above(SATISFIED, float(mean), spread)
        # Units are independent: their spread holds every part of the chance.
        error = satisfied[:, question].std(ddof=1) / np.sqrt(600)
        assert error < 0.005
        assert satisfied[:, question].mean() == pytest.approx(expected, abs=3.5 * error)


def test_each_step_of_the_scale_is_as_frequent_as_integration_over_the_effects_says():
    city = replace(make_city(400, questions=1), neighbourhoods=6, people=20, dont_know=0.0)
    counts = np.zeros((400, 5))
    for unit in range(400):
        counts[unit] = np.bincount(people_of(city, 5, unit).answers[:, 0], minlength=6)[1:]
    # Gauss–Hermite over unit, neighbourhood and person one after the other: not the closed form again.
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    weights = weights / weights.sum()
    latent, chance = np.zeros(1), np.ones(1)
    for spread in (city.unit_sd, city.neighbourhood_sd, city.person_sd):
        latent = (latent[:, None] + spread * nodes).reshape(-1)
        chance = (chance[:, None] * weights).reshape(-1)
    bounds = np.array([-np.inf, *plan.THRESHOLDS, np.inf])
    expected = np.zeros(5)
    for share, effect in kinds():
        at = latent + float(city.means_of_questions[0]) + effect
        steps = np.diff(norm.cdf(bounds[None, :] - at[:, None]), axis=1)
        expected += share * chance @ steps
    shares = counts / counts.sum(axis=1, keepdims=True)
    error = shares.std(axis=0, ddof=1) / np.sqrt(400)
    assert np.all(np.abs(shares.mean(axis=0) - expected) < 3.5 * error)


def test_of_ten_thousand_answers_about_three_hundred_are_dont_knows():
    city = make_city(1, questions=40)
    answers = people_of(city, 2, 0).answers
    expected = answers.size * city.dont_know
    found = int((answers == plan.DONT_KNOW).sum())
    assert abs(found - expected) < 4 * np.sqrt(expected)


def test_a_unit_is_the_same_whichever_units_were_made_before():
    city = make_city(3)
    alone = people_of(city, 8, 2)
    for unit in (0, 1):
        people_of(city, 8, unit)
    again = people_of(city, 8, 2)
    assert (alone.answers == again.answers).all()
    assert not np.array_equal(people_of(city, 9, 2).sizes, alone.sizes)


def test_the_truth_is_a_count_of_everybody():
    city = make_city(2, questions=2)
    truth, everybody = Truth(city), []
    for unit in range(2):
        people = people_of(city, 4, unit)
        truth.add(unit, people)
        everybody.append(people)
    answers = np.concatenate([one.answers for one in everybody])
    age = np.concatenate([one.age for one in everybody])
    rows = {
        (domain, value, code, statistic): figure for domain, value, code, statistic, figure, _ in truth.rows()
    }
    told = answers != plan.DONT_KNOW
    satisfied = told & (answers >= 4)
    assert rows["", "", "q01", "satisfied"] == satisfied[:, 0].sum() / told[:, 0].sum()
    assert rows["", "", "q02", "mean"] == answers[:, 1][told[:, 1]].sum() / told[:, 1].sum()
    assert rows["", "", "index", "satisfied"] == satisfied.sum() / told.sum()
    older = age == 4
    assert rows["age", "60+", "q01", "satisfied"] == satisfied[older, 0].sum() / told[older, 0].sum()
    first = everybody[0].answers
    expected = (first[:, 0] >= 4)[first[:, 0] != 9].sum() / (first[:, 0] != 9).sum()
    assert rows["unit", "U001", "q01", "satisfied"] == expected


def test_the_units_of_ha_noi_are_126_of_which_51_are_wards():
    # Resolution 1656/NQ-UBTVQH15: 126 units, 51 wards and 75 communes.
    units = hanoi_city().units
    assert len(units) == 126
    assert sum(unit.area == "urban" for unit in units) == 51
    assert len({unit.code for unit in units}) == 126
