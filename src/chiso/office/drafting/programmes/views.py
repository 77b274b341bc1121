"""Pages of programmes: list, one programme, its leagues and calendar, the campaigns that take it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.frameworks.exporting.yaml_text import write_yaml
from chiso.language import text, text_by_count
from chiso.office.drafting.access import PROGRAMME, programme_for
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.drafting.models import League, Programme
from chiso.office.drafting.programmes.documents import document_of_programme
from chiso.office.drafting.programmes.forms import (
    CalendarForm,
    LeagueForm,
    ProgrammeForm,
    initial_of,
    initial_of_calendar,
)
from chiso.office.drafting.programmes.selectors import (
    calendar_of,
    league_named,
    leagues_of,
    programmes,
    units_in_words,
)
from chiso.office.drafting.programmes.services import (
    close_programme,
    copy_programme,
    open_campaigns,
    remove_league,
    save_league,
    save_programme,
    set_calendar,
)
from chiso.office.errors import Conflict, Incomplete, NotFound
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem, Refused


@signed_in
@require_safe
def programmes_list(request: HttpRequest) -> HttpResponse:
    """All programmes."""
    context = {
        "pages": page_of(request, programmes()),
        "may_change": may(person_of(request), PROGRAMME, Where()),
    }
    return render(request, "drafting/programmes.html.j2", context)


@signed_in
@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """One programme: leagues, calendar, campaigns, history."""
    found = programme_for(person_of(request), key)
    leagues = leagues_of(found)
    context = {
        "programme": found,
        "leagues": [{"league": one, "units": units_in_words(one)} for one in leagues],
        "waiting": [one for one in leagues if one.campaign_id is None],
        "calendar": list(calendar_of(found)),
        "may_change": found.closed_at is None and may(person_of(request), PROGRAMME, Where()),
        "may_copy": may(person_of(request), PROGRAMME, Where()),
        "history": history_of(found, limit=20),
    }
    return render(request, "drafting/programme.html.j2", context)


@signed_in
@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    """The programme as the file that scoring reads. Raises NotFound where it has no league yet."""
    found = programme_for(person_of(request), key)
    leagues = leagues_of(found)
    if not leagues:
        raise NotFound
    written = write_yaml(document_of_programme(found, leagues))
    return hand_out(written.encode(), f"{found.name}@{found.period}.yaml")


@needs(PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new programme, by itself or from one that stands (`tu`)."""
    written = request.POST.get("tu") or request.GET.get("tu", "")
    source = programme_for(person_of(request), written) if written else None
    initial = {"name": source.name, "title": source.title} if source else None
    form = ProgrammeForm(request.POST or None, initial=initial)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = (
                copy_programme(actor=person_of(request), programme=source, **form.cleaned_data)
                if source
                else save_programme(actor=person_of(request), **form.cleaned_data)
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The programme was made."))
            return SeeOther(reverse("drafting:programme", args=[made.key]))
    title = text("Make a programme from {title}", title=source.title) if source else text("Make a programme")
    context = {"form": form, "problems": problems, "source": source, "title": title, "version": 0}
    return render(request, "drafting/edit-programme.html.j2", context, status=status_of_form(request))


@needs(PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Title, name and period of a programme."""
    found = _to_change(request, key)
    initial = {"name": found.name, "title": found.title, "period": found.period}
    form = keep(request, ProgrammeForm(request.POST or None, initial=initial))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            save_programme(
                actor=person_of(request),
                programme=found,
                expected_version=expected_version(request),
                **form.cleaned_data,
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The programme was saved."))
            return SeeOther(reverse("drafting:programme", args=[key]))
    context = {
        "form": form,
        "problems": problems,
        "programme": found,
        "title": text("Change the programme"),
        "version": found.version,
    }
    return render(request, "drafting/edit-programme.html.j2", context, status=status_of_form(request))


@needs(PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close a programme, after one more question."""
    found = _to_change(request, key)
    if request.method == "POST":
        close_programme(actor=person_of(request), programme=found, expected_version=expected_version(request))
        flash(request, text("The programme is closed."))
        return SeeOther(reverse("drafting:programme", args=[key]))
    return render(request, "drafting/close-programme.html.j2", {"programme": found})


@needs(PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def add_league(request: HttpRequest, key: str) -> HttpResponse:
    """A further league."""
    return _edit_league(request, _to_change(request, key), None)


@needs(PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def league(request: HttpRequest, key: str) -> HttpResponse:
    """Change a league, or take it away."""
    found = league_named(key)
    require_for_page(person_of(request), PROGRAMME, Where())
    if request.method == "POST" and request.POST.get("action") == "remove":
        remove_league(actor=person_of(request), league=found, expected_version=expected_version(request))
        flash(request, text("The league was removed."))
        return SeeOther(reverse("drafting:programme", args=[found.programme.key]))
    return _edit_league(request, found.programme, found)


def _edit_league(request: HttpRequest, programme: Programme, found: League | None) -> HttpResponse:
    form = keep(request, LeagueForm(request.POST or None, initial=initial_of(found) if found else None))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            save_league(
                actor=person_of(request),
                programme=programme,
                given=form.read(),
                league=found,
                expected_version=expected_version(request),
            )
        except Conflict:
            raise
        except Refused as refused:
            problems = refused.problems
        else:
            flash(request, text("The league was saved."))
            return SeeOther(reverse("drafting:programme", args=[programme.key]))
    context = {
        "form": form,
        "problems": problems,
        "programme": programme,
        "league": found,
        "title": text("Change the league") if found else text("Add a league"),
    }
    return render(request, "drafting/edit-league.html.j2", context, status=status_of_form(request))


@needs(PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """When each phase opens and closes in the campaigns of a programme."""
    found = _to_change(request, key)
    form = keep(request, CalendarForm(request.POST or None, initial=initial_of_calendar(found)))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            set_calendar(
                actor=person_of(request),
                programme=found,
                phases=form.read(),
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The calendar was saved."))
            return SeeOther(reverse("drafting:programme", args=[key]))
    context = {"form": form, "problems": problems, "programme": found}
    return render(request, "drafting/calendar.html.j2", context, status=status_of_form(request))


@needs(PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def open_from(request: HttpRequest, key: str) -> HttpResponse:
    """Open the campaigns of leagues that have none."""
    found = _to_change(request, key)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            opened = open_campaigns(
                actor=person_of(request),
                programme=found,
                leagues=request.POST.getlist("leagues"),
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text_by_count("One campaign is open.", "{count} campaigns are open.", len(opened)),
                text("Each unit answers for itself. Say next who appraises which field."),
            )
            return SeeOther(reverse("drafting:programme", args=[key]))
    context = {
        "programme": found,
        "problems": problems,
        "waiting": [
            {"league": one, "units": units_in_words(one)}
            for one in leagues_of(found)
            if one.campaign_id is None
        ],
        "calendar": list(calendar_of(found)),
    }
    return render(request, "drafting/open-campaigns.html.j2", context, status=status_of_form(request))


def _to_change(request: HttpRequest, key: str) -> Programme:
    found = programme_for(person_of(request), key)
    require_for_page(person_of(request), PROGRAMME, Where())
    return found
