"""What every measure offers, and what measures made of others have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from chiso.frameworks.fields import Part
from chiso.frameworks.intervals import Domain, Interval
from chiso.frameworks.leaf import Fault, LeafContext
from chiso.frameworks.values import Circumstances, Values
from chiso.language import Value, listing

if TYPE_CHECKING:
    from chiso.frameworks.measures import Measure

# (values of the unit or case, values of each case, circumstances) -> number; None: undefined
Measured: TypeAlias = Callable[[Values, Sequence[Values], Circumstances], Fraction | None]
Setting: TypeAlias = Mapping[str, Fraction]


class Used:
    """What a measure or condition reads, gathered while walking over it."""

    def __init__(self) -> None:
        self.of_unit: set[str] = set()
        self.of_case: set[str] = set()
        self.parameters: set[str] = set()
        self.over_cases = False

    def note(self, name: str, *, in_case: bool) -> None:
        """An input is read, of the unit or of each case."""
        (self.of_case if in_case else self.of_unit).add(name)


class MeasureModel(Part, ABC):
    """A measure; equal names mean equal measures."""

    word: ClassVar[str] = ""

    def parts(self) -> tuple[Measure, ...]:
        """The measures that it is made of."""
        return ()

    def name(self) -> str:
        """The measure in the words of the document."""
        return f"{self.word}({', '.join(part.name() for part in self.parts())})"

    def gather(self, used: Used, *, in_case: bool = False) -> None:
        """Note the inputs and parameters that it reads."""
        for part in self.parts():
            part.gather(used, in_case=in_case)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """What keeps it from being measured; by default the faults of its parts."""
        several = len(self.parts()) > 1
        return [
            fault.under(self.word, position) if several else fault.under(self.word)
            for position, part in enumerate(self.parts())
            for fault in part.faults(leaf)
        ]

    @abstractmethod
    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """The numbers that it may be, with the parameters of one setting."""

    def may_be_undefined(self, leaf: LeafContext) -> bool:
        """Whether it may have no value."""
        return any(part.may_be_undefined(leaf) for part in self.parts())

    @abstractmethod
    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that works the number out."""

    @abstractmethod
    def words(self, leaf: LeafContext) -> Value:
        """The measure in the reader's words."""


class Combined(MeasureModel):
    """A measure that is worked out of two or more others, all of which must be defined."""

    stays_whole: ClassVar[bool] = True

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """What the domains of the parts make."""
        domains = [part.domain(leaf, setting) for part in self.parts()]
        interval = reduce(self._combine_intervals, (domain.interval for domain in domains))
        return Domain(interval, whole=self.stays_whole and all(domain.whole for domain in domains))

    def prepare(self, leaf: LeafContext) -> Measured:
        """A function that works out the parts, then the whole."""
        parts = tuple(part.prepare(leaf) for part in self.parts())
        combine = self._combine

        def measure(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Fraction | None:
            numbers: list[Fraction] = []
            for part in parts:
                number = part(values, cases, circumstances)
                if number is None:
                    return None
                numbers.append(number)
            return combine(numbers)

        return measure

    @staticmethod
    @abstractmethod
    def _combine_intervals(one: Interval, other: Interval) -> Interval:
        """The interval that two intervals make; each kind has its own."""

    @staticmethod
    @abstractmethod
    def _combine(numbers: list[Fraction]) -> Fraction | None:
        """The whole of the parts, None where it is undefined; each kind has its own."""

    def _join(self, leaf: LeafContext, sign: str) -> Value:
        """The parts with a sign between them, in brackets where a part is itself made of parts."""
        shown = [
            listing(("(", part.words(leaf), ")"), "") if part.parts() else part.words(leaf)
            for part in self.parts()
        ]
        return listing(shown, f" {sign} ")


def point(number: Fraction) -> Domain:
    """The domain of a measure that is always `number`."""
    return Domain(Interval(number, True, number, True), whole=number.denominator == 1)
