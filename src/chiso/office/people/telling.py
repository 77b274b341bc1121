"""What people are told about their roles and stand-ins, and what waits for them here.

A notice names role, agency and times, and no person: whom it concerns stands on the page that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from chiso.language import Text, Value, text, text_by_count
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.access import INVITE, invitations_for
from chiso.office.people.models import Appointment, Person, StandIn
from chiso.office.people.roles import NAMES, Role
from chiso.office.people.second_factor import recovery_codes_of_enrolled
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task, contribute

APPOINTED, ENDED = "people.appointed", "people.appointment_ended"
DEPUTY, DEPUTY_ENDED, HAS_DEPUTY = "people.deputy", "people.deputy_ended", "people.has_deputy"
# So few are soon used up; so many days before its end an invitation is worth a look.
FEW_CODES = 3
_SOON = timedelta(days=3)


def tell_of_appointment(work: Work, kind: str, appointment: Appointment) -> None:
    """Tell a person of a role that was given to them, or has ended."""
    facts = _facts_of(appointment) | {"from": appointment.valid_from.isoformat()}
    if appointment.valid_to is not None:
        facts["to"] = appointment.valid_to.isoformat()
    tell(work, _but(work.actor, [appointment.person]), kind, facts, address=reverse("people:rights"))


def tell_of_stand_in(work: Work, stand_in: StandIn, *, ended: bool = False) -> None:
    """Tell the deputy and whom they stand in for; who did it knows."""
    of = stand_in.appointment
    facts = _facts_of(of) | {
        "from": stand_in.starts_at.isoformat(),
        "to": stand_in.ends_at.isoformat(),
    }
    address = reverse("people:my-stand-ins")
    if ended:
        tell(work, _but(work.actor, [stand_in.deputy, of.person]), DEPUTY_ENDED, facts, address=address)
        return
    tell(work, _but(work.actor, [stand_in.deputy]), DEPUTY, facts, address=address)
    tell(work, _but(work.actor, [of.person]), HAS_DEPUTY, facts, address=address)


def tasks_of_people(reader: Reader) -> Iterable[Task]:
    """Recovery codes that run out; for who invites, invitations that do. At most two queries."""
    person = reader.person
    left = recovery_codes_of_enrolled(person)
    if left is not None and left <= FEW_CODES:
        yield Task(
            text("Make new recovery codes"),
            text_by_count("One code is left.", "{count} codes are left.", left)
            if left
            else text("None is left: without the telephone you cannot sign in."),
            None,
            reverse("people:recovery-codes"),
            text("Make codes"),
        )
    if reader.may_somewhere(INVITE):
        soon = invitations_for(person).filter(
            accepted_at=None, revoked_at=None, expires_at__gt=reader.at, expires_at__lte=reader.at + _SOON
        )
        ends = list(soon.order_by("expires_at").values_list("expires_at", flat=True))
        if ends:
            yield Task(
                text_by_count(
                    "An invitation is not accepted yet", "{count} invitations are not accepted yet", len(ends)
                ),
                text("After its deadline the link opens nothing any more."),
                ends[0],
                reverse("people:invitations"),
                text("See the invitations"),
            )


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(APPOINTED, _say_appointed)
    declare_kind(ENDED, _say_ended)
    declare_kind(DEPUTY, _say_deputy)
    declare_kind(DEPUTY_ENDED, _say_deputy_ended)
    declare_kind(HAS_DEPUTY, _say_has_deputy)
    contribute(tasks_of_people)


def _but(actor: Person | None, people: Iterable[Person]) -> list[Person]:
    return [one for one in people if actor is None or one.pk != actor.pk]


def _facts_of(appointment: Appointment) -> dict[str, str | int]:
    agency = appointment.agency.name if appointment.agency is not None else ""
    return {"role": appointment.role, "agency": agency}


def _role(facts: Facts) -> Text:
    name = NAMES[Role(str(facts["role"]))]
    if not facts["agency"]:
        return text("{role}, for the city", role=name)
    return text("{role}, {agency}", role=name, agency=str(facts["agency"]))


def _day(facts: Facts, name: str) -> Value:
    return date.fromisoformat(str(facts[name])[:10])


def _moment(facts: Facts, name: str) -> str:
    return timezone.localtime(datetime.fromisoformat(str(facts[name]))).strftime("%H:%M, %d/%m/%Y")


def _say_appointed(facts: Facts) -> Said:
    title = text("You have a role: {role}.", role=_role(facts))
    if "to" in facts:
        more = text("From {first} to {last}.", first=_day(facts, "from"), last=_day(facts, "to"))
    else:
        more = text("From {first}.", first=_day(facts, "from"))
    return Said(title, more, text("See my rights"))


def _say_ended(facts: Facts) -> Said:
    return Said(text("A role of yours has ended: {role}.", role=_role(facts)), "", text("See my rights"))


def _say_deputy(facts: Facts) -> Said:
    more = text("From {first} to {last}.", first=_moment(facts, "from"), last=_moment(facts, "to"))
    return Said(
        text("You stand in for a colleague: {role}.", role=_role(facts)), more, text("See the stand-ins")
    )


def _say_has_deputy(facts: Facts) -> Said:
    more = text("From {first} to {last}.", first=_moment(facts, "from"), last=_moment(facts, "to"))
    return Said(
        text("Somebody stands in for you: {role}.", role=_role(facts)), more, text("See the stand-ins")
    )


def _say_deputy_ended(facts: Facts) -> Said:
    return Said(text("A stand-in has ended: {role}.", role=_role(facts)), "", text("See the stand-ins"))
