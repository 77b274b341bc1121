"""cases@1: the first case whose condition holds gives the points.

    points = p_k   with k the first case whose condition holds; a case “otherwise” always holds

Proved over every combination of the cells of each measure (each bound, each gap between bounds)
and of each label and yes or no: some case holds, and each case is the first one for some of them.
Inputs are taken to vary independently.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Literal

from pydantic import Field, StrictBool

from chiso.figures import terminates
from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound, edge_name, value_of
from chiso.frameworks.conditions import Condition, Situation, Terms
from chiso.frameworks.intervals import describe_range, representative_of
from chiso.frameworks.leaf import LeafContext
from chiso.frameworks.measures import Measure, Setting, words_of_input
from chiso.frameworks.rules.answers import Answer
from chiso.frameworks.rules.base import (
    Circumstances,
    Evaluate,
    Fault,
    InputsUsed,
    Outcome,
    RuleModel,
    Values,
)
from chiso.frameworks.rules.measured import (
    UNDEFINED,
    WhenUndefined,
    undefined_faults,
    undefined_outcome,
    undefined_sentence,
    with_parameters,
)
from chiso.language import Text, Value, listing, text

MOST_COMBINATIONS = 200_000


class Case(Answer):
    """A condition, or “otherwise”, with what it answers."""

    when: Condition | None = None
    otherwise: StrictBool = False


class Cases(RuleModel):
    """Points by the first case that holds."""

    kind: Literal["cases@1"]
    cases: tuple[Case, ...] = Field(min_length=1)
    when_undefined: WhenUndefined = "open"

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """Faults of the conditions, combinations that no case meets, cases that nothing meets."""
        faults = undefined_faults(self.when_undefined, leaf)
        for position, case in enumerate(self.cases):
            found = case.answer_faults(leaf)
            if (case.when is None) != case.otherwise:
                expected = text("Expected either “when” with a condition, or “otherwise: true”.")
                found.append(rule_faults.keys_at_odds((), "", expected))
            if case.when is not None:
                found += [fault.under("when") for fault in case.when.faults(leaf)]
            faults += [fault.under("cases", position) for fault in found]
        return faults or self._prove(leaf)

    def _terms(self) -> Terms:
        terms = Terms()
        for case in self.cases:
            if case.when is not None:
                case.when.gather(terms)
        return terms

    def _prove(self, leaf: LeafContext) -> list[Fault]:
        terms = self._terms()
        met: set[int] = set()
        for setting in leaf.settings_with(self.parameters(leaf)):
            choices = _choices(terms, leaf, setting)
            count = prod(len(choice) for choice in choices.values())
            if count > MOST_COMBINATIONS:
                return [rule_faults.too_many_combinations(("cases",), count, MOST_COMBINATIONS)]
            truths = self._truths(_CombinationReader(setting))
            for combination in product(*choices.values()):
                situation = {name: value for name, (value, _) in zip(choices, combination, strict=True)}
                holding = next((n for n, holds in enumerate(truths) if holds(situation)), None)
                if holding is None:
                    shown = listing((words for _, words in combination), "; ")
                    return [rule_faults.combination_unmet(("cases",), shown)]
                met.add(holding)
        unmet = sorted(set(range(len(self.cases))) - met)
        return [rule_faults.never_met(("cases", position)) for position in unmet]

    def _truths(self, reader: _CombinationReader | _AnswerReader) -> list[Callable[[Situation], bool | None]]:
        return [
            case.when.prepare(reader) if case.when is not None else lambda situation: True
            for case in self.cases
        ]

    def prepare(self, leaf: LeafContext) -> Evaluate:
        """Ask the conditions in turn; an undefined one ends the asking."""
        truths = self._truths(_AnswerReader(leaf))
        branches = [(truth, self._outcome(position)) for position, truth in enumerate(truths)]
        undefined = undefined_outcome(self.when_undefined, leaf)
        nothing = Outcome(None, "outside", open_point=text("No case of the rule holds."))

        def evaluate(values: Values, cases: Sequence[Values], circumstances: Circumstances) -> Outcome:
            situation = (values, cases, circumstances)
            for truth, outcome in branches:
                holds = truth(situation)
                if holds:
                    return outcome
                if holds is None:
                    return undefined
            return nothing

        names = self.parameters(leaf)
        return with_parameters(names, lambda setting: evaluate) if names else evaluate

    def _outcome(self, position: int) -> Outcome:
        case = self.cases[position]
        return Outcome(case.points, self._branch(position), open_point=case.open)

    def _branch(self, position: int) -> str:
        return "otherwise" if self.cases[position].otherwise else f"case {position + 1}"

    def inputs_used(self, leaf: LeafContext) -> InputsUsed:
        """Everything that some condition speaks of."""
        used = self._terms().used()
        return InputsUsed(frozenset(used.of_unit), frozenset(used.of_case), used.over_cases)

    def parameters(self, leaf: LeafContext) -> frozenset[str]:
        """Those in the measures and in the bounds."""
        return frozenset(self._terms().used().parameters)

    def landmarks(self, leaf: LeafContext) -> frozenset[str]:
        """Every case, every bound that a measure can take, and “undefined” where that can be."""
        terms = self._terms()
        marks = {self._branch(position) for position in range(len(self.cases))}
        settings = leaf.settings_with(self.parameters(leaf))
        for name, measure in terms.measures.items():
            for bound in terms.bounds[name]:
                if any(measure.domain(leaf, s).contains(value_of(bound, s)) for s in settings):
                    marks.add(edge_name(bound, name))
            if measure.may_be_undefined(leaf):
                marks.add(UNDEFINED)
        return frozenset(marks)

    def reached(
        self, leaf: LeafContext, values: Values, cases: Sequence[Values], circumstances: Circumstances
    ) -> frozenset[str]:
        """The case, and the bounds on which the measures lie."""
        terms = self._terms()
        marks = {self.prepare(leaf)(values, cases, circumstances).branch}
        if self.parameters(leaf) <= circumstances.parameters.keys():
            for name, measure in terms.measures.items():
                number = measure.prepare(leaf)(values, cases, circumstances)
                marks |= {
                    edge_name(bound, name)
                    for bound in terms.bounds[name]
                    if number == value_of(bound, circumstances.parameters)
                }
        return frozenset(marks)

    def turns(self, leaf: LeafContext) -> Sequence[tuple[Measure, Bound]]:
        """Every measure of the conditions with the bounds that it meets."""
        terms = self._terms()
        return [(measure, bound) for name, measure in terms.measures.items() for bound in terms.bounds[name]]

    def greatest(self, leaf: LeafContext) -> Fraction | None:
        """The most points that it can give."""
        return max((case.points for case in self.cases if case.points is not None), default=None)

    def sentences(self, leaf: LeafContext) -> list[Text]:
        """One sentence a case, and that the first one counts."""
        lines = [text("The first case that holds counts.")]
        for case in self.cases:
            subject = text("otherwise")
            if case.when is not None:
                subject = text("if {condition}", condition=case.when.words(leaf))
            lines.append(case.words(subject))
        if any(measure.may_be_undefined(leaf) for measure in self._terms().measures.values()):
            lines.append(undefined_sentence(self.when_undefined))
        return lines

    def may_not_terminate(self, leaf: LeafContext) -> bool:
        """Only where a case's points are such a fraction."""
        return any(case.points is not None and not terminates(case.points) for case in self.cases)


