"""The plan of a composite index: typed steps in their order, each with its arguments.

    denominate → impute, screen, treat → normalise → weigh → aggregate

The order within the second group is free. A step stands once; the plan is hashed into the result, and each
step's table is a stage from which the plan can be replayed.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, PrivateAttr, StrictBool

from chiso.frameworks.composite.aggregations import Aggregation
from chiso.frameworks.composite.normalisations import MinMax, Normalisation
from chiso.frameworks.composite.preparations import ByShape, Imputation, Treatment
from chiso.frameworks.composite.weighings import Given, Weighing
from chiso.frameworks.document import Tree, content_hash
from chiso.frameworks.fields import Figure, Part

PLAN_FORMAT = "chiso-plan/1"


class Denominate(Part):
    """Divide each indicator that names a denominator by it; `indicators` keeps it to some of them."""

    step: Literal["denominate"]
    indicators: tuple[str, ...] | None = None


class Impute(Part):
    """Fill gaps; the methods go one after another over what is left."""

    step: Literal["impute"]
    methods: tuple[Imputation, ...] = Field(min_length=1)
    by_indicator: dict[str, tuple[Imputation, ...]] = Field(default_factory=dict)


class Screen(Part):
    """Leave out units that have too few figures, in all indicators or in one group of the tree."""

    step: Literal["screen"]
    minimum_share: Figure = Field(ge=0, le=1)
    minimum_share_in_group: Figure | None = Field(default=None, ge=0, le=1)
    zero_is_missing: StrictBool = False
    keep: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


class Treat(Part):
    """Tame extremes; `by_indicator` overrides `method` for some.

    `over`: the series of a panel is all periods together (so that one year is not bent otherwise than the
    next) or each by itself.
    """

    step: Literal["treat"]
    method: Treatment = ByShape()
    by_indicator: dict[str, Treatment] = Field(default_factory=dict)
    over: Literal["panel", "period"] = "panel"


class Normalise(Part):
    """Bring figures onto one scale.

    `over`: of a panel, all periods together (common goalposts, so that years compare) or each by itself.
    """

    step: Literal["normalise"]
    method: Normalisation = MinMax()
    by_indicator: dict[str, Normalisation] = Field(default_factory=dict)
    over: Literal["panel", "period"] = "panel"


class Weigh(Part):
    """Where the weights come from; `by_group` overrides `method` for the children of some groups."""

    step: Literal["weigh"]
    method: Weighing = Given()
    by_group: dict[str, Weighing] = Field(default_factory=dict)


class Aggregate(Part):
    """Go up the tree. A group's method is its own in `by_group`, else `method`, else the tree's."""

    step: Literal["aggregate"]
    method: Aggregation | None = None
    by_group: dict[str, Aggregation] = Field(default_factory=dict)


Step: TypeAlias = Annotated[
    Denominate | Impute | Screen | Treat | Normalise | Weigh | Aggregate,
    Field(discriminator="step"),
]


class Plan(Part):
    """The steps in their order."""

    steps: tuple[Step, ...] = Field(min_length=1)

    # The part of the document as it was read; its canonical JSON is what is hashed.
    _tree: Tree = PrivateAttr(default=None)

    @property
    def tree(self) -> Tree:
        """The plan as it was written."""
        return self._tree

    @property
    def content_hash(self) -> str:
        """SHA-256 of the canonical plan: 64 hexadecimal digits."""
        return content_hash(self.tree)
