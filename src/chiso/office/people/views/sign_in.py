"""Signing in: user name and password, then a code; the first time, setting up the app for codes."""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.configuration import configuration
from chiso.office.demonstration.accounts import known_usernames
from chiso.office.people import second_factor
from chiso.office.people.adapters import begin
from chiso.office.people.forms import CodeForm, SignInForm
from chiso.office.people.guard import public, signed_in
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import NAMES
from chiso.office.people.sign_in_service import FAILURES, SignedTokens
from chiso.office.people.stages import waiting
from chiso.office.people.step_up import said_of
from chiso.office.ui.answers import SeeOther, flash, safe_address
from chiso.office.ui.labels import label

_log = logging.getLogger("chiso.sign_in")
# The secret of a telephone that is being set up; kept in the session until the first right code.
_SECRET = "secret_to_set_up"
NEXT = "next"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password."""
    back = safe_address(request, request.GET.get(NEXT) or request.POST.get(NEXT) or "/")
    if request.user.is_authenticated and request.method != "POST":
        return SeeOther(back)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            person = authenticate(request, **form.cleaned_data)
            if isinstance(person, Person):
                return begin(request, person, back)
            form.add_error(None, label(text("User name or password is wrong.")))
    return render(request, "people/sign-in.html.j2", sign_in_context(form, back), status=status)


def sign_in_context(form: SignInForm, back: str = "/") -> dict[str, Any]:
    """What the sign-in page shows besides its form."""
    chosen = configuration()
    accounts: list[Person] = []
    if chosen.demonstration:
        accounts = list(
            Person.objects.filter(
                is_demonstration=True, is_active=True, username__in=known_usernames()
            ).order_by("username")
        )
    roles: dict[int, list[Appointment]] = {}
    for one in Appointment.objects.filter(person__in=accounts).select_related("agency") if accounts else []:
        roles.setdefault(one.person_id, []).append(one)
    return {
        "form": form,
        "back": back,
        "locked_minutes": 0,
        "service": (chosen.oidc_name or text("the city's sign-in service")) if chosen.oidc_server_url else "",
        "has_mail": bool(chosen.mail_url),
        "accounts": [(one, roles.get(one.pk, [])) for one in accounts],
        "role_names": NAMES,
    }


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Six digits from the telephone, or a recovery code."""
    at = waiting(request)
    if at is None:
        return redirect("account_login")
    stage, person = at
    if not second_factor.is_enrolled(person):
        return redirect("people:set-up")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            answer = second_factor.accept_code(person, form.cleaned_data["code"])
            if answer.accepted:
                if answer.by_recovery_code:
                    flash(
                        request,
                        text("A recovery code was used."),
                        text("Left: {count}. Make new ones in your account.", count=answer.codes_left),
                        "warn",
                    )
                return _enter(stage)
            form.add_error("code", label(said_of(answer)))
            status = 429 if answer.locked_until is not None else 422
    return render(request, "people/code.html.j2", {"form": form, "who": person}, status=status)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Put the account into the app on a telephone; the first right code proves it."""
    at = waiting(request)
    if at is None:
        return redirect("account_login")
    stage, person = at
    if second_factor.is_enrolled(person):
        return redirect("people:code")
    secret = request.session.get(_SECRET)
    if not secret:
        secret = request.session[_SECRET] = second_factor.new_secret()
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            counter = second_factor.check_first_code(secret, form.cleaned_data["code"])
            if counter is not None:
                second_factor.enrol(person=person, secret=secret, counter=counter)
                del request.session[_SECRET]
                stage.login.redirect_url = "/tai-khoan/ma-du-phong/"
                return _enter(stage)
            said = text("This is not the code of this account. Give the one that the telephone shows now.")
            form.add_error("code", label(said))
    adapter = get_adapter()
    image = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    context = {
        "form": form,
        "who": person,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        # Drawn by the library from the secret that was made here; nothing of it comes from a reader.
        "image": mark_safe(image),
    }
    return render(request, "people/set-up.html.j2", context, status=status)


def _enter(stage: Any) -> HttpResponse:
    answer: HttpResponse = stage.exit()
    return SeeOther(answer["Location"]) if answer.status_code == 302 else answer


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    flash(request, text("You are signed out."))
    answer = SeeOther("/tai-khoan/dang-nhap/")
    # What a visit wrote and did not send yet lies encrypted on the phone: it outlives a session (`page.js`).
    keeps = request.POST.get("keep") == "visits"
    answer["Clear-Site-Data"] = '"cache"' if keeps else '"cache", "storage"'
    return answer


@public
@never_cache
@require_safe
def service_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the city's sign-in service."""
    if set(request.GET) - {NEXT}:
        raise Http404
    return _through_allauth(OAuth2LoginView, request, provider_id)


@public
@never_cache
@require_safe
def service_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """What the city's sign-in service says of who comes."""
    return _through_allauth(OAuth2CallbackView, request, provider_id)


def _through_allauth(view: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    if not configuration().oidc_server_url:
        raise Http404
    try:
        answer: HttpResponseBase = view.adapter_view(SignedTokens(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except FAILURES:
        _log.warning("sign-in service failed", exc_info=True)
        return redirect("people:sign-in-failed")
    return answer


@public
@require_safe
def service_unknown(request: HttpRequest) -> HttpResponse:
    """The service vouches for somebody whom the office does not know."""
    return render(request, "people/service.html.j2", {"unknown": True}, status=403)


@public
@require_safe
def service_failed(request: HttpRequest) -> HttpResponse:
    """The service did not answer as it should, or the person turned back."""
    return render(request, "people/service.html.j2", {"unknown": False}, status=403)
