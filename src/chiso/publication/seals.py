"""Seals (niêm phong): a signature over the content and over what stands beside it.

    signed = "chiso-seal/1" NUL canonical JSON of the statement
    statement = content hash, hashes of decision.json and decision.pdf, the key and its validity

A seal proves where a bundle comes from, to a program. It is not the signature of a state body. A
bundle may carry several. A seal must cover exactly what stands beside the content: a decision that
was put there, exchanged or taken away after sealing makes it invalid.

No clock is read. A key's days of validity are compared with the day of the decision. Where there is
none they cannot be judged, and that is said.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chiso.language import Text, text
from chiso.publication.keys import (
    KEY_ID_PATTERN,
    SIGNATURE_PATTERN,
    PrivateKey,
    PublicKey,
    is_signed_by,
    key_id_of,
)
from chiso.publication.manifest import sha256_of
from chiso.publication.members import BESIDE
from chiso.publication.records import SHA256_PATTERN, Line, Record
from chiso.publication.revocations import Revocation
from chiso.publication.statement import Hash

PURPOSE = b"chiso-seal/1\x00"

SealState: TypeAlias = Literal["trusted", "untrusted", "revoked", "expired", "invalid"]


class SealStatement(Record):
    """What is sealed, and by which key."""

    format: Literal["chiso-seal/1"] = "chiso-seal/1"
    content: Hash
    beside: dict[str, Hash]
    key_id: Annotated[str, Field(pattern=KEY_ID_PATTERN)]
    public_key: Annotated[str, Field(pattern=SHA256_PATTERN)]
    owner: Line | None
    valid_from: datetime.date | None
    valid_until: datetime.date | None

    def message(self) -> bytes:
        """The bytes that are signed."""
        return PURPOSE + self.to_bytes()


class Seal(Record):
    """`seals/KEY.json`: the statement and its signature."""

    statement: SealStatement
    signature: Annotated[str, Field(pattern=SIGNATURE_PATTERN)]


@dataclass(frozen=True, slots=True)
class SealCheck:
    """One seal after checking.

    `code` and `reason` say why it does not count, or (of a trusted one) what was not judged.
    """

    key_id: str
    owner: str
    public_key: str
    state: SealState
    code: str = ""
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the verifier trusts, and which keys were revoked; both by the whole public key."""

    keys: Mapping[str, PublicKey]
    revoked: Mapping[str, Revocation]

    @classmethod
    def of(cls, keys: Iterable[PublicKey], revocations: Iterable[Revocation]) -> Trust:
        """Trust in these keys, less these revocations."""
        return cls({key.public_key: key for key in keys}, {entry.public_key: entry for entry in revocations})


def hashes_beside(members: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each member that stands beside the content."""
    return {name: sha256_of(members[name]) for name in BESIDE if name in members}


def make_seal(key: PrivateKey, content: str, beside: Mapping[str, str]) -> Seal:
    """The seal of `key` over a content hash and over what stands beside it."""
    statement = SealStatement(
        content=content,
        beside=dict(beside),
        key_id=key.key_id,
        public_key=key.public_key,
        owner=key.owner,
        valid_from=key.valid_from,
        valid_until=key.valid_until,
    )
    return Seal(statement=statement, signature=key.sign(statement.message()))


def check_seal(
    seal: Seal, key_id: str, content: str, beside: Mapping[str, str], trust: Trust, day: datetime.date | None
) -> SealCheck:
    """Whether a seal counts. `key_id` is the one in the member's name, `day` that of the decision."""
    said = seal.statement
    code, reason = _find_fault(seal, key_id, content, beside)
    state: SealState = "invalid"
    trusted = trust.keys.get(said.public_key)
    revocation = trust.revoked.get(said.public_key)
    if reason is None and revocation is not None:
        state = "revoked"
        reason = text("The key was revoked: {reason}.", reason=revocation.reason)
    elif reason is None and trusted is None:
        state = "untrusted"
        reason = text("The key is not among the trusted ones.")
    elif reason is None and trusted is not None and day is not None and not trusted.is_valid_on(day):
        state = "expired"
        reason = text("The key was not valid on {day}, the day of the decision.", day=day)
    elif reason is None and trusted is not None:
        state = "trusted"
        if day is None and (trusted.valid_from or trusted.valid_until):
            reason = text("Its days of validity were not judged: the bundle has no day of a decision.")
    owner = trusted.owner if trusted is not None and trusted.owner else said.owner
    return SealCheck(key_id, owner or "", said.public_key, state, code, reason)


def _find_fault(seal: Seal, key_id: str, content: str, beside: Mapping[str, str]) -> tuple[str, Text | None]:
    """Code and reason of what makes a seal invalid, whoever made it."""
    said = seal.statement
    if key_id != said.key_id or key_id_of(said.public_key) != said.key_id:
        return "CH-4110", text("The key id is not that of the key in the seal.")
    if not is_signed_by(said.public_key, seal.signature, said.message()):
        return "CH-4111", text("The signature is not that of the key over this statement.")
    if said.content != content:
        return "CH-4112", text("The seal is over another content ({content}).", content=said.content)
    if said.beside != beside:
        return "CH-4113", text("The decision beside the content is not the one that was sealed.")
    return "", None
