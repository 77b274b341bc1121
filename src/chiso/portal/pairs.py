"""Which units are compared: the neighbours in rank of the own unit, and the centrally run cities."""

from __future__ import annotations

from itertools import combinations
from typing import TypeAlias

from chiso.language import sort_key
from chiso.portal.model import Edition, Site, UnitShown

Pair: TypeAlias = tuple[UnitShown, UnitShown]
# How many places above and below the own unit.
_NEIGHBOURS = 2


def pairs_of(site: Site, edition: Edition) -> list[Pair]:
    """Which units are compared: each pair once, the own unit first, else as names are sorted."""
    ranked = [row.unit.uid for row in edition.ranked]
    cities = [
        row.unit.uid for row in edition.ranked if (row.unit.level, row.unit.kind) == ("province", "thanh-pho")
    ]
    wanted = list(combinations(cities, 2))
    own = site.focus
    if own is not None and own.uid in ranked:
        place = ranked.index(own.uid)
        near = ranked[max(0, place - _NEIGHBOURS) : place] + ranked[place + 1 : place + 1 + _NEIGHBOURS]
        wanted += [(own.uid, uid) for uid in near]
    pairs = {_in_order(site.units[one], site.units[other], own) for one, other in wanted}
    return sorted(
        pairs, key=lambda pair: (pair[0] is not own, sort_key(pair[0].name), sort_key(pair[1].name))
    )


def _in_order(one: UnitShown, other: UnitShown, own: UnitShown | None) -> Pair:
    if other is own or (one is not own and sort_key(other.name) < sort_key(one.name)):
        return other, one
    return one, other
