"""What differs between two frameworks, in words: added, removed, moved, points, rules, law.

Nodes are matched by what they measure (`concept`, else the code), so that a criterion that got
another number is moved, and another criterion under the old number is not taken for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.frameworks.aggregations import Sum
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.presentation import aggregation_in_words, law_in_words
from chiso.frameworks.rules.entered import Entered
from chiso.language import Text, Value, listing, text

Sort: TypeAlias = Literal[
    "added",
    "removed",
    "moved",
    "title",
    "points",
    "rule",
    "inputs",
    "conduct",
    "combination",
    "parameters",
    "law",
    "index",
    "weight",
    "direction",
    "facts",
    "plan",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `before` and `after` are codes of the node (one of them where it is new or gone)."""

    sort: Sort
    before: str | None
    after: str | None
    sentence: Text

    def as_record(self, language: Literal["vi", "en"]) -> dict[str, str | None]:
        """A flat record for JSON."""
        return {
            "sort": self.sort,
            "before": self.before,
            "after": self.after,
            "sentence": self.sentence.in_language(language),
        }


def find_differences(older: Framework, newer: Framework) -> list[Difference]:
    """Every difference of content from `older` to `newer`: index, removed, added, changed nodes."""
    found = list(_differences_of_index(older, newer))
    before = {node.identity: node for node, _, _ in older.walk()}
    after = {node.identity: node for node, _, _ in newer.walk()}
    for identity, node in before.items():
        if identity not in after:
            sentence = text("Removed: {code} {title} ({points} points).", **_name(node), points=_points(node))
            found.append(Difference("removed", node.code, None, sentence))
    for identity, node in after.items():
        if identity not in before:
            sentence = text("Added: {code} {title} ({points} points).", **_name(node), points=_points(node))
            found.append(Difference("added", None, node.code, sentence))
        else:
            found += _differences_of_nodes(before[identity], node, older, newer)
    return found


def _name(node: Node) -> dict[str, Value]:
    return {"code": node.code, "title": node.title}


def _points(node: Node) -> Value:
    return text("not stated") if node.max_points is None else node.max_points


def _differences_of_index(older: Framework, newer: Framework) -> list[Difference]:
    one, other = older.index, newer.index
    found = []
    if one.max_points != other.max_points:
        unknown = text("not stated")
        sentence = text(
            "Maximum of the index: from {before} to {after} points.",
            before=unknown if one.max_points is None else one.max_points,
            after=unknown if other.max_points is None else other.max_points,
        )
        found.append(Difference("index", "total", "total", sentence))
    if (one.aggregation, one.bounds) != (other.aggregation, other.bounds):
        found.append(
            Difference("combination", "total", "total", text("The total is put together in another way."))
        )
    if (one.ranked, one.ties, one.tie_break, one.published) != (
        other.ranked,
        other.ties,
        other.tie_break,
        other.published,
    ):
        sentence = text("Ranking, ties or rounding of the published figure changed.")
        found.append(Difference("index", "total", "total", sentence))
    if _classes(older) != _classes(newer):
        found.append(
            Difference("index", "total", "total", text("Classes, their conditions or quota changed."))
        )
    if older.parameters != newer.parameters:
        names = sorted(
            name
            for name in older.parameters.keys() | newer.parameters.keys()
            if older.parameters.get(name) != newer.parameters.get(name)
        )
        sentence = text("Parameters with other figures: {names}.", names=listing(names))
        found.append(Difference("parameters", "total", "total", sentence))
    if one.higher_is_better != other.higher_is_better:
        found.append(
            Difference("index", "total", "total", text("The direction in which it is better changed."))
        )
    return found


def _classes(framework: Framework) -> tuple[object, ...]:
    return (
        framework.classes,
        framework.classes_open,
        framework.class_of,
        framework.class_caps,
        framework.quota,
    )


