"""What is measured: a framework `id@version`, its nodes, and the law that each rests on.

A framework is immutable. Its document is the authority (and what is hashed); these models are the
document understood. Keys are fixed: a new key is a new format version.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, PrivateAttr, StrictBool

from chiso.figures import Rounding
from chiso.frameworks.aggregations import Aggregation, Sum
from chiso.frameworks.classes import BoundsPart, ClassBand, ClassCap, Quota
from chiso.frameworks.document import Tree, content_hash
from chiso.frameworks.fields import BilingualField, Figure, Part
from chiso.frameworks.inputs import InputDefinition, InputName
from chiso.frameworks.parts import AppliesTo, LawReference
from chiso.frameworks.roundings import RoundingRule
from chiso.frameworks.rules import Rule
from chiso.language import text

FORMAT = "chiso-framework/1"
TOTAL = "total"

Role: TypeAlias = Literal["regular", "bonus", "penalty", "veto", "fact"]
PointsBasis: TypeAlias = Literal["stated", "derived", "fits", "entered"]
WhenNotApplicable: TypeAlias = Literal[
    "rescale_parent", "rescale_index", "full_points", "zero", "leave_out", "refused"
]
WhenMissing: TypeAlias = Literal["incomplete", "zero", "minimum"]
Assessor: TypeAlias = Literal["self", "survey", "statistic", "system", "inspection"]
Status: TypeAlias = Literal["official", "draft", "fictitious"]
Completeness: TypeAlias = Literal["full", "partial", "headings_only"]


def _is_day(written: str) -> str:
    completed = f"{written}-01-01" if len(written) == len("2018") else written
    try:
        day = datetime.date.fromisoformat(completed)
    except ValueError:
        day = None
    if day is None or day.isoformat() != completed:
        raise ValueError(text("Expected a day such as 2018-04-23, or a year where only that is known."))
    return written


Day: TypeAlias = Annotated[str, AfterValidator(_is_day)]
Slug: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Version: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
Code: TypeAlias = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]


class SourceDocument(Part):
    """A document of the law, named by `key` inside the framework."""

    key: str = Field(min_length=1)
    number: str = Field(min_length=1)
    title: BilingualField | None = None
    date: Day | None = None
    in_force: Day | None = None
    articles: str | None = None
    note: BilingualField | None = None


class Source(Part):
    """Where the content was found, in words, with an address if it has one."""

    text: BilingualField
    url: str | None = None


class Span(Part):
    """From–to in periods, either end open."""

    from_: str | None = Field(default=None, alias="from")
    to: str | None = None


class DaySpan(Part):
    """From–to in days, either end open."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class Parameter(Part):
    """A figure of the law that is one value, or one by level, kind or year."""

    value: Figure | None = None
    by: Literal["level", "kind", "year"] | None = None
    values: dict[str, Figure] = Field(default_factory=dict)
    law: tuple[LawReference, ...] = ()
    note: BilingualField | None = None


class Index(Part):
    """The root: the total, how it is rounded for print, ranked and kept within bounds."""

    title: BilingualField | None = None
    max_points: Figure | None = None
    aggregation: Aggregation = Sum(kind="sum@1")
    bounds: BoundsPart | None = None
    bounds_law: tuple[LawReference, ...] = ()
    higher_is_better: StrictBool = True
    ranked: Literal["exact", "published", "none"] = "exact"
    ranking_law: LawReference | None = None
    published: RoundingRule | None = None
    ties: Literal["lowest", "highest", "dense"] = "lowest"
    tie_break: tuple[str, ...] = ()
    maxima_note: BilingualField | None = None


