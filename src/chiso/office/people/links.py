"""Links that let somebody in once: what is sent, and what is kept of it.

    token = 32 random bytes, written in letters;  kept: SHA-256(token)

Whoever reads the database finds no link in it.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

INVITATION_STANDS = timedelta(days=7)
RENEWAL_STANDS = timedelta(hours=48)


def make_token() -> tuple[str, str]:
    """A token to hand over, and the digest to keep."""
    token = secrets.token_urlsafe(32)
    return token, digest_of_token(token)


def digest_of_token(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
