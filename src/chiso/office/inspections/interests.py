"""Where somebody has an interest of their own, and what is kept from them because of it.

An agency that is inspected sees a visit once it is announced, or once its head got the record; so does
whoever holds a post in it, whatever else they are: a coordinator who is an officer of a ward as well reads no
sooner than the ward when that is visited. A post held as a stand-in counts like one's own. For those who read
for the whole city a tie counts, too; who goes with a team is kept from the place itself
(`content.ties_by_place`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from chiso.office.inspections.models import Tie, Visit
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.roles import Role

_OF_THE_CITY = frozenset((Role.COORDINATOR, Role.CITY_LEADER, Role.AUDITOR, Role.STATISTICIAN))

# What an agency may know of a visit to it.
TOLD = Q(is_announced=True, announced_at__isnull=False) | Q(handed_over_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Interests:
    """The agencies in which a person has an interest, and single places (agency, code) of others."""

    agencies: frozenset[int]
    places: frozenset[tuple[int, str]]

    def visits(self, to_visit: str = "") -> Q:
        """The visits (at the end of the relation `to_visit`, such as "visit__") of these."""
        found = Q(**{f"{to_visit}place__agency__in": self.agencies})
        for agency, code in sorted(self.places):
            found |= Q(**{f"{to_visit}place__agency": agency, f"{to_visit}place__code": code})
        return found

    def include(self, visit: Visit) -> bool:
        """Whether the visit is to one of these."""
        place = visit.place
        return place.agency_id in self.agencies or (place.agency_id, place.code) in self.places


def interests_of(person: Person) -> Interests:
    """Where a person has an interest. One query at most, for who reads for the city; none for others."""
    held = holdings(person)
    agencies = {one.appointment.agency_id for one in held if one.appointment.agency_id is not None}
    places: set[tuple[int, str]] = set()
    if any(one.appointment.role in _OF_THE_CITY for one in held):
        rows = Tie.objects.filter(person=person, ended_at=None).order_by()
        for agency, place in rows.values_list("agency", "place"):
            if place:
                places.add((agency, place))
            else:
                agencies.add(agency)
    return Interests(frozenset(agencies), frozenset(places))


def without_interest(person: Person, to_visit: str = "") -> Q:
    """The visits (at the end of the relation `to_visit`) of places in which a person has no interest.

    As `interests_of` says, within the question itself: the list of what waits is asked on every page.
    """
    held = holdings(person)
    own = {one.appointment.agency_id for one in held if one.appointment.agency_id is not None}
    found = ~Q(**{f"{to_visit}place__agency__in": own})
    if any(one.appointment.role in _OF_THE_CITY for one in held):
        here = Q(place="") | Q(place=OuterRef(f"{to_visit}place__code"))
        ties = Tie.objects.filter(
            here, person=person, ended_at=None, agency=OuterRef(f"{to_visit}place__agency")
        )
        found &= Q(~Exists(ties.order_by()))
    return found
