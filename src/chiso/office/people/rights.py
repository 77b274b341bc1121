"""May this person do this here and now? Role × agency × node × phase, and why not.

Each app declares what its actions need (`Right`, in its `access.py`); nothing that is not declared is
allowed. A right is held under an appointment, or under a stand-in for one. Separation of duties is part
of the rule: `not_own` bars the person's own agencies, `Where.barred` bars persons by what they did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from chiso.language import Text, listing, text
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.errors import NoRight, NotNow
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.models import Appointment, Person, StandIn
from chiso.office.people.roles import NAMES, Role


class Whose(StrEnum):
    """Whose things a right is about."""

    CITY = "city"  # anybody's, or nobody's
    OWN = "own"  # of the agency of the appointment
    ASSIGNED = "assigned"  # of a unit whose node the appointment's agency appraises
    ANSWERED = "answered"  # of a unit whose node the appointment's agency answers for


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
    too_early_or_late: bool = False


_RIGHTS: dict[str, tuple[Right, ...]] = {}


def declare(*rights: Right) -> None:
    """Make rights known; called once by each app's `access.py`."""
    for right in rights:
        _RIGHTS[right.action] = (*_RIGHTS.get(right.action, ()), right)


def declared() -> dict[str, tuple[Right, ...]]:
    """All rights by action."""
    return dict(_RIGHTS)


def valid_appointments(person: Person, at: datetime) -> list[tuple[Appointment, StandIn | None]]:
    """The appointments under which a person may act at a time: their own, and those they stand in for."""
    if not person.is_active or person.left_at is not None:
        return []
    day = timezone.localdate(at)
    standing = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    standing &= Q(ended_at=None) | Q(ended_at__gt=at)
    own = Appointment.objects.select_related("agency", "person").filter(standing, person=person)
    found: list[tuple[Appointment, StandIn | None]] = [(one, None) for one in own]
    stand_ins = StandIn.objects.select_related("appointment__agency", "appointment__person").filter(
        deputy=person, starts_at__lte=at, ends_at__gt=at, revoked_at=None
    )
    for stand_in in stand_ins:
        of = stand_in.appointment
        is_standing = of.valid_from <= day and (of.valid_to is None or of.valid_to >= day)
        if is_standing and (of.ended_at is None or of.ended_at > at) and of.person.is_active:
            found.append((of, stand_in))
    return found


def decide(person: Person, action: str, where: Where, at: datetime | None = None) -> Decision:
    """Whether `person` may do `action` there at that time (now by default)."""
    rights = _RIGHTS.get(action)
    if not rights:
        raise LookupError(f"no right is declared for {action}")
    at = at or timezone.now()
    ask = _whom_to_ask(rights)
    if person.pk in where.barred:
        reason = text("You prepared or appraised this; somebody else decides on it.")
        return Decision(False, reason, ask)
    appointments = valid_appointments(person, at)
    own_agencies = {one.agency_id for one, _ in appointments if one.agency_id is not None}
    nearest: Decision | None = None
    for appointment, stand_in in appointments:
        if stand_in is not None and stand_in.actions and action not in stand_in.actions:
            continue
        for right in rights:
            if right.role != appointment.role:
                continue
            why_not = _why_not(right, appointment, where, own_agencies, at)
            if why_not is None:
                return Decision(True, text("Allowed."), ask, appointment, stand_in)
            refused = Decision(False, why_not[0], ask, appointment, stand_in, too_early_or_late=why_not[1])
            if nearest is None or refused.too_early_or_late:
                nearest = refused
    if nearest is not None:
        return nearest
    return Decision(False, _no_role(appointments), ask)


def may(person: Person, action: str, where: Where, at: datetime | None = None) -> bool:
    """Whether `person` may do `action` there."""
    return decide(person, action, where, at).allowed


def require(person: Person, action: str, where: Where) -> Decision:
    """The right to do it, or NoRight / NotNow; the refused attempt is recorded."""
    decision = decide(person, action, where)
    if decision.allowed:
        return decision
    with unit_of_work(where.chain, actor=person, decision=decision) as work:
        work.record(
            "attempted", where.agency, facts={"action": action, "node": where.node}, outcome="refused"
        )
    raise (NotNow if decision.too_early_or_late else NoRight)(decision.reason, decision.ask)


def may_somewhere(person: Person, action: str, at: datetime | None = None) -> bool:
    """Whether `person` holds a role that may do `action` anywhere: for navigation and the guard of routes."""
    roles = {right.role for right in _RIGHTS.get(action, ())}
    return any(
        appointment.role in roles and (stand_in is None or not stand_in.actions or action in stand_in.actions)
        for appointment, stand_in in valid_appointments(person, at or timezone.now())
    )


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
    """The phases of a campaign that are open for a node at a time."""
    open_now = Phase.objects.filter(campaign=campaign, opens_at__lte=at, closes_at__gt=at)
    return [
        phase for phase in open_now if not phase.nodes or any(is_within(node, one) for one in phase.nodes)
    ]


def assignment_of(campaign: Campaign, unit: Agency, node: str) -> Assignment | None:
    """Who answers for a node of a unit and who appraises it: the longest match holds."""
    rows = Assignment.objects.filter(campaign=campaign, unit=unit)
    matching = [row for row in rows if is_within(node, row.node)]
    return max(matching, key=lambda row: len(row.node), default=None)


def _why_not(
    right: Right, appointment: Appointment, where: Where, own_agencies: set[int], at: datetime
) -> tuple[Text, bool] | None:
    """Why a right does not hold, and whether only the time is wrong; None if it holds."""
    framework = where.campaign.framework if where.campaign else ""
    if where.agency is not None:
        if right.not_own and where.agency.pk in own_agencies:
            return text("Nobody appraises or decides on their own agency."), False
        if right.whose is Whose.OWN and where.agency.pk != appointment.agency_id:
            return text("This belongs to {agency}.", agency=where.agency.name), False
        if right.whose in (Whose.ASSIGNED, Whose.ANSWERED) and not _is_assigned(right, appointment, where):
            return text("This part is assigned to another agency."), False
    elif right.whose is not Whose.CITY:
        return text("This belongs to no agency of yours."), False
    if appointment.nodes and not covers(appointment.nodes, framework, where.node):
        return text("Your role covers other parts of the framework."), False
    if right.phases is not None:
        if where.campaign is None:
            return text("No campaign is open for this."), True
        if not any(phase.kind in right.phases for phase in open_phases(where.campaign, where.node, at)):
            return text("The phase in which this may be done is not open."), True
    return None


def _is_assigned(right: Right, appointment: Appointment, where: Where) -> bool:
    if where.campaign is None or where.agency is None:
        return False
    row = assignment_of(where.campaign, where.agency, where.node)
    if row is None:
        return False
    agency = row.appraising_id if right.whose is Whose.ASSIGNED else row.responsible_id
    return agency is not None and agency == appointment.agency_id


def _no_role(appointments: list[tuple[Appointment, StandIn | None]]) -> Text:
    if not appointments:
        return text("You hold no role at present.")
    names = dict.fromkeys(NAMES[Role(one.role)] for one, _ in appointments)
    return text("You are signed in as {roles}; this needs another role.", roles=listing(list(names)))


def _whom_to_ask(rights: tuple[Right, ...]) -> Text:
    names = dict.fromkeys(NAMES[right.role] for right in rights)
    return text("It may be done by: {roles}.", roles=listing(list(names)))
