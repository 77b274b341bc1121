"""From bundles to what the site shows: each bundle is verified before one figure of it is taken.

A bundle in which anything differs is refused. A superseded or withdrawn one is listed as such, and its
figures are not shown. One without a trusted seal is shown with that said. The order of the bundles, and
the names of their files, change nothing that a page shows but the name of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chiso.language import Text, listing, text
from chiso.portal.carried import collect_carried
from chiso.portal.composite_model import Composite, KeptComposite, keep_composite, with_results
from chiso.portal.editions import KeptRun, collect_series, editions_of, keep_run, with_robustness
from chiso.portal.kept_results import OnShelf
from chiso.portal.model import Edition, Site, TrustedKey
from chiso.portal.publication_model import Publication, Standing
from chiso.portal.publication_names import name_publications
from chiso.portal.reads import NotedList
from chiso.portal.shelves import MOST_BYTES, Shelf
from chiso.portal.theme import Theme
from chiso.portal.units_shown import collect_units
from chiso.problems import BadInput, Place, Problem, WrongCall, quote
from chiso.publication import Bundle, Verification, read_bundle, read_public_key, read_revocations, verify
from chiso.publication.members import ROBUSTNESS, Files, is_carried_over, is_composite
from chiso.scoring.run import Scored

if TYPE_CHECKING:
    from chiso.composite.run import CompositeRun

Progress = Callable[[Text], None]
WITHDRAWN = "CH-4043"


@dataclass(frozen=True, eq=False)
class Verified:
    """A bundle with its verification, its file, and what its runs gave when they were verified, by name.

    Of the members of the bundle only tables of others are held: the rest is as large as all results.
    """

    bundle: Bundle
    verification: Verification
    file: Path
    runs: Mapping[str, KeptRun]
    composites: Mapping[str, KeptComposite]

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
    editions = _editions(standing)
    superseded = [
        edition
        for one, publication in zip(verified, publications, strict=True)
        if one.standing == "superseded"
        for edition in _editions_in(one, publication)
    ]
    series = collect_series(editions, theme)
    carried = collect_carried([(one.bundle, publication) for one, publication in standing], editions, theme)
    return Site(
        theme=theme,
        base_url=base_url,
        series=series,
        carried=carried,
        units=collect_units(series, carried),
        publications=NotedList("publications", sorted(publications, key=_newest_first)),
        superseded=tuple(sorted(superseded, key=lambda one: _newest_first(one.publication))),
        trusted=tuple(_trusted_keys(trusted)),
        revoked=tuple(sorted({entry.public_key for path in revoked for entry in read_revocations(path)})),
        kinds=kinds,
        composites=_composites(standing),
    )


def _verify_all(
    bundles: Sequence[Path], trusted: Sequence[Path], revoked: Sequence[Path], say: Progress
) -> list[Verified]:
    """Every bundle verified along with its other versions, sorted by content; the same content once."""
    read: dict[str, tuple[Bundle, Path]] = {}
    sources: dict[tuple[str, str], str] = {}
    unverified: dict[tuple[str, str], Files] = {}
    of_composites: dict[tuple[str, str], Files] = {}
    for path in bundles:
        bundle = read_bundle(path)
        sources |= {(bundle.content, run): _digest_of(files) for run, files in bundle.runs.items()}
        for run, files in bundle.runs.items():
            own = {name: files[name] for name in files if name.startswith(ROBUSTNESS)}
            if own:
                unverified[bundle.content, run] = own
            if is_composite(files):
                of_composites[bundle.content, run] = files
        read.setdefault(bundle.content, (_only_tables_of_others(bundle), path))
    shelf: Shelf[OnShelf] = Shelf(MOST_BYTES)
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
        runs: dict[str, KeptRun] = {}

        def keep(name: str, scored: Scored, content: str = content, runs: dict[str, KeptRun] = runs) -> None:
            runs[name] = keep_run(sources.get((content, name), ""), scored, shelf)

        composites: dict[str, KeptComposite] = {}

        def keep_index(
            name: str,
            run: CompositeRun,
            content: str = content,
            composites: dict[str, KeptComposite] = composites,
        ) -> None:
            if (content, name) in of_composites:
                made_from = sources.get((content, name), "")
                composites[name] = keep_composite(made_from, run, of_composites[content, name])

        # Making runs again can take minutes; nothing else does.
        tell = say if any(one == content for one, _ in unverified) else None
        found = verify(
            path,
            others=others,
            trusted=trusted,
            revocations=revoked,
            progress=tell,
            scored=keep,
            composed=keep_index,
        )
        differences = [one for one in found.differences if one.code != WITHDRAWN]
        if differences:
            problems.append(_differs(path, differences[0], len(differences)))
        if found.content != content:  # somebody put another file there meanwhile
            runs = {name: replace(run, made_from="") for name, run in runs.items()}
            composites = {}
        elif not differences:
            runs = {
                name: with_robustness(run, name, unverified.get((content, name), {}), found.recounts)
                for name, run in runs.items()
            }
            composites = {
                name: with_results(one, name, of_composites[content, name], found.recounts)
                for name, one in composites.items()
            }
        verified.append(Verified(bundle, found, path, runs, composites))
    if problems:
        raise BadInput(problems)
    return verified


def _first_of(bundle: Bundle, content: str) -> str:
    return (bundle.publication.first if bundle.publication else None) or content


def _digest_of(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _only_tables_of_others(bundle: Bundle) -> Bundle:
    kept = {name: content for name, content in bundle.members.items() if is_carried_over(name)}
    return replace(bundle, members=kept)


def _editions_in(one: Verified, publication: Publication) -> Iterator[Edition]:
    for _, run in sorted(one.runs.items()):
        yield from editions_of(run, publication)


def _editions(standing: Sequence[tuple[Verified, Publication]]) -> list[Edition]:
    """The editions of all publications that stand. Raises BadInput (CH-6003)."""
    found: dict[tuple[str, str], Edition] = {}
    problems = []
    for one, publication in standing:
        for edition in _editions_in(one, publication):
            place = (edition.series_id, edition.period.written)
            if place in found:
                problems.append(_twice(found[place], edition))
            found[place] = edition
    if problems:
        raise BadInput(problems)
    return [found[place] for place in sorted(found)]


def _composites(standing: Sequence[tuple[Verified, Publication]]) -> dict[str, Composite]:
    """The composite indices of all publications that stand, by place. Raises BadInput (CH-6003)."""
    found: dict[str, Composite] = {}
    problems = []
    for one, publication in standing:
        for kept in (one.composites[name] for name in sorted(one.composites)):
            for own in kept.periods:
                made = Composite(kept, own, publication)
                if made.place in found:
                    names = (found[made.place].publication.bundle_name, publication.bundle_name)
                    problems.append(_in_two(publication.bundle_name, made.place, names))
                found[made.place] = made
    if problems:
        raise BadInput(problems)
    return {place: found[place] for place in sorted(found)}


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
    names = (one.publication.bundle_name, other.publication.bundle_name)
    return _in_two(other.publication.bundle_name, f"{other.series_id} {other.period.written}", names)


def _in_two(bundle: str, what: str, names: tuple[str, str]) -> Problem:
    return Problem(
        "CH-6003",
        Place(bundle, field=what),
        "",
        text(
            "Expected each index and period in one publication that stands; {names} both hold it.",
            names=listing(sorted(names)),
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
