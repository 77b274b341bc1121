"""What differs between two composite frameworks, in words."""

from __future__ import annotations

import copy
import io
from typing import Any

import docx

from chiso.frameworks.composite.differences import find_composite_differences
from chiso.frameworks.composite.library import load_composite
from chiso.frameworks.composite.loader import composite_from_tree
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.exporting.comparison import composite_differences_as_document

NODES: list[dict[str, Any]] = [
    {"code": "index", "title": {"en": "Index"}},
    {"code": "roads", "title": {"en": "Roads"}, "parent": "index"},
    {"code": "water", "title": {"en": "Water"}, "parent": "index", "weight": "2"},
    {"code": "paved", "title": {"en": "Paved"}, "parent": "roads", "direction": "1", "unit": {"en": "km"}},
    {"code": "holes", "title": {"en": "Holes"}, "parent": "roads", "direction": "-1", "denominator": "area"},
    {"code": "taps", "title": {"en": "Taps"}, "parent": "water", "direction": "1", "concept": "taps"},
    {
        "code": "leaks", "title": {"en": "Leaks"}, "parent": "water", "direction": "-1",
        "goalposts": {"lower": "0", "upper": "50"},
    },
]  # fmt: skip
STEPS: list[dict[str, Any]] = [
    {"step": "impute", "methods": [{"kind": "mean@1"}]},
    {"step": "treat"},
    {"step": "normalise"},
    {"step": "weigh"},
    {"step": "aggregate"},
]


def framework(nodes: list[dict[str, Any]], steps: list[dict[str, Any]], **more: Any) -> CompositeFramework:
    tree = {
        "format": "chiso-composite/1", "id": "city", "version": "1", "title": {"en": "City"},
        "status": "fictitious", "rights": {"en": "made up"},
        "denominators": [{"code": "area", "title": {"en": "Area"}}],
        "nodes": nodes, "plan": {"steps": steps}, **more,
    }  # fmt: skip
    return composite_from_tree(tree, name="city.yaml")


def told(
    older: CompositeFramework, newer: CompositeFramework
) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (one.sort, one.before, one.after, one.sentence.in_language("en"))
        for one in find_composite_differences(older, newer)
    ]


def test_every_kind_of_difference_has_a_sentence() -> None:
    older = framework(NODES, STEPS)
    nodes = copy.deepcopy(NODES)
    index, roads, water, paved, holes, taps, leaks = nodes
    index["title"] = {"en": "City index"}
    roads["method"] = {"kind": "geometric@1"}
    water["weight"] = "3"
    paved |= {"unit": {"en": "miles"}, "target": "90"}
    holes["direction"] = "1"
    del holes["denominator"]
    taps |= {"code": "wells", "parent": "roads"}
    leaks["goalposts"] = {"lower": "0", "upper": "40"}
    nodes.append({"code": "pipes", "title": {"en": "Pipes"}, "parent": "water", "direction": "1"})
    steps: list[dict[str, Any]] = [
        {"step": "screen", "minimum_share": "0.5"},
        {"step": "impute", "methods": [{"kind": "median@1"}]},
        {"step": "normalise", "method": {"kind": "min_max@1", "lower": "1"}},
        {"step": "weigh", "method": {"kind": "equal@1"}},
        {"step": "aggregate"},
    ]
    newer = framework(nodes, steps, title={"en": "Town"}, denominators=[])
    assert told(older, older) == []
    assert told(older, newer) == [
        ("title", "index", "index", "Title “City” became “Town”."),
        ("index", "index", "index", "Denominators that differ: area."),
        ("title", "index", "index", "index: title “Index” became “City index”."),
        (
            "combination", "roads", "roads",
            "roads Roads: put together in another way. Before: Arithmetic mean of its parts."
            " Now: Geometric mean of its parts.",
        ),
        ("weight", "water", "water", "water Water: weight 3 instead of 2."),
        ("facts", "paved", "paved", "paved Paved: unit miles instead of km."),
        ("facts", "paved", "paved", "paved Paved: target 90 instead of none."),
        ("direction", "holes", "holes", "holes Holes: other direction. Now: More is better."),
        ("facts", "holes", "holes", "holes Holes: denominator none instead of area."),
        ("moved", "taps", "wells", "Moved: Taps was taps, is wells."),
        ("moved", "taps", "wells", "wells Taps: stands below roads instead of water."),
        ("facts", "leaks", "leaks", "leaks Leaks: goalposts 0 to 40 instead of 0 to 50."),
        ("added", None, "pipes", "Added: pipes Pipes."),
        (
            "plan", "treat", None,
            "Step taken out of the plan: Extremes: where skewness is 2 or more and kurtosis 3.5 or more, up"
            " to 5 figures are drawn in to the next one; if that is not enough, the logarithm is taken.",
        ),
        (
            "plan", None, "screen",
            "Step put into the plan: Units with fewer than 50 % of the figures are left out.",
        ),
        (
            "plan", "impute", "impute",
            "Step of the plan changed. Before: Gaps are filled: by the mean of all units."
            " Now: Gaps are filled: by the median of all units.",
        ),
        (
            "plan", "normalise", "normalise",
            "Step of the plan changed. Before: One scale: from 0 for the worst to 100 for the best unit."
            " Now: One scale: from 1 for the worst to 100 for the best unit.",
        ),
        (
            "plan", "weigh", "weigh",
            "Step of the plan changed. Before: Weights: those of the tree."
            " Now: Weights: equal within each group.",
        ),
    ]  # fmt: skip
    back = told(newer, older)
    assert ("removed", "pipes", None, "Removed: pipes Pipes.") in back
    assert len(back) == len(told(older, newer))


