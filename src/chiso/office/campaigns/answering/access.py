"""Whose answers a person may open, by the keys of an address: an agency's work in a campaign, one leaf of it.

Its own people and who watches the whole read it; an appraiser has pages of their own. To everybody else
the address leads to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField

from chiso.language import Text
from chiso.office.campaigns.access import ANSWER, COMMENT, EXPLAIN, GIVE, READ, campaign_named
from chiso.office.campaigns.answering.saving import where_of_leaf
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import Leaf, Participants, participants_of, participants_with
from chiso.office.campaigns.submitting.locking import refuse_if_handed_in
from chiso.office.compiled import Compiled, given
from chiso.office.errors import NotFound, NotNow
from chiso.office.ledger.work import chain_of_agency
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, decide, may, may_each
from chiso.scoring.layers import Layer


@dataclass(frozen=True)
class AgencyWork:
    """What an agency answers for in a campaign, as far as a person may read it."""

    person: Person
    campaign: Campaign
    agency: Agency
    participants: Participants
    leaves: tuple[Leaf, ...]

    @property
    def where(self) -> Where:
        """The place of the whole, for what is done inside the agency."""
        return where_inside(self.campaign, self.agency)

    @cached_property
    def is_inside(self) -> bool:
        """Whether the person belongs to the agency, so that its comments and tasks are theirs to see."""
        return any(
            may(self.person, COMMENT, where_inside(self.campaign, self.agency, leaf.code))
            for leaf in self.leaves[:1]
        )

    @property
    def may_give(self) -> bool:
        """Whether the person may give leaves to officers and sections."""
        return any(
            may(self.person, GIVE, where_inside(self.campaign, self.agency, leaf.code))
            for leaf in self.leaves[:1]
        )


@dataclass(frozen=True)
class LeafWork:
    """One leaf of a unit, for the agency that answers for it."""

    person: Person
    campaign: Campaign
    agency: Agency
    unit: Agency
    participants: Participants
    leaf: Leaf
    answering: Decision

    @property
    def where(self) -> Where:
        """The place of the leaf, for rights."""
        return where_of_leaf(self.campaign, self.unit, self.leaf)

    @cached_property
    def is_inside(self) -> bool:
        """Whether the person belongs to the agency."""
        return may(self.person, COMMENT, where_inside(self.campaign, self.agency, self.leaf.code))

    @cached_property
    def layer(self) -> Layer | None:
        """The layer that phase and rights let the person write now; None: they only read."""
        if self.answering.allowed:
            return "self_assessed"
        return "explained" if may(self.person, EXPLAIN, self.where) else None

    @cached_property
    def why_only_to_read(self) -> Text | None:
        """Why the person cannot write here now; None where they can."""
        if self.layer is None:
            return self.answering.reason
        if self.layer == "self_assessed":
            try:
                refuse_if_handed_in(self.campaign, self.agency.pk, self.leaf.code)
            except NotNow as refused:
                return refused.reason
        return None

    @property
    def siblings(self) -> list[Leaf]:
        """All leaves of the agency, in order."""
        return self.participants.leaves_of(self.agency)


def where_inside(campaign: Campaign, agency: Agency, node: str = "") -> Where:
    """The place of what is done inside an agency: comments, tasks."""
    return Where(agency, campaign, node, chain=chain_of_agency(campaign.pk, agency.pk))


def agency_work_for(person: Person, key: str, agency_key: str) -> AgencyWork:
    """What an agency answers for, of that what the person may read. Raises NotFound where that is nothing."""
    campaign = campaign_named(key)
    agency = _BY_KEY.first(key=agency_key)
    if agency is None:
        raise NotFound
    participants = participants_with(campaign, agency)
    leaves = readable(person, campaign, participants, participants.leaves_of(agency))
    if not leaves:
        raise NotFound
    return AgencyWork(person, campaign, agency, participants, leaves)


def readable(
    person: Person, campaign: Campaign, participants: Participants, leaves: Sequence[Leaf]
) -> tuple[Leaf, ...]:
    """Of these leaves those that a person may read as one of the agency, or as who watches the whole."""
    units = {key: rows[0].unit for key, rows in participants.assignments.items()}
    wheres = [where_of_leaf(campaign, units[leaf.unit], leaf) for leaf in leaves]
    allowed = may_each(person, READ, wheres) if wheres else []
    return tuple(leaf for leaf, is_allowed in zip(leaves, allowed, strict=True) if is_allowed)


_BY_KEY = Compiled(lambda: Agency.objects.filter(key=given("key", CharField())).order_by())
# Who answers for what of a unit in a campaign, by the keys of an address; with all that these keys name.
_ASSIGNED = Compiled(
    lambda: Assignment.objects.select_related("campaign", "unit", "responsible").filter(
        campaign__key=given("campaign_key", CharField()), unit__key=given("unit_key", CharField())
    )
)


def leaf_work_for(person: Person, key: str, agency_key: str, unit_key: str, node: str) -> LeafWork:
    """One leaf that an agency answers for. Raises NotFound where it is not, or not this person's to read."""
    assigned = _ASSIGNED.rows(campaign_key=key, unit_key=unit_key)
    if not assigned:
        raise NotFound
    campaign, unit = assigned[0].campaign, assigned[0].unit
    participants = participants_of(campaign, [unit.pk], assigned)
    leaf = participants.leaf(unit, node)
    assignment = participants.assignment(leaf) if leaf is not None else None
    if leaf is None or assignment is None or assignment.responsible.key != agency_key:
        raise NotFound
    agency, where = assignment.responsible, where_of_leaf(campaign, unit, leaf)
    answering = decide(person, ANSWER, where, assignment=assignment)
    # Who may write it may read it: one question less where it matters most.
    if not answering.allowed and not decide(person, READ, where, assignment=assignment).allowed:
        raise NotFound
    return LeafWork(person, campaign, agency, unit, participants, leaf, answering)
