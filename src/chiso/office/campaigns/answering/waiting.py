"""What waits for officers: the self-assessment of their agency while it is open, and leaves given to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.urls import reverse

from chiso.language import text, text_by_count
from chiso.office.campaigns.access import ANSWER, COMMENT
from chiso.office.campaigns.answering.agency_page import MINE
from chiso.office.campaigns.answering.progress import DONE
from chiso.office.campaigns.models import Answer, LeafTask, PhaseException, Submission
from chiso.office.campaigns.submitting.locking import HANDED_IN
from chiso.office.organisation.models import Assignment, Section
from chiso.office.people.rights import agencies_for
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

_MOST = 10


def tasks_of_answering(reader: Reader) -> Iterable[Task]:
    """One query where nothing is open, else three, however many campaigns and leaves there are.

    A head is waited for with what was given to them, or to a section of theirs; the whole is for officers.
    """
    if not reader.may_somewhere(ANSWER):
        return
    agencies = agencies_for(reader.person, COMMENT) or frozenset()
    open_now = {(row["campaign__key"], row["responsible__key"]): row for row in _open(agencies, reader.at)}
    if not open_now:
        return
    for key, closes in _extended(agencies, reader.at).items():
        row = open_now.get(key)
        if row is not None:
            row["closes"] = max(row["closes"], closes)
    if reader.holds(Role.AGENCY_OFFICER):
        yield from (_to_assess(row) for row in open_now.values())
    yield from _given_to(reader, set(open_now))


def _open(agencies: Iterable[int], now: datetime) -> list[dict[str, Any]]:
    """Campaigns in which these agencies assess themselves now and have not handed in. One query."""
    handed_in = Submission.objects.filter(
        campaign=OuterRef("campaign"), agency=OuterRef("responsible"), state__in=HANDED_IN
    )
    phases = Q(campaign__phases__kind="self_assessment", campaign__phases__opens_at__lte=now)
    excepted = PhaseException.objects.filter(
        Q(agency=None) | Q(agency=OuterRef("responsible")),
        campaign=OuterRef("campaign"),
        phase="self_assessment",
        opens_at__lte=now,
        closes_at__gt=now,
        withdrawn_at=None,
    )
    rows = (
        Assignment.objects.filter(phases, responsible__in=agencies, campaign__closed_at=None)
        .filter(Q(campaign__phases__closes_at__gt=now) | Exists(excepted))
        .filter(~Exists(handed_in))
        .order_by()
        .values("campaign__key", "campaign__title", "responsible__key", "responsible__name")
        .annotate(closes=Max("campaign__phases__closes_at"))
    )
    return [dict(row) for row in rows[:_MOST]]


def _extended(agencies: Iterable[int], now: datetime) -> dict[tuple[str, str], datetime]:
    """Until when a whole self-assessment was extended for one of these agencies. One query."""
    granted = PhaseException.objects.filter(
        agency__in=agencies, phase="self_assessment", node="", opens_at__lte=now, closes_at__gt=now,
        withdrawn_at=None,
    )  # fmt: skip
    rows = granted.order_by("closes_at").values_list("campaign__key", "agency__key", "closes_at")
    return {(campaign, agency): closes for campaign, agency, closes in rows}


def _to_assess(row: dict[str, Any]) -> Task:
    return Task(
        text("Self-assessment of {agency}", agency=row["responsible__name"]),
        row["campaign__title"],
        row["closes"],
        reverse("campaigns:agency-work", args=[row["campaign__key"], row["responsible__key"]]),
        text("Go on with the self-assessment"),
    )


def _given_to(reader: Reader, open_now: set[tuple[str, str]]) -> Iterator[Task]:
    """The leaves that were given to the reader, or to a section of theirs, and are not done. One query."""
    done = Answer.objects.filter(
        DONE, campaign=OuterRef("campaign"), unit=OuterRef("unit"), node=OuterRef("node"),
        layer="self_assessed", seat=1,
    )  # fmt: skip
    rows = (
        LeafTask.objects.filter(
            Q(officer=reader.person) | Q(section__in=Section.objects.filter(people=reader.person).order_by()),
            ~Exists(done),
            campaign__closed_at=None,
        )
        .order_by()
        .values("campaign__key", "campaign__title", "agency__key")
        .annotate(number=Count("pk"), due=Min("due_on"))
    )
    for row in rows[:_MOST]:
        place = (row["campaign__key"], row["agency__key"])
        if place in open_now:
            yield Task(
                text_by_count(
                    "One criterion that was given to you or your section is not done",
                    "{count} criteria that were given to you or your section are not done",
                    row["number"],
                ),
                row["campaign__title"],
                row["due"],
                f"{reverse('campaigns:agency-work', args=place)}?xem={MINE}",
                text("See the criteria"),
            )
