"""Talking with the city's sign-in service (OpenID Connect Core 1.0): what has to be true of its word.

    signature   by a key of the service, whichever way the token came            (3.1.3.7, 6)
    issuer      the address of the settings, in its description and in the token   (Discovery 4.3)
    audience    this office
    time        not after its end
    nonce       the one of this very sign-in, so that no token is used twice      (3.1.3.7, 11)
    sub         the same in the token and in what is asked besides               (5.3.2)

State and PKCE bind the answer to the browser that began (django-allauth); the nonce is made of PKCE's
secret, which the state keeps. The service is asked at the addresses that it names, and redirects are not
followed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from requests import RequestException

_DESCRIPTION = "/.well-known/openid-configuration"
# The service is away, or what it says cannot be believed.
FAILURES = (OAuth2Error, RequestException)


class CityService(OpenIDConnectProvider):  # type: ignore[misc]
    """The service as somebody is led to it: with a nonce."""

    def get_pkce_params(self) -> dict[str, str]:
        """PKCE, and a nonce that only who knows PKCE's secret can make."""
        made: dict[str, str] = super().get_pkce_params()
        return made | {"nonce": _nonce_of(made["code_verifier"])}

    def get_oauth2_adapter(self, request: HttpRequest) -> SignedTokens:
        """Who asks the service."""
        return SignedTokens(request, self.app.provider_id)


class SignedTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The service's word counts only under its signature and for this sign-in."""

    _nonce = ""

    def get_provider(self) -> CityService:
        """The service of the settings."""
        return CityService(self.request, super().get_provider().app)

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """What the service says of itself. Raises OAuth2Error where it says that it is another one."""
        expected = self.get_provider().server_url.partition(_DESCRIPTION)[0]
        with _as_the_standard_says():
            described: dict[str, Any] = super().openid_config
            if str(described["issuer"]).rstrip("/") != expected.rstrip("/"):
                raise OAuth2Error("the service is not the one of the settings")
        return described

    @property
    def did_fetch_access_token(self) -> bool:
        """False: that the token came over TLS does not stand in for its signature."""
        return False

    @did_fetch_access_token.setter
    def did_fetch_access_token(self, _value: bool) -> None:
        """Set by allauth; plays no part."""

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        """The tokens for a code; notes which nonce they have to bear."""
        self._nonce = _nonce_of(pkce_code_verifier or "")
        with _as_the_standard_says():
            return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **named: Any) -> Any:
        """Who comes: the signed token says it, and what is asked besides must speak of the same person."""
        with _as_the_standard_says():
            told = self._decode_id_token(app, named["response"]["id_token"])
            if not constant_time_compare(told["nonce"], self._nonce):
                raise OAuth2Error("the token belongs to another sign-in")
            asked = self._fetch_user_info(token.token)
            if asked["sub"] != told["sub"]:
                raise OAuth2Error("the service speaks of two persons")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": asked, "id_token": told})


@contextmanager
def _as_the_standard_says() -> Iterator[None]:
    """What lacks a part, or has one of another kind, is no answer of the service. Raises OAuth2Error."""
    try:
        yield
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise OAuth2Error("the service speaks otherwise than the standard says") from error


def _nonce_of(secret: str) -> str:
    digest = hashlib.sha256(f"nonce {secret}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
