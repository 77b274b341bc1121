"""Keys: an Ed25519 pair; the private half seals, the public half is handed to whoever verifies.

    key id = first 16 hexadecimal digits of SHA-256 of the raw public key

The id is a name for people and for files. Whether two keys are the same is decided by the whole
public key: an id of 64 bits could be imitated.

Reference: RFC 8032 (Ed25519).
"""

from __future__ import annotations

import errno
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, model_validator

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, WrongCall, quote
from chiso.publication.reading import read_bytes
from chiso.publication.records import (
    LONGEST_LINE,
    SHA256_PATTERN,
    Line,
    Malformed,
    Record,
    is_line,
    parse_record,
)
from chiso.writing import cannot_write, write_together

LARGEST_KEY_FILE = 64 * 1024
KEY_ID_PATTERN = r"^[0-9a-f]{16}$"
SIGNATURE_PATTERN = r"^[0-9a-f]{128}$"


class PublicKey(Record):
    """`NAME.pub`: who verifies trusts a seal by it, within its days of validity if it states any."""

    format: Literal["chiso-key/1"] = "chiso-key/1"
    algorithm: Literal["Ed25519"] = "Ed25519"
    key_id: Annotated[str, Field(pattern=KEY_ID_PATTERN)]
    public_key: Annotated[str, Field(pattern=SHA256_PATTERN)]
    owner: Line | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _id_belongs_to_the_key(self) -> PublicKey:
        if self.key_id != key_id_of(self.public_key):
            raise ValueError("the key id is not that of the public key")
        return self

    def is_valid_on(self, day: date) -> bool:
        """Whether `day` lies within the validity; both ends count."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class PrivateKey(PublicKey):
    """`NAME.key`: the same with the secret half (the seed of RFC 8032, 32 bytes)."""

    private_key: Annotated[str, Field(pattern=SHA256_PATTERN, repr=False)]

    @model_validator(mode="after")
    def _halves_belong_together(self) -> PrivateKey:
        raw = self._signer().public_key().public_bytes_raw()
        if raw.hex() != self.public_key:
            raise ValueError("the private key is not that of the public key")
        return self

    def sign(self, message: bytes) -> str:
        """The signature of `message`, 128 hexadecimal digits; the same each time."""
        return self._signer().sign(message).hex()

    def public_half(self) -> PublicKey:
        """What may be handed out."""
        return PublicKey(**self.model_dump(exclude={"private_key"}))

    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.private_key))


def key_id_of(public_key: str) -> str:
    """The id of a public key given as hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def is_signed_by(public_key: str, signature: str, message: bytes) -> bool:
    """Whether `signature` is the one that the holder of `public_key` made of `message`."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), message
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def new_key(
    *,
    out: Path,
    owner: str | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    force: bool = False,
) -> PublicKey:
    """Make a pair and write `out`.key (mode 600) and `out`.pub. Returns the public half.

    Raises WrongCall (a file is there already and `force` is not given; the validity ends before it
    begins) and CannotWrite.
    """
    if valid_from and valid_until and valid_until < valid_from:
        expected = text("Expected a validity that ends on {valid_from} or later.", valid_from=valid_from)
        mend = text("Correct one of the two days.")
        raise WrongCall([Problem("CH-4105", Place(), valid_until.isoformat(), expected, mend)])
    refuse_other_than_lines(owner or "")
    if not out.name:
        raise cannot_write(out, IsADirectoryError(errno.EISDIR, ""))
    private_path, public_path = key_paths(out)
    signer = Ed25519PrivateKey.generate()
    public_key = signer.public_key().public_bytes_raw().hex()
    pair = PrivateKey(
        key_id=key_id_of(public_key),
        public_key=public_key,
        owner=owner,
        valid_from=valid_from,
        valid_until=valid_until,
        private_key=signer.private_bytes_raw().hex(),
    )
    # Half a pair would be taken for a whole one.
    write_together(
        {private_path: (_for_people(pair), 0o600), public_path: (_for_people(pair.public_half()), 0o644)},
        force=force,
    )
    return pair.public_half()


def key_paths(out: Path) -> tuple[Path, Path]:
    """The two files of a pair named `out`."""
    return out.with_name(f"{out.name}.key"), out.with_name(f"{out.name}.pub")


def read_private_key(path: Path) -> PrivateKey:
    """The pair in `NAME.key`. Raises BadInput."""
    written = read_bytes(path, limit=LARGEST_KEY_FILE)
    try:
        return parse_record(PrivateKey, written)
    except Malformed as fault:
        if fault.field == "private_key" and not fault.found:
            expected = text("Expected a private key; this is the public half.")
            raise _refusal("CH-4104", path, fault, expected, text("Give the file NAME.key.")) from fault
        raise _not_a_key(path, fault) from fault


def read_public_key(path: Path) -> PublicKey:
    """The key in `NAME.pub`. Raises BadInput."""
    written = read_bytes(path, limit=LARGEST_KEY_FILE)
    try:
        return parse_record(PublicKey, written)
    except Malformed as fault:
        if fault.field == "private_key":
            expected = text("Expected a public key; this file holds the private one.")
            mend = text("Give the file NAME.pub, and keep NAME.key to yourself.")
            raise _refusal("CH-4103", path, Malformed("private_key", ""), expected, mend) from fault
        raise _not_a_key(path, fault) from fault


def refuse_other_than_lines(*written: str) -> None:
    """Raise WrongCall if words that others will read are more than one line of visible characters."""
    wrong = [words for words in written if not is_line(words)]
    if wrong:
        expected = text("Expected one line of at most {limit} visible characters.", limit=LONGEST_LINE)
        mend = text("Write it on one line, without control characters.")
        raise WrongCall(Problem("CH-4057", Place(), quote(words), expected, mend) for words in wrong)


def _for_people(key: PublicKey) -> bytes:
    """A key file is read by people too: one line for each entry."""
    return (json.dumps(key.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _not_a_key(path: Path, fault: Malformed) -> BadInput:
    expected = text("Expected a key file of the format {format}.", format="chiso-key/1")
    return _refusal("CH-4102", path, fault, expected, text("Give a file that “chiso keys new” has made."))


def _refusal(code: str, path: Path, fault: Malformed, expected: Text, mend: Text) -> BadInput:
    # A private key must not end up in a message: only short finds without digits of keys are quoted.
    found = "" if "key" in fault.field else fault.found
    return BadInput([Problem(code, Place(str(path), field=fault.field), quote(found), expected, mend)])
