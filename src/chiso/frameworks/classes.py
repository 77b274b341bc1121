"""Classes of a result: bounds with conditions, ceilings on the class, quotas with ties.

Classes are tried from the top; the first whose bounds and conditions hold is given. Where the law
leaves a hole between them no class is given, and `classes_open` says so.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, StrictBool, Tag

from chiso.frameworks.fields import BilingualField, Figure, Part, WholeNumber
from chiso.frameworks.parts import AppliesTo, LawReference


class BoundsPart(Part):
    """Bounds on a figure; each says by its name whether it is included."""

    above: Figure | None = None
    at_least: Figure | None = None
    below: Figure | None = None
    at_most: Figure | None = None
    equals: Figure | None = None


class NodeShare(Part):
    """A node has at least this share of its maximum."""

    node: str
    share_at_least: Figure


class NodePoints(Part):
    """A node's points lie within bounds."""

    node: str
    points: BoundsPart


class EachChildShare(Part):
    """Each part directly under the node has at least this share of its maximum."""

    each_child_share_at_least: Figure


class FactBounds(BoundsPart):
    """The measured value of a fact lies within bounds."""

    fact: str


class FactIs(Part):
    """A fact that is true or false."""

    fact: str
    is_: StrictBool = Field(alias="is")


class AllOf(Part):
    """Every condition holds."""

    all: tuple[ClassCondition, ...] = Field(min_length=1)


class AnyOf(Part):
    """At least one condition holds."""

    any: tuple[ClassCondition, ...] = Field(min_length=1)


class Not(Part):
    """The condition does not hold."""

    not_: ClassCondition = Field(alias="not")


def _kind_of_condition(value: Any) -> str | None:
    """The form of a condition, told by the keys that it has."""
    keys = set(value) if isinstance(value, dict) else set(getattr(type(value), "model_fields", ()))
    for key, form in (
        ("share_at_least", "node_share"),
        ("points", "node_points"),
        ("each_child_share_at_least", "each_child"),
        ("all", "all"),
        ("any", "any"),
        ("not", "not"),
        ("not_", "not"),
        ("is", "fact_is"),
        ("is_", "fact_is"),
        ("fact", "fact_bounds"),
    ):
        if key in keys:
            return form
    return None


ClassCondition: TypeAlias = Annotated[
    Annotated[NodeShare, Tag("node_share")]
    | Annotated[NodePoints, Tag("node_points")]
    | Annotated[EachChildShare, Tag("each_child")]
    | Annotated[FactBounds, Tag("fact_bounds")]
    | Annotated[FactIs, Tag("fact_is")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind_of_condition),
]


class ClassBand(BoundsPart):
    """One class: bounds on points (or percent), and what else it needs."""

    code: str = Field(min_length=1)
    title: BilingualField
    needs: tuple[ClassCondition, ...] = ()
    applies_to: AppliesTo | None = None
    law: tuple[LawReference, ...] = ()


class Quota(Part):
    """At most a share of the units may have the class; who is above it gets `over_quota`.

    `of` names the classes that form the base ("all": every unit with a total). `ties` says what happens
    to equals at the edge: none of them gets the class (all_out), or all do (all_in).
    """

    class_: str = Field(alias="class")
    of: tuple[str, ...] | Literal["all"]
    share_at_most: Figure
    rounding: Literal["down", "up", "half_up"] = "down"
    over_quota: str
    order: tuple[str, ...] = ("total",)
    ties: Literal["all_out", "all_in"] = "all_out"
    scope: BilingualField | None = None
    open_points: tuple[BilingualField, ...] = ()
    law: tuple[LawReference, ...] = ()


class ClassCap(Part):
    """A ceiling on the class while a condition holds: not above `at_most`, or some classes lower."""

    when: ClassCondition
    at_most: str | None = None
    lower_by: Annotated[WholeNumber, Field(ge=1)] | None = None
    note: BilingualField | None = None
    law: tuple[LawReference, ...] = ()


for _model in (AllOf, AnyOf, Not, ClassBand, ClassCap):
    _model.model_rebuild()
