"""Pages to read: the list, a plan, a version, what differs, gaps of a unit, the document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chiso.improvement.gaps.history import STATE_WORDS
from chiso.improvement.gaps.influence import DECIDED_WORDS, INFLUENCE_WORDS
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import NotFound
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import CHAIN, OVERVIEW, PREPARE, READ, plan_for, version_for, visible_versions
from chiso.office.plans.basis import Figures
from chiso.office.plans.comparing import differences
from chiso.office.plans.content import content_of
from chiso.office.plans.documents import FORMS, name_of_file, write_plan
from chiso.office.plans.gaps import (
    AGAINST_NAMES,
    by_hands,
    by_history,
    gaps_shown,
    groups_of,
    units_to_look_at,
    without_solution,
)
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.said import said_of
from chiso.office.plans.selectors import (
    agencies_to_ask,
    basis_of,
    city_plans_of,
    content_shown,
    is_as_approved,
    parts_of,
    plans_of,
    steps_of,
    tasks_given,
    tasks_seen,
    versions_of,
    years_of,
)
from chiso.office.plans.services.changing import STATE_NAMES
from chiso.office.plans.services.deciding import STEP_NAMES
from chiso.office.plans.showing import show_lines, show_targets, sums_of
from chiso.office.plans.views.answering import context_of
from chiso.office.tasks.states import KINDS, state_of
from chiso.office.tasks.states import NAMES as TASK_STATES
from chiso.office.ui.paging import page_of
from chiso.problems import Refused

# Of the criteria those with most to win come first; a row is nine cells, on a phone a screen.
GAPS_AT_ONCE = 15


@needs(READ)
@require_safe
def plans_list(request: HttpRequest) -> HttpResponse:
    """The city's plans, and the sub-plans that the reader may see."""
    person = person_of(request)
    found = plans_of(person)
    context = {
        "city": [one for one in found if one.plan.agency_id is None],
        "parts": [one for one in found if one.plan.agency_id is not None],
        "states": STATE_NAMES,
        "may_prepare": may(person, PREPARE, Where(chain=CHAIN)),
        "may_overlook": may(person, OVERVIEW, Where(chain=CHAIN)),
    }
    return render(request, "plans/list.html.j2", context)


@needs(READ)
@require_safe
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """A plan: its latest version that the reader may see."""
    person = person_of(request)
    found = plan_for(person, key)
    return _page_of(request, person, versions_of(person, found)[0])


@needs(READ)
@require_safe
def version(request: HttpRequest, key: str) -> HttpResponse:
    """One version of a plan."""
    person = person_of(request)
    return _page_of(request, person, version_for(person, key))


def _page_of(request: HttpRequest, person: Person, found: PlanVersion) -> HttpResponse:
    shown, plan = content_shown(found), found.plan
    tasks = tasks_given(plan)
    seen = tasks_seen(person, tasks)
    targets = show_targets(shown.figures, shown.content, shown.forecast)
    is_city = plan.agency_id is None
    prepares_city = is_city and may(person, PREPARE, Where(chain=CHAIN))
    context = context_of(person, found) | {
        "versions": list(versions_of(person, plan)),
        "parts": parts_of(person, plan) if is_city else [],
        "city_is_visible": is_city or any(one.plan.pk == plan.city_plan_id for one in city_plans_of(person)),
        "asks": prepares_city and agencies_to_ask(plan),
        "basis": shown.figures.basis,
        "content": shown.content,
        "figures": shown.figures,
        "targets": targets,
        "whole": next((one for one in targets if one.target.node == "total"), None),
        "components": show_lines(shown.figures, shown.content, tasks),
        "task_states": {
            task.pk: state_of(task, timezone.localdate()) for task in tasks.values() if task.pk in seen
        },
        "sums": sums_of(shown.content),
        "forecast": shown.forecast,
        "steps": list(steps_of(found)),
        "is_as_approved": is_as_approved(found, shown.content),
        "step_names": STEP_NAMES,
        "state_names": TASK_STATES,
        "state_kinds": KINDS,
        "states": STATE_NAMES,
        "forms": FORMS,
        "gives": prepares_city and found.state == "approved",
    }
    return render(request, "plans/plan.html.j2", context)


@needs(READ)
@require_safe
def changes(request: HttpRequest, key: str) -> HttpResponse:
    """What differs from another version; from the one before where the address names none."""
    person = person_of(request)
    found = version_for(person, key)
    others = [one for one in _comparable(person, found) if one.pk != found.pk]
    asked = request.GET.get("voi", "")
    other = next((one for one in others if one.key == asked), None)
    if other is None and asked:
        raise NotFound
    if other is None:
        other = next((one for one in others if one.number < found.number), others[0] if others else None)
    said = differences(content_of(other), content_of(found)) if other is not None else []
    context = context_of(person, found) | {
        "others": others,
        "other": other,
        "said": said,
        "states": STATE_NAMES,
    }
    return render(request, "plans/changes.html.j2", context)


def _comparable(person: Person, found: PlanVersion) -> list[PlanVersion]:
    """The versions of the same plan, and of a sub-plan that of the city's plan which it was derived from."""
    rows = list(versions_of(person, found.plan))
    if found.derived_from_id is not None:
        rows += visible_versions(person).filter(pk=found.derived_from_id)
    return rows


@needs(READ)
@require_safe
def gaps(request: HttpRequest, key: str) -> HttpResponse:
    """Where a unit lost points, against what the address says; the maximum where it says nothing."""
    person = person_of(request)
    found = version_for(person, key)
    figures = Figures(basis_of(found.plan))
    units = units_to_look_at(found, figures)
    asked = request.GET.get("don-vi", "")
    unit = asked if asked in units else next(iter(units), "")
    against: Any = request.GET.get("so-voi", "maximum")
    if against not in AGAINST_NAMES or (asked and asked not in units):
        raise NotFound
    context: dict[str, Any] = context_of(person, found) | {
        "units": units,
        "unit": unit,
        "against": against,
        "against_names": AGAINST_NAMES,
        "figures": figures,
        "gaps": None,
        "influence_words": INFLUENCE_WORDS,
        "decided_words": DECIDED_WORDS,
        "problems": (),
        "years": years_of(found.plan),
        "may_add_years": may(person, PREPARE, Where(chain=CHAIN)),
    }
    if unit:
        try:
            shown = gaps_shown(figures.basis, content_of(found), context["years"], unit, against)
            pages = page_of(request, shown.gaps, GAPS_AT_ONCE)
            context["said"] = said_of(figures.basis, unit, {one.code for one in pages.rows})
        except Refused as refused:
            context["problems"] = refused.problems
        else:
            context |= {
                "gaps": shown,
                "pages": pages,
                "by_hands": by_hands(shown),
                "by_agency": shown.lost_by(lambda gap: gap.agency) if shown.has_owners else {},
                "by_history": by_history(shown),
                "groups": groups_of(shown),
                "without_solution": without_solution(shown),
                "state_words": STATE_WORDS,
            }
    return render(request, "plans/gaps.html.j2", context)


@needs(READ)
@require_safe
def document(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The plan as a file."""
    found = version_for(person_of(request), key)
    if form not in FORMS:
        raise NotFound
    return hand_out(write_plan(content_shown(found), form), name_of_file(found, form))
