"""A campaign from that of another year, and a rehearsal of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text
from chiso.office.campaigns.access import MANAGE, campaign_for
from chiso.office.campaigns.calendar.copying import Plan, copy_campaign, plan_copy
from chiso.office.campaigns.calendar.forms import CopyForm, RehearsalForm
from chiso.office.campaigns.calendar.rehearsing import rehearse
from chiso.office.campaigns.frameworks import framework_by_key
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.services import framework_of
from chiso.office.errors import Incomplete
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.problems import BadInput, Problem


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """Open a campaign from this one: first what it would take over, then, asked what is open, do it."""
    source = _to_manage(request, key)
    form = CopyForm(request.POST or None, initial=_initial(source))
    plan: Plan | None = None
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            plan = plan_copy(source, period=given["period"], framework=given["framework"])
            form.add_questions(plan, framework_by_key(given["framework"]))
            if request.POST.get("decision") == "copy":
                opened = copy_campaign(
                    actor=person_of(request),
                    source=source,
                    moves=form.moves,
                    **{name: given[name] for name in ("title", "period", "framework", "with_phases")},
                )
                flash(
                    request,
                    text("The campaign is open, with what it took over. Look at calendar and assignments."),
                )
                return SeeOther(reverse("campaigns:campaign", args=[opened.key]))
        except (Incomplete, BadInput) as refused:
            problems = refused.problems
    context = {
        "campaign": source,
        "form": form,
        "plan": plan,
        "problems": problems,
        "titles": framework_of(source).nodes_by_code,
        "newer": framework_by_key(form.cleaned_data["framework"]).nodes_by_code if plan else {},
    }
    # A plan that is shown is an answer, not a refusal.
    status = 200 if plan is not None and not problems else status_of_form(request)
    return render(request, "campaigns/calendar/copy.html.j2", context, status=status)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a rehearsal of this campaign."""
    source = _to_manage(request, key)
    initial = {"title": text("Rehearsal: {title}", title=source.title).in_language("vi")[:200]}
    form = RehearsalForm(request.POST or None, initial=initial)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = rehearse(actor=person_of(request), campaign=source, **form.cleaned_data)
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("The rehearsal has begun."),
                text("Move its phases as you need them; nothing of it is published and nobody is told."),
            )
            return SeeOther(reverse("campaigns:campaign", args=[made.key]))
    context = {
        "campaign": source,
        "form": form,
        "problems": problems,
        "title": text("Begin a rehearsal"),
        "lead": text(
            "A copy with calendar and assignments, to try everything out. Nothing of it is published,"
            " no notice and no mail goes out."
        ),
        "is_danger": False,
        "back": reverse("campaigns:campaign", args=[key]),
    }
    return render(request, "campaigns/calendar/ask.html.j2", context, status=status_of_form(request))


def _to_manage(request: HttpRequest, key: str) -> Campaign:
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    return found


def _initial(source: Campaign) -> dict[str, object]:
    period = source.period
    if period.isdigit():
        following = str(int(period) + 1)
        return {
            "title": source.title.replace(period, following),
            "period": following,
            "framework": source.framework,
            "with_phases": True,
        }
    return {"title": source.title, "framework": source.framework, "with_phases": True}
