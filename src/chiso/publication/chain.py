"""The chain of versions: which of the given bundles comes before, which after, and whether they hang
together.

Two bundles are versions of one publication if they have the same first version. Of neighbours the
later one must supersede exactly the content of the earlier one; no two may stand in the same place.
Versions between that are not at hand are said and cannot be checked.

A later version counts only if a trusted key sealed it: otherwise anyone could declare a publication
withdrawn. Where no trusted key sealed this bundle either, a key that sealed both will do; where one
did it will not, since anyone can add a seal to a bundle. Superseded is said; withdrawn is a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chiso.language import Text, text
from chiso.problems import Place, Problem
from chiso.publication.opening import Bundle
from chiso.publication.seals import SealCheck
from chiso.publication.statement import Status


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a publication, as far as the chain is concerned."""

    name: str
    content: str
    first: str
    number: int
    status: Status
    supersedes: str | None
    reason: str
    is_trusted: bool
    sealed_by: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The versions given, in order, and what follows for the one that is verified."""

    versions: tuple[Version, ...]
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Text, ...] = ()
    superseded_by: Version | None = None
    withdrawn_by: Version | None = None


def as_version(bundle: Bundle, seals: Sequence[SealCheck]) -> Version | None:
    """The bundle as a link of the chain; None if it does not say what it is."""
    said = bundle.publication
    if said is None:
        return None
    return Version(
        name=bundle.name,
        content=bundle.content,
        first=said.first or bundle.content,
        number=said.version,
        status=said.status,
        supersedes=said.supersedes.content if said.supersedes else None,
        reason=said.supersedes.reason if said.supersedes else "",
        is_trusted=any(seal.state == "trusted" for seal in seals),
        sealed_by=frozenset(seal.public_key for seal in seals if seal.state not in ("invalid", "revoked")),
    )


def check_chain(this: Version, others: Sequence[Version]) -> Chain:
    """How `this` stands among the other versions that were given along."""
    problems: list[Problem] = []
    remarks: list[Text] = []
    related: list[Version] = []
    for other in others:
        if other.content == this.content:
            remarks.append(text("{name} has the same content.", name=other.name))
        elif other.first != this.first:
            problems.append(_unrelated(other))
        elif all(other.content != known.content for known in related):
            related.append(other)
    versions = sorted([this, *related], key=lambda version: (version.number, version.content))
    for earlier, later in pairwise(versions):
        problems.extend(_check_link(earlier, later))
        if later.number > earlier.number + 1:
            remarks.append(
                text("Between {earlier} and {later} there are versions that were not given.",
                     earlier=earlier.name, later=later.name)
            )  # fmt: skip
    superseded_by: Version | None = None
    withdrawn_by: Version | None = None
    for later in (version for version in versions if version.number > this.number):
        shares_a_key = not this.is_trusted and bool(later.sealed_by & this.sealed_by)
        if not later.is_trusted and not shares_a_key:
            remarks.append(
                text("{name} says that it is a later version, but no key vouches for it.", name=later.name)
            )
            continue
        superseded_by = later
        if later.status == "withdrawn":
            withdrawn_by = later
    if withdrawn_by is not None:
        problems.append(_withdrawn(this, withdrawn_by))
    return Chain(tuple(versions), tuple(problems), tuple(remarks), superseded_by, withdrawn_by)


def _check_link(earlier: Version, later: Version) -> Iterator[Problem]:
    if later.number == earlier.number:
        yield Problem(
            "CH-4042",
            Place(later.name),
            later.content,
            text(
                "Expected one version {number}; {name} is another one.",
                number=str(later.number),
                name=earlier.name,
            ),
            text("One publication has two versions of one number. Ask the publisher which of them counts."),
        )
    elif later.number == earlier.number + 1 and later.supersedes != earlier.content:
        yield Problem(
            "CH-4040",
            Place(later.name),
            later.supersedes or "",
            text("Expected that it supersedes {name}, whose content is {content}.", name=earlier.name,
                 content=earlier.content),
            text("The chain of versions is broken: one of the two is not the one that was published."),
        )  # fmt: skip


def _unrelated(other: Version) -> Problem:
    return Problem(
        "CH-4041",
        Place(other.name),
        other.first,
        text("Expected other versions of the same publication."),
        text("Give along only versions of this publication; if this is one, its content was changed."),
    )


def _withdrawn(this: Version, later: Version) -> Problem:
    return Problem(
        "CH-4043",
        Place(this.name),
        this.status,
        text("Expected a publication that stands; {name} has withdrawn it: {reason}.", name=later.name,
             reason=later.reason),
        text("Do not use these figures. Ask the publisher whether there is a corrected version."),
    )  # fmt: skip
