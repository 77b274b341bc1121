"""What binds: each limit is taken away alone, and the question answered again.

A limit is all that an agency can do, the budget, or one measure that others need to have done before. It
binds if without it the plan is cheaper; or, where points are asked for or the target is out of reach, if
more points are within reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.improvement.optimising.chances import chance_of_target
from chiso.improvement.optimising.question import Choice, Question
from chiso.improvement.optimising.search import cheapest, most_points
from chiso.improvement.optimising.solving import Allowance, Status

LimitKind: TypeAlias = Literal["agency", "prerequisite", "budget"]


@dataclass(frozen=True, slots=True)
class Binding:
    """A limit that binds, and the plan without it: its cost and its score.

    `is_enough`: whether that plan reaches a target that is out of reach otherwise.
    """

    kind: LimitKind
    name: str
    cost: Fraction
    score: Fraction
    is_enough: bool


@dataclass(frozen=True, slots=True)
class Bindings:
    """What binds, the limit that matters most first. `is_complete`: all limits were looked at in time."""

    found: tuple[Binding, ...]
    is_complete: bool


def what_keeps_costs_up(question: Question, plan: Choice, allowance: Allowance) -> Bindings:
    """The limits without which the target is reached for less than by a plan."""
    now = question.counted_cost(plan)
    found: list[Binding] = []
    for kind, name, relieved in _relieved(question):
        answer = cheapest(relieved, allowance)
        if answer.status is not Status.OPTIMAL or answer.choice is None:
            return Bindings(_sorted(found), False)
        if relieved.counted_cost(answer.choice) < now:
            found.append(_binding(kind, name, relieved, answer.choice, True))
    return Bindings(_sorted(found), True)


def what_keeps_points_down(question: Question, highest: Choice, allowance: Allowance) -> Bindings:
    """The limits without which more points are within reach than by a plan."""
    now = question.gains.gain(highest)
    found: list[Binding] = []
    for kind, name, relieved in _relieved(question):
        answer = most_points(relieved.without_target(), allowance)
        if answer.status is not Status.OPTIMAL or answer.choice is None:
            return Bindings(_sorted(found), False)
        if relieved.gains.gain(answer.choice) > now:
            is_enough = question.requirement is not None and _reaches(relieved, answer.choice)
            found.append(_binding(kind, name, relieved, answer.choice, is_enough))
    return Bindings(_sorted(found), True)


def _reaches(question: Question, choice: Choice) -> bool:
    if question.gains.gain(choice) < question.least_gain:
        return False
    return not question.counts_success or chance_of_target(question, choice) >= question.wished


def _binding(kind: LimitKind, name: str, question: Question, choice: Choice, is_enough: bool) -> Binding:
    return Binding(kind, name, question.cost(choice), question.score(choice), is_enough)


def _sorted(found: list[Binding]) -> tuple[Binding, ...]:
    return tuple(sorted(found, key=lambda one: (-one.score, one.cost, one.kind, one.name)))


def _relieved(question: Question) -> Iterator[tuple[LimitKind, str, Question]]:
    """The question without one limit after another; those that no choice can meet are left out."""
    capacity = question.capacity or {}
    for agency in sorted(_agencies_that_may_bind(question)):
        kept = {cell: limit for cell, limit in capacity.items() if cell[0] != agency}
        yield "agency", agency, replace(question, capacity=kept)
    if question.budget is not None:
        yield "budget", "", replace(question, budget=None)
    levels = question.measures.levels
    needed = {levels[group[0]].measure for groups in question.measures.requires for group in groups}
    for name in sorted(needed):
        yield "prerequisite", name, replace(question, waived=frozenset({name}))


def _agencies_that_may_bind(question: Question) -> set[str]:
    """The agencies that could not do everything: of each criterion the level that takes most."""
    wanted: dict[tuple[str, str], Fraction] = {}
    for group in question.measures.rivals_for_a_criterion:
        most: dict[tuple[str, str], Fraction] = {}
        for place in group:
            level = question.measures.levels[place]
            most[level.cell] = max(most.get(level.cell, level.effort), level.effort)
        for cell, effort in most.items():
            wanted[cell] = wanted.get(cell, Fraction(0)) + effort
    capacity = question.capacity or {}
    return {cell[0] for cell, effort in wanted.items() if cell in capacity and effort > capacity[cell]}
