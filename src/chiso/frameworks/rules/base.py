"""What every kind of rule offers: a proof, an evaluation, landmarks for tests, and its words.

A rule is data of the framework. `faults` proves it against the leaf that it stands in; `prepare`
turns it into a function that is called once for each unit; `sentences` says it to a reader.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, NamedTuple, TypeAlias

from chiso.frameworks.bounds import Bound
from chiso.frameworks.fields import Part
from chiso.frameworks.intervals import Domain
from chiso.frameworks.leaf import Fault, LeafContext
from chiso.frameworks.measures import Measure
from chiso.frameworks.values import Circumstances, InputValue, Ratio, Values
from chiso.language import Bilingual, Text

__all__ = [
    "Circumstances",
    "Evaluate",
    "Fault",
    "InputValue",
    "InputsUsed",
    "LeafContext",
    "Outcome",
    "Ratio",
    "RuleModel",
    "Values",
]


class Outcome(NamedTuple):
    """What a rule answers for one unit.

    `points` is None where the law is silent (`open_point` says so), where the rule does not apply,
    where a value is tracked only, for a veto, and where the league's extremes are not yet known.
    """

    points: Fraction | None
    branch: str = ""
    measured: Fraction | None = None
    unrounded: Fraction | None = None
    open_point: Text | Bilingual | None = None
    not_applicable: bool = False
    parent_at_most: Fraction | None = None


Evaluate: TypeAlias = Callable[[Values, Sequence[Values], Circumstances], Outcome]


class InputsUsed(NamedTuple):
    """The inputs that a rule reads once for the unit, and those that it reads for each case."""

    of_unit: frozenset[str] = frozenset()
    of_case: frozenset[str] = frozenset()
    over_cases: bool = False


class RuleModel(Part, ABC):
    """The base of all kinds. Every input that `inputs_used` names is in the values it is given."""

    # Whether points depend on the other units: evaluate once without extremes to get the measured
    # values, then with them.
    needs_league: ClassVar[bool] = False

    @abstractmethod
    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Everything that keeps the rule from answering each value exactly once."""

    @abstractmethod
    def prepare(self, leaf: LeafContext) -> Evaluate:
        """The evaluation of this rule: (values of the unit, values of each case, circumstances)."""

    @abstractmethod
    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The inputs that the evaluation reads."""

    def parameters(self, leaf: LeafContext) -> frozenset[str]:
        """The names of the parameters that the points depend on."""
        return frozenset()

    @abstractmethod
    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """The branches and edges that test cases must reach."""

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """The landmarks that one evaluation touches."""
        return frozenset({self.prepare(leaf)(values, cases, circumstances).branch})

    @abstractmethod
    def sentences(self, leaf: LeafContext) -> list[Text]:
        """The rule in words."""

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Whether the points may have no end as a decimal, so that their rounding must be stated."""
        return False

    def turns(self, leaf: LeafContext) -> Sequence[tuple[Measure, Bound]]:
        """The numbers that it compares, each with a figure at which its answer may jump or turn.

        Between two such figures its points rise, fall or stay as a single number of the unit grows.
        """
        return ()

    def accepted_domains(self, leaf: LeafContext) -> Mapping[str, Domain]:
        """The numbers that each input may be where the rule narrows the input's own domain."""
        return {}
