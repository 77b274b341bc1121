"""Coming in by a link: an invitation, or a way back to an account.

The link's token is taken out of the address at once and kept in the session: addresses are written to logs
and shown to whoever looks over a shoulder.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import DEFAULT_LANGUAGE, Language, Text, text
from chiso.office.configuration import configuration
from chiso.office.errors import Incomplete
from chiso.office.people.adapters import begin
from chiso.office.people.forms import AcceptForm, ForgottenForm, NewPasswordForm, add_problems, describe
from chiso.office.people.guard import public
from chiso.office.people.models import Person, Renewal
from chiso.office.people.services.accounts import ask_for_renewal, find_open_renewal, use_renewal
from chiso.office.people.services.invitations import accept_invitation, find_open_invitation
from chiso.office.ui.answers import SeeOther, flash

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
        if person is not None and person.email and not _asked_lately(person):
            made = ask_for_renewal(person=person)
            send_link(request, person.email, person.language, "renewal", made.token)
        flash(
            request,
            text("If the account exists and has a mail address, a link is on its way."),
            text("It holds for 48 hours. Without mail, an administrator of accounts gives you a link."),
            "",
        )
        return SeeOther(reverse("account_login"))
    status = 422 if request.method == "POST" else 200
    return render(request, "people/forgotten.html.j2", {"form": form}, status=status)


def _asked_lately(person: Person) -> bool:
    """One mail in a quarter of an hour: nobody fills the mailbox of another."""
    since = timezone.now() - timedelta(minutes=15)
    return Renewal.objects.filter(person=person, issued_by=None, created_at__gt=since).exists()


def link_of(request: HttpRequest, kind: str, token: str) -> str:
    """The whole address of a link."""
    name = "people:open-invitation" if kind == "invitation" else "people:open-renewal"
    return request.build_absolute_uri(reverse(name, args=[token]))


def send_link(request: HttpRequest, to: str, language: str, kind: str, token: str) -> None:
    """Mail a link, in the language of who gets it."""
    reader: Language = "en" if language == "en" else DEFAULT_LANGUAGE
    link = link_of(request, kind, token)
    subject, body = _letter(kind, link)
    send_mail(subject.in_language(reader), body.in_language(reader), settings.DEFAULT_FROM_EMAIL, [to])


def _letter(kind: str, link: str) -> tuple[Text, Text]:
    if kind == "invitation":
        return (
            text("Invitation to the assessment office"),
            text(
                "You are invited to the assessment office. Open this link within 7 days, choose a user name "
                "and a password, and have your telephone at hand:\n\n{link}\n\nThe link works once. "
                "If you do not know of it, do not open it and tell whoever looks after accounts.",
                link=link,
            ),
        )
    return (
        text("New password for the assessment office"),
        text(
            "Open this link within 48 hours to set a new password:\n\n{link}\n\nThe link works once. "
            "If you did not ask for it, leave it; your password stays as it is.",
            link=link,
        ),
    )
