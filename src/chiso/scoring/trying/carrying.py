"""Answers of the older set as answers to a draft, where what was asked then fits what is asked now.

An answer is carried as it is where the inputs are the same; else value by value, where its type and
range fit the draft. Points that were entered out of another range are carried at the same share of
it:

    points' = minimum' + (points − minimum) · (maximum' − minimum') / (maximum − minimum)

What does not fit is left behind and named; nothing is made up for a criterion that was not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.intervals import Domain
from chiso.frameworks.model import Framework, Node
from chiso.frameworks.rules.entered import Entered
from chiso.frameworks.values import InputValue, Ratio, Values
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.layers import Layer
from chiso.scoring.questions import Question, questions_of
from chiso.scoring.trying.matching import Matching

Way: TypeAlias = Literal["as_it_is", "checked", "same_share"]
Reason: TypeAlias = Literal["new", "group_before", "inputs", "lender", "nobody"]
Carry: TypeAlias = Callable[[InputValue], InputValue | None]


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A criterion of the draft without any answer, and why.

    new           it measures what was not measured before
    group_before  it was a group of criteria
    inputs        it asks for something else
    lender        it uses an answer of a criterion that has none
    nobody        no unit's answer fits it, or nobody had answered
    """

    code: str
    before: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """One answer that its criterion in the draft does not take, though it takes those of others."""

    uid: str
    code: str
    before: str


