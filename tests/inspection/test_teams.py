"""Who goes where: against every way to give visits to teams, tried one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from chiso.inspection.drawing import Visit
from chiso.inspection.plan import InspectionPlan, Team
from chiso.inspection.teams import give_to_teams
from tests.inspection.making import a_plan, an_office

PEOPLE = ("A", "B", "C", "D", "E")
some_of_them = st.sets(st.sampled_from(PEOPLE), max_size=2).map(frozenset)


@st.composite
def visits_and_teams(draw: st.DrawFn) -> tuple[list[Visit], InspectionPlan]:
    """Up to five visits for two or three teams, which may share people and lack time."""
    teams = tuple(
        Team(
            name=f"Đoàn {number}",
            days=Decimal(draw(st.integers(1, 4))),
            members=tuple(sorted(draw(st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=2)))),
        )
        for number in range(1, draw(st.integers(2, 3)) + 1)
    )
    visits = []
    for number in range(draw(st.integers(1, 5))):
        office = an_office(
            f"C{number}",
            last_team=draw(st.sampled_from(["", "Đoàn 1", "Đoàn 2"])),
            last_members=draw(some_of_them),
            tied=draw(st.sets(st.sampled_from(PEOPLE), max_size=1)),
        )
        days = Fraction(draw(st.sampled_from(["1/2", "1", "2"])))
        visits.append(Visit(office, "risk", Fraction(1), "", days, is_announced=True))
    return visits, a_plan(teams=teams)


def repeats(visit: Visit, team: Team) -> bool:
    """Whether somebody goes who was there last, as an official would say it."""
    people = visit.office.last_members
    return any(one in people for one in team.members) if people else visit.office.last_team == team.name


def counted(visits: list[Visit], teams: list[Team | None]) -> tuple[int, int]:
    """Visits without a team, visits by somebody who was there last."""
    pairs = list(zip(visits, teams, strict=True))
    return (
        sum(team is None for _, team in pairs),
        sum(team is not None and repeats(visit, team) for visit, team in pairs),
    )


def best_by_hand(visits: list[Visit], plan: InspectionPlan) -> tuple[int, int]:
    """The fewest visits without a team, then the fewest repeats, of all ways that are allowed."""
    found = []
    for teams in product((None, *plan.teams), repeat=len(visits)):
        pairs = list(zip(visits, teams, strict=True))
        if any(team is not None and visit.office.tied & set(team.members) for visit, team in pairs):
            continue
        taken = {one.name: Fraction(0) for one in plan.teams}
        for visit, team in pairs:
            if team is not None:
                taken[team.name] += visit.days
        if all(taken[one.name] <= Fraction(one.days) for one in plan.teams):
            found.append(counted(visits, list(teams)))
    return min(found)


@settings(max_examples=60, deadline=None)
@given(visits_and_teams())
def test_as_few_go_where_they_were_last_as_can_be(given_to: tuple[list[Visit], InspectionPlan]) -> None:
    visits, plan = given_to
    teams = {one.name: one for one in plan.teams}
    chosen = give_to_teams(visits, plan)
    assert counted(visits, [teams.get(one.team) for one in chosen]) == best_by_hand(visits, plan)


@settings(max_examples=30, deadline=None)
@given(visits_and_teams())
def test_another_name_of_a_team_changes_nothing_where_people_are_known(
    given_to: tuple[list[Visit], InspectionPlan],
) -> None:
    visits, plan = given_to
    known = [visit for visit in visits if visit.office.last_members]
    renamed = plan.model_copy(
        update={"teams": tuple(one.model_copy(update={"name": f"{one.name} mới"}) for one in plan.teams)}
    )
    first, second = give_to_teams(known, plan), give_to_teams(known, renamed)
    assert [f"{one.team} mới" if one.team else "" for one in first] == [one.team for one in second]
