"""A city whose truth is known: bias, strictness recovered, no district blamed for who was sent there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from chiso.inspection.drawing import draw_visits
from chiso.inspection.frame import frame_of
from chiso.inspection.prevalence import Seen, estimate_prevalence
from chiso.inspection.risk.answers import frame_of_scored
from chiso.inspection.risk.arrays import FloatArray
from tests.inspection.making import a_plan, a_seed, expected_findings
from tests.inspection.risk.making import STRICT, City, a_city

# Twenty visits a place: enough that its own history tells something.
VISITED = 12_000


def means_by_district(city: City, values: FloatArray) -> dict[str, float]:
    districts = np.array(city.districts)
    return {name: float(values[districts == name].mean()) for name in sorted(set(city.districts))}


@pytest.mark.parametrize("sent", [0.6, 1.0])
def test_a_strict_inspector_of_one_district_does_not_raise_its_risk(tmp_path: Path, sent: float) -> None:
    """Also where nobody else is ever sent there."""
    city = a_city(4, sent=sent)
    others = [share for name, share in city.found_by_district.items() if name != "D0"]
    assert city.found_by_district["D0"] > max(others) + 0.15, "what was found there would mislead"
    told, truth = means_by_district(city, city.scored(tmp_path).risks), means_by_district(city, city.truth)
    for name, risk in told.items():
        assert risk == pytest.approx(truth[name], abs=0.02)


def test_the_strictness_of_each_inspector_is_found(tmp_path: Path) -> None:
    city = a_city(4)
    scored = city.scored(tmp_path)
    told, errors = scored.model.fit.strictness(scored.model.shares)
    assert scored.visits.inspector_names[0] == STRICT
    assert np.argmax(told) == 0
    assert np.max(np.abs(told - city.strictness) / errors) < 3.0


def test_risks_are_on_the_whole_and_in_tenths_what_is_true(tmp_path: Path) -> None:
    city = a_city(5)
    risks = city.scored(tmp_path).risks
    assert float(risks.mean()) == pytest.approx(float(city.truth.mean()), abs=0.015)
    for part in np.array_split(np.argsort(risks), 5):
        assert float(risks[part].mean()) == pytest.approx(float(city.truth[part].mean()), abs=0.05)


@pytest.mark.soak
def test_over_a_hundred_cities_risks_are_unbiased_and_errors_of_strictness_hold(tmp_path: Path) -> None:
    """Mean bias within half a point, also in the district of the strict one."""
    bias, of_the_first, held = [], [], []
    for number in range(100, 200):
        city = a_city(number)
        scored = city.scored(tmp_path)
        told, errors = scored.model.fit.strictness(scored.model.shares)
        held.append(np.abs(told - city.strictness) < 1.96 * errors)
        bias.append(float(np.mean(scored.risks - city.truth)))
        first = np.array(city.districts) == "D0"
        of_the_first.append(float(np.mean((scored.risks - city.truth)[first])))
    assert abs(np.mean(bias)) < 0.005
    assert abs(np.mean(of_the_first)) < 0.005
    # 800 intervals; what places differ in beyond what is known of them costs some: above 90 of 100.
    assert 0.90 < np.mean(held) < 0.98


def mixed_draws(folder: Path, draws: int, share: str) -> tuple[list[float], list[bool], float]:
    """Estimates of prevalence, whether intervals hold the truth, the truth.

    The problem is there or not, drawn once by the true chance of the place.
    """
    city = a_city(6, visits=VISITED)
    frame = frame_of(frame_of_scored(city.scored(folder)), "frame.csv")
    is_there = np.random.default_rng(7).random(len(city.truth)) < city.truth
    found = {f"C{number:04d}": bool(one) for number, one in enumerate(is_there)}
    plan = a_plan(visits=100, days=Decimal(1_000), random_share=Decimal(share))
    estimates, held = [], []
    for number in range(1, draws + 1):
        visits = {one.office.place: one for one in draw_visits(frame, plan, a_seed(number)).visits}
        seen = [
            Seen(
                office.place,
                None if office.place in visits and visits[office.place].reason == "risk" else office.district,
                "",
                found[office.place] if office.place in visits else None,
            )
            for office in frame.offices
        ]
        (answer,) = estimate_prevalence(seen, [None])
        assert answer.estimate is not None
        estimates.append(answer.estimate)
        held.append((answer.low or 0) <= is_there.mean() <= (answer.high or 0))
    return estimates, held, float(is_there.mean())


def check_prevalence(draw: Callable[[], tuple[list[float], list[bool], float]], draws: int) -> None:
    estimates, held, truth = draw()
    error = float(np.std(estimates)) / np.sqrt(draws)
    assert abs(float(np.mean(estimates)) - truth) < 0.01 + 3 * error
    assert float(np.mean(held)) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / draws)


def test_prevalence_is_true_where_a_share_was_chosen_by_risk(tmp_path: Path) -> None:
    check_prevalence(lambda: mixed_draws(tmp_path, 100, "0.5"), 100)


@pytest.mark.soak
@pytest.mark.parametrize("share", ["0.2", "0.5"])
def test_prevalence_is_within_a_point_of_the_truth_over_two_thousand_draws(
    tmp_path: Path, share: str
) -> None:
    estimates, held, truth = mixed_draws(tmp_path, 2_000, share)
    assert abs(float(np.mean(estimates)) - truth) < 0.01
    assert float(np.mean(held)) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 2_000)


def test_a_random_share_loses_the_findings_that_the_reference_tells(tmp_path: Path) -> None:
    """Exact over all draws (`tests/inspection/test_chances.py` holds that against every one of them)."""
    city = a_city(6, visits=VISITED)
    frame = frame_of(frame_of_scored(city.scored(tmp_path)), "frame.csv")
    is_there = np.random.default_rng(7).random(len(city.truth)) < city.truth
    found = {f"C{number:04d}": int(one) for number, one in enumerate(is_there)}
    told = {}
    for share in ("0", "0.2", "0.5", "1"):
        plan = a_plan(visits=100, days=Decimal(1_000), random_share=Decimal(share))
        findings = expected_findings(frame, plan, draw_visits(frame, plan, a_seed()), found)
        told[share] = f"{float(findings):.1f}"
    assert told == {"0": "42.0", "0.2": "38.7", "0.5": "35.1", "1": "26.0"}
    reference = Path("docs/reference/inspections.md").read_text(encoding="utf-8")
    assert "find it 42.0 times; with a fifth of them by chance 38.7" in reference
    assert "with half 35.1 (a hundred by chance alone would find it 26.0 times)" in reference