def _differences_of_nodes(before: Node, after: Node, older: Framework, newer: Framework) -> list[Difference]:
    found: list[Difference] = []

    def note(sort: Sort, sentence: Text) -> None:
        found.append(Difference(sort, before.code, after.code, sentence))

    if before.code != after.code:
        note(
            "moved",
            text(
                "Moved: {title} was {before}, is {after}.",
                title=after.title,
                before=before.code,
                after=after.code,
            ),
        )
    if before.title != after.title:
        note(
            "title",
            text(
                "{code}: title “{before}” became “{after}”.",
                code=after.code,
                before=before.title,
                after=after.title,
            ),
        )
    if _range(before) != _range(after):
        note(
            "points",
            text(
                "{code} {title}: {after} points instead of {before}.",
                **_name(after),
                before=_range_in_words(before),
                after=_range_in_words(after),
            ),
        )
    if _rule_beside_range(before) != _rule_beside_range(after):
        note(
            "rule",
            text(
                "{code} {title}: rule changed. Before: {before} Now: {after}",
                **_name(after),
                before=_rule_in_words(before, older),
                after=_rule_in_words(after, newer),
            ),
        )
    if _asked(before) != _asked(after):
        names = sorted(set(before.inputs) ^ set(after.inputs)) or sorted(after.inputs)
        note(
            "inputs",
            text("{code} {title}: other data are asked for: {names}.", **_name(after), names=listing(names)),
        )
    if _conduct(before) != _conduct(after):
        note(
            "conduct",
            text(
                "{code} {title}: changed who it applies to, or what follows when data are missing.",
                **_name(after),
            ),
        )
    if before.parameters != after.parameters:
        names = sorted(before.parameters.keys() | after.parameters.keys())
        note(
            "parameters",
            text(
                "{code} {title}: parameters with other figures: {names}.",
                **_name(after),
                names=listing(names),
            ),
        )
    if _combination(before) != _combination(after):
        note(
            "combination",
            text("{code} {title}: put together, rounded or classed in another way.", **_name(after)),
        )
    law, formerly = law_in_words(after.law, newer), law_in_words(before.law, older)
    if law != formerly:
        note(
            "law",
            text(
                "{code} {title}: rests on {after} instead of {before}.",
                **_name(after),
                before=formerly if formerly.items else text("no stated article"),
                after=law if law.items else text("no stated article"),
            ),
        )
    return found


def _combination(node: Node) -> tuple[object, ...]:
    return (
        node.aggregation or Sum(kind="sum@1"),
        node.higher_is_better,
        node.published,
        node.classes,
        node.class_of,
        node.class_caps,
    )


def _range(node: Node) -> tuple[Fraction, Fraction | None]:
    return node.minimum or Fraction(0), node.max_points


def _range_in_words(node: Node) -> Value:
    lowest, highest = _range(node)
    if highest is None:
        return text("not stated")
    return text("{lowest} to {highest}", lowest=lowest, highest=highest)


def _rule_beside_range(node: Node) -> object:
    """The rule without what only repeats the range of points of its node."""
    if isinstance(node.rule, Entered):
        return node.rule.model_copy(update=_bounds_beside_range(node, node.rule))
    return node.rule


def _asked(node: Node) -> dict[str, InputDefinition]:
    """The inputs; where points are entered, without bounds that only repeat the range of points."""
    if not isinstance(node.rule, Entered):
        return node.inputs
    return {
        name: definition.model_copy(update=_bounds_beside_range(node, definition))
        for name, definition in node.inputs.items()
    }


def _bounds_beside_range(node: Node, bounded: Entered | InputDefinition) -> dict[str, Fraction | None]:
    """The bounds, each of them None where it is that of the node's own range."""
    lowest, highest = _range(node)
    return {
        "at_least": None if bounded.at_least == lowest else bounded.at_least,
        "at_most": None if bounded.at_most == highest else bounded.at_most,
    }


def _conduct(node: Node) -> tuple[object, ...]:
    return node.role, node.applies_to, node.when_not_applicable, node.when_missing, node.when_late


def _rule_in_words(node: Node, framework: Framework) -> Value:
    if node.rule is None:
        return aggregation_in_words(node.aggregation or Sum(kind="sum@1"))
    return listing(node.rule.sentences(leaf_context(node, framework)), separator=" ")
