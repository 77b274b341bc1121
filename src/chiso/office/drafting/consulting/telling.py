"""Who is told of a consultation, and what waits for agencies and for who runs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chiso.language import text, text_by_count
from chiso.office.drafting.access import COMMENT, CONSULT
from chiso.office.drafting.models import Consultation, Opinion
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.organisation.models import Agency
from chiso.office.people.holdings import standing
from chiso.office.people.models import Person
from chiso.office.people.rights import agencies_for, declared
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

ASKED = "drafting.asked"
_MOST = 10


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(ASKED, _say_asked)


def tell_of_consultation(
    work: Work, consultation: Consultation, agencies: Sequence[Agency], address: str
) -> None:
    """Tell those who may speak for an agency that it is asked."""
    roles = {right.role for right in declared()[COMMENT]}
    speakers = Person.objects.filter(
        standing(timezone.now(), "appointments__"),
        appointments__agency__in=agencies,
        appointments__role__in=roles,
    ).distinct()
    facts: Facts = {"title": consultation.title, "closes": consultation.closes_at.isoformat()}
    tell(work, speakers, ASKED, facts, address=address)


def _say_asked(facts: Facts) -> Said:
    closes = timezone.localtime(datetime.fromisoformat(str(facts["closes"])))
    return Said(
        text("Your agency is asked about a draft: {title}", title=str(facts["title"])),
        text("Opinions are taken until {closes}.", closes=closes.strftime("%H:%M, %d/%m/%Y")),
        text("Read the draft"),
    )


def tasks_of_consulting(reader: Reader) -> Iterable[Task]:
    """For agencies: drafts that they are asked about; for who runs it: what to end and to answer."""
    if reader.may_somewhere(COMMENT):
        yield from _to_speak(reader)
    if reader.may_somewhere(CONSULT):
        yield from _to_run(reader)


def rows_of_consulting(reader: Reader) -> Iterator[QuerySet[Consultation]]:
    """The consultations that these tasks are made of."""
    if reader.may_somewhere(COMMENT):
        yield _asked(reader)
    if reader.may_somewhere(CONSULT):
        yield _over(reader)


def _asked(reader: Reader) -> QuerySet[Consultation]:
    """Those in which an agency of the reader is asked and has said nothing."""
    mine = agencies_for(reader.person, COMMENT) or frozenset()
    said = Opinion.objects.filter(consultation=OuterRef("pk"), agency__in=mine)
    asked = Consultation.objects.filter(
        agencies__in=mine, closed_at=None, opens_at__lte=reader.at, closes_at__gt=reader.at
    )
    return asked.exclude(Exists(said)).distinct()


def _over(reader: Reader) -> QuerySet[Any]:
    """Those whose time is over, not ended yet or with opinions that nobody has answered."""
    open_drafts = ("drafting", "consulting")
    over = Consultation.objects.filter(closes_at__lte=reader.at, draft__state__in=open_drafts).annotate(
        unanswered=Count("opinions", filter=Q(opinions__decision=""))
    )
    return over.filter(Q(closed_at=None) | Q(unanswered__gt=0))


def _to_speak(reader: Reader) -> Iterable[Task]:
    for one in _asked(reader).order_by("closes_at")[:_MOST]:
        yield Task(
            text("Give your agency's opinion: {title}", title=one.title),
            text("Your agency is asked about this draft and has not said anything yet."),
            one.closes_at,
            reverse("drafting:consultation", args=[one.key]),
            text("Read the draft"),
        )


def _to_run(reader: Reader) -> Iterable[Task]:
    for one in _over(reader).order_by("closes_at")[:_MOST]:
        yield Task(
            text("Answer the opinions on: {title}", title=one.title)
            if one.unanswered
            else text("End the consultation: {title}", title=one.title),
            text_by_count(
                "One opinion waits for an answer.", "{count} opinions wait for an answer.", one.unanswered
            )
            if one.unanswered
            else text("Its time is over; until it is ended the draft cannot go to approval."),
            None,
            reverse("drafting:consultation", args=[one.key]),
            text("See the consultation"),
        )
