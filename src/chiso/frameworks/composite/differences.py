"""What differs between two composite frameworks, in words: the tree, what each indicator is, the plan.

Nodes are matched by what they measure (`concept`, else the code), as those of sets of criteria are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chiso.frameworks.composite.kinds_in_words import aggregation_in_words
from chiso.frameworks.composite.model import CompositeFramework, CompositeNode
from chiso.frameworks.composite.plan import Aggregate, Step
from chiso.frameworks.composite.presentation import method_of_group, step_in_words
from chiso.frameworks.differences import Difference, Sort
from chiso.language import Listing, Text, Value, listing, text

_NONE = text("none")
# Of an indicator: key and what it is called.
_FACTS = (("unit", text("unit")), ("denominator", text("denominator")), ("target", text("target")))


def find_composite_differences(older: CompositeFramework, newer: CompositeFramework) -> list[Difference]:
    """Every difference of content from `older` to `newer`: index, nodes, plan."""
    return [
        *_of_index(older, newer),
        *_of_trees(older, newer),
        *_of_plans(older, newer),
    ]


def _of_index(older: CompositeFramework, newer: CompositeFramework) -> Iterator[Difference]:
    codes = older.root.code, newer.root.code
    if older.title != newer.title:
        sentence = text("Title “{before}” became “{after}”.", before=older.title, after=newer.title)
        yield Difference("title", *codes, sentence)
    if older.weights_add_up_to != newer.weights_add_up_to:
        before, after = (_or_none(one.weights_add_up_to) for one in (older, newer))
        sentence = text(
            "Weights of a group must add up to: {after} instead of {before}.", before=before, after=after
        )
        yield Difference("index", *codes, sentence)
    for key, what in (("groupings", text("Groupings of units")), ("denominators", text("Denominators"))):
        was, now = ({one.code: one for one in getattr(framework, key)} for framework in (older, newer))
        changed = sorted(code for code in was.keys() | now.keys() if was.get(code) != now.get(code))
        if changed:
            sentence = text("{what} that differ: {codes}.", what=what, codes=listing(changed))
            yield Difference("index", *codes, sentence)


def _of_trees(older: CompositeFramework, newer: CompositeFramework) -> Iterator[Difference]:
    before = {node.identity: node for node in older.nodes}
    after = {node.identity: node for node in newer.nodes}
    for identity, node in before.items():
        if identity not in after:
            sentence = text("Removed: {code} {title}.", code=node.code, title=node.title)
            yield Difference("removed", node.code, None, sentence)
    for identity, node in after.items():
        if identity in before:
            yield from _of_nodes(before[identity], node, older, newer)
        else:
            sentence = text("Added: {code} {title}.", code=node.code, title=node.title)
            yield Difference("added", None, node.code, sentence)


def _of_nodes(
    before: CompositeNode, after: CompositeNode, older: CompositeFramework, newer: CompositeFramework
) -> Iterator[Difference]:
    def found(sort: Sort, sentence: Text) -> Difference:
        return Difference(sort, before.code, after.code, sentence)

    name: dict[str, Value] = {"code": after.code, "title": after.title}
    if before.code != after.code:
        words = text(
            "Moved: {title} was {before}, is {after}.",
            title=after.title,
            before=before.code,
            after=after.code,
        )
        yield found("moved", words)
    above, now_above = _parent(before, older), _parent(after, newer)
    if (above and above.identity) != (now_above and now_above.identity):
        words = text(
            "{code} {title}: stands below {after} instead of {before}.",
            **name,
            before=above.code if above else _NONE,
            after=now_above.code if now_above else _NONE,
        )
        yield found("moved", words)
    if before.title != after.title:
        words = text(
            "{code}: title “{before}” became “{after}”.",
            code=after.code,
            before=before.title,
            after=after.title,
        )
        yield found("title", words)
    if before.weight != after.weight:
        words = text(
            "{code} {title}: weight {after} instead of {before}.",
            **name,
            before=before.weight,
            after=after.weight,
        )
        yield found("weight", words)
    if before.direction != after.direction and before.direction and after.direction:
        better = text("More is better.") if after.direction == 1 else text("Less is better.")
        yield found("direction", text("{code} {title}: other direction. Now: {after}", **name, after=better))
    for key, what in _FACTS:
        was, now = getattr(before, key), getattr(after, key)
        if was != now:
            words = text(
                "{code} {title}: {what} {after} instead of {before}.",
                **name,
                what=what,
                before=_or_none(was),
                after=_or_none(now),
            )
            yield found("facts", words)
    if before.goalposts != after.goalposts:
        words = text(
            "{code} {title}: goalposts {after} instead of {before}.",
            **name,
            before=_goalposts(before),
            after=_goalposts(after),
        )
        yield found("facts", words)
    is_group = before.code in older.children, after.code in newer.children
    if is_group == (True, True):
        was, now = method_of_group(older, before), method_of_group(newer, after)
        if was != now:
            words = text(
                "{code} {title}: put together in another way. Before: {before} Now: {after}",
                **name,
                before=aggregation_in_words(was),
                after=aggregation_in_words(now),
            )
            yield found("combination", words)
    elif is_group[0] != is_group[1]:
        words = text("{code} {title}: a group became an indicator, or an indicator a group.", **name)
        yield found("combination", words)


def _of_plans(older: CompositeFramework, newer: CompositeFramework) -> Iterator[Difference]:
    before = {step.step: step for step in older.plan.steps}
    after = {step.step: step for step in newer.plan.steps}
    for name, step in before.items():
        if name not in after:
            words = text("Step taken out of the plan: {before}", before=_step(step, older))
            yield Difference("plan", name, None, words)
    for name, step in after.items():
        if name not in before:
            words = text("Step put into the plan: {after}", after=_step(step, newer))
            yield Difference("plan", None, name, words)
        elif not isinstance(step, Aggregate) and step != before[name]:
            yield Difference("plan", name, name, _changed(before[name], step, older, newer))
    both = [name for name in before if name in after]
    if both != [name for name in after if name in before]:
        order = listing(list(after))
        yield Difference("plan", None, None, text("The steps stand in another order: {steps}.", steps=order))


def _changed(before: Step, after: Step, older: CompositeFramework, newer: CompositeFramework) -> Text:
    """The sentences of both; where they are the same, the keys that are not."""
    was, now = _step(before, older), _step(after, newer)
    if was != now:
        return text("Step of the plan changed. Before: {before} Now: {after}", before=was, after=now)
    one, other = before.model_dump(), after.model_dump()
    keys = sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
    return text("Step “{step}” of the plan has other arguments: {keys}.", step=after.step, keys=listing(keys))


def _step(step: Step, framework: CompositeFramework) -> Listing:
    return listing(step_in_words(step, framework), separator=" ")


def _parent(node: CompositeNode, framework: CompositeFramework) -> CompositeNode | None:
    return framework.nodes_by_code[node.parent] if node.parent else None


def _or_none(value: Any) -> Value:
    return _NONE if value is None else value


def _goalposts(node: CompositeNode) -> Value:
    if node.goalposts is None:
        return _NONE
    return text("{lower} to {upper}", lower=node.goalposts.lower, upper=node.goalposts.upper)
