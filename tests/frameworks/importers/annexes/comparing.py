"""What was read against what is known: the tree, and each rule as right, asked for, as text or wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chiso.frameworks.importers import Reading
from tests.frameworks.importers.annexes.content import ASKED, NO_PROSE, Annex, Item
from tests.frameworks.importers.annexes.notation import shown


@dataclass(frozen=True, slots=True)
class Verdict:
    """One leaf: what was read, and whether a question stands beside it."""

    item: Item
    read: str
    asked: tuple[str, ...]

    @property
    def states_a_rule(self) -> bool:
        """Whether the annex says how points are given."""
        return self.item.known != NO_PROSE

    @property
    def is_right(self) -> bool:
        """Whether the rule is the known one; where there is none to know, whether none was made up."""
        if self.item.known in (ASKED, NO_PROSE):
            return self.read == "not_stated@1" and bool(self.asked)
        return self.read == self.item.known

    @property
    def is_read_right(self) -> bool:
        """Whether a rule was read, and it is the known one."""
        return self.item.known not in (ASKED, NO_PROSE) and self.read == self.item.known


def tree_of(reading: Reading) -> list[tuple[int, str, str, Fraction | None]]:
    """(level, code, title, maximum) of every node, parents first."""
    return [(level, node["code"], node["title"]["vi"], _maximum(node)) for level, node in _walk(reading)]


def known_tree(annex: Annex) -> list[tuple[int, str, str, Fraction | None]]:
    """The same, as it is known."""
    return [(item.level, item.known_code, item.title, item.known_maximum) for item in annex.items]


def verdicts(annex: Annex, reading: Reading) -> list[Verdict]:
    """One verdict a leaf, in the order of the annex."""
    nodes = {node["code"]: node for _, node in _walk(reading)}
    asked: dict[str, list[str]] = defaultdict(list)
    for question in reading.questions:
        asked[question.node].append(question.code)
    return [
        Verdict(item, _rule_of(nodes.get(item.known_code)), tuple(asked[item.known_code]))
        for item in annex.leaves
    ]


def _rule_of(node: dict[str, Any] | None) -> str:
    if node is None or "rule" not in node:
        return "no such leaf"
    rule = shown(node["rule"], node.get("inputs", {}), _maximum(node))
    setting = node.get("when_not_applicable")
    return f"{rule}; not applicable: {setting}" if setting else rule


def _maximum(node: dict[str, Any]) -> Fraction | None:
    """The maximum; of a deduction the most that it takes off, which the document has as its minimum."""
    if node.get("role") == "penalty" and node.get("minimum") is not None:
        return -Fraction(node["minimum"])
    return Fraction(node["max_points"]) if node.get("max_points") is not None else None


def _walk(reading: Reading) -> Iterator[tuple[int, dict[str, Any]]]:
    document: Any = reading.document
    yield from _below(document["nodes"], 1)


def _below(nodes: list[dict[str, Any]], level: int) -> Iterator[tuple[int, dict[str, Any]]]:
    for node in nodes:
        yield level, node
        yield from _below(node.get("nodes", []), level + 1)
