"""Pages of the council: agenda, sessions, minutes."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.documents.letters import write_docx, write_pdf
from chiso.language import Text, Value, text
from chiso.office.campaigns.access import APPROVE_MINUTES, READ_COUNCIL, RULE, campaign_for
from chiso.office.campaigns.council.access import require_council, session_for, where_of_council
from chiso.office.campaigns.council.agenda import STATES, WHY, AgendaFilter, AgendaItem, agenda_of
from chiso.office.campaigns.council.forms import SessionForm, initial_of
from chiso.office.campaigns.council.minutes import minutes_of
from chiso.office.campaigns.council.sessions import (
    approve_minutes,
    change_session,
    hold_session,
    lay_minutes,
    writers_of,
)
from chiso.office.campaigns.council.showing import rulings_shown
from chiso.office.campaigns.models import Campaign, Session
from chiso.office.campaigns.results.layered import layered_results
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.rights import may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem

_WRITERS = {"docx": write_docx, "pdf": write_pdf}


@needs(READ_COUNCIL)
@require_safe
def agenda(request: HttpRequest, key: str) -> HttpResponse:
    """What lies before the council, by points at stake; its sessions."""
    person, found = person_of(request), campaign_for(person_of(request), key)
    require_council(person, found)
    items = agenda_of(layered_results(found))
    chosen = AgendaFilter(
        *(request.GET.get(name, "") for name in ("linh-vuc", "co-quan", "ly-do", "tinh-trang"))
    )
    sessions = list(Session.objects.filter(campaign=found).order_by("-number"))
    may_rule = _may_rule(request, found)
    context = {
        "campaign": found,
        "pages": page_of(request, [item for item in items if chosen.fits(item)]),
        "total": len(items),
        "waiting": sum(item.state == "open" for item in items),
        "filters": _filters(items, chosen),
        "why": WHY,
        "states": STATES,
        "sessions": sessions,
        "open_session": next((one for one in sessions if one.approved_at is None), None),
        "may_rule": may_rule,
    }
    return render(request, "campaigns/council/agenda.html.j2", context)


def _filters(items: Iterable[AgendaItem], chosen: AgendaFilter) -> list[dict[str, object]]:
    """The filters of the agenda with how many there are of each."""
    items = list(items)
    fields = {item.leaf.field.code: item.leaf.field.title for item in items}
    agencies: dict[str, Value] = {item.agency.key: item.agency.name for item in items}
    found: list[tuple[str, Text, dict[str, Value], str, str]] = [
        ("linh-vuc", text("Field of the set"), dict(fields), "field", chosen.field),
        ("co-quan", text("Agency"), agencies, "agency", chosen.agency),
        ("ly-do", text("Why it is here"), dict(WHY), "why", chosen.why),
        ("tinh-trang", text("State"), dict(STATES), "state", chosen.state),
    ]
    return [
        {
            "name": name,
            "title": title,
            "options": [
                {
                    "value": value,
                    "title": words,
                    "count": sum(AgendaFilter(**{by: value}).fits(item) for item in items),
                    "is_chosen": value == now,
                }
                for value, words in values.items()
            ],
        }
        for name, title, values, by, now in found
    ]


@needs(RULE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest, key: str) -> HttpResponse:
    """Open the record of a session."""
    person = person_of(request)
    found = campaign_for(person, key)
    require_council(person, found, RULE)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        held = hold_session(actor=person, campaign=found, said=form.said())
        flash(request, text("Session {number} is open. Write down its rulings next.", number=held.number))
        return SeeOther(reverse("campaigns:session", args=[key, held.key]))
    context = {"campaign": found, "form": form, "version": 0, "title": text("Hold a session")}
    return render(request, "campaigns/council/edit-session.html.j2", context, status=status_of_form(request))


@needs(READ_COUNCIL)
@require_safe
def session(request: HttpRequest, key: str, session_key: str) -> HttpResponse:
    """One session: its record, its rulings, what comes next."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found = session_for(person, campaign, session_key)
    layered = layered_results(campaign)
    is_open = found.approved_at is None
    barred = writers_of(found)
    context = {
        "campaign": campaign,
        "session": found,
        "rulings": rulings_shown(layered, found),
        "may_rule": is_open and _may_rule(request, campaign),
        "may_approve": is_open
        and may(person, APPROVE_MINUTES, where_of_council(campaign, APPROVE_MINUTES, barred=barred)),
        "history": history_of(found, limit=20),
    }
    return render(request, "campaigns/council/session.html.j2", context)


@needs(RULE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_session(request: HttpRequest, key: str, session_key: str) -> HttpResponse:
    """Put the record of a session right."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found = session_for(person, campaign, session_key)
    require_council(person, campaign, RULE)
    form = keep(request, SessionForm(request.POST or None, initial=initial_of(found)))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            change_session(
                actor=person, session=found, said=form.said(), expected_version=expected_version(request)
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The record of session {number} was saved.", number=found.number))
            return SeeOther(reverse("campaigns:session", args=[key, session_key]))
    context = {
        "campaign": campaign,
        "session": found,
        "form": form,
        "problems": problems,
        "version": found.version,
        "title": text("Change the record of session {number}", number=found.number),
    }
    return render(request, "campaigns/council/edit-session.html.j2", context, status=status_of_form(request))


@needs(RULE)
@require_POST
def lay(request: HttpRequest, key: str, session_key: str) -> HttpResponse:
    """Tell the members that the minutes wait."""
    person = person_of(request)
    found = session_for(person, campaign_for(person, key), session_key)
    lay_minutes(actor=person, session=found, expected_version=expected_version(request))
    flash(request, text("The members of the council were told; one who wrote nothing of it approves."))
    return SeeOther(reverse("campaigns:session", args=[key, session_key]))


@needs(APPROVE_MINUTES)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, key: str, session_key: str) -> HttpResponse:
    """Approve the minutes, after one more question."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found = session_for(person, campaign, session_key)
    if request.method == "POST":
        count = approve_minutes(actor=person, session=found, expected_version=expected_version(request))
        flash(
            request,
            text("The minutes of session {number} are approved.", number=found.number),
            text("Rulings that count from now on: {count}.", count=count),
        )
        return SeeOther(reverse("campaigns:session", args=[key, session_key]))
    require_council(person, campaign, APPROVE_MINUTES)
    context = {"campaign": campaign, "session": found, "count": found.rulings.count()}
    return render(request, "campaigns/council/approve.html.j2", context)


@needs(READ_COUNCIL)
@require_safe
def minutes(request: HttpRequest, key: str, session_key: str, form: str) -> HttpResponse:
    """The minutes as Word or PDF."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found = session_for(person, campaign, session_key)
    if form not in _WRITERS:
        raise NotFound
    letter = minutes_of(found, rulings_shown(layered_results(campaign), found))
    return hand_out(_WRITERS[form](letter), f"bien-ban-phien-{found.number}.{form}")


def _may_rule(request: HttpRequest, campaign: Campaign) -> bool:
    return may(person_of(request), RULE, where_of_council(campaign, RULE))
