"""The submission of an agency: its page, and the steps of officers and heads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import Text, text
from chiso.office.campaigns.access import APPROVE, HAND_UP, SEE_SUBMISSION, SUBMIT
from chiso.office.campaigns.models import Receipt
from chiso.office.campaigns.submitting.access import Submitting, submitting_for
from chiso.office.campaigns.submitting.forms import RemarksForm, TakeBackForm
from chiso.office.campaigns.submitting.selectors import Standing, receipt_just_given, standing_of
from chiso.office.campaigns.submitting.showing import shown_lacking, shown_submission
from chiso.office.campaigns.submitting.states import number_of
from chiso.office.campaigns.submitting.steps import approve, hand_up, send_back, submit, take_back
from chiso.office.errors import Conflict
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep


@needs(SEE_SUBMISSION)
@require_safe
def submission(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """How far an agency is, what is missing, who is to act, until when."""
    place = submitting_for(person_of(request), key, agency_key)
    standing = standing_of(place.participants, place.agency)
    context = shown_submission(person_of(request), place, standing, timezone.now()) | {
        "history": history_of(standing.submission, limit=20) if standing.submission else [],
    }
    return render(request, "campaigns/submitting/submission.html.j2", context)


@needs(HAND_UP)
@require_POST
def hand_up_now(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Lay what was entered before the head."""
    place = _place(request, key, agency_key, HAND_UP)
    hand_up(
        actor=person_of(request),
        campaign=place.campaign,
        agency=place.agency,
        expected_version=expected_version(request),
    )
    flash(
        request,
        text("It lies before the head, who was told."),
        text("You can go on entering: it then comes back to you."),
    )
    return _back(place)


@needs(APPROVE)
@require_POST
def approve_now(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Approve what stands."""
    place = _place(request, key, agency_key, APPROVE)
    current = approve(
        actor=person_of(request),
        campaign=place.campaign,
        agency=place.agency,
        expected_version=expected_version(request),
    )
    flash(
        request,
        text("Revision {revision} is approved.", revision=current.revision),
        text("It is not submitted yet: submit it next."),
        "warn",
    )
    return _back(place)


@needs(APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back_with_remarks(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Send it back to the officers."""
    place = _place(request, key, agency_key, APPROVE)
    form = keep(request, RemarksForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        send_back(
            actor=person_of(request),
            campaign=place.campaign,
            agency=place.agency,
            remarks=form.cleaned_data["remarks"],
            expected_version=expected_version(request),
        )
        flash(request, text("It went back to the officers, who were told."))
        return _back(place)
    context = {
        "form": form,
        "title": text("Send the self-assessment back to the officers"),
        "lead": text("They read your remarks, change it and lay it before you again."),
        "button": text("Send back"),
    }
    return _render_words(request, place, context)


@needs(SUBMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def submit_now(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Submit: what is missing is shown once more, then the receipt."""
    place = _place(request, key, agency_key, SUBMIT)
    if request.method == "POST":
        try:
            receipt = submit(
                actor=person_of(request),
                campaign=place.campaign,
                agency=place.agency,
                expected_version=expected_version(request),
                accepts_gaps=request.POST.get("accepts_gaps") == "on",
            )
        except Conflict:
            # Pressed twice: it was submitted by the first, whose answer the browser did not wait for.
            given = receipt_just_given(person_of(request), place.campaign, place.agency)
            if given is None:
                raise
            receipt = given
        flash(request, *_submitted(receipt))
        return SeeOther(reverse("campaigns:receipt", args=[key, receipt.key]))
    standing = standing_of(place.participants, place.agency)
    context = {
        "campaign": place.campaign,
        "agency": place.agency,
        "standing": standing,
        "lacking": shown_lacking(place, standing, has_links=True),
        "version": standing.version,
        "now": timezone.now(),
    }
    return render(request, "campaigns/submitting/submit.html.j2", context)


@needs(SUBMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_now(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Take back what was submitted."""
    place = _place(request, key, agency_key, SUBMIT)
    form = keep(request, TakeBackForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        take_back(
            actor=person_of(request),
            campaign=place.campaign,
            agency=place.agency,
            reason=form.cleaned_data["reason"],
            expected_version=expected_version(request),
        )
        flash(
            request,
            text("It was taken back: the agency can change it. Submit it again before the deadline."),
            level="warn",
        )
        return _back(place)
    context = {
        "form": form,
        "title": text("Take back what was submitted"),
        "lead": text(
            "Until it is submitted again, the agency has submitted nothing. The receipt stays in the record."
        ),
        "button": text("Take back"),
    }
    return _render_words(request, place, context)


def _submitted(receipt: Receipt) -> tuple[Text, Text]:
    said = text(
        "Submitted at {when}. Receipt number {number}.",
        when=f"{timezone.localtime(receipt.at):%H:%M, %d/%m/%Y}",
        number=number_of(receipt),
    )
    return said, text("The agency can still read it; it is not changed any more.")


def _place(request: HttpRequest, key: str, agency_key: str, action: str) -> Submitting:
    """The place for a step, by what the guard asked; the service asks afresh."""
    place = submitting_for(person_of(request), key, agency_key)
    require_for_page(person_of(request), action, place.where)
    return place


def _render_words(request: HttpRequest, place: Submitting, context: dict[str, object]) -> HttpResponse:
    standing: Standing = standing_of(place.participants, place.agency)
    shown = {"campaign": place.campaign, "agency": place.agency, "version": standing.version, **context}
    return render(request, "campaigns/submitting/words.html.j2", shown, status=status_of_form(request))


def _back(place: Submitting) -> SeeOther:
    return SeeOther(reverse("campaigns:submission", args=[place.campaign.key, place.agency.key]))
