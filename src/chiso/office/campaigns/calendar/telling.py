"""Who is told of exceptions from the calendar, and what waits for whoever decides on them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.language import Text, text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Campaign, ExtensionRequest, PhaseException
from chiso.office.campaigns.people_told import holders, people_of_agencies
from chiso.office.campaigns.phases import NAMES
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

GRANTED, WITHDRAWN = "campaigns.exception_granted", "campaigns.exception_withdrawn"
ASKED, DECLINED = "campaigns.time_asked", "campaigns.time_declined"
REOPENED = "campaigns.year_reopened"
_AGENCY = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD)
_COUNCIL = (Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.CITY_LEADER)
_MOST = 10


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(GRANTED, _say_granted)
    declare_kind(WITHDRAWN, _say_withdrawn)
    declare_kind(ASKED, _say_asked)
    declare_kind(DECLINED, _say_declined)
    declare_kind(REOPENED, _say_reopened)


def tell_of_exception(work: Work, exception: PhaseException, kind: str) -> None:
    """Tell the people of the agency that an exception was granted, or withdrawn."""
    campaign = exception.campaign
    if exception.agency_id is None:
        return
    facts = {
        "campaign": campaign.title,
        "phase": exception.phase,
        "node": exception.node,
        "until": _moment(exception),
    }
    tell(work, people_of_agencies([exception.agency_id], *_AGENCY), kind, facts, address=_address(campaign))


def tell_of_request(work: Work, request: ExtensionRequest) -> None:
    """Tell the coordinators that an agency asks for more time."""
    facts = {"agency": request.agency.name, "campaign": request.campaign.title, "phase": request.phase}
    address = reverse("campaigns:decide-request", args=[request.campaign.key, request.key])
    tell(work, holders(Role.COORDINATOR), ASKED, facts, address=address)


def tell_of_refusal(work: Work, request: ExtensionRequest) -> None:
    """Tell whoever asked for the agency, and its head, that the time stays as it was."""
    facts = {"campaign": request.campaign.title, "phase": request.phase}
    people = {one.pk: one for one in (*people_of_agencies([request.agency_id], *_AGENCY), request.asked_by)}
    tell(work, people.values(), DECLINED, facts, address=_address(request.campaign))


def tell_of_reopening(work: Work, campaign: Campaign) -> None:
    """Tell the council and the leaders of the city that a published year is open again."""
    address = reverse("campaigns:campaign", args=[campaign.key])
    tell(work, holders(*_COUNCIL), REOPENED, {"campaign": campaign.title}, address=address)


def tasks_of_calendar(reader: Reader) -> Iterable[Task]:
    """For coordinators: agencies that ask for more time, the oldest first. One query."""
    if not reader.may_somewhere(MANAGE):
        return
    with scopes_disabled():
        waiting = ExtensionRequest.objects.select_related("campaign", "agency").filter(
            decided_at=None, campaign__closed_at=None
        )
        found = list(waiting.order_by("asked_at")[:_MOST])
    for request in found:
        yield Task(
            text("{agency} asks for more time", agency=request.agency.name),
            text("{phase}, {campaign}", phase=NAMES[request.phase], campaign=request.campaign.title),
            None,
            reverse("campaigns:decide-request", args=[request.campaign.key, request.key]),
            text("Read and decide"),
        )


def _address(campaign: Campaign) -> str:
    return reverse("campaigns:exceptions", args=[campaign.key])


def _moment(exception: PhaseException) -> str:
    return timezone.localtime(exception.closes_at).strftime("%H:%M, %d/%m/%Y")


def _say_granted(facts: Facts) -> Said:
    node = str(facts["node"])
    if node:
        title = text("Part {node} is open for you again until {until}.", node=node, until=str(facts["until"]))
    else:
        title = text("Your agency has more time: until {until}.", until=str(facts["until"]))
    return Said(title, _where(facts), text("See the exception"))


def _say_withdrawn(facts: Facts) -> Said:
    return Said(text("An exception for your agency was withdrawn."), _where(facts), text("See why"))


def _say_asked(facts: Facts) -> Said:
    title = text("{agency} asks for more time", agency=str(facts["agency"]))
    return Said(title, _where(facts), text("Read and decide"))


def _say_declined(facts: Facts) -> Said:
    return Said(text("You get no more time; the deadline stays."), _where(facts), text("See why"))


def _say_reopened(facts: Facts) -> Said:
    title = text("A published campaign was opened again for a correction.")
    return Said(title, str(facts["campaign"]), text("Open it"))


def _where(facts: Facts) -> Text:
    return text("{phase}, {campaign}", phase=NAMES[str(facts["phase"])], campaign=str(facts["campaign"]))
