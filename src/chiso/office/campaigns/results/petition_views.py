"""Pages of petitions: the list for the council, the form of the head, one petition with its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scopes_disabled

from chiso.language import listing, text
from chiso.office.campaigns.access import (
    ANSWER_PETITION,
    PETITION,
    READ_COUNCIL,
    campaign_for,
)
from chiso.office.campaigns.council.access import require_council, where_of_council
from chiso.office.campaigns.models import Petition
from chiso.office.campaigns.participants import Participants, participants_with
from chiso.office.campaigns.results.access import agency_to_see, petition_for, where_of_agency
from chiso.office.campaigns.results.forms import AnswerForm, PetitionForm, place_of
from chiso.office.campaigns.results.petitions import (
    PETITION_NAMES,
    answer_petition,
    make_petition,
    withdraw_petition,
)
from chiso.office.errors import Incomplete
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem


@needs(READ_COUNCIL)
@require_safe
def petitions(request: HttpRequest, key: str) -> HttpResponse:
    """All petitions of a campaign, those without an answer first."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    require_council(person, campaign)
    with scopes_disabled():
        found = list(Petition.objects.select_related("agency", "unit", "by").filter(campaign=campaign))
    found.sort(key=lambda one: (one.state != "open", one.at))
    context = {
        "campaign": campaign,
        "pages": page_of(request, found),
        "open": sum(one.state == "open" for one in found),
        "names": PETITION_NAMES,
        "place_of": place_of,
    }
    return render(request, "campaigns/results/petitions.html.j2", context)


@needs(PETITION)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """The head asks for something to be looked at again."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    agency = agency_to_see(person, campaign, agency_key, PETITION)
    participants = participants_with(campaign, agency)
    places = dict(_places(participants, agency))
    form = PetitionForm(
        [(value, title) for value, (title, _) in places.items()],
        request.POST or None,
        initial={"leaf": request.GET.get("tieu-chi", "")},
    )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        unit, node = places[form.cleaned_data["leaf"]][1]
        try:
            made = make_petition(
                actor=person,
                campaign=campaign,
                agency=agency,
                unit=unit,
                node=node,
                words=form.cleaned_data["words"],
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("The petition is with the council since {when}.", when=f"{made.at:%d/%m/%Y}"),
                text("You will be told of the answer."),
            )
            return SeeOther(reverse("campaigns:petition", args=[key, made.key]))
    context = {"campaign": campaign, "agency": agency, "form": form, "problems": problems}
    return render(request, "campaigns/results/make-petition.html.j2", context, status=status_of_form(request))


def _places(
    participants: Participants, agency: Agency
) -> Iterator[tuple[str, tuple[Any, tuple[Agency, str]]]]:
    """What may be petitioned about: the value of the form, its title, unit and node."""
    units = {rows[0].unit_id: rows[0].unit for rows in participants.assignments.values()}
    leaves = participants.leaves_of(agency)
    for key in dict.fromkeys([*([agency.pk] if agency.pk in units else []), *(one.unit for one in leaves)]):
        yield units[key].key, (text("the whole result of {unit}", unit=units[key].name), (units[key], ""))
    several = len({leaf.unit for leaf in leaves}) > 1
    for leaf in leaves:
        unit = units[leaf.unit]
        title = text("{code} {title}", code=leaf.code, title=leaf.node.title)
        shown = listing((title, unit.name)) if several else title
        yield f"{unit.key} {leaf.code}", (shown, (unit, leaf.code))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def petition(request: HttpRequest, key: str, petition_key: str) -> HttpResponse:
    """One petition; the secretary answers it here."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found = petition_for(person, campaign, petition_key)
    if request.method == "POST":
        require_for_page(person, ANSWER_PETITION, where_of_council(campaign, ANSWER_PETITION))
    may_answer = found.state == "open" and may(
        person, ANSWER_PETITION, where_of_council(campaign, ANSWER_PETITION)
    )
    form = keep(request, AnswerForm(request.POST or None, initial={"answer": found.answer}))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            answer_petition(
                actor=person,
                petition=found,
                state=form.cleaned_data["state"],
                words=form.cleaned_data["answer"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The petition of {agency} is answered.", agency=found.agency.name))
            return SeeOther(reverse("campaigns:petition", args=[key, petition_key]))
    context = {
        "campaign": campaign,
        "petition": found,
        "form": form,
        "problems": problems,
        "names": PETITION_NAMES,
        "place": place_of(found),
        "may_answer": may_answer,
        "may_withdraw": found.state == "open"
        and may(person, PETITION, where_of_agency(campaign, found.agency)),
        "is_council": may(person, READ_COUNCIL, where_of_council(campaign)),
    }
    return render(request, "campaigns/results/petition.html.j2", context, status=status_of_form(request))


@needs(PETITION)
@require_POST
def withdraw(request: HttpRequest, key: str, petition_key: str) -> HttpResponse:
    """The head takes a petition back."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    found = petition_for(person, campaign, petition_key)
    withdraw_petition(actor=person, petition=found, expected_version=expected_version(request))
    flash(request, text("The petition was withdrawn."))
    return SeeOther(reverse("campaigns:own-result", args=[key, found.agency.key]))
