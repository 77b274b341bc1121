"""Who knows what a visit found, and so does not visit the place a second time, blind.

    its team            as it is, and as it was when the visit was drawn: who has left it since knows as well
    who wrote of it     any cell of the record, a finding, the conclusion for the agency
    who handed it over

Who only read of it is not known here; the guide asks not to send them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chiso.inspection.plan import read_plan
from chiso.office.inspections.content import PLAN_FILE
from chiso.office.inspections.models import (
    Answer,
    Conclusion,
    DrawFolder,
    Finding,
    HandingOver,
    Part,
    Photo,
    SampledFile,
    Seen,
    Visit,
    Voice,
    VoiceNote,
)
from chiso.office.people.models import Person, Team


def who_know(visits: Sequence[Visit]) -> dict[int, set[str]]:
    """Keys of the persons who know what a visit found, by its primary key. Four queries."""
    known: dict[int, set[str]] = {one.pk: set() for one in visits}
    for told in (_of_its_team(visits), _as_drawn(visits), _who_wrote(known), _who_concluded(visits)):
        for visit, key in told:
            known[visit].add(key)
    return known


def somebody_knows(team: Team, first: Visit) -> bool:
    """Whether one of a team knows what the first visit found."""
    return team.members.filter(key__in=who_know([first])[first.pk]).exists()


def _of_its_team(visits: Sequence[Visit]) -> Iterator[tuple[int, str]]:
    through = Person.teams.through.objects.filter(team__in={one.team_id for one in visits if one.team_id})
    people = list(through.values_list("team", "person__key"))
    for one in visits:
        yield from ((one.pk, key) for team, key in people if team == one.team_id)


def _as_drawn(visits: Sequence[Visit]) -> Iterator[tuple[int, str]]:
    """The members whom the plan of the draw names for the team that went."""
    folders = DrawFolder.objects.filter(inspection__in={one.inspection_id for one in visits})
    plans = {
        inspection: read_plan(plan.encode(), name=PLAN_FILE)[0]
        for inspection, plan in folders.values_list("inspection", "plan")
    }
    for one in visits:
        if one.inspection_id in plans and one.team is not None:
            teams = plans[one.inspection_id].teams
            yield from ((one.pk, key) for team in teams if team.name == one.team.name for key in team.members)


def _who_wrote(visits: dict[int, set[str]]) -> Iterator[tuple[int, str]]:
    cells = (
        model.objects.filter(record__visit__in=visits).order_by().values_list("record__visit", "by__key")
        for model in (Answer, SampledFile, Seen, Voice, Photo, VoiceNote, Part)
    )
    found = Finding.objects.filter(visit__in=visits).order_by().values_list("visit", "entered_by__key")
    handed = HandingOver.objects.filter(visit__in=visits).order_by().values_list("visit", "handed_by__key")
    yield from found.union(handed, *cells)


def _who_concluded(visits: Sequence[Visit]) -> Iterator[tuple[int, str]]:
    rows = Conclusion.objects.filter(
        inspection__in={one.inspection_id for one in visits},
        agency__in={one.place.agency_id for one in visits}, preparers__isnull=False,
    ).order_by()  # fmt: skip
    people = list(rows.values_list("inspection", "agency", "preparers__key"))
    for one in visits:
        of_visit = one.inspection_id, one.place.agency_id
        yield from ((one.pk, key) for inspection, agency, key in people if (inspection, agency) == of_visit)
