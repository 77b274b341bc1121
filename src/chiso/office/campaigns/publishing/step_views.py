"""Pages of the steps of an edition: approval, decision, seal, publication."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import text
from chiso.office.campaigns.access import (
    APPROVE_EDITION,
    PREPARE_EDITION,
    PUBLISH_EDITION,
    campaign_for,
)
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.publishing.access import edition_for, where_of_edition
from chiso.office.campaigns.publishing.deciding import take_decision
from chiso.office.campaigns.publishing.editions import approve_edition, discard_edition, send_back
from chiso.office.campaigns.publishing.folders import DECIDED
from chiso.office.campaigns.publishing.forms import DecisionForm, ReasonForm, SealedForm
from chiso.office.campaigns.publishing.keys import keys_folder, public_keys, seal_key
from chiso.office.campaigns.publishing.releasing import ask_for_portal, publish_edition
from chiso.office.campaigns.publishing.sealing import seal_here, take_sealed
from chiso.office.files.receiving import was_too_long
from chiso.office.people.guard import needs
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import BadInput, Problem, Refused, WrongCall


def _found(request: HttpRequest, key: str, edition_key: str) -> tuple[Campaign, Edition]:
    person = person_of(request)
    campaign = campaign_for(person, key)
    return campaign, edition_for(person, campaign, edition_key)


def _back(edition: Edition) -> SeeOther:
    return SeeOther(reverse("campaigns:edition", args=[edition.campaign.key, edition.key]))


@needs(APPROVE_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Approve, after one more question."""
    person = person_of(request)
    campaign, found = _found(request, key, edition_key)
    if request.method == "POST":
        approve_edition(actor=person, edition=found, expected_version=expected_version(request))
        flash(request, text("Edition {number} is approved.", number=found.number))
        return _back(found)
    barred = frozenset({found.prepared_by_id})
    require_for_page(person, APPROVE_EDITION, where_of_edition(campaign, APPROVE_EDITION, barred=barred))
    return render(request, "campaigns/publishing/approve.html.j2", {"campaign": campaign, "edition": found})


@needs(APPROVE_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def send_it_back(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Send back, with the reason."""
    person = person_of(request)
    campaign, found = _found(request, key, edition_key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        send_back(
            actor=person,
            edition=found,
            reason=form.cleaned_data["reason"],
            expected_version=expected_version(request),
        )
        flash(request, text("Edition {number} was sent back.", number=found.number))
        return _back(found)
    barred = frozenset({found.prepared_by_id})
    require_for_page(person, APPROVE_EDITION, where_of_edition(campaign, APPROVE_EDITION, barred=barred))
    return _reason_page(request, campaign, found, form, is_leader=True)


@needs(PREPARE_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Lay an edition aside, with the reason."""
    person = person_of(request)
    campaign, found = _found(request, key, edition_key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        discard_edition(
            actor=person,
            edition=found,
            reason=form.cleaned_data["reason"],
            expected_version=expected_version(request),
        )
        flash(request, text("Edition {number} was discarded.", number=found.number))
        return _back(found)
    require_for_page(person, PREPARE_EDITION, where_of_edition(campaign))
    return _reason_page(request, campaign, found, form, is_leader=False)


def _reason_page(
    request: HttpRequest, campaign: Campaign, edition: Edition, form: ReasonForm, *, is_leader: bool
) -> HttpResponse:
    context = {"campaign": campaign, "edition": edition, "form": form, "is_leader": is_leader}
    return render(request, "campaigns/publishing/reason.html.j2", context, status=status_of_form(request))


@needs(PREPARE_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Take in number, day and file of the signed decision."""
    person = person_of(request)
    campaign, found = _found(request, key, edition_key)
    require_for_page(person, PREPARE_EDITION, where_of_edition(campaign))
    initial = {"number": found.decision_number, "day": found.decision_date}
    form = DecisionForm(request.POST or None, request.FILES or None, initial=initial)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            take_decision(
                actor=person,
                edition=found,
                number=form.cleaned_data["number"],
                day=form.cleaned_data["day"],
                pdf=file.read(),
                name=file.name,
                expected_version=expected_version(request),
            )
        except (BadInput, WrongCall, Refused) as refused:
            problems = _shown_here(refused)
        else:
            flash(
                request,
                text("The decision is in. Have the bundle sealed next."),
            )
            return _back(found)
    context = {
        "campaign": campaign,
        "edition": found,
        "form": form,
        "problems": problems,
        "was_too_long": was_too_long(request),
    }
    return render(request, "campaigns/publishing/decide.html.j2", context, status=status_of_form(request))


def _shown_here(refused: Refused) -> tuple[Problem, ...]:
    """Problems of the input stand on the page; refusals of right and version have pages of their own."""
    if getattr(refused, "status", 422) != 422:
        raise refused
    return refused.problems


@needs(PREPARE_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Hand the bundle out for sealing, and take it in sealed."""
    person = person_of(request)
    campaign, found = _found(request, key, edition_key)
    require_for_page(person, PREPARE_EDITION, where_of_edition(campaign))
    form = SealedForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            take_sealed(
                actor=person,
                edition=found,
                sealed=file.read(),
                name=file.name,
                expected_version=expected_version(request),
            )
        except (BadInput, Refused) as refused:
            problems = _shown_here(refused)
        else:
            flash(request, text("The sealed bundle is in. It can be published now."))
            return _back(found)
    context = {
        "campaign": campaign,
        "edition": found,
        "form": form,
        "problems": problems,
        "unsealed": DECIDED,
        "has_key": seal_key() is not None,
        "known_keys": [path.stem for path in public_keys()],
        "keys_folder": keys_folder().name,
        "was_too_long": was_too_long(request),
    }
    return render(request, "campaigns/publishing/seal.html.j2", context, status=status_of_form(request))


@needs(PREPARE_EDITION)
@step_up
@require_POST
def seal_in_office(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Seal with the key file of the installation."""
    person = person_of(request)
    _campaign, found = _found(request, key, edition_key)
    sealed = seal_here(actor=person, edition=found, expected_version=expected_version(request))
    flash(request, text("The bundle is sealed with the key {key_id}.", key_id=sealed.key_id))
    return _back(found)


@needs(PUBLISH_EDITION)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Publish, after one more question."""
    person = person_of(request)
    campaign, found = _found(request, key, edition_key)
    if request.method == "POST":
        publish_edition(actor=person, edition=found, expected_version=expected_version(request))
        flash(
            request,
            text("The results are published by decision {number}.", number=found.decision_number),
            text("The campaign is locked, agencies are told, and the public site is being built."),
        )
        return _back(found)
    barred = frozenset({found.approved_by_id or 0})
    require_for_page(person, PUBLISH_EDITION, where_of_edition(campaign, PUBLISH_EDITION, barred=barred))
    return render(request, "campaigns/publishing/publish.html.j2", {"campaign": campaign, "edition": found})


@needs(PUBLISH_EDITION)
@require_POST
def portal(request: HttpRequest, key: str, edition_key: str) -> HttpResponse:
    """Have the public site built anew."""
    _campaign, found = _found(request, key, edition_key)
    ask_for_portal(actor=person_of(request), edition=found)
    flash(request, text("The public site is being built anew."))
    return _back(found)
