"""A framework made ready for scoring: the tree as flat lists, every rule prepared once.

Positions are those of the document, parents first; 0 is the root (`total`). Going through the inner
nodes backwards therefore meets every part before the node that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.figures import Rounding
from chiso.frameworks.aggregations import Aggregation
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.parts import AppliesTo
from chiso.frameworks.roundings import Round
from chiso.frameworks.rules.base import Evaluate
from chiso.scoring.statuses import Status

Quick: TypeAlias = Callable[[list[Fraction]], Fraction]
Treatment: TypeAlias = Literal["rescale_parent", "rescale_index", "full_points", "zero", "leave_out"]


@dataclass(frozen=True, slots=True)
class Borrowed:
    """An input whose value stands in another criterion's answer."""

    name: str
    code: str
    input: str


@dataclass(frozen=True, slots=True)
class PreparedNode:
    """What leaves and inner nodes have in common."""

    position: int
    code: str
    node: Node | None
    parent: int
    role: str
    # Facts and tracked criteria: shown, never counted, and never what makes a unit incomplete.
    is_idle: bool
    # Bonus and penalty parts come on top of the regular ones, except inside a group of their own.
    is_extra: bool
    treatment: Treatment | None
    applies_to: AppliesTo | None
    static_max: Fraction | None
    # A part of a bonus never counts more than its own maximum.
    ceiling: Fraction | None


@dataclass(frozen=True, slots=True)
class PreparedLeaf(PreparedNode):
    """A criterion with its rule ready to be called."""

    evaluate: Evaluate
    unit_inputs: frozenset[str]
    case_inputs: frozenset[str]
    over_cases: bool
    needs_league: bool
    borrowed: tuple[Borrowed, ...]
    minimum: Fraction
    # How many values an answer has that can be handed to the rule as it is; -1: look closer.
    plain_count: int


@dataclass(frozen=True, slots=True)
class PreparedInner(PreparedNode):
    """A group and how its parts are combined."""

    aggregation: Aggregation
    children: tuple[int, ...]
    # By child: the weight of the aggregation; 1 where there are none, and for extra parts.
    weights: dict[int, Fraction]
    times: Fraction
    floor: Fraction | None
    round_mean: Round | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A framework ready for scoring."""

    framework: Framework
    nodes: tuple[PreparedNode, ...]
    leaves: tuple[PreparedLeaf, ...]
    inner: tuple[PreparedInner, ...]
    positions: dict[str, int]
    # The maximum of each node where everything applies.
    static_maxima: tuple[Fraction | None, ...]
    roundings: tuple[Rounding | None, ...]
    # The groups that count, from the bottom up, each with the function that adds up complete parts;
    # None where it has to be worked out step by step.
    bottom_up: tuple[tuple[PreparedInner, Quick | None], ...]
    # The status of each node where everything is answered.
    static_statuses: tuple[Status, ...]
    # What one point of a node is worth in its group where everything applies; none in a geometric
    # mean, nor of what is only shown.
    worths: dict[int, Fraction]
    # Nodes whose figures rest on a root or a logarithm: 28 digits, not an exact value.
    approximate: frozenset[int]

    @property
    def root(self) -> PreparedInner:
        """The node `total`."""
        return self.inner[0]
