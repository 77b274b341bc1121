"""How common a problem is: unbiased over every sample that could be drawn, with intervals that hold."""

from __future__ import annotations

from itertools import combinations, product
from math import sqrt
from random import Random

import pytest
from scipy.optimize import brentq
from scipy.stats import norm as normal
from scipy.stats import t as students

from chiso.inspection.detection import correct, estimate_detection
from chiso.inspection.prevalence import Prevalence, Seen, estimate_prevalence

# (stratum, domain, whether the problem is there); None as a stratum: visited for certain.
TRUTH = [
    (None, "a", True), (None, "b", True), (None, "a", False),
    ("x", "a", True), ("x", "a", False), ("x", "b", False), ("x", "b", True), ("x", "a", False),
    ("y", "b", True), ("y", "a", True), ("y", "b", False), ("y", "b", False),
]  # fmt: skip
DRAWN = {"x": 3, "y": 2}
AN_ESTIMATE = Prevalence("", 100, 40, 12, 0, estimate=0.3, error=0.03, low=0.24, high=0.37)


def seen(drawn: set[int], truth: list[tuple[str | None, str, bool]]) -> list[Seen]:
    return [
        Seen(str(number), stratum, domain, found if stratum is None or number in drawn else None)
        for number, (stratum, domain, found) in enumerate(truth)
    ]


def every_sample(domain: str | None) -> list[Prevalence]:
    """The estimate of a domain in each of the 60 samples that could come out, all equally likely."""
    places = {name: [n for n, one in enumerate(TRUTH) if one[0] == name] for name in DRAWN}
    samples = product(*(combinations(places[name], count) for name, count in DRAWN.items()))
    return [estimate_prevalence(seen({*x, *y}, TRUTH), [domain])[0] for x, y in samples]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_over_all_samples_the_estimate_is_the_truth_and_its_variance_too() -> None:
    answers = every_sample(None)
    truth = sum(found for _, _, found in TRUTH) / len(TRUTH)
    estimates = [one.estimate or 0 for one in answers]
    assert len(answers) == 60
    assert mean(estimates) == pytest.approx(truth, abs=1e-12)
    spread = mean([(one - truth) ** 2 for one in estimates])
    assert mean([(one.error or 0) ** 2 for one in answers]) == pytest.approx(spread, rel=1e-12)


@pytest.mark.parametrize("domain", ["a", "b"])
def test_in_a_domain_horvitz_and_thompson_are_unbiased_with_an_unbiased_variance(domain: str) -> None:
    answers = every_sample(domain)
    inside = [found for _, one, found in TRUTH if one == domain]
    truth = sum(inside) / len(inside)
    # A sample without a place of the domain gives no estimate at all; here each has one.
    estimates = [one.horvitz_thompson for one in answers if one.horvitz_thompson is not None]
    assert len(estimates) == 60
    assert mean(estimates) == pytest.approx(truth, abs=1e-12)
    spread = mean([(one - truth) ** 2 for one in estimates])
    assert mean([(one.horvitz_thompson_error or 0) ** 2 for one in answers]) == pytest.approx(
        spread, rel=1e-12
    )


def test_for_all_places_both_estimates_are_one() -> None:
    for one in every_sample(None):
        assert one.estimate == pytest.approx(one.horvitz_thompson, abs=1e-12)
        assert one.error == pytest.approx(one.horvitz_thompson_error, abs=1e-12)


def test_the_limits_solve_the_equation_of_wilson() -> None:
    """|q - s| = t √(s (1 - s) / n*), solved for s by bisection: 40 of 200 places visited, 9 found."""
    truth: list[tuple[str | None, str, bool]] = [("x", "", number < 9) for number in range(40)]
    truth += [("x", "", False)] * 160
    (answer,) = estimate_prevalence(seen(set(range(40)), truth), [None])
    share = 9 / 40
    variance = (1 - 40 / 200) * (share * (1 - share) * 40 / 39) / 40
    count, quantile = share * (1 - share) / variance, students.ppf(0.975, 39)

    def distance(s: float) -> float:
        return abs(share - s) - float(quantile) * sqrt(s * (1 - s) / count)

    assert answer.error == pytest.approx(sqrt(variance), rel=1e-12)
    assert answer.low == pytest.approx(brentq(distance, 1e-9, share), rel=1e-9)
    assert answer.high == pytest.approx(brentq(distance, share, 1 - 1e-9), rel=1e-9)


