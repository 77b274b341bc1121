"""Teams across agencies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.people import access, selectors, services
from chiso.office.people.forms import ChangeTeamForm, MemberForm, TeamForm, add_problems
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.models import Person, Team
from chiso.office.people.rights import Where, may
from chiso.office.people.roles import NAMES
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, flash
from chiso.office.ui.conflicts import keep


@signed_in
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """The teams that one may see: all, or those one is in."""
    actor = person_of(request)
    rows = selectors.view_teams(access.teams_for(actor)[:200])
    context = {
        "rows": rows,
        "today": timezone.localdate(),
        "may_form": may(actor, access.TEAMS, Where()),
    }
    return render(request, "people/teams.html.j2", context)


@signed_in
@require_safe
def team(request: HttpRequest, key: str) -> HttpResponse:
    """One team: agencies, members."""
    return _show(request, access.get_team_for(person_of(request), key), MemberForm())


def _show(request: HttpRequest, shown: Team, form: MemberForm, status: int = 200) -> HttpResponse:
    context = {
        "shown": selectors.view_teams([shown])[0],
        "form": form,
        "role_names": NAMES,
        "may_change": may(person_of(request), access.TEAMS, Where()),
    }
    return render(request, "people/team.html.j2", context, status=status)


@needs(access.TEAMS)
@require_http_methods(["GET", "HEAD", "POST"])
def form_team(request: HttpRequest) -> HttpResponse:
    """Form a team."""
    form = TeamForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.form_team(actor=person_of(request), **form.cleaned_data)
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                flash(request, text("The team is formed. Now take people into it."))
                return SeeOther(reverse("people:team", args=[made.key]))
    return render(request, "people/form-team.html.j2", {"form": form, "shown": None}, status=status)


@needs(access.TEAMS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_team(request: HttpRequest, key: str) -> HttpResponse:
    """Change a team."""
    actor = person_of(request)
    shown = selectors.view_teams([access.get_team_for(actor, key)])[0]
    stands = {
        "name": shown.team.name,
        "purpose": shown.team.purpose,
        "leading": [one.key for one in shown.leading],
        "taking_part": [one.key for one in shown.taking_part],
        "valid_to": shown.team.valid_to,
        "expected_version": shown.team.version,
    }
    form = keep(request, ChangeTeamForm(request.POST or None, initial=stands))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.change_team(actor=actor, team=shown.team, **form.cleaned_data)
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                flash(request, text("The team is changed."))
                return SeeOther(reverse("people:team", args=[shown.team.key]))
    return render(request, "people/form-team.html.j2", {"form": form, "shown": shown.team}, status=status)


@needs(access.TEAMS)
@step_up
@require_POST
def add_member(request: HttpRequest, key: str) -> HttpResponse:
    """Take somebody into a team: it gives a role, so a code is asked."""
    actor = person_of(request)
    shown = access.get_team_for(actor, key)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            services.add_member(actor=actor, team=shown, **form.cleaned_data)
        except Incomplete as refused:
            add_problems(form, refused)
        else:
            flash(request, text("{name} is in the team.", name=form.cleaned_data["person"].full_name))
            return SeeOther(reverse("people:team", args=[shown.key]))
    return _show(request, shown, form, 422)


@needs(access.TEAMS)
@require_POST
def remove_member(request: HttpRequest, key: str, person_key: str) -> HttpResponse:
    """Take somebody out of a team."""
    actor = person_of(request)
    shown = access.get_team_for(actor, key)
    member = Person.objects.filter(key=person_key, teammember__team=shown).first()
    if member is None:
        raise NotFound
    services.remove_member(actor=actor, team=shown, person=member)
    flash(request, text("{name} is out of the team.", name=member.full_name))
    return SeeOther(reverse("people:team", args=[shown.key]))
