"""The one place that fetches what appraisers and asked agencies look at, by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Prefetch
from django.utils import timezone

from chiso.office.campaigns.access import READ, READ_APPRAISED, WATCH, campaign_for
from chiso.office.campaigns.answering.saving import where_of_leaf
from chiso.office.campaigns.appraising.desk import Desk, desk_of, unit_by_key, whole_desk
from chiso.office.campaigns.appraising.questions import where_of_question
from chiso.office.campaigns.appraising.rounds import Calendar, calendar_of
from chiso.office.campaigns.appraising.twice import BLIND_LAYER, is_drawn
from chiso.office.campaigns.models import Answer, Campaign, Question, Reply
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.errors import NotFound
from chiso.office.organisation.models import Agency
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, decide, may, may_somewhere, refuse, require_for_page
from chiso.office.people.roles import Role

_OWN = frozenset({Role.AGENCY_OFFICER, Role.AGENCY_HEAD})


@dataclass(frozen=True)
class Room:
    """A campaign as an appraiser, or who watches the whole, looks at it."""

    person: Person
    campaign: Campaign
    participants: Participants
    calendar: Calendar
    is_watching: bool

    @cached_property
    def desk(self) -> Desk:
        """What may be read now: to who watches everything, to an appraiser what a phase opens."""
        if self.is_watching:
            return whole_desk(self.person, self.participants)
        desk = desk_of(self.person, self.participants)
        readable = tuple(leaf for leaf in desk.leaves if self.calendar.may_be_read(leaf))
        return Desk(self.person, self.participants, readable)


@dataclass(frozen=True)
class LeafRoom:
    """A leaf of a unit, which the person may read."""

    room: Room
    unit: Agency
    leaf: Leaf

    @property
    def where(self) -> Where:
        """Its place, for rights."""
        return where_of_leaf(self.room.campaign, self.unit, self.leaf)


def room_for(person: Person, key: str) -> Room:
    """A campaign for who appraises in it or watches it. Raises NotFound, NoRight."""
    campaign = campaign_for(person, key)
    where = Where(campaign=campaign)
    is_watching = not may_somewhere(person, READ_APPRAISED)
    if is_watching:
        require_for_page(person, WATCH, where)
    return Room(
        person, campaign, participants_of(campaign), calendar_of(campaign, timezone.now()), is_watching
    )


def leaf_for(person: Person, key: str, unit_key: str, node: str) -> LeafRoom:
    """A leaf by its address. Raises NotFound (also where another agency appraises it), NotNow."""
    room = room_for(person, key)
    unit = unit_by_key(room.participants, unit_key)
    leaf = room.participants.leaf(unit, node) if unit is not None else None
    if unit is None or leaf is None:
        raise NotFound
    found = LeafRoom(room, unit, leaf)
    if not room.is_watching:
        decision = decide(person, READ_APPRAISED, found.where)
        if decision.too_early_or_late:
            refuse(person, READ_APPRAISED, found.where, decision)
        if not decision.allowed:
            raise NotFound
    return found


def question_for(person: Person, key: str, question_key: str) -> Question:
    """A question for the agency that is asked, who appraises there, and who watches. Raises NotFound."""
    replies = Reply.objects.select_related("by").order_by("at", "pk")
    found = Question.objects.select_related("campaign", "unit", "agency", "asked_by").prefetch_related(
        Prefetch("replies", replies)
    )
    question: Question | None = found.filter(campaign__key=key, key=question_key).first()
    if question is None:
        raise NotFound
    where = where_of_question(question)
    if may(person, READ, where):
        return question
    if not may(person, READ_APPRAISED, where) or question not in questions_for(person, question.campaign):
        raise NotFound
    return question


def questions_for(person: Person, campaign: Campaign) -> Sequence[Question]:
    """The questions of a campaign to the agencies of a person, or about what they appraise; all of them for
    who watches. Those still open first, by deadline. `answered`: the agency has said something."""
    replied = Reply.objects.filter(question=OuterRef("pk"), is_appraiser=False)
    found = list(
        Question.objects.select_related("unit", "agency", "asked_by")
        .filter(campaign=campaign)
        .annotate(answered=Exists(replied))
        .order_by(F("closed_at").desc(nulls_first=True), "answer_until", "pk")
    )
    if may(person, WATCH, Where(campaign=campaign)):
        return found
    own = {one.appointment.agency_id for one in holdings(person) if one.appointment.role in _OWN}
    desk: set[tuple[int, str]] = set()
    hidden: set[tuple[int, str]] = set()
    if found and may_somewhere(person, READ_APPRAISED):
        room = room_for(person, campaign.key)
        desk = {(leaf.unit, leaf.code) for leaf in room.desk.leaves}
        hidden = _blind_places(room)
    return [
        one
        for one in found
        if one.agency_id in own
        or (
            (one.unit_id, one.node) in desk
            # What the other of two blind appraisers asks tells what they think.
            and (one.asked_by_id == person.pk or (one.unit_id, one.node) not in hidden)
        )
    ]


def _blind_places(room: Room) -> set[tuple[int, str]]:
    """The leaves of a desk on which two are to judge without seeing each other, and one has yet to."""
    units = room.participants.units
    drawn = {
        (leaf.unit, leaf.code)
        for leaf in room.desk.leaves
        if room.calendar.is_blind_round(leaf) and is_drawn(room.campaign, units[leaf.unit].uid, leaf.code)
    }
    if not drawn:
        return drawn
    both_in = Answer.objects.filter(campaign=room.campaign, layer=BLIND_LAYER, seat=2)
    return drawn - set(both_in.order_by().values_list("unit", "node"))
