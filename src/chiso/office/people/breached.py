"""Is a password on a list of those that leaked elsewhere? Looked up in a file; nothing leaves the machine.

The file has a line for each: the SHA-1 of the password in hexadecimal, perhaps a colon and how often it was
met, in ascending order. In this shape Pwned Passwords is handed out (https://haveibeenpwned.com/Passwords,
a billion lines, 38 GB); it is halved some thirty-five times, never read through.

Source: OWASP ASVS 5.0.0, V6.2.12; NIST SP 800-63B, 5.1.1.2 ("passwords obtained from previous breaches").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ImproperlyConfigured, ValidationError

from chiso.office.configuration import configuration, home
from chiso.office.people.models import Person

_LINE = re.compile(rb"[0-9A-Fa-f]{40}(?::[0-9]+)?\r?\n?")
_HASH_LETTERS = 40
# So many places of the list are looked at to say whether it is one.
_LOOKED_AT = 200


class NotOfBreachedOnes:
    """Refuses what stands on the list that the settings name; without a list, nothing."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError (code password_breached); ImproperlyConfigured where the list is no list."""
        del user
        path = list_of_breached()
        if path is not None and is_on_list(password, path):
            raise ValidationError("", code="password_breached")

    def get_help_text(self) -> str:
        """Nothing: the form says it in our words."""
        return ""


def list_of_breached() -> Path | None:
    """The file that the settings name, from the installation's folder on; None where they name none."""
    named = configuration().breached_passwords
    return home() / named if named else None


def is_on_list(password: str, path: Path) -> bool:
    """Whether the hash of a password has a line in a file that is in order. Raises ImproperlyConfigured."""
    # Only to find a line in a list that is made so; no password is kept by it.
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with path.open("rb") as stream:
            found = _first_line_from(stream, digest, path.stat().st_size)
    except OSError as error:
        # A check that cannot be made is not passed over: the doctor says how to mend it.
        raise ImproperlyConfigured(f"breached_passwords: {type(error).__name__}") from None
    return _hash_in(found) == digest


def faults_of_list(path: Path) -> Iterator[str]:
    """Why a file is no such list: "unreadable", "empty", "shape" or "order"; at most one.

    Looked at are two hundred places spread over the file, not the whole of it.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            lines = [_line_after(stream, size * place // _LOOKED_AT) for place in range(_LOOKED_AT)]
    except OSError:
        yield "unreadable"
        return
    lines = [line for line in lines if line]
    if not lines:
        yield "empty"
    elif any(_LINE.fullmatch(line) is None for line in lines):
        yield "shape"
    elif (hashes := [_hash_in(line) for line in lines]) != sorted(hashes):
        yield "order"


def _first_line_from(stream: BinaryIO, digest: bytes, size: int) -> bytes:
    """The first line whose hash is not below `digest`; empty behind the last.

    Halved is where lines begin: from `low` on all begin that are still in question, and `high` is the
    place from which on every line that begins is at `digest` or above.
    """
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        line = _line_after(stream, middle)
        if line and _hash_in(line) < digest:
            low = middle + 1
        else:
            high = middle
    return _line_after(stream, low)


def _line_after(stream: BinaryIO, place: int) -> bytes:
    """The first line that begins at a place or behind it."""
    if place == 0:
        stream.seek(0)
        return stream.readline()
    # The end of the line before belongs to it: a line that begins at the very place is found whole.
    stream.seek(place - 1)
    stream.readline()
    return stream.readline()


def _hash_in(line: bytes) -> bytes:
    return line[:_HASH_LETTERS].upper()
