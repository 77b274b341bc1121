"""What was handed in is read, not written: until it is returned, taken back, or reopened by an exception."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField, Q
from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.models import Campaign, PhaseException, Submission
from chiso.office.compiled import Compiled, given
from chiso.office.errors import NotNow
from chiso.office.people.rights import open_phases

HANDED_IN = ("submitted", "complete")
_REOPENING = ("leaf_reopened", "year_reopened")


def refuse_if_handed_in(campaign: Campaign, agency: int, node: str) -> None:
    """Raises NotNow where the self-assessment of an agency (its row's key) was handed in. One query.

    For an early answer; what counts is `refuse_change` inside the transaction.
    """
    found = _HANDED_IN_BY.first(campaign=campaign.pk, of=agency)
    if found is not None and not is_reopened(found):
        found.campaign = campaign
        refuse_change(found, node)


_HANDED_IN_BY = Compiled(
    lambda: Submission.objects.filter(
        campaign=given("campaign", BigIntegerField()), agency=given("of", BigIntegerField()),
        state__in=HANDED_IN,
    ).order_by("pk")[:1]
)  # fmt: skip


def refuse_change(submission: Submission, node: str, *, meanwhile: Iterable[str] = ()) -> None:
    """Raises NotNow where a self-assessment was handed in. Inside the transaction that would change it.

    `meanwhile`: phases in which it may be changed all the same (documents beside an explanation).
    """
    if submission.state not in HANDED_IN:
        return
    allowed = frozenset(meanwhile)
    if allowed and allowed & {one.kind for one in open_phases(submission.campaign, node, timezone.now())}:
        return
    at = timezone.localtime(submission.submitted_at or timezone.now())
    raise NotNow(
        text(
            "The self-assessment was submitted at {when}: it can be read, and is not changed any more.",
            when=f"{at:%H:%M, %d/%m/%Y}",
        ),
        text(
            "The head of the agency may take it back while self-assessment is open; the coordinator may "
            "return it for supplement."
        ),
    )


def is_reopened(submission: Submission) -> bool:
    """Whether an exception that came after the submission lets its agency write in some part again."""
    now = timezone.now()
    found = PhaseException.objects.filter(
        Q(agency=submission.agency_id) | Q(agency=None),
        campaign=submission.campaign_id,
        kind__in=_REOPENING,
        phase="self_assessment",
        opens_at__lte=now,
        closes_at__gt=now,
        withdrawn_at=None,
    )
    if submission.submitted_at is not None:
        found = found.filter(granted_at__gt=submission.submitted_at)
    return found.exists()
