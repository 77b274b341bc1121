"""What waits for a person: a sub-plan to prepare, a version to decide on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from chiso.language import Text, text
from chiso.office.people.rights import agencies_for
from chiso.office.plans.access import ACCEPT_PART, APPROVE, APPROVE_PART, PREPARE_PART
from chiso.office.plans.models import PlanVersion
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

_MOST = 10


def tasks_of_plans(reader: Reader) -> Iterable[Task]:
    """Two queries at most: what is to be prepared, what is to be decided."""
    prepared = _to_prepare(reader)
    if prepared is not None:
        for version in prepared.select_related("plan__agency")[:_MOST]:
            plan = version.plan
            agency = plan.agency.name if plan.agency else ""
            yield Task(
                text("Prepare the sub-plan of {agency}: {title}", agency=agency, title=plan.title),
                text("It starts from what the city's plan asks of the agency."),
                plan.due,
                reverse("plans:version", args=[version.key]),
                text("Prepare the sub-plan"),
            )
    waiting = _to_decide(reader)
    if waiting is None:
        return
    for version in waiting.select_related("plan__agency").order_by("begun_at", "pk")[:_MOST]:
        plan = version.plan
        yield Task(
            _decide_on(version),
            text("Once approved, it is changed by nobody; the next version starts from it."),
            plan.due if version.state == "submitted" else None,
            reverse("plans:decide", args=[version.key]),
            text("Read and decide"),
        )


def rows_of_plans(reader: Reader) -> Iterable[QuerySet[PlanVersion]]:
    """The versions that these tasks are made of."""
    return [rows for rows in (_to_prepare(reader), _to_decide(reader)) if rows is not None]


def _decide_on(version: PlanVersion) -> Text:
    plan = version.plan
    if plan.agency is None:
        return text("Decide on the city's plan: {title}", title=plan.title)
    return text("Decide on the sub-plan of {agency}: {title}", agency=plan.agency.name, title=plan.title)


def _to_prepare(reader: Reader) -> QuerySet[PlanVersion] | None:
    """The sub-plans that this person prepares; None: none."""
    if not reader.may_somewhere(PREPARE_PART):
        return None
    own = _of_agencies(reader, PREPARE_PART)
    return PlanVersion.objects.filter(own, state="draft", plan__city_plan__isnull=False)


def _to_decide(reader: Reader) -> QuerySet[PlanVersion] | None:
    """The versions that this person decides on, having had no hand in them; None: none."""
    found = Q(pk__in=[])
    may = False
    if reader.may_somewhere(APPROVE):
        may, found = True, found | Q(plan__agency=None, state="submitted")
    if reader.may_somewhere(ACCEPT_PART):
        may, found = True, found | Q(plan__agency__isnull=False, state="head_approved")
    if reader.may_somewhere(APPROVE_PART):
        may, found = True, found | (_of_agencies(reader, APPROVE_PART) & Q(state="submitted"))
    return PlanVersion.objects.filter(found).exclude(preparers__person=reader.person) if may else None


def _of_agencies(reader: Reader, action: str) -> Q:
    agencies = agencies_for(reader.person, action)
    return Q(plan__agency__isnull=False) if agencies is None else Q(plan__agency__in=agencies)
