"""What must hold between the parts of a composite framework: one tree, weights, references.

    CH-8003 code twice            CH-8004 parent unknown       CH-8005 no index, or several
    CH-8006 circle                CH-8007 weight below 0       CH-8008 weights that do not add up
    CH-8009 key of the other kind of node                      CH-8010 indicator without direction
    CH-8011 denominator unknown   CH-8012 goalposts            CH-8020 code that is a column of its own
    CH-2021 concept twice, as in a set of criteria

What holds between the plan and the tree stands in `checks_of_plans`, and is asked only of a sound tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from chiso.figures import write_exact
from chiso.frameworks.composite.model import CompositeFramework, CompositeNode
from chiso.frameworks.faults import PlacedFault
from chiso.language import listing, text

# Columns that every table of units or figures has.
RESERVED_COLUMNS = frozenset({"unit", "period", "name"})


def check_tree(framework: CompositeFramework) -> list[PlacedFault]:
    """Every fault of the nodes and variables."""
    return [
        *_codes(framework),
        *_concepts(framework),
        *_parents(framework),
        *_index(framework),
        *_circles(framework),
        *_weights(framework),
        *_keys_of_kind(framework),
        *_references(framework),
    ]


def _codes(framework: CompositeFramework) -> Iterator[PlacedFault]:
    seen: set[str] = set()
    places = [(("nodes", position, "code"), node.code) for position, node in enumerate(framework.nodes)]
    places += [(("groupings", at, "code"), one.code) for at, one in enumerate(framework.groupings)]
    places += [(("denominators", at, "code"), one.code) for at, one in enumerate(framework.denominators)]
    for path, code in places:
        if code in RESERVED_COLUMNS:
            yield PlacedFault(
                "CH-8020",
                path,
                code,
                text("Expected another code: this is the name of a column that every table has."),
                text("Give it another code."),
            )
        if code in seen:
            yield PlacedFault(
                "CH-8003",
                path,
                code,
                text("Expected a code that nothing else has."),
                text("Give each node, grouping and denominator its own code."),
            )
        seen.add(code)


def _concepts(framework: CompositeFramework) -> Iterator[PlacedFault]:
    """Versions are compared by what nodes measure, so that of two alike one would be lost."""
    codes: dict[str, str] = {}
    for position, node in enumerate(framework.nodes):
        if codes.setdefault(node.identity, node.code) != node.code:
            yield PlacedFault(
                "CH-2021",
                ("nodes", position, "concept"),
                node.identity,
                text("Expected a concept that no other node measures."),
                text("Two nodes of one framework measure two things; name them apart."),
            )


def _parents(framework: CompositeFramework) -> Iterator[PlacedFault]:
    codes = {node.code for node in framework.nodes}
    for position, node in enumerate(framework.nodes):
        if node.parent and node.parent not in codes:
            yield PlacedFault(
                "CH-8004",
                ("nodes", position, "parent"),
                node.parent,
                text("Expected the code of a node as the parent."),
                text("Add the node, or correct the code."),
            )


def _index(framework: CompositeFramework) -> Iterator[PlacedFault]:
    roots = [(position, node) for position, node in enumerate(framework.nodes) if not node.parent]
    if not roots:
        yield PlacedFault(
            "CH-8005",
            ("nodes",),
            "",
            text("Expected one node without a parent: the index."),
            text("Take the parent away from the node that is the index."),
        )
    for position, node in roots[1:]:
        yield PlacedFault(
            "CH-8005",
            ("nodes", position),
            node.code,
            text("Expected one node without a parent; {first} has none already.", first=roots[0][1].code),
            text("Name the parent of one of them."),
        )
    if len(roots) == 1 and roots[0][1].code not in {node.parent for node in framework.nodes}:
        yield PlacedFault(
            "CH-8005",
            ("nodes", roots[0][0]),
            roots[0][1].code,
            text("Expected nodes below the index; there are none."),
            text("Add indicators that name it as their parent."),
        )


def _circles(framework: CompositeFramework) -> Iterator[PlacedFault]:
    parents = {node.code: node.parent for node in framework.nodes}
    told: set[str] = set()
    for position, node in enumerate(framework.nodes):
        path = [node.code]
        while (above := parents.get(path[-1], "")) and above not in path:
            path.append(above)
        if above == node.code and told.isdisjoint(path):
            told.update(path)
            yield PlacedFault(
                "CH-8006",
                ("nodes", position, "parent"),
                node.parent,
                text("Expected a tree; these nodes lie in a circle: {codes}.", codes=listing(path)),
                text("Name a parent outside the circle."),
            )


def _weights(framework: CompositeFramework) -> Iterator[PlacedFault]:
    for position, node in enumerate(framework.nodes):
        if node.weight < 0:
            yield PlacedFault(
                "CH-8007",
                ("nodes", position, "weight"),
                write_exact(node.weight),
                text("Expected a weight that is not below 0."),
                text("A figure of which less is better has the direction -1, not a negative weight."),
            )
    positions = {node.code: position for position, node in enumerate(framework.nodes)}
    for group, children in framework.children.items():
        if group not in positions or any(child.weight < 0 for child in children):
            continue
        total = sum((child.weight for child in children), Fraction(0))
        wanted = framework.weights_add_up_to
        if total == 0 or (wanted is not None and total != wanted):
            expected = (
                text("Expected the weights below this node to add up to {total}.", total=wanted)
                if wanted is not None
                else text("Expected at least one weight above 0 below this node.")
            )
            yield PlacedFault(
                "CH-8008",
                ("nodes", positions[group]),
                write_exact(total),
                expected,
                text("Correct the weights."),
            )


_OF_INDICATORS = ("direction", "unit", "denominator", "target", "goalposts")


def _keys_of_kind(framework: CompositeFramework) -> Iterator[PlacedFault]:
    parents = Counter(node.parent for node in framework.nodes)
    for position, node in enumerate(framework.nodes):
        if parents[node.code]:
            for key in _OF_INDICATORS:
                if getattr(node, key) is not None:
                    yield PlacedFault(
                        "CH-8009",
                        ("nodes", position, key),
                        node.code,
                        text("Expected this key of an indicator only; this node has nodes below it."),
                        text("Take it out."),
                    )
        elif node.parent:
            yield from _keys_of_indicator(position, node)


def _keys_of_indicator(position: int, node: CompositeNode) -> Iterator[PlacedFault]:
    if node.method is not None:
        yield PlacedFault(
            "CH-8009",
            ("nodes", position, "method"),
            node.code,
            text("Expected a method of a group only; this node has no nodes below it."),
            text("Take it out, or add the indicators that belong below."),
        )
    if node.direction is None:
        yield PlacedFault(
            "CH-8010",
            ("nodes", position),
            node.code,
            text("Expected the direction of the indicator: 1 (more is better) or -1 (less is better)."),
            text("Add the key “direction”."),
        )
    if node.goalposts is not None and node.goalposts.lower >= node.goalposts.upper:
        yield PlacedFault(
            "CH-8012",
            ("nodes", position, "goalposts"),
            f"{write_exact(node.goalposts.lower)}, {write_exact(node.goalposts.upper)}",
            text("Expected a lower goalpost below the upper one."),
            text("Where less is better, the direction says so; the goalposts stay in their order."),
        )


def _references(framework: CompositeFramework) -> Iterator[PlacedFault]:
    denominators = {one.code for one in framework.denominators}
    for position, node in enumerate(framework.nodes):
        if node.denominator is not None and node.denominator not in denominators:
            yield PlacedFault(
                "CH-8011",
                ("nodes", position, "denominator"),
                node.denominator,
                text("Expected one of the denominators: {codes}.", codes=listing(sorted(denominators))),
                text("Add it under “denominators”, or correct the code."),
            )
