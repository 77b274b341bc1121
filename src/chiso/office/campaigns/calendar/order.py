"""The order of a campaign: which phases may meet, and which need another before them.

Kinds stand in the order of `phases.NAMES`. Of two phases that share a node,

    the earlier kind opens no later, and closes no later, than the later kind,
    and both are open at once only if they are neighbours in that order:

whatever else met would skip what lies between, such as a council that rules while agencies still write.
Late answers count as open. A part of a year that has to be done again is an exception, not a phase.

    CH-7800 out of order    CH-7801 open at once, which skips a phase    CH-7802 nothing to work on
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import combinations
from typing import TypeAlias

from chiso.language import Text, listing, text
from chiso.office.campaigns.models import Phase
from chiso.office.campaigns.phases import NAMES
from chiso.office.people.rights import is_within
from chiso.problems import Place, Problem

ORDER = {kind: place for place, kind in enumerate(NAMES)}
# A phase in which one works on what another one has left.
NEEDS = {
    "completeness": "self_assessment",
    "explanation": "appraisal_1",
    "appraisal_2": "appraisal_1",
    "correction": "publication",
}

# Of a phase, "opens" or "closes": the field in which it is typed.
FieldOf: TypeAlias = Callable[[Phase, str], str]


def problems_with(phase: Phase, others: Iterable[Phase]) -> list[Problem]:
    """What is wrong with one phase beside the others that stand."""
    return [
        problem
        for other in others
        if ORDER[other.kind] != ORDER[phase.kind]
        for problem in _problems_of_pair(*_in_order(phase, other), lambda _phase, end: f"{end}_at")
    ]


def problems_of_calendar(phases: Sequence[Phase], field_of: FieldOf) -> list[Problem]:
    """What is wrong with a whole calendar: order, what is skipped, what has nothing to work on."""
    found: list[Problem] = []
    for one, other in combinations(phases, 2):
        if one.kind != other.kind:
            found += _problems_of_pair(*_in_order(one, other), field_of)
    kinds = {phase.kind for phase in phases}
    for phase in phases:
        needed = NEEDS.get(phase.kind)
        if needed is not None and needed not in kinds:
            expected = text(
                "Expected the phase “{needed}” in the calendar: “{phase}” works on what it leaves.",
                needed=NAMES[needed],
                phase=NAMES[phase.kind],
            )
            mend = text("Give times for that phase too, or leave both out.")
            found.append(Problem("CH-7802", Place(field=field_of(phase, "opens")), "", expected, mend))
    return found


def meet(one: Phase, other: Phase) -> bool:
    """Whether two phases share a node; no nodes: all of them."""
    return any(
        is_within(here, there) or is_within(there, here)
        for here in one.nodes or [""]
        for there in other.nodes or [""]
    )


def end_of(phase: Phase) -> datetime:
    """When nothing can be written in a phase any more."""
    return phase.late_until or phase.closes_at


def _in_order(one: Phase, other: Phase) -> tuple[Phase, Phase]:
    return (one, other) if ORDER[one.kind] < ORDER[other.kind] else (other, one)


def _problems_of_pair(before: Phase, after: Phase, field_of: FieldOf) -> Iterable[Problem]:
    if not meet(before, after):
        return
    names = {"before": NAMES[before.kind], "after": NAMES[after.kind]}
    if after.opens_at < before.opens_at:
        expected = text("Expected “{after}” to open no earlier than “{before}”.", **names)
        yield _out_of_order(field_of(after, "opens"), expected)
    elif after.closes_at < before.closes_at:
        expected = text("Expected “{after}” to close no earlier than “{before}”.", **names)
        yield _out_of_order(field_of(after, "closes"), expected)
    elif ORDER[after.kind] - ORDER[before.kind] > 1 and after.opens_at < end_of(before):
        skipped = list(NAMES.values())[ORDER[before.kind] + 1 : ORDER[after.kind]]
        expected = text(
            "Expected “{after}” to open once “{before}” is over: open at once they skip {skipped}.",
            skipped=listing(skipped),
            **names,
        )
        mend = text(
            "Let it open later. For one agency, or one criterion, grant an exception and leave the calendar."
        )
        yield Problem("CH-7801", Place(field=field_of(after, "opens")), "", expected, mend)


def _out_of_order(field: str, expected: Text) -> Problem:
    mend = text("Phases follow the order of a campaign; move one of the two.")
    return Problem("CH-7800", Place(field=field), "", expected, mend)
