"""Pages of a consultation for those who are asked: the text, their opinions, what was answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.drafting.access import COMMENT, CONSULT, READ, consultation_for, where_of
from chiso.office.drafting.consulting.deciding import DECISIONS
from chiso.office.drafting.consulting.forms import OpinionForm
from chiso.office.drafting.consulting.selectors import (
    agencies_to_speak_for,
    asked_of,
    opinion_for,
    opinions_for,
    tally_of,
    text_laid_open,
)
from chiso.office.drafting.consulting.services.opinions import (
    change_opinion,
    give_opinion,
    withdraw_opinion,
)
from chiso.office.drafting.consulting.showing import parts_shown, state_of, time_left_of
from chiso.office.drafting.models import Consultation, Opinion
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import Where, may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem


@signed_in
@require_safe
def consultation(request: HttpRequest, key: str) -> HttpResponse:
    """One consultation, for who runs it and for who is asked."""
    person = person_of(request)
    found = consultation_for(person, key)
    opinions = opinions_for(person, found)
    mine = agencies_to_speak_for(person, found)
    may_read = may(person, READ, Where())
    framework = text_laid_open(found)
    context = {
        "consultation": found,
        "draft": found.draft,
        "state": state_of(found),
        "time_left": time_left_of(found),
        "framework": framework,
        "parts": list(parts_shown(framework)),
        "pages": page_of(request, opinions),
        "mine": {one.pk for one in mine},
        "decisions": DECISIONS,
        "asked": asked_of(found) if may_read else [],
        "tally": tally_of(found) if may_read else None,
        "may_read": may_read,
        "may_run": may(person, CONSULT, where_of(found.draft)),
        "public_address": _public_address(request, found) if may_read else "",
        "history": history_of(found, limit=20) if may_read else [],
    }
    return render(request, "drafting/consultation.html.j2", context)


def _public_address(request: HttpRequest, consultation: Consultation) -> str:
    if not consultation.slug:
        return ""
    return request.build_absolute_uri(reverse("drafting:public-consultation", args=[consultation.slug]))


@needs(COMMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, key: str) -> HttpResponse:
    """Write an opinion for an agency."""
    person = person_of(request)
    found = consultation_for(person, key)
    agencies = agencies_to_speak_for(person, found)
    if not agencies:
        raise NotFound
    form = OpinionForm(
        text_laid_open(found), agencies, request.POST or None, initial={"node": request.GET.get("muc", "")}
    )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            give_opinion(
                actor=person,
                consultation=found,
                agency=form.chosen_agency(),
                node=form.cleaned_data["node"],
                words=form.cleaned_data["words"],
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("The opinion was taken."),
                text("Everybody in your agency sees it; others do once the time is over."),
            )
            return SeeOther(reverse("drafting:consultation", args=[key]))
    context = {
        "consultation": found,
        "form": form,
        "problems": problems,
        "several": len(agencies) > 1,
        "time_left": time_left_of(found),
        "title": text("Give an opinion"),
        "version": 0,
    }
    return render(request, "drafting/give-opinion.html.j2", context, status=status_of_form(request))


@needs(COMMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Write an opinion of one's agency anew, or withdraw it."""
    person = person_of(request)
    found = _own_opinion(request, key)
    back = reverse("drafting:consultation", args=[found.consultation.key])
    if request.method == "POST" and request.POST.get("action") == "withdraw":
        withdraw_opinion(actor=person, opinion=found, expected_version=expected_version(request))
        flash(request, text("The opinion was withdrawn."))
        return SeeOther(back)
    agencies = agencies_to_speak_for(person, found.consultation)
    form = keep(
        request,
        OpinionForm(
            text_laid_open(found.consultation),
            [one for one in agencies if one.pk == found.agency_id],
            request.POST or None,
            initial={"node": found.node_code, "words": found.words},
        ),
    )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            change_opinion(
                actor=person,
                opinion=found,
                node=form.cleaned_data["node"],
                words=form.cleaned_data["words"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The opinion was saved."))
            return SeeOther(back)
    context = {
        "consultation": found.consultation,
        "form": form,
        "problems": problems,
        "several": False,
        "time_left": time_left_of(found.consultation),
        "title": text("Change the opinion"),
        "version": found.version,
        "removable": True,
    }
    return render(request, "drafting/give-opinion.html.j2", context, status=status_of_form(request))


def _own_opinion(request: HttpRequest, key: str) -> Opinion:
    """An opinion of an agency for which the person may speak. Raises NotFound."""
    found = opinion_for(person_of(request), key)
    speaks_for = {one.pk for one in agencies_to_speak_for(person_of(request), found.consultation)}
    if found.agency_id not in speaks_for:
        raise NotFound
    return found
