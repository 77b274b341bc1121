"""My account: language, password, codes, sessions, rights."""

from __future__ import annotations

from urllib.parse import quote

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.api.services import tokens_in_force
from chiso.office.errors import Incomplete, NotFound
from chiso.office.people import second_factor, selectors, services
from chiso.office.people.forms import ChangePasswordForm, LanguageForm, add_problems
from chiso.office.people.guard import signed_in
from chiso.office.people.sessions import sessions_of
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, flash
from chiso.office.ui.labels import label
from chiso.office.ui.middleware import COOKIE


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """My account."""
    person = person_of(request)
    context = {
        "form": LanguageForm(initial={"language": person.language}),
        "codes_left": second_factor.recovery_codes_left(person),
        "sessions": len(sessions_of(person)),
        "stand_ins": len([one for one in selectors.stand_ins_of(person, person) if one.revoked_at is None]),
    }
    return render(request, "people/account.html.j2", context)


@signed_in
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language in which the office speaks to me."""
    person = services.choose_language(actor=person_of(request), language=request.POST.get("language", ""))
    request.language = person.language  # type: ignore[attr-defined]
    flash(request, text("The language is kept."))
    answer = SeeOther(reverse("people:account"))
    # What was chosen for this browser would otherwise go before it.
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


@signed_in
@step_up
@never_cache
@sensitive_post_parameters("password", "current_password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set a new password: the one before and a code are asked, and all other sessions end."""
    form = ChangePasswordForm(
        request.POST or None,
        has_one=person_of(request).has_usable_password(),
        has_tokens=tokens_in_force(person_of(request)).exists(),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _knows_password(request, form):
            try:
                person = services.change_password(
                    actor=person_of(request),
                    password=form.cleaned_data["password"],
                    keep_session=request.session.session_key or "",
                    revokes_tokens=form.cleaned_data.get("revokes_tokens", False),
                )
            except Incomplete as refused:
                add_problems(form, refused)
            else:
                _keep_signed_in(request, person)
                flash(request, text("The new password holds."), text("All other sessions were ended."))
                return SeeOther(reverse("people:account"))
    return render(request, "people/password.html.j2", {"form": form}, status=status)


def _knows_password(request: HttpRequest, form: ChangePasswordForm) -> bool:
    """Whether the password as it is now was given; a wrong one counts as one at the sign-in page does."""
    if "current_password" not in form.fields:
        return True
    person = person_of(request)
    given = form.cleaned_data["current_password"]
    if authenticate(request, username=person.username, password=given) == person:
        return True
    form.add_error("current_password", label(text("This is not your password.")))
    return False


def _keep_signed_in(request: HttpRequest, person: object) -> None:
    """A session is bound to the password: this one gets a new key and goes on."""
    before = request.session.session_key
    update_session_auth_hash(request, person)  # type: ignore[arg-type]
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, shown once after they were made; making new ones."""
    person = person_of(request)
    if request.method == "POST":
        return _new_codes(request)
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    codes = RecoveryCodes(row) if row is not None else None
    shown: list[str] = []
    if codes is not None and not codes.did_view and request.method == "GET":
        shown = codes.get_unused_codes()
        codes.mark_as_viewed()
    left = len(codes.get_unused_codes()) if codes is not None else 0
    file = "data:text/plain;charset=utf-8," + quote("\n".join(["chiso", person.username, "", *shown, ""]))
    context = {"codes": shown, "left": left, "file": file}
    return render(request, "people/recovery-codes.html.j2", context)


@step_up
def _new_codes(request: HttpRequest) -> HttpResponse:
    second_factor.renew_recovery_codes(person=person_of(request))
    return SeeOther(reverse("people:recovery-codes"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; ending one session or all others."""
    person = person_of(request)
    here = request.session.session_key or ""
    if request.method == "POST":
        return _end_sessions(request)
    rows = [(row, row.session_key == here) for row in sessions_of(person)]
    return render(request, "people/sessions.html.j2", {"rows": rows})


# A session left open on a desk ends nobody else's.
@step_up
def _end_sessions(request: HttpRequest) -> HttpResponse:
    here = request.session.session_key or ""
    ended = services.end_own_sessions(actor=person_of(request), keep_session=here, only=_row_of(request))
    flash(request, text("Sessions ended: {count}.", count=ended))
    return SeeOther(reverse("people:sessions"))


def _row_of(request: HttpRequest) -> int | None:
    """The session that a button names; None: all others. Raises NotFound where it names none that can be."""
    written = request.POST.get("session", "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        raise NotFound
    return int(written)


@signed_in
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """My rights: what I may do, where, until when, under which appointment."""
    return render(request, "people/rights.html.j2", {"grounds": selectors.rights_of(person_of(request))})
