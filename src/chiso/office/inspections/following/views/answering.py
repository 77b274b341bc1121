"""What pages of what follows a visit share: names, and how a post is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chiso.inspection.severity import EFFECT_NAMES, KIND_NAMES, SEVERITY_NAMES
from chiso.language import Text
from chiso.office.errors import Incomplete
from chiso.office.files.showing import add_problems
from chiso.office.inspections.following.names import (
    CHECKED_NAMES,
    FINDING_SIGNS,
    FINDING_STATES,
    HANDLING_NAMES,
    LETTER_NAMES,
    OBJECTION_NAMES,
    ORIGIN_NAMES,
    SEVERITY_SIGNS,
    conclusion_title,
)
from chiso.office.tasks.states import KINDS as TASK_SIGNS
from chiso.office.tasks.states import NAMES as TASK_STATES
from chiso.office.ui.answers import SeeOther, flash, status_of_form

NAMES: dict[str, Any] = {
    "severities": SEVERITY_NAMES,
    "severity_signs": SEVERITY_SIGNS,
    "finding_kinds": KIND_NAMES,
    "effects": EFFECT_NAMES,
    "finding_states": FINDING_STATES,
    "finding_signs": FINDING_SIGNS,
    "objection_names": OBJECTION_NAMES,
    "checked_names": CHECKED_NAMES,
    "handling_names": HANDLING_NAMES,
    "letter_names": LETTER_NAMES,
    "origin_names": ORIGIN_NAMES,
    "state_names": TASK_STATES,
    "state_kinds": TASK_SIGNS,
    "conclusion_title": conclusion_title,
}


def language_of(request: HttpRequest) -> str:
    """The language of the reader."""
    return str(getattr(request, "language", "vi"))


def page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """A page of this part, with what every one of them may call."""
    template = f"inspections/following/{name}.html.j2"
    return render(request, template, NAMES | context, status=status_of_form(request))


def posted(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[], str],
    *,
    said: Text | Callable[[], Text],
    field: str,
) -> HttpResponse | None:
    """Do what a form asks; where to go then (`do` answers its address). None: the form is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        address = do()
    except Incomplete as refused:
        add_problems(form, refused.problems, field)
        return None
    flash(request, said if isinstance(said, Text) else said())
    return SeeOther(address)
