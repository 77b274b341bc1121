"""Exceptions from the calendar: the list, and how each kind is granted and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Text, text
from chiso.office.campaigns.access import ASK_FOR_TIME, MANAGE, campaign_for
from chiso.office.campaigns.calendar.access import exception_for, exceptions_for, requests_for
from chiso.office.campaigns.calendar.exceptions import grant_extension, reopen_leaf, withdraw_exception
from chiso.office.campaigns.calendar.forms import ExtensionForm, ReopenForm, ReopenYearForm, WithdrawForm
from chiso.office.campaigns.calendar.reopening import may_be_reopened, reopen_year
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.phases import EXCEPTIONS, NAMES
from chiso.office.errors import Incomplete
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.paging import page_of
from chiso.office.ui.reader import reader_of
from chiso.problems import Problem


@signed_in
@require_safe
def exceptions(request: HttpRequest, key: str) -> HttpResponse:
    """What was excepted from the calendar, and what agencies ask for."""
    found = campaign_for(person_of(request), key)
    reader = reader_of(request)
    assert reader is not None  # the guard lets nobody else in
    may_manage = may(person_of(request), MANAGE, Where(campaign=found))
    participants = participants_of(found)
    own = [one for pk, one in participants.agencies.items() if pk in reader.agencies]
    context = {
        "campaign": found,
        "pages": page_of(request, exceptions_for(reader, found)),
        "requests": requests_for(reader, found),
        "kinds": EXCEPTIONS,
        "phase_names": NAMES,
        "now": timezone.now(),
        "may_manage": may_manage and found.closed_at is None,
        "may_reopen_year": may_manage and may_be_reopened(found),
        "may_ask_for": [
            one
            for one in own
            if found.closed_at is None and may(person_of(request), ASK_FOR_TIME, Where(one, found))
        ],
    }
    return render(request, "campaigns/calendar/exceptions.html.j2", context)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, key: str) -> HttpResponse:
    """More time for one agency."""
    found, agencies = _to_manage(request, key)
    initial = {"agency": request.GET.get("agency", "")}
    form = ExtensionForm(agencies.values(), request.POST or None, initial=initial)

    def grant(given: dict[str, Any]) -> None:
        given["agency"] = agencies[given["agency"]]
        made = grant_extension(actor=person_of(request), campaign=found, **given)
        said = text("{agency} has until {until}.", agency=given["agency"].name, until=made.closes_at)
        flash(request, said, text("The people of the agency were told."))

    return _ask(request, found, form, grant, text("Give an agency more time"))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, key: str) -> HttpResponse:
    """One part opened again for one agency."""
    found, agencies = _to_manage(request, key)
    initial = {name: request.GET.get(name, "") for name in ("agency", "node")}
    form = ReopenForm(agencies.values(), request.POST or None, initial=initial)

    def grant(given: dict[str, Any]) -> None:
        given["agency"] = agencies[given["agency"]]
        made = reopen_leaf(actor=person_of(request), campaign=found, **given)
        said = text(
            "Part {node} is open for {agency} until {until}.",
            node=made.node,
            agency=given["agency"].name,
            until=made.closes_at,
        )
        flash(request, said, text("The people of the agency were told."))

    return _ask(request, found, form, grant, text("Open one part again"))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: str, exception_key: str) -> HttpResponse:
    """An exception taken back."""
    found, _agencies = _to_manage(request, key)
    exception = exception_for(person_of(request), found, exception_key)
    form = WithdrawForm(request.POST or None)

    def take_back(given: dict[str, Any]) -> None:
        withdraw_exception(actor=person_of(request), exception=exception, **given)
        flash(request, text("The exception was withdrawn."), text("What was entered under it stands."))

    lead = text("What was entered under it stands; from now on the calendar holds again.")
    return _ask(request, found, form, take_back, text("Withdraw the exception"), lead, is_danger=True)


@needs(MANAGE)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_published(request: HttpRequest, key: str) -> HttpResponse:
    """A published campaign opened again, for a correction."""
    found, _agencies = _to_manage(request, key)
    form = ReopenYearForm(request.POST or None)

    def open_again(given: dict[str, Any]) -> None:
        reopen_year(
            actor=person_of(request), campaign=found, expected_version=expected_version(request), **given
        )
        flash(
            request,
            text("The campaign is open again for the council and for a correction."),
            text("It ends in an edition that supersedes the published one; both stay to be seen."),
        )

    lead = text(
        "Only what the council decides and what is published is open then. It ends in an edition that"
        " supersedes the published one, and says why; both stay to be seen."
    )
    title = text("Open the published campaign again")
    return _ask(request, found, form, open_again, title, lead, is_danger=True)


def _to_manage(request: HttpRequest, key: str) -> tuple[Campaign, dict[str, Agency]]:
    """The campaign, and the agencies that answer in it by key."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    return found, {one.key: one for one in participants_of(found).agencies.values()}


def _ask(
    request: HttpRequest,
    campaign: Campaign,
    form: Any,
    do: Callable[[dict[str, Any]], None],
    title: Text,
    lead: Text | str = "",
    *,
    is_danger: bool = False,
) -> HttpResponse:
    """A page with one form; what it gives is done, and told on the list."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            do(dict(form.cleaned_data))
        except Incomplete as refused:
            problems = refused.problems
        else:
            return SeeOther(reverse("campaigns:exceptions", args=[campaign.key]))
    context = {
        "campaign": campaign,
        "form": form,
        "problems": problems,
        "title": title,
        "lead": lead,
        "is_danger": is_danger,
    }
    return render(request, "campaigns/calendar/ask.html.j2", context, status=status_of_form(request))
