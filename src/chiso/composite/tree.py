"""The tree of a composite framework in the form that arithmetic needs: groups bottom-up, weights, methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chiso.frameworks.composite.aggregations import Aggregation, Arithmetic
from chiso.frameworks.composite.model import CompositeFramework
from chiso.frameworks.composite.plan import Aggregate


@dataclass(frozen=True, slots=True)
class Tree:
    """Leaves (indicators) and groups; a group comes after all its children."""

    root: str
    leaves: tuple[str, ...]
    groups: tuple[str, ...]
    children_of: Mapping[str, tuple[str, ...]]
    weight_of: Mapping[str, float]
    method_of: Mapping[str, Aggregation]

    def children(self, code: str) -> tuple[str, ...]:
        """The children of a group in the order of the document; none of a leaf."""
        return self.children_of.get(code, ())

    def weight(self, code: str) -> float:
        """The weight as given; weights are rescaled to 1 within a group when they are used."""
        return self.weight_of[code]

    def method(self, code: str) -> Aggregation:
        """How the score of a group follows from those of its children."""
        return self.method_of[code]

    @property
    def nodes(self) -> tuple[str, ...]:
        """Every node bottom-up: leaves, then groups."""
        return self.leaves + self.groups


def tree_of(framework: CompositeFramework) -> Tree:
    """The tree of a framework that the loader has checked.

    The method of a group: its own in the plan's step, else the step's, else the tree's, else arithmetic.
    """
    step = next((one for one in framework.plan.steps if isinstance(one, Aggregate)), None)
    children = {
        code: tuple(child.code for child in below) for code, below in framework.children.items() if code
    }
    bottom_up: list[str] = []

    def visit(code: str) -> None:
        for child in children.get(code, ()):
            visit(child)
        if code in children:
            bottom_up.append(code)

    visit(framework.root.code)
    return Tree(
        root=framework.root.code,
        leaves=tuple(node.code for node in framework.indicators),
        groups=tuple(bottom_up),
        children_of=children,
        weight_of={node.code: float(node.weight) for node in framework.nodes},
        method_of={
            node.code: (
                (step.by_group.get(node.code) or step.method if step else None) or node.method or Arithmetic()
            )
            for node in framework.groups
        },
    )
