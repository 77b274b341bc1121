"""How figures of different units come onto one scale: the kinds and their arguments.

x is the figure times the direction of its indicator (−1 where less is better).

    min_max@1                lower + (upper − lower) · (x − min x) / (max x − min x)
    z_score@1                mean + deviation · (x − x̄) / s,  s over n − 1
    rank@1                   place from below: 1 is the lowest; ties by `ties`
    percentile@1             (number of figures below x) / (n − 1)
    borda@1                  place from below less one; ties by `ties`
    distance_to_best@1       1 − (max x − x) / (max x − min x)
    distance_to_reference@1  1 − (r − x) / (r − min x), r the figure of a named unit
    distance_to_target@1     1 − (t − x) / (t − min x), t the indicator's target
    goalposts@1              lower + (upper − lower) · (x − a) / (b − a), a and b the indicator's goalposts
                             or of ln x, ln a, ln b
    share_of_maximum@1       x / max x
    none@1                   x

The arithmetic stands in `chiso.composite.normalising`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool

from chiso.frameworks.fields import Figure, Part

_HUNDRED = Fraction(100)


class MinMax(Part):
    """The smallest figure becomes `lower`, the largest `upper`."""

    kind: Literal["min_max@1"] = "min_max@1"
    lower: Figure = Fraction(0)
    upper: Figure = _HUNDRED


class ZScore(Part):
    """Standardised to a mean and a standard deviation."""

    kind: Literal["z_score@1"]
    mean: Figure = Fraction(0)
    deviation: Figure = Field(default=Fraction(1), gt=0)


class Rank(Part):
    """Places from below, so that a higher one is better."""

    kind: Literal["rank@1"]
    ties: Literal["lowest", "mean", "highest"] = "lowest"


class Percentile(Part):
    """The share of the other figures that lie below."""

    kind: Literal["percentile@1"]


class Borda(Part):
    """The number of units beaten; a tie counts as half, unless `ties` says otherwise."""

    kind: Literal["borda@1"]
    ties: Literal["lowest", "mean", "highest"] = "mean"


class DistanceToBest(Part):
    """1 for the best, 0 for the worst."""

    kind: Literal["distance_to_best@1"]


class DistanceToReference(Part):
    """1 for the reference unit; `capped` keeps the others at most there."""

    kind: Literal["distance_to_reference@1"]
    unit: str = Field(min_length=1)
    capped: StrictBool = True


class DistanceToTarget(Part):
    """1 at the target of the indicator; `capped` keeps figures at most there."""

    kind: Literal["distance_to_target@1"]
    capped: StrictBool = True


class Goalposts(Part):
    """Between the goalposts of the indicator; `cut` sets what lies beyond them onto them.

    `logarithm`: figures and goalposts are taken by their logarithms, as the income of the HDI.
    """

    kind: Literal["goalposts@1"]
    lower: Figure = Fraction(0)
    upper: Figure = _HUNDRED
    cut: StrictBool = True
    logarithm: StrictBool = False


class ShareOfMaximum(Part):
    """The share of the largest figure."""

    kind: Literal["share_of_maximum@1"]


class Untouched(Part):
    """The figure as it is, times its direction."""

    kind: Literal["none@1"]


Normalisation: TypeAlias = Annotated[
    MinMax
    | ZScore
    | Rank
    | Percentile
    | Borda
    | DistanceToBest
    | DistanceToReference
    | DistanceToTarget
    | Goalposts
    | ShareOfMaximum
    | Untouched,
    Field(discriminator="kind"),
]
