"""One criterion of one unit: does it apply, was it answered, what do the points come to.

In this order: it does not apply (by the framework, or by the answer); the answer is missing or late;
the rule answers: points, "does not apply", or "the law does not say".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from chiso.frameworks.rules.base import Outcome
from chiso.frameworks.values import Circumstances, InputValue, Values
from chiso.language import text
from chiso.scoring.answers import Answer, Attested
from chiso.scoring.exact import ZERO
from chiso.scoring.prepared import PreparedLeaf, PreparedNode
from chiso.scoring.statuses import MISSING, NOT_APPLICABLE, OPEN, SCORED, TRACKED, WITHHELD, Status
from chiso.scoring.unit_scores import UnitScores

NOT_STATED = text("The source does not state the rule.")
ANSWERED_LATE = "answered late"
ATTESTED = "attested"


class Given(NamedTuple):
    """What a rule is given: values for the unit, values for each case, borrowed ones included."""

    values: Values
    cases: tuple[Values, ...]
    case_names: tuple[str, ...]


def settle_leaf(
    leaf: PreparedLeaf, scores: UnitScores, circumstances: Circumstances, attested: Attested | None
) -> bool:
    """Fill in the result of one leaf; returns whether its group has to be worked out step by step."""
    answer = scores.answers.get(leaf.code)
    position = leaf.position
    given = given_to(leaf, scores.answers)
    status = _status(leaf, given, scores.answers)
    if status == WITHHELD and attested is not None:
        return _attest(leaf, scores, attested)
    if status == WITHHELD and lacking_inputs(leaf, given):
        status = MISSING
    if status == NOT_APPLICABLE:
        return leave_out(leaf, scores)
    if answer is not None and answer.status == "late" and _late_is_zero(leaf):
        scores.points[position] = None if leaf.is_idle else ZERO
        scores.outcomes[position] = Outcome(ZERO, ANSWERED_LATE)
        return False
    if status == MISSING:
        return _settle_missing(leaf, scores)
    outcome = leaf.evaluate(given.values, whole_cases(given), circumstances)
    scores.outcomes[position] = outcome
    if outcome.not_applicable:
        return leave_out(leaf, scores)
    scores.statuses[position] = status
    return _settle_outcome(leaf, scores, outcome)


def measure_leaf(
    leaf: PreparedLeaf, answers: Mapping[str, Answer], circumstances: Circumstances
) -> Fraction | None:
    """The measured value of a leaf that compares units, before the extremes are known.

    None for an answer that came too late to count: it moves nobody else either.
    """
    answer = answers.get(leaf.code)
    if answer is not None and answer.status == "late" and _late_is_zero(leaf):
        return None
    given = given_to(leaf, answers)
    if _status(leaf, given, answers) in (MISSING, NOT_APPLICABLE) or lacking_inputs(leaf, given):
        return None
    return leaf.evaluate(given.values, whole_cases(given), circumstances).measured


def given_to(leaf: PreparedLeaf, answers: Mapping[str, Answer]) -> Given:
    """The values and cases of a leaf; borrowed cases are joined to its own by their names."""
    answer = answers.get(leaf.code)
    values: Values = answer.values if answer else {}
    if not leaf.borrowed:
        return Given(values, answer.cases if answer else (), _names_of_cases(answer))
    joined: dict[str, InputValue] = dict(values)
    cases: dict[str, dict[str, InputValue]] = {}
    for name, case in _cases_by_name(answer):
        cases.setdefault(name, {}).update(case)
    for borrowed in leaf.borrowed:
        lender = answers.get(borrowed.code)
        if lender is not None and borrowed.input in lender.values:
            joined[borrowed.name] = lender.values[borrowed.input]
        for name, case in _cases_by_name(lender):
            if borrowed.input in case:
                cases.setdefault(name, {})[borrowed.name] = case[borrowed.input]
    return Given(joined, tuple(cases.values()), tuple(cases))


def lacking_inputs(leaf: PreparedLeaf, given: Given) -> tuple[str, ...]:
    """The inputs of a leaf for which no value was given, in the order of the document."""
    assert leaf.node is not None, "a leaf has a node"
    values, cases = given.values, given.cases
    names = []
    for name in leaf.node.inputs:
        wanted_once = name in leaf.unit_inputs and name not in values
        wanted_in_cases = name in leaf.case_inputs and (
            (not cases and name not in values)
            or any(name not in case and name not in values for case in cases)
        )
        if wanted_once or wanted_in_cases:
            names.append(name)
    return tuple(names)


def leave_out(node: PreparedNode, scores: UnitScores) -> bool:
    """A node that does not apply: points where the framework gives some nevertheless, else none."""
    treatment = node.treatment or "leave_out"
    position = node.position
    scores.statuses[position] = NOT_APPLICABLE
    scores.treatments[position] = treatment
    if treatment == "full_points":
        scores.points[position] = node.static_max
    elif treatment == "zero":
        scores.points[position] = ZERO
    else:
        scores.points[position] = None
        if node.static_max is not None:
            scores.maxima[position] = ZERO
    return not node.is_idle


def _status(leaf: PreparedLeaf, given: Given, answers: Mapping[str, Answer]) -> Status:
    """What the answer amounts to, before the rule is asked."""
    answer = answers.get(leaf.code)
    lenders = [answers.get(borrowed.code) for borrowed in leaf.borrowed]
    statuses = {one.status for one in (answer, *lenders) if one is not None}
    if "not_applicable" in statuses:
        return NOT_APPLICABLE
    if "withheld" in statuses:
        return WITHHELD
    if "missing" in statuses or lacking_inputs(leaf, given) or (leaf.over_cases and not given.cases):
        return MISSING
    return SCORED


def _names_of_cases(answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ()
    return answer.case_names or tuple(str(number) for number in range(1, len(answer.cases) + 1))


def _cases_by_name(answer: Answer | None) -> Iterator[tuple[str, Values]]:
    if answer is not None:
        yield from zip(_names_of_cases(answer), answer.cases, strict=True)


def whole_cases(given: Given) -> Sequence[Values]:
    """The cases; what is given once for the unit holds in each of them."""
    if not given.cases or not given.values:
        return given.cases
    return tuple({**given.values, **case} for case in given.cases)


def _late_is_zero(leaf: PreparedLeaf) -> bool:
    return leaf.node is not None and leaf.node.when_late == "zero"


def _settle_missing(leaf: PreparedLeaf, scores: UnitScores) -> bool:
    position = leaf.position
    scores.statuses[position] = MISSING
    how = leaf.node.when_missing if leaf.node else "incomplete"
    if leaf.is_idle or how == "incomplete":
        return not leaf.is_idle
    scores.points[position] = ZERO if how == "zero" else leaf.minimum
    return leaf.role == "veto"


def _settle_outcome(leaf: PreparedLeaf, scores: UnitScores, outcome: Outcome) -> bool:
    """Take over what the rule said; the status is set already."""
    position = leaf.position
    if leaf.role == "veto":
        return outcome.parent_at_most is not None
    if leaf.is_idle:
        if scores.statuses[position] != WITHHELD:
            scores.statuses[position] = TRACKED
        return False
    if outcome.points is None:
        if outcome.open_point is None:
            outcome = outcome._replace(open_point=NOT_STATED)
            scores.outcomes[position] = outcome
        scores.statuses[position] = OPEN
        return True
    points = outcome.points
    if leaf.ceiling is not None and points > leaf.ceiling:
        points = leaf.ceiling
    scores.points[position] = points
    return False


def _attest(leaf: PreparedLeaf, scores: UnitScores, attested: Attested) -> bool:
    """Take the published points of a leaf whose input is withheld."""
    position = leaf.position
    if attested.status == NOT_APPLICABLE:
        return leave_out(leaf, scores)
    scores.statuses[position] = OPEN if attested.status == OPEN else WITHHELD
    scores.points[position] = attested.points
    scores.outcomes[position] = Outcome(attested.points, ATTESTED)
    return attested.points is None and not leaf.is_idle
