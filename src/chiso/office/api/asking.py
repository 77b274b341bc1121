"""Who asks, in which language, and whether this was asked before.

Every request bears `Authorization: Bearer chiso_…`. A write may bear `Idempotency-Key`: the first answer
that was not a fault stands for it; asked again with the same content it is given again and nothing is
done, with other content it is refused (CH-7606).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer

from chiso.language import Language, text
from chiso.office.api.models import Answered, Token
from chiso.office.api.services import token_of
from chiso.office.errors import Incomplete, NoRight, OfficeRefused
from chiso.problems import Place, Problem

LONGEST_KEY = 80


class NotSignedIn(OfficeRefused):
    """No token, or one that is not in force (CH-7601)."""

    status = 401

    def __init__(self) -> None:
        expected = text("Expected a token that is in force: Authorization: Bearer chiso_…")
        mend = text("Make one under “API tokens” of your account.")
        super().__init__([Problem("CH-7601", Place("Authorization"), "", expected, mend)])


class OverHttp(OfficeRefused):
    """The token came over a connection that everybody on its way can read (CH-7607)."""

    status = 403

    def __init__(self) -> None:
        expected = text("Expected https; over http others can read the token.")
        mend = text("Revoke this token, make a new one, and call https://…")
        super().__init__([Problem("CH-7607", Place("Authorization"), "", expected, mend)])


class ByToken(HttpBearer):
    """Takes the token of a request, which must have been made for `scope` where one is named."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token in force, kept with the request; None where there is none. Raises NoRight, OverHttp."""
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise OverHttp
        found = token_of(token)
        if found is None:
            return None
        request.user = found.person
        request.api_token = found  # type: ignore[attr-defined]
        if self.scope and self.scope not in found.scopes:
            reason = text("This token was not made for that: it lacks the scope {scope}.", scope=self.scope)
            raise NoRight(reason, text("Make a token with this scope."))
        return found


def token_behind(request: HttpRequest) -> Token:
    """The token of a request that was let in."""
    token: Token = request.api_token  # type: ignore[attr-defined]
    return token


def language_of(request: HttpRequest) -> Language:
    """The language of answers: Accept-Language, else the person's, else Vietnamese."""
    wished = request.headers.get("Accept-Language", "")[:2].lower()
    if wished in ("vi", "en"):
        return "vi" if wished == "vi" else "en"
    token: Token | None = getattr(request, "api_token", None)
    return "en" if token is not None and token.person.language == "en" else "vi"


def answer_once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Do a write once for its key of idempotency; without a key, each time.

    The answer is kept in the transaction of the write: either both stand or neither. Two at the same
    time wait for one another at the token's row.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return answer()
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        expected = text("Expected an idempotency key of at most {count} ASCII characters.", count=LONGEST_KEY)
        problem = Problem(
            "CH-7605", Place("Idempotency-Key"), key[:LONGEST_KEY], expected, text("Use a UUID.")
        )
        raise Incomplete([problem])
    token = token_behind(request)
    asked = hashlib.sha256(
        b"\0".join([(request.method or "").encode(), request.get_full_path().encode(), request.body])
    ).hexdigest()
    with transaction.atomic():
        Token.objects.select_for_update().get(pk=token.pk)
        before = Answered.objects.filter(token=token, idempotency_key=key).first()
        if before is not None:
            if before.asked != asked:
                raise _other_content(key)
            given = HttpResponse(
                before.body, status=before.status, content_type="application/json; charset=utf-8"
            )
            given["Idempotency-Replayed"] = "true"
            return given
        response = answer()
        if response.status_code < 400:
            Answered.objects.create(
                token=token,
                idempotency_key=key,
                asked=asked,
                status=response.status_code,
                body=response.content.decode(),
            )
    return response


class _Other(Incomplete):
    status = 409


def _other_content(key: str) -> OfficeRefused:
    expected = text("Expected the same content as when this idempotency key was first used.")
    return _Other([Problem("CH-7606", Place("Idempotency-Key"), key, expected, text("Use a new key."))])
