"""How the points of a node follow from the points of its parts: the kinds and their parameters.

    sum@1             Σ p
    capped_sum@1      min(ceiling, Σ p); on a penalty group: at most `ceiling` taken off
    weighted_sum@1    times · Σ w·p
    weighted_mean@1   times · Σ w·p / Σ w, over the parts that apply
    geometric_mean@1  times · (Π p^w)^(1/Σw)
    mean_of_shares@1  times · (Σ share) / n, over the parts that apply
    none@1            results side by side; no total

The arithmetic stands in `scoring`; the meaning of a published kind never changes.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chiso.frameworks.fields import Figure, Part
from chiso.frameworks.roundings import RoundingRule


class Sum(Part):
    """Points add up; bonus parts come on top, penalties come off, a veto caps."""

    kind: Literal["sum@1"]


class CappedSum(Part):
    """As `sum@1`, but not above `ceiling`."""

    kind: Literal["capped_sum@1"]
    ceiling: Figure


class WeightedSum(Part):
    """Points times weights, summed; a part without a weight is a fault."""

    kind: Literal["weighted_sum@1"]
    weights: dict[str, Figure]
    times: Figure | None = None


class WeightedMean(Part):
    """Mean of the parts that apply, by weight."""

    kind: Literal["weighted_mean@1"]
    weights: dict[str, Figure]
    times: Figure | None = None


class GeometricMean(Part):
    """Geometric mean; roots by Decimal with 28 digits."""

    kind: Literal["geometric_mean@1"]
    weights: dict[str, Figure] | None = None
    times: Figure | None = None
    rounding: RoundingRule | None = None


class MeanOfShares(Part):
    """Mean of shares, times the node's maximum unless `times` is given."""

    kind: Literal["mean_of_shares@1"]
    times: Figure | None = None


class SideBySide(Part):
    """Several results that are never added."""

    kind: Literal["none@1"]


Aggregation: TypeAlias = Annotated[
    Sum | CappedSum | WeightedSum | WeightedMean | GeometricMean | MeanOfShares | SideBySide,
    Field(discriminator="kind"),
]
