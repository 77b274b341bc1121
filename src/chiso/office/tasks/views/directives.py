"""Pages of directives: the list, one with its tasks, entering, correcting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.errors import Incomplete
from chiso.office.files.access import may_read
from chiso.office.files.showing import add_problems
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.rights import may, may_somewhere
from chiso.office.people.signed_in import person_of
from chiso.office.tasks.access import (
    DIRECT,
    GIVE,
    READ,
    directive_for,
    directive_to_correct,
    directives_for,
    tasks_for,
    where_of_directives,
)
from chiso.office.tasks.forms import CorrectForm, EnterForm
from chiso.office.tasks.listing import counts_of, listed
from chiso.office.tasks.models import Directive
from chiso.office.tasks.selectors import changes_of, directives_listed
from chiso.office.tasks.services import correct_directive, enter_directive
from chiso.office.tasks.services.directives import KIND_NAMES
from chiso.office.tasks.states import KINDS, NAMES
from chiso.office.tasks.views.lists import tabs_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of


@needs(READ)
@require_safe
def directives(request: HttpRequest) -> HttpResponse:
    """All directives that the reader may see, the latest first, with how far their tasks are."""
    person, today = person_of(request), timezone.localdate()
    pages = page_of(request, directives_for(person))
    keys = [one.pk for one in pages.rows]
    context = {
        "pages": pages,
        "rows": directives_listed(person, Directive.objects.filter(pk__in=keys), today),
        "kinds": KIND_NAMES,
        "may_direct": may(person, DIRECT, where_of_directives()),
        "tabs": tabs_of(request, "tasks:directives"),
    }
    return render(request, "tasks/directives.html.j2", context)


@needs(READ)
@require_safe
def directive(request: HttpRequest, key: str) -> HttpResponse:
    """One directive: what it says, its tasks, how it stood before."""
    person, today = person_of(request), timezone.localdate()
    found = directive_for(person, key)
    tasks = tasks_for(person).filter(directive=found)
    pages = page_of(
        request, tasks.select_related("owner", "officer", "directive").order_by("sorted_day", "pk")
    )
    document = found.document if found.document is not None and may_read(person, found.document) else None
    context = {
        "directive": found,
        "document": document,
        "kinds": KIND_NAMES,
        "counts": counts_of(tasks, today),
        "pages": pages,
        "rows": listed(pages.rows, today),
        "state_names": NAMES,
        "state_kinds": KINDS,
        "changes": changes_of(found),
        "history": history_of(found, limit=20),
        "may_direct": may(person, DIRECT, where_of_directives()),
        "may_give": may_somewhere(person, GIVE),
    }
    return render(request, "tasks/directive.html.j2", context)


@needs(DIRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a directive."""
    person = person_of(request)
    form = EnterForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_directive(
                actor=person, facts=form.facts(), is_made_up=form.cleaned_data["is_made_up"]
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "title")
        else:
            flash(
                request, text("The directive was entered."), text("Now give the tasks that follow from it.")
            )
            return SeeOther(reverse("tasks:directive", args=[made.key]))
    status = 422 if request.method == "POST" else 200
    return render(request, "tasks/enter_directive.html.j2", {"form": form}, status=status)


@needs(DIRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """Correct a directive, with the reason."""
    person = person_of(request)
    found = directive_to_correct(person, key)
    stands = {
        name: getattr(found, name) for name in ("kind", "number", "issued_on", "issuer", "title", "extract")
    }
    stands["document"] = reverse("files:document", args=[found.document.key]) if found.document else ""
    form = keep(request, CorrectForm(person, request.POST or None, initial=stands))
    if request.method == "POST" and form.is_valid():
        try:
            correct_directive(
                actor=person,
                directive=found,
                facts=form.facts(),
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "title")
        else:
            flash(request, text("The directive was corrected; how it stood before can be read on its page."))
            return SeeOther(reverse("tasks:directive", args=[found.key]))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "directive": found}
    return render(request, "tasks/correct_directive.html.j2", context, status=status)
