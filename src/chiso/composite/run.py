"""What a plan made of a table: the table after each step, the weights, and every cell that was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chiso.composite.table import FloatArray, IndicatorTable, Row
from chiso.composite.tree import Tree, tree_of
from chiso.frameworks.composite.model import CompositeFramework

# The name of the stage that each step leaves; of the files too.
RAW = "Raw"
STAGE_OF_STEP = {
    "denominate": "Denominated",
    "impute": "Imputed",
    "screen": "Screened",
    "treat": "Treated",
    "normalise": "Normalised",
    "aggregate": "Aggregated",
}


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One figure that the step of treating changed, and why."""

    row: Row
    code: str
    before: float
    after: float
    reason: str
    """What was done, a word of every language: winsorised_high, winsorised_low, log, box_cox."""
    skewness: float
    """Of the series before, with the kurtosis why something was done; NaN where the series has no shape."""
    kurtosis: float


@dataclass(frozen=True, slots=True)
class CompositeRun:
    """The whole of a run. `framework` carries the plan that was carried out."""

    framework: CompositeFramework
    stages: Mapping[str, IndicatorTable]
    """By the name of the stage, in the order of the plan; the first is "Raw", the last "Aggregated"."""
    weights: Mapping[str, FloatArray]
    """By the code of a group: the weights of its children, (children,), or (rows, children) where each
    unit has its own. As they entered; rescaled to 1 within the group when used."""
    treatment: tuple[ChangedCell, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """The name of each unit, where the table of units gives one."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each input file by what it is: data, units."""

    @property
    def tree(self) -> Tree:
        """The tree with the methods of the plan."""
        return tree_of(self.framework)

    @property
    def scores(self) -> FloatArray:
        """The index of each row of the last stage: (rows,)."""
        return self.stages["Aggregated"].column(self.framework.root.code)

    def _repr_html_(self) -> str:
        from chiso.composite.notebook import ranking_as_html

        return ranking_as_html(self)
