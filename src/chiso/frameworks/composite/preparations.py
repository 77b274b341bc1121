"""How gaps are filled and extremes are tamed: the kinds of imputation and treatment, with arguments.

Imputation (each kind fills what it can; the next one in the list goes on with what is left):

    mean@1, median@1              over the units of the same period
    group_mean@1, group_median@1  over the units of the same group and period
    nearest@1                     mean of the k units nearest in the other indicators
    latest@1, linear@1            a panel: the last figure before; the straight line between two
    constant@1                    one figure

Treatment of one indicator:

    by_shape@1   while skewness and kurtosis both fail, the most extreme figure is drawn in, up to a number of
                 figures; if that is not enough, `then` is applied to the figures as they were
    winsorise@1  a fixed number of figures at each end is drawn in to the next one
    log@1        ln(x − min x + offset · (max x − min x))
    box_cox@1    Box and Cox's power, given or fitted by maximum likelihood
    none@1       left as it is

The arithmetic stands in `chiso.composite.imputing` and `chiso.composite.treating`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chiso.frameworks.fields import Figure, Part, WholeNumber


class FillMean(Part):
    """The mean of the units of the period."""

    kind: Literal["mean@1"]


class FillMedian(Part):
    """The median of the units of the period."""

    kind: Literal["median@1"]


class FillGroupMean(Part):
    """The mean of the units of the same group."""

    kind: Literal["group_mean@1"]
    group: str = Field(min_length=1)


class FillGroupMedian(Part):
    """The median of the units of the same group."""

    kind: Literal["group_median@1"]
    group: str = Field(min_length=1)


class FillNearest(Part):
    """The mean of the `neighbours` units that lie nearest in the indicators that both have."""

    kind: Literal["nearest@1"]
    neighbours: WholeNumber = Field(default=5, ge=1)


class FillLatest(Part):
    """The unit's last figure of an earlier period."""

    kind: Literal["latest@1"]


class FillLinear(Part):
    """The straight line between the unit's figures before and after."""

    kind: Literal["linear@1"]


class FillConstant(Part):
    """One figure for every gap."""

    kind: Literal["constant@1"]
    value: Figure


Imputation: TypeAlias = Annotated[
    FillMean
    | FillMedian
    | FillGroupMean
    | FillGroupMedian
    | FillNearest
    | FillLatest
    | FillLinear
    | FillConstant,
    Field(discriminator="kind"),
]


class Winsorise(Part):
    """`low` figures from below and `high` figures from above are drawn in to the next one."""

    kind: Literal["winsorise@1"]
    low: WholeNumber = Field(default=0, ge=0)
    high: WholeNumber = Field(default=0, ge=0)


class LogTransform(Part):
    """The logarithm, after a shift that makes the smallest figure positive."""

    kind: Literal["log@1"] = "log@1"
    offset: Figure = Field(default=Fraction(1, 100), gt=0)


class BoxCox(Part):
    """Box and Cox's power; without `power` it is fitted by maximum likelihood."""

    kind: Literal["box_cox@1"]
    power: Figure | None = None


class Untreated(Part):
    """Left as it is."""

    kind: Literal["none@1"]


class ByShape(Part):
    """Tamed only where the shape asks for it: |skewness| and kurtosis both at or above their bound."""

    kind: Literal["by_shape@1"] = "by_shape@1"
    skewness: Figure = Field(default=Fraction(2), gt=0)
    kurtosis: Figure = Fraction(7, 2)
    most_winsorised: WholeNumber = Field(default=5, ge=0)
    then: Annotated[LogTransform | BoxCox | Untreated, Field(discriminator="kind")] = LogTransform()


Treatment: TypeAlias = Annotated[
    ByShape | Winsorise | LogTransform | BoxCox | Untreated,
    Field(discriminator="kind"),
]
