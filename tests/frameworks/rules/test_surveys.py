"""survey_share@1 and survey_mean@1 against counting every answer one by one."""

from __future__ import annotations

from fractions import Fraction
from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.values import Ratio
from tests.frameworks.rules.building import NUMBER, RATIO, SHARE, Built, labels

# The scale of the commune's survey of Hàm Thuận; “no need” says nothing about the office.
WORTH = {"very_good": 100, "good": 75, "fair": 50, "poor": 0}
TALLY = {"x": {"type": "tally", "labels": labels(*WORTH, "no_need")}}


def survey_share(**further: Any) -> dict[str, Any]:
    return {"kind": "survey_share@1", **further}


def survey_mean(**further: Any) -> dict[str, Any]:
    values = {label: str(value) for label, value in WORTH.items()}
    rule = {
        "kind": "survey_mean@1",
        "values": values,
        "left_out": ["no_need"],
        "lowest": "0",
        "highest": "100",
    }
    return {**rule, **further}


COUNTS = st.fixed_dictionaries({label: st.integers(0, 9) for label in (*WORTH, "no_need")})


def people(counts: dict[str, int]) -> list[str]:
    return [label for label, count in counts.items() for _ in range(count) if label != "no_need"]


def tally(counts: dict[str, int]) -> dict[str, Fraction]:
    return {label: Fraction(count) for label, count in counts.items()}


@given(COUNTS)
def test_the_share_is_of_those_who_answered(counts: dict[str, int]) -> None:
    rule = survey_share(counted=["very_good", "good"], left_out=["no_need"], when_undefined="zero")
    outcome = Built(rule, TALLY, max_points="10").outcome({"x": tally(counts)})
    answered = people(counts)
    if answered:
        satisfied = [label for label in answered if label in ("very_good", "good")]
        assert outcome.points == Fraction(10 * len(satisfied), len(answered))
    else:
        assert list(outcome[:2]) == [0, "undefined"]


@given(COUNTS)
def test_the_mean_is_of_what_the_answers_are_worth(counts: dict[str, int]) -> None:
    outcome = Built(survey_mean(), TALLY, max_points="10").outcome({"x": tally(counts)})
    answered = [Fraction(WORTH[label]) for label in people(counts)]
    if answered:
        assert outcome.measured == mean(answered)
        assert outcome.points == mean(answered) / 10
    else:
        assert outcome.points is None
        assert outcome.open_point is not None


def test_a_ready_share_or_mean_needs_no_labels() -> None:
    assert Built(survey_share(), SHARE).points("0.815") == Fraction("1.63")
    assert Built(survey_share(), RATIO).outcome({"x": Ratio(Fraction(3), Fraction(4))}).points == Fraction(
        "1.5"
    )
    ready = Built(survey_mean(values={}, left_out=[], lowest="1", highest="5"), NUMBER)
    assert ready.points("4") == Fraction("1.5")
    accepted = ready.rule.accepted_domains(ready.leaf)["x"].interval
    assert [accepted.lower, accepted.upper] == [1, 5]


def test_points_of_a_survey_may_be_rounded() -> None:
    rule = survey_share(counted=["good"], rounding={"places": "2", "mode": "half_up"})
    counts = {"good": Fraction(1), "poor": Fraction(2)}
    outcome = Built(rule, TALLY).outcome({"x": counts})
    assert (outcome.points, outcome.unrounded) == (Fraction("0.67"), Fraction(2, 3))


@pytest.mark.parametrize(
    ("rule", "inputs", "code", "path"),
    [
        (survey_share(), TALLY, "CH-2115", ("counted",)),
        (survey_share(counted=["good"]), SHARE, "CH-2115", ("counted",)),
        (survey_share(counted=["great"]), TALLY, "CH-2109", ("counted", 0)),
        (survey_share(counted=["good"], left_out=["good"]), TALLY, "CH-2110", ("left_out", 0)),
        (survey_mean(left_out=[]), TALLY, "CH-2110", ("values",)),
        (survey_mean(left_out=["poor", "no_need"]), TALLY, "CH-2110", ("left_out", 0)),
        (survey_mean(lowest="50"), TALLY, "CH-2111", ("values", "poor")),
        (survey_mean(values={}, left_out=[]), TALLY, "CH-2115", ("values",)),
        (survey_mean(values={}, left_out=[], lowest="5", highest="5"), NUMBER, "CH-2111", ("lowest",)),
    ],
)
def test_faults(rule: Any, inputs: Any, code: str, path: tuple[str | int, ...]) -> None:
    assert (code, path) in Built(rule, inputs).faults()
    assert {found for found, _ in Built(rule, inputs).faults()} == {code}


def test_answers_that_are_left_out_and_nobody_answering_are_landmarks() -> None:
    built = Built(survey_mean(), TALLY)
    assert built.landmarks() == {"mean", "left out", "undefined"}
    assert built.reached({"x": tally({"good": 1, "no_need": 2})}) == {"mean", "left out"}
    assert built.reached({"x": tally({"no_need": 2})}) == {"undefined", "left out"}
    assert Built(survey_share(), SHARE).landmarks() == {"share"}
