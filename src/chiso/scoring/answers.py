"""Answers: what units gave for the criteria, as scoring takes them.

An `Answer` is everything that one layer says about one criterion of one unit: its inputs, once for
the unit or once for each case, and its status. `Answers` holds them all for one period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

from chiso.frameworks.values import Values
from chiso.scoring.layers import Layer, last_layer

AnswerStatus: TypeAlias = Literal["given", "missing", "not_applicable", "withheld", "late"]
ANSWER_STATUSES: tuple[AnswerStatus, ...] = ("given", "missing", "not_applicable", "withheld", "late")
Origin: TypeAlias = Literal["", "agency", "survey", "statistic", "system", "inspection", "carried_over"]
ORIGINS: tuple[Origin, ...] = (
    "agency", "survey", "statistic", "system", "inspection", "carried_over",
)  # fmt: skip

ANSWER_COLUMNS = (
    "period", "unit", "code", "input", "case", "value", "numerator", "denominator", "label",
    "status", "layer", "origin", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attested:
    """Points that are taken as given, since the input is withheld; `status` as it was published."""

    points: Fraction | None
    status: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One criterion of one unit in one layer. `values` and each of `cases`: input -> value."""

    status: AnswerStatus = "given"
    values: Values = field(default_factory=dict)
    cases: tuple[Values, ...] = ()
    case_names: tuple[str, ...] = ()
    layer: Layer = "self_assessed"
    origin: str = ""
    notes: tuple[str, ...] = ()
    # How many values can be handed to a rule as they are; -2 where something has to be looked at
    # first. Worked out once here, since scoring asks for it for every criterion of every unit.
    plain_count: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        is_plain = self.status == "given" and not self.cases
        object.__setattr__(self, "plain_count", len(self.values) if is_plain else -2)


class AnswerRow(NamedTuple):
    """One row of the long table in its one notation; `unit` is the official code."""

    # A tuple: a frozen class of so many fields takes three times as long to make, and a year has thousands.
    unit: str
    code: str
    input: str
    case: str
    value: str
    numerator: str
    denominator: str
    label: str
    status: AnswerStatus
    layer: Layer
    origin: str
    note: str

    def cells(self, period: str) -> tuple[str, ...]:
        """The cells in the order of `ANSWER_COLUMNS`."""
        return (period, *self)

    def value_text(self) -> str:
        """The value as one text: what a digest of a withheld value is made of."""
        if self.numerator or self.denominator:
            return f"{self.numerator}/{self.denominator}"
        if self.label and self.value:
            return f"{self.label}={self.value}"
        return self.value or self.label


LayersOfUnit: TypeAlias = Mapping[str, Mapping[Layer, Answer]]


@dataclass(frozen=True)
class Answers:
    """uid -> code -> layer -> answer, and the rows from which they were read (sorted).

    `attested`: uid -> code -> points, for criteria whose withheld values are not at hand.
    """

    by_unit: Mapping[str, LayersOfUnit] = field(default_factory=dict)
    rows: tuple[AnswerRow, ...] = ()
    attested: Mapping[str, Mapping[str, Attested]] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Mapping[str, Mapping[str, Answer]]) -> Answers:
        """Answers of a single layer: uid -> code -> answer."""
        return cls(
            {
                unit: {code: {answer.layer: answer} for code, answer in given.items()}
                for unit, given in answers.items()
            }
        )

    def counting(self, unit: str, layer: Layer | None) -> Mapping[str, Answer]:
        """What counts for a unit: of each criterion the last layer that is not after `layer`."""
        if layer is None:
            return self._latest.get(unit, {})
        return _counting(self.by_unit.get(unit, {}), layer)

    @cached_property
    def _latest(self) -> Mapping[str, Mapping[str, Answer]]:
        return {unit: _counting(given, None) for unit, given in self.by_unit.items()}


def _counting(given: LayersOfUnit, layer: Layer | None) -> dict[str, Answer]:
    counting = {}
    for code, present in given.items():
        answer = last_layer(present, layer)
        if answer is not None:
            counting[code] = answer
    return counting
