"""What the portal shows, gathered from verified bundles; the contract between collecting and pages.

Objects with results in them compare by identity: two editions with equal figures are still two.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, TypeAlias

from chiso.frameworks.differences import Difference
from chiso.frameworks.model import TOTAL, Framework
from chiso.language import Bilingual, Language, Text
from chiso.periods import Period
from chiso.portal.theme import Theme
from chiso.publication.decision import Decision
from chiso.publication.statement import Status
from chiso.publication.verification import Verification
from chiso.scoring.ranking import RankingRow
from chiso.scoring.result import NodeResult, Result
from chiso.units import Unit

Provenance: TypeAlias = Literal["recomputed", "attested"]
Standing: TypeAlias = Literal["stands", "superseded", "withdrawn"]


@dataclass(frozen=True, eq=False)
class Publication:
    """One bundle. `slug` names it in addresses: `papi-1`, with the number of its version.

    `standing` is what became of it; `superseded_by` and `withdrawn_by` are content hashes of later
    bundles of this site. `series` are the ids of the series and tables that stand in it.
    """

    slug: str
    title: Bilingual
    bundle_name: str
    content: str
    status: Status
    version: int
    standing: Standing
    supersedes: str | None
    superseded_by: str | None
    withdrawn_by: str | None
    reason: str
    decision: Decision | None
    verification: Verification
    day: datetime.date | None
    first: str
    series: tuple[str, ...]
    file: Path
    size: int

    @property
    def is_trusted(self) -> bool:
        """Whether a key that this site names vouches for it."""
        return self.verification.is_sealed_by_a_trusted_key


@dataclass(frozen=True, eq=False)
class Edition:
    """One index in one period: recomputed results. `slug` names the period in addresses."""

    series_id: str
    period: Period
    slug: str
    result: Result
    publication: Publication
    has_withheld: bool

    @property
    def framework(self) -> Framework:
        """What was measured."""
        return self.result.framework

    @property
    def league_key(self) -> str:
        """The league; empty for a framework that was scored by itself."""
        return self.result.league.key

    @property
    def rights(self) -> Bilingual:
        """Whose figures they are, and on what terms they are shown. Belongs on every page."""
        return self.framework.rights

    @property
    def source(self) -> Bilingual:
        """Where the figures were published, as the framework states it."""
        sources = self.framework.sources
        return sources[0].text if sources else Bilingual()

    @property
    def provenance(self) -> Provenance:
        """Attested where an input is withheld and only its digest is public, else recomputed."""
        return "attested" if self.has_withheld else "recomputed"

    @property
    def label(self) -> Text:
        """The period as people name it."""
        return self.period.title()

    @property
    def ranked(self) -> tuple[RankingRow, ...]:
        """The units that have a rank, the first first."""
        return tuple(row for row in self.result.ranking if row.rank is not None)

    def row(self, uid: str) -> RankingRow | None:
        """The line of the ranking of a unit; None if it was not measured."""
        return next((row for row in self.result.ranking if row.unit.uid == uid), None)


@dataclass(frozen=True, eq=False)
class Break:
    """Between two neighbouring editions totals do not mean the same; `differences` say why."""

    before: Edition
    after: Edition
    differences: tuple[Difference, ...]


@dataclass(frozen=True, eq=False)
class Series:
    """An index over the years. `short` is how people call it ("PAPI")."""

    id: str
    title: Bilingual
    short: Bilingual
    editions: tuple[Edition, ...]
    breaks: tuple[Break, ...]

    @property
    def latest(self) -> Edition:
        """The edition of the last period."""
        return self.editions[-1]

    def edition(self, slug: str) -> Edition | None:
        """The edition of a period by its slug."""
        return next((edition for edition in self.editions if edition.slug == slug), None)

    def before(self, edition: Edition) -> Edition | None:
        """The edition before this one in the series."""
        position = self.editions.index(edition)
        return self.editions[position - 1] if position else None

    def break_before(self, edition: Edition) -> Break | None:
        """The break between this edition and the one before it, if there is one."""
        return next((one for one in self.breaks if one.after is edition), None)


@dataclass(frozen=True, slots=True)
class Carried:
    """One figure of another body, with its source. `period_slug` names the period in addresses."""

    index: str
    period: str
    unit_code: str
    uid: str | None
    unit_name: str
    group: str
    code: str
    value: Fraction | None
    rank: int | None
    of: int | None
    basis: Literal["stated", "derived"]
    approximate: bool
    source: str
    note: str
    publication: str
    written: str
    is_second_hand: bool

    @property
    def place(self) -> tuple[str, str, str]:
        """What the figure is of; several rows of one place are conflicting figures."""
        return self.period, self.unit_code, self.code


@dataclass(frozen=True, slots=True)
class CarriedBreak:
    """Between two periods the publisher changed what or how it measures."""

    before: str
    after: str
    reason: Text


@dataclass(frozen=True, eq=False)
class CarriedSeries:
    """An index of another body, in the order of periods, as it was published."""

    index: str
    title: Bilingual
    short: Bilingual
    rows: tuple[Carried, ...]
    breaks: tuple[CarriedBreak, ...]
    publication: Publication

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods in order."""
        return tuple(sorted({row.period for row in self.rows}))

    def of_unit(self, uid: str) -> tuple[Carried, ...]:
        """The rows of one unit."""
        return tuple(row for row in self.rows if row.uid == uid)

    def totals(self, period: str) -> tuple[Carried, ...]:
        """The totals of a period; several of one unit are conflicting figures."""
        return tuple(row for row in self.rows if row.period == period and row.code == TOTAL)

    @property
    def conflicts(self) -> Mapping[tuple[str, str, str], tuple[Carried, ...]]:
        """Where several sources state different figures: (period, unit, code) → the rows."""
        places: dict[tuple[str, str, str], list[Carried]] = {}
        for row in self.rows:
            places.setdefault(row.place, []).append(row)
        return {
            place: tuple(rows)
            for place, rows in places.items()
            if len({(row.value, row.rank) for row in rows}) > 1
        }


