"""Pages on which one acts on a task: report, note, more time, decide, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import Text, text
from chiso.office.errors import Incomplete
from chiso.office.files.showing import add_problems
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.tasks import services
from chiso.office.tasks.access import (
    READ,
    REPORT,
    deciding,
    ending,
    extension_for,
    may_report,
    not_meant,
    report_for,
    task_for,
    where_of,
)
from chiso.office.tasks.forms import (
    DecisionForm,
    DoneForm,
    NoteForm,
    ProgressForm,
    TimeForm,
    WithdrawForm,
)
from chiso.office.tasks.models import Task
from chiso.office.tasks.models.tasks import OPEN
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep

CONFIRM, RETURN, GRANT, REFUSE = "confirm", "return", "grant", "refuse"
_CONFIRMING = [(CONFIRM, text("Confirm: it is done")), (RETURN, text("Return: it is not done yet"))]
_GRANTING = [(GRANT, text("Grant the new deadline")), (REFUSE, text("Refuse: the deadline stays"))]


# What is done with what was typed, at the version that was seen: the sentence that says so.
Do: TypeAlias = Callable[[Mapping[str, Any], int], Text]


@needs(REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Report how far a task is."""
    person = person_of(request)
    found = _to_report(person, key)
    stands = {"percent": found.percent}
    form = ProgressForm(person, request.POST or None, is_communication=found.is_communication, initial=stands)

    def do(given: Mapping[str, Any], version: int) -> Text:
        services.report_progress(
            actor=person, task=found, percent=given["percent"], words=given["words"],
            documents=given["documents"], outreach=form.outreach(), expected_version=version,
        )  # fmt: skip
        return text("Reported: {percent} %.", percent=given["percent"])

    return _answered(request, "report", found, form, do, field="words")


@needs(REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, key: str) -> HttpResponse:
    """Report a task as done."""
    person = person_of(request)
    found = _to_report(person, key)
    left = Task.objects.filter(OPEN, parent=found).count()
    form = DoneForm(
        person, request.POST or None, is_communication=found.is_communication, has_open_parts=left > 0
    )

    def do(given: Mapping[str, Any], version: int) -> Text:
        services.report_done(
            actor=person, task=found, words=given["words"], documents=given["documents"],
            outreach=form.outreach(), parts_left_for=given.get("parts_left_for", ""),
            expected_version=version,
        )  # fmt: skip
        return text("Reported as done; it waits for confirmation.")

    return _answered(request, "done", found, form, do, field="words", left=left)


@needs(READ)
@require_POST
def note(request: HttpRequest, key: str) -> HttpResponse:
    """Add a note."""
    person = person_of(request)
    found = task_for(person, key)
    form = NoteForm(request.POST)
    if form.is_valid():
        services.add_note(actor=person, task=found, words=form.cleaned_data["words"])
        return _back(request, found, text("The note was added."))
    return _page(request, "note", {"form": form, "task": found})


@needs(REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_time(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for more time."""
    person = person_of(request)
    found = _to_report(person, key)

    def do(given: Mapping[str, Any], version: int) -> Text:
        day = given["new_deadline"]
        services.ask_for_time(
            actor=person, task=found, new_deadline=day, reason=given["reason"], expected_version=version
        )
        return text("Asked for time until {day}; the deadline stays until it is granted.", day=day)

    form = TimeForm(request.POST or None)
    return _answered(request, "ask_for_time", found, form, do, field="new_deadline")


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm what was reported as done, or return it."""
    person = person_of(request)
    found = report_for(person, key)

    def do(given: Mapping[str, Any], version: int) -> Text:
        if given["decision"] == CONFIRM:
            services.confirm_done(actor=person, report=found, expected_version=version)
            return text("Confirmed as done.")
        services.return_task(actor=person, report=found, reason=given["reason"], expected_version=version)
        return text("Returned; the agency is told why.")

    return _decision(request, "decide", found.task, found.by_id, _CONFIRMING, do, report=found)


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_time(request: HttpRequest, key: str) -> HttpResponse:
    """Grant more time, or refuse it."""
    person = person_of(request)
    found = extension_for(person, key)

    def do(given: Mapping[str, Any], version: int) -> Text:
        if given["decision"] == GRANT:
            services.grant_time(actor=person, extension=found, expected_version=version)
            return text("Granted: the deadline is {day} now.", day=found.new_deadline)
        services.refuse_time(actor=person, extension=found, answer=given["reason"], expected_version=version)
        return text("Refused; the agency is told why.")

    return _decision(
        request, "decide_time", found.task, found.asked_by_id, _GRANTING, do, request_for_time=found
    )


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """End a task that need not be done any more."""
    person = person_of(request)
    found = task_for(person, key)
    require_for_page(person, *ending(person, found))

    def do(given: Mapping[str, Any], version: int) -> Text:
        services.withdraw_task(actor=person, task=found, reason=given["reason"], expected_version=version)
        return text("The task was withdrawn.")

    form = WithdrawForm(request.POST or None)
    return _answered(request, "withdraw", found, form, do, field="reason")


def _to_report(person: Person, key: str) -> Task:
    found = task_for(person, key)
    require_for_page(person, REPORT, where_of(found))
    if not may_report(person, found):
        raise not_meant(found)
    return found


def _decision(
    request: HttpRequest,
    name: str,
    task: Task,
    asked_by: int,
    choices: Iterable[tuple[str, Text]],
    do: Do,
    **context: Any,
) -> HttpResponse:
    """A page on which one decides what somebody else, `asked_by`, waits for."""
    action, where = deciding(task, barred=frozenset({asked_by}))
    require_for_page(person_of(request), action, where)
    form = DecisionForm(choices, request.POST or None)
    return _answered(request, name, task, form, do, field="decision", **context)


def _answered(
    request: HttpRequest, name: str, task: Task, form: forms.Form, do: Do, *, field: str, **context: Any
) -> HttpResponse:
    """The page of a form; once it was sent, what came of it. What has no place of its own in the form is said
    at `field`."""
    keep(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            said = do(form.cleaned_data, expected_version(request))
        except Incomplete as refused:
            add_problems(form, refused.problems, field)
        else:
            return _back(request, task, said)
    return _page(request, name, {"form": form, "task": task} | context)


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, f"tasks/{name}.html.j2", context, status=status)


def _back(request: HttpRequest, task: Task, said: Text) -> HttpResponse:
    flash(request, said)
    return SeeOther(reverse("tasks:task", args=[task.key]))
