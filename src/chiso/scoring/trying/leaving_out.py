"""A set without some of its criteria, as if they applied to nobody: their group loses their maxima.

Every unit is said to have "not applicable" there, and the set says that nothing follows from it
(leave_out), whatever it says otherwise: no full points, no stretching of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from chiso.frameworks.model import Framework, Node
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.layers import LAYERS
from chiso.scoring.trying.matching import edit_nodes
from chiso.units import Unit

_NOT_APPLICABLE = {LAYERS[0]: Answer("not_applicable")}


def leave_out_criteria(
    framework: Framework, answers: Answers, units: Iterable[Unit], codes: Set[str]
) -> tuple[Framework, Answers]:
    """The set in which nothing follows from the absence of `codes`, and answers that they do not apply."""
    if not codes:
        return framework, answers
    treatments = dict.fromkeys(codes, "leave_out") | _treatments_of_groups(framework, codes)
    changed = edit_nodes(
        framework,
        lambda node: {"when_not_applicable": treatments[node["code"]]} if node["code"] in treatments else {},
    )
    absent = dict.fromkeys(codes, _NOT_APPLICABLE)
    by_unit = {unit.uid: {**answers.by_unit.get(unit.uid, {}), **absent} for unit in units}
    attested = {
        uid: {code: one for code, one in given.items() if code not in codes}
        for uid, given in answers.attested.items()
    }
    return changed, Answers(by_unit, attested=attested)


def with_borrowers(framework: Framework, codes: Iterable[str]) -> frozenset[str]:
    """The criteria, and those that use their answers: what is left out takes them along."""
    found = set(codes)
    size = -1
    while size < len(found):
        size = len(found)
        found |= {
            leaf.code
            for leaf in framework.leaves
            if any(d.same_as and d.same_as.code in found for d in leaf.inputs.values())
        }
    return frozenset(found)


def _treatments_of_groups(framework: Framework, codes: Set[str]) -> dict[str, str]:
    """What follows where no part of a group applies, for the groups that lose parts.

    Nothing, where all of its parts are left out; else what the set says of the group or of its parts.
    """
    found = {}
    for node, _, _ in framework.walk():
        leaves = [] if node.is_leaf else list(_leaves(node))
        kept = [leaf for leaf in leaves if leaf.code not in codes]
        if len(kept) == len(leaves):
            continue
        stated = [one.when_not_applicable for one in (node, *kept)]
        own = [treatment for treatment in stated if treatment not in (None, "refused")]
        found[node.code] = own[0] if kept and own else "leave_out"
    return {code: str(treatment) for code, treatment in found.items()}


def _leaves(node: Node) -> Iterable[Node]:
    if node.is_leaf:
        yield node
    for part in node.nodes:
        yield from _leaves(part)
