"""What a publication says of itself: its status, what it supersedes and why, what made it.

`version` counts the versions of one publication from 1; `first` is the content hash of version 1, so
that any two versions can be recognised as such though those between them are not at hand.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from chiso.publication.members import BundleFormat
from chiso.publication.records import SHA256_PATTERN, Line, Record

Status: TypeAlias = Literal["provisional", "final", "corrected", "withdrawn"]
STATUSES: tuple[Status, ...] = ("provisional", "final", "corrected", "withdrawn")
Hash: TypeAlias = Annotated[str, Field(pattern=SHA256_PATTERN)]


class Supersedes(Record):
    """The version before this one, by its content hash, and why there is a later one."""

    content: Hash
    reason: Annotated[Line, Field(min_length=1)]


class FrameworkUsed(Record):
    """A framework by its key (`id@version`) and content hash."""

    key: Line
    hash: Hash


class RunStated(Record):
    """One run of the bundle: what was measured, when, on which layer, with which kinds of rules."""

    name: Line
    period: Line
    layer: Line
    programme: Line | None
    frameworks: list[FrameworkUsed]
    rule_kinds: list[Line]


class CarriedOverStated(Record):
    """One table of figures of others."""

    name: Line
    rows: Annotated[int, Field(ge=0)]


class Software(Record):
    """The program that made the bundle."""

    name: Literal["chiso"] = "chiso"
    version: Line


class Publication(Record):
    """`publication.json`. `ledger_root` is a hash over the heads of the ledger's chains, if there is one.

    Format 2: a run holds estimates. Format 3: a run holds results on how sure its ranks are. Format 4: a
    run is a composite index. Every other bundle is of format 1 and has the bytes that it always had.
    """

    format: BundleFormat = "chiso-bundle/1"
    status: Status
    version: Annotated[int, Field(ge=1)]
    first: Hash | None
    supersedes: Supersedes | None
    software: Software
    runs: list[RunStated]
    carried_over: list[CarriedOverStated]
    ledger_root: Hash | None

    @model_validator(mode="after")
    def _first_version_supersedes_nothing(self) -> Publication:
        if (self.version == 1) != (self.supersedes is None) or (self.version == 1) != (self.first is None):
            raise ValueError("version, first and supersedes contradict one another")
        return self
