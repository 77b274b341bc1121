"""Revocations: a list of keys whose seals no longer count, each entry signed by the key itself.

Only its holder can revoke a key, so a list can be passed on by anyone. A revoked key stays revoked
for everything that it ever sealed: whoever holds a stolen key can also put an earlier day into a
decision. A key that has merely been replaced is better given a last day of validity.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from chiso.frameworks.document import canonical_json
from chiso.language import text
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.publication.keys import (
    KEY_ID_PATTERN,
    SIGNATURE_PATTERN,
    is_signed_by,
    key_id_of,
    read_private_key,
    refuse_other_than_lines,
)
from chiso.publication.reading import read_bytes
from chiso.publication.records import SHA256_PATTERN, Line, Malformed, Record, parse_record
from chiso.writing import write_whole

LARGEST_LIST = 16 * 1024 * 1024
# Signatures of different purposes never stand for one another.
PURPOSE = b"chiso-revocation/1\x00"


class Revocation(Record):
    """One entry: the key, why and since when, signed by the key."""

    key_id: Annotated[str, Field(pattern=KEY_ID_PATTERN)]
    public_key: Annotated[str, Field(pattern=SHA256_PATTERN)]
    reason: Annotated[Line, Field(min_length=1)]
    date: datetime.date | None
    signature: Annotated[str, Field(pattern=SIGNATURE_PATTERN)]

    def is_genuine(self) -> bool:
        """Whether the revoked key itself signed the entry."""
        message = _message(self.key_id, self.public_key, self.reason, self.date)
        return self.key_id == key_id_of(self.public_key) and is_signed_by(
            self.public_key, self.signature, message
        )


class RevocationList(Record):
    """The list as a file."""

    format: Literal["chiso-revocations/1"] = "chiso-revocations/1"
    revocations: list[Revocation]


def revoke_key(*, key: Path, reason: str, out: Path, day: datetime.date | None = None) -> Revocation:
    """Add the revocation of the private key in `key` to the list in `out`, which is made if need be.

    `day` is the day from which the key is known to be lost, if that is known. Raises BadInput (key or
    list cannot be used), WrongCall (no reason; revoked already) and CannotWrite.
    """
    refuse_other_than_lines(reason)
    pair = read_private_key(key)
    if not reason.strip():
        expected = text("Expected a reason for the revocation.")
        raise WrongCall([Problem("CH-4108", Place(), "", expected, text("Say why, in a few words."))])
    listed = list(read_revocations(out)) if out.exists() else []
    if any(entry.public_key == pair.public_key for entry in listed):
        expected = text("Expected a key that is not yet in the list.")
        mend = text("Nothing is left to do: the key is revoked already.")
        raise WrongCall([Problem("CH-4109", Place(str(out)), pair.key_id, expected, mend)])
    revocation = Revocation(
        key_id=pair.key_id,
        public_key=pair.public_key,
        reason=reason.strip(),
        date=day,
        signature=pair.sign(_message(pair.key_id, pair.public_key, reason.strip(), day)),
    )
    entries = RevocationList(revocations=[*listed, revocation])
    written = json.dumps(entries.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
    write_whole(out, written.encode("utf-8"), force=True)
    return revocation


def read_revocations(path: Path) -> tuple[Revocation, ...]:
    """The entries of a list. Raises BadInput if it is not one, or if an entry is not genuine.

    A list with a false entry is refused as a whole: to skip the entry would be to trust its key.
    """
    written = read_bytes(path, limit=LARGEST_LIST)
    try:
        entries = parse_record(RevocationList, written).revocations
    except Malformed as fault:
        expected = text("Expected a list of the format {format}.", format="chiso-revocations/1")
        mend = text("Give a file that “chiso keys revoke” has made.")
        place = Place(str(path), field=fault.field)
        raise BadInput([Problem("CH-4106", place, fault.found, expected, mend)]) from fault
    false_entries = [entry for entry in entries if not entry.is_genuine()]
    if false_entries:
        expected = text("Expected each revocation signed by the key that it revokes.")
        mend = text("Fetch the list again from the holder of the keys.")
        raise BadInput(
            Problem("CH-4107", Place(str(path)), entry.key_id, expected, mend) for entry in false_entries
        )
    return tuple(entries)


def _message(key_id: str, public_key: str, reason: str, day: datetime.date | None) -> bytes:
    signed = {
        "date": day.isoformat() if day else None,
        "key_id": key_id,
        "public_key": public_key,
        "reason": reason,
    }
    return PURPOSE + canonical_json(signed)
