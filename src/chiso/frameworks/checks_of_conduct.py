"""What follows where a criterion does not apply, is missing or comes late: said once and for certain.

A veto cannot be passed by not answering it. A criterion that borrows an input does not apply where its
lender does not, so it says what follows then. A group all of whose parts may be left out, each with
another consequence, says itself what follows: else the order of its parts would decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chiso.frameworks.document import KeyPath
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.model import Framework, Node
from chiso.language import listing, text

PlacedNodes = Sequence[tuple[Node, KeyPath]]

# Points are given nevertheless: the part counts, and its group applies.
_WITH_POINTS = frozenset({"full_points", "zero"})


def check_conduct(framework: Framework, placed: PlacedNodes) -> Iterator[PlacedFault]:
    """Faults of what follows where an answer is not to be had."""
    for node, path in placed:
        if node.role == "veto":
            yield from _check_veto(node, path)
        yield from _check_borrower(node, path, framework)
        yield from _check_group(node, path)


def _check_veto(node: Node, path: KeyPath) -> Iterator[PlacedFault]:
    for key, stated, only in (
        ("when_missing", node.when_missing, "incomplete"),
        ("when_late", node.when_late, "accepted"),
    ):
        if stated != only:
            yield PlacedFault(
                "CH-2033",
                (*path, key),
                stated,
                text("Expected no points for a condition: whoever does not answer it would pass it."),
                text("Leave the key out; a unit that does not answer is incomplete."),
            )


def _check_borrower(node: Node, path: KeyPath, framework: Framework) -> Iterator[PlacedFault]:
    if _own_treatment(node) is not None or node.when_not_applicable == "refused":
        return
    for definition in node.inputs.values():
        lender = framework.nodes_by_code.get(definition.same_as.code) if definition.same_as else None
        if lender is not None and _own_treatment(lender) is not None:
            yield PlacedFault(
                "CH-2034",
                (*path, "when_not_applicable"),
                "",
                text(
                    "Expected what follows where “{code}” does not apply: its answer is used here too.",
                    code=lender.code,
                ),
                text("State when_not_applicable for this criterion as well."),
            )
            return


def _check_group(node: Node, path: KeyPath) -> Iterator[PlacedFault]:
    if node.is_leaf or _own_treatment(node) is not None:
        return
    treatments = _treatments_of_parts(node)
    if len(treatments) > 1:
        yield PlacedFault(
            "CH-2035",
            (*path, "when_not_applicable"),
            "",
            text(
                "Expected what follows where no part of the group applies; its parts say: {treatments}.",
                treatments=listing(sorted(treatments)),
            ),
            text("State when_not_applicable for the group."),
        )


def _own_treatment(node: Node) -> str | None:
    stated = node.when_not_applicable
    return None if stated is None or stated == "refused" else stated


def _treatments_of_parts(node: Node) -> frozenset[str]:
    """What can follow where every regular part is left out; empty where some part always counts."""
    found: frozenset[str] = frozenset()
    for part in node.nodes:
        if part.role != node.role:
            continue
        ways = _ways_out(part)
        if not ways:
            return frozenset()
        found |= ways
    return found


def _ways_out(node: Node) -> frozenset[str]:
    """The treatments with which a node can come to be left out without points."""
    own = _own_treatment(node)
    may_be_left_out = own is not None or node.applies_to is not None or _rule_leaves_out(node)
    ways = {own or "leave_out"} if may_be_left_out else set()
    if not node.is_leaf and (inner := _treatments_of_parts(node)):
        ways |= {own} if own is not None else inner
    return frozenset(ways) - _WITH_POINTS


def _rule_leaves_out(node: Node) -> bool:
    """Whether the rule itself, or its rule for each case, can say that the criterion does not apply."""
    rules = (node.rule, getattr(node.rule, "rule", None))
    return any(getattr(rule, "when_undefined", None) == "not_applicable" for rule in rules)
