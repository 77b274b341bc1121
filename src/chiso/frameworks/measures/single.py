"""Measures that stand for themselves: an input, a figure, a parameter, days of delay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import ConfigDict, RootModel

from chiso.figures import write_exact
from chiso.frameworks import rule_faults
from chiso.frameworks.fields import Figure, Part
from chiso.frameworks.inputs import InputName
from chiso.frameworks.interval_arithmetic import NOT_NEGATIVE
from chiso.frameworks.intervals import Domain
from chiso.frameworks.leaf import Fault, LeafContext
from chiso.frameworks.measures.base import Measured, MeasureModel, Setting, Used, point
from chiso.frameworks.values import Circumstances, Ratio, Values
from chiso.language import Value, listing, text
from chiso.periods import Deadline

NUMERIC = ("number", "whole", "count", "share", "ratio")


class InputMeasure(RootModel[InputName]):
    """The number in an input, written as the input's name alone."""

    model_config = ConfigDict(frozen=True)

    def parts(self) -> tuple[InputMeasure, ...]:
        """None: an input is not made of others."""
        return ()

    def name(self) -> str:
        """The name of the input."""
        return self.root

    def gather(self, used: Used, *, in_case: bool = False) -> None:
        """Note the input."""
        used.note(self.root, in_case=in_case)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """An input that does not exist, or is no number."""
        return input_faults(self.root, leaf, NUMERIC)

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """The numbers that the input may be."""
        return leaf.inputs[self.root].domain() or Domain()

    def may_be_undefined(self, leaf: LeafContext) -> bool:
        """A ratio may be one over nothing."""
        return leaf.inputs[self.root].type == "ratio"

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that finds the number among the values."""
        name = self.root
        if leaf.inputs[name].type != "ratio":
            # The type of what stands under a name is checked when the answers are read.
            return lambda values, cases, circumstances: values[name]  # type: ignore[return-value]

        def read(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Fraction | None:
            value = values[name]
            return value.quotient if isinstance(value, Ratio) else value  # type: ignore[return-value]

        return read

    def words(self, leaf: LeafContext) -> Value:
        """The title of the input, else of what is divided by what, else its name."""
        return words_of_input(self.root, leaf)


class NumberMeasure(MeasureModel):
    """A figure that is the same for all."""

    number: Figure

    def name(self) -> str:
        """The figure as it is written."""
        return write_exact(self.number)

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """The figure alone."""
        return point(self.number)

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that gives the figure."""
        number = self.number
        return lambda values, cases, circumstances: number

    def words(self, leaf: LeafContext) -> Value:
        """The figure."""
        return self.number


class ParameterMeasure(MeasureModel):
    """A parameter of the framework or of the node."""

    parameter: str

    def name(self) -> str:
        """The parameter's name, marked as one."""
        return f"parameter {self.parameter}"

    def gather(self, used: Used, *, in_case: bool = False) -> None:
        """Note the parameter."""
        used.parameters.add(self.parameter)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """A parameter that does not exist."""
        if self.parameter in leaf.parameters:
            return []
        return [rule_faults.unknown_parameter(("parameter",), self.parameter, leaf)]

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """Its value in this setting."""
        return point(setting[self.parameter])

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that looks the value up. Rules see to it beforehand that there is one."""
        name = self.parameter
        return lambda values, cases, circumstances: circumstances.parameters[name]

    def words(self, leaf: LeafContext) -> Value:
        """Its name."""
        return self.parameter


class DaysLateBetween(Part):
    """The two dates, and which days count."""

    due: InputName
    finished: InputName
    counts: Literal["calendar", "working"]


class DaysLate(MeasureModel):
    """Days from `due` to `finished`; 0 if in time."""

    word: ClassVar[str] = "days_late"
    days_late: DaysLateBetween

    def name(self) -> str:
        """The two dates and the way of counting."""
        return f"days_late({self.days_late.due}, {self.days_late.finished}, {self.days_late.counts})"

    def gather(self, used: Used, *, in_case: bool = False) -> None:
        """Note the two dates."""
        used.note(self.days_late.due, in_case=in_case)
        used.note(self.days_late.finished, in_case=in_case)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Inputs that do not exist or are no dates."""
        return [
            fault.under("days_late", key)
            for key, name in (("due", self.days_late.due), ("finished", self.days_late.finished))
            for fault in input_faults(name, leaf, ("date",))
        ]

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """Whole numbers from 0."""
        return Domain(NOT_NEGATIVE, whole=True)

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that counts the days."""
        due, finished = self.days_late.due, self.days_late.finished
        deadline = Deadline(1, self.days_late.counts)

        def count(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Fraction:
            last, done = values[due], values[finished]
            assert isinstance(last, date)
            assert isinstance(done, date)
            return Fraction(deadline.days_late(last, done))

        return count

    def words(self, leaf: LeafContext) -> Value:
        """Working or calendar days late."""
        if self.days_late.counts == "working":
            return text("working days late")
        return text("days late")


def input_faults(name: str, leaf: LeafContext, wanted: tuple[str, ...]) -> list[Fault]:
    """The fault of an input that does not exist, or has none of the wanted types."""
    definition = leaf.inputs.get(name)
    if definition is None:
        return [rule_faults.unknown_input((), name, leaf)]
    if definition.type not in wanted:
        return [rule_faults.unsuited_input((), name, definition.type, wanted)]
    return []


def words_of_input(name: str, leaf: LeafContext) -> Value:
    """An input as a reader names it."""
    definition = leaf.inputs.get(name)
    if definition is None:
        return name
    if definition.title is None and definition.numerator and definition.denominator:
        return listing((definition.numerator, definition.denominator), " / ")
    return definition.title or name
