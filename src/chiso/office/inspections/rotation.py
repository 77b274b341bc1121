"""Who was at a place last: the people, since a team can be given another name.

Known is what this office knows of its own visits: the team of the last one, by the keys of its members'
accounts. Where a table tells of a later visit than that, only the name in the table says who was there.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from chiso.office.inspections.models import Inspection, Place, Visit
from chiso.office.people.models import Person, Team


def last_members_by_place(
    inspection: Inspection, places: Collection[Place], until: datetime
) -> dict[str, set[str]]:
    """Keys of the members of the team that was at each place last before a moment, by the code of the place.

    Exercises know of exercises alone. Two queries.
    """
    rows = Visit.objects.filter(
        place__agency__in={one.agency_id for one in places}, inspection__is_made_up=inspection.is_made_up,
        ended_at__lt=until, team__isnull=False,
    ).exclude(inspection=inspection)  # fmt: skip
    last: dict[tuple[int, str], tuple[int, date]] = {}
    told = rows.order_by("ended_at", "pk").values_list("place__agency", "place__code", "ended_at", "team")
    for agency, code, ended, team in told:
        if ended is not None and team is not None:
            last[agency, code] = team, timezone.localdate(ended)
    members: dict[int, set[str]] = {}
    through = Person.teams.through.objects.filter(team__in={team for team, _ in last.values()})
    for team, key in through.values_list("team", "person__key"):
        members.setdefault(team, set()).add(key)
    found: dict[str, set[str]] = {}
    for one in places:
        known = last.get((one.agency_id, one.code))
        if known is not None and (one.last_visit is None or one.last_visit <= known[1]):
            found[one.code] = members.get(known[0], set())
    return found


def was_there_last(team: Team, inspection: Inspection, place: Place) -> bool:
    """Whether one of a team was at a place last; by the name of the team where the people are not known."""
    people = last_members_by_place(inspection, [place], timezone.now()).get(place.code)
    if people:
        return team.members.filter(key__in=people).exists()
    return place.last_team == team.name
