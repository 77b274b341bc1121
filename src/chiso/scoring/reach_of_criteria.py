"""Which points the surveyed criteria of a unit can have, by criterion: from estimates to `reach`.

A criterion reads an estimate in its own answer, or borrows it from the answer of another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

from chiso.frameworks.bounds import ParameterReference, value_of
from chiso.frameworks.leaf_context import leaf_context
from chiso.frameworks.measures import Measured
from chiso.frameworks.values import Circumstances, Values
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.estimates import Estimate
from chiso.scoring.leaves import given_to, lacking_inputs, whole_cases
from chiso.scoring.prepared import PreparedLeaf
from chiso.scoring.reach import Reach, reach_of
from chiso.scoring.result import Result


def read_by(leaf: PreparedLeaf) -> Iterator[str]:
    """The criteria whose answers a criterion reads: its own, and those that lend it a value."""
    yield leaf.code
    yield from (borrowed.code for borrowed in leaf.borrowed)


def points_reached(
    result: Result, uid: str, answers: Answers, of_unit: Mapping[str, Sequence[Estimate]]
) -> dict[str, Reach | None]:
    """By criterion of a unit that reads an estimate: its least and most points; None where that is not known.

    What does not apply, was not answered or came too late to count moves with nothing, and is left out.
    """
    given = answers.counting(uid, result.layer)
    circumstances = result.scores[uid].circumstances
    found: dict[str, Reach | None] = {}
    for leaf in result.prepared.leaves:
        if leaf.is_idle or leaf.needs_league or leaf.position not in circumstances:
            continue
        moved = {
            name: (row.ci_low, row.ci_high)
            for name, code, own in _inputs_read(leaf)
            for row in of_unit.get(code, ())
            if row.input == own and row.ci_low is not None and row.ci_high is not None
        }
        if moved and _is_scored(leaf, given):
            found[leaf.code] = _reach_of_leaf(result, leaf, given, circumstances[leaf.position], moved)
    return found


def _is_scored(leaf: PreparedLeaf, given: Mapping[str, Answer]) -> bool:
    """Whether the rule is asked, and not what the framework says of answers that lack or came late."""
    own = given.get(leaf.code)
    late_is_zero = leaf.node is not None and leaf.node.when_late == "zero"
    if own is not None and own.status == "late" and late_is_zero:
        return False
    statuses = {given[code].status for code in read_by(leaf) if code in given}
    return statuses <= {"given", "withheld", "late"}


def _inputs_read(leaf: PreparedLeaf) -> Iterator[tuple[str, str, str]]:
    """The inputs of a rule: its name for each, and the criterion and input whose answer that is."""
    borrowed = {one.name: one for one in leaf.borrowed}
    for name in leaf.node.inputs if leaf.node else ():
        lender = borrowed.get(name)
        yield (name, leaf.code, name) if lender is None else (name, lender.code, lender.input)


def _reach_of_leaf(
    result: Result,
    leaf: PreparedLeaf,
    answers: Mapping[str, Answer],
    circumstances: Circumstances,
    moved: Mapping[str, tuple[Fraction, Fraction]],
) -> Reach | None:
    node = leaf.node
    assert node is not None, "a leaf has a node"
    assert node.rule is not None, "a leaf has a rule"
    given = given_to(leaf, answers)
    given = given._replace(values={**given.values, **{name: low for name, (low, _) in moved.items()}})
    if lacking_inputs(leaf, given) or (leaf.over_cases and not given.cases):
        return None

    def at(inputs: Mapping[str, Fraction]) -> tuple[Values, Sequence[Values], Circumstances]:
        here = given._replace(values={**given.values, **inputs})
        return here.values, whole_cases(here), circumstances

    def points(inputs: Mapping[str, Fraction]) -> Fraction | None:
        found = leaf.evaluate(*at(inputs)).points
        return found if found is None or leaf.ceiling is None else min(found, leaf.ceiling)

    def measured(number: Measured, inputs: Mapping[str, Fraction]) -> Fraction | None:
        return number(*at(inputs))

    context = leaf_context(node, result.framework)
    compared = [
        (partial(measured, measure.prepare(context)), value_of(bound, circumstances.parameters))
        for measure, bound in node.rule.turns(context)
        if not isinstance(bound, ParameterReference) or bound.parameter in circumstances.parameters
    ]
    return reach_of(points, moved, compared)
