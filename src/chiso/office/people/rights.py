"""May this person do this here and now? Role × agency × node × phase, and why not.

Each app declares what its actions need (`Right`, in its `access.py`); nothing that is not declared is
allowed. A right is held under an appointment, or under a stand-in for one. Separation of duties is part
of the rule: `not_own` bars the person's own agencies, `Where.barred` bars persons by what they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import NoReturn

from django.utils import timezone

from chiso.language import Text, listing, text
from chiso.office.campaigns.models.calendar import Campaign, Phase
from chiso.office.errors import NoRight, NotNow
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.holdings import Holding, ask_each, holdings, standing
from chiso.office.people.models import Appointment, Person, StandIn, Team
from chiso.office.people.openings import (
    ASSIGNED_TO,
    PHASES_OPEN_IN,
    Opening,
    asked_of_places,
    opening_of_phase,
    openings_in,
)
from chiso.office.people.roles import NAMES, Role


class Whose(StrEnum):
    """Whose things a right is about."""

    CITY = "city"  # anybody's, or nobody's
    OWN = "own"  # of the agency of the appointment
    ASSIGNED = "assigned"  # of a unit whose node the appointment's agency appraises
    ANSWERED = "answered"  # of a unit whose node the appointment's agency answers for


# Stands among the phases of a right that also holds when the campaign is closed: to read, never to write.
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Right:
    """A role may do an action. `phases`: only while one of these is open; None: at any time."""

    action: str
    role: Role
    whose: Whose = Whose.CITY
    phases: frozenset[str] | None = None
    not_own: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """What an action touches. `node` is the code of a node of the campaign's framework; "" the whole.

    `barred` are persons who may not, since they prepared or appraised what is now decided.
    """

    agency: Agency | None = None
    campaign: Campaign | None = None
    node: str = ""
    barred: frozenset[int] = frozenset()
    chain: str = "accounts"


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer: under which appointment, for whom; or why not, and whom to ask."""

    allowed: bool
    reason: Text
    ask: Text
    by: Appointment | None = None
    stand_in: StandIn | None = None
    team: Team | None = None
    too_early_or_late: bool = False


_RIGHTS: dict[str, tuple[Right, ...]] = {}
_TITLES: dict[str, Text] = {}


def declare(*rights: Right, titles: Mapping[str, Text] | None = None) -> None:
    """Make rights known; called once by each app's `access.py`.

    `titles` says of each action what one does by it ("invite people"): for "My rights" and for refusals.
    """
    for right in rights:
        _RIGHTS[right.action] = (*_RIGHTS.get(right.action, ()), right)
    _TITLES.update(titles or {})


def declared() -> dict[str, tuple[Right, ...]]:
    """All rights by action."""
    return dict(_RIGHTS)


def title_of(action: str) -> Text:
    """What one does by an action; its own name where no app says it."""
    return _TITLES.get(action) or text("{action}", action=action)


def valid_appointments(person: Person, at: datetime) -> list[tuple[Appointment, StandIn | None]]:
    """The appointments under which a person may act at a time: their own, and those they stand in for."""
    return [(one.appointment, one.stand_in) for one in holdings(person, at)]


def decide(
    person: Person,
    action: str,
    where: Where,
    at: datetime | None = None,
    *,
    afresh: bool = False,
    assignment: Assignment | None = None,
) -> Decision:
    """Whether `person` may do `action` there at that time (now by default).

    `afresh`: by the database, not by what a page has remembered. `assignment`: who answers there, where the
    page has just asked. At most five queries: what the person holds (one to three), what is open, the
    assignment.
    """
    held = ask_each(person, at or timezone.now()) if afresh else holdings(person, at)
    facts = _Facts(where, at or timezone.now())
    if assignment is not None:
        facts.assignment = assignment
    return _decide(person, action, facts, held)


def _decide(person: Person, action: str, facts: _Facts, held: Iterable[Holding]) -> Decision:
    rights = _RIGHTS.get(action)
    if not rights:
        raise LookupError(f"no right is declared for {action}")
    ask, where = _whom_to_ask(rights), facts.where
    if person.pk in where.barred:
        return Decision(False, _BARRED, ask)
    own_agencies: set[int] = set()
    if any(right.not_own for right in rights):
        # Whatever else one holds may bar, so all of it is looked at.
        held = list(held)
        own_agencies = {one.appointment.agency_id for one in held if one.appointment.agency_id is not None}
    nearest: Decision | None = None
    seen: list[Holding] = []
    for holding in held:
        seen.append(holding)
        if not holding.allows(action):
            continue
        by = holding.appointment
        for right in rights:
            if right.role != by.role:
                continue
            # Who is barred may not have it done by a deputy either.
            why_not = (_BARRED, False) if by.person_id in where.barred else None
            why_not = why_not or _why_not(right, by, facts, own_agencies)
            if why_not is None:
                return Decision(True, text("Allowed."), ask, by, holding.stand_in, holding.team)
            refused = Decision(False, why_not[0], ask, by, holding.stand_in, holding.team, why_not[1])
            if nearest is None or refused.too_early_or_late:
                nearest = refused
    return nearest or Decision(False, _no_role(seen), ask)


