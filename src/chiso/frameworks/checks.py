"""What must hold between the parts of a framework, gathered as faults with the path of each.

References lead somewhere, codes and concepts are unique, maxima add up or say that they do not,
classes leave no hole unsaid, figures that may not end as decimals state their rounding, and every
rule proves that it answers each value once (the proofs stand with the rules).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chiso.frameworks.checks_of_classes import check_classes, check_quota
from chiso.frameworks.checks_of_conduct import check_conduct
from chiso.frameworks.checks_of_maxima import check_maxima, check_roundings
from chiso.frameworks.document import KeyPath
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import TOTAL, Framework, Node, Parameter
from chiso.frameworks.parts import LawReference
from chiso.language import Bilingual, text
from chiso.periods import parse_period
from chiso.problems import BadInput

# Faults of parameters and borrowed inputs: no rule can be proved upon them.
_BEFORE_RULES = frozenset({"CH-2024", "CH-2028", "CH-2029", "CH-2032"})


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node with its path in the document."""

    node: Node
    parent: Node | None
    path: KeyPath


def check_framework(framework: Framework) -> list[PlacedFault]:
    """Every fault between the parts, in the order of the document as far as they have one."""
    placed = list(place_nodes(framework.nodes, None, ()))
    faults: list[PlacedFault] = []
    faults += _check_names(framework, placed)
    if faults:  # with double codes nothing else can be told
        return faults
    faults += _check_periods(framework)
    faults += _check_parameters(framework.parameters, ("parameters",))
    faults += _check_references(framework, placed)
    for item in placed:
        faults += _check_shape(item, framework)
        faults += _check_parameters(item.node.parameters, (*item.path, "parameters"))
    nodes = [(item.node, item.path) for item in placed]
    sound = not any(fault.code in _BEFORE_RULES for fault in faults)
    if sound:
        for item in placed:
            faults += _check_rule(item, framework)
    faults += check_maxima(framework, nodes)
    if sound and not any(fault.code.startswith("CH-21") for fault in faults):
        # Whether figures end is asked of rules that have passed their proof.
        faults += check_roundings(framework, nodes)
    faults += check_conduct(framework, nodes)
    faults += check_classes(framework, nodes)
    faults += check_quota(framework)
    return faults


def place_nodes(nodes: Sequence[Node], parent: Node | None, above: KeyPath) -> Iterator[PlacedNode]:
    """Every node with its parent and path, parents first."""
    for position, node in enumerate(nodes):
        path = (*above, "nodes", position)
        yield PlacedNode(node, parent, path)
        yield from place_nodes(node.nodes, node, path)


def _check_names(framework: Framework, placed: list[PlacedNode]) -> Iterator[PlacedFault]:
    codes: dict[str, int] = {}
    concepts: dict[str, str] = {}
    for item in placed:
        code = item.node.code
        if code == TOTAL or code in codes:
            yield PlacedFault(
                "CH-2020",
                (*item.path, "code"),
                code,
                text("Expected a code that no other node has; “total” is the root's."),
                text("Give each node its own code."),
            )
        codes[code] = 1
        if concepts.get(item.node.identity, code) != code:
            yield PlacedFault(
                "CH-2021",
                (*item.path, "concept"),
                item.node.identity,
                text("Expected a concept that no other node measures."),
                text("Two nodes of one framework measure two things; name them apart."),
            )
        concepts[item.node.identity] = code
    keys: set[str] = set()
    for position, document in enumerate(framework.documents):
        if document.key in keys:
            yield PlacedFault(
                "CH-2022",
                ("documents", position, "key"),
                document.key,
                text("Expected a key that no other document has."),
                text("Give each document its own key."),
            )
        keys.add(document.key)


def _check_periods(framework: Framework) -> Iterator[PlacedFault]:
    days = {}
    for end in ("from_", "to"):
        written = getattr(framework.periods, end)
        if written is None:
            continue
        try:
            days[end] = parse_period(written)
        except BadInput as refused:
            problem = refused.problems[0]
            key = end.rstrip("_")
            yield PlacedFault("CH-2023", ("periods", key), written, problem.expected, problem.mend)
    if len(days) == 2 and days["to"].last_day < days["from_"].first_day:
        yield PlacedFault(
            "CH-2023",
            ("periods", "to"),
            framework.periods.to or "",
            text("Expected an end that is not before the beginning."),
            text("Exchange the two, or correct one of them."),
        )


def _check_parameters(parameters: dict[str, Parameter], path: KeyPath) -> Iterator[PlacedFault]:
    for name, parameter in parameters.items():
        one = parameter.value is not None
        several = parameter.by is not None and bool(parameter.values)
        if one == several or (parameter.by is None) != (not parameter.values):
            yield PlacedFault(
                "CH-2024",
                (*path, name),
                name,
                text("Expected either “value”, or “by” with “values”."),
                text("Give one figure, or one for each level, kind or year."),
            )


