"""What a rule is given when it is evaluated: values of inputs, and the circumstances of the unit.

number, whole, count, share   Fraction
ratio                         Ratio, or a Fraction where only the printed share is known
label / labels                the label's key / a tuple of keys, one a row
tally                         label -> count
boolean, date                 bool, date
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two counts. `quotient` is worked out once, when the answer is read; None over nothing."""

    numerator: Fraction
    denominator: Fraction
    quotient: Fraction | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        quotient = self.numerator / self.denominator if self.denominator else None
        object.__setattr__(self, "quotient", quotient)


InputValue: TypeAlias = Fraction | Ratio | str | tuple[str, ...] | Mapping[str, Fraction] | bool | date
Values: TypeAlias = Mapping[str, InputValue]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a rule may know of the unit besides its answers.

    `parameters` holds each parameter's value as looked up for this unit and year. `extremes` holds
    the lowest and the highest measured value among the units of the league, for rules that compare
    units; without it such a rule returns the measured value and no points.
    """

    level: str = ""
    kind: str = ""
    year: int = 0
    parameters: Mapping[str, Fraction] = field(default_factory=dict)
    extremes: tuple[Fraction, Fraction] | None = None
