"""What waits for a person: plans to approve, draws to make and to open, visits of one's own team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.inspections.access import APPROVE, GO, PREPARE, teams_of
from chiso.office.inspections.models import Inspection, SecondDraw, Visit
from chiso.office.ui import tasks as ui
from chiso.office.ui.reader import Reader

NEAR = timedelta(days=7)
_MOST = 20


def what_waits(reader: Reader) -> Iterable[ui.Task]:
    """Decisions first, then visits that are near."""
    if reader.may_somewhere(APPROVE):
        for one in _to_approve(reader).order_by("opens_on")[:_MOST]:
            yield ui.Task(
                text("Approve the plan: {inspection}", inspection=one.title),
                text("{number}, sealed and ready to be approved.", number=one.number),
                one.opens_on,
                reverse("inspections:inspection", args=[one.key]),
                text("Look and decide"),
            )
    if reader.may_somewhere(PREPARE):
        for one in _to_draw().order_by("opens_on")[:_MOST]:
            yield ui.Task(
                text("Draw the visits: {inspection}", inspection=one.title),
                text("{number} is approved and not drawn yet.", number=one.number),
                one.opens_on,
                reverse("inspections:inspection", args=[one.key]),
                text("Draw"),
            )
        for one in _to_open(reader).order_by("closes_on")[:_MOST]:
            yield ui.Task(
                text("Open the sealed seed: {inspection}", inspection=one.title),
                text("{number}: the visits are over, or their last day is past.", number=one.number),
                None,
                reverse("inspections:inspection", args=[one.key]),
                text("Look and open it"),
            )
        for second in _second_draws().select_related("inspection").order_by("pk")[:_MOST]:
            yield _of_second(second)
    if reader.may_somewhere(GO):
        rows = _to_visit(reader).select_related("place", "inspection")
        for visit in rows.order_by("planned_on", "pk")[:_MOST]:
            yield ui.Task(
                text("Visit: {place}", place=visit.place.name),
                text("{number}, by your team.", number=visit.inspection.number),
                visit.planned_on,
                reverse("inspections:visit", args=[visit.key]),
                text("Open the visit"),
            )


def _of_second(second: SecondDraw) -> ui.Task:
    inspection = second.inspection
    address = reverse("inspections:second", args=[inspection.key])
    if second.state == "sealed":
        title = text("Draw the second visits: {inspection}", inspection=inspection.title)
        why = text("{number}: their seed is sealed, they are not drawn yet.", number=inspection.number)
        return ui.Task(title, why, None, address, text("Draw"))
    title = text("Open the seed of the second visits: {inspection}", inspection=inspection.title)
    why = text("{number}: every second record is with its agency.", number=inspection.number)
    return ui.Task(title, why, None, address, text("Look and open it"))


def rows_behind(reader: Reader) -> Iterator[QuerySet[Any]]:
    """The rows that this is made of."""
    if reader.may_somewhere(APPROVE):
        yield _to_approve(reader)
    if reader.may_somewhere(PREPARE):
        yield _to_draw()
        yield _to_open(reader)
        yield _second_draws()
    if reader.may_somewhere(GO):
        yield _to_visit(reader)


def _to_approve(reader: Reader) -> QuerySet[Inspection]:
    waiting = Inspection.objects.filter(sealed_at__isnull=False, approved_at=None, closed_at=None)
    return waiting.exclude(preparers__person=reader.person)


def _to_draw() -> QuerySet[Inspection]:
    return Inspection.objects.filter(approved_at__isnull=False, drawn_at=None, closed_at=None)


def _to_open(reader: Reader) -> QuerySet[Inspection]:
    """Drawn, and nothing keeps the seed sealed any more (as `services.drawing.open_draw` asks)."""
    rows = Inspection.objects.filter(drawn_at__isnull=False, opened_at=None, closed_at=None)
    left = Visit.objects.filter(inspection=OuterRef("pk"), again_of=None, ended_at=None)
    return rows.filter(Q(closes_on__lt=timezone.localdate(reader.at)) | ~Exists(left.order_by()))


def _second_draws() -> QuerySet[SecondDraw]:
    """Sealed and to be drawn, or drawn and nothing keeps the seed sealed (`services.second_visits`)."""
    left = Visit.objects.filter(inspection=OuterRef("inspection"), how="blind", handed_over_at=None)
    drawn = Q(drawn_at__isnull=False) & ~Exists(left.order_by())
    return SecondDraw.objects.filter(
        Q(drawn_at=None, inspection__opened_at__isnull=False, inspection__closed_at=None) | drawn,
        opened_at=None,
    )


def _to_visit(reader: Reader) -> QuerySet[Visit]:
    near = timezone.localdate(reader.at) + NEAR
    rows = Visit.objects.filter(team__in=teams_of(reader.person), ended_at=None, planned_on__lte=near)
    return rows.filter(Q(inspection__closed_at=None) | Q(again_of__isnull=False))
