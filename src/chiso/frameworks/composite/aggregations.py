"""How the score of a group follows from the scores of its children: the kinds and their arguments.

    arithmetic@1                  Σ w·x / Σ w
    geometric@1                   exp(Σ w·ln x / Σ w)                    x ≥ 0
    harmonic@1                    Σ w / Σ (w/x)                          x ≥ 0
    power@1                       (Σ w·x^p / Σ w)^(1/p)                  p ≠ 0; x ≥ 0 unless p is 1
    median@1                      the weighted median
    copeland@1                    units compared in pairs by weighted votes of the children; wins less losses
    mazziotta_pareto@1            children standardised over the units to 100 ± 10; mean ∓ variance/mean
    adjusted_mazziotta_pareto@1   children set from `lower`, `upper` to 70 and 130; mean ∓ variance/mean
    mean_min@1                    mean, taken down towards the smallest child where the children are uneven

w and x run over the children that are present. The arithmetic stands in `chiso.composite.aggregating`; the
meaning of a published kind never changes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chiso.frameworks.fields import Figure, Part


class Arithmetic(Part):
    """The weighted mean: what one child lacks, another makes good in full."""

    kind: Literal["arithmetic@1"] = "arithmetic@1"


class Geometric(Part):
    """The weighted geometric mean; children must not be below 0, and one of 0 makes the whole 0."""

    kind: Literal["geometric@1"]


class Harmonic(Part):
    """The weighted harmonic mean; children must not be below 0, and one of 0 makes the whole 0."""

    kind: Literal["harmonic@1"]


class Power(Part):
    """The weighted generalised mean with an exponent other than 0."""

    kind: Literal["power@1"]
    exponent: Figure


class Median(Part):
    """The weighted median."""

    kind: Literal["median@1"]


class Copeland(Part):
    """Wins less losses in comparisons of each pair of units, each child a vote of its weight."""

    kind: Literal["copeland@1"]


class MazziottaPareto(Part):
    """The mean of a unit's children with a penalty for unevenness; `penalty` says to which side it goes."""

    kind: Literal["mazziotta_pareto@1"]
    penalty: Literal["subtracted", "added"] = "subtracted"


class AdjustedMazziottaPareto(Part):
    """Mazziotta–Pareto on children between common goalposts, so that years compare.

    `lower` and `upper` are where the goalposts stand on the scale of the children; 70 and 130 leave it alone.
    """

    kind: Literal["adjusted_mazziotta_pareto@1"]
    lower: Figure = Fraction(70)
    upper: Figure = Fraction(130)
    penalty: Literal["subtracted", "added"] = "subtracted"


class MeanMin(Part):
    """The mean, taken down towards the smallest child: x̄ − α(√((x̄ − min x)² + β²) − β).

    `share` (α): from 0, the mean, to 1; `smoothness` (β): 0 is sharp, larger ones forgive small gaps.
    Source: Casadio Tarabusi and Guarini (2013), An Unbalance Adjustment Method for Development Indicators.
    """

    kind: Literal["mean_min@1"]
    share: Figure = Field(default=Fraction(1), ge=0, le=1)
    smoothness: Figure = Field(default=Fraction(0), ge=0)


Aggregation: TypeAlias = Annotated[
    Arithmetic
    | Geometric
    | Harmonic
    | Power
    | Median
    | Copeland
    | MazziottaPareto
    | AdjustedMazziottaPareto
    | MeanMin,
    Field(discriminator="kind"),
]
