"""What an index measures, over all its versions: one component for each thing, whatever its number.

A criterion keeps its identity (`concept`, else the code) while its number, maximum and place change.
Its address is the number that it had last; where two things had the same number one after the other,
the one that ended earlier carries its last period behind the number (`3.3-2017`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from chiso.frameworks.model import TOTAL, Node
from chiso.language import Bilingual
from chiso.portal.model import Break, Edition, Series


@dataclass(frozen=True, eq=False)
class Measured:
    """A component as one edition measured it."""

    edition: Edition
    node: Node
    parent: Node | None

    @property
    def code(self) -> str:
        """Its number in that edition."""
        return self.node.code


@dataclass(frozen=True, eq=False)
class Component:
    """One thing that an index measures or measured; `slug` is its place in addresses."""

    series: Series
    identity: str
    slug: str
    measured: tuple[Measured, ...]

    @property
    def latest(self) -> Measured:
        """How it was measured last."""
        return self.measured[-1]

    @property
    def title(self) -> Bilingual:
        """Its title, as it was last."""
        return self.latest.node.title

    def in_edition(self, edition: Edition) -> Measured | None:
        """How an edition measured it; None where it did not."""
        return next((one for one in self.measured if one.edition is edition), None)


class Components:
    """All components of a series: those of the last version in its order, then those that ended."""

    def __init__(self, series: Series) -> None:
        self.series = series
        measured: dict[str, list[Measured]] = {}
        for edition in series.editions:
            for node, parent, _ in edition.framework.walk():
                measured.setdefault(node.identity, []).append(Measured(edition, node, parent))
        position = {edition: n for n, edition in enumerate(series.editions)}
        in_order = {node.identity: n for n, (node, _, _) in enumerate(series.latest.framework.walk())}
        by_age = sorted(
            measured.items(),
            key=lambda item: (-position[item[1][-1].edition], in_order.get(item[0], 0)),
        )
        taken: set[str] = set()
        found = []
        for identity, years in by_age:
            code = years[-1].code
            slug = f"{code}-{years[-1].edition.slug}" if code in taken else code
            taken.add(slug)
            found.append(Component(series, identity, slug, tuple(years)))
        self.all = tuple(found)
        self._by_identity = {component.identity: component for component in self.all}

    def of(self, node: Node) -> Component:
        """The component that a node of any version measures."""
        return self._by_identity[node.identity]


def comparable(one: Measured, other: Measured, between: Break | None) -> bool:
    """Whether points of both years mean the same: nothing at or below the node changed in between.

    A criterion that only got another number is still the same criterion.
    """
    if between is None:
        return True
    before, after = set(_codes_from(one.node)), set(_codes_from(other.node))
    for difference in between.differences:
        if TOTAL in (difference.before, difference.after):
            continue
        if difference.sort == "moved" and difference.before == one.code and one.node.is_leaf:
            continue
        if difference.before in before or difference.after in after:
            return False
    return True


def comparable_over(component: Component, one: Edition, other: Edition) -> bool:
    """Whether points of two editions mean the same, over all editions that lie between them."""
    editions = component.series.editions
    first, last = sorted((editions.index(one), editions.index(other)))
    for before, after in pairwise(editions[first : last + 1]):
        then, now = component.in_edition(before), component.in_edition(after)
        if then is None or now is None:
            return False
        if not comparable(then, now, component.series.break_before(after)):
            return False
    return True


def _codes_from(node: Node) -> Iterator[str]:
    yield node.code
    for part in node.nodes:
        yield from _codes_from(part)


def breaks_of(component: Component) -> tuple[int, ...]:
    """The positions of editions of the series before which the component cannot be followed."""
    series = component.series
    found = []
    for n in range(1, len(series.editions)):
        before = component.in_edition(series.editions[n - 1])
        after = component.in_edition(series.editions[n])
        if before is None and after is None:
            continue
        between = series.break_before(series.editions[n])
        if before is None or after is None or not comparable(before, after, between):
            found.append(n)
    return tuple(found)
