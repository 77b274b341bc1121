"""Between which points a criterion lies while its inputs move: beside a fine exact grid, and by hand."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.figures import write_exact
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.estimates import Estimate
from chiso.scoring.reach_of_criteria import points_reached
from chiso.scoring.result import Result
from tests.publication.estimated_run import FRAMEWORK, answer_rows, estimate_rows, score_estimated
from tests.scoring.building import Tree, leaf, make_framework, score_one

SHARE: Tree = {"type": "share"}
NUMBER: Tree = {"type": "number"}
TWENTIETHS = [Fraction(number, 20) for number in range(21)]
# By so little a value lies beside a bound.
BESIDE = Fraction(1, 10**6)


def estimate(name: str, low: Fraction, high: Fraction) -> Estimate:
    nothing = (None, None, None, None)
    return Estimate("u", "u", "A", name, low, *nothing, low, high, "shown", "probability", "")


def reached(node: Tree, values: Mapping[str, Any], **moved: tuple[Fraction, Fraction]) -> object:
    """What the criterion A reaches while its inputs move."""
    framework = make_framework(node)
    answers = {"A": Answer(values=values)}
    result = score_one(framework, answers)
    rows = tuple(estimate(name, *ends) for name, ends in moved.items())
    return points_reached(result, "u", Answers.of({"u": answers}), {"A": rows})["A"]


def on_a_grid(node: Tree, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """The least and the most points at all fortieths, their neighbours, and both ends."""
    result: Result = score_one(make_framework(node), {})
    evaluate = result.prepared.leaves[0].evaluate
    circumstances = result.scores["u"].circumstances[1]
    places = {Fraction(n, 40) + beside for n in range(41) for beside in (-BESIDE, Fraction(0), BESIDE)}
    found = [
        evaluate({"x": place}, (), circumstances).points
        for place in {low, high, *places}
        if low <= place <= high
    ]
    known = [one for one in found if one is not None]
    assert len(known) == len(found)
    return min(known), max(known)


@st.composite
def cut_lines(draw: st.DrawFn) -> list[dict[str, str]]:
    """The range from 0 to 1 cut at twentieths, each cut belonging to one side or standing alone."""
    cuts = sorted(draw(st.sets(st.sampled_from(TWENTIETHS[1:-1]), min_size=1, max_size=5)))
    belongs = [draw(st.sampled_from(["before", "after", "alone"])) for _ in cuts]
    parts: list[dict[str, str]] = []
    bounds: dict[str, str] = {"at_least": "0"}
    for cut, side in zip(cuts, belongs, strict=True):
        parts.append({**bounds, "at_most" if side == "before" else "below": write_exact(cut)})
        if side == "alone":
            parts.append({"equals": write_exact(cut)})
        bounds = {"at_least" if side == "after" else "above": write_exact(cut)}
    return [*parts, {**bounds, "at_most": "1"}]


FIGURES = st.integers(0, 10).map(str)
ENDS = st.tuples(st.sampled_from(TWENTIETHS), st.sampled_from(TWENTIETHS)).map(
    lambda ends: (min(ends), max(ends))
)


@settings(deadline=None)
@given(parts=cut_lines(), ends=ENDS, data=st.data())
@pytest.mark.parametrize("kind", ["steps@1", "cases@1", "deduction@1", "penalty@1"])
def test_what_stays_between_bounds_reaches_what_a_grid_finds(
    kind: str, parts: list[dict[str, str]], ends: tuple[Fraction, Fraction], data: st.DataObject
) -> None:
    told = [{**part, "points": data.draw(FIGURES)} for part in parts]
    steps = {"kind": "steps@1", "steps": told}
    rules: dict[str, Tree] = {
        "steps@1": steps,
        "cases@1": {
            "kind": "cases@1",
            "cases": [
                *(
                    {"when": {"measure": "x", **part}, "points": points["points"]}
                    for part, points in zip(parts[:-1], told, strict=False)
                ),
                {"otherwise": True, "points": told[-1]["points"]},
            ],
        },
        "deduction@1": {"kind": "deduction@1", "start": "8", "less": [steps]},
        "penalty@1": {"kind": "penalty@1", "amount": steps, "at_most": "6"},
    }
    more = {"role": "penalty"} if kind == "penalty@1" else {}
    node = leaf("A", "10", inputs={"x": SHARE}, rule=rules[kind], **more)
    assert reached(node, {"x": ends[0]}, x=ends) == on_a_grid(node, *ends)


@settings(deadline=None)
@given(parts=cut_lines(), ends=ENDS, data=st.data())
@pytest.mark.parametrize("places", [None, "1"])
def test_lines_that_jump_at_bounds_reach_what_a_grid_comes_close_to(
    places: str | None, parts: list[dict[str, str]], ends: tuple[Fraction, Fraction], data: st.DataObject
) -> None:
    segments = [
        {**part, "points": data.draw(FIGURES)}
        if "equals" in part
        else {**part, "at_lower": data.draw(FIGURES), "at_upper": data.draw(FIGURES)}
        for part in parts
    ]
    rounding = {} if places is None else {"rounding": {"places": places, "mode": "half_up"}}
    rule = {"kind": "piecewise_linear@1", "segments": segments, **rounding}
    node = leaf("A", "10", inputs={"x": SHARE}, rule=rule)
    found = reached(node, {"x": ends[0]}, x=ends)
    low, high = on_a_grid(node, *ends)
    assert isinstance(found, tuple)
    # The steepest line rises by 10 in a twentieth; a figure that is only approached counts as reached.
    close = 200 * BESIDE if places is None else Fraction(0)
    assert low - close <= found[0] <= low
    assert high <= found[1] <= high + close


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "proportion@1", "target": "0.6", "nothing_below": "0.3"},
        {"kind": "proportion@1", "target": "0.25", "direction": "lower",
         "rounding": {"places": "2", "mode": "half_up"}},
        {"kind": "goalposts@1", "worst": "0.8", "best": "0.2"},
        {"kind": "survey_share@1"},
        {"kind": "survey_mean@1", "lowest": "0", "highest": "1"},
        {"kind": "ratio@1", "at_most": "7"},
        {"kind": "per_item@1", "each": "9", "at_most": "4"},
    ],
    ids=lambda rule: f"{rule['kind']} {rule.get('direction', '')}",
)  # fmt: skip
@pytest.mark.parametrize("ends", [(0, 20), (3, 7), (5, 17), (13, 13), (12, 20)])
def test_rules_that_rise_or_fall_reach_what_a_grid_finds(rule: Tree, ends: tuple[int, int]) -> None:
    low, high = TWENTIETHS[ends[0]], TWENTIETHS[ends[1]]
    node = leaf("A", "10", inputs={"x": SHARE}, rule=rule)
    expected = on_a_grid(node, low, high)
    found = reached(node, {"x": low}, x=(low, high))
    assert found == expected


PEAK: Sequence[Tree] = [
    {"below": "0.5", "points": "1"},
    {"equals": "0.5", "points": "7"},
    {"above": "0.5", "points": "2"},
]


@pytest.mark.parametrize(
    ("measure", "at_the_peak"),
    [
        # x/(x + 0.5) is a half at 0.5; 2/x − 3 at 4/7; the others where a line says so.
        ({"ratio_of": ["x", {"sum": ["x", "other"]}]}, "0.5"),
        ({"difference": [{"ratio_of": [{"number": "2"}, "x"]}, {"number": "3"}]}, "4/7"),
        ({"product": ["x", {"number": "0.6"}]}, "5/6"),
        ({"larger": ["x", {"number": "0.2"}]}, "0.5"),
        ({"smaller": [{"difference": [{"number": "1.2"}, "x"]}, {"number": "0.9"}]}, "0.7"),
    ],
    ids=str,
)
def test_a_single_figure_inside_is_found_through_what_is_made_of_the_input(
    measure: Tree, at_the_peak: str
) -> None:
    rule = {"kind": "steps@1", "measure": measure, "steps": PEAK, "when_undefined": "zero"}
    node = leaf("A", "10", inputs={"x": NUMBER, "other": NUMBER}, rule=rule)
    place = Fraction(at_the_peak)
    values = {"x": place, "other": Fraction(1, 2)}
    around = (place - Fraction(1, 7), place + Fraction(1, 11))
    assert reached(node, values, x=around) == (1, 7)
    beyond = (place + Fraction(1, 100), place + Fraction(1, 10))
    assert reached(node, values, x=beyond) in ((1, 1), (2, 2))


def test_two_inputs_that_move_are_looked_at_together() -> None:
    """Both from 0.4 to 0.6: 9 points, in the middle of a square whose corners and sides have 1."""

    def middle(name: str) -> Tree:
        return {"measure": name, "at_least": "0.4", "at_most": "0.6"}

    rule = {
        "kind": "cases@1",
        "cases": [{"when": {"all": [middle("x"), middle("y")]}, "points": "9"},
                  {"otherwise": True, "points": "1"}],
    }  # fmt: skip
    node = leaf("A", "10", inputs={"x": SHARE, "y": SHARE}, rule=rule)
    wide = (Fraction(0), Fraction(1))
    assert reached(node, {"x": wide[0], "y": wide[0]}, x=wide, y=wide) == (1, 9)
    assert reached(node, {"x": wide[0], "y": wide[0]}, x=wide) == (1, 1)


def test_where_the_law_is_silent_inside_nothing_is_told() -> None:
    steps = [
        {"below": "0.5", "points": "1"},
        {"equals": "0.5", "open": {"vi": "Luật không nói.", "en": "The law does not say."}},
        {"above": "0.5", "points": "2"},
    ]
    node = leaf("A", "10", inputs={"x": SHARE}, rule={"kind": "steps@1", "steps": steps})
    low, high = Fraction(2, 5), Fraction(3, 5)
    assert reached(node, {"x": low}, x=(low, high)) is None
    assert reached(node, {"x": high}, x=(Fraction(51, 100), high)) == (2, 2)


def test_points_that_peak_inside_an_interval_are_in_the_interval_of_the_whole() -> None:
    """A of 001 has 0.85 to 0.94: 10 points below 0.87, 40 up to 0.92, then 20; B adds 42 to 52.8."""
    rule = {
        "kind": "steps@1",
        "steps": [{"below": "0.87", "points": "10"}, {"at_least": "0.87", "at_most": "0.92", "points": "40"},
                  {"above": "0.92", "points": "20"}],
    }  # fmt: skip
    first, second = FRAMEWORK["nodes"]
    tree = {**FRAMEWORK, "nodes": [{**first, "rule": rule}, second]}  # type: ignore[dict-item]
    intervals = score_estimated(answer_rows(), estimate_rows(), tree=tree).intervals[0]
    assert intervals.of("u1", "A")[:2] == (10, 40)  # type: ignore[index]
    assert intervals.of("u1")[:2] == (52, Fraction("92.8"))  # type: ignore[index]


def test_a_criterion_that_borrows_another_input_of_a_surveyed_one_keeps_its_points() -> None:
    """C has 5 points for the yes beside the share of A, whatever that share may be; none without it."""
    yes: Tree = {"type": "boolean"}
    first, second = FRAMEWORK["nodes"]
    lender = {**first, "inputs": {**first["inputs"], "open": yes}}  # type: ignore[dict-item, index]
    lender["rule"] = {**first["rule"], "measure": "satisfied"}  # type: ignore[index]
    borrower = {
        "code": "C", "title": {"vi": "Phần C", "en": "Part C"}, "max_points": "5", "when_missing": "zero",
        "inputs": {"open": {**yes, "same_as": {"code": "A", "input": "open"}}},
        "rule": {"kind": "boolean@1"},
    }  # fmt: skip
    index = {**FRAMEWORK["index"], "max_points": "105"}  # type: ignore[dict-item]
    tree = {**FRAMEWORK, "index": index, "nodes": [lender, second, borrower]}
    told = [f"2026,{unit},A,open,,true,,,,given,,agency," for unit in ("001", "002", "003", "004")]
    intervals = score_estimated([*answer_rows(), *told], tree=tree).intervals[0]
    # 5 more than without C at both ends: 76 to 90.4.
    assert intervals.of("u1")[:2] == (81, Fraction("95.4"))  # type: ignore[index]


def test_a_criterion_that_falls_beside_one_that_rises_makes_the_whole_as_wide_as_both() -> None:
    """A falls from 1 to 0.5 and rises to no more: at one end of both intervals the sum hardly moved."""
    rule = {"kind": "goalposts@1", "worst": "1", "best": "0.5"}
    first, second = FRAMEWORK["nodes"]
    tree = {**FRAMEWORK, "nodes": [{**first, "rule": rule}, second]}  # type: ignore[dict-item]
    intervals = score_estimated(tree=tree).intervals[0]
    # A: 40 × (1 − x)/0.5 over 0.85 to 0.94; B: 60 × 0.7 to 0.88.
    assert intervals.of("u1", "A")[:2] == (Fraction("4.8"), 12)  # type: ignore[index]
    assert intervals.of("u1")[:2] == (Fraction("46.8"), Fraction("64.8"))  # type: ignore[index]
