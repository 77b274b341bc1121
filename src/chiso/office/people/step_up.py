"""A code once more, before what weighs: publishing, use of keys, giving roles, erasing a person.

    @needs("people.appoint")
    @step_up
    def appoint(request): …

Whoever gave a code within the last ten minutes goes on. Others get a page that asks for one; what they
had posted stands on that page and goes on with the code, so nothing typed is lost. (Files are not kept: a
page that takes files asks for the code before it shows its form.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chiso.language import Text, text
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people import second_factor
from chiso.office.people.forms import ConfirmForm
from chiso.office.people.signed_in import person_of
from chiso.office.people.signing import has_proved, note_proof
from chiso.office.ui.answers import SeeOther
from chiso.office.ui.labels import label

View = TypeVar("View", bound=Callable[..., Any])
SECONDS = 600
CODE = "step_up_code"
READING = "step_up_reading"
# What a page of confirmation does not carry on.
_NOT_KEPT = {"csrfmiddlewaretoken", CODE, READING}
# Named so that a page which carries one posts it anew.
_SECRET = ("password",)


def step_up(view: View) -> View:
    """Ask for a code, unless one was given within ten minutes."""

    @wraps(view)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if has_proved(request, SECONDS):
            return view(request, *arguments, **named)  # type: ignore[no-any-return]
        if request.method == "POST" and CODE in request.POST:
            return _check(request, lambda: view(request, *arguments, **named))
        return _ask(request, None)

    return asked  # type: ignore[return-value]


def _check(request: HttpRequest, go_on: Callable[[], HttpResponse]) -> HttpResponse:
    form = ConfirmForm({CODE: request.POST.get(CODE, "")})
    if not form.is_valid():
        return _ask(request, form)
    person = person_of(request)
    answer = second_factor.accept_code(person, form.cleaned_data[CODE])
    if not answer.accepted:
        form.add_error(CODE, label(said_of(answer)))
        return _ask(request, form)
    note_proof(request)
    with unit_of_work(ACCOUNTS, actor=person) as work:
        work.record("confirmed", person)
    if READING in request.POST:
        return SeeOther(request.get_full_path())
    return go_on()


def said_of(answer: second_factor.Answer) -> Text:
    """What is said of a code that was not accepted."""
    if answer.locked_until is not None:
        return text("Five wrong codes. No code is taken for 15 minutes; then try again.")
    return text("The code is wrong or too old. Give the one that the telephone shows now.")


def _ask(request: HttpRequest, form: ConfirmForm | None) -> HttpResponse:
    kept = []
    if request.method == "POST":
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _NOT_KEPT
            for value in values
            if not any(secret in name for secret in _SECRET)
        ]
        is_reading = READING in request.POST
    else:
        is_reading = True
    context = {"form": form or ConfirmForm(), "kept": kept, "is_reading": is_reading, "reading": READING}
    return render(request, "people/confirm.html.j2", context, status=403 if form is None else 422)
