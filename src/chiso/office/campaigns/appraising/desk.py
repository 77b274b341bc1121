"""What lies on the desk of an appraiser: the leaves of their agency, without those of their own agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chiso.office.campaigns.access import READ_APPRAISED
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.office.organisation.models import Agency
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.rights import covers
from chiso.office.people.roles import Role


@dataclass(frozen=True, slots=True)
class Desk:
    """The leaves that a person may appraise at some time, in the order of the set."""

    person: Person
    participants: Participants
    leaves: tuple[Leaf, ...]

    @property
    def campaign(self) -> Campaign:
        """The campaign."""
        return self.participants.campaign

    def unit(self, leaf: Leaf) -> Agency:
        """Who is measured."""
        return self.participants.assignments[leaf.unit][0].unit

    def agency(self, leaf: Leaf) -> Agency:
        """Who answers."""
        return self.participants.agencies[leaf.responsible]

    def name_of_unit(self, leaf: Leaf) -> str:
        """The name of who is measured, as it was in the period."""
        return self.participants.units[leaf.unit].name


def desk_of(person: Person, participants: Participants) -> Desk:
    """The desk of a person, whatever phase is open; for lists. A write asks for the right itself.

    No query beyond what the person holds and who takes part.
    """
    return Desk(person, participants, tuple(_leaves(person, participants)))


def whole_desk(person: Person, participants: Participants) -> Desk:
    """All leaves, for who watches the whole."""
    return Desk(person, participants, participants.leaves)


def unit_by_key(participants: Participants, key: str) -> Agency | None:
    """The unit of an address."""
    units = (participants.assignments[unit][0].unit for unit in participants.forms)
    return next((unit for unit in units if unit.key == key), None)


def _leaves(person: Person, participants: Participants) -> Iterator[Leaf]:
    held = holdings(person)
    own = {one.appointment.agency_id for one in held} - {None}
    desks = [
        one.appointment
        for one in held
        if one.appointment.role == Role.APPRAISER and one.allows(READ_APPRAISED)
    ]
    agencies = {one.agency_id for one in desks}
    framework = participants.campaign.framework
    seen: dict[tuple[int | None, str], bool] = {}
    for leaf in participants.leaves:
        if leaf.appraising not in agencies or own & {leaf.unit, leaf.responsible}:
            continue
        place = (leaf.appraising, leaf.code)
        if place not in seen:
            seen[place] = any(
                one.agency_id == leaf.appraising and covers(one.nodes, framework, leaf.code) for one in desks
            )
        if seen[place]:
            yield leaf
