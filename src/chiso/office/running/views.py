"""The page of the administrator of the system: what is wrong, backups, work of the background."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from chiso.language import text
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.running.access import STEER, WATCH, get_task_for
from chiso.office.running.doctor import examine
from chiso.office.running.findings import NAMES, Weight
from chiso.office.running.queue import cancel_task, repeat_task
from chiso.office.running.selectors import overview as look_over
from chiso.office.ui.answers import SeeOther, flash
from chiso.version import VERSION

_KINDS = {Weight.ERROR: "bad", Weight.WARNING: "warn", Weight.NOTE: ""}


@needs(WATCH)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How the office runs."""
    findings = [(one, NAMES[one.weight], _KINDS[one.weight]) for one in examine()]
    context = {"findings": findings, "seen": look_over(), "version": VERSION}
    return render(request, "running/overview.html.j2", context)


@needs(STEER)
@require_POST
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop a task."""
    actor = person_of(request)
    cancel_task(actor=actor, task=get_task_for(actor, key))
    flash(request, text("The task is being stopped."), text("One that runs ends at its next step."))
    return SeeOther("/van-hanh/")


@needs(STEER)
@require_POST
def repeat(request: HttpRequest, key: UUID) -> HttpResponse:
    """Repeat a task that failed."""
    actor = person_of(request)
    repeat_task(actor=actor, task=get_task_for(actor, key))
    flash(request, text("The task waits again."))
    return SeeOther("/van-hanh/")
