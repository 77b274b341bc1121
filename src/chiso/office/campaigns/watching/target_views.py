"""Targets of a campaign: where a unit stands against them, setting one, taking a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.figures import parse_decimal
from chiso.frameworks.model import TOTAL
from chiso.language import text
from chiso.office.campaigns.access import MANAGE, WATCH
from chiso.office.campaigns.models import Target
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.watching.access import managed, watched
from chiso.office.campaigns.watching.forms import TargetForm, TargetsForm
from chiso.office.campaigns.watching.standing import standing_of, units_of
from chiso.office.campaigns.watching.targets import set_target, take_over_targets
from chiso.office.campaigns.watching.watch_views import tabs_of
from chiso.office.errors import Incomplete, NotFound
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import BadInput, Problem


@needs(WATCH)
@require_safe
def targets(request: HttpRequest, key: str) -> HttpResponse:
    """A unit against its targets; the first one where the address names none."""
    found = watched(person_of(request), key)
    participants = participants_of(found)
    units = units_of(participants)
    context: dict[str, Any] = {
        "campaign": found,
        "tabs": tabs_of(found, "targets"),
        "units": units,
        "may_manage": found.closed_at is None and may(person_of(request), MANAGE, Where(campaign=found)),
        "total": TOTAL,
    }
    asked = request.GET.get("don-vi", "")
    unit = next((one for one in units if one.key == asked), units[0] if units and not asked else None)
    if unit is None and asked:
        raise NotFound
    if unit is not None:
        try:
            context["standing"] = standing_of(found, unit.pk, participants)
        except BadInput as refused:
            context["problems"] = refused.problems
    return render(request, "campaigns/watching/targets.html.j2", context)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, key: str, unit_key: str, node: str) -> HttpResponse:
    """Set the target of a component."""
    found = managed(person_of(request), key)
    participants = participants_of(found)
    unit = next((one for one in units_of(participants) if one.key == unit_key), None)
    known = participants.framework.nodes_by_code
    if unit is None or (node != TOTAL and node not in known):
        raise NotFound
    kept = Target.objects.filter(campaign=found, unit=unit, node=node).first()
    form = keep(request, TargetForm(request.POST or None, initial=_initial(kept)))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            set_target(
                actor=person_of(request), campaign=found, unit=unit, node=node, wanted=form.wanted(),
                expected_version=expected_version(request),
            )  # fmt: skip
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The target was saved."))
            return SeeOther(f"{reverse('campaigns:targets', args=[key])}?don-vi={unit.key}")
    context = {
        "campaign": found,
        "unit": unit,
        "title": text("The whole")
        if node == TOTAL
        else text("{code} {title}", code=node, title=known[node].title),
        "form": form,
        "version": kept.version if kept is not None else 0,
        "problems": problems,
    }
    return render(request, "campaigns/watching/target.html.j2", context, status=status_of_form(request))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def targets_table(request: HttpRequest, key: str) -> HttpResponse:
    """Replace the targets by a table."""
    found = managed(person_of(request), key)
    form = TargetsForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        try:
            count = take_over_targets(
                actor=person_of(request), campaign=found, content=file.read(), name=file.name
            )
        except BadInput as refused:
            problems = refused.problems
        else:
            flash(request, text("Targets: {count}.", count=count))
            return SeeOther(reverse("campaigns:targets", args=[key]))
    context = {"campaign": found, "form": form, "problems": problems}
    return render(
        request, "campaigns/watching/targets_table.html.j2", context, status=status_of_form(request)
    )


def _initial(kept: Target | None) -> dict[str, Any]:
    if kept is None:
        return {}
    figures = {"points": kept.points, "published": kept.published}
    return {
        **{name: parse_decimal(value) if value else None for name, value in figures.items()},
        "source": kept.source,
    }
