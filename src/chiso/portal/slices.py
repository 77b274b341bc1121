"""Digests of what pages read: equal digests, equal figures, and so the same page.

    row        what one unit was given and got at every node of an edition
    line       its line of the ranking; tie, class, lacks: whether it shares its rank, its class, what it
               lacks to be complete
    ranks      its rank at every node
    certain, certain-node   how sure the figures of a unit, or of a node, are
    robustness          how sure the ranks of an edition are by other choices
    middle     best, median, how many, and the mean of one group, at every node
    column     one node of all units
    standing   one node with everything that is worked out of it
    ranking, classes, incomplete, pairs, count, leading   of an edition as a whole
    tables              all of these figures of an edition
    told                what a group of pages says to those after it
    title               of the publication that an edition stands in
    publication, publications                    the bundle of an edition; all bundles

Everything else that a page may show (the register of units, frameworks, names, theme, figures of others,
keys, the program itself and its libraries) is in one digest, `common`: if any of it changes, every page is
made anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from chiso.portal.certainty import KeptCertainty
from chiso.portal.composite_model import Composite
from chiso.portal.drafts import everything_below
from chiso.portal.model import Edition, Site
from chiso.portal.pairs import pairs_of
from chiso.portal.publication_model import Publication
from chiso.portal.reads import Slice, unnoted
from chiso.portal.standing import Standing
from chiso.portal.unit_years import Figures
from chiso.scoring.unit_scores import UnitScores

PROGRAM = Path(__file__).parent.parent
_LIBRARIES = ("Jinja2", "MarkupSafe", "XlsxWriter", "vl-convert-python", "Babel", "holidays", "pydantic")
# Of a digest in the record; 128 bits are enough for what nobody tries to forge.
_DIGITS = 32
# What the site before had and this one has not.
_GONE = "gone"


# Slices that do not follow from the figures of one edition and from what all pages share.
_OF_MORE = frozenset({"title", "publication", "publications", "told"})


def by_edition(slices: Iterable[Slice]) -> dict[str, list[Slice]]:
    """Slices by the edition from whose figures they follow; the empty name: they do not, or not only."""
    found: dict[str, list[Slice]] = {}
    for one in slices:
        found.setdefault("" if one[0] in _OF_MORE else one[1], []).append(one)
    return found


class Slices:
    """The digests of a site, each worked out when it is first asked for."""

    def __init__(self, site: Site, figures: Figures) -> None:
        self.site, self.figures = site, figures
        self._standing_editions = [edition for series in site.series.values() for edition in series.editions]
        self._editions = {edition.place: edition for edition in (*self._standing_editions, *site.superseded)}
        self._known: dict[Slice, str] = {}
        self._by_kind: Mapping[str, Callable[..., object]] = {
            "row": self._row,
            "line": self._line,
            "tie": lambda place, uid: self._editions[place].is_tie(uid),
            "class": lambda place, uid: self._editions[place].class_of(uid),
            "leading": lambda place: self._editions[place].leading,
            "count": lambda place: self._editions[place].ranked_count,
            "lacks": lambda place, uid: self._editions[place].lacks(uid),
            "ranks": self._ranks,
            "middle": self._middle,
            "column": self._column,
            "certain": lambda place, uid: self._certainty(place).of_unit(uid),
            "certain-node": lambda place, code: self._certainty(place).of_node(code),
            "robustness": lambda place: [
                (one.name, one.record, one.histogram, one.pairs, one.is_recomputed)
                for one in self._editions[place].robustness_unnoted
            ],
            "standing": self._standing,
            "ranking": lambda place: self._editions[place].result.ranking,
            "classes": lambda place: self._editions[place].result.classification,
            "incomplete": lambda place: self._editions[place].result.incomplete,
            "pairs": self._pairs,
            "tables": self._tables,
            "told": lambda group: json.dumps(self.site.told.of_unnoted(group), sort_keys=True),
            "title": lambda place: self._editions[place].publication_unnoted.title,
            "publication": lambda place: _said_of(self._editions[place].publication_unnoted),
            "publications": lambda: [_said_of(one) for one in self.site.publications],
        }

    @property
    def sources(self) -> Mapping[str, str]:
        """By edition the digest of the files from which all slices of its figures follow."""
        return {place: edition.made_from for place, edition in self._editions.items()}

    def together(self, slices: Iterable[Slice], *given: str) -> str:
        """One digest of several slices, and of what else a page was `given`."""
        parts = [*given]
        for one in sorted(slices):
            parts += [*one, self.of(one)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGITS]

    def of(self, one: Slice) -> str:
        """The digest of a slice; another one than ever before where the site has none of it."""
        if one not in self._known:
            kind, *names = one
            with unnoted():
                try:
                    found = self._by_kind[kind](*names)
                except KeyError:
                    self._known[one] = _GONE
                else:
                    self._known[one] = _digest(found)
        return self._known[one]

    def _scores(self, place: str, uid: str) -> UnitScores:
        return self._editions[place].result_unnoted.scores[uid]

    def _row(self, place: str, uid: str) -> object:
        scores = self._scores(place, uid)
        answers = {code: scores.answers[code] for code in sorted(scores.answers)}
        return (
            answers,
            sorted(scores.circumstances.items()),
            scores.points,
            scores.statuses,
            scores.maxima,
            sorted(scores.outcomes.items()),
            sorted(scores.deferred.items()),
            sorted(scores.treatments.items()),
        )

    def _certainty(self, place: str) -> KeptCertainty:
        found = self._editions[place].certainty_unnoted
        if found is None:
            raise KeyError(place)
        return found

    def _line(self, place: str, uid: str) -> object:
        return self._editions[place].row(uid)

    def _standing(self, place: str, code: str) -> object:
        standing = self.figures.standings(self._editions[place]).unnoted(code)
        if standing is None:
            return None
        # As text: whether a figure is the very object that stands among the points follows from no figure.
        return (
            *(standing.of, str(standing.best), [unit.uid for unit in standing.best_units]),
            *(str(standing.median), sorted((group, str(mean)) for group, mean in standing.means.items())),
            *(list(standing.points.items()), list(standing.ranks.items()), sorted(standing.ties)),
        )

    def _standings(self, place: str) -> list[Standing | None]:
        edition = self._editions[place]
        return [self.figures.standings(edition).unnoted(node.code) for node in edition.result.prepared.nodes]

    def _ranks(self, place: str, uid: str) -> object:
        found = []
        for standing in self._standings(place):
            rank = standing.ranks.get(uid) if standing else None
            found.append((rank, standing is not None and rank in standing.ties))
        return found

    def _middle(self, place: str, group: str) -> object:
        return [
            (
                one.of,
                str(one.best),
                [unit.uid for unit in one.best_units],
                str(one.median),
                str(one.means.get(group)),
            )
            for one in self._standings(place)
            if one is not None
        ]

    def _tables(self, place: str) -> object:
        edition = self._editions[place]
        rows = [self.of(("row", place, unit.uid)) for unit in edition.result_unnoted.units]
        whole = [self.of((kind, place)) for kind in ("ranking", "classes")]
        if edition.certainty_unnoted is not None:
            rows += [self.of(("certain", place, unit.uid)) for unit in edition.result_unnoted.units]
        # Of superseded editions nothing stands in the digest that all pages share.
        return rows, whole, _structure(edition) if edition.version else ""

    def _column(self, place: str, code: str) -> object:
        return list(self._editions[place].column_unnoted(code))

    def _pairs(self, place: str) -> object:
        return [[unit.uid for unit in pair] for pair in pairs_of(self.site, self._editions[place])]

    @cached_property
    def common(self) -> str:
        """The digest of everything that has no slice of its own."""
        site = self.site
        with unnoted():
            parts = (
                program_digest(),
                site.theme,
                site.base_url,
                sorted(site.kinds),
                site.trusted,
                site.revoked,
                site.has_news,
                [_structure(edition) for edition in self._standing_editions],
                [
                    (one.id, one.title, one.short, [edition.place for edition in one.editions])
                    for one in site.series.values()
                ],
                [
                    (one.index, one.title, one.short, one.rows, one.breaks, _said_of(one.publication))
                    for one in site.carried.values()
                ],
                [composite_digest(one) for one in site.composites.values()],
                [
                    (one.uid, one.slug, one.code, one.name, one.level, one.kind, one.group, one.unit)
                    for one in site.units.values()
                ],
            )
            return _digest(parts)


def _structure(edition: Edition) -> object:
    """An edition without its figures."""
    result = edition.result_unnoted
    return (
        edition.place,
        edition.period.written,
        edition.framework.hash,
        (result.league.key, result.league.title, result.league.classes),
        result.layer,
        result.units,
        edition.has_withheld,
        edition.second_hand,
        edition.about_estimates,
        [one.name for one in edition.robustness_unnoted],
    )


def composite_digest(composite: Composite) -> object:
    """What a composite index is made of: its files, the results on its ranks, its publication."""
    return (
        composite.place,
        composite.kept.made_from,
        [one.is_recomputed for one in composite.own.robustness],
        _said_of(composite.publication),
    )


def _said_of(publication: Publication) -> object:
    """A publication without the name that its file happens to have."""
    verification = publication.verification
    return (
        publication.slug,
        publication.title,
        publication.bundle_name,
        publication.content,
        publication.status,
        publication.version,
        publication.standing,
        publication.supersedes,
        publication.superseded_by,
        publication.withdrawn_by,
        publication.reason,
        publication.decision,
        publication.day,
        publication.first,
        publication.series,
        publication.size,
        verification.seals,
        verification.counts,
        verification.chain,
        verification.has_pdf,
        verification.remarks,
    )


def program_digest() -> str:
    """What draws the pages: every file of the program, Python, and the libraries that shape pages."""
    return _digest_of_program(PROGRAM)


# The program that runs is the one that was started, so one look at its files is enough.
@lru_cache(maxsize=4)
def _digest_of_program(program: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for name, found in _versions():
        digest.update(f"{name} {found}\n".encode())
    for name, entry in everything_below(program):
        if entry.is_file() and not name.endswith(".pyc"):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(Path(entry.path).read_bytes()).digest())
    return digest.hexdigest()


def _versions() -> Iterator[tuple[str, str]]:
    for name in _LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, ""


class _Pickler(pickle.Pickler):
    """Writes a model as its JSON: pickle would also write a set, whose order changes from run to run."""

    def reducer_override(self, value: object) -> Any:
        if type(value) is Fraction:  # Python 3.11 writes it as text, which takes five times as long
            return Fraction, (value.numerator, value.denominator)
        if isinstance(value, BaseModel):
            return type(value), (value.model_dump_json(),)
        return NotImplemented


def _digest(value: object) -> str:
    """The digest of a value through pickle: values that differ never have one digest.

    Equal values may have two, where one holds an object twice and the other two equal objects; then a
    page is made anew for nothing.
    """
    written = io.BytesIO()
    _Pickler(written, protocol=5).dump(value)
    return hashlib.sha256(written.getbuffer()).hexdigest()