def test_without_a_finding_the_interval_is_still_wide() -> None:
    truth: list[tuple[str | None, str, bool]] = [("x", "", False)] * 100
    (answer,) = estimate_prevalence(seen(set(range(20)), truth), [None])
    assert (answer.estimate, answer.error, answer.low) == (0.0, 0.0, 0.0)
    assert answer.high is not None
    assert 0.1 < answer.high < 0.2


def test_a_census_has_no_error() -> None:
    (answer,) = estimate_prevalence(seen(set(range(len(TRUTH))), TRUTH), [None])
    truth = sum(found for _, _, found in TRUTH) / len(TRUTH)
    assert (answer.estimate, answer.error, answer.low, answer.high) == (truth, 0.0, truth, truth)


def test_a_demanded_visit_that_did_not_take_place_leaves_nothing_to_say() -> None:
    places = [Seen("0", None, "", None), Seen("1", None, "", True), Seen("2", "x", "", True)]
    (answer,) = estimate_prevalence(places, [None])
    assert (answer.missing, answer.estimate, answer.low) == (1, None, None)


def test_strata_with_one_visit_are_joined() -> None:
    truth: list[tuple[str | None, str, bool]] = [
        *[("x", "", number < 2) for number in range(6)],
        *[("y", "", number < 3) for number in range(6)],
    ]
    (answer,) = estimate_prevalence(seen({0, 9}, truth), [None])
    # By hand: 2 of 12 places, one found: 1/2; s² = 1/2; V = (1 - 2/12) (1/2) / 2.
    assert answer.estimate == 0.5
    assert answer.error == pytest.approx(sqrt((1 - 2 / 12) * 0.5 / 2), rel=1e-12)


def a_city(random: Random) -> list[tuple[str | None, str, bool]]:
    """600 counters in ten districts; the forty of highest risk are visited for certain."""
    places: list[tuple[str, float, bool]] = []
    for number in range(600):
        common = 0.08 + 0.03 * (number % 10)
        is_there = random.random() < common
        places.append((f"D{number % 10}", random.random() + 0.6 * is_there, is_there))
    certain = set(sorted(range(600), key=lambda n: -places[n][1])[:40])
    return [
        (None if number in certain else district, "Đất đai" if number % 3 else "Hộ tịch", is_there)
        for number, (district, _, is_there) in enumerate(places)
    ]


def coverage(draws: int) -> dict[str, tuple[float, float, float]]:
    """Share of draws whose interval holds the truth, mean and truth: all places and one domain."""
    random = Random(2_026)
    truth = a_city(random)
    strata = sorted({one[0] for one in truth if one[0] is not None})
    places = {name: [n for n, one in enumerate(truth) if one[0] == name] for name in strata}
    told: dict[str, list[Prevalence]] = {"": [], "Hộ tịch": []}
    for _ in range(draws):
        drawn = {place for name in strata for place in random.sample(places[name], 8)}
        for answer in estimate_prevalence(seen(drawn, truth), [None, "Hộ tịch"]):
            told[answer.domain].append(answer)
    found = {}
    for domain, answers in told.items():
        inside = [one[2] for one in truth if domain in ("", one[1])]
        is_so = sum(inside) / len(inside)
        held = mean([float((one.low or 0) <= is_so <= (one.high or 0)) for one in answers])
        found[domain] = (held, mean([one.estimate or 0 for one in answers]), is_so)
    return found


def test_the_intervals_hold_in_a_city_that_is_known() -> None:
    for held, estimate, truth in coverage(200).values():
        assert 0.95 - 3 * sqrt(0.95 * 0.05 / 200) < held
        assert abs(estimate - truth) < 0.01


@pytest.mark.soak
def test_the_intervals_hold_over_two_thousand_draws() -> None:
    """Within three Monte Carlo errors of 95 % or above; the mean within a point of the truth."""
    for held, estimate, truth in coverage(2_000).values():
        assert 0.95 - 3 * sqrt(0.95 * 0.05 / 2_000) < held < 0.98
        assert abs(estimate - truth) < 0.01


def test_a_share_that_visits_overlook_is_made_up_for() -> None:
    pairs = [(True, True)] * 12 + [(False, True)] * 4 + [(True, False)] * 3 + [(False, False)] * 20
    detection = estimate_detection(pairs)
    # By hand: 12 of the 16 that the second visit found; k = 13/18.
    assert (detection.share, detection.found_by_second) == (0.75, 16)
    assert detection.error == pytest.approx(sqrt(13 / 18 * 5 / 18 / 16), rel=1e-12)
    corrected = correct(AN_ESTIMATE, detection)
    assert corrected is not None
    assert corrected.estimate == pytest.approx(0.4, rel=1e-12)
    assert corrected.error == pytest.approx(
        sqrt((0.03 / 0.75) ** 2 + (0.3 * (detection.error or 0) / 0.5625) ** 2)
    )


