"""Who is told of an inspection; the words of these notices.

Nobody is told of a visit without notice but its team: no name of a place stands in a notice to others.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from chiso.language import text
from chiso.office.campaigns.people_told import holders, people_of_agencies
from chiso.office.inspections.models import Inspection, Visit
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.models import Person, Team
from chiso.office.people.roles import Role
from chiso.office.tasks.days import said_day

SEALED, APPROVED, SENT_BACK = "inspections.sealed", "inspections.approved", "inspections.sent_back"
DRAWN, GIVEN, ANNOUNCED = "inspections.drawn", "inspections.given", "inspections.announced"


def declare() -> None:
    """Called once, when the app is ready."""
    for kind, say in _SAYS.items():
        declare_kind(kind, say)


def tell_sealed(work: Work, inspection: Inspection) -> None:
    """Leaders of the city who had no hand in it."""
    preparers = list(inspection.preparers.values_list("person", flat=True))
    _tell_of(work, inspection, SEALED, holders(Role.CITY_LEADER, but=preparers))


def tell_approved(work: Work, inspection: Inspection) -> None:
    """Who prepared it."""
    _tell_of(
        work, inspection, APPROVED, [one.person for one in inspection.preparers.select_related("person")]
    )


def tell_sent_back(work: Work, inspection: Inspection) -> None:
    """Who prepared it."""
    _tell_of(
        work, inspection, SENT_BACK, [one.person for one in inspection.preparers.select_related("person")]
    )


def tell_drawn(work: Work, inspection: Inspection) -> None:
    """The members of the teams that got a visit: to the others it is not open."""
    rows = inspection.inspection_teams.filter(team__in=inspection.visits.order_by().values("team"))
    teams = rows.select_related("team").prefetch_related("team__members")
    _tell_of(work, inspection, DRAWN, [person for one in teams for person in one.team.members.all()])


def tell_second_drawn(work: Work, inspection: Inspection, visits: Iterable[Visit]) -> None:
    """The members of the teams that got a second visit, as of any other visit of theirs."""
    teams = Team.objects.filter(pk__in={one.team_id for one in visits}).prefetch_related("members")
    _tell_of(work, inspection, DRAWN, [person for one in teams for person in one.members.all()])


def tell_given(work: Work, visit: Visit, team: Team) -> None:
    """The members of the team that goes now."""
    facts = {"number": visit.inspection.number, "place": str(visit.place), "day": said_day(visit.planned_on)}
    address = reverse("inspections:visit", args=[visit.key])
    tell(work, team.members.all(), GIVEN, facts, address=address)


def tell_announced(work: Work, visit: Visit) -> None:
    """Officers and head of the agency that is visited."""
    people = people_of_agencies([visit.place.agency_id], Role.AGENCY_HEAD, Role.AGENCY_OFFICER)
    facts = {"number": visit.inspection.number, "place": str(visit.place), "day": said_day(visit.planned_on)}
    tell(work, people, ANNOUNCED, facts, address=reverse("inspections:visit", args=[visit.key]))


def _tell_of(work: Work, inspection: Inspection, kind: str, people: Iterable[Person]) -> None:
    facts = {"number": inspection.number, "title": inspection.title}
    address = reverse("inspections:inspection", args=[inspection.key])
    tell(work, people, kind, facts, address=address)


def _say_sealed(facts: Facts) -> Said:
    title = text("Waits for your approval: {number} {title}", **_said(facts, "number", "title"))
    return Said(title, "", text("Look and decide"))


def _say_approved(facts: Facts) -> Said:
    title = text("Approved, may be drawn: {number} {title}", **_said(facts, "number", "title"))
    return Said(title, "", text("Open the inspection"))


def _say_sent_back(facts: Facts) -> Said:
    title = text("Sent back: {number} {title}", **_said(facts, "number", "title"))
    return Said(title, text("The reason stands with the inspection."), text("See why"))


def _say_drawn(facts: Facts) -> Said:
    title = text("Visits of your team were drawn: {number} {title}", **_said(facts, "number", "title"))
    return Said(title, "", text("Open the inspection"))


def _say_given(facts: Facts) -> Said:
    title = text(
        "A visit was given to your team, {number}: {place}, {day}", **_said(facts, "number", "place", "day")
    )
    return Said(title, "", text("Open the visit"))


def _say_announced(facts: Facts) -> Said:
    title = text(
        "Your agency is visited on {day}, {number}: {place}", **_said(facts, "number", "place", "day")
    )
    return Said(title, text("What is looked at stands with the visit."), text("Open the visit"))


def _said(facts: Facts, *names: str) -> dict[str, str]:
    return {name: str(facts[name]) for name in names}


_SAYS = {
    SEALED: _say_sealed,
    APPROVED: _say_approved,
    SENT_BACK: _say_sent_back,
    DRAWN: _say_drawn,
    GIVEN: _say_given,
    ANNOUNCED: _say_announced,
}