class _AnswerReader:
    """Reads from a unit: the situation is (values, cases, circumstances)."""

    def __init__(self, leaf: LeafContext) -> None:
        self._leaf = leaf

    def number(self, measure: Measure) -> Callable[[Situation], Fraction | None]:
        """The measure of the unit."""
        measured = measure.prepare(self._leaf)
        return lambda situation: measured(*situation)

    def answer(self, name: str) -> Callable[[Situation], str | bool]:
        """A label or a yes or no of the unit."""
        return lambda situation: situation[0][name]

    def parameter(self, name: str) -> Callable[[Situation], Fraction]:
        """A parameter of the unit."""
        return lambda situation: situation[2].parameters[name]


class _CombinationReader:
    """Reads from a combination that a proof makes up: the situation maps names to values."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def number(self, measure: Measure) -> Callable[[Situation], Fraction | None]:
        """The representative of a cell."""
        name = f"measure {measure.name()}"
        return lambda situation: situation[name]

    def answer(self, name: str) -> Callable[[Situation], str | bool]:
        """The label, or yes or no, of the combination."""
        return lambda situation: situation[name]

    def parameter(self, name: str) -> Callable[[Situation], Fraction]:
        """The parameter of the setting."""
        value = self._setting[name]
        return lambda situation: value


def _choices(
    terms: Terms, leaf: LeafContext, setting: Setting
) -> dict[str, list[tuple[Fraction | str | bool, Value]]]:
    """For everything that the conditions speak of: the values to try, each with its words."""
    choices: dict[str, list[tuple[Fraction | str | bool, Value]]] = {}
    for name, measure in terms.measures.items():
        domain = measure.domain(leaf, setting)
        cells = domain.cells(value_of(bound, setting) for bound in terms.bounds[name])
        choices[f"measure {name}"] = [
            (representative_of(cell, whole=domain.whole), describe_range(cell, measure.words(leaf)))
            for cell in cells
        ]
    for name in terms.answers:
        choices[name] = _answers(name, leaf)
    return choices


def _answers(name: str, leaf: LeafContext) -> list[tuple[Fraction | str | bool, Value]]:
    definition = leaf.inputs[name]
    subject: Value = words_of_input(name, leaf)
    if definition.type == "boolean":
        return [
            (True, listing((subject, "=", text("yes")), " ")),
            (False, listing((subject, "=", text("no")), " ")),
        ]
    return [(label, listing((subject, "=", title), " ")) for label, title in definition.labels.items()]
