"""Plans that are sure enough of their target: how to find good ones soon, and what others rule out."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.improvement.optimising.program import Program
from chiso.improvement.optimising.question import Choice, Question
from chiso.improvement.optimising.quick_chances import is_sure_enough
from chiso.improvement.optimising.solving import Allowance

# Margins that are tried between the mean and everything: each halves what is open.
_HALVINGS = 9


def with_margin(
    question: Question, others_than: tuple[Choice, ...], allowance: Allowance
) -> Iterator[Choice]:
    """Plans whose mean gain is above what is needed by one margin after another, closing in on the least."""
    mean = MeanProgram(question)
    for plan in others_than:
        mean.leave_one_out(plan)
    low, high = float(question.least_gain), float(question.gains.most)
    part = allowance.part(0.5)
    for _ in range(_HALVINGS):
        needed = (low + high) / 2
        mean.need_gain(needed)
        found = mean.solve(part)
        if part.is_used_up:
            return
        if found.choice is None:
            high = needed
            continue
        yield found.choice
        is_sure = question.is_allowed(found.choice) and is_sure_enough(question, found.choice)
        low, high = (low, needed) if is_sure else (needed, high)


class MeanProgram(Program):
    """The program in which a level counts with its gain times its probability."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        for column, gain in list(self.gain_terms.items()):
            if column < self.count:
                mean = gain * float(question.chance_of(column))
                self.solver.changeCoeff(self.gain_row, column, mean)


def raised(question: Question, choice: Choice, allowance: Allowance) -> Choice:
    """Levels, one of each criterion at most, that are not sure enough either and rule out all they can."""
    kept = choice
    gains = question.gains.by_place
    for group in question.measures.rivals_for_a_criterion:
        if allowance.is_used_up:
            break
        by_gain = sorted(
            (place for place in group if gains.get(place)),
            key=lambda place: (gains[place] * question.chance_of(place), place),
            reverse=True,
        )
        for place in by_gain:
            tried = (kept - frozenset(group)) | {place}
            own = kept.intersection(group)
            if place in kept or (own and not _is_below(question, min(own), place)):
                continue
            if not is_sure_enough(question, tried):
                kept = tried
                break
    return kept


def surer_places(question: Question, choice: Choice) -> Iterator[int]:
    """The levels that are not below a choice: without one of them no plan is surer than it."""
    gains = question.gains.by_place
    for group in question.measures.rivals_for_a_criterion:
        own = choice.intersection(group)
        for place in group:
            if not gains.get(place):
                continue
            if not any(_is_below(question, place, one) for one in own):
                yield place


def _is_below(question: Question, one: int, other: int) -> bool:
    """Whether a level promises no more than another of its criterion: neither gain nor probability."""
    gains = question.gains.by_place
    if one == other:
        return True
    return gains.get(one, 0) <= gains.get(other, 0) and question.chance_of(one) <= question.chance_of(other)
