"""What an entry's hash is made of.

    hash   = SHA-256(canonical JSON of the entry's fields, with the hash of the entry before)
    digest = SHA-256(salt ‖ text)       of each text that speaks of persons; the salt has 32 random bytes

Canonical JSON: keys sorted, no spaces, UTF-8. Times in UTC to the microsecond.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    "sequence", "verb", "outcome", "actor", "role", "stand_in", "agency",
    "object_kind", "object_id", "facts", "digests", "previous",
)  # fmt: skip


def canonical(value: Any) -> bytes:
    """The one way of writing what is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def write_time(at: datetime) -> str:
    """A time as it enters a hash: 2026-12-15T10:00:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of_entry(chain: str, at: datetime, fields: Mapping[str, Any]) -> str:
    """The hash of an entry of the chain named `chain`; `fields` holds each of FIELDS."""
    content = {name: fields[name] for name in FIELDS}
    return hashlib.sha256(canonical({"chain": chain, "at": write_time(at), **content})).hexdigest()


def make_salt() -> str:
    """32 random bytes, as hexadecimal text."""
    return secrets.token_hex(32)


def digest_of(salt: str, words: str) -> str:
    """The digest of a text under its salt."""
    return hashlib.sha256(bytes.fromhex(salt) + words.encode()).hexdigest()
