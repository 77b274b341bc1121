"""The faults that rules can have, one function and one code each.

CH-2101 a hole between intervals          CH-2102 intervals that overlap
CH-2103 a combination that no case meets  CH-2104 a step or case that nothing meets
CH-2105 too many combinations to prove    CH-2106 points outside the node's bounds
CH-2107 an unknown input                  CH-2108 an input of a type that does not fit
CH-2109 an unknown label                  CH-2110 a label answered not once
CH-2111 figures out of order              CH-2112 a maximum that is needed
CH-2113 a line without two ends           CH-2114 an unknown parameter
CH-2115 keys that need or exclude others  CH-2116 a measure that is not clear
CH-2117 cases within a case               CH-2118 values that the rule cannot take
CH-2119 an input that is not clear
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from chiso.figures import write_exact
from chiso.frameworks.leaf import Fault, FaultPath, LeafContext
from chiso.language import Text, Value, listing, text


def hole(path: FaultPath, where: Value) -> Fault:
    """Between the intervals lies a part of the domain of which nothing is said."""
    return Fault(
        "CH-2101",
        path,
        "",
        text("Expected something for every value; nothing is said for {range}.", range=where),
        text("Add an entry, or one with “open” if the law leaves the hole."),
    )


def overlap(path: FaultPath, where: Value, entries: Iterable[int]) -> Fault:
    """Several entries answer the same value."""
    return Fault(
        "CH-2102",
        path,
        "",
        text(
            "Expected one entry for each value; {range} lies in entries {entries}.",
            range=where,
            entries=listing(str(entry) for entry in entries),
        ),
        text("Say of each bound whether it is included: above or at_least, below or at_most."),
    )


def combination_unmet(path: FaultPath, combination: Value) -> Fault:
    """No case holds for a combination of values."""
    return Fault(
        "CH-2103",
        path,
        "",
        text(
            "Expected a case for every combination; none holds for: {combination}.", combination=combination
        ),
        text("Add a case, or one with “otherwise: true”."),
    )


def never_met(path: FaultPath) -> Fault:
    """A step or case can never be the one that holds."""
    return Fault(
        "CH-2104",
        path,
        "",
        text("Expected an entry that some value meets; nothing can lead here."),
        text("Take it out, or correct its bounds or those of the entries before it."),
    )


def too_many_combinations(path: FaultPath, count: int, limit: int) -> Fault:
    """The proof would have to look at more combinations than it may."""
    return Fault(
        "CH-2105",
        path,
        str(count),
        text("Expected at most {limit} combinations of values to prove.", limit=limit),
        text("Split the rule into several leaves."),
    )


def points_outside(path: FaultPath, points: Fraction, leaf: LeafContext) -> Fault:
    """Points that the node cannot have."""
    if leaf.max_points is None:
        expected = text("Expected at least {lowest} points.", lowest=leaf.minimum)
    else:
        expected = text(
            "Expected {lowest} to {highest} points.", lowest=leaf.minimum, highest=leaf.max_points
        )
    return Fault(
        "CH-2106",
        path,
        write_exact(points),
        expected,
        text("Correct the points, or the node's max_points or minimum."),
    )


def unknown_input(path: FaultPath, name: str, leaf: LeafContext) -> Fault:
    """The leaf has no such input."""
    return Fault(
        "CH-2107",
        path,
        name,
        text("Expected one of the leaf's inputs: {names}.", names=listing(leaf.inputs)),
        text("Correct the name, or add the input."),
    )


def unsuited_input(path: FaultPath, name: str, found: str, wanted: Iterable[str]) -> Fault:
    """The input has a type that the rule cannot use."""
    return Fault(
        "CH-2108",
        path,
        f"{name}: {found}",
        text("Expected an input of the type {types}.", types=listing(wanted)),
        text("Choose another input, another type, or another kind of rule."),
    )


def unknown_label(path: FaultPath, label: str, known: Iterable[str]) -> Fault:
    """The input has no such label."""
    return Fault(
        "CH-2109",
        path,
        label,
        text("Expected one of the input's labels: {names}.", names=listing(known)),
        text("Correct the label, or add it to the input."),
    )


def label_not_answered_once(path: FaultPath, label: str) -> Fault:
    """A label has no figure, or is both counted and left out."""
    return Fault(
        "CH-2110",
        path,
        label,
        text("Expected each label to be answered exactly once."),
        text("Give it a figure, or leave it out by name; not both."),
    )


def out_of_order(path: FaultPath, found: Fraction, expected: Text) -> Fault:
    """A figure that makes the rule meaningless: a target of 0, a floor above the start."""
    return Fault("CH-2111", path, write_exact(found), expected, text("Correct the figure."))


def maximum_needed(path: FaultPath) -> Fault:
    """The rule speaks of the node's maximum, and the node has none."""
    return Fault(
        "CH-2112",
        path,
        "",
        text("Expected the node to have max_points: this rule counts with it."),
        text("State max_points, or the figure of the rule that replaces it."),
    )


def line_without_ends(path: FaultPath) -> Fault:
    """A straight line needs a lower and an upper bound."""
    return Fault(
        "CH-2113",
        path,
        "",
        text("Expected a lower and an upper bound: a line runs between two ends."),
        text("Give both bounds, or “points” instead of “at_lower” and “at_upper”."),
    )


def unknown_parameter(path: FaultPath, name: str, leaf: LeafContext) -> Fault:
    """Neither the framework nor the node has such a parameter."""
    return Fault(
        "CH-2114",
        path,
        name,
        text("Expected one of the parameters: {names}.", names=listing(sorted(leaf.parameters))),
        text("Correct the name, or add the parameter."),
    )


def keys_at_odds(path: FaultPath, found: str, expected: Text) -> Fault:
    """Keys that need one another, or exclude one another."""
    return Fault("CH-2115", path, found, expected, text("Leave the keys that say what the law says."))


def measure_unclear(path: FaultPath, leaf: LeafContext) -> Fault:
    """No measure is named, and the leaf does not have exactly one number."""
    return Fault(
        "CH-2116",
        path,
        ", ".join(leaf.numeric_inputs),
        text("Expected “measure”: without it the leaf has exactly one input that is a number."),
        text("Say by “measure” which input is meant."),
    )


def cases_within_case(path: FaultPath) -> Fault:
    """Something over cases is asked for inside a single case."""
    return Fault(
        "CH-2117",
        path,
        "",
        text("Expected inputs of one case here: cases hold no further cases."),
        text("Take the sum, mean or count over cases out of the part that looks at one case."),
    )


def value_not_taken(path: FaultPath, where: Value, expected: Text) -> Fault:
    """The measure can have values for which the rule has no answer."""
    return Fault(
        "CH-2118",
        path,
        "",
        text("{expected} The measure may be: {range}.", expected=expected, range=where),
        text("Narrow the input by at_least and at_most, or state the floor."),
    )


def input_unclear(path: FaultPath, wanted: Iterable[str], leaf: LeafContext) -> Fault:
    """No input is named, and the leaf does not have exactly one of the type."""
    return Fault(
        "CH-2119",
        path,
        ", ".join(leaf.inputs),
        text(
            "Expected “input”: without it the leaf has exactly one input of the type {types}.",
            types=listing(wanted),
        ),
        text("Say by “input” which one is meant."),
    )
