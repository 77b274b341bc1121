"""Opening a bundle: archive, members, records; what is unsafe is refused, what is wrong is noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, quote
from chiso.publication.archive import LARGEST_BUNDLE, read_archive
from chiso.publication.decision import Decision
from chiso.publication.manifest import Manifest, compare_with_manifest, sha256_of
from chiso.publication.members import (
    DECISION,
    MANIFEST,
    NEEDED,
    PUBLICATION,
    is_known,
    is_seal,
    limit_of,
    place_in,
    runs_among,
)
from chiso.publication.reading import read_bytes
from chiso.publication.records import Malformed, Record, read_record
from chiso.publication.seals import Seal
from chiso.publication.statement import Publication

RecordType = TypeVar("RecordType", bound=Record)


@dataclass(frozen=True)
class Bundle:
    """An opened bundle. A record is None where its member is missing or malformed; `faults` says so.

    `content` is the hash that names the whole content. Nothing here has been verified.
    """

    name: str
    members: Mapping[str, bytes]
    content: str
    manifest: Manifest | None
    publication: Publication | None
    decision: Decision | None
    seals: Mapping[str, Seal]
    faults: tuple[Problem, ...]
    archive_faults: tuple[Problem, ...]

    @cached_property
    def runs(self) -> Mapping[str, Mapping[str, bytes]]:
        """The files of each run, by the run's name."""
        return runs_among(self.members)

    def hash_faults(self) -> Iterator[Problem]:
        """Members that are not as the manifest says, malformed records, and what the archive says wrongly."""
        if self.manifest is not None:
            yield from compare_with_manifest(self.manifest, self.members, self.name)
        yield from self.faults
        yield from self.archive_faults


def read_bundle(path: Path) -> Bundle:
    """The bundle in a file. Raises BadInput if it is no bundle, or one that is not safe to open."""
    return open_bundle(read_bytes(path, limit=LARGEST_BUNDLE), name=quote(path.name))


def open_bundle(written: bytes, *, name: str) -> Bundle:
    """The bundle in `written`; `name` stands in the problems. Raises BadInput."""
    archive = read_archive(written, name=name, is_known=is_known)
    members = archive.members
    missing = [member for member in NEEDED if member not in members]
    if missing:
        expected = text("Expected this member, which every bundle holds.")
        mend = text("Give a bundle that “chiso publish” has made.")
        raise BadInput(Problem("CH-4010", place_in(name, member), "", expected, mend) for member in missing)
    _refuse_large_members(members, name)
    faults: list[Problem] = []
    seals: dict[str, Seal] = {}
    for member in sorted(filter(is_seal, members)):
        seal = _read(Seal, members, member, name, faults)
        if seal is not None:
            seals[member] = seal
    return Bundle(
        name=name,
        members=members,
        content=sha256_of(members[MANIFEST]),
        manifest=_read(Manifest, members, MANIFEST, name, faults),
        publication=_read(Publication, members, PUBLICATION, name, faults),
        decision=_read(Decision, members, DECISION, name, faults) if DECISION in members else None,
        seals=seals,
        faults=tuple(faults),
        archive_faults=tuple(_archive_faults(name, archive.damaged, archive.repacked)),
    )


def _refuse_large_members(members: Mapping[str, bytes], name: str) -> None:
    """Raise BadInput before anything is parsed: small text can become large in memory."""
    limits = {member: limit_of(member) for member in members}
    too_large = [
        Problem(
            "CH-4011",
            place_in(name, member),
            str(len(members[member])),
            text("Expected a file of at most {limit} bytes.", limit=limit),
            text("Check that this is the file that was meant."),
        )
        for member, limit in limits.items()
        if limit is not None and len(members[member]) > limit
    ]
    if too_large:
        raise BadInput(too_large)


def _read(
    model: type[RecordType], members: Mapping[str, bytes], member: str, name: str, faults: list[Problem]
) -> RecordType | None:
    try:
        return read_record(model, members[member])
    except Malformed as fault:
        code = "CH-4114" if is_seal(member) else "CH-4024"
        expected = text("Expected the member in the notation of its format, version 1.")
        mend = text("Fetch the bundle again; if it is from a later chiso, verify it with that one.")
        faults.append(Problem(code, place_in(name, member, field=fault.field), fault.found, expected, mend))
        return None


def _archive_faults(name: str, damaged: tuple[str, ...], repacked: bool) -> Iterator[Problem]:
    for member in damaged:
        yield Problem(
            "CH-4023",
            place_in(name, member),
            "",
            text("Expected the member whose checksum stands in the archive."),
            text("The file was damaged or changed. Fetch the bundle again from its publisher."),
        )
    if repacked:
        yield Problem(
            "CH-4022",
            Place(name),
            "",
            text("Expected the archive as chiso writes it: order, dates and modes of the members are fixed."),
            text("Somebody packed the content again. Fetch the file as it was published."),
        )
