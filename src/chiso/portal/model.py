"""What the portal shows, gathered from verified bundles; the contract between collecting and pages.

Objects with results in them compare by identity: two editions with equal figures are still two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from chiso.frameworks.differences import Difference
from chiso.frameworks.model import TOTAL, Framework
from chiso.language import Bilingual, Language, Text
from chiso.periods import Period
from chiso.portal import stamps
from chiso.portal.carried_model import Carried, CarriedSeries
from chiso.portal.certainty import (
    NOTHING_OF_A_NODE,
    NOTHING_OF_A_UNIT,
    About,
    CertainNode,
    CertainUnit,
    KeptCertainty,
)
from chiso.portal.composite_model import Composite
from chiso.portal.kept_results import Cell, column_of
from chiso.portal.publication_model import Publication
from chiso.portal.reads import NotedResult, Told, note
from chiso.portal.robustness import Robustness
from chiso.portal.theme import Theme
from chiso.scoring.classes import ClassGiven
from chiso.scoring.ranking import RankingRow
from chiso.scoring.result import Lack, Result
from chiso.units import Unit

if TYPE_CHECKING:
    from chiso.portal.standing import Standings

Provenance: TypeAlias = Literal["recomputed", "attested"]


@dataclass(frozen=True, eq=False)
class Edition:
    """One index in one period: recomputed results. `slug` names the period in addresses."""

    series_id: str
    period: Period
    slug: str
    result_unnoted: Result
    publication_unnoted: Publication
    has_withheld: bool
    # From whom the inputs were taken at second hand, as the notes of the answers say.
    second_hand: tuple[str, ...] = ()
    # Of a superseded publication: what tells its edition from the one that stands.
    version: str = ""
    # The digest of the files that it follows from.
    made_from: str = ""
    certainty_unnoted: KeptCertainty | None = None  # if its bundle says how sure figures are
    # How sure its ranks are by other choices, as far as its bundle says.
    robustness_unnoted: tuple[Robustness, ...] = ()

    @cached_property
    def place(self) -> str:
        """Its name among the slices of the site that pages read: papi/2019."""
        place = f"{self.series_id}/{self.slug}"
        return f"{place}@{self.version}" if self.version else place

    @cached_property
    def result(self) -> NotedResult:
        """The recomputed results."""
        return NotedResult.of(self.result_unnoted, self.place)

    @property
    def publication(self) -> Publication:
        """The publication that the edition stands in."""
        note("publication", self.place)
        return self.publication_unnoted

    @property
    def publication_title(self) -> Bilingual:
        """The title of its publication."""
        note("title", self.place)
        return self.publication_unnoted.title

    @property
    def bundle(self) -> str:
        """The address of its bundle, stamped on the page when that is written: the figures that a page
        shows may stay when a corrected bundle takes the place of the one before."""
        return stamps.address_of(self.place)

    @property
    def content(self) -> str:
        """The hash of its publication's content, stamped like the address of its bundle."""
        return stamps.content_of(self.place)

    def column(self, code: str) -> Iterator[Cell]:
        """One node of every unit."""
        note("column", self.place, code)
        return self.column_unnoted(code)

    def column_unnoted(self, code: str) -> Iterator[Cell]:
        """The same for whoever notes it."""
        column = column_of(self.result_unnoted, code)
        cells = zip(self.result_unnoted.units, column.points, column.maxima, column.statuses, strict=True)
        return (Cell(*cell) for cell in cells)

    @property
    def result_of_tables(self) -> Result:
        """The results for tables that hold all of them, noted as one slice."""
        note("tables", self.place)
        return self.result_unnoted

    @property
    def about_estimates(self) -> About | None:
        """What holds for all estimates of the edition; None where its bundle has none."""
        return self.certainty_unnoted.about if self.certainty_unnoted else None

    def certain_unit(self, uid: str) -> CertainUnit:
        """How sure the figures of a unit are."""
        if self.certainty_unnoted is None:
            return NOTHING_OF_A_UNIT
        note("certain", self.place, uid)
        return self.certainty_unnoted.of_unit(uid)

    def certain_node(self, code: str) -> CertainNode:
        """How sure one node of every unit is."""
        if self.certainty_unnoted is None:
            return NOTHING_OF_A_NODE
        note("certain-node", self.place, code)
        return self.certainty_unnoted.of_node(code)

    @property
    def robustness(self) -> tuple[Robustness, ...]:
        """How sure its ranks are by other choices: results by name, the first one stands beside ranks."""
        if self.robustness_unnoted:
            note("robustness", self.place)
        return self.robustness_unnoted

    @property
    def certainty_of_tables(self) -> KeptCertainty | None:
        """How sure all figures are, for tables that hold all of them, noted with these."""
        note("tables", self.place)
        return self.certainty_unnoted

    @property
    def framework(self) -> Framework:
        """What was measured."""
        return self.result_unnoted.framework

    @property
    def league_key(self) -> str:
        """The league; empty for a framework that was scored by itself."""
        return self.result_unnoted.league.key

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

    @property
    def leading(self) -> tuple[str, ...]:
        """The uid of the unit that stands first in the ranking; empty where none is ranked."""
        note("leading", self.place)
        rows = self.result.ranking_unnoted
        return tuple(row.unit.uid for row in rows[:1] if row.rank is not None)

    def row(self, uid: str) -> RankingRow | None:
        """The line of the ranking of a unit; None if it was not measured."""
        note("line", self.place, uid)
        return self._rows.get(uid)

    @cached_property
    def _rows(self) -> Mapping[str, RankingRow]:
        return {row.unit.uid: row for row in self.result.ranking_unnoted}

    @property
    def ranked_count(self) -> int:
        """How many units have a rank."""
        note("count", self.place)
        return sum(row.rank is not None for row in self._rows.values())

    def class_of(self, uid: str) -> ClassGiven | None:
        """The class of a unit's total; None where the framework has no classes."""
        note("class", self.place, uid)
        return self.result.classification_unnoted.of(uid, TOTAL)

    def lacks(self, uid: str) -> Sequence[Lack]:
        """What keeps a unit from being complete."""
        note("lacks", self.place, uid)
        return self.result.incomplete_unnoted.get(uid, ())

    def is_tie(self, uid: str) -> bool:
        """Whether another unit has the same rank."""
        note("tie", self.place, uid)
        row = self._rows.get(uid)
        return row is not None and self._holders[row.rank] > 1

    @cached_property
    def _holders(self) -> Mapping[int | None, int]:
        """How many units hold each rank; no rank is held by nobody."""
        counts = Counter(row.rank for row in self._rows.values())
        return {**counts, None: 0}


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


