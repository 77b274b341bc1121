"""Which team goes where: none to a place to which one of it is tied, nobody who was there last if it can be.

minimise Σ 1000 (visits without a team) + Σ (visits by a team with somebody who was there last)
with      Σ days of a team's visits ≤ its days,  at most one team a visit

Visits for which no team has the time stand without one; they are in the draw all the same, and whoever runs
it finds time or a further team.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from chiso.inspection.choosing import Row, choose
from chiso.inspection.plan import InspectionPlan, Team

if TYPE_CHECKING:
    from chiso.inspection.drawing import Visit

_WITHOUT_A_TEAM = 1_000


def may_go(team: Team, visit: Visit) -> bool:
    """Whether nobody of a team is tied to the place, nor the team by its name."""
    return visit.office.tied.isdisjoint((*team.members, team.name))


def was_there_last(team: Team, visit: Visit) -> bool:
    """Whether one of a team was there last; by the name of the team where the people are not known."""
    if visit.office.last_members:
        return not visit.office.last_members.isdisjoint(team.members)
    return visit.office.last_team == team.name


def give_to_teams(visits: Sequence[Visit], plan: InspectionPlan) -> tuple[Visit, ...]:
    """The visits with their teams; without any where the plan names none."""
    pairs = [
        (place, number)
        for place, visit in enumerate(visits)
        for number, team in enumerate(plan.teams)
        if may_go(team, visit)
    ]
    if not pairs:
        return tuple(visits)
    denominator = lcm(
        *(visit.days.denominator for visit in visits),
        *(Fraction(team.days).denominator for team in plan.teams),
    )
    rows: list[Row] = []
    for place in range(len(visits)):
        own = [column for column, (visit, _) in enumerate(pairs) if visit == place]
        rows += [Row.at_most(1, own)] if own else []
    for number, team in enumerate(plan.teams):
        own = [column for column, (_, one) in enumerate(pairs) if one == number]
        times = [float(visits[pairs[column][0]].days * denominator) for column in own]
        rows += [Row(own, times, float(Fraction(team.days) * denominator))] if own else []
    costs = [
        float(was_there_last(plan.teams[team], visits[visit])) - _WITHOUT_A_TEAM for visit, team in pairs
    ]
    taken = choose(costs, rows)
    chosen = [pair for pair, is_taken in zip(pairs, taken, strict=True) if is_taken]
    teams = {visit: plan.teams[team].name for visit, team in chosen}
    return tuple(replace(visit, team=teams.get(place, "")) for place, visit in enumerate(visits))