@dataclass(frozen=True)
class Carried:
    """The answers for the draft. `ways`: how those of each criterion were carried."""

    answers: Answers
    ways: Mapping[str, Way]
    not_carried: tuple[NotCarried, ...]
    left_behind: tuple[LeftBehind, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the answers to one criterion are carried: by input of the older set."""

    code: str
    before: str
    way: Way
    inputs: Mapping[str, tuple[str, Carry]]
    may_not_apply: bool


def carry_answers(older: Framework, draft: Framework, matching: Matching, answers: Answers) -> Carried:
    """Carry all layers of all units."""
    plans: dict[str, _Plan] = {}
    refused: dict[str, Reason] = {}
    asked_before, asked_now = questions_of(older).by_code, questions_of(draft).by_code
    before_by_after = matching.before_by_after
    for code, question in asked_now.items():
        before = before_by_after.get(code)
        if before is None:
            refused[code] = "new"
        elif before not in asked_before:
            refused[code] = "group_before"
        else:
            plan = _plan(asked_before[before], question)
            if plan is None:
                refused[code] = "inputs"
            else:
                plans[code] = plan
    by_unit, left_behind, answered = _carry_all(plans, answers)
    refused |= {code: "nobody" for code in plans if asked_now[code].own_inputs and code not in answered}
    _refuse_borrowers(draft, refused)
    return Carried(
        Answers(
            {
                uid: {code: layers for code, layers in given.items() if code not in refused}
                for uid, given in by_unit.items()
            }
        ),
        {code: plan.way for code, plan in plans.items() if code not in refused},
        tuple(
            NotCarried(code, before_by_after.get(code), refused[code])
            for code in asked_now
            if code in refused
        ),
        tuple(one for one in left_behind if one.code not in refused),
    )


def _carry_all(
    plans: Mapping[str, _Plan], answers: Answers
) -> tuple[dict[str, dict[str, Mapping[Layer, Answer]]], list[LeftBehind], set[str]]:
    by_unit: dict[str, dict[str, Mapping[Layer, Answer]]] = {}
    left_behind: list[LeftBehind] = []
    answered: set[str] = set()
    for uid, given in answers.by_unit.items():
        mine = by_unit[uid] = {}
        for code, plan in plans.items():
            layers = given.get(plan.before)
            if not layers:
                continue
            if plan.way == "as_it_is":
                mine[code] = layers
                answered.add(code)
                continue
            carried: dict[Layer, Answer] = {}
            for layer, answer in layers.items():
                fitting = _carry(plan, answer)
                if fitting is not None:
                    carried[layer] = fitting
            if carried:
                mine[code] = carried
                answered.add(code)
            if len(carried) < len(layers):
                left_behind.append(LeftBehind(uid, code, plan.before))
    return by_unit, left_behind, answered


def _refuse_borrowers(draft: Framework, refused: dict[str, Reason]) -> None:
    """A criterion that uses an answer which is not there has none either; and so on from it."""
    found = True
    while found:
        found = False
        for leaf in draft.leaves:
            lenders = {d.same_as.code for d in leaf.inputs.values() if d.same_as}
            if leaf.code not in refused and lenders & refused.keys():
                refused[leaf.code] = "lender"
                found = True


def _plan(before: Question, now: Question) -> _Plan | None:
    """How answers go from one criterion to its successor; None where it asks for something else."""
    may_not_apply = now.node.when_not_applicable not in (None, "refused")
    if (before.case_inputs, before.unit_inputs) != (now.case_inputs, now.unit_inputs) and not (
        len(before.own_inputs) == len(now.own_inputs) == 1
        and bool(before.case_inputs) == bool(now.case_inputs)
    ):
        return None
    names = _names(before, now)
    if names is None:
        return None
    inputs: dict[str, tuple[str, Carry]] = {}
    same = may_not_apply or before.node.when_not_applicable in (None, "refused")
    way: Way = "as_it_is"
    stretch = _stretch(before.node, now.node)
    for name, other in names.items():
        one, two = before.inputs[name], now.inputs[other]
        if _is_same(one, two, before.domains.get(name), now.domains.get(other)) and name == other:
            inputs[name] = (other, _as_it_is)
            continue
        same = False
        if stretch is not None:
            inputs[name] = (other, stretch)
            way = "same_share"
        elif one.type == two.type or (one.type in ("whole", "count", "share") and two.type == "number"):
            inputs[name] = (other, _checked(two, now.domains.get(other)))
        else:
            return None
    if not same and way == "as_it_is":
        way = "checked"
    return _Plan(now.node.code, before.node.code, way, inputs, may_not_apply)


def _names(before: Question, now: Question) -> dict[str, str] | None:
    """The input of the draft for each input that it needs, by the name before."""
    if len(before.own_inputs) == len(now.own_inputs) == 1:
        return {before.own_inputs[0]: now.own_inputs[0]}
    if not set(now.own_inputs) <= set(before.own_inputs):
        return None
    return {name: name for name in now.own_inputs}


def _is_same(
    one: InputDefinition, two: InputDefinition, domain: Domain | None, domain_now: Domain | None
) -> bool:
    return (one.type, one.may_exceed_one, domain) == (two.type, two.may_exceed_one, domain_now) and set(
        one.labels
    ) <= set(two.labels)


def _stretch(before: Node, now: Node) -> Carry | None:
    """How entered points go over to another range; None where they are not entered, or have no range."""
    if not (isinstance(before.rule, Entered) and isinstance(now.rule, Entered)):
        return None
    bottom, top = before.minimum or Fraction(0), before.max_points
    bottom_now, top_now = now.minimum or Fraction(0), now.max_points
    if top is None or top_now is None or top == bottom or (bottom, top) == (bottom_now, top_now):
        return None
    factor = (top_now - bottom_now) / (top - bottom)

    def carry(value: InputValue) -> InputValue | None:
        return bottom_now + (value - bottom) * factor if isinstance(value, Fraction) else None

    return carry


def _as_it_is(value: InputValue) -> InputValue | None:
    return value


def _checked(definition: InputDefinition, domain: Domain | None) -> Carry:
    """The value where the draft takes it."""

    def carry(value: InputValue) -> InputValue | None:
        return value if _fits(definition, domain, value) else None

    return carry


def _fits(definition: InputDefinition, domain: Domain | None, value: InputValue) -> bool:
    if isinstance(value, Ratio):
        exceeds = value.numerator > value.denominator and not definition.may_exceed_one
        return not exceeds and (domain is None or value.quotient is None or domain.contains(value.quotient))
    if isinstance(value, Fraction):
        return domain is None or domain.contains(value)
    if isinstance(value, (bool, date)):
        return True
    return ({value} if isinstance(value, str) else set(value)) <= definition.labels.keys()


def _carry(plan: _Plan, answer: Answer) -> Answer | None:
    """The answer with the inputs of the draft; None where one of them does not fit."""
    if answer.status == "not_applicable" and not plan.may_not_apply:
        return None
    values = _carry_values(plan, answer.values)
    cases = tuple(_carry_values(plan, case) for case in answer.cases)
    whole = tuple(case for case in cases if case is not None)
    if values is None or len(whole) < len(cases):
        return None
    return replace(answer, values=values, cases=whole)


def _carry_values(plan: _Plan, values: Values) -> Values | None:
    carried: dict[str, InputValue] = {}
    for name, (other, carry) in plan.inputs.items():
        if name in values:
            fitting = carry(values[name])
            if fitting is None:
                return None
            carried[other] = fitting
    return carried