def may(person: Person, action: str, where: Where, at: datetime | None = None) -> bool:
    """Whether `person` may do `action` there."""
    return decide(person, action, where, at).allowed


def may_each(person: Person, action: str, wheres: Sequence[Where]) -> list[bool]:
    """`may` for many places, for lists: two queries more than for one, however many there are."""
    at = timezone.now()
    campaigns = {where.campaign.pk for where in wheres if where.campaign is not None}
    units = {where.agency.pk for where in wheres if where.agency is not None}
    openings, rows = asked_of_places(campaigns, units, at)
    held = holdings(person)
    found: list[bool] = []
    for where in wheres:
        facts = _Facts(where, at)
        campaign = where.campaign.pk if where.campaign is not None else None
        unit = where.agency.pk if where.agency is not None else None
        facts.assignment = longest(
            [one for one in rows if (one.campaign_id, one.unit_id) == (campaign, unit)], where.node
        )
        facts.open_kinds = _kinds(openings.get(campaign, ()) if campaign is not None else (), facts)
        found.append(_decide(person, action, facts, held).allowed)
    return found


def require(person: Person, action: str, where: Where) -> Decision:
    """The right to do it, asked of the database afresh; or NoRight / NotNow, and the attempt is recorded."""
    decision = decide(person, action, where, afresh=True)
    if decision.allowed:
        return decision
    refuse(person, action, where, decision)


def require_for_page(person: Person, action: str, where: Where) -> None:
    """The same for a page that leads to a write, by what the guard asked for this request.

    The service that writes asks afresh.
    """
    decision = decide(person, action, where)
    if not decision.allowed:
        refuse(person, action, where, decision)


def refuse(person: Person, action: str, where: Where, decision: Decision) -> NoReturn:
    """Record a refused attempt and raise what `decision` says, with the names of whom to ask."""
    with unit_of_work(where.chain, actor=person, decision=decision) as work:
        work.record(
            "attempted", where.agency, facts={"action": action, "node": where.node}, outcome="refused"
        )
    ask = _with_names(decision.ask, _RIGHTS.get(action, ()), where)
    raise (NotNow if decision.too_early_or_late else NoRight)(decision.reason, ask)


def may_somewhere(person: Person, action: str, at: datetime | None = None) -> bool:
    """Whether `person` holds a role that may do `action` anywhere: for navigation and the guard of routes."""
    roles = {right.role for right in _RIGHTS.get(action, ())}
    return any(one.appointment.role in roles and one.allows(action) for one in holdings(person, at))


def agencies_for(person: Person, action: str) -> frozenset[int] | None:
    """The agencies whose things `person` may do `action` on, for lists; None: those of the whole city.

    Only for actions that do not hang on a node or a phase: it looks at the agency alone.
    """
    found: set[int] = set()
    for holding in holdings(person):
        for right in _RIGHTS.get(action, ()):
            if right.role == holding.appointment.role and holding.allows(action):
                if right.whose is Whose.CITY:
                    return None
                if right.whose is Whose.OWN and holding.appointment.agency_id is not None:
                    found.add(holding.appointment.agency_id)
    return frozenset(found)


def covers(nodes: Iterable[str], framework: str, node: str) -> bool:
    """Whether nodes of an appointment ("par-index:2") cover a node ("2.1.3") of "par-index@2026"."""
    identity = framework.partition("@")[0]
    wanted = list(nodes)
    if not wanted:
        return True
    return any(one.partition(":")[0] == identity and is_within(node, one.partition(":")[2]) for one in wanted)


def is_within(node: str, above: str) -> bool:
    """Whether `node` is `above` or below it: "2.1" is within "2" and within "", not within "2.10"."""
    return above in ("", node) or node.startswith(above + ".")


def open_phases(campaign: Campaign, node: str, at: datetime) -> list[Phase]:
    """The phases of a campaign that are open for a node at a time, for every agency."""
    open_now = PHASES_OPEN_IN.rows(at=at, campaign=campaign.pk)
    return [phase for phase in open_now if _reaches(opening_of_phase(phase).nodes, node)]


