"""Pages of one task: what it is and how far; giving it, giving parts on, naming who does it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.files.showing import add_problems
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.tasks.access import (
    DISTRIBUTE,
    GIVE,
    GIVE_ON,
    READ,
    SAY,
    deciding,
    directives_for,
    ending,
    may_report,
    task_for,
    where_of,
)
from chiso.office.tasks.forms import DistributeForm, NoteForm, TaskForm
from chiso.office.tasks.inside import units_below
from chiso.office.tasks.selectors import TaskPage, task_page
from chiso.office.tasks.services import distribute_task, give_part, give_task
from chiso.office.tasks.services.giving import LEVELS
from chiso.office.tasks.shown import PART_NAMES, PRIORITY_NAMES
from chiso.office.tasks.states import CLOSED, KINDS, NAMES
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep


@needs(READ)
@require_safe
def task(request: HttpRequest, key: str) -> HttpResponse:
    """One task: what, who, by when, how far, and what the reader can do about it."""
    person = person_of(request)
    found = task_for(person, key)
    page = task_page(person, found, timezone.localdate())
    context = {
        "task": found,
        "page_of_task": page,
        "state_names": NAMES,
        "state_kinds": KINDS,
        "priorities": PRIORITY_NAMES,
        "parts_of": PART_NAMES,
        "note_form": NoteForm(),
        "can": _can(person, page),
    }
    return render(request, "tasks/task.html.j2", context)


def _can(person: Person, page: TaskPage) -> dict[str, bool]:
    """What the reader can do about a task now; the services ask again."""
    found, is_open = page.task, page.state not in CLOSED
    reports, waits = is_open and may_report(person, found), page.waiting is not None
    action, where = deciding(found)
    decides = is_open and may(person, action, where)
    voices = {one.agency_id: one.agency for one in page.involved}.values()
    return {
        "report": reports and not waits,
        "report_done": reports and not waits and person.pk != found.given_by_id,
        "ask_for_time": reports and found.deadline is not None and page.asked is None,
        "distribute": is_open and may(person, DISTRIBUTE, where_of(found)),
        "give_part": is_open and found.level < LEVELS
        and (may(person, GIVE, where_of(found)) or may(person, GIVE_ON, where_of(found))),
        "decide": decides and page.waiting is not None and page.waiting.by_id != person.pk,
        "decide_time": decides and page.asked is not None and page.asked.asked_by_id != person.pk,
        "withdraw": is_open and may(person, *ending(person, found)),
        "say": any(may(person, SAY, Where(agency)) for agency in voices) or may(person, action, where),
    }  # fmt: skip


@needs(GIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give a task for the city; `?nguon=` names the directive that it comes from."""
    person = person_of(request)
    source = directives_for(person).filter(key=request.GET.get("nguon", "")[:20]).first()
    made_up = (request.POST or request.GET).get("minh_hoa") == "1" or (
        source is not None and source.is_made_up
    )
    initial = {"directive": source.key if source else "", "priority": "normal"}
    form = TaskForm(person, request.POST or None, made_up=made_up, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = give_task(actor=person, given=form.given())
        except Incomplete as refused:
            add_problems(form, refused.problems, "title")
        else:
            flash(request, text("The task was given; the head of the agency is told."))
            return SeeOther(reverse("tasks:task", args=[made.key]))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "source": source, "made_up": made_up, "parent": None}
    return render(request, "tasks/give.html.j2", context, status=status)


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, key: str) -> HttpResponse:
    """Give a part of a task on."""
    person = person_of(request)
    parent = task_for(person, key)
    is_of_city = may(person, GIVE, where_of(parent))
    if not is_of_city:
        require_for_page(person, GIVE_ON, where_of(parent))
    owners = None if is_of_city else units_below(parent.owner)
    initial: dict[str, Any] = {
        "directive": parent.directive.key if parent.directive else "", "deadline": parent.deadline,
        "priority": parent.priority, "owner": parent.owner.key,
        "aims": "\n".join(str(one) for one in parent.aims.all()), "is_communication": parent.is_communication,
    }  # fmt: skip
    form = TaskForm(person, request.POST or None, owners=owners, made_up=parent.is_made_up, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = give_part(actor=person, parent=parent, given=form.given())
        except Incomplete as refused:
            add_problems(form, refused.problems, "title")
        else:
            flash(request, text("The part was given on."))
            return SeeOther(reverse("tasks:task", args=[made.key]))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "source": parent.directive, "made_up": parent.is_made_up, "parent": parent}
    return render(request, "tasks/give.html.j2", context, status=status)


@needs(DISTRIBUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def distribute(request: HttpRequest, key: str) -> HttpResponse:
    """Name the section and the person who do a task."""
    person = person_of(request)
    found = task_for(person, key)
    require_for_page(person, DISTRIBUTE, where_of(found))
    stands = {
        "section": found.section.key if found.section else "",
        "officer": found.officer.key if found.officer else "",
    }
    form = keep(request, DistributeForm(found.owner, request.POST or None, initial=stands))
    # An empty post names nobody, which the page says by its version.
    if request.method == "POST" and form.is_valid():
        try:
            distribute_task(
                actor=person,
                task=found,
                section=form.cleaned_data["section"],
                officer=form.cleaned_data["officer"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "officer")
        else:
            flash(request, text("Named who does the task."))
            return SeeOther(reverse("tasks:task", args=[found.key]))
    status = 422 if request.method == "POST" else 200
    return render(request, "tasks/distribute.html.j2", {"form": form, "task": found}, status=status)
