"""A composite framework as people read it: facts, the tree, and the plan in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chiso.frameworks.composite.aggregations import Aggregation
from chiso.frameworks.composite.kinds_in_words import (
    aggregation_in_words,
    imputation_in_words,
    normalisation_in_words,
    treatment_in_words,
    weighing_in_words,
)
from chiso.frameworks.composite.model import CompositeFramework, CompositeNode
from chiso.frameworks.composite.plan import (
    Aggregate,
    Denominate,
    Impute,
    Normalise,
    Screen,
    Step,
    Treat,
    Weigh,
)
from chiso.frameworks.composite.preparations import Imputation
from chiso.frameworks.presentation import STATUS_IN_WORDS
from chiso.language import Bilingual, Text, Value, listing, text


@dataclass(frozen=True, slots=True)
class NodeShown:
    """One node as it is shown: depth 1 is the index."""

    depth: int
    node: CompositeNode
    sentences: tuple[Text, ...]


def describe_composite(framework: CompositeFramework) -> list[tuple[Text, Value]]:
    """What stands above the tree: name, status, sources, rights, remarks, the plan step by step."""
    facts: list[tuple[Text, Value]] = [
        (text("Framework"), framework.key),
        (text("Title"), framework.title),
        (text("Status"), STATUS_IN_WORDS[framework.status]),
    ]
    facts += [(text("Source"), source.text) for source in framework.sources]
    facts.append((text("Rights"), framework.rights))
    facts += [(text("Note"), remark) for remark in framework.remarks]
    facts += [(text("Step"), sentence) for sentence in plan_in_words(framework)]
    facts.append((text("Content hash"), framework.content_hash))
    return facts


def nodes_in_order(framework: CompositeFramework) -> Iterator[NodeShown]:
    """Every node, a group before its children."""
    waiting: list[tuple[CompositeNode, int]] = [(framework.root, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield NodeShown(depth, node, tuple(_of_node(framework, node)))
        waiting += [(child, depth + 1) for child in reversed(framework.children.get(node.code, ()))]


def _of_node(framework: CompositeFramework, node: CompositeNode) -> Iterator[Text]:
    if node.parent:
        siblings = sum(child.weight for child in framework.children[node.parent])
        yield text("Weight: {weight} of {total}.", weight=node.weight, total=siblings)
    if node.code in framework.children:
        yield aggregation_in_words(method_of_group(framework, node))
        return
    yield text("More is better.") if node.direction == 1 else text("Less is better.")
    if node.unit is not None:
        yield text("Unit: {unit}.", unit=node.unit)
    if node.denominator is not None:
        names = {one.code: one.title for one in framework.denominators}
        yield text("Denominator: {denominator}.", denominator=names[node.denominator])
    if node.target is not None:
        yield text("Target: {target}.", target=node.target)
    if node.goalposts is not None:
        yield text("Goalposts: {lower} and {upper}.", lower=node.goalposts.lower, upper=node.goalposts.upper)


def plan_in_words(framework: CompositeFramework) -> list[Text]:
    """One sentence a step, and one an exception in it."""
    return [sentence for step in framework.plan.steps for sentence in step_in_words(step, framework)]


def method_of_group(framework: CompositeFramework, node: CompositeNode) -> Aggregation | None:
    """How the plan joins the parts of a group; None is the arithmetic mean."""
    step = next(one for one in framework.plan.steps if isinstance(one, Aggregate))
    return step.by_group.get(node.code) or step.method or node.method


def step_in_words(step: Step, framework: CompositeFramework) -> Iterator[Text]:
    """A sentence for a step, and one for each exception in it."""
    groupings = {one.code: one.title for one in framework.groupings}
    match step:
        case Denominate(indicators=None):
            yield text("Figures with a denominator are divided by it.")
        case Denominate(indicators=codes):
            yield text("Divided by their denominator: {codes}.", codes=listing(codes or ()))
        case Screen():
            yield from _of_screening(step)
        case Impute(methods=methods):
            yield text("Gaps are filled: {ways}.", ways=_ways(methods, groupings))
            for code, own in step.by_indicator.items():
                yield _but(code, _ways(own, groupings))
        case Treat(method=treatment):
            yield text("Extremes: {treatment}.", treatment=treatment_in_words(treatment))
            for code, another in step.by_indicator.items():
                yield _but(code, treatment_in_words(another))
        case Normalise(method=normalisation):
            yield text("One scale: {normalisation}.", normalisation=normalisation_in_words(normalisation))
            for code, other in step.by_indicator.items():
                yield _but(code, normalisation_in_words(other))
        case Weigh(method=weighing):
            yield text("Weights: {weighing}.", weighing=weighing_in_words(weighing))
            for code, differing in step.by_group.items():
                yield _but(code, weighing_in_words(differing))
        case Aggregate(method=None):
            yield text("Scores go up the tree by the method of each group.")
        case Aggregate(method=aggregation):
            yield text("Scores go up the tree. {method}", method=aggregation_in_words(aggregation))
    if isinstance(step, Treat | Normalise) and step.over == "period":
        yield text("Each period by itself; scores of different periods do not compare.")


def _ways(methods: Iterable[Imputation], groupings: Mapping[str, Bilingual]) -> Value:
    return listing((imputation_in_words(method, groupings) for method in methods), "; ")


def _of_screening(step: Screen) -> Iterator[Text]:
    yield text("Units with fewer than {share} % of the figures are left out.", share=step.minimum_share * 100)
    if step.minimum_share_in_group is not None:
        yield text(
            "So are units with fewer than {share} % of the figures of one group.",
            share=step.minimum_share_in_group * 100,
        )
    if step.zero_is_missing:
        yield text("A figure of 0 counts as missing there.")
    if step.keep:
        yield text("Kept in any case: {units}.", units=listing(step.keep))
    if step.leave_out:
        yield text("Left out in any case: {units}.", units=listing(step.leave_out))


def _but(code: str, otherwise: Value) -> Text:
    return text("{code} otherwise: {way}.", code=code, way=otherwise)
