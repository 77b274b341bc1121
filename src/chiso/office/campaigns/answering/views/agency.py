"""The pages of an agency in a campaign: its leaves, who works on them, what to look at, the year before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.campaigns.access import GIVE, READ
from chiso.office.campaigns.answering.access import AgencyWork, agency_work_for
from chiso.office.campaigns.answering.agency_page import LEFT, MINE, agency_page
from chiso.office.campaigns.answering.checks import KINDS, check, entered_of
from chiso.office.campaigns.answering.forms import GiveForm
from chiso.office.campaigns.answering.giving import give_leaves, tasks_by_place, workers_of
from chiso.office.campaigns.answering.progress import LACKS, deadline_of
from chiso.office.campaigns.answering.views.showing import leaf_address
from chiso.office.campaigns.beside import beside
from chiso.office.campaigns.models import Submission
from chiso.office.campaigns.participants import Leaf
from chiso.office.campaigns.submitting.states import STATE_KINDS, STATE_NAMES
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.showing import add_problems
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.office.ui.parts import Tab


@needs(READ)
@require_safe
def agency_work(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """All leaves that an agency answers for, by field, with what is left to do."""
    work = agency_work_for(person_of(request), key, agency_key)
    shown = request.GET.get("xem", "")
    page = agency_page(work, shown)
    submission = Submission.objects.filter(campaign=work.campaign, agency=work.agency).first()
    here = reverse("campaigns:agency-work", args=[key, agency_key])
    tabs = [
        Tab(text("All criteria"), here, shown not in (LEFT, MINE), page.count.of),
        Tab(text("What is left"), f"{here}?xem={LEFT}", shown == LEFT, page.count.left),
    ]
    if work.is_inside:
        tabs.append(Tab(text("Given to me"), f"{here}?xem={MINE}", shown == MINE, page.mine))
    context = {
        "work": work,
        "campaign": work.campaign,
        "found": page,
        "tabs": tabs,
        "shown": shown,
        "lacks": LACKS,
        "deadline": deadline_of(work.campaign, work.agency, ("self_assessment",)),
        "now": timezone.now(),
        "state": STATE_NAMES[submission.state] if submission is not None else None,
        "state_kind": STATE_KINDS.get(submission.state, "") if submission is not None else "",
        "submission": submission,
        "beside": beside(work.person, work.agency),
    }
    return render(request, "campaigns/answering/agency.html.j2", context)


@needs(READ)
@require_safe
def checks(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """What to look at once more, and every leaf beside the year before."""
    work = agency_work_for(person_of(request), key, agency_key)
    entered = entered_of(work.participants, work.leaves)
    remarks = check(work.participants, entered)
    context = {
        "work": work,
        "campaign": work.campaign,
        "kinds": KINDS,
        "remarks": [(one, [(leaf, _address(work, leaf)) for leaf in one.leaves]) for one in remarks],
        "entered": [(one, _address(work, one.leaf)) for one in entered],
        "has_before": any(one.before is not None for one in entered),
        "earlier": work.campaign.copied_from,
    }
    return render(request, "campaigns/answering/checks.html.j2", context)


def _address(work: AgencyWork, leaf: Leaf) -> str:
    unit = work.participants.assignments[leaf.unit][0].unit
    return leaf_address(work.campaign, work.agency, unit, leaf)


@needs(GIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Give leaves to officers and sections, with a day."""
    work = agency_work_for(person_of(request), key, agency_key)
    if not work.is_inside:
        raise NotFound
    form = GiveForm(workers_of(work.agency), request.POST or None)
    chosen = set(request.POST.getlist("leaves"))
    if request.method == "POST" and form.is_valid():
        leaves = [leaf for leaf in work.leaves if f"{leaf.unit}|{leaf.code}" in chosen]
        try:
            count = give_leaves(
                actor=work.person,
                campaign=work.campaign,
                agency=work.agency,
                leaves=leaves,
                officer=form.officer(),
                section=form.section(),
                due_on=form.cleaned_data["due_on"],
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "worker")
        else:
            flash(request, text("Criteria given: {count}.", count=count))
            return SeeOther(reverse("campaigns:give-leaves", args=[key, agency_key]))
    tasks = tasks_by_place(work.campaign, work.agency)
    context = {
        "work": work,
        "campaign": work.campaign,
        "form": form,
        "rows": [
            {
                "leaf": leaf,
                "value": f"{leaf.unit}|{leaf.code}",
                "is_chosen": f"{leaf.unit}|{leaf.code}" in chosen,
                "task": tasks.get((leaf.unit, leaf.code)),
            }
            for leaf in work.leaves
        ],
    }
    return render(request, "campaigns/answering/give.html.j2", context, status=status_of_form(request))
