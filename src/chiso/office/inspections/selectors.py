"""Reading inspections: the list, what a page shows, the frame, the calendar of visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from chiso.office.inspections.access import inspections_for, visits_for
from chiso.office.inspections.content import teams_of_inspection, ties_by_place
from chiso.office.inspections.models import Inspection, InspectionTeam, Place, Visit, VisitMove
from chiso.office.people.models import Person


@dataclass(frozen=True, slots=True)
class ListedInspection:
    """An inspection with how many of its visits the reader sees, and how many of these are over."""

    inspection: Inspection
    visits: int
    over: int


def inspections_listed(person: Person) -> QuerySet[Inspection]:
    """The inspections that a person may read, the latest first."""
    return inspections_for(person).select_related("led_by", "led_with").order_by("-opens_on", "-pk")


def with_counts(person: Person, rows: Sequence[Inspection]) -> list[ListedInspection]:
    """Those of one page with their counts. One query more."""
    seen: Any = visits_for(person).filter(inspection__in=rows).order_by().values("inspection")
    counted = {
        row["inspection"]: row
        for row in seen.annotate(n=Count("pk"), over=Count("pk", filter=Q(ended_at__isnull=False)))
    }
    nothing = {"n": 0, "over": 0}
    return [
        ListedInspection(one, row["n"], row["over"]) for one in rows for row in [counted.get(one.pk, nothing)]
    ]


@dataclass(frozen=True, slots=True)
class FrameTold:
    """What there is in a frame: places, those demanded, those whose risk is known, by district."""

    places: int
    must: int
    with_risk: int
    districts: Mapping[str, int]


def frame_told(inspection: Inspection) -> FrameTold:
    """Two queries, however many places."""
    counts = inspection.places.aggregate(
        n=Count("pk"), must=Count("pk", filter=~Q(must="")), risk=Count("pk", filter=~Q(risk=""))
    )
    rows = inspection.places.order_by().values("district").annotate(n=Count("pk"))
    districts = {row["district"]: row["n"] for row in rows}
    return FrameTold(counts["n"], counts["must"], counts["risk"], dict(sorted(districts.items())))


def places_of(inspection: Inspection, words: str = "") -> QuerySet[Place]:
    """The places of the frame, by code; those in whose name, code or district the words stand."""
    rows = inspection.places.select_related("agency").order_by("code")
    if not words.strip():
        return rows
    sought = words.strip()
    return rows.filter(Q(code__icontains=sought) | Q(name__icontains=sought) | Q(district__icontains=sought))


@dataclass(frozen=True, slots=True)
class TeamTold:
    """A team of an inspection: who is in it, its visits and their days."""

    row: InspectionTeam
    members: list[Person]
    visits: int


def teams_told(inspection: Inspection) -> list[TeamTold]:
    """The teams with members and number of visits. Four queries."""
    rows = inspection.visits.order_by().values_list("team").annotate(n=Count("pk"))
    counts = {team: n for team, n in rows if team is not None}
    return [
        TeamTold(one, members, counts.get(one.team_id, 0)) for one, members in teams_of_inspection(inspection)
    ]


@dataclass(frozen=True, slots=True)
class VisitShown:
    """A visit in the calendar. `is_tied`: somebody of its team is tied to the place, said since the draw."""

    visit: Visit
    is_tied: bool = False


def visits_shown(person: Person, inspection: Inspection) -> QuerySet[Visit]:
    """The visits of an inspection that a person may see, by day; those without a day last."""
    rows = visits_for(person).filter(inspection=inspection)
    ordered = rows.select_related("place__agency", "team", "inspection")
    from django.db.models import F

    return ordered.order_by(F("planned_on").asc(nulls_last=True), "place__district", "place__code", "pk")


def with_ties(visits: Sequence[Visit]) -> list[VisitShown]:
    """Those of one page, with whether a tie was said since. Five queries."""
    people: dict[int, set[str]] = {}
    members: dict[int, Person] = {}
    teams = {visit.team_id for visit in visits if visit.team_id is not None}
    for person in Person.objects.filter(teammember__team__in=teams).distinct():
        members[person.pk] = person
    through = Person.teams.through.objects.filter(team__in=teams).values_list("team", "person__key")
    for team, key in through:
        people.setdefault(team, set()).add(key)
    ties = ties_by_place([visit.place for visit in visits], list(members.values()))
    return [
        VisitShown(one, bool(ties.get(one.place.code, set()) & people.get(one.team_id or 0, set())))
        for one in visits
    ]


def visit_days(visits: QuerySet[Visit]) -> list[tuple[date, int]]:
    """How many visits there are a day. One query."""
    days = visits.order_by().exclude(planned_on=None).values_list("planned_on", flat=True)
    return sorted(Counter(day for day in days if day is not None).items())


@dataclass(frozen=True, slots=True)
class SecondTold:
    """How second visits stand, as far as a reader sees them: how many, without a team, over, handed over."""

    visits: int
    without_team: int
    over: int
    handed_over: int


def second_told(person: Person, inspection: Inspection) -> SecondTold:
    """One query beside the rights."""
    counts = visits_for(person).filter(inspection=inspection, how="blind").order_by().aggregate(
        n=Count("pk"), without=Count("pk", filter=Q(team=None)),
        over=Count("pk", filter=Q(ended_at__isnull=False)),
        handed=Count("pk", filter=Q(handed_over_at__isnull=False)),
    )  # fmt: skip
    return SecondTold(counts["n"], counts["without"], counts["over"], counts["handed"])


def moves_of(visit: Visit) -> list[VisitMove]:
    """How a visit was moved, the latest first."""
    return list(visit.moves.select_related("from_team", "to_team", "by"))