class Node(Part):
    """A field, criterion or sub-criterion. A leaf has a rule; an inner node has nodes."""

    code: Code
    title: BilingualField
    max_points: Figure | None = None
    minimum: Figure | None = None
    points_basis: PointsBasis = "stated"
    law: tuple[LawReference, ...] = ()
    role: Role = "regular"
    concept: str | None = None
    higher_is_better: StrictBool | None = None
    applies_to: AppliesTo | None = None
    when_not_applicable: WhenNotApplicable | None = None
    when_missing: WhenMissing = "incomplete"
    when_late: Literal["accepted", "zero"] = "accepted"
    assessed_by: tuple[Assessor, ...] = ()
    evidence: BilingualField | None = None
    note: BilingualField | None = None
    open_points: tuple[BilingualField, ...] = ()
    maxima_note: BilingualField | None = None
    published: RoundingRule | None = None
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    aggregation: Aggregation | None = None
    nodes: tuple[Node, ...] = ()
    classes: tuple[ClassBand, ...] = ()
    classes_open: tuple[BilingualField, ...] = ()
    class_of: Literal["points", "percent"] = "points"
    class_caps: tuple[ClassCap, ...] = ()
    inputs: dict[InputName, InputDefinition] = Field(default_factory=dict)
    rule: Rule | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether the node has a rule of its own instead of parts."""
        return not self.nodes

    @property
    def identity(self) -> str:
        """What is measured, over versions in which codes move."""
        return self.concept or self.code


class ViewPart(Part):
    """One column of another grouping in which a publisher prints results."""

    code: Code
    title: BilingualField
    max_points: Figure | None = None


class View(Part):
    """Another grouping of the same leaves, as printed by a publisher."""

    key: str
    title: BilingualField
    parts: tuple[ViewPart, ...]
    note: BilingualField | None = None


class Framework(Part):
    """A set of criteria, `id@version`."""

    format: Literal["chiso-framework/1"]
    id: Slug
    version: Version
    title: BilingualField
    status: Status
    completeness: Completeness
    periods: Span
    in_force: DaySpan | None = None
    applies_to: AppliesTo | None = None
    documents: tuple[SourceDocument, ...] = ()
    sources: tuple[Source, ...] = ()
    rights: BilingualField
    missing: tuple[BilingualField, ...] = ()
    remarks: tuple[BilingualField, ...] = ()
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    index: Index
    nodes: tuple[Node, ...] = Field(min_length=1)
    classes: tuple[ClassBand, ...] = ()
    classes_open: tuple[BilingualField, ...] = ()
    class_of: Literal["points", "percent"] = "points"
    class_caps: tuple[ClassCap, ...] = ()
    quota: Quota | None = None
    views: tuple[View, ...] = ()

    # The document as it was read; set by the loader, which is the only way to make a framework.
    _tree: Tree = PrivateAttr(default=None)

    @property
    def tree(self) -> Tree:
        """The document that these models understand; its canonical JSON is what is hashed."""
        return self._tree

    @property
    def key(self) -> str:
        """The name by which it is asked for: `id@version`."""
        return f"{self.id}@{self.version}"

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical document: 64 hexadecimal digits."""
        return content_hash(self.tree)

    @cached_property
    def nodes_by_code(self) -> dict[str, Node]:
        """Every node but the root, by code."""
        return {node.code: node for node, _, _ in self.walk()}

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that have a rule, in the order of the document."""
        return tuple(node for node, _, _ in self.walk() if node.is_leaf)

    @cached_property
    def parents(self) -> dict[str, Node | None]:
        """The parent of each node by code; None where the parent is the root."""
        return {node.code: parent for node, parent, _ in self.walk()}

    @cached_property
    def documents_by_key(self) -> dict[str, SourceDocument]:
        """The documents of the law, by key."""
        return {document.key: document for document in self.documents}

    def walk(self) -> Iterator[tuple[Node, Node | None, int]]:
        """Every node with its parent and depth (1 under the root), parents before children."""
        waiting: list[tuple[Node, Node | None, int]] = [(node, None, 1) for node in reversed(self.nodes)]
        while waiting:
            node, parent, depth = waiting.pop()
            yield node, parent, depth
            waiting.extend((child, node, depth + 1) for child in reversed(node.nodes))

    def _repr_html_(self) -> str:
        from chiso.frameworks.presentation import framework_as_html

        return framework_as_html(self)

    def is_higher_better(self, node: Node) -> bool:
        """The direction of a node: its own, else of the nearest one above it, else of the index."""
        here: Node | None = node
        while here is not None:
            if here.higher_is_better is not None:
                return here.higher_is_better
            here = self.parents[here.code]
        return self.index.higher_is_better

    def published_rounding(self, code: str) -> Rounding | None:
        """How a figure of this node that has no end as a decimal is written."""
        node = self.nodes_by_code.get(code)
        rule = (node.published if node else None) or self.index.published
        return rule.rounding if rule else None


Node.model_rebuild()
Framework.model_rebuild()
