"""Pages of visits: the calendar of an inspection, one visit, its move; who is tied to whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text, text_by_count
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.showing import add_problems
from chiso.office.inspections.access import (
    PREPARE,
    READ,
    TIE,
    inspection_for,
    inspection_to_prepare,
    sees_all,
    sees_record,
    tie_for,
    ties_for,
    visit_for,
    visits_for,
    where_of,
    where_of_all,
)
from chiso.office.inspections.forms import MoveForm, OwnTieForm, TieForm
from chiso.office.inspections.models import Inspection
from chiso.office.inspections.phases import why_not_move
from chiso.office.inspections.selectors import moves_of, visit_days, visits_shown, with_ties
from chiso.office.inspections.services.teams import end_tie, say_tie
from chiso.office.inspections.services.visits import (
    announce_visits,
    first_day_to_announce,
    move_visit,
    plan_days,
)
from chiso.office.inspections.views.answering import context_of, tried
from chiso.office.inspections.views.in_phase import show_read_only
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem


@needs(READ)
@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The visits of an inspection that the reader may see, by day."""
    person = person_of(request)
    return _calendar(request, person, inspection_for(person, key))


def _calendar(
    request: HttpRequest, person: Person, found: Inspection, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    visits = visits_shown(person, found)
    pages = page_of(request, visits)
    whole = sees_all(person)
    context = context_of(request, person, found) | {
        "pages": pages,
        "rows": with_ties(pages.rows) if whole else [{"visit": one, "is_tied": False} for one in pages.rows],
        "days": visit_days(visits),
        "problems": problems,
        "sees_whole": whole,
        "first_day": first_day_to_announce(found, timezone.localdate()),
    }
    return render(request, "inspections/calendar.html.j2", context, status=status_of_form(request))


@needs(PREPARE)
@require_POST
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """Give days to the visits that have none."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    count = 0

    def do() -> None:
        nonlocal count
        count = plan_days(actor=person, inspection=found, expected_version=expected_version(request))

    problems = tried(do)
    if problems:
        return _calendar(request, person, found, problems)
    left = found.visits.filter(planned_on=None, ended_at=None).count()
    flash(
        request,
        text_by_count("One visit got a day.", "{count} visits got a day.", count),
        text_by_count(
            "One has none: no team, or no time left.", "{count} have none: no team, or no time left.", left
        )
        if left
        else "",
    )
    return SeeOther(reverse("inspections:calendar", args=[found.key]))


@needs(PREPARE)
@require_POST
def announce(request: HttpRequest, key: str) -> HttpResponse:
    """Announce the chosen visits to their agencies."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    chosen = list(visits_shown(person, found).filter(key__in=request.POST.getlist("visits")))
    count = 0

    def do() -> None:
        nonlocal count
        count = announce_visits(
            actor=person, inspection=found, visits=chosen, expected_version=expected_version(request)
        )

    problems = tried(do)
    if problems:
        return _calendar(request, person, found, problems)
    flash(
        request,
        text_by_count(
            "One visit is announced; the agency was told.",
            "{count} visits are announced; the agencies were told.",
            count,
        ),
    )
    return SeeOther(reverse("inspections:calendar", args=[found.key]))


@needs(READ)
@require_safe
def visit(request: HttpRequest, key: str) -> HttpResponse:
    """One visit: where, when, by whom, why one goes there."""
    person = person_of(request)
    found = visit_for(person, key)
    whole = sees_all(person)
    context = context_of(request, person, found.inspection) | {
        "visit": found,
        "sees_whole": whole,
        "members": list(found.team.members.order_by("full_name", "pk")) if found.team else [],
        "row": with_ties([found])[0] if whole else None,
        "moves": moves_of(found) if whole else [],
        "history": history_of(found, limit=20) if whole else None,
        "sees_first": found.again_of_id is not None
        and visits_for(person).filter(pk=found.again_of_id).exists(),
        "may_move": may(person, PREPARE, where_of(found.inspection)) and why_not_move(found) is None,
        "may_read_record": sees_record(person, found),
    }
    return render(request, "inspections/visit.html.j2", context)


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Give a visit a day and a team, or others."""
    person = person_of(request)
    found = visit_for(person, key)
    require_for_page(person, PREPARE, where_of(found.inspection))
    stands = {"planned_on": found.planned_on, "team": found.team.key if found.team else ""}
    form = keep(request, MoveForm(found, request.POST or None, initial=stands))
    if request.method == "POST" and form.is_valid():
        try:
            move_visit(
                actor=person, visit=found, move=form.move(), expected_version=expected_version(request)
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "planned_on")
        else:
            flash(request, text("The visit is saved."))
            return SeeOther(reverse("inspections:visit", args=[found.key]))
    if request.method == "POST":
        # It may have begun since the page was read.
        found = visit_for(person, key)
    why = why_not_move(found)
    if why is not None:
        return show_read_only(request, person, found.inspection, "move", why, {"visit": found})
    context = context_of(request, person, found.inspection) | {"form": form, "visit": found}
    return render(request, "inspections/move.html.j2", context, status=status_of_form(request))


@needs(TIE)
@require_http_methods(["GET", "HEAD", "POST"])
def ties(request: HttpRequest) -> HttpResponse:
    """Who is tied to which agency; inspectors say it of themselves, the coordinator of anybody."""
    person = person_of(request)
    prepares = may(person, PREPARE, where_of_all())
    form = (TieForm if prepares else OwnTieForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            say_tie(actor=person, **{"person": person} | form.cleaned_data)
        except Incomplete as refused:
            add_problems(form, refused.problems, "why")
        else:
            flash(request, text("It is noted; no draw sends them there."))
            return SeeOther(reverse("inspections:ties"))
    context = {"form": form, "prepares": prepares, "pages": page_of(request, ties_for(person))}
    return render(request, "inspections/ties.html.j2", context, status=status_of_form(request))


@needs(PREPARE)
@require_POST
def end(request: HttpRequest, key: str) -> HttpResponse:
    """End a tie."""
    person = person_of(request)
    found = tie_for(person, key)
    if tried(lambda: end_tie(actor=person, tie=found)):
        raise NotFound
    flash(request, text("The tie has ended."))
    return SeeOther(reverse("inspections:ties"))
