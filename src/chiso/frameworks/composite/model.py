"""A composite framework `id@version`: a tree of indicators and groups, and the plan that joins them.

The document is the authority (and what is hashed); these models are the document understood. Nodes stand in
a flat list and name their parent; the node without a parent is the index. A node that is nobody's parent is
an indicator, every other one a group. Children may sit at different depths.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PrivateAttr, WithJsonSchema

from chiso.frameworks.composite.aggregations import Aggregation
from chiso.frameworks.composite.plan import Plan
from chiso.frameworks.document import Tree, content_hash
from chiso.frameworks.fields import BilingualField, Figure, Part
from chiso.frameworks.model import Code, Slug, Source, Status, Version
from chiso.language import text

COMPOSITE_FORMAT = "chiso-composite/1"


def _read_direction(written: object) -> int:
    direction = {"1": 1, "+1": 1, "-1": -1}.get(str(written))
    if direction is None:
        raise ValueError(text("Expected 1 (more is better) or -1 (less is better)."))
    return direction


Direction: TypeAlias = Annotated[
    Literal[1, -1],
    BeforeValidator(_read_direction),
    WithJsonSchema({"type": "string", "enum": ["1", "-1"]}),
]


class GoalpostPair(Part):
    """The figures that count as nothing and as all, in the unit of the indicator; `lower` < `upper`."""

    lower: Figure
    upper: Figure


class CompositeNode(Part):
    """An indicator (a column of the data) or a group of nodes."""

    code: Code
    title: BilingualField
    parent: str = ""
    weight: Figure = Fraction(1)
    concept: str | None = None
    note: BilingualField | None = None
    # Of an indicator.
    direction: Direction | None = None
    unit: BilingualField | None = None
    denominator: str | None = None
    target: Figure | None = None
    goalposts: GoalpostPair | None = None
    # Of a group.
    method: Aggregation | None = None

    @property
    def identity(self) -> str:
        """What is measured, over versions in which codes move."""
        return self.concept or self.code


class Variable(Part):
    """A column of the table of units: a grouping or a denominator."""

    code: Code
    title: BilingualField
    unit: BilingualField | None = None


class CompositeFramework(Part):
    """A composite index: what it is made of, and how."""

    format: Literal["chiso-composite/1"]
    id: Slug
    version: Version
    title: BilingualField
    status: Status
    sources: tuple[Source, ...] = ()
    rights: BilingualField
    remarks: tuple[BilingualField, ...] = ()
    groupings: tuple[Variable, ...] = ()
    denominators: tuple[Variable, ...] = ()
    weights_add_up_to: Figure | None = Field(default=None, gt=0)
    """What the weights of each group's children must add up to; without it they are only rescaled."""
    nodes: tuple[CompositeNode, ...] = Field(min_length=1)
    plan: Plan

    # The document as it was read; set by the loader, which is the only way to make a framework.
    _tree: Tree = PrivateAttr(default=None)

    @property
    def tree(self) -> Tree:
        """The document that these models understand."""
        return self._tree

    @property
    def key(self) -> str:
        """The name by which it is asked for: `id@version`."""
        return f"{self.id}@{self.version}"

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical document: 64 hexadecimal digits."""
        return content_hash(self.tree)

    @cached_property
    def nodes_by_code(self) -> Mapping[str, CompositeNode]:
        """Every node by its code."""
        return {node.code: node for node in self.nodes}

    @cached_property
    def children(self) -> Mapping[str, tuple[CompositeNode, ...]]:
        """The children of each group by its code, in the order of the document; "" holds the index."""
        children: dict[str, list[CompositeNode]] = {}
        for node in self.nodes:
            children.setdefault(node.parent, []).append(node)
        return {code: tuple(below) for code, below in children.items()}

    @cached_property
    def root(self) -> CompositeNode:
        """The index."""
        return self.children[""][0]

    @cached_property
    def indicators(self) -> tuple[CompositeNode, ...]:
        """The nodes that are columns of the data, in the order of the document."""
        return tuple(node for node in self.nodes if node.code not in self.children)

    @cached_property
    def groups(self) -> tuple[CompositeNode, ...]:
        """The nodes that have children, in the order of the document."""
        return tuple(node for node in self.nodes if node.code in self.children)
