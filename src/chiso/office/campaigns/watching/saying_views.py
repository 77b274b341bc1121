"""Reminders and announcements of a campaign."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.watching.access import announcement_for, managed
from chiso.office.campaigns.watching.announcing import announce, announcements_of, take_down
from chiso.office.campaigns.watching.forms import AnnouncementForm, ReminderForm, ReminderRulesForm
from chiso.office.campaigns.watching.recipients import recipients_of, rules_of, sendings_of
from chiso.office.campaigns.watching.reminder_words import TEMPLATES
from chiso.office.campaigns.watching.reminding import change_rules, example_of, send_reminders
from chiso.office.errors import Incomplete
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, key: str) -> HttpResponse:
    """Whom a reminder would reach (by GET), sending it (by POST), and what was sent."""
    found = managed(person_of(request), key)
    asked = request.GET.get("mau", "not_submitted")
    chosen = asked if asked in TEMPLATES else "not_submitted"
    form = keep(request, ReminderForm(request.POST or None, initial={"template": chosen}))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        chosen = request.POST.get("template", chosen)
        if form.is_valid():
            try:
                return _send(request, found, form)
            except Incomplete as refused:
                problems = refused.problems
    return _page(request, found, chosen, form, problems)


def _send(request: HttpRequest, found: Campaign, form: ReminderForm) -> HttpResponse:
    told = send_reminders(
        actor=person_of(request),
        campaign=found,
        expected_version=expected_version(request),
        **form.cleaned_data,
    )
    flash(
        request,
        text("Agencies reminded: {count}.", count=len(told)),
        text("People see it in the office at once; mail goes in working hours, as each has chosen."),
    )
    return SeeOther(reverse("campaigns:reminders", args=[found.key]))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_rules(request: HttpRequest, key: str) -> HttpResponse:
    """What was agreed about reminders."""
    found = managed(person_of(request), key)
    rules = rules_of(found)
    initial = {
        "days_before": ", ".join(map(str, rules.days_before)),
        "most_a_day": rules.most_a_day,
        "most_in_all": rules.most_in_all,
    }
    form = keep(request, ReminderRulesForm(request.POST or None, initial=initial))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            change_rules(
                actor=person_of(request),
                campaign=found,
                expected_version=expected_version(request),
                **form.cleaned_data,
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("What was agreed about reminders is saved."))
            return SeeOther(reverse("campaigns:reminders", args=[key]))
    context = {"campaign": found, "form": form, "version": rules.version, "problems": problems}
    return render(
        request, "campaigns/watching/reminder_rules.html.j2", context, status=status_of_form(request)
    )


def _page(
    request: HttpRequest,
    found: Campaign,
    chosen: str,
    form: ReminderForm,
    problems: tuple[Problem, ...],
) -> HttpResponse:
    template = chosen if chosen in TEMPLATES else "not_submitted"
    recipients = recipients_of(found, template, timezone.now())
    context: dict[str, Any] = {
        "campaign": found,
        "form": form,
        "chosen": template,
        "templates": TEMPLATES,
        "sentence": example_of(found, template, recipients).title,
        "told": sum(one.is_told for one in recipients),
        "people": sum(one.people for one in recipients if one.is_told),
        "pages": page_of(request, recipients),
        "rules": rules_of(found),
        "sendings": sendings_of(found),
        "problems": problems,
    }
    return render(request, "campaigns/watching/reminders.html.j2", context, status=status_of_form(request))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def announcements(request: HttpRequest, key: str) -> HttpResponse:
    """What is announced; saying something more."""
    found = managed(person_of(request), key)
    form = AnnouncementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        announce(actor=person_of(request), campaign=found, words=form.cleaned_data["words"])
        flash(request, text("It is announced: it stands on the page of the campaign from now on."))
        return SeeOther(reverse("campaigns:announcements", args=[key]))
    context = {"campaign": found, "form": form, "announcements": announcements_of(found)}
    return render(
        request, "campaigns/watching/announcements.html.j2", context, status=status_of_form(request)
    )


@needs(MANAGE)
@require_POST
def take_announcement_down(request: HttpRequest, key: str, announcement_key: str) -> HttpResponse:
    """Show an announcement no more."""
    announcement = announcement_for(person_of(request), key, announcement_key)
    take_down(actor=person_of(request), announcement=announcement, expected_version=expected_version(request))
    flash(request, text("The announcement was taken down."))
    return SeeOther(reverse("campaigns:announcements", args=[key]))
