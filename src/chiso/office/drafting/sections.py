"""The sections in which the fields of a node, and of the head of a draft, stand on their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from chiso.frameworks.model import Framework, Node
from chiso.language import Text, text
from chiso.office.drafting.shapes import Control, Group, TreeForm, shape_of_model
from chiso.office.drafting.shapes.compound import PartShape

_OF_GROUPS = frozenset({"aggregation", "classes", "classes_open", "class_of", "class_caps"})
_OF_LEAVES = frozenset({"inputs", "rule"})

OF_A_NODE: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (text("What is measured"), ("code", "title", "max_points", "role", "assessed_by")),
    (text("What is asked for"), ("inputs",)),
    (text("How points are given"), ("rule", "aggregation")),
    (text("Evidence and law"), ("evidence", "law", "note", "open_points", "maxima_note")),
    (
        text("Whom it is for, and what if"),
        ("applies_to", "when_not_applicable", "when_missing", "when_late"),
    ),
    (
        text("Further settings"),
        ("minimum", "points_basis", "concept", "higher_is_better", "published", "parameters"),
    ),
    (text("Classes of this part"), ("classes", "class_of", "class_caps", "classes_open")),
)
OF_THE_HEAD: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (text("The set"), ("id", "version", "title", "status", "completeness", "periods", "in_force")),
    (text("The total"), ("index",)),
    (text("Classes"), ("classes", "class_of", "class_caps", "classes_open", "quota")),
    (text("Documents of the law"), ("documents",)),
    (text("Whom it is for"), ("applies_to",)),
    (text("Figures by name"), ("parameters",)),
    (text("Sources, rights, remarks"), ("rights", "sources", "missing", "remarks")),
    (text("Other groupings in print"), ("views",)),
)
_ALWAYS_OPEN = 3


@dataclass(slots=True)
class Section:
    """A part of a page. One that is folded opens by itself where something stands in it or is wrong."""

    title: Text
    parts: list[Control | Group] = field(default_factory=list)
    is_open: bool = True
    can_fold: bool = False


def node_shape(*, has_parts: bool, content: dict[str, object]) -> PartShape:
    """The fields of a node: a group is put together, a leaf has a rule. What stands is always shown."""
    hidden = _OF_LEAVES if has_parts else _OF_GROUPS
    return _node_shape(frozenset(hidden - content.keys()) | {"nodes"})


@cache
def _node_shape(leaving_out: frozenset[str]) -> PartShape:
    return shape_of_model(Node, leaving_out=leaving_out)


@cache
def head_shape() -> PartShape:
    """The fields of the head."""
    return shape_of_model(Framework, leaving_out=frozenset({"nodes"}))


def sections(form: TreeForm, plan: Sequence[tuple[Text, tuple[str, ...]]]) -> list[Section]:
    """The fields of a form, cut into sections; empty sections are left out."""
    by_key = {part.name.partition(".")[0]: part for part in form.layout.parts}
    found = []
    for number, (title, keys) in enumerate(plan):
        parts = [by_key[key] for key in keys if key in by_key]
        if parts:
            folds = number >= _ALWAYS_OPEN
            is_open = not folds or any(form.needs_eyes(part) for part in parts)
            found.append(Section(title, parts, is_open, folds))
    return found
