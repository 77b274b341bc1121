"""Classes as a person reads them: bounds and conditions of each, holes, ceilings, the quota."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from chiso.frameworks.bounds import bounds_in_words
from chiso.frameworks.classes import (
    AllOf,
    AnyOf,
    BoundsPart,
    ClassBand,
    ClassCap,
    ClassCondition,
    EachChildShare,
    FactBounds,
    FactIs,
    NodePoints,
    NodeShare,
    Quota,
)
from chiso.frameworks.model import TOTAL, Framework, Node
from chiso.frameworks.words_of_units import audience_in_words
from chiso.language import Bilingual, Text, Value, listing, text, text_by_count

_ROUNDED: dict[str, Text] = {
    "down": text("rounded down"),
    "up": text("rounded up"),
    "half_up": text("rounded, halves up"),
}
_TIES: dict[str, Text] = {
    "all_out": text("Of equals at the edge none gets the class."),
    "all_in": text("Equals at the edge all get the class."),
}


def classes_in_words(owner: Framework | Node, framework: Framework) -> Iterator[Text]:
    """The classes of the whole set or of a node, from the top; then what limits them."""
    titles = {band.code: band.title for band in owner.classes}
    for band in owner.classes:
        yield _band(band, framework, is_percent=owner.class_of == "percent")
    yield from (text("Open in the law: {point}", point=point) for point in owner.classes_open)
    yield from (_cap(cap, framework, titles) for cap in owner.class_caps)
    if isinstance(owner, Framework) and owner.quota is not None:
        yield from _quota(owner.quota, titles)


def _band(band: ClassBand, framework: Framework, *, is_percent: bool) -> Text:
    bounds = _bounds(band)
    if bounds is None:
        said = text("{title}: whatever the points", title=band.title)
    elif is_percent:
        said = text("{title}: percent of the maximum {bounds}", title=band.title, bounds=bounds)
    else:
        said = text("{title}: points {bounds}", title=band.title, bounds=bounds)
    if band.needs:
        conditions = _joined([_condition(one, framework) for one in band.needs], text("and"))
        said = text("{class_}, provided that {conditions}", class_=said, conditions=conditions)
    if band.applies_to is not None:
        said = text("{class_} (only for {units})", class_=said, units=audience_in_words(band.applies_to))
    return text("{sentence}.", sentence=said)


def _cap(cap: ClassCap, framework: Framework, titles: Mapping[str, Bilingual]) -> Text:
    condition = _condition(cap.when, framework)
    if cap.at_most is not None:
        highest = titles.get(cap.at_most, cap.at_most)
        return text("If {condition}: at most “{title}”.", condition=condition, title=highest)
    return text_by_count(
        "If {condition}: {count} class lower.",
        "If {condition}: {count} classes lower.",
        cap.lower_by or 0,
        condition=condition,
    )


def _quota(quota: Quota, titles: Mapping[str, Bilingual]) -> Iterator[Text]:
    base: Value = text("all units with a total")
    if not isinstance(quota.of, str):
        base = text("the units classed {titles}", titles=listing(titles.get(code, code) for code in quota.of))
    yield text(
        "“{title}”: at most {share} % of {base}, {rounded}; the others get “{lower}”.",
        title=titles.get(quota.class_, quota.class_),
        share=100 * quota.share_at_most,
        base=base,
        rounded=_ROUNDED[quota.rounding],
        lower=titles.get(quota.over_quota, quota.over_quota),
    )
    yield _TIES[quota.ties]
    yield from (text("Open in the law: {point}", point=point) for point in quota.open_points)


def _bounds(bounds: BoundsPart) -> Text | None:
    keys = ("above", "at_least", "below", "at_most", "equals")
    given: dict[str, Value] = {key: bound for key in keys if (bound := getattr(bounds, key)) is not None}
    return bounds_in_words(given) if given else None


def _condition(condition: ClassCondition, framework: Framework) -> Value:
    if isinstance(condition, AllOf):
        return _joined([_condition(part, framework) for part in condition.all], text("and"))
    if isinstance(condition, AnyOf):
        return listing(("(", _any(condition, framework), ")"), "")
    if isinstance(condition, NodeShare):
        return text(
            "{node} has at least {share} % of its points",
            node=_name(condition.node, framework),
            share=100 * condition.share_at_least,
        )
    if isinstance(condition, NodePoints):
        bounds = _bounds(condition.points) or ""
        return text("{node} has points {bounds}", node=_name(condition.node, framework), bounds=bounds)
    if isinstance(condition, EachChildShare):
        share = 100 * condition.each_child_share_at_least
        return text("each part has at least {share} % of its points", share=share)
    if isinstance(condition, FactBounds):
        return listing((_name(condition.fact, framework), _bounds(condition) or ""), " ")
    if isinstance(condition, FactIs):
        answer = text("yes") if condition.is_ else text("no")
        return listing((_name(condition.fact, framework), "=", answer), " ")
    inner = condition.not_
    denied = _any(inner, framework) if isinstance(inner, AnyOf) else _condition(inner, framework)
    return text("not ({condition})", condition=denied)


def _any(condition: AnyOf, framework: Framework) -> Value:
    return _joined([_condition(part, framework) for part in condition.any], text("or"))


def _name(code: str, framework: Framework) -> Value:
    if code == TOTAL:
        return text("the total")
    return listing((code, framework.nodes_by_code[code].title), " ")


def _joined(items: Iterable[Value], word: Text) -> Value:
    shown: list[Value] = []
    for item in items:
        shown += [word, item] if shown else [item]
    return listing(shown, " ")
