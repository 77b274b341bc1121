"""Names of people, encrypted: sealed when entered, opened for a reader who leaves an entry, erased."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from django.utils import timezone

from chiso.office.encryption import vault
from chiso.office.errors import Incomplete
from chiso.office.inspections.following.problems import sealed_under_another_key
from chiso.office.inspections.models import HandledPerson, LetterAuthor

_PURPOSE = "people in inspections"


@dataclass(frozen=True, slots=True)
class Named:
    """A person as they are named; `more`: their position, or how they are reached."""

    name: str = ""
    more: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.name.strip() or self.more.strip())


def seal(named: Named) -> str:
    """What is stored."""
    plain = json.dumps(asdict(named), ensure_ascii=False)
    return vault(_PURPOSE).encrypt(plain.encode()).decode()


def open_sealed(apart: HandledPerson | LetterAuthor) -> Named:
    """Who it is; empty where it was erased. Raises Incomplete (CH-8876): sealed under another key."""
    from cryptography.fernet import InvalidToken

    if not apart.sealed:
        return Named()
    try:
        return Named(**json.loads(vault(_PURPOSE).decrypt(apart.sealed.encode())))
    except InvalidToken:
        raise Incomplete([sealed_under_another_key()]) from None


def erase(apart: HandledPerson | LetterAuthor, request: str) -> None:
    """Take the name away for good; that there was one stays, with the request."""
    apart.sealed, apart.erased_at, apart.erased_by_request = "", timezone.now(), request.strip()
    apart.save()
