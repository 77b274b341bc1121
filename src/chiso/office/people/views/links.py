"""Coming in by a link: an invitation, or a way back to an account.

The link's token is taken out of the address at once and kept in the session: addresses are written to logs
and shown to whoever looks over a shoulder.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.people.adapters import begin
from chiso.office.people.forms import AcceptForm, ForgottenForm, NewPasswordForm, add_problems, describe
from chiso.office.people.guard import public
from chiso.office.people.mailing import queue_way_back
from chiso.office.people.models import Person
from chiso.office.people.services.accounts import find_open_renewal, use_renewal
from chiso.office.people.services.invitations import accept_invitation, find_open_invitation
from chiso.office.ui.answers import SeeOther, flash, status_of_form

_INVITATION, _RENEWAL = "invitation_token", "renewal_token"
_LONGEST_TOKEN = 100


@public
@never_cache
@require_safe
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the token of an invitation in the session and go on without it in the address."""
    request.session[_INVITATION] = token[:_LONGEST_TOKEN]
    return redirect("people:accept")


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """Choose user name and password; then the app for codes is set up."""
    token = request.session.get(_INVITATION, "")
    invitation = find_open_invitation(token)
    form = AcceptForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            chosen = form.cleaned_data
            try:
                person = accept_invitation(
                    token=token,
                    username=chosen["username"],
                    password=chosen["password"],
                    language=chosen["language"],
                )
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                del request.session[_INVITATION]
                return begin(request, person, "")
    return render(
        request,
        "people/accept.html.j2",
        {"form": form, "invitation": invitation, "describe_invitation": describe},
        status=status,
    )


@public
@never_cache
@require_safe
def open_renewal(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the token of a way back in the session and go on without it in the address."""
    request.session[_RENEWAL] = token[:_LONGEST_TOKEN]
    return redirect("people:new-password")


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Set a new password by a link."""
    token = request.session.get(_RENEWAL, "")
    renewal = find_open_renewal(token)
    form = NewPasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                use_renewal(token=token, password=form.cleaned_data["password"])
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                del request.session[_RENEWAL]
                flash(request, text("The new password holds."), text("Sign in with it now."))
                return SeeOther(reverse("account_login"))
    return render(request, "people/new-password.html.j2", {"form": form, "renewal": renewal}, status=status)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer is the same whether the account exists or not."""
    if not configuration().mail_url:
        raise Http404
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"].lower()
        person = Person.objects.filter(username=username, is_active=True, left_at=None).first()
        if person is not None and person.email:
            # The queue sends it: how long a mail server takes would tell that the account exists.
            queue_way_back(person, request.build_absolute_uri("/"))
        flash(
            request,
            text("If the account exists and has a mail address, a link is on its way."),
            text("It holds for 48 hours. Without mail, an administrator of accounts gives you a link."),
            "",
        )
        return SeeOther(reverse("account_login"))
    status = status_of_form(request)
    return render(request, "people/forgotten.html.j2", {"form": form}, status=status)


def link_of(request: HttpRequest, kind: str, token: str) -> str:
    """The whole address of a link."""
    name = "people:open-invitation" if kind == "invitation" else "people:open-renewal"
    return request.build_absolute_uri(reverse(name, args=[token]))