def test_another_order_of_steps_and_arguments_without_words_are_told() -> None:
    older = framework(NODES, STEPS)
    steps = copy.deepcopy(STEPS)
    steps[0], steps[1] = steps[1], steps[0]
    order = "The steps stand in another order: treat, impute, normalise, weigh, aggregate."
    assert told(older, framework(NODES, steps)) == [("plan", None, None, order)]
    # The sentence of the benefit of the doubt does not tell its bounds.
    one, other = (
        framework(
            NODES,
            [*STEPS[:3], {"step": "weigh", "method": {"kind": "benefit_of_doubt@1", "lower": low}}, STEPS[4]],
        )
        for low in ("0.1", "0.2")
    )
    # So are weights that must add up to something.
    flat = [node | ({"parent": "index", "weight": "1"} if node["code"] != "index" else {}) for node in NODES]
    leaves = [node for node in flat if node["code"] not in ("roads", "water")]
    total = "Weights of a group must add up to: 4 instead of none."
    assert told(framework(leaves, STEPS), framework(leaves, STEPS, weights_add_up_to="4")) == [
        ("index", "index", "index", total)
    ]
    same = "Step “weigh” of the plan has other arguments: method."
    assert told(one, other) == [("plan", "weigh", "weigh", same)]


def test_both_versions_stand_side_by_side_in_a_word_document() -> None:
    older = load_composite("asem@1")
    tree: Any = older.tree
    steps = [one for one in tree["plan"]["steps"] if one["step"] != "treat"]
    nodes = [node | ({"weight": "2"} if node["code"] == "Goods" else {}) for node in tree["nodes"]]
    newer = composite_from_tree(
        tree | {"version": "2", "nodes": nodes, "plan": {"steps": steps}}, name="asem@2.yaml"
    )
    document = docx.Document(io.BytesIO(composite_differences_as_document(older, newer, "vi")))
    [table] = document.tables
    assert [cell.text for cell in table.rows[0].cells][1:3] == ["asem@1", "asem@2"]
    cells = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert [(row[1].partition(".")[0], bool(row[2])) for row in cells] == [
        ("Goods", True),
        (cells[1][1].partition(".")[0], False),
    ]
    assert "Trọng số" in cells[0][1]
