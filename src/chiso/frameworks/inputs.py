"""Inputs: the named, typed values that a leaf asks for, and the range that each may take."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StrictBool

from chiso.frameworks.fields import BilingualField, Figure, Part
from chiso.frameworks.intervals import Domain, Interval

InputType: TypeAlias = Literal[
    "number", "whole", "count", "share", "ratio", "label", "labels", "tally", "boolean", "date"
]
NUMERIC_TYPES: frozenset[str] = frozenset({"number", "whole", "count", "share", "ratio"})
LABEL_TYPES: frozenset[str] = frozenset({"label", "labels", "tally"})

LabelKey: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
InputName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

_ZERO, _ONE = Fraction(0), Fraction(1)


class BorrowedInput(Part):
    """The leaf and input whose answer is used here as well."""

    code: str
    input: InputName


class InputDefinition(Part):
    """One input of a leaf. `labels` go with label, labels and tally, the bounds with numbers."""

    type: InputType
    title: BilingualField | None = None
    numerator: BilingualField | None = None
    denominator: BilingualField | None = None
    unit: BilingualField | None = None
    labels: Mapping[LabelKey, BilingualField] = Field(default_factory=dict)
    at_least: Figure | None = None
    at_most: Figure | None = None
    may_exceed_one: StrictBool = False
    same_as: BorrowedInput | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether a measure can use it as a number."""
        return self.type in NUMERIC_TYPES

    def domain(self) -> Domain | None:
        """The numbers that it may be; None where it is not a number."""
        if not self.is_numeric:
            return None
        lowest = None if self.type in ("number", "whole") else _ZERO
        highest = _ONE if self.type == "share" or (self.type == "ratio" and not self.may_exceed_one) else None
        if self.at_least is not None:
            lowest = self.at_least if lowest is None else max(lowest, self.at_least)
        if self.at_most is not None:
            highest = self.at_most if highest is None else min(highest, self.at_most)
        return Domain(Interval(lowest, True, highest, True), whole=self.type in ("whole", "count"))
