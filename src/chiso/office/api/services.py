"""Making and revoking tokens of the API."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from chiso.language import text
from chiso.office.api.models import Answered, Token
from chiso.office.api.scopes import SCOPES
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.erasing import Erasure
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import ACCOUNTS, Work, unit_of_work
from chiso.office.people.models import Person
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

LONGEST_DAYS = 366
PREFIX = "chiso_"
declare_verbs(
    {
        "token_made": text("made the API token {token} for {days} days: {scopes}"),
        "token_revoked": text("revoked the API token {token}"),
    }
)

declare_values(SCOPES)


@dataclass(frozen=True, slots=True)
class Made:
    """A token; `secret` is shown this once and kept nowhere."""

    token: Token
    secret: str


def make_token(*, actor: Person, name: str, scopes: Sequence[str], days: int) -> Made:
    """A token for the actor's own programs.

    Raises Incomplete: CH-7603 no scope or one that does not exist, CH-7604 days outside 1 to 366.
    """
    problems = _problems(scopes, days)
    if problems:
        raise Incomplete(problems)
    secret = PREFIX + secrets.token_urlsafe(32)
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        token = Token.objects.create(
            person=actor,
            name=name,
            digest=digest_of(secret),
            scopes=sorted(set(scopes)),
            expires_at=timezone.now() + timedelta(days=days),
        )
        facts = {"token": token.key, "days": days, "scopes": token.scopes}
        work.record("token_made", token, facts=facts, words={"name": name})
    return Made(token, secret)


def revoke_token(*, actor: Person, token: Token, expected_version: int) -> None:
    """End a token of one's own now. Raises NotFound (another's), Conflict."""
    if token.person_id != actor.pk:
        raise NotFound
    with unit_of_work(ACCOUNTS, actor=actor) as work:
        current = lock_version(token, expected_version)
        if current.revoked_at is None:
            current.revoked_at = timezone.now()
            save_next(current)
        work.record("token_revoked", current, facts={"token": current.key})


def tokens_in_force(person: Person) -> QuerySet[Token]:
    """The tokens by which programs of a person come in now."""
    return Token.objects.filter(person=person, revoked_at=None, expires_at__gt=timezone.now())


def revoke_all_tokens(person: Person, work: Work) -> int:
    """Revoke every token of a person, inside the transaction of whoever decided so; returns how many."""
    found = list(tokens_in_force(person).select_for_update())
    for token in found:
        token.revoked_at = timezone.now()
        save_next(token)
        work.record("token_revoked", token, facts={"token": token.key})
    return len(found)


def token_of(secret: str) -> Token | None:
    """The token that is in force under this secret, of a person whose account is in use."""
    token = Token.objects.select_related("person").filter(digest=digest_of(secret), revoked_at=None).first()
    now = timezone.now()
    if token is None or token.expires_at <= now or not token.person.is_active:
        return None
    # To the hour: a write for each request would make every read a writer.
    if token.used_at is None or now - token.used_at > timedelta(hours=1):
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


def digest_of(secret: str) -> str:
    """What is kept of a token. It has 256 random bits, so that a plain digest cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def erase_tokens(erasure: Erasure) -> int:
    """The names that a person gave to tokens go with the person, and answers kept for programs of theirs.

    An answer that is kept for somebody else's program stays, without the name: asked again it is given
    again, and nothing is written twice.
    """
    changed, _ = Answered.objects.filter(token__person=erasure.person).delete()
    for answered in Answered.objects.iterator():
        body = _without(erasure, answered.body)
        if body != answered.body:
            Answered.objects.filter(pk=answered.pk).update(body=body)
            changed += 1
    return changed + Token.objects.filter(person=erasure.person).update(name="")


def _without(erasure: Erasure, body: str) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return erasure.replaced_in(body)
    kept = erasure.taken_out_of(told, "–")
    return body if kept == told else json.dumps(kept)


def _problems(scopes: Sequence[str], days: int) -> list[Problem]:
    problems = []
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        expected = text("Expected at least one scope, of those in the list.")
        mend = text("Choose what the program needs and no more.")
        problems.append(Problem("CH-7603", Place(field="scopes"), ", ".join(unknown), expected, mend))
    if not 1 <= days <= LONGEST_DAYS:
        expected = text("Expected between 1 and {days} days.", days=LONGEST_DAYS)
        mend = text("Make a new token when this one ends.")
        problems.append(Problem("CH-7604", Place(field="days"), str(days), expected, mend))
    return problems
