"""Classes leave no hole unsaid; what they, the quota and the ceilings name exists.

A hole is a number of points for which no class is sure to fit: no class has it within its bounds,
or only classes that need more than points. A law may leave one; then `classes_open` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from chiso.frameworks.classes import (
    AllOf,
    AnyOf,
    BoundsPart,
    ClassBand,
    ClassCap,
    ClassCondition,
    FactBounds,
    FactIs,
    NodePoints,
    NodeShare,
    Not,
)
from chiso.frameworks.document import KeyPath
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.model import TOTAL, Framework, Node
from chiso.language import Bilingual, text

PlacedNodes = Sequence[tuple[Node, KeyPath]]


def within(bounds: BoundsPart, value: Fraction) -> bool:
    """Whether `value` lies within the bounds; each bound says by its name if it is included."""
    return (
        (bounds.above is None or value > bounds.above)
        and (bounds.at_least is None or value >= bounds.at_least)
        and (bounds.below is None or value < bounds.below)
        and (bounds.at_most is None or value <= bounds.at_most)
        and (bounds.equals is None or value == bounds.equals)
    )


def check_classes(framework: Framework, placed: PlacedNodes) -> Iterator[PlacedFault]:
    """Faults of the classes of the index and of every node that has its own."""
    index = framework.index
    lowest = index.bounds.at_least if index.bounds and index.bounds.at_least is not None else Fraction(0)
    highest = index.max_points
    if index.bounds and index.bounds.at_most is not None:
        highest = index.bounds.at_most
    if framework.class_of == "percent":
        lowest, highest = Fraction(0), Fraction(100)
    yield from _check_bands(framework, (), framework.classes, framework.classes_open, lowest, highest)
    yield from _check_caps(framework, (), framework.class_caps, framework.classes)
    for node, path in placed:
        top = Fraction(100) if node.class_of == "percent" else node.max_points
        bottom = node.minimum or Fraction(0)
        yield from _check_bands(framework, path, node.classes, node.classes_open, bottom, top)
        yield from _check_caps(framework, path, node.class_caps, node.classes)


def _check_bands(
    framework: Framework,
    path: KeyPath,
    bands: Sequence[ClassBand],
    stated_open: Sequence[Bilingual],
    lowest: Fraction,
    highest: Fraction | None,
) -> Iterator[PlacedFault]:
    for position, band in enumerate(bands):
        for n, condition in enumerate(band.needs):
            yield from _check_condition(framework, condition, (*path, "classes", position, "needs", n))
    if not bands or stated_open:
        return
    audiences = {band.applies_to for band in bands}
    for audience in audiences:
        sure = [band for band in bands if band.applies_to in (None, audience) and not band.needs]
        hole = _first_hole(sure, lowest, highest)
        if hole is not None:
            yield PlacedFault(
                "CH-2050",
                (*path, "classes"),
                str(hole),
                text(
                    "Expected a class for every number of points; {points} fits none for sure.", points=hole
                ),
                text("Add or widen a class, or name the law's hole under “classes_open”."),
            )


def _first_hole(bands: Sequence[ClassBand], lowest: Fraction, highest: Fraction | None) -> Fraction | None:
    """The first value without a class: every bound, and a value between each two, is tried."""
    edges = {lowest} | ({highest} if highest is not None else set())
    for band in bands:
        edges |= {
            bound
            for bound in (band.above, band.at_least, band.below, band.at_most, band.equals)
            if bound is not None
        }
    ordered = sorted(edges)
    tried = list(ordered)
    tried += [(left + right) / 2 for left, right in pairwise(ordered)]
    if highest is None:
        tried.append(ordered[-1] + 1)
    for value in sorted(tried):
        outside = value < lowest or (highest is not None and value > highest)
        if not outside and not any(within(band, value) for band in bands):
            return value
    return None


def _check_caps(
    framework: Framework, path: KeyPath, caps: Sequence[ClassCap], bands: Sequence[ClassBand]
) -> Iterator[PlacedFault]:
    codes = {band.code for band in bands}
    for position, cap in enumerate(caps):
        here = (*path, "class_caps", position)
        yield from _check_condition(framework, cap.when, (*here, "when"))
        if (cap.at_most is None) == (cap.lower_by is None):
            yield PlacedFault(
                "CH-2051",
                here,
                "",
                text("Expected either “at_most” or “lower_by”."),
                text("Say which class is the highest, or by how many classes it is lowered."),
            )
        if cap.at_most is not None and cap.at_most not in codes:
            yield _unknown_class((*here, "at_most"), cap.at_most)


def check_quota(framework: Framework) -> Iterator[PlacedFault]:
    """Faults of the quota: classes and nodes that it names, the share."""
    quota = framework.quota
    if quota is None:
        return
    codes = {band.code for band in framework.classes}
    named: list[tuple[KeyPath, str]] = [
        (("quota", "class"), quota.class_),
        (("quota", "over_quota"), quota.over_quota),
    ]
    if not isinstance(quota.of, str):
        named += [(("quota", "of", n), code) for n, code in enumerate(quota.of)]
    for path, code in named:
        if code not in codes:
            yield _unknown_class(path, code)
    for position, code in enumerate(quota.order):
        if code != TOTAL and code not in framework.nodes_by_code:
            yield _unknown_node(("quota", "order", position), code)
    if not 0 <= quota.share_at_most <= 1:
        yield PlacedFault(
            "CH-2052",
            ("quota", "share_at_most"),
            str(quota.share_at_most),
            text("Expected a share from 0 to 1."),
            text("Write 20 % as “0.20”."),
        )


def _check_condition(framework: Framework, condition: ClassCondition, path: KeyPath) -> Iterator[PlacedFault]:
    """Nodes and facts that a condition names exist."""
    if isinstance(condition, AllOf):
        for n, part in enumerate(condition.all):
            yield from _check_condition(framework, part, (*path, "all", n))
    elif isinstance(condition, AnyOf):
        for n, part in enumerate(condition.any):
            yield from _check_condition(framework, part, (*path, "any", n))
    elif isinstance(condition, Not):
        yield from _check_condition(framework, condition.not_, (*path, "not"))
    elif isinstance(condition, (NodeShare, NodePoints)):
        if condition.node != TOTAL and condition.node not in framework.nodes_by_code:
            yield _unknown_node((*path, "node"), condition.node)
    elif isinstance(condition, (FactBounds, FactIs)):
        node = framework.nodes_by_code.get(condition.fact)
        if node is None or node.rule is None or node.rule.kind != "tracked@1":
            yield PlacedFault(
                "CH-2053",
                (*path, "fact"),
                condition.fact,
                text("Expected the code of a leaf with the rule tracked@1."),
                text("Add the fact as a leaf, or correct the code."),
            )


def _unknown_class(path: KeyPath, code: str) -> PlacedFault:
    return PlacedFault(
        "CH-2054",
        path,
        code,
        text("Expected the code of one of the classes."),
        text("Correct the code, or add the class."),
    )


def _unknown_node(path: KeyPath, code: str) -> PlacedFault:
    return PlacedFault(
        "CH-2027",
        path,
        code,
        text("Expected the code of a node of this framework."),
        text("Correct the code, or add the node."),
    )
