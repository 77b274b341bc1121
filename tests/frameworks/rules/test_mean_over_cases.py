"""mean_over_cases@1: each dossier by itself, then the mean."""

from __future__ import annotations

from fractions import Fraction
from statistics import mean
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.values import Ratio
from tests.frameworks.rules.building import Built

DAYS = {"days": {"type": "whole"}}
# One-stop shop, index 1: before the limit 2 points, on the day 1, after it 0.
STEPS = {
    "kind": "steps@1",
    "steps": [{"below": "0", "points": "2"}, {"equals": "0", "points": "1"}, {"above": "0", "points": "0"}],
}


def mean_of(rule: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {"kind": "mean_over_cases@1", "rule": rule, **further}


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=8))
def test_the_unit_has_the_mean_of_its_cases(days: list[int]) -> None:
    expected = mean([Fraction(2 if d < 0 else 1 if d == 0 else 0) for d in days])
    outcome = Built(mean_of(STEPS), DAYS).outcome({}, [{"days": Fraction(d)} for d in days])
    assert (outcome.points, outcome.branch) == (expected, "mean")


def test_the_mean_is_rounded_not_the_cases() -> None:
    rounding = {"places": "1", "mode": "not_stated", "reading": "half_up"}
    built = Built(mean_of(STEPS, rounding=rounding), DAYS)
    assert built.outcome({}, [{"days": Fraction(d)} for d in (-1, 0, 0)]).points == Fraction("1.3")
    # 5 of 4 cases' points: 5/4 is exactly between 1.2 and 1.3
    half = built.outcome({}, [{"days": Fraction(d)} for d in (-1, -1, 0, 1)])
    assert half.points == Fraction("1.3")
    assert half.open_point is not None


def test_one_open_case_leaves_the_mean_open() -> None:
    steps = [{"at_most": "0", "points": "2"}, {"above": "0", "open": {"vi": "không nói", "en": "not said"}}]
    built = Built(mean_of({"kind": "steps@1", "steps": steps}), DAYS)
    outcome = built.outcome({}, [{"days": Fraction(0)}, {"days": Fraction(1)}])
    assert outcome.points is None
    assert outcome.open_point is not None


def test_cases_that_do_not_apply_are_left_out_and_none_is_not_nothing() -> None:
    ratio = {"x": {"type": "ratio"}}
    rule = {"kind": "proportion@1", "when_undefined": "not_applicable"}
    built = Built(mean_of(rule), ratio)
    nothing, half = {"x": Ratio(Fraction(0), Fraction(0))}, {"x": Ratio(Fraction(1), Fraction(2))}
    assert built.outcome({}, [nothing, half]).points == 1
    assert built.outcome({}, [nothing]).not_applicable
    none = built.outcome({}, [])
    assert none.points is None
    assert none.open_point is not None


def test_inputs_belong_to_the_cases_and_faults_lead_into_the_rule() -> None:
    built = Built(mean_of(STEPS), DAYS)
    assert list(built.rule.inputs_used(built.leaf)) == [frozenset(), {"days"}, True]
    assert Built(mean_of({**STEPS, "measure": "absent"}), DAYS).faults() == [("CH-2107", ("rule", "measure"))]
    counted = {**STEPS, "measure": {"count_cases": True}}
    assert Built(mean_of(counted), DAYS).faults() == [("CH-2117", ("rule", "measure", "count_cases"))]
    assert built.reached({}, [{"days": Fraction(0)}, {"days": Fraction(-1)}]) == {"step 1", "step 2", "at 0"}
