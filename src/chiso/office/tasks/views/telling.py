"""Pages on how people are told of tasks: calendars of their own, rules of reminders; the calendar itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.showing import add_problems
from chiso.office.people.guard import needs, public
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.tasks import services
from chiso.office.tasks.access import READ, REMIND, subscription_for, where_of_directives
from chiso.office.tasks.calendars import calendar_of
from chiso.office.tasks.models import Subscription
from chiso.office.tasks.rules import WHOM, rules_in_force, rules_kept
from chiso.office.tasks.services.calendars import subscription_of
from chiso.office.tasks.shown import WHOSE
from chiso.office.tasks.telling_forms import CalendarForm, RulesForm, initial_of_rules
from chiso.office.tasks.views.lists import tabs_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep


@needs(READ)
@step_up
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """The addresses of one's calendars; a new one is shown once, in the answer to the post that made it."""
    person = person_of(request)
    form, made, address = CalendarForm(request.POST or None, initial={"whose": "mine"}), None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.subscribe(actor=person, whose=form.cleaned_data["whose"])
        except Incomplete as refused:
            add_problems(form, refused.problems, "whose")
        else:
            address = request.build_absolute_uri(reverse("tasks:calendar", args=[made.secret]))
            form = CalendarForm(initial={"whose": "mine"})
    context = {
        "form": form,
        "address": address,
        "calendars": Subscription.objects.filter(person=person),
        "whose_names": WHOSE,
        "now": timezone.now(),
        "tabs": tabs_of(request, "tasks:calendars"),
    }
    failed = request.method == "POST" and made is None
    return render(request, "tasks/calendars.html.j2", context, status=422 if failed else 200)


@needs(READ)
@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """End an address now."""
    person = person_of(request)
    services.revoke_calendar(
        actor=person, subscription=subscription_for(person, key), expected_version=expected_version(request)
    )
    flash(request, text("The address was revoked; calendars that use it get nothing from now on."))
    return SeeOther(reverse("tasks:calendars"))


@public
@never_cache
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The tasks of the person behind a secret address, as iCalendar. The address is the only key."""
    del request
    found = subscription_of(secret)
    if found is None:
        raise NotFound
    answer = HttpResponse(calendar_of(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="nhiem-vu.ics"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs(REMIND)
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """The rules of reminders."""
    person = person_of(request)
    require_for_page(person, REMIND, where_of_directives())
    kept = rules_kept()
    form = keep(request, RulesForm(request.POST or None, initial=initial_of_rules(rules_in_force())))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_reminder_rules(
                actor=person, rules=form.rules(), expected_version=expected_version(request)
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "days_1")
        else:
            flash(request, text("The rules of reminders were saved."))
            return SeeOther(reverse("tasks:reminders"))
    context = {"form": form, "kept": kept, "whom": WHOM}
    status = 422 if request.method == "POST" else 200
    return render(request, "tasks/reminders.html.j2", context, status=status)