@dataclass(frozen=True, slots=True)
class UnitEdition:
    """A unit in one edition: its total and its line of the ranking."""

    edition: Edition
    total: NodeResult
    row: RankingRow


@dataclass(frozen=True, eq=False)
class UnitShown:
    """A unit with everything that the site knows of it. `unit` is its latest version."""

    uid: str
    slug: str
    code: str
    name: str
    level: str
    kind: str
    group: str
    unit: Unit | None
    editions: Mapping[str, tuple[UnitEdition, ...]]
    carried: Mapping[str, tuple[Carried, ...]]


@dataclass(frozen=True, eq=False)
class Site:
    """Everything that the pages show. Units are sorted as a Vietnamese reader expects."""

    theme: Theme
    base_url: str
    series: Mapping[str, Series]
    carried: Mapping[str, CarriedSeries]
    units: Mapping[str, UnitShown]
    publications: tuple[Publication, ...]
    trusted: tuple[TrustedKey, ...] = ()
    # Whole public keys (hexadecimal) that were revoked.
    revoked: tuple[str, ...] = ()
    # The kinds of pages that this site has ("ranking", "unit" …): only to them a page may link.
    kinds: frozenset[str] = frozenset()

    @property
    def title(self) -> Bilingual:
        """The name of the site."""
        return self.theme.name

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the site, the first at its root."""
        return self.theme.languages

    @property
    def has_news(self) -> bool:
        """Whether there is a feed: its kind is built, and a publication has a day to stand in it."""
        return "feed" in self.kinds and any(publication.day for publication in self.publications)

    @property
    def focus(self) -> UnitShown | None:
        """The unit that the site is about, if the theme names one and there are figures of it."""
        return self.units.get(self.theme.focus or "")

    @property
    def focus_uid(self) -> str | None:
        """Its uid."""
        return self.focus.uid if self.focus else None


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key that the site names: its id, its whole public key (hexadecimal) and its owner."""

    key_id: str
    public_key: str
    owner: str


@dataclass(frozen=True, eq=False)
class PageSource:
    """One page: where it stands and what it shows.

    `key` is the same in both languages. `context` holds plain values; texts, bilingual titles,
    fractions and days in it are made plain by `rendering.as_plain`. `kind` is the kind of page;
    `nav` the entry of the navigation that it belongs to, if it is not the kind. `template` None: the
    page is the `content` as it stands (a table for download, a feed); a function gives it only if it
    is needed, that is if the context differs from that of the site before.
    """

    key: str
    language: Language
    address: str
    template: str | None
    context: Mapping[str, Any]
    kind: str
    title: str
    description: str = ""
    content: bytes | Callable[[], bytes] | None = None
    nav: str = ""
    # Type, title and address of each feed that the page names.
    feeds: tuple[tuple[str, str, str], ...] = field(default=())
