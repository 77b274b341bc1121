"""Do the maxima add up, as the aggregation of each node combines them? And are roundings stated?

    sum@1            Σ max of the regular parts       = max
    weighted_sum@1   times · Σ w·max                  = max
    weighted_mean@1  times · Σ w·max / Σ w            = max
    geometric_mean@1 times · max, where all are equal = max
    capped_sum@1     ceiling                          = max

Where the law's own maxima do not add up, `maxima_note` says so and how; then nothing is mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from chiso.figures import terminates, write_exact
from chiso.frameworks.aggregations import (
    Aggregation,
    CappedSum,
    GeometricMean,
    MeanOfShares,
    SideBySide,
    Sum,
    WeightedMean,
    WeightedSum,
)
from chiso.frameworks.document import KeyPath
from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import Framework, Node
from chiso.language import Bilingual, listing, text

PlacedNodes = Sequence[tuple[Node, KeyPath]]


def check_maxima(framework: Framework, placed: PlacedNodes) -> Iterator[PlacedFault]:
    """Faults of maxima and of weights, at the root and at every inner node."""
    index = framework.index
    yield from _check_parts(
        ("index",), index.max_points, index.aggregation, framework.nodes, index.maxima_note, "regular"
    )
    for node, path in placed:
        lowest = node.minimum or Fraction(0)
        # The maximum of a penalty is the most that it takes off; its minimum is below it anyway.
        if node.role != "penalty" and node.max_points is not None and node.max_points < lowest:
            yield PlacedFault(
                "CH-2044",
                (*path, "max_points"),
                write_exact(node.max_points),
                text("Expected a maximum that is not below the minimum."),
                text("Exchange the two, or correct one of them."),
            )
        if not node.is_leaf:
            aggregation = node.aggregation or Sum(kind="sum@1")
            yield from _check_parts(
                path, node.max_points, aggregation, node.nodes, node.maxima_note, node.role
            )


def _check_parts(
    path: KeyPath,
    stated: Fraction | None,
    aggregation: Aggregation,
    parts: Sequence[Node],
    note: Bilingual | None,
    role: str,
) -> Iterator[PlacedFault]:
    # Parts of a bonus group are the bonus; only at the root do bonus and regular parts meet.
    counted = [part for part in parts if part.role == "regular" or (role == "bonus" and part.role == "bonus")]
    weights = getattr(aggregation, "weights", None)
    if weights is not None:
        codes = {part.code for part in counted}
        for code in sorted(codes ^ set(weights)):
            yield PlacedFault(
                "CH-2040",
                (*path, "aggregation", "weights"),
                code,
                text("Expected a weight for each part and no other: {codes}.", codes=listing(sorted(codes))),
                text("Add the weight, or take out the one that belongs to no part."),
            )
        for code, weight in weights.items():
            if weight <= 0:
                yield PlacedFault(
                    "CH-2043",
                    (*path, "aggregation", "weights", code),
                    write_exact(weight),
                    text("Expected a weight above 0."),
                    text("A part that counts nothing has the role fact."),
                )
        if codes != set(weights) or min(weights.values(), default=Fraction(0)) <= 0:
            return
    if role == "penalty" or not counted:
        return
    combined = _combined_maximum(aggregation, counted)
    if stated is None or combined is None:
        return
    if (combined == stated) != (note is None):
        expected = (
            text(
                "Expected maxima that make {stated}; the parts make {combined}.",
                stated=stated,
                combined=combined,
            )
            if note is None
            else text("Expected maxima that do not add up, as “maxima_note” says; they do.")
        )
        yield PlacedFault(
            "CH-2041",
            (*path, "max_points"),
            write_exact(stated),
            expected,
            text("Correct the maximum, or say in “maxima_note” that the law itself has it so."),
        )


def _combined_maximum(aggregation: Aggregation, parts: Sequence[Node]) -> Fraction | None:
    """The maximum that the parts make, or None where it cannot be told."""
    if isinstance(aggregation, (MeanOfShares, SideBySide)):
        return None
    if isinstance(aggregation, CappedSum):
        return aggregation.ceiling
    maxima = [part.max_points for part in parts]
    known = [maximum for maximum in maxima if maximum is not None]
    if len(known) < len(maxima):
        return None
    if isinstance(aggregation, Sum):
        return sum(known, Fraction(0))
    times = Fraction(1) if aggregation.times is None else aggregation.times
    if isinstance(aggregation, GeometricMean):
        return times * known[0] if len(set(known)) == 1 else None
    weights = [aggregation.weights[part.code] for part in parts]
    weighted = sum((w * m for w, m in zip(weights, known, strict=True)), Fraction(0))
    if isinstance(aggregation, WeightedSum):
        return times * weighted
    assert isinstance(aggregation, WeightedMean)
    return times * weighted / sum(weights)


def check_roundings(framework: Framework, placed: PlacedNodes) -> Iterator[PlacedFault]:
    """A framework whose figures may have no end as decimals states how they are written."""
    if framework.index.published is not None:
        return
    for node, path in placed:
        if node.published is None and _may_not_end(node, framework):
            yield PlacedFault(
                "CH-2042",
                path,
                node.code,
                text("Expected a rounding: the points of this node may have no end as a decimal."),
                text("State “published: {{places: …, mode: …}}” at the index or at this node."),
            )


def _may_not_end(node: Node, framework: Framework) -> bool:
    if node.max_points is not None and not terminates(node.max_points):
        return True
    if node.when_not_applicable in ("rescale_parent", "rescale_index"):
        return True
    if node.rule is not None:
        return node.rule.may_not_terminate(leaf_context(node, framework))
    aggregation = node.aggregation
    if isinstance(aggregation, GeometricMean):
        return aggregation.rounding is None
    return isinstance(aggregation, (WeightedMean, MeanOfShares))
