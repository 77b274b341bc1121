"""What waits for heads (approve, submit), officers (sent back, returned), and who checks completeness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, QuerySet
from django.urls import reverse

from chiso.language import text, text_by_count
from chiso.office.campaigns.access import HAND_UP, RETURN, SUBMIT
from chiso.office.campaigns.models import Campaign, Phase, Submission
from chiso.office.people.rights import Where, agencies_for, may_each
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

_MOST = 10
_OF_HEADS, _OF_OFFICERS = ("with_head", "approved"), ("sent_back", "returned")


def tasks_of_submitting(reader: Reader) -> Iterable[Task]:
    """At most eight queries, however many campaigns there are."""
    if reader.may_somewhere(SUBMIT):
        yield from _of_agency(reader, SUBMIT, _OF_HEADS)
    elif reader.may_somewhere(HAND_UP):
        yield from _of_agency(reader, HAND_UP, _OF_OFFICERS)
    if reader.may_somewhere(RETURN):
        yield from _to_check(reader)


def rows_of_submitting(reader: Reader) -> Iterator[QuerySet[Submission]]:
    """The submissions that these tasks are made of."""
    if reader.may_somewhere(SUBMIT):
        yield _in_states(reader, SUBMIT, _OF_HEADS)
    elif reader.may_somewhere(HAND_UP):
        yield _in_states(reader, HAND_UP, _OF_OFFICERS)
    if reader.may_somewhere(RETURN):
        yield _submitted(reader)


def _in_states(reader: Reader, action: str, states: tuple[str, ...]) -> QuerySet[Submission]:
    agencies = agencies_for(reader.person, action) or frozenset()
    return Submission.objects.filter(agency__in=agencies, state__in=states, campaign__closed_at=None)


def _submitted(reader: Reader) -> QuerySet[Submission]:
    """What was submitted and nobody has looked at, while completeness is checked."""
    return Submission.objects.filter(
        state="submitted",
        campaign__closed_at=None,
        campaign__phases__kind="completeness",
        campaign__phases__opens_at__lte=reader.at,
        campaign__phases__closes_at__gt=reader.at,
    )


def _of_agency(reader: Reader, action: str, states: tuple[str, ...]) -> Iterator[Task]:
    waiting = _in_states(reader, action, states).select_related("campaign", "agency")
    rows = list(waiting.order_by("campaign", "agency")[:_MOST])
    allowed = may_each(reader.person, action, [Where(one.agency, one.campaign) for one in rows])
    open_rows = [one for one, is_allowed in zip(rows, allowed, strict=True) if is_allowed]
    ends = _ends({one.campaign_id for one in open_rows})
    for one in open_rows:
        yield _task(one, ends.get(one.campaign_id))


def _ends(campaigns: set[int]) -> dict[int, object]:
    """When self-assessment closes in each campaign: the last of its phases. One query."""
    phases = Phase.objects.filter(campaign__in=campaigns, kind="self_assessment").order_by("closes_at")
    return dict(phases.values_list("campaign", "closes_at"))


def _task(one: Submission, closes: object) -> Task:
    titles = {
        "with_head": (text("Approve the self-assessment"), text("Read and approve")),
        "approved": (text("Submit the self-assessment"), text("Submit")),
        "sent_back": (text("Change the self-assessment: the head sent it back"), text("Read the remarks")),
        "returned": (text("Supplement the self-assessment: it was returned"), text("See what is asked for")),
    }
    title, button = titles[one.state]
    why = text(
        "{campaign}, {agency}, revision {revision}.",
        campaign=one.campaign.title,
        agency=one.agency.name,
        revision=one.revision,
    )
    until = one.supplement_until if one.state == "returned" else closes
    address = reverse("campaigns:submission", args=[one.campaign.key, one.agency.key])
    return Task(title, why, until, address, button)  # type: ignore[arg-type]  # a column of times


def _to_check(reader: Reader) -> Iterator[Task]:
    """For who checks completeness: campaigns in which something was submitted and nobody has looked."""
    now = reader.at
    waiting = dict(
        _submitted(reader).order_by().values_list("campaign").annotate(number=Count("pk", distinct=True))
    )
    campaigns = Campaign.objects.filter(pk__in=waiting)[:_MOST]
    ends = dict(
        Phase.objects.filter(campaign__in=waiting, kind="completeness", closes_at__gt=now)
        .order_by("-closes_at")
        .values_list("campaign", "closes_at")
    )
    for campaign in campaigns:
        yield Task(
            text_by_count(
                "One submission is to be checked",
                "{count} submissions are to be checked",
                waiting[campaign.pk],
            ),
            text("{campaign}: complete, or to be returned for supplement.", campaign=campaign.title),
            ends.get(campaign.pk),
            reverse("campaigns:submissions", args=[campaign.key]),
            text("Check them"),
        )
