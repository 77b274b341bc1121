"""Sealing a prepared bundle: the content stays as it is, a seal is added.

The key can live on a machine apart from the one that prepares. What is sealed is what is in the
bundle, be it right or wrong: whoever seals should verify before.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.archive import write_archive
from chiso.publication.keys import PrivateKey, read_private_key
from chiso.publication.manifest import sha256_of
from chiso.publication.members import MANIFEST, seal_name
from chiso.publication.opening import read_bundle
from chiso.publication.seals import hashes_beside, make_seal
from chiso.writing import refuse_existing, write_whole


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """A bundle that was sealed: where it stands, the hash of its content, the key."""

    path: Path
    content: str
    key_id: str


def seal_bundle(bundle: Path, *, key: Path, out: Path, force: bool = False) -> SealedBundle:
    """Add the seal of `key` to the bundle and write it to `out`. Other seals stay.

    Raises BadInput (no bundle; members that are not as its manifest says; a key that is not valid on
    the day of the decision), WrongCall (`out` exists) and CannotWrite.
    """
    refuse_existing(out, force=force)
    pair = read_private_key(key)
    opened = read_bundle(bundle)
    faults = tuple(opened.hash_faults())
    if faults:
        raise BadInput(faults)
    day = opened.decision.date if opened.decision else None
    write_whole(out, write_archive(add_seal(opened.members, pair, day)), force=force)
    return SealedBundle(out, opened.content, pair.key_id)


def add_seal(members: Mapping[str, bytes], key: PrivateKey, day: datetime.date | None) -> dict[str, bytes]:
    """The members with the seal of `key`, in place of one that it made before."""
    if day is not None and not key.is_valid_on(day):
        expected = text("Expected a key that is valid on {day}, the day of the decision.", day=day)
        mend = text("Seal with a key that is valid then.")
        raise BadInput([Problem("CH-4115", Place(), key.key_id, expected, mend)])
    seal = make_seal(key, sha256_of(members[MANIFEST]), hashes_beside(members))
    return {**members, seal_name(key.key_id): seal.to_bytes()}
