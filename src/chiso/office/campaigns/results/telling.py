"""Who is told of petitions and their answers, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django_scopes import scopes_disabled

from chiso.language import text, text_by_count
from chiso.office.campaigns.access import ANSWER_PETITION, PETITION
from chiso.office.campaigns.models import Campaign, Petition, Phase
from chiso.office.campaigns.people_told import holders, people_of_agencies
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.organisation.models import Agency, Assignment
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

MADE, ANSWERED = "campaigns.petition_made", "campaigns.petition_answered"
_MOST = 10


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(MADE, _say_made)
    declare_kind(ANSWERED, _say_answered)


def tell_petition(work: Work, petition: Petition) -> None:
    """Tell the secretaries of the council."""
    address = reverse("campaigns:petition", args=[petition.campaign.key, petition.key])
    tell(work, holders(Role.COUNCIL_SECRETARY), MADE, _facts(petition), address=address)


def tell_answered(work: Work, petition: Petition) -> None:
    """Tell the heads of the agency."""
    address = reverse("campaigns:petition", args=[petition.campaign.key, petition.key])
    heads = people_of_agencies([petition.agency_id], Role.AGENCY_HEAD)
    tell(work, heads, ANSWERED, _facts(petition), address=address)


def _facts(petition: Petition) -> Facts:
    return {
        "agency": petition.agency.name,
        "title": petition.campaign.title,
        "node": petition.node,
        "state": petition.state,
    }


def _say_made(facts: Facts) -> Said:
    return Said(
        text("{agency} asks for a result to be looked at again", agency=str(facts["agency"])),
        text("{title}, criterion {node}.", title=str(facts["title"]), node=str(facts["node"]) or "–"),
        text("Answer the petition"),
    )


def _say_answered(facts: Facts) -> Said:
    states = {
        "accepted": text("The petition was accepted; the council decides on it again."),
        "in_part": text("The petition was accepted in part; the council decides on it again."),
        "declined": text("The petition was declined; the reason stands beside it."),
    }
    return Said(
        text("Your petition has an answer: {title}", title=str(facts["title"])),
        states.get(str(facts["state"]), ""),
        text("Read the answer"),
    )


def tasks_of_petitions(reader: Reader) -> Iterable[Task]:
    """For secretaries: petitions without an answer. For heads: campaigns in which they may petition."""
    if reader.may_somewhere(ANSWER_PETITION):
        yield from _to_answer(reader)
    if reader.may_somewhere(PETITION):
        yield from _to_petition(reader)


def _to_answer(reader: Reader) -> Iterable[Task]:
    with scopes_disabled():
        counts: dict[Campaign, int] = {}
        waiting = Petition.objects.select_related("campaign").filter(state="open", campaign__closed_at=None)
        for one in waiting:
            counts[one.campaign] = counts.get(one.campaign, 0) + 1
    for campaign, count in counts.items():
        yield Task(
            text("Answer petitions: {title}", title=campaign.title),
            text_by_count("One petition has no answer.", "{count} petitions have no answer.", count),
            None,
            reverse("campaigns:petitions", args=[campaign.key]),
            text("See the petitions"),
        )


def _to_petition(reader: Reader) -> Iterable[Task]:
    heads_of = {
        one.appointment.agency_id
        for one in reader.held
        if one.appointment.role == Role.AGENCY_HEAD and one.appointment.agency_id is not None
    }
    agencies = {one.pk: one for one in Agency.objects.filter(pk__in=heads_of)}
    answers = Assignment.objects.filter(campaign=OuterRef("campaign"), responsible__in=agencies)
    phases = (
        Phase.objects.select_related("campaign")
        .filter(Exists(answers), kind="petition", opens_at__lte=reader.at, closes_at__gt=reader.at)
        .filter(campaign__closed_at=None)
    )
    for phase in phases[:_MOST]:
        for agency in agencies.values():
            yield Task(
                text("See the result, and petition if need be: {title}", title=phase.campaign.title),
                text("Until then the result of {agency} may be asked to be looked at again.",
                     agency=agency.name),
                phase.closes_at,
                reverse("campaigns:own-result", args=[phase.campaign.key, agency.key]),
                text("See the result"),
            )  # fmt: skip
