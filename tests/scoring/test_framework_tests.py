"""Test cases of frameworks: what holds, what fails and how it is said, which edges are not reached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chiso.problems import BadInput
from chiso.scoring.framework_tests import CasesReport, run_cases
from tests.scoring.building import TITLE, fact, group, leaf, make_framework

STEPS = {
    "kind": "steps@1",
    "steps": [
        {"at_most": "0", "points": "10"},
        {"above": "0", "below": "3", "open": {"vi": "hở", "en": "hole"}},
        {"at_least": "3", "points": "0"},
    ],
}
FRAMEWORK = make_framework(
    group("A", leaf("a", "10", inputs={"days": {"type": "whole"}}, rule=STEPS), leaf("b")),
    fact("F"),
    classes=[
        {"code": "good", "title": TITLE, "at_least": "15"},
        {"code": "poor", "title": TITLE, "below": "15"},
    ],
)


def case(**what: Any) -> dict[str, Any]:
    """One case."""
    return {"name": TITLE, "source": "by hand", **what}


def run(tmp_path: Path, *cases: dict[str, Any], **more: Any) -> CasesReport:
    """Run cases that are written to a file."""
    document = {"format": "chiso-cases/1", "framework": "made-up@1", "source": TITLE, "cases": list(cases)}
    path = tmp_path / "cases.yaml"
    path.write_text(json.dumps(document | more))
    return run_cases(FRAMEWORK, path)


def test_cases_that_hold_are_counted_and_reach_the_edges_of_the_rule(tmp_path: Path) -> None:
    report = run(
        tmp_path,
        case(code="a", inputs={"days": "0"}, points="10"),
        case(code="a", inputs={"days": "1"}, open=True),
        case(code="a", inputs={"days": "2"}, open=True),
        case(code="a", inputs={"days": "3"}, points="0"),
        case(code="b", inputs={"points": "10/3"}, points="10/3"),
        case(code="a", inputs={}, missing=True),
        case(
            code="total",
            answers={"a": {"days": "-4"}, "b": {"points": "5"}},
            points="15",
            points_of={"A": "15"},
            max_points="20",
            **{"class": "good"},
        ),
        case(code="total", answers={"a": {"days": "-4"}, "b": "missing"}, missing=True),
    )
    assert [failure.in_language("en") for failure in report.failures] == []
    assert (report.passed, report.total) == (8, 8)
    assert "a: step 2" not in report.missed
    assert report.reached + len(report.missed) == report.landmarks


def test_an_edge_that_no_case_reaches_is_named(tmp_path: Path) -> None:
    report = run(tmp_path, case(code="a", inputs={"days": "5"}, points="0"))
    assert {"a: step 1", "a: step 2"} <= set(report.missed)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"code": "a", "inputs": {"days": "5"}, "points": "1"}, "a, title: expected 1 points, found 0"),
        ({"code": "a", "inputs": {"days": "1"}, "points": "1"}, "a, title: expected 1 points, found open"),
        ({"code": "a", "inputs": {"days": "5"}, "open": True}, "a, title: expected open, found 0"),
        (
            {"code": "a", "inputs": {"days": "0"}, "max_points": "9"},
            "a, title: expected a maximum of 9, found 10",
        ),
        ({"code": "a", "inputs": {"days": "0"}, "measured": "1"}, "a, title: expected the value 1, found 0"),
        ({"code": "a", "inputs": {"days": "0"}}, "a, title: the case expects nothing"),
        ({"code": "z", "inputs": {"days": "0"}, "points": "1"}, "z, title: there is no node “z”"),
        ({"code": "a", "inputs": {"hours": "0"}, "points": "1"}, "a, title: there is no input “hours”"),
        (
            {"code": "a", "inputs": {"days": "0.5"}, "points": "1"},
            "a, title: “0.5”: Expected a whole number.",
        ),
        (
            {"code": "total", "answers": {"a": {"days": "0"}, "b": {"points": "1"}}, "class": "good"},
            "total, title: expected the class “good”, found “poor”",
        ),
    ],
)
def test_a_case_that_fails_says_what_was_expected_and_found(
    tmp_path: Path, what: dict[str, Any], said: str
) -> None:
    report = run(tmp_path, case(**what))
    assert [failure.in_language("en") for failure in report.failures] == [said]
    assert report.passed == 0


def test_cases_of_another_framework_are_told(tmp_path: Path) -> None:
    report = run(tmp_path, case(code="a", inputs={"days": "0"}, points="10"), framework="other@1")
    assert [failure.in_language("en") for failure in report.failures] == [
        "The cases are for other@1, not for made-up@1."
    ]


@pytest.mark.parametrize("more", [{"unknown": "x"}, {"cases": []}, {"format": "chiso-cases/2"}])
def test_a_file_that_is_no_file_of_cases_is_refused(tmp_path: Path, more: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        run(tmp_path, case(code="a", inputs={"days": "0"}, points="10"), **more)
    assert {problem.code for problem in refused.value.problems} == {"CH-3041"}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        run_cases(FRAMEWORK, tmp_path / "nothing.yaml")
    assert [problem.code for problem in refused.value.problems] == ["CH-3040"]
