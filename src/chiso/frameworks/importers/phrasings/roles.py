"""A rule in the place of its leaf: the points of a deduction are an amount that is taken off."""

from __future__ import annotations

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.phrasings.building import figure
from chiso.frameworks.importers.phrasings.clauses import Prose


def in_role(rule: Tree, prose: Prose) -> Tree:
    """`rule`, or a penalty of which it is the amount."""
    if prose.leaf.role != "penalty":
        return rule
    penalty: dict[str, Tree] = {"kind": "penalty@1", "amount": rule}
    # What is counted can go beyond what the annex prints as the most that is taken off.
    is_counted = isinstance(rule, dict) and rule["kind"] == "per_item@1"
    if is_counted and prose.maximum:
        penalty["at_most"] = figure(prose.maximum)
    return penalty
