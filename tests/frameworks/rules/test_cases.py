"""cases@1: the first case that holds, and the proof over every combination."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiso.frameworks.values import Circumstances, Ratio
from tests.frameworks.rules.building import Built, figures, labels

INPUTS = {
    "late": {"type": "count"},
    "share": {"type": "ratio"},
    "complaint": {"type": "boolean"},
    "manner": {"type": "label", "labels": labels("early", "on_time", "late")},
}
LATE = {"measure": "late", "above": "0"}
COMPLAINT = {"input": "complaint", "is": True}


def cases(*entries: dict[str, Any], **further: Any) -> dict[str, Any]:
    return {"kind": "cases@1", "cases": list(entries), **further}


def test_the_first_case_that_holds_counts() -> None:
    built = Built(
        cases(
            {"when": {"all": [LATE, COMPLAINT]}, "points": "0"},
            {"when": LATE, "points": "1"},
            {"otherwise": True, "points": "2"},
        ),
        INPUTS,
    )
    found = {
        (late, complaint): built.answer({"late": Fraction(late), "complaint": complaint})
        for late in (0, 1)
        for complaint in (True, False)
    }
    assert found == {
        (0, True): (2, "otherwise"),
        (0, False): (2, "otherwise"),
        (1, True): (0, "case 1"),
        (1, False): (1, "case 2"),
    }


def test_a_combination_that_no_case_meets_is_named() -> None:
    built = Built(
        cases(
            {"when": {"measure": "late", "at_most": "2"}, "points": "2"},
            {"when": {"all": [{"measure": "late", "above": "2"}, COMPLAINT]}, "points": "0"},
        ),
        INPUTS,
    )
    assert built.faults() == [("CH-2103", ("cases",))]
    assert "none holds for: 3 ≤ late; complaint = no" in built.complaints()


def test_a_label_that_no_case_meets_is_named() -> None:
    entries = [{"when": {"input": "manner", "label": key}, "points": "1"} for key in ("early", "late")]
    built = Built(cases(*entries), INPUTS)
    assert "none holds for: manner = on_time" in built.complaints()


def test_a_case_that_the_ones_before_it_swallow_is_a_fault() -> None:
    built = Built(
        cases(
            {"when": {"measure": "late", "at_least": "0"}, "points": "2"},
            {"when": LATE, "points": "1"},
            {"otherwise": True, "points": "0"},
        ),
        INPUTS,
    )
    assert built.faults() == [("CH-2104", ("cases", 1)), ("CH-2104", ("cases", 2))]


@given(
    st.lists(st.tuples(figures(0, 3), st.booleans(), st.booleans()), min_size=1, max_size=4),
    st.integers(0, 4),
    st.booleans(),
)
def test_the_proof_knows_which_cases_are_met_and_the_evaluation_agrees(
    written: list[tuple[Fraction, bool, bool]], late: int, complaint: bool
) -> None:
    entries: list[dict[str, Any]] = [
        {
            "when": {
                "any" if joined else "all": [
                    {"measure": "late", "at_least": bound},
                    {"input": "complaint", "is": wanted},
                ]
            },
            "points": "1",
        }
        for bound, wanted, joined in written
    ]
    built = Built(cases(*entries, {"otherwise": True, "points": "0"}), INPUTS)

    def first(late: int, complaint: bool) -> int:
        for n, (bound, wanted, joined) in enumerate(written):
            parts = [late >= bound, complaint == wanted]
            if any(parts) if joined else all(parts):
                return n
        return len(written)

    met = {first(n, answer) for n in range(5) for answer in (True, False)}
    unmet = sorted(set(range(len(entries) + 1)) - met)
    assert built.faults() == [("CH-2104", ("cases", n)) for n in unmet]
    evaluate = built.rule.prepare(built.leaf)
    outcome = evaluate({"late": Fraction(late), "complaint": complaint}, (), Circumstances())
    expected = first(late, complaint)
    assert outcome.branch == ("otherwise" if expected == len(entries) else f"case {expected + 1}")


def test_an_undefined_share_ends_the_asking_unless_an_earlier_case_holds() -> None:
    built = Built(
        cases(
            {"when": COMPLAINT, "points": "0"},
            {"when": {"measure": "share", "at_least": "0.9"}, "points": "2"},
            {"otherwise": True, "points": "1"},
            when_undefined="full",
        ),
        INPUTS,
    )
    nothing = Ratio(Fraction(0), Fraction(0))
    assert built.outcome({"complaint": True, "share": nothing}).points == 0
    assert built.answer({"complaint": False, "share": nothing}) == (2, "undefined")


def test_more_combinations_than_can_be_proved_are_refused() -> None:
    inputs = {f"x{n}": {"type": "number"} for n in range(12)}
    conditions = [{"measure": name, "above": "0"} for name in inputs]
    built = Built(
        cases({"when": {"all": conditions}, "points": "1"}, {"otherwise": True, "points": "0"}), inputs
    )
    assert built.faults() == [("CH-2105", ("cases",))]  # 3 cells each: 3 to the power of 12 is 531,441


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ({"points": "1"}, "CH-2115", ("cases", 0)),
        ({"when": LATE, "otherwise": True, "points": "1"}, "CH-2115", ("cases", 0)),
        ({"otherwise": True, "points": "3"}, "CH-2106", ("cases", 0, "points")),
        (
            {"when": {"measure": "absent", "above": "0"}, "points": "1"},
            "CH-2107",
            ("cases", 0, "when", "measure"),
        ),
    ],
)
def test_a_faulty_case_is_named(entry: dict[str, Any], code: str, path: tuple[str | int, ...]) -> None:
    assert Built(cases(entry), INPUTS).faults() == [(code, path)]


def test_parameters_are_proved_and_applied() -> None:
    limit = {"measure": "late", "above": {"parameter": "limit"}}
    rule = cases({"when": limit, "points": "0"}, {"otherwise": True, "points": "2"})
    built = Built(rule, INPUTS, settings=[{"limit": Fraction(1)}, {"limit": Fraction(3)}])
    two = {"late": Fraction(2)}
    for allowed, points in ((1, 0), (3, 2)):
        circumstances = Circumstances(parameters={"limit": Fraction(allowed)})
        assert built.outcome(two, circumstances=circumstances).points == points
    assert built.outcome(two).open_point is not None


def test_landmarks_are_the_cases_the_bounds_and_the_undefined() -> None:
    built = Built(
        cases(
            {"when": {"measure": "share", "at_least": "0.9"}, "points": "2"},
            {"when": LATE, "open": {"vi": "?", "en": "?"}},
            {"otherwise": True, "points": "1"},
        ),
        INPUTS,
    )
    assert built.landmarks() == {"case 1", "case 2", "otherwise", "share at 0.9", "late at 0", "undefined"}
    reached = built.reached({"share": Ratio(Fraction(9), Fraction(10)), "late": Fraction(0)})
    assert reached == {"case 1", "share at 0.9", "late at 0"}
    assert built.words()[1] == "if share from 0.9 up: 2 points."
