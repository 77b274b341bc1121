"""Where the weights of a plan come from: the kinds and their arguments.

    given@1                the weights that stand in the tree
    equal@1                the same for every child of a group
    principal_component@1  from the first components of the children of each group; never below 0
    correlation@1          so that each child correlates equally with its group's score; never below 0
    benefit_of_doubt@1     for each unit the weights under which it looks best, within bounds
    entropy@1              the more a child tells units apart, the more it weighs

The arithmetic stands in `chiso.composite.weighing`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chiso.frameworks.fields import Figure, Part


class Given(Part):
    """The weights that stand in the tree."""

    kind: Literal["given@1"] = "given@1"


class Equal(Part):
    """The same weight for every child of a group."""

    kind: Literal["equal@1"]


class PrincipalComponent(Part):
    """Weights from principal components of the children.

    `components`: squared loadings of the `first` alone, or of those with an eigenvalue above 1 after varimax
    (`kaiser`, as in the Handbook of OECD and JRC, 2008).
    """

    kind: Literal["principal_component@1"]
    components: Literal["first", "kaiser"] = "first"


class Correlation(Part):
    """Weights under which children correlate equally with the score of their group."""

    kind: Literal["correlation@1"]


class BenefitOfDoubt(Part):
    """Each unit's own best weights; a child's share of the score stays within `lower` and `upper`."""

    kind: Literal["benefit_of_doubt@1"]
    lower: Figure = Field(default=Fraction(0), ge=0, le=1)
    upper: Figure = Field(default=Fraction(1), gt=0, le=1)


class Entropy(Part):
    """Weights by Shannon's entropy of each child over the units."""

    kind: Literal["entropy@1"]


Weighing: TypeAlias = Annotated[
    Given | Equal | PrincipalComponent | Correlation | BenefitOfDoubt | Entropy,
    Field(discriminator="kind"),
]
