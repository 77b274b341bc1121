"""Who is told of an edition, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from chiso.language import Text, text
from chiso.office.campaigns.access import APPROVE_EDITION, PREPARE_EDITION
from chiso.office.campaigns.models import Edition
from chiso.office.campaigns.people_told import holders, people_of_agencies
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.organisation.models import Assignment
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

MADE, APPROVED = "campaigns.edition_made", "campaigns.edition_approved"
SENT_BACK, PUBLISHED = "campaigns.edition_sent_back", "campaigns.published"
FAILED = "campaigns.edition_failed"
_MOST = 10


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(MADE, _say_made)
    declare_kind(FAILED, _say_failed)
    declare_kind(APPROVED, _say_approved)
    declare_kind(SENT_BACK, _say_sent_back)
    declare_kind(PUBLISHED, _say_published)


def tell_made(work: Work, edition: Edition) -> None:
    """The leaders may approve; who prepared it sees that it is ready."""
    leaders = holders(Role.CITY_LEADER, but=[edition.prepared_by_id])
    tell(work, [*leaders, edition.prepared_by], MADE, _facts(edition), address=address_of(edition))


def tell_failed(work: Work, edition: Edition) -> None:
    """Who prepared it mends what kept it back, and begins another."""
    tell(work, [edition.prepared_by], FAILED, _facts(edition), address=address_of(edition))


def tell_approved(work: Work, edition: Edition) -> None:
    """Who prepared it goes on."""
    tell(work, [edition.prepared_by], APPROVED, _facts(edition), address=address_of(edition))


def tell_sent_back(work: Work, edition: Edition) -> None:
    """Who prepared it mends it."""
    tell(work, [edition.prepared_by], SENT_BACK, _facts(edition), address=address_of(edition))


def tell_published(work: Work, edition: Edition) -> None:
    """Heads and officers of every agency that answered or was measured."""
    rows = Assignment.objects.filter(campaign=edition.campaign).values_list("unit", "responsible").distinct()
    agencies = {key for pair in rows for key in pair}
    people = people_of_agencies(agencies, Role.AGENCY_HEAD, Role.AGENCY_OFFICER)
    address = reverse("campaigns:campaign", args=[edition.campaign.key])
    tell(work, people, PUBLISHED, _facts(edition), address=address)


def address_of(edition: Edition) -> str:
    """The page of an edition."""
    return reverse("campaigns:edition", args=[edition.campaign.key, edition.key])


def _facts(edition: Edition) -> Facts:
    return {
        "title": edition.campaign.title, "number": edition.number, "decision": edition.decision_number,
        "status": edition.status,
    }  # fmt: skip


def _say_made(facts: Facts) -> Said:
    return Said(
        text("Ready for approval: results of “{title}”", title=str(facts["title"])),
        text("Edition {number}. Whoever prepared it does not approve it.", number=str(facts["number"])),
        text("Read the decision"),
    )


def _say_failed(facts: Facts) -> Said:
    return Said(
        text("Its files could not be made: results of “{title}”", title=str(facts["title"])),
        text("The reason stands on the page of edition {number}.", number=str(facts["number"])),
        text("Read the reason"),
    )


def _say_approved(facts: Facts) -> Said:
    return Said(
        text("Approved: results of “{title}”", title=str(facts["title"])),
        text("Bring number, day and signed file of the decision next."),
        text("Go on with the edition"),
    )


def _say_sent_back(facts: Facts) -> Said:
    return Said(
        text("Sent back: results of “{title}”", title=str(facts["title"])),
        text("The reason stands on the page of edition {number}.", number=str(facts["number"])),
        text("Read the reason"),
    )


def _say_published(facts: Facts) -> Said:
    titles = {
        "corrected": text("Corrected results were published: “{title}”", title=str(facts["title"])),
        "withdrawn": text("Published results were withdrawn: “{title}”", title=str(facts["title"])),
    }
    usual = text("The results are published: “{title}”", title=str(facts["title"]))
    return Said(
        titles.get(str(facts["status"]), usual),
        text("By decision {number}. Anyone can recompute them.", number=str(facts["decision"])),
        text("See the campaign"),
    )


def tasks_of_publishing(reader: Reader) -> Iterable[Task]:
    """The next step of each edition, for who may do it. One query."""
    states = Q()
    if reader.may_somewhere(APPROVE_EDITION):
        states |= Q(state="prepared") & ~Q(folder="") & ~Q(prepared_by=reader.person)
    if reader.may_somewhere(PREPARE_EDITION):
        states |= Q(state__in=("approved", "decided", "sealed"))
    if not states:
        return
    for one in Edition.objects.select_related("campaign").filter(states)[:_MOST]:
        title, why, button = _NEXT[one.state]
        said = text("{step}: {title}", step=title, title=one.campaign.title)
        yield Task(said, why, None, address_of(one), button)


_NEXT: dict[str, tuple[Text, Text, Text]] = {
    "prepared": (
        text("Approve the results"),
        text("The decision with its annexes is prepared."),
        text("Read the decision"),
    ),
    "approved": (
        text("Bring the signed decision"),
        text("Number, day and signed file are taken in before the bundle is sealed."),
        text("Take in the decision"),
    ),
    "decided": (
        text("Have the bundle sealed"),
        text("The holder of the key seals it, here or elsewhere."),
        text("Seal the bundle"),
    ),
    "sealed": (
        text("Publish the results"),
        text("Everything is ready; publishing locks the campaign."),
        text("Publish"),
    ),
}
