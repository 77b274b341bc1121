"""Make a framework ready: give out positions, prepare every rule, work out maxima and worths once."""

from __future__ import annotations

from fractions import Fraction
from operator import itemgetter, mul

from chiso.figures import Rounding
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
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.model import TOTAL, Framework, Node
from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.scoring.exact import ONE, ZERO, exact_sum
from chiso.scoring.prepared import (
    Borrowed,
    Prepared,
    PreparedInner,
    PreparedLeaf,
    PreparedNode,
    Quick,
    Treatment,
)
from chiso.scoring.questions import questions_of
from chiso.scoring.statuses import SCORED, TRACKED


def prepare(framework: Framework) -> Prepared:
    """Make a framework ready. Raises BadInput (CH-3003) if it cannot be scored."""
    if framework.completeness == "headings_only":
        raise BadInput(
            [
                Problem(
                    "CH-3003",
                    Place(framework.key),
                    framework.completeness,
                    text("Expected a framework with rules; of this one only the headings are known."),
                    text("“chiso frameworks show” says what is missing."),
                )
            ]
        )
    return _Preparation(framework).make()


def is_tracked(node: Node) -> bool:
    """Whether a node is shown and never counted: a fact, or a criterion without points."""
    if node.role == "fact":
        return True
    if node.is_leaf:
        return node.rule is not None and node.rule.kind == "tracked@1"
    return all(is_tracked(part) for part in node.nodes)