class Total(NamedTuple):
    """Points and maximum of a unit at the root."""

    points: Fraction | None
    max_points: Fraction | None


@dataclass(frozen=True, slots=True)
class UnitEdition:
    """A unit in an edition that measured it."""

    edition: Edition
    uid: str

    @property
    def total(self) -> Total:
        """Its total, as the ranking has it: a page that shows no more need not be made for a part of it."""
        return Total(self.row.score, self.row.max_score)

    @property
    def row(self) -> RankingRow:
        """Its line of the ranking."""
        row = self.edition.row(self.uid)
        assert row is not None, "it was measured in this edition"
        return row


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


# A file of the site before by what it was made of; None if there is none.
Remembered: TypeAlias = Callable[[str], bytes | None]


def nothing_remembered(_made_of: str) -> None:
    """Where there is no site before."""


@dataclass(frozen=True, eq=False)
class Site:
    """Everything that the pages show. Units are sorted as a Vietnamese reader expects."""

    theme: Theme
    base_url: str
    series: Mapping[str, Series]
    carried: Mapping[str, CarriedSeries]
    units: Mapping[str, UnitShown]
    publications: Sequence[Publication]
    trusted: tuple[TrustedKey, ...] = ()
    # Whole public keys (hexadecimal) that were revoked.
    revoked: tuple[str, ...] = ()
    # The kinds of pages that this site has ("ranking", "unit" …): only to them a page may link.
    kinds: frozenset[str] = frozenset()
    # Of superseded publications, whose tables stay.
    superseded: tuple[Edition, ...] = ()
    # Composite indices by their places: index and period.
    composites: Mapping[str, Composite] = field(default_factory=dict)
    remembered: Remembered = nothing_remembered
    told: Told = field(default_factory=Told)
    # Worked out once for all modules of pages (see `unit_years.Figures`).
    standings: dict[Edition, Standings] = field(default_factory=dict)

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
