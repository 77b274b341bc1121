"""From bundles to what the site shows: each bundle is verified before one figure of it is taken.

A bundle in which anything differs is refused. A superseded or withdrawn one is listed as such, and its
figures are not shown. One without a trusted seal is shown with that said. The order of the bundles, and
the names of their files, change nothing that a page shows but the name of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chiso.language import Text, listing, text
from chiso.portal.carried import collect_carried
from chiso.portal.editions import collect_series, editions_of
from chiso.portal.model import Edition, Publication, Site, Standing, TrustedKey
from chiso.portal.publication_names import name_publications
from chiso.portal.reads import NotedList
from chiso.portal.theme import Theme
from chiso.portal.units_shown import collect_units
from chiso.problems import BadInput, Place, Problem, WrongCall, quote
from chiso.publication import Bundle, Verification, read_bundle, read_public_key, read_revocations, verify
from chiso.scoring.run import Scored

Progress = Callable[[Text], None]
WITHDRAWN = "CH-4043"


@dataclass(frozen=True, eq=False)
class Verified:
    """A bundle with its verification, its file, and what its runs gave when they were verified, by name."""

    bundle: Bundle
    verification: Verification
    file: Path
    scored: Mapping[str, Scored]

    @property
    def first(self) -> str:
        """The content hash of the first version."""
        said = self.bundle.publication
        return (said.first if said else None) or self.bundle.content

    @property
    def standing(self) -> Standing:
        """What became of it."""
        chain = self.verification.chain
        if self.verification.status == "withdrawn" or (chain and chain.withdrawn_by):
            return "withdrawn"
        return "superseded" if chain and chain.superseded_by else "stands"


def collect_site(
    bundles: Sequence[Path],
    *,
    theme: Theme | None = None,
    base_url: str = "",
    trusted: Sequence[Path] = (),
    revoked: Sequence[Path] = (),
    kinds: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Site:
    """Verify the bundles and gather what the site shows.

    Raises BadInput (CH-6001: a bundle differs; CH-6003: one edition in two publications; what
    `verify` raises) and WrongCall (CH-6002: no bundle).
    """
    if not bundles:
        raise WrongCall([_nothing_to_show()])
    say = progress or _say_nothing
    theme = theme or Theme()
    verified = _verify_all(bundles, trusted, revoked, say)
    publications = name_publications(
        [(one.bundle, one.verification, one.standing, one.file, one.first) for one in verified], theme
    )
    standing = [
        (one, publication)
        for one, publication in zip(verified, publications, strict=True)
        if one.standing == "stands"
    ]
    editions = _editions(standing, say)
    series = collect_series(editions, theme)
    carried = collect_carried([(one.bundle, publication) for one, publication in standing], editions, theme)
    return Site(
        theme=theme,
        base_url=base_url,
        series=series,
        carried=carried,
        units=collect_units(series, carried),
        publications=NotedList("publications", sorted(publications, key=_newest_first)),
        trusted=tuple(_trusted_keys(trusted)),
        revoked=tuple(sorted({entry.public_key for path in revoked for entry in read_revocations(path)})),
        kinds=kinds,
    )


def _verify_all(
    bundles: Sequence[Path], trusted: Sequence[Path], revoked: Sequence[Path], say: Progress
) -> list[Verified]:
    """Every bundle verified along with its other versions, sorted by content; the same content once."""
    read: dict[str, tuple[Bundle, Path]] = {}
    for path in bundles:
        bundle = read_bundle(path)
        read.setdefault(bundle.content, (bundle, path))
    families: dict[str, list[Path]] = {}
    for content, (bundle, path) in read.items():
        families.setdefault(_first_of(bundle, content), []).append(path)
    problems: list[Problem] = []
    verified = []
    for number, (content, (bundle, path)) in enumerate(sorted(read.items()), start=1):
        say(
            text(
                "Verifying {name}: bundle {number} of {count}",
                name=path.name,
                number=number,
                count=len(read),
            )
        )
        others = [other for other in families[_first_of(bundle, content)] if other != path]
        scored: dict[str, Scored] = {}
        found = verify(path, others=others, trusted=trusted, revocations=revoked, scored=scored.__setitem__)
        differences = [one for one in found.differences if one.code != WITHDRAWN]
        if differences:
            problems.append(_differs(path, differences[0], len(differences)))
        one = Verified(bundle, found, path, scored)
        if one.standing != "stands":
            scored.clear()  # nothing of it is shown
        verified.append(one)
    if problems:
        raise BadInput(problems)
    return verified


def _first_of(bundle: Bundle, content: str) -> str:
    return (bundle.publication.first if bundle.publication else None) or content


def _editions(standing: Sequence[tuple[Verified, Publication]], say: Progress) -> list[Edition]:
    """The editions of all publications that stand. Raises BadInput (CH-6003)."""
    found: dict[tuple[str, str], Edition] = {}
    problems = []
    for one, publication in standing:
        for name, scored in sorted(one.scored.items()):
            say(text("Reading {run}", run=name))
            for edition in editions_of(scored, publication):
                place = (edition.series_id, edition.period.written)
                if place in found:
                    problems.append(_twice(found[place], edition))
                found[place] = edition
    if problems:
        raise BadInput(problems)
    return [found[place] for place in sorted(found)]


def _trusted_keys(paths: Sequence[Path]) -> Iterator[TrustedKey]:
    keys: Mapping[str, TrustedKey] = {
        key.public_key: TrustedKey(key.key_id, key.public_key, key.owner or "")
        for key in map(read_public_key, paths)
    }
    for public_key in sorted(keys):
        yield keys[public_key]


def _newest_first(publication: Publication) -> tuple[int, str, int, str]:
    """By day, those with a day first; then by name and version."""
    ordinal = publication.day.toordinal() if publication.day else 0
    return -ordinal, publication.slug, -publication.version, publication.content


def _differs(path: Path, first: Problem, count: int) -> Problem:
    return Problem(
        "CH-6001",
        Place(str(path)),
        quote(f"{first.code} {first.where.in_language('en')} {first.found}".strip()),
        text("Expected a bundle in which nothing differs; differences: {count}. {first}", count=count,
             first=first.expected),
        text("“chiso verify” names every difference. What differs is not shown to readers."),
    )  # fmt: skip


def _twice(one: Edition, other: Edition) -> Problem:
    return Problem(
        "CH-6003",
        Place(other.publication.bundle_name, field=f"{other.series_id} {other.period.written}"),
        "",
        text(
            "Expected each index and period in one publication that stands; {names} both hold it.",
            names=listing(sorted((one.publication.bundle_name, other.publication.bundle_name))),
        ),
        text(
            "Give only one of them. A correction is published with --supersedes and sealed with the same "
            "key, or with one that is trusted."
        ),
    )


def _nothing_to_show() -> Problem:
    return Problem(
        "CH-6002",
        Place(),
        "",
        text("Expected at least one bundle to show."),
        text("Give the bundles that “chiso publish” has made."),
    )


def _say_nothing(_sentence: Text) -> None:
    """Where nobody follows the progress."""
