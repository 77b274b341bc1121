"""What a framework asks: for each criterion the inputs to answer, their ranges, and its place.

Built once for a framework and used for every row of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from chiso.frameworks.classes import (
    AllOf,
    AnyOf,
    ClassBand,
    ClassCap,
    ClassCondition,
    FactBounds,
    FactIs,
    Not,
)
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.intervals import Domain
from chiso.frameworks.leaf_context import inputs_of, leaf_context
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.parts import LawReference
from chiso.language import Text, text


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """A group whose parts have no maximum of their own, so that its own one limits their sum."""

    group: str
    at_most: Fraction


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion as it is answered. `path` leads from the field down to the criterion."""

    node: Node
    position: int
    path: tuple[Node, ...]
    inputs: Mapping[str, InputDefinition]
    domains: Mapping[str, Domain]
    own_inputs: tuple[str, ...]
    unit_inputs: frozenset[str]
    case_inputs: frozenset[str]
    must_be_open: Text | None
    limit: GroupLimit | None

    def order_of_input(self, name: str) -> int:
        """The place of an input in the document; what speaks for all inputs comes first."""
        return self.own_inputs.index(name) if name else -1


@dataclass(frozen=True, slots=True)
class Questions:
    """All criteria of a framework by code; `groups`: the parts of each inner node."""

    framework: Framework
    by_code: Mapping[str, Question]
    groups: Mapping[str, tuple[str, ...]]


def questions_of(framework: Framework) -> Questions:
    """The questions of a framework (kept by its content hash)."""
    return _questions(ByContent(framework))


@dataclass(frozen=True, slots=True, eq=False)
class ByContent:
    """A framework as a key for what is derived from it: equal where the content is equal."""

    framework: Framework

    def __hash__(self) -> int:
        return hash(self.framework.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByContent) and self.framework.hash == other.framework.hash


@cache
def _questions(hashed: ByContent) -> Questions:
    framework = hashed.framework
    used_by_classes = facts_of_classes(framework)
    by_code = {}
    groups = {}
    for position, (node, parent, _) in enumerate(framework.walk()):
        if node.is_leaf:
            by_code[node.code] = _question(node, parent, position, framework, used_by_classes)
        else:
            groups[node.code] = tuple(part.code for part in node.nodes)
    return Questions(framework, by_code, groups)


def _question(
    node: Node, parent: Node | None, position: int, framework: Framework, used_by_classes: frozenset[str]
) -> Question:
    context = leaf_context(node, framework)
    inputs = inputs_of(node, framework)
    unit_inputs: frozenset[str] = frozenset()
    case_inputs: frozenset[str] = frozenset()
    accepted: Mapping[str, Domain] = {}
    if node.rule is not None:
        used = node.rule.inputs_used(context)
        unit_inputs, case_inputs = used.of_unit, used.of_case
        accepted = node.rule.accepted_domains(context)
    domains = {}
    for name, definition in inputs.items():
        domain = definition.domain()
        if domain is not None:
            narrowed = accepted.get(name)
            domains[name] = domain.narrowed(narrowed.interval) if narrowed else domain
    return Question(
        node,
        position,
        _path(node, framework),
        inputs,
        domains,
        tuple(name for name, definition in node.inputs.items() if definition.same_as is None),
        unit_inputs,
        case_inputs,
        _why_open(node, framework, used_by_classes),
        _group_limit(node, parent),
    )


def _group_limit(node: Node, parent: Node | None) -> GroupLimit | None:
    is_entered = node.role == "regular" and node.rule is not None and node.rule.kind == "entered@1"
    if not is_entered or node.max_points is not None or parent is None or parent.max_points is None:
        return None
    return GroupLimit(parent.code, parent.max_points)


def _path(node: Node, framework: Framework) -> tuple[Node, ...]:
    path = [node]
    while (above := framework.parents[path[-1].code]) is not None:
        path.append(above)
    return tuple(reversed(path))


def _why_open(node: Node, framework: Framework, used_by_classes: frozenset[str]) -> Text | None:
    """Why the inputs of a criterion cannot be withheld, or None if they can."""
    borrowers = [
        other
        for other in framework.leaves
        if any(d.same_as and d.same_as.code == node.code for d in other.inputs.values())
    ]
    for leaf in (node, *borrowers):
        if leaf.rule is not None and leaf.rule.needs_league:
            return text("Expected an open value: the points of other units rest on it.")
        if leaf.role == "veto":
            return text("Expected an open value: it can limit the points of the whole group.")
        if leaf.code in used_by_classes:
            return text("Expected an open value: a class rests on it.")
    return None


def law_of(framework: Framework, node: Node) -> tuple[LawReference, ...]:
    """The law that a node rests on: its own references, else those of the nearest node above."""
    here: Node | None = node
    while here is not None:
        if here.law:
            return here.law
        here = framework.parents[here.code]
    return ()


def facts_of_classes(framework: Framework) -> frozenset[str]:
    """The facts on which classes or their ceilings rest."""
    found: set[str] = set()
    _gather(framework.classes, framework.class_caps, found)
    for node, _, _ in framework.walk():
        _gather(node.classes, node.class_caps, found)
    return frozenset(found)


def _gather(bands: Iterable[ClassBand], caps: Iterable[ClassCap], found: set[str]) -> None:
    waiting: list[ClassCondition] = [condition for band in bands for condition in band.needs]
    waiting += [cap.when for cap in caps]
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, (FactBounds, FactIs)):
            found.add(condition.fact)
        else:
            waiting.extend(_parts(condition))


def _parts(condition: ClassCondition) -> Sequence[ClassCondition]:
    if isinstance(condition, AllOf):
        return condition.all
    if isinstance(condition, AnyOf):
        return condition.any
    return (condition.not_,) if isinstance(condition, Not) else ()
