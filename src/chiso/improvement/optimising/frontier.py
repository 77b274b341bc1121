"""The frontier between cost and points: for scores from today's to the highest the cheapest plan.

The highest score is found first. The others are asked for in even steps from below; a plan that has more
points than were asked for also answers every step up to there, since a higher target cannot cost less. So
there are never more searches than points, and no two rows are alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from chiso.improvement.optimising.question import NOTHING, Choice, Question
from chiso.improvement.optimising.search import cheapest, most_points
from chiso.improvement.optimising.solving import Allowance, Status
from chiso.improvement.targets import ScoreTarget
from chiso.improvement.thresholds import Requirement, Threshold


@dataclass(frozen=True, slots=True)
class Point:
    """The cheapest plan for a score of at least its own. `is_proven`: nothing cheaper exists."""

    choice: Choice
    cost: Fraction
    score: Fraction
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Frontier:
    """The points from the cheapest on; more points cost more. `is_complete`: time was enough for all."""

    points: tuple[Point, ...]
    is_complete: bool


def find_frontier(question: Question, count: int, allowance: Allowance) -> Frontier:
    """At most `count` points, that of doing nothing among them. The highest takes two searches."""
    found = [Point(NOTHING, Fraction(0), question.index.score, True)]
    highest = most_points(question, allowance)
    if highest.choice is None:
        return Frontier(tuple(found), highest.status is Status.INFEASIBLE)
    top = question.gains.gain(highest.choice)
    is_complete = highest.status is Status.OPTIMAL
    reached = 0
    for step in range(1, count - 1):
        # The first step asks for any gain at all.
        wanted = max(1, ceil(Fraction(top * step, count - 1)))
        if wanted <= reached or wanted > top:
            continue
        answer = cheapest(_asking_for(question, wanted), allowance)
        if answer.choice is None or answer.status is not Status.OPTIMAL:
            is_complete = False
            break
        found.append(_point(question, answer.choice, True))
        reached = question.gains.gain(answer.choice)
    if reached < top:
        found.append(_point(question, highest.choice, highest.status is Status.OPTIMAL))
    return Frontier(_without_beaten(found), is_complete)


def _asking_for(question: Question, gain: int) -> Question:
    score = question.index.score + Fraction(gain, question.gains.scale)
    wanted = Requirement(ScoreTarget(None, score), (Threshold(score),), True, ())
    return replace(question, requirement=wanted)


def _point(question: Question, choice: Choice, is_proven: bool) -> Point:
    return Point(choice, question.cost(choice), question.score(choice), is_proven)


def _without_beaten(found: list[Point]) -> tuple[Point, ...]:
    """Without points that another has the score of for no more: nothing is beaten by free measures."""
    ordered = sorted(found, key=lambda one: (one.cost, -one.score))
    kept: list[Point] = []
    for one in ordered:
        if not kept or one.score > kept[-1].score:
            kept.append(one)
    return tuple(kept)