class _Preparation:
    """Builds the flat lists; positions are given out on the way down, maxima on the way up."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.questions = questions_of(framework)
        self.positions = {TOTAL: 0}
        for node, _, _ in framework.walk():
            self.positions[node.code] = len(self.positions)
        self.maxima: dict[str, Fraction | None] = {}

    def make(self) -> Prepared:
        index = self.framework.index
        nodes: dict[int, PreparedNode] = {
            0: self._inner(None, index.aggregation, self.framework.nodes, 0, "regular")
        }
        for node, parent, _ in self.framework.walk():
            above = self.positions[parent.code] if parent else 0
            group_role = parent.role if parent else "regular"
            nodes[self.positions[node.code]] = (
                self._leaf(node, above, group_role)
                if node.is_leaf
                else self._inner(node, node.aggregation or Sum(kind="sum@1"), node.nodes, above, group_role)
            )
        ordered = tuple(nodes[position] for position in range(len(nodes)))
        groups = tuple(node for node in ordered if isinstance(node, PreparedInner))
        return Prepared(
            self.framework,
            ordered,
            tuple(node for node in ordered if isinstance(node, PreparedLeaf)),
            groups,
            self.positions,
            tuple(node.static_max for node in ordered),
            tuple(self._rounding(node) for node in ordered),
            tuple((inner, self._quick(inner)) for inner in reversed(groups) if not inner.is_idle),
            tuple(TRACKED if node.is_idle else SCORED for node in ordered),
            {
                position: worth
                for inner in groups
                if not isinstance(inner.aggregation, GeometricMean)
                for position, worth in self._worths(inner).items()
            },
            self._approximate(ordered),
        )

    def _rounding(self, node: PreparedNode) -> Rounding | None:
        return self.framework.published_rounding(node.code)

    def _leaf(self, node: Node, parent: int, group_role: str) -> PreparedLeaf:
        question = self.questions.by_code[node.code]
        assert node.rule is not None, "the loader gives every leaf a rule"
        context = leaf_context(node, self.framework)
        used = node.rule.inputs_used(context)
        borrowed = tuple(
            Borrowed(name, d.same_as.code, d.same_as.input) for name, d in node.inputs.items() if d.same_as
        )
        ceiling = node.max_points if node.role == "bonus" else None
        plain = not (used.over_cases or borrowed or ceiling is not None or node.role == "veto")
        plain = plain and not is_tracked(node) and question.unit_inputs == set(question.own_inputs)
        return PreparedLeaf(
            position=self.positions[node.code],
            code=node.code,
            node=node,
            parent=parent,
            role=node.role,
            is_idle=is_tracked(node),
            is_extra=node.role in ("bonus", "penalty") and group_role == "regular",
            treatment=_treatment(node),
            applies_to=node.applies_to,
            static_max=node.max_points,
            ceiling=ceiling,
            evaluate=node.rule.prepare(context),
            unit_inputs=used.of_unit,
            case_inputs=used.of_case,
            over_cases=used.over_cases,
            needs_league=node.rule.needs_league,
            borrowed=borrowed,
            minimum=node.minimum or ZERO,
            plain_count=len(question.own_inputs) if plain else -1,
        )

    def _inner(
        self,
        node: Node | None,
        aggregation: Aggregation,
        parts: tuple[Node, ...],
        parent: int,
        group_role: str,
    ) -> PreparedInner:
        role = node.role if node else "regular"
        counted = [part for part in parts if not is_tracked(part)]
        stated = getattr(aggregation, "weights", None) or {}
        weights = {self.positions[part.code]: stated.get(part.code, ONE) for part in counted}
        maximum = self._maximum(node)
        times = getattr(aggregation, "times", None)
        if times is None:
            times = maximum if isinstance(aggregation, MeanOfShares) and maximum is not None else ONE
        ceiling, floor = _limits(node, aggregation)
        rounding = aggregation.rounding if isinstance(aggregation, GeometricMean) else None
        return PreparedInner(
            position=self.positions[node.code] if node else 0,
            code=node.code if node else TOTAL,
            node=node,
            parent=parent,
            role=role,
            is_idle=not counted or role == "fact",
            is_extra=role in ("bonus", "penalty") and group_role == "regular",
            treatment=_treatment(node) if node else None,
            applies_to=node.applies_to if node else None,
            static_max=maximum,
            ceiling=ceiling,
            aggregation=aggregation,
            children=tuple(self.positions[part.code] for part in parts),
            weights=weights,
            times=times,
            floor=floor,
            round_mean=rounding.prepare() if rounding else None,
        )

    def _maximum(self, node: Node | None) -> Fraction | None:
        """The stated maximum, else what the parts make, else None."""
        code = node.code if node else TOTAL
        if code not in self.maxima:
            stated = node.max_points if node else self.framework.index.max_points
            parts = node.nodes if node else self.framework.nodes
            if stated is None and parts:
                stated = self._combined(node, parts)
            self.maxima[code] = stated
        return self.maxima[code]

    def _combined(self, node: Node | None, parts: tuple[Node, ...]) -> Fraction | None:
        aggregation = (node.aggregation if node else self.framework.index.aggregation) or Sum(kind="sum@1")
        role = node.role if node else "regular"
        regular = [p for p in parts if not is_tracked(p) and p.role in ("regular", role)]
        maxima = [self._maximum(part) for part in regular]
        known = [maximum for maximum in maxima if maximum is not None]
        if len(known) < len(maxima) or not known or role == "penalty":
            return None
        if isinstance(aggregation, Sum):
            return exact_sum(known)
        if isinstance(aggregation, CappedSum):
            return min(exact_sum(known), aggregation.ceiling)
        if isinstance(aggregation, SideBySide):
            return None
        times = ONE if aggregation.times is None else aggregation.times
        if isinstance(aggregation, MeanOfShares):
            return times
        if isinstance(aggregation, GeometricMean):
            return times * known[0] if len(set(known)) == 1 else None
        weights = [aggregation.weights[part.code] for part in regular]
        weighted = times * exact_sum(w * m for w, m in zip(weights, known, strict=True))
        return weighted if isinstance(aggregation, WeightedSum) else weighted / exact_sum(weights)

    def _quick(self, inner: PreparedInner) -> Quick | None:
        """The points of a group all of whose parts have theirs, at their full maxima."""
        worths = self._worths(inner)
        if not worths or isinstance(inner.aggregation, GeometricMean):
            return None
        bounds = self.framework.index.bounds if inner.position == 0 else None
        return _quick_sum(
            worths,
            inner.ceiling,
            inner.floor,
            bounds.at_least if bounds else None,
            bounds.at_most if bounds else None,
        )

    def _worths(self, inner: PreparedInner) -> dict[int, Fraction]:
        """What one point of each part is worth in its group when everything applies."""
        if isinstance(inner.aggregation, SideBySide):
            return {}
        parts = inner.node.nodes if inner.node else self.framework.nodes
        counted = [part for part in parts if _makes_points(part)]
        regular = [part for part in counted if part.role == "regular" or inner.role != "regular"]
        worths = {self.positions[part.code]: ONE for part in counted}
        total = exact_sum(inner.weights[self.positions[part.code]] for part in regular)
        for part in regular:
            position = self.positions[part.code]
            if isinstance(inner.aggregation, WeightedSum):
                worths[position] = inner.weights[position] * inner.times
            elif isinstance(inner.aggregation, WeightedMean):
                worths[position] = inner.weights[position] * inner.times / total
            elif isinstance(inner.aggregation, MeanOfShares):
                worths[position] = inner.times / (len(regular) * (self._maximum(part) or ONE))
        return worths

    def _approximate(self, nodes: tuple[PreparedNode, ...]) -> frozenset[int]:
        found: set[int] = set()
        for node in reversed(nodes):
            rule = node.node.rule if node.node else None
            takes_root = isinstance(node, PreparedInner) and isinstance(node.aggregation, GeometricMean)
            if takes_root or getattr(rule, "logarithm", False):
                found.add(node.position)
            is_rounded = isinstance(node, PreparedInner) and node.round_mean is not None
            if is_rounded or getattr(rule, "rounding", None) is not None:
                found.discard(node.position)
            if node.position in found:
                found.add(node.parent)
        return frozenset(found)


def _makes_points(node: Node) -> bool:
    """Whether a part brings points into its group: a veto and results side by side do not."""
    if node.is_leaf:
        return node.role != "veto" and not is_tracked(node)
    if isinstance(node.aggregation, SideBySide):
        return False
    return any(_makes_points(part) for part in node.nodes)


def _treatment(node: Node) -> Treatment | None:
    stated = node.when_not_applicable
    return None if stated is None or stated == "refused" else stated


def _limits(node: Node | None, aggregation: Aggregation) -> tuple[Fraction | None, Fraction | None]:
    """Ceiling and floor of a group: its own ceiling, the maximum of a bonus, the most taken off."""
    ceiling = aggregation.ceiling if isinstance(aggregation, CappedSum) else None
    if node is not None and node.role == "penalty":
        most = ceiling if ceiling is not None else node.max_points
        # A penalty group with the maximum 0 adds nothing to the total's maximum; it has no cap.
        return None, -most if most else None
    if node is not None and node.role == "bonus" and node.max_points is not None:
        ceiling = node.max_points if ceiling is None else min(ceiling, node.max_points)
    return ceiling, None


def _quick_sum(
    worths: dict[int, Fraction],
    ceiling: Fraction | None,
    floor: Fraction | None,
    at_least: Fraction | None,
    at_most: Fraction | None,
) -> Quick:
    highest = min((limit for limit in (ceiling, at_most) if limit is not None), default=None)
    lowest = max((limit for limit in (floor, at_least) if limit is not None), default=None)
    positions = list(worths)
    factors = None if all(worth == 1 for worth in worths.values()) else list(worths.values())
    # Of a single position itemgetter gives no tuple; a slice keeps it one.
    single = slice(positions[0], positions[0] + 1)
    picked = itemgetter(*positions) if len(positions) > 1 else itemgetter(single)

    if factors is None and highest is None and lowest is None:
        return lambda points: exact_sum(picked(points))

    def add(points: list[Fraction]) -> Fraction:
        total = exact_sum(picked(points) if factors is None else map(mul, picked(points), factors))
        if highest is not None and total > highest:
            total = highest
        if lowest is not None and total < lowest:
            total = lowest
        return total

    return add