def _check_references(framework: Framework, placed: list[PlacedNode]) -> Iterator[PlacedFault]:
    known = {document.key for document in framework.documents}
    cited: list[tuple[KeyPath, LawReference]] = []
    for item in placed:
        cited += [((*item.path, "law", n), reference) for n, reference in enumerate(item.node.law)]
        cited += _cited_by_parts(item.node, item.path)
    cited += _cited_by_parts(framework, ())
    cited += [(("index", "bounds_law", n), law) for n, law in enumerate(framework.index.bounds_law)]
    if framework.index.ranking_law:
        cited.append((("index", "ranking_law"), framework.index.ranking_law))
    if framework.quota:
        cited += [(("quota", "law", m), law) for m, law in enumerate(framework.quota.law)]
    for path, reference in cited:
        if reference.document not in known:
            yield PlacedFault(
                "CH-2025",
                (*path, "document"),
                reference.document,
                text("Expected the key of one of the framework's documents."),
                text("Add the document under “documents”, or correct the key."),
            )
    titles = [(("title",), framework.title)] + [((*i.path, "title"), i.node.title) for i in placed]
    for path, title in titles:
        yield from _check_languages(path, title)
    for position, code in enumerate(framework.index.tie_break):
        if code not in framework.nodes_by_code:
            yield _unknown_node(("index", "tie_break", position), code)


def _cited_by_parts(owner: Framework | Node, path: KeyPath) -> Iterator[tuple[KeyPath, LawReference]]:
    """What the classes, their ceilings and the parameters of a node, or of the whole set, cite."""
    for n, band in enumerate(owner.classes):
        yield from (((*path, "classes", n, "law", m), law) for m, law in enumerate(band.law))
    for n, cap in enumerate(owner.class_caps):
        yield from (((*path, "class_caps", n, "law", m), law) for m, law in enumerate(cap.law))
    for name, parameter in owner.parameters.items():
        yield from (((*path, "parameters", name, "law", m), law) for m, law in enumerate(parameter.law))


def _check_languages(path: KeyPath, title: Bilingual) -> Iterator[PlacedFault]:
    for language, written in (("vi", title.vi), ("en", title.en)):
        if not written:
            yield PlacedFault(
                "CH-2026",
                (*path, language),
                "",
                text("Expected the title in Vietnamese and in English."),
                text("Add the translation; say in a remark if it is not official."),
            )


def _unknown_node(path: KeyPath, code: str) -> PlacedFault:
    return PlacedFault(
        "CH-2027",
        path,
        code,
        text("Expected the code of a node of this framework."),
        text("Correct the code, or add the node."),
    )


def _check_shape(item: PlacedNode, framework: Framework) -> Iterator[PlacedFault]:
    """A leaf has a rule; an inner node has parts; a role fits its rule; borrowed inputs exist."""
    node = item.node
    if node.nodes and (node.rule or node.inputs):
        yield PlacedFault(
            "CH-2028",
            item.path,
            node.code,
            text("Expected either parts (“nodes”) or a rule with inputs, not both."),
            text("Move the rule into a leaf of its own."),
        )
    if not node.nodes and node.rule is None:
        yield PlacedFault(
            "CH-2029",
            item.path,
            node.code,
            text("Expected a rule: this node has no parts."),
            text("Where the source does not state it, write rule: {{kind: not_stated@1}}."),
        )
    kind = node.rule.kind if node.rule else ""
    wanted = {"penalty": "penalty@1", "veto": "veto@1"}.get(node.role)
    if node.is_leaf and kind not in ("", "not_stated@1"):
        fits = kind == wanted if wanted else kind not in ("penalty@1", "veto@1")
        if node.role == "fact":
            fits = kind == "tracked@1"
        if not fits:
            yield PlacedFault(
                "CH-2030",
                (*item.path, "role"),
                node.role,
                text("Expected a rule that fits the role; the rule is {kind}.", kind=kind),
                text("A penalty has penalty@1, a veto has veto@1, a fact has tracked@1."),
            )
    if kind == "not_stated@1" and framework.completeness == "full":
        yield PlacedFault(
            "CH-2031",
            (*item.path, "rule"),
            kind,
            text("Expected a rule: the framework says that it is complete."),
            text("State the rule, or set “completeness” to partial."),
        )
    for name, definition in node.inputs.items():
        borrowed = definition.same_as
        if borrowed is None:
            continue
        lender = framework.nodes_by_code.get(borrowed.code)
        theirs = lender.inputs.get(borrowed.input) if lender else None
        if theirs is None or theirs.same_as is not None or theirs.type != definition.type:
            yield PlacedFault(
                "CH-2032",
                (*item.path, "inputs", name, "same_as"),
                f"{borrowed.code} {borrowed.input}",
                text("Expected an input of another leaf, of the same type and not borrowed itself."),
                text("Correct the code or the name of the input."),
            )


def _check_rule(item: PlacedNode, framework: Framework) -> Iterator[PlacedFault]:
    if item.node.rule is None:
        return
    for fault in item.node.rule.faults(leaf_context(item.node, framework)):
        path = (*item.path, "rule", *fault.path)
        yield PlacedFault(fault.code, path, fault.found, fault.expected, fault.mend)
