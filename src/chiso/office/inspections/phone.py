"""What the page of the phone is given: visits of one's teams, checklists, what stands in each record."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from chiso.inspection.checklists import Checklist
from chiso.language import Language
from chiso.office.inspections.access import teams_of
from chiso.office.inspections.cells import KINDS, kind_of, value_of
from chiso.office.inspections.models import Record, Visit
from chiso.office.inspections.rules import checklist_named, warning_of_visit
from chiso.office.inspections.services.syncing import is_open
from chiso.office.people.models import Person


def visits_to_make(person: Person) -> QuerySet[Visit]:
    """The visits of a person's teams that are drawn and whose records were not handed over."""
    rows = Visit.objects.filter(
        Q(inspection__closed_at=None) | Q(again_of__isnull=False),
        team__in=teams_of(person),
        inspection__drawn_at__isnull=False,
        handed_over_at=None,
    )
    return rows.select_related("inspection", "place__agency", "team").order_by("planned_on", "pk")


def package_for(person: Person, language: Language) -> dict[str, Any]:
    """All of it at once. Nine queries beside the rights, however many visits there are."""
    visits = list(visits_to_make(person))
    records = {one.visit_id: one for one in Record.objects.filter(visit__in=visits)}
    cells: dict[int, list[list[Any]]] = defaultdict(list)
    for model in KINDS.values():
        for cell in model.objects.filter(record__visit__in=visits).order_by("record_id", "pk"):
            cells[cell.record_id].append([kind_of(cell), cell.name, cell.revision, value_of(cell)])
    lists = {
        name: checklist_named(name)
        for name in sorted({_checklist(visit, records.get(visit.pk)) for visit in visits})
    }
    return {
        "person": person.key,
        "by": person.full_name,
        "language": language,
        "now": timezone.now().isoformat(timespec="milliseconds"),
        "checklists": {name: one.model_dump(mode="json") for name, one in lists.items()},
        "visits": [_visit(visit, records.get(visit.pk), cells, lists, language) for visit in visits],
    }


def _visit(
    visit: Visit,
    record: Record | None,
    cells: dict[int, list[list[Any]]],
    lists: dict[str, Checklist],
    language: Language,
) -> dict[str, Any]:
    warning = warning_of_visit(lists[_checklist(visit, record)], visit)
    return {
        "key": visit.key,
        "number": visit.inspection.number,
        "title": visit.inspection.title,
        "is_made_up": visit.inspection.is_made_up,
        "place": str(visit.place),
        "agency": visit.place.agency.name,
        "team": visit.team.name if visit.team is not None else "",
        "planned_on": f"{visit.planned_on:%d/%m/%Y}" if visit.planned_on else "",
        "checklist": _checklist(visit, record),
        "warning": f"{warning.expected.in_language(language)} ({warning.code})" if warning else "",
        "takes_voice_notes": visit.inspection.takes_voice_notes,
        "is_open": record is None or is_open(record, visit),
        "cells": cells[record.pk] if record is not None else [],
    }


def _checklist(visit: Visit, record: Record | None) -> str:
    return record.checklist if record is not None else visit.inspection.checklist
