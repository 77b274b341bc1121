"""Pages that show what a task, or all tasks of a directive, changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.tasks.access import READ, directive_for, task_for
from chiso.office.tasks.effects import AimEffect, effects_of_directive, effects_of_task


@needs(READ)
@require_safe
def of_task(request: HttpRequest, key: str) -> HttpResponse:
    """What a task changed."""
    found = task_for(person_of(request), key)
    return _page(request, effects_of_task(found, _chosen(request)), {"task": found})


@needs(READ)
@require_safe
def of_directive(request: HttpRequest, key: str) -> HttpResponse:
    """What the tasks of a directive changed."""
    found = directive_for(person_of(request), key)
    return _page(request, effects_of_directive(found, _chosen(request)), {"directive": found})


def _chosen(request: HttpRequest) -> tuple[str, str]:
    return request.GET.get("truoc", "")[:20], request.GET.get("sau", "")[:20]


def _page(request: HttpRequest, effects: list[AimEffect], of: dict[str, Any]) -> HttpResponse:
    periods = {one.campaign.key: one.campaign for effect in effects for one in effect.published}
    context = {
        "task": None,
        "directive": None,
        "effects": effects,
        "periods": periods,
        "chosen": _chosen(request),
    }
    return render(request, "tasks/effect.html.j2", context | of)
