"""A unit in one edition, node by node: figure, rank, best, median, group, the year before, the change.

Where the framework changed at a node since the edition before, the two figures are not subtracted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.model import TOTAL, Framework, Node
from chiso.language import Language, Value
from chiso.portal import addresses
from chiso.portal.components import Component, Components, comparable
from chiso.portal.model import Edition, Series, Site, UnitShown
from chiso.portal.pairs import Pair, pairs_of
from chiso.portal.reads import note, unnoted
from chiso.portal.standing import Middle, Standings
from chiso.scoring.compare import Comparison, compare_units
from chiso.scoring.exact import exact_sum
from chiso.scoring.result import NodeResult
from chiso.units import Unit

# A series of more editions has a page for its last edition only; its other years stand in the table
# of the unit. HDI alone would else be twelve thousand pages.
MOST_YEAR_PAGES = 20
# Decimals of most published indices; HDI has three.
_PLACES, _MOST_PLACES = 2, 3


def has_year_page(series: Series, edition: Edition) -> bool:
    """Whether each unit of an edition has a page for that edition."""
    return len(series.editions) <= MOST_YEAR_PAGES or edition is series.latest


def year_address(language: Language, slug: str, edition: Edition) -> str:
    """The page of a unit in one edition: /don-vi/ha-noi/papi/2019/."""
    return addresses.path(language, ":unit", slug, edition.series_id, edition.slug)


def short_label(edition: Edition) -> Value:
    """A plain year as a figure (2019), any other period as people name it."""
    written = edition.period.written
    return written if len(written) == 4 and written.isdecimal() else edition.label


def component_address(site: Site, language: Language, component: Component) -> str:
    """The page of a component; empty where the site has none."""
    if "component" not in site.kinds:
        return ""
    return addresses.component(language, component.series.id, component.slug)


def places_of(framework: Framework) -> int:
    """The decimals that people read: those that are published, where that is for eyes."""
    published = framework.published_rounding(TOTAL)
    if published is None or not 0 <= published.places <= _MOST_PLACES:
        return _PLACES
    return published.places


@dataclass(frozen=True, eq=False)
class NodeShown:
    """One node of a unit. `change` is None where the two years do not compare; `earlier`: the figure then."""

    node: Node
    component: Component
    result: NodeResult
    standing: Middle | None
    rank: int | None
    is_tie: bool
    group_mean: Fraction | None
    earlier: Fraction | None
    change: Fraction | None
    why_no_change: str


@dataclass(frozen=True, eq=False)
class FieldChange:
    """How much one field of the first level contributed to a difference of totals."""

    node: Node
    amount: Fraction


class Figures:
    """What the pages of units, components and comparisons share; every edition of a site is sorted once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._components: dict[str, Components] = {}
        self._pairs: dict[Edition, list[Pair]] = {}

    def standings(self, edition: Edition) -> Standings:
        """The standings of an edition."""
        known = self.site.standings
        if edition not in known:
            known[edition] = Standings(edition, places_of(edition.framework))
        return known[edition]

    def components(self, series: Series) -> Components:
        """The components of a series."""
        if series.id not in self._components:
            self._components[series.id] = Components(series)
        return self._components[series.id]

    def compared_with(self, edition: Edition, unit: UnitShown) -> list[Pair]:
        """The comparisons of an edition in which a unit stands; none where the site has no such pages."""
        if "compare" not in self.site.kinds:
            return []
        note("pairs", edition.place)
        if edition not in self._pairs:
            with unnoted():
                self._pairs[edition] = pairs_of(self.site, edition)
        return [pair for pair in self._pairs[edition] if unit in pair]

    def nodes(self, series: Series, edition: Edition, unit: Unit) -> Iterator[NodeShown]:
        """Every node of a unit in an edition, in the order of the document."""
        for node, _, _ in edition.framework.walk():
            yield self.node(series, edition, unit, node)

    def node(self, series: Series, edition: Edition, unit: Unit, node: Node) -> NodeShown:
        """One node of a unit in an edition."""
        component = self.components(series).of(node)
        result = edition.result.node(unit.uid, node.code)
        standing = self.standings(edition).of_unit(unit, node.code)
        earlier, change, why = self._before(series, edition, unit.uid, component, result.points)
        return NodeShown(
            node=node,
            component=component,
            result=result,
            standing=standing.middle if standing else None,
            rank=standing.rank if standing else None,
            is_tie=standing is not None and standing.is_tie,
            group_mean=standing.group_mean if standing else None,
            earlier=earlier,
            change=change,
            why_no_change=why,
        )

    def _before(
        self, series: Series, edition: Edition, uid: str, component: Component, points: Fraction | None
    ) -> tuple[Fraction | None, Fraction | None, str]:
        """The figure of the edition before, the change, and why there is none."""
        before = series.before(edition)
        if before is None:
            return None, None, "first"
        now, then = component.in_edition(edition), component.in_edition(before)
        if now is None or then is None:
            return None, None, "new"
        if not comparable(then, now, series.break_before(edition)):
            return None, None, "broken"
        if uid not in before.result.units_by_uid:
            return None, None, "missing"
        earlier = before.result.node(uid, then.code).points
        if points is None or earlier is None:
            return earlier, None, "missing"
        return earlier, points - earlier, ""

    @staticmethod
    def comparison(series: Series, edition: Edition, uid: str) -> Comparison | None:
        """The unit in this edition beside itself in the edition before."""
        before = series.before(edition)
        if before is None:
            return None
        one, other = before.result.units_by_uid.get(uid), edition.result.units_by_uid.get(uid)
        if one is None or other is None:
            return None
        return compare_units(before.result, one, edition.result, other)


def changes_by_field(comparison: Comparison) -> tuple[FieldChange, ...]:
    """The exact split gathered by the fields of the first level, the largest fall first.

    Across a break only what is measured alike on both sides counts.
    """
    framework = comparison.after.framework
    common = set(comparison.common.codes)
    amounts: dict[str, list[Fraction]] = {}
    for part in comparison.parts:
        if part.after is None or part.after == TOTAL:
            continue
        if comparison.breaks and (part.before, part.after) not in common:
            continue
        amounts.setdefault(_field_of(framework, part.after), []).append(part.amount)
    if comparison.breaks:  # a field that is alike and did not change is worth its line too
        for _, code in comparison.common.codes:
            amounts.setdefault(_field_of(framework, code), [])
    found = [FieldChange(framework.nodes_by_code[code], exact_sum(parts)) for code, parts in amounts.items()]
    return tuple(sorted(found, key=lambda one: one.amount))


def _field_of(framework: Framework, code: str) -> str:
    while (parent := framework.parents[code]) is not None:
        code = parent.code
    return code
