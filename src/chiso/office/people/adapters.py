"""What django-allauth asks of the office: who may come in, by which steps, and how secrets are kept.

Pages and sentences are ours (allauth has no Vietnamese catalogue); of allauth we use what lies behind
them: the stages of a sign-in, TOTP, recovery codes, sessions, OpenID Connect.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chiso.office.encryption import vault
from chiso.office.people.lockout import address_of
from chiso.office.people.models import Person
from chiso.office.people.stages import note_first_factor
from chiso.office.ui.answers import safe_address

_log = logging.getLogger("chiso.sign_in")
_PURPOSE = "second factor"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; each sign-in ends with the second factor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """One step after the password or the city's sign-in service."""
        return ["chiso.office.people.stages.SecondFactor"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address, as everywhere in the office."""
        return address_of(request)

    def add_message(self, *_arguments: Any, **_named: Any) -> None:
        """The office speaks for itself."""

    def send_mail(self, *_arguments: Any, **_named: Any) -> None:
        """The office writes its own mail."""

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """An account that was closed meanwhile: back to the sign-in page, without a word about it."""
        return redirect("account_login")


class Codes(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor are encrypted under a key derived from the secret key of the office.

    A copy of the database alone gives nobody a second factor. Earlier secret keys still open.
    """

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return vault(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return vault(_PURPOSE).decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Person) -> str:
        """How the telephone names the account: by the user name."""
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an image that stands in the page itself, on white in the dark scheme too."""
        head, _, rest = str(super().build_totp_svg(url)).partition("?>")[2].partition(">")
        return f'{head}><rect width="100%" height="100%" fill="#fff"/>{rest}'

    def send_notification_mail(self, *_arguments: Any, **_named: Any) -> None:
        """The office writes its own mail."""


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The city's sign-in service opens the door for people whom the office knows already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are made by invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the person and lead on to the second factor; nobody comes in whom the office does not know.

        The way of allauth ends here: it would keep all that the service told in the session.
        """
        from chiso.office.people.identities import recognise

        person = recognise(request, sociallogin)
        if person is None:
            raise ImmediateHttpResponse(redirect("people:sign-in-unknown"))
        raise ImmediateHttpResponse(begin(request, person, sociallogin.get_redirect_url(request) or ""))

    def get_requests_session(self) -> Any:
        """How the service is asked: at its own addresses only, wherever it would lead."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        """The service said no, or what it said could not be believed."""
        _log.warning("sign-in service refused", exc_info=exception)
        raise ImmediateHttpResponse(redirect("people:sign-in-failed"))


def begin(request: HttpRequest, person: Person, back: str) -> HttpResponse:
    """The first factor was right: on to the second."""
    if request.user.is_authenticated:
        logout(request)
    note_first_factor(request, person)
    login = Login(user=person, redirect_url=safe_address(request, back))
    answer: HttpResponse = perform_login(request, login)
    return answer
