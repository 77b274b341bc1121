"""Conditions on the inputs of a leaf.

    {measure: m, above | at_least | below | at_most | equals: figure or {parameter: name}}
    {input: found, is: true}     {input: manner, label: on_time}
    {all: […]}   {any: […]}   {not: …}

A condition on an undefined measure is undefined; `all` and `any` look from left to right and stop
as soon as they know, so that an earlier condition can keep a later one from being asked.

A condition is built on a `Reader`, which says where numbers, words and parameters come from: from
the answers of a unit when points are given, from a made-up combination when a rule is proved.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any, Protocol, TypeAlias

from pydantic import Discriminator, Field, StrictBool, Tag

from chiso.frameworks import rule_faults
from chiso.frameworks.bounds import Bound, Bounded, ParameterReference
from chiso.frameworks.fields import Part
from chiso.frameworks.inputs import InputName
from chiso.frameworks.leaf import Fault, LeafContext
from chiso.frameworks.measures import Measure, Used, input_faults, words_of_input
from chiso.language import Value, listing, text

# What a condition is asked about: whatever its reader understands.
Situation: TypeAlias = Any
Truth: TypeAlias = Callable[[Situation], bool | None]


class Reader(Protocol):
    """Where a condition finds what it speaks of."""

    def number(self, measure: Measure) -> Callable[[Situation], Fraction | None]:
        """A function that gives the measure."""

    def answer(self, name: str) -> Callable[[Situation], str | bool]:
        """A function that gives a label or a yes or no."""

    def parameter(self, name: str) -> Callable[[Situation], Fraction]:
        """A function that gives a parameter."""


class Terms:
    """What a list of conditions speaks of: measures with the bounds they meet, and other inputs."""

    def __init__(self) -> None:
        self.measures: dict[str, Measure] = {}
        self.bounds: dict[str, list[Bound]] = {}
        self.answers: list[str] = []

    def note_measure(self, measure: Measure, bounds: list[Bound]) -> None:
        """A measure is compared with bounds."""
        self.measures.setdefault(measure.name(), measure)
        self.bounds.setdefault(measure.name(), []).extend(bounds)

    def note_answer(self, name: str) -> None:
        """A label, or a yes or no, is looked at."""
        if name not in self.answers:
            self.answers.append(name)

    def used(self) -> Used:
        """The inputs and parameters behind the terms."""
        used = Used()
        for name, measure in self.measures.items():
            measure.gather(used)
            used.parameters |= {b.parameter for b in self.bounds[name] if isinstance(b, ParameterReference)}
        for name in self.answers:
            used.note(name, in_case=False)
        return used


class MeasureCondition(Bounded):
    """A measure lies between bounds."""

    measure: Measure

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """The faults of the measure and of the bounds."""
        return [fault.under("measure") for fault in self.measure.faults(leaf)] + self.bound_faults(leaf)

    def gather(self, terms: Terms) -> None:
        """Note the measure with its bounds."""
        terms.note_measure(self.measure, list(self.bounds().values()))

    def prepare(self, reader: Reader) -> Truth:
        """A function that measures and compares."""
        number = reader.number(self.measure)
        if not self.bound_parameters():
            contains = self.interval({}).contains

            def compare(situation: Situation) -> bool | None:
                value = number(situation)
                return None if value is None else contains(value)

            return compare
        parameters = {name: reader.parameter(name) for name in self.bound_parameters()}

        def compare_with_parameters(situation: Situation) -> bool | None:
            value = number(situation)
            if value is None:
                return None
            return self.interval({name: find(situation) for name, find in parameters.items()}).contains(value)

        return compare_with_parameters

    def words(self, leaf: LeafContext) -> Value:
        """“late cases above 0”"""
        return listing((self.measure.words(leaf), self.words_of_bounds()), " ")


class InputIs(Part):
    """A yes or no."""

    input: InputName
    is_: StrictBool = Field(alias="is")

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """An input that does not exist, or is no boolean."""
        return [fault.under("input") for fault in input_faults(self.input, leaf, ("boolean",))]

    def gather(self, terms: Terms) -> None:
        """Note the input."""
        terms.note_answer(self.input)

    def prepare(self, reader: Reader) -> Truth:
        """A function that looks at the answer."""
        find, wanted = reader.answer(self.input), self.is_
        return lambda situation: find(situation) is wanted

    def words(self, leaf: LeafContext) -> Value:
        """“complaint = yes”"""
        shown = text("yes") if self.is_ else text("no")
        return listing((words_of_input(self.input, leaf), "=", shown), " ")


class InputLabel(Part):
    """A certain label."""

    input: InputName
    label: str

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """An input that does not exist or has no labels, a label that it lacks."""
        faults = [fault.under("input") for fault in input_faults(self.input, leaf, ("label",))]
        if not faults and self.label not in leaf.inputs[self.input].labels:
            faults.append(rule_faults.unknown_label(("label",), self.label, leaf.inputs[self.input].labels))
        return faults

    def gather(self, terms: Terms) -> None:
        """Note the input."""
        terms.note_answer(self.input)

    def prepare(self, reader: Reader) -> Truth:
        """A function that looks at the label."""
        find, wanted = reader.answer(self.input), self.label
        return lambda situation: find(situation) == wanted

    def words(self, leaf: LeafContext) -> Value:
        """“manner = on time”"""
        definition = leaf.inputs.get(self.input)
        shown: Value = definition.labels.get(self.label, self.label) if definition else self.label
        return listing((words_of_input(self.input, leaf), "=", shown), " ")


class AllOf(Part):
    """Every condition holds."""

    all: tuple[Condition, ...] = Field(min_length=1)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """The faults of the conditions."""
        return [f.under("all", n) for n, condition in enumerate(self.all) for f in condition.faults(leaf)]

    def gather(self, terms: Terms) -> None:
        """Note what the conditions speak of."""
        for condition in self.all:
            condition.gather(terms)

    def prepare(self, reader: Reader) -> Truth:
        """A function that stops at the first condition that does not hold."""
        return _until(False, tuple(condition.prepare(reader) for condition in self.all))

    def words(self, leaf: LeafContext) -> Value:
        """The conditions, joined by “and”."""
        return listing(_joined([c.words(leaf) for c in self.all], text("and")), " ")


class AnyOf(Part):
    """At least one condition holds."""

    any: tuple[Condition, ...] = Field(min_length=1)

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """The faults of the conditions."""
        return [f.under("any", n) for n, condition in enumerate(self.any) for f in condition.faults(leaf)]

    def gather(self, terms: Terms) -> None:
        """Note what the conditions speak of."""
        for condition in self.any:
            condition.gather(terms)

    def prepare(self, reader: Reader) -> Truth:
        """A function that stops at the first condition that holds."""
        return _until(True, tuple(condition.prepare(reader) for condition in self.any))

    def words(self, leaf: LeafContext) -> Value:
        """The conditions, joined by “or”, in brackets."""
        joined = listing(_joined([c.words(leaf) for c in self.any], text("or")), " ")
        return listing(("(", joined, ")"), "")


class Not(Part):
    """The condition does not hold."""

    not_: Condition = Field(alias="not")

    def faults(self, leaf: LeafContext) -> list[Fault]:
        """The faults of the condition."""
        return [fault.under("not") for fault in self.not_.faults(leaf)]

    def gather(self, terms: Terms) -> None:
        """Note what the condition speaks of."""
        self.not_.gather(terms)

    def prepare(self, reader: Reader) -> Truth:
        """A function that turns the answer round."""
        inner = self.not_.prepare(reader)

        def turn(situation: Situation) -> bool | None:
            holds = inner(situation)
            return None if holds is None else not holds

        return turn

    def words(self, leaf: LeafContext) -> Value:
        """“not: …”"""
        return text("not ({condition})", condition=self.not_.words(leaf))


def _until(decisive: bool, truths: tuple[Truth, ...]) -> Truth:
    """A function that asks from left to right until the answer is `decisive`, or is undefined."""

    def ask(situation: Situation) -> bool | None:
        for truth in truths:
            holds = truth(situation)
            if holds is None or holds is decisive:
                return holds
        return not decisive

    return ask


def _joined(items: list[Value], word: Value) -> list[Value]:
    joined = items[:1]
    for item in items[1:]:
        joined += [word, item]
    return joined


def _form_of(written: Any) -> str | None:
    """The form of a condition, told by the keys that it has."""
    keys = set(written) if isinstance(written, dict) else set(getattr(type(written), "model_fields", ()))
    for key, form in (
        ("measure", "measure"),
        ("label", "label"),
        ("is", "is"),
        ("is_", "is"),
        ("all", "all"),
        ("any", "any"),
        ("not", "not"),
        ("not_", "not"),
    ):
        if key in keys:
            return form
    return None


Condition: TypeAlias = Annotated[
    Annotated[MeasureCondition, Tag("measure")]
    | Annotated[InputIs, Tag("is")]
    | Annotated[InputLabel, Tag("label")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_form_of),
]

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()
