"""What waits for a person after visits: records to hand over, records and conclusions to receive, objections
to answer, conclusions to prepare, approve or issue, what was mended and is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.inspections.access import sees_all, teams_of
from chiso.office.inspections.blindness import concludes_one_looked_at_blind
from chiso.office.inspections.following.access import (
    ANSWER,
    APPROVE_CONCLUSION,
    CHECK,
    CONCLUDE,
    HAND_OVER,
    RECEIVE,
)
from chiso.office.inspections.following.telling import after_visit, page_of
from chiso.office.inspections.interests import without_interest
from chiso.office.inspections.models import (
    Conclusion,
    Finding,
    HandingOver,
    Objection,
    Remediation,
    Visit,
)
from chiso.office.people.roles import Role
from chiso.office.ui import tasks as ui
from chiso.office.ui.reader import Reader

_MOST = 20


def what_waits(reader: Reader) -> Iterable[ui.Task]:
    """Decisions first, then what is to be received, handed over and concluded."""
    yield from _to_decide(reader)
    yield from _to_receive(reader)
    yield from _to_go_on(reader)


def rows_behind(reader: Reader) -> Iterator[QuerySet[Any]]:
    """The rows that this is made of."""
    if reader.may_somewhere(APPROVE_CONCLUSION):
        yield _to_approve(reader)
    if reader.may_somewhere(ANSWER):
        yield _objections(reader)
    if reader.may_somewhere(CONCLUDE):
        yield _to_issue(reader)
    if reader.holds(Role.COORDINATOR) and reader.may_somewhere(CHECK):
        yield _to_check(reader)
    if reader.may_somewhere(RECEIVE):
        yield _records(reader)
        yield _issued(reader)
    if reader.may_somewhere(HAND_OVER):
        yield _to_hand_over(reader)
    if reader.may_somewhere(CONCLUDE):
        yield _to_conclude(reader)


def _to_decide(reader: Reader) -> Iterable[ui.Task]:
    if reader.may_somewhere(APPROVE_CONCLUSION):
        for one in _to_approve(reader).select_related("inspection", "agency")[:_MOST]:
            yield ui.Task(
                text("Approve the conclusion for {agency}", agency=one.agency.name),
                text("{number}: findings and recommendations, prepared by others.",
                     number=one.inspection.number),
                None, page_of(one), text("Look and decide"),
            )  # fmt: skip
    if reader.may_somewhere(ANSWER):
        rows = _objections(reader).select_related("handing_over__visit__place__agency")
        for objection in rows.order_by("at")[:_MOST]:
            visit = objection.handing_over.visit
            yield ui.Task(
                text("Answer the objection of {agency}", agency=visit.place.agency.name),
                text("It is about the record {number}.", number=objection.handing_over.number),
                None, after_visit(visit), text("Read and answer"),
            )  # fmt: skip
    if reader.may_somewhere(CONCLUDE):
        for one in _to_issue(reader).select_related("inspection", "agency")[:_MOST]:
            yield ui.Task(
                text("Issue the conclusion for {agency}", agency=one.agency.name),
                text("{number}: it is approved and has no number yet.", number=one.inspection.number),
                None, page_of(one), text("Enter number and day"),
            )  # fmt: skip
    if reader.holds(Role.COORDINATOR) and reader.may_somewhere(CHECK):
        for told in _to_check(reader).select_related("recommendation__owner").order_by("at")[:_MOST]:
            yield ui.Task(
                text("Look again: {words}", words=told.recommendation.words),
                text("{agency} says that it is mended.", agency=told.recommendation.owner.name),
                None, reverse("inspections:check-remediation", args=[told.key]), text("Look and decide"),
            )  # fmt: skip


def _to_receive(reader: Reader) -> Iterable[ui.Task]:
    if not reader.may_somewhere(RECEIVE):
        return
    for record in _records(reader).select_related("visit__place").order_by("last_day")[:_MOST]:
        yield ui.Task(
            text("Receive the record {number}", number=record.number),
            text("Visit of {place}; objections are taken up to that day.", place=record.visit.place.name),
            record.last_day, after_visit(record.visit), text("Read and receive it"),
        )  # fmt: skip
    for one in _issued(reader).order_by("issued_at")[:_MOST]:
        yield ui.Task(
            text("Receive the conclusion {number}", number=one.number),
            text("Its recommendations are among the tasks of the agency."),
            None, page_of(one), text("Read and receive it"),
        )  # fmt: skip


def _to_go_on(reader: Reader) -> Iterable[ui.Task]:
    """Steps that nobody asks for: a record that lies there, an agency of which nothing is concluded."""
    if reader.may_somewhere(HAND_OVER):
        rows = _to_hand_over(reader).select_related("place", "inspection")
        for visit in rows.order_by("record__signed_at", "pk")[:_MOST]:
            yield ui.Task(
                text("Hand over the record of {place}", place=visit.place.name),
                text("{number}: it is signed, and the agency does not have it yet.",
                     number=visit.inspection.number),
                None, after_visit(visit), text("Look and hand it over"),
            )  # fmt: skip
    if reader.may_somewhere(CONCLUDE):
        last = _to_conclude(reader).select_related("visit__inspection", "visit__place__agency")
        for one in last.order_by("last_day", "pk")[:_MOST]:
            inspection = one.visit.inspection
            yield ui.Task(
                text("Prepare the conclusion for {agency}", agency=one.visit.place.agency.name),
                text("{number}: the agency agrees to the records, or its term to object is over.",
                     number=inspection.number),
                None, reverse("inspections:outcome", args=[inspection.key]), text("Open the outcome"),
            )  # fmt: skip


def _heads(reader: Reader) -> set[int]:
    return {
        one.appointment.agency_id
        for one in reader.held
        if one.appointment.role == Role.AGENCY_HEAD
        and one.allows(RECEIVE)
        and one.appointment.agency_id is not None
    }


def _to_approve(reader: Reader) -> QuerySet[Conclusion]:
    rows = Conclusion.objects.filter(handed_in_at__isnull=False, approved_at=None).order_by("handed_in_at")
    found_by = Finding.objects.filter(
        inspection=OuterRef("inspection"), agency=OuterRef("agency"), supplement=OuterRef("supplement"),
        entered_by=reader.person,
    )  # fmt: skip
    mine = rows.exclude(preparers=reader.person).exclude(agency__in=reader.agencies)
    return mine.exclude(Exists(found_by.order_by()))


def _objections(reader: Reader) -> QuerySet[Objection]:
    return Objection.objects.filter(decision="").exclude(
        handing_over__visit__place__agency__in=reader.agencies
    )


def _to_issue(reader: Reader) -> QuerySet[Conclusion]:
    rows = Conclusion.objects.filter(approved_at__isnull=False, issued_at=None).order_by("approved_at")
    return rows.exclude(agency__in=reader.agencies)


def _to_check(reader: Reader) -> QuerySet[Remediation]:
    """Not of what was found where they are to look blind: the recommendation says it."""
    rows = Remediation.objects.filter(decision="").exclude(recommendation__owner__in=reader.agencies)
    kept = Conclusion.objects.filter(concludes_one_looked_at_blind(teams_of(reader.person))).order_by()
    return rows.exclude(recommendation__conclusion__in=kept.values("pk"))


def _records(reader: Reader) -> QuerySet[HandingOver]:
    return HandingOver.objects.filter(received_at=None, visit__place__agency__in=_heads(reader))


def _issued(reader: Reader) -> QuerySet[Conclusion]:
    return Conclusion.objects.filter(issued_at__isnull=False, received_at=None, agency__in=_heads(reader))


def _to_hand_over(reader: Reader) -> QuerySet[Visit]:
    """Visits whose record is signed and lies with the city: for whoever may hand it over."""
    rows = Visit.objects.filter(without_interest(reader.person), record__state="signed", handed_over_at=None)
    return rows if sees_all(reader.person) else rows.filter(team__in=teams_of(reader.person))


def _to_conclude(reader: Reader) -> QuerySet[HandingOver]:
    """Of each agency the record handed over last, where no term runs any more and no conclusion stands on it
    that is issued or being prepared (as `selectors.Outcome.is_to_conclude` says)."""
    agency = {
        "visit__inspection": OuterRef("visit__inspection"),
        "visit__place__agency": OuterRef("visit__place__agency"),
    }
    today = timezone.localdate(reader.at)
    runs = HandingOver.objects.filter(agrees=False, last_day__gte=today, **agency)
    is_later = Q(handed_at__gt=OuterRef("handed_at")) | Q(
        handed_at=OuterRef("handed_at"), pk__gt=OuterRef("pk")
    )
    later = HandingOver.objects.filter(is_later, **agency)
    stands = Conclusion.objects.filter(
        Q(issued_at=None) | Q(approved_at__gt=OuterRef("handed_at")),
        inspection=OuterRef("visit__inspection"), agency=OuterRef("visit__place__agency"),
    )  # fmt: skip
    return HandingOver.objects.filter(
        without_interest(reader.person, "visit__"),
        ~Exists(runs.order_by()),
        ~Exists(later.order_by()),
        ~Exists(stands.order_by()),
    )
