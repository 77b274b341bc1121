"""What all rules on one measured number share: finding it, and answering where it is undefined.

`when_undefined` says what a ratio over 0 or a mean over no cases gives: `open` (the law does not
say), `zero`, `full` points, or `not_applicable`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound, edge_name, value_of
from chiso.frameworks.intervals import Domain
from chiso.frameworks.measures import (
    InputMeasure,
    Measure,
    Setting,
    measure_faults,
    resolve_measure,
    used_by,
)
from chiso.frameworks.rules.base import (
    Circumstances,
    Evaluate,
    Fault,
    InputsUsed,
    LeafContext,
    Outcome,
    RuleModel,
    Values,
)
from chiso.language import Text, text

WhenUndefined: TypeAlias = Literal["open", "zero", "full", "not_applicable"]
AnswerNumber: TypeAlias = Callable[[Fraction], Outcome]

UNDEFINED = "undefined"


class NumberRule(RuleModel):
    """A rule that turns one number into points. Subclasses give the answer for a defined number."""

    when_undefined: WhenUndefined = "open"

    @abstractmethod
    def find_measure(self, leaf: LeafContext) -> Measure | None:
        """The measure that gives the number; None where the rule does not make it clear."""

    @abstractmethod
    def answer(self, leaf: LeafContext, setting: Setting) -> AnswerNumber:
        """The answer to a number, with the parameters of one setting."""

    def branches(self, leaf: LeafContext) -> set[str]:
        """The branches that a defined number can take."""
        raise NotImplementedError

    def edges(self, leaf: LeafContext) -> list[Bound]:
        """The numbers at which the answer changes."""
        return []

    def turns(self, leaf: LeafContext) -> Sequence[tuple[Measure, Bound]]:
        """The measure with each of the edges."""
        measure = self.resolved(leaf)
        return [(measure, edge) for edge in self.edges(leaf)]

    def edge_parameters(self) -> frozenset[str]:
        """The parameters, beside those in the measure, on which the answer depends."""
        return frozenset()

    def resolved(self, leaf: LeafContext) -> Measure:
        """The measure; of a rule without faults."""
        measure = self.find_measure(leaf)
        assert measure is not None
        return measure

    def parameters(self, leaf: LeafContext) -> frozenset[str]:
        """All parameters that the rule reads."""
        return frozenset(used_by(self.resolved(leaf)).parameters) | self.edge_parameters()

    def settings(self, leaf: LeafContext) -> list[Setting]:
        """The settings in which it must be proved."""
        return leaf.settings_with(self.parameters(leaf))

    def domain(self, leaf: LeafContext, setting: Setting) -> Domain:
        """The numbers that may have to be answered."""
        return self.resolved(leaf).domain(leaf, setting)

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Measure, then answer."""
        names = self.parameters(leaf)
        if names:
            return with_parameters(names, lambda setting: self._evaluation(leaf, setting))
        return self._evaluation(leaf, {})

    def _evaluation(self, leaf: LeafContext, setting: Setting) -> Evaluate:
        measure = self.resolved(leaf)
        answer = self.answer(leaf, setting)
        if isinstance(measure, InputMeasure) and leaf.inputs[measure.root].type != "ratio":
            # The usual case, without the detour over a measure: a third of the time.
            name = measure.root

            def answer_input(
                values: Values, cases: Sequence[Values], circumstances: Circumstances
            ) -> Outcome:
                return answer(values[name])  # type: ignore[arg-type]  # checked when it was read

            return answer_input
        measured = measure.prepare(leaf)
        undefined = undefined_outcome(self.when_undefined, leaf)

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            number = measured(values, cases, circumstances)
            return undefined if number is None else answer(number)

        return evaluate

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """The inputs of the measure."""
        used = used_by(self.resolved(leaf))
        return InputsUsed(frozenset(used.of_unit), frozenset(used.of_case), used.over_cases)

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """The branches, the edges that a value can have, and “undefined” where that can be."""
        marks = self.branches(leaf)
        settings = self.settings(leaf)
        for edge in self.edges(leaf):
            if any(self.domain(leaf, setting).contains(value_of(edge, setting)) for setting in settings):
                marks.add(edge_name(edge))
        if self.resolved(leaf).may_be_undefined(leaf):
            marks.add(UNDEFINED)
        return frozenset(marks)

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """The branch, and the edges that the number lies on."""
        outcome = self.prepare(leaf)(values, cases, circumstances)
        marks = {outcome.branch}
        if self.parameters(leaf) <= circumstances.parameters.keys():
            marks |= {
                edge_name(edge)
                for edge in self.edges(leaf)
                if outcome.measured == value_of(edge, circumstances.parameters)
            }
        return frozenset(marks)

    def heading(self, leaf: LeafContext) -> Text:
        """What is measured, in words."""
        return text("Measured: {measure}.", measure=self.resolved(leaf).words(leaf))

    def undefined_sentences(self, leaf: LeafContext) -> list[Text]:
        """What an undefined measure gives, in words, where it can be undefined."""
        if not self.resolved(leaf).may_be_undefined(leaf):
            return []
        return [undefined_sentence(self.when_undefined)]


class MeasuredRule(NumberRule):
    """A rule on the measure that it names, or on the only number of the leaf."""

    measure: Measure | None = None

    def find_measure(self, leaf: LeafContext) -> Measure | None:
        """The measure, or the only number."""
        return resolve_measure(self.measure, leaf)

    def measured_faults(self, leaf: LeafContext) -> list[Fault]:
        """The faults of the measure, and full points without a maximum."""
        return measure_faults(self.measure, leaf) + undefined_faults(self.when_undefined, leaf)


def undefined_outcome(choice: WhenUndefined, leaf: LeafContext) -> Outcome:
    """What is answered where the measure is undefined."""
    if choice == "zero":
        return Outcome(Fraction(0), UNDEFINED)
    if choice == "full":
        return Outcome(leaf.max_points, UNDEFINED)
    if choice == "not_applicable":
        return Outcome(None, UNDEFINED, not_applicable=True)
    return Outcome(
        None,
        UNDEFINED,
        open_point=text("There is nothing to divide by, and the law does not say what then."),
    )


def undefined_faults(choice: WhenUndefined, leaf: LeafContext) -> list[Fault]:
    """Full points where the node has no maximum."""
    if choice == "full" and leaf.max_points is None:
        return [rule_faults.maximum_needed(("when_undefined",))]
    return []


def undefined_sentence(choice: WhenUndefined) -> Text:
    """What an undefined measure gives, in words."""
    answers = {
        "open": text("Where there is nothing to divide by, the law does not say what then."),
        "zero": text("Where there is nothing to divide by: 0 points."),
        "full": text("Where there is nothing to divide by: all points."),
        "not_applicable": text("Where there is nothing to divide by, it does not apply."),
    }
    return answers[choice]


def with_parameters(names: frozenset[str], build: Callable[[Mapping[str, Fraction]], Evaluate]) -> Evaluate:
    """An evaluation that is built once for each combination of parameters that units have."""
    ordered = sorted(names)
    built: dict[tuple[Fraction, ...], Evaluate] = {}

    def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
        parameters = circumstances.parameters
        for name in ordered:
            if name not in parameters:
                return Outcome(None, "no parameter", open_point=_no_parameter(name))
        key = tuple(parameters[name] for name in ordered)
        if key not in built:
            built[key] = build(dict(zip(ordered, key, strict=True)))
        return built[key](values, cases, circumstances)

    return evaluate


def _no_parameter(name: str) -> Text:
    return text("The law gives no figure “{parameter}” for this unit.", parameter=name)
