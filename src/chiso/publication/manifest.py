"""The manifest: size and SHA-256 of every member of the content.

    content = SHA-256 of manifest.json

This one hash names the whole content; decisions print it, seals cover it, later versions refer to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from chiso.language import text
from chiso.problems import Problem
from chiso.publication.members import MANIFEST, is_content, place_in
from chiso.publication.records import SHA256_PATTERN, Record


class Fingerprint(Record):
    """Size in bytes and SHA-256 of one member."""

    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=SHA256_PATTERN)]


class Manifest(Record):
    """`manifest.json`: the members of the content by name."""

    format: Literal["chiso-manifest/1"] = "chiso-manifest/1"
    members: dict[str, Fingerprint]


def sha256_of(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def make_manifest(members: Mapping[str, bytes]) -> Manifest:
    """The manifest of these members of the content."""
    return Manifest(
        members={
            name: Fingerprint(bytes=len(content), sha256=sha256_of(content))
            for name, content in sorted(members.items())
        }
    )


def compare_with_manifest(manifest: Manifest, members: Mapping[str, bytes], file: str) -> Iterator[Problem]:
    """Every member that is not as the manifest says, by name."""
    present = {name for name in members if is_content(name)}
    for name in sorted(present | manifest.members.keys()):
        stated = manifest.members.get(name)
        if stated is None or name not in present:
            yield Problem(
                "CH-4021",
                place_in(file, name),
                "",
                text("Expected the members that “{manifest}” lists, no more and no fewer.", manifest=MANIFEST)
                if stated is None
                else text(
                    "Expected this member, which “{manifest}” lists; it is missing.", manifest=MANIFEST
                ),
                text("Fetch the bundle again from its publisher."),
            )
            continue
        found = sha256_of(members[name])
        if (len(members[name]), found) != (stated.bytes, stated.sha256):
            yield Problem(
                "CH-4020",
                place_in(file, name),
                found,
                text("Expected the SHA-256 “{hash}” that the manifest states.", hash=stated.sha256),
                text("The member was changed after publication. Fetch the bundle again from its publisher."),
            )
