"""People: the list, one person, invitations, ways back in, leaving."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.ledger.access import ERASE
from chiso.office.people import access, second_factor, selectors
from chiso.office.people.forms import (
    FilterForm,
    InviteForm,
    RenewForm,
    add_problems,
    describe,
)
from chiso.office.people.guard import needs
from chiso.office.people.mailing import send_link
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, title_of
from chiso.office.people.services import end_service, invite, issue_renewal, revoke_invitation
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.people.views.links import link_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.paging import page_of

_LINK = "link_to_show"


@needs(access.READ)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who has an account, with what they are appointed to."""
    actor = person_of(request)
    form = FilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = selectors.people_list(
        actor,
        words=asked.get("tim", ""),
        role=asked.get("vai_tro", ""),
        agency=asked.get("co_quan"),
        state=asked.get("tinh_trang", ""),
    )
    context = {
        "form": form,
        "pages": page_of(request, rows),
        "describe": describe,
        "may_invite": may(actor, access.INVITE, Where()),
        "may_see_teams": may(actor, access.READ_TEAMS, Where()),
    }
    return render(request, "people/people.html.j2", context)


@needs(access.READ)
@require_safe
def person(request: HttpRequest, key: str) -> HttpResponse:
    """One person: account, appointments with their history, stand-ins."""
    actor = person_of(request)
    shown = access.get_person_for(actor, key)
    now = timezone.now()
    others = shown.pk != actor.pk and shown.left_at is None
    context = {
        "shown": shown,
        "appointments": [
            (one, selectors.is_standing(one, now)) for one in selectors.history_of(actor, shown)
        ],
        "stand_ins": selectors.stand_ins_of(actor, shown),
        "now": now,
        "describe": describe,
        "action_title": title_of,
        "is_enrolled": second_factor.is_enrolled(shown),
        "may_appoint": others and may(actor, access.APPOINT, Where()),
        "may_renew": others and may(actor, access.RENEW, Where()),
        "may_erase": shown.left_at is not None and shown.erased_at is None and may(actor, ERASE, Where()),
        "may_end": others and may(actor, access.END_SERVICE, Where()),
        "may_name": others and may_name_for(actor, shown),
    }
    return render(request, "people/person.html.j2", context)


def may_name_for(actor: Person, shown: Person) -> bool:
    """Whether `actor` may name a stand-in for one of the appointments that `shown` holds."""
    return any(may(actor, access.STAND_IN, Where(one.agency)) for one in selectors.own_appointments(shown))


@needs(access.INVITE)
@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Who was invited, and what became of it; a fresh link is shown once."""
    actor = person_of(request)
    context = {
        "rows": selectors.invitations(actor),
        "now": timezone.now(),
        "link": request.session.pop(_LINK, ""),
        "describe_invitation": describe,
    }
    return render(request, "people/invitations.html.j2", context)


@needs(access.INVITE)
@step_up
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: HttpRequest) -> HttpResponse:
    """Invite somebody to a role."""
    actor = person_of(request)
    form = InviteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data
            try:
                made = invite(actor=actor, **asked)
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                _hand_over(
                    request, asked["email"], getattr(request, "language", "vi"), "invitation", made.token
                )
                return SeeOther(reverse("people:invitations"))
    return render(request, "people/invite.html.j2", {"form": form}, status=status)


def _hand_over(request: HttpRequest, email: str, language: str, kind: str, token: str) -> None:
    """Mail the link where mail is configured and an address is known; else show it once."""
    link = link_of(request, kind, token)
    if email and configuration().mail_url and send_link(link, email, language, kind):
        flash(request, text("The link was sent to {address}.", address=email))
    else:
        request.session[_LINK] = link


@needs(access.INVITE)
@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw an invitation."""
    actor = person_of(request)
    invitation = access.get_invitation_for(actor, key)
    revoke_invitation(actor=actor, invitation=invitation)
    flash(request, text("The invitation is withdrawn; its link opens nothing any more."))
    return SeeOther(reverse("people:invitations"))


@needs(access.RENEW)
@step_up
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, key: str) -> HttpResponse:
    """Give somebody who lost password or telephone a link."""
    actor = person_of(request)
    shown = access.get_person_for(actor, key)
    form = RenewForm(request.POST or None, initial={"lost": "password"})
    link, status = request.session.pop(_LINK, ""), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made = issue_renewal(
                actor=actor, person=shown, resets_second_factor=form.cleaned_data["lost"] == "both"
            )
            _hand_over(request, shown.email, shown.language, "renewal", made.token)
            return SeeOther(reverse("people:renew", args=[shown.key]))
    return render(
        request, "people/renew.html.j2", {"form": form, "shown": shown, "link": link}, status=status
    )


@needs(access.END_SERVICE)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: str) -> HttpResponse:
    """Close the account of somebody who leaves; asked once more first."""
    actor = person_of(request)
    shown = access.get_person_for(actor, key)
    if request.method == "POST":
        end_service(actor=actor, person=shown, expected_version=expected_version(request))
        flash(
            request,
            text("The account of {name} is closed.", name=shown.full_name),
            text("Appointments, stand-ins and sessions ended this minute; the record keeps what was done."),
        )
        return SeeOther(reverse("people:person", args=[shown.key]))
    return render(request, "people/end.html.j2", {"shown": shown})
