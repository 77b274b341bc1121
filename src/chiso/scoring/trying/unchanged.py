"""The nodes of a draft that give every unit the same points as before: nobody needs to look into them.

A criterion, where rule, maximum, figures of the law and conduct are the same and its answers were
carried as they are; a group, where all its parts are such and it puts them together in the same way.
What compares units, or uses the answer of another criterion, is looked into all the same.
"""

from __future__ import annotations

from chiso.frameworks.aggregations import Sum
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import Framework, Node
from chiso.scoring.trying.trial import Trial


def unchanged_nodes(trial: Trial) -> frozenset[str]:
    """The codes of those nodes in the draft."""
    older, draft = trial.older, trial.draft
    before_of = trial.matching.before_by_after
    found: set[str] = set()
    # Parts come after their group in the walk, so backwards each part is settled first.
    for node, _, _ in reversed(list(draft.walk())):
        twin = older.nodes_by_code.get(before_of.get(node.code, ""))
        if twin is None or twin.is_leaf != node.is_leaf or _conduct(older, twin) != _conduct(draft, node):
            continue
        if node.is_leaf:
            is_same = trial.carried.ways.get(node.code) == "as_it_is" and _asks_the_same(
                older, twin, draft, node
            )
        else:
            is_same = _adds_up_the_same(twin, node, before_of, found)
        if is_same:
            found.add(node.code)
    return frozenset(found)


def _conduct(framework: Framework, node: Node) -> tuple[object, ...]:
    return (
        node.role, node.max_points, node.minimum, node.applies_to, node.when_not_applicable,
        node.when_missing, node.when_late, framework.is_higher_better(node),
    )  # fmt: skip


def _asks_the_same(older: Framework, twin: Node, draft: Framework, node: Node) -> bool:
    if node.rule is None or node.rule != twin.rule or node.rule.needs_league:
        return False
    if any(definition.same_as for definition in (*twin.inputs.values(), *node.inputs.values())):
        return False
    kinds = [{name: d.type for name, d in one.inputs.items()} for one in (twin, node)]
    return kinds[0] == kinds[1] and _figures(older, twin) == _figures(draft, node)


def _figures(framework: Framework, node: Node) -> object:
    """The figures of the law that the rule uses."""
    assert node.rule is not None, "a leaf has a rule"
    known = {**framework.parameters, **node.parameters}
    names = node.rule.parameters(leaf_context(node, framework))
    return {name: (known[name].value, known[name].by, known[name].values) for name in names if name in known}


def _adds_up_the_same(twin: Node, node: Node, before_of: dict[str, str], found: set[str]) -> bool:
    if not all(part.code in found for part in node.nodes):
        return False
    if {before_of[part.code] for part in node.nodes} != {part.code for part in twin.nodes}:
        return False
    one, other = (group.aggregation or Sum(kind="sum@1") for group in (twin, node))
    weights = getattr(other, "weights", None)
    if weights:
        other = other.model_copy(
            update={"weights": {before_of.get(code, code): weight for code, weight in weights.items()}}
        )
    return one == other
