"""The difference of one criterion between two results: what the inputs did, and what the rule did.

    by rule    rule_b(inputs_b) − rule_a(inputs_b)
    by inputs  rule_a(inputs_b) − rule_a(inputs_a)

Where the older rule cannot be asked about the newer inputs (it asks for others, or the law would have
been silent) the two cannot be told apart, and the whole difference is the rule's. So it is with points
that are entered out of another maximum than before: the difference is that of the maximum.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.frameworks.leaf_context import inputs_of, leaf_context
from chiso.frameworks.model import Framework
from chiso.frameworks.rules import Rule
from chiso.frameworks.rules.entered import Entered
from chiso.scoring.leaves import ANSWERED_LATE, given_to, lacking_inputs, whole_cases
from chiso.scoring.prepared import PreparedLeaf
from chiso.scoring.result import NodeResult
from chiso.scoring.sides import Side
from chiso.scoring.statuses import SCORED

Reason: TypeAlias = Literal["inputs", "rule", "maximum", "other_units", "answer", "attested"]


def split_leaf(
    before: Side, leaf: PreparedLeaf, after: Side, twin: PreparedLeaf
) -> Iterator[tuple[Reason, Fraction]]:
    """Reasons with their amounts; they add up to the difference of the points."""
    one, two = before.node(leaf.code), after.node(twin.code)
    assert one.points is not None, "only leaves with points are split"
    assert two.points is not None, "only leaves with points are split"
    difference = two.points - one.points
    if not (_is_plain(one) and _is_plain(two)):
        yield "attested" if "withheld" in (one.status, two.status) else "answer", difference
        return
    if _is_entered_on_another_scale(leaf, twin):
        yield "maximum", difference
        return
    asked = _ask_older_rule(before, leaf, after, twin)
    if asked is None:
        yield "rule", difference
        return
    yield "inputs", asked - one.points
    if has_same_rule(before, leaf, after, twin):
        # The same rule gives other points for the same inputs only beside other units.
        yield "other_units" if leaf.needs_league else "rule", two.points - asked
    elif _rule(leaf) == _rule(twin) and _figures(before, leaf) == _figures(after, twin):
        yield "maximum", two.points - asked
    else:
        yield "rule", two.points - asked


def has_same_rule(before: Side, leaf: PreparedLeaf, after: Side, twin: PreparedLeaf) -> bool:
    """Whether two criteria give the same points for the same inputs: rule, figures, maximum, inputs."""
    return (
        _rule(leaf) == _rule(twin)
        and _figures(before, leaf) == _figures(after, twin)
        and leaf.static_max == twin.static_max
        and leaf.minimum == twin.minimum
        and _types(before.framework, leaf) == _types(after.framework, twin)
    )


def _rule(leaf: PreparedLeaf) -> Rule | None:
    assert leaf.node is not None, "a leaf has a node"
    return leaf.node.rule


def _figures(side: Side, leaf: PreparedLeaf) -> object:
    """The parameters of the rule, as they were for this unit in this period."""
    rule = _rule(leaf)
    circumstances = side.scores.circumstances.get(leaf.position)
    if rule is None or leaf.node is None or circumstances is None:
        return {}
    names = rule.parameters(leaf_context(leaf.node, side.framework))
    return {name: circumstances.parameters.get(name) for name in names}


def _types(framework: Framework, leaf: PreparedLeaf) -> object:
    """Names and types of the inputs, without the words that stand around them."""
    assert leaf.node is not None, "a leaf has a node"
    return {
        name: (definition.type, frozenset(definition.labels))
        for name, definition in inputs_of(leaf.node, framework).items()
    }


def _is_plain(node: NodeResult) -> bool:
    """Whether the points come from the rule and open inputs."""
    return node.status == SCORED and node.outcome is not None and node.outcome.branch != ANSWERED_LATE


def _is_entered_on_another_scale(leaf: PreparedLeaf, twin: PreparedLeaf) -> bool:
    """Whether points are entered on both sides, but out of other maxima: 3 of 5 is not 3 of 10/3."""
    rules = (_rule(leaf), _rule(twin))
    same_scale = (leaf.static_max, leaf.minimum) == (twin.static_max, twin.minimum)
    return all(isinstance(rule, Entered) for rule in rules) and not same_scale


def _ask_older_rule(before: Side, leaf: PreparedLeaf, after: Side, twin: PreparedLeaf) -> Fraction | None:
    """The points of the newer inputs by the older rule; None where it cannot be asked."""
    given = given_to(twin, after.scores.answers)
    if _types(before.framework, leaf) != _types(after.framework, twin) or lacking_inputs(leaf, given):
        return None
    circumstances = before.scores.circumstances[leaf.position]
    points = leaf.evaluate(given.values, whole_cases(given), circumstances).points
    if points is not None and leaf.ceiling is not None:
        points = min(points, leaf.ceiling)
    return points