def test_the_limits_of_what_is_corrected_solve_their_equation() -> None:
    """MOVER: a limit of P / c is an R at which P - R c, by its own variances from the limits, is nought:
    (P - R c)² = (P - l)² + R² (u' - c)² for the lower one, (u - P)² + R² (c - l')² for the upper one."""
    detection = estimate_detection([(True, True)] * 12 + [(False, True)] * 4)
    corrected = correct(AN_ESTIMATE, detection)
    assert corrected is not None
    share, least, most = detection.share or 0, detection.low or 0, detection.high or 0
    low, high = AN_ESTIMATE.low or 0, AN_ESTIMATE.high or 0

    def under(ratio: float) -> float:
        return (0.3 - ratio * share) ** 2 - (0.3 - low) ** 2 - (ratio * (most - share)) ** 2

    def over(ratio: float) -> float:
        return (0.3 - ratio * share) ** 2 - (high - 0.3) ** 2 - (ratio * (share - least)) ** 2

    assert corrected.low == pytest.approx(brentq(under, 0.0, 0.4), rel=1e-9)
    assert corrected.high == pytest.approx(brentq(over, 0.4, 2.0), rel=1e-9)
    quantile = float(normal.ppf(0.975))
    for limit in (least, most):
        assert abs(share - limit) == pytest.approx(quantile * sqrt(limit * (1 - limit) / 16), rel=1e-9)


def test_second_visits_count_as_their_weights_say() -> None:
    pairs = [(True, True), (False, True), (True, True), (True, False), (False, False)]
    detection = estimate_detection(pairs, [2.0, 3.0, 5.0, 7.0, 11.0])
    # By hand: (2 + 5) of (2 + 3 + 5); m = 10² / (4 + 9 + 25); k = (0.7 m + 1) / (m + 2).
    assert detection.share == pytest.approx(0.7, rel=1e-12)
    count = 100 / 38
    by_rule = (0.7 * count + 1) / (count + 2)
    assert detection.error == pytest.approx(sqrt(by_rule * (1 - by_rule) / count), rel=1e-12)
    assert (detection.visited_twice, detection.found_by_second, detection.found_by_both) == (5, 3, 2)


def test_one_visit_by_chance_gives_an_estimate_and_no_error() -> None:
    places = [Seen("0", None, "", True), Seen("1", "x", "", False), Seen("2", "x", "", None)]
    (answer,) = estimate_prevalence(places, [None])
    assert (answer.estimate, answer.error, answer.horvitz_thompson_error) == (1 / 3, None, None)
    # One was seen to have it, one not to: the third alone is left open.
    assert (answer.low, answer.high, answer.by_chance) == (1 / 3, 2 / 3, 1)
    assert not answer.shows_spread


def test_horvitz_and_thompson_have_limits_of_their_own() -> None:
    """In a domain the total varies more than the share; its limits solve Wilson's equation with its variance,
    and say no less than what was seen."""
    for one in every_sample("a"):
        limits = (one.low, one.high, one.horvitz_thompson_low, one.horvitz_thompson_high)
        # What was seen is the least and the most that can be.
        assert all(limit is not None and one.found / one.places <= limit + 1e-12 for limit in limits)
        most = (one.places - one.visited + one.found) / one.places
        assert all(limit is not None and limit <= most + 1e-12 for limit in limits)
    truth: list[tuple[str | None, str, bool]] = [("x", "ab"[n % 2], n % 5 == 0) for n in range(40)]
    truth += [("x", "ab"[n % 2], False) for n in range(160)]
    (answer,) = estimate_prevalence(seen(set(range(40)), truth), ["a"])
    share, variance = 5 * 4 / 100, (answer.horvitz_thompson_error or 0) ** 2
    quantile = float(students.ppf(0.975, 39))

    def distance(s: float) -> float:
        return abs(share - s) - quantile * sqrt(s * (1 - s) * variance / (share * (1 - share)))

    # The total of the domain, as a share of its hundred places, all left to chance: 4 found, 5 places each.
    assert answer.horvitz_thompson == pytest.approx(share, rel=1e-12)
    assert answer.horvitz_thompson_low == pytest.approx(brentq(distance, 1e-9, share), rel=1e-9)
    assert answer.horvitz_thompson_high == pytest.approx(brentq(distance, share, 1 - 1e-9), rel=1e-9)


def test_without_second_findings_nothing_is_corrected() -> None:
    detection = estimate_detection([(True, False), (False, False)])
    assert detection.share is None
    assert correct(AN_ESTIMATE, detection) is None