def _kinds(openings: Iterable[Opening], facts: _Facts) -> set[str]:
    """The kinds of phase that these open for a place; of a campaign that is closed, that it is."""
    campaign, node = facts.where.campaign, facts.where.node
    if campaign is not None and campaign.closed_at is not None:
        return {CLOSED}
    return {
        one.kind
        for one in openings
        # Who answers is asked only where it matters.
        if _reaches(one.nodes, node) and (one.agency is None or one.agency in facts.agencies)
    }


def _reaches(parts: Iterable[str], node: str) -> bool:
    """Whether what is open for these parts is so for a node; what is done to the whole (to hand it in, to
    approve it) may be done while any part is open."""
    return not node or any(is_within(node, one) for one in parts)


def assignment_of(campaign: Campaign, unit: Agency, node: str) -> Assignment | None:
    """Who answers for a node of a unit and who appraises it: the longest match holds."""
    return longest(ASSIGNED_TO.rows(campaign=campaign.pk, unit=unit.pk), node)


def longest(rows: Iterable[Assignment], node: str) -> Assignment | None:
    """Of these assignments the one that holds for a node: the longest match."""
    matching = [row for row in rows if is_within(node, row.node)]
    return max(matching, key=lambda row: len(row.node), default=None)


_BARRED = text("You prepared or appraised this; somebody else decides on it.")


@dataclass
class _Facts:
    """What is asked of the database about a place, at most once."""

    where: Where
    at: datetime

    @cached_property
    def open_kinds(self) -> set[str]:
        """The kinds of phase that are open there."""
        campaign = self.where.campaign
        if campaign is None:
            return set()
        return _kinds(openings_in(campaign.pk, self.at), self)

    @cached_property
    def agencies(self) -> set[int]:
        """The agency that it is about, and the one that answers for it."""
        found = {self.where.agency.pk} if self.where.agency is not None else set()
        return found | ({self.assignment.responsible_id} if self.assignment is not None else set())

    @cached_property
    def assignment(self) -> Assignment | None:
        """Who answers for it and who appraises it."""
        if self.where.campaign is None or self.where.agency is None:
            return None
        return assignment_of(self.where.campaign, self.where.agency, self.where.node)


def _why_not(
    right: Right, appointment: Appointment, facts: _Facts, own_agencies: set[int]
) -> tuple[Text, bool] | None:
    """Why a right does not hold, and whether only the time is wrong; None if it holds."""
    where = facts.where
    if where.agency is not None:
        if right.not_own and facts.agencies & own_agencies:
            return text("Nobody appraises or decides on their own agency."), False
        if right.whose is Whose.OWN and where.agency.pk != appointment.agency_id:
            return text("This belongs to {agency}.", agency=where.agency.name), False
        if right.whose in (Whose.ASSIGNED, Whose.ANSWERED) and not _is_assigned(right, appointment, facts):
            return text("This part is assigned to another agency."), False
    elif right.whose is not Whose.CITY:
        return text("This belongs to no agency of yours."), False
    # Parts of a framework bound what is done in a campaign, not what is done outside one.
    if where.campaign is not None and not covers(appointment.nodes, where.campaign.framework, where.node):
        return text("Your role covers other parts of the framework."), False
    if right.phases is not None:
        if where.campaign is None:
            return text("No campaign is open for this."), True
        if not right.phases & facts.open_kinds:
            return text("The phase in which this may be done is not open."), True
    return None


def _is_assigned(right: Right, appointment: Appointment, facts: _Facts) -> bool:
    row = facts.assignment
    if row is None:
        return False
    agency = row.appraising_id if right.whose is Whose.ASSIGNED else row.responsible_id
    return agency is not None and agency == appointment.agency_id


def _no_role(held: list[Holding]) -> Text:
    if not held:
        return text("You hold no role at present.")
    names = dict.fromkeys(NAMES[Role(one.appointment.role)] for one in held)
    return text("You are signed in as {roles}; this needs another role.", roles=listing(list(names)))


@cache
def _whom_to_ask(rights: tuple[Right, ...]) -> Text:
    names = dict.fromkeys(NAMES[right.role] for right in rights)
    return text("It may be done by: {roles}.", roles=listing(list(names)))


_MOST_NAMES = 3


def _with_names(ask: Text, rights: tuple[Right, ...], where: Where) -> Text:
    """Whom to ask, by name: up to three people who hold such a role, those of the agency first."""
    holders = Appointment.objects.select_related("person").filter(
        standing(timezone.now()),
        role__in={right.role for right in rights},
        person__is_active=True,
        person__left_at=None,
    )
    own = where.agency.pk if where.agency is not None else None
    found = dict.fromkeys(
        one.person.full_name for one in sorted(holders[:200], key=lambda one: one.agency_id != own)
    )
    if not found:
        return ask
    return text("{ask} Ask: {names}.", ask=ask, names=listing(list(found)[:_MOST_NAMES]))
