"""What it means that a criterion weighs more or less: the set with another weight, and its totals.

A weight `factor` of a node in its group:

    sum             Σ p            becomes  Σ of the others + factor · p
    weighted sum    times · Σ w·p           its w becomes factor · w
    weighted mean   times · Σ w·p / Σ w     its w becomes factor · w, below the line too
    geometric mean  its exponent likewise

Everything else stays: the other weights, limits, bounds; stated maxima above it grow with it. A bonus,
a deduction and a condition have no weight beside others, nor has a part of a mean of shares or of what
is only shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias

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
from chiso.frameworks.model import Framework, Node
from chiso.scoring.exact import ONE
from chiso.scoring.preparation import prepare
from chiso.scoring.prepared import Prepared, PreparedInner, PreparedNode
from chiso.scoring.score import add_up_again
from chiso.scoring.unit_scores import UnitScores

Unweighed: TypeAlias = Literal["extra", "no_total", "no_weights", "not_counted", "no_points"]


def why_without_weight(prepared: Prepared, node: PreparedNode) -> Unweighed | None:
    """Why the weight of a node cannot be changed; None where it can."""
    if node.is_idle or node.role == "veto":
        return "not_counted"
    if node.is_extra:
        return "extra"
    path = list(groups_above(prepared, node))
    if any(isinstance(group.aggregation, SideBySide) for group in path):
        return "no_total"
    return "no_weights" if isinstance(path[0].aggregation, MeanOfShares) else None


def groups_above(prepared: Prepared, node: PreparedNode) -> Iterator[PreparedInner]:
    """The groups from that of the node up to the total."""
    position = node.position
    while position:
        position = prepared.nodes[position].parent
        group = prepared.nodes[position]
        assert isinstance(group, PreparedInner), "only groups have parts"
        yield group


@dataclass(frozen=True)
class Reweighed:
    """A set with another weight of one node, ready to add up again what a unit has."""

    prepared: Prepared
    path: tuple[int, ...]

    def points(self, scores: UnitScores) -> dict[int, Fraction | None]:
        """The points of the groups above the node, by position."""
        again = replace(
            scores,
            points=list(scores.points),
            statuses=list(scores.statuses),
            maxima=list(scores.maxima),
            deferred=dict(scores.deferred),
            treatments=dict(scores.treatments),
        )
        add_up_again(self.prepared, again, self.path)
        return {position: again.points[position] for position in self.path}


def reweigh(prepared: Prepared, node: PreparedNode, factor: Fraction) -> Reweighed | None:
    """The set with the weight of `node` times `factor`; None where no set can say so (a capped sum)."""
    path = tuple(groups_above(prepared, node))
    framework = prepared.framework
    maxima = _maxima(prepared, node, path, factor)
    aggregation = _weighted(path[0], framework, node.code, factor)
    if aggregation is None:
        return None
    changes: dict[str, dict[str, Any]] = {
        group.code: {"max_points": maxima[group.position]}
        for group in path
        if group.position and group.position in maxima
    }
    index: dict[str, Any] = {"max_points": maxima.get(0, framework.index.max_points)}
    if path[0].position:
        changes.setdefault(path[0].code, {})["aggregation"] = aggregation
    else:
        index["aggregation"] = aggregation
    changed = framework.model_copy(
        update={
            "index": framework.index.model_copy(update=index),
            "nodes": _changed(framework.nodes, changes),
        }
    )
    return Reweighed(prepare(changed), tuple(group.position for group in path))


def _changed(nodes: tuple[Node, ...], changes: dict[str, dict[str, Any]]) -> tuple[Node, ...]:
    return tuple(
        node
        if node.is_leaf
        else node.model_copy(update=changes.get(node.code, {}) | {"nodes": _changed(node.nodes, changes)})
        for node in nodes
    )


def _weighted(group: PreparedInner, framework: Framework, code: str, factor: Fraction) -> Aggregation | None:
    """How the group is put together with the other weight."""
    aggregation = group.aggregation
    parts = group.node.nodes if group.node else framework.nodes
    role = group.role
    counted = [part for part in parts if part.role == "regular" or part.role == role]
    weights = dict(getattr(aggregation, "weights", None) or {part.code: ONE for part in counted})
    weights[code] *= factor
    if isinstance(aggregation, Sum):
        return WeightedSum(kind="weighted_sum@1", weights=weights)
    if isinstance(aggregation, (WeightedSum, WeightedMean, GeometricMean)):
        return aggregation.model_copy(update={"weights": weights})
    assert isinstance(aggregation, CappedSum), "others have no weights"
    return None


def _maxima(
    prepared: Prepared, node: PreparedNode, path: tuple[PreparedInner, ...], factor: Fraction
) -> dict[int, Fraction]:
    """The stated maxima above the node as they have to be stated then, by position; what limits stays."""
    found: dict[int, Fraction] = {}
    maximum, worth = node.static_max, prepared.worths.get(node.position)
    group = path[0]
    if maximum is None or worth is None or isinstance(group.aggregation, GeometricMean):
        return found
    grown = (factor - 1) * worth * maximum
    if isinstance(group.aggregation, WeightedMean):
        before = group.static_max
        if before is None:
            return found
        grown = (before + grown) / (1 + (factor - 1) * worth / group.times) - before
    for group in path:
        if group.role != "regular" or isinstance(group.aggregation, (CappedSum, MeanOfShares, GeometricMean)):
            return found
        stated = group.node.max_points if group.node else prepared.framework.index.max_points
        if stated is not None:
            found[group.position] = stated + grown
        if group.position:
            own = prepared.worths.get(group.position)
            if own is None:
                return found
            grown *= own
    return found
