"""Which comparisons of more than two units, and of the years of a unit, have a page of their own.

    units of an edition   the own unit with those nearest to it in rank; the units of one group or kind
    years of a unit       the last six; the last ones that compare, if that is another choice

A group of more than six is cut to the own unit and those nearest to it in rank, else to its first six.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chiso.language import Text, sort_key, text
from chiso.portal.model import Edition, Series, Site, UnitEdition, UnitShown
from chiso.portal.pairs import pairs_of
from chiso.portal.standing import group_of
from chiso.portal.unit_words import group_in_words
from chiso.scoring.ranking import RankingRow

MOST = 6


@dataclass(frozen=True, eq=False)
class Group:
    """Three to six units that are compared; `units[0]` is the one that others are held against."""

    title: Text
    units: tuple[UnitShown, ...]


def groups_of(site: Site, edition: Edition) -> list[Group]:
    """The groups of an edition, each choice of units once; only ranked units are compared."""
    ranked = edition.ranked
    own = site.focus
    found: list[Group] = []
    if own is not None and any(row.unit.uid == own.uid for row in ranked):
        found.append(
            Group(text("{unit} and those nearest in rank", unit=own.name), _nearest(site, ranked, own))
        )
    gathered: dict[tuple[str, str], list[RankingRow]] = {}
    for row in ranked:
        if group := group_of(row.unit):
            gathered.setdefault((row.unit.level, group), []).append(row)
    for (level, group), rows in sorted(gathered.items()):
        name = group_in_words(level, group)
        if len(rows) <= MOST:
            units = _in_order([site.units[row.unit.uid] for row in rows], own)
        elif own is not None and any(row.unit.uid == own.uid for row in rows):
            units = _nearest(site, rows, own)
            name = text("{unit} and those nearest in rank: {group}", unit=own.name, group=name)
        else:
            units = _in_order([site.units[row.unit.uid] for row in rows[:MOST]], own)
            name = text("{group}: the first {count} of {all}", group=name, count=MOST, all=len(rows))
        found.append(Group(name, units))
    choices: dict[frozenset[str], Group] = {}
    for one in found:
        # Two units have their page as a pair.
        if len(one.units) > 2 or not _is_pair(site, edition, one):
            choices.setdefault(frozenset(unit.uid for unit in one.units), one)
    return [one for one in choices.values() if len(one.units) > 1]


def _is_pair(site: Site, edition: Edition, group: Group) -> bool:
    return any(set(pair) == set(group.units) for pair in pairs_of(site, edition))


def _nearest(site: Site, rows: Sequence[RankingRow], own: UnitShown) -> tuple[UnitShown, ...]:
    """The own unit and the five about it; at an end of the ranking more of them lie on one side."""
    place = next(position for position, row in enumerate(rows) if row.unit.uid == own.uid)
    start = max(0, min(place - MOST // 2 + 1, len(rows) - MOST))
    return _in_order([site.units[row.unit.uid] for row in rows[start : start + MOST]], own)


def _in_order(units: Sequence[UnitShown], own: UnitShown | None) -> tuple[UnitShown, ...]:
    """The own unit first, the others as a Vietnamese reader looks for names."""
    return tuple(sorted(units, key=lambda unit: (unit is not own, sort_key(unit.name), unit.uid)))


def compared_units(site: Site, series: Series) -> list[UnitShown]:
    """The units whose years are compared: those that stand in a comparison of the last edition."""
    edition = series.latest
    uids = {unit.uid for pair in pairs_of(site, edition) for unit in pair}
    uids |= {unit.uid for group in groups_of(site, edition) for unit in group.units}
    if site.focus is not None and series.id in site.focus.editions:
        uids.add(site.focus.uid)
    return list(_in_order([site.units[uid] for uid in uids], site.focus))


def years_of(series: Series, unit: UnitShown) -> list[tuple[UnitEdition, ...]]:
    """The choices of years of a unit that have a page, each in order of time."""
    editions = unit.editions.get(series.id, ())
    choices = [editions[-MOST:]]
    latest = series.latest
    since = latest
    while (before := series.before(since)) is not None and series.break_before(since) is None:
        since = before
    first = series.editions.index(since)
    alike = tuple(one for one in editions if series.editions.index(one.edition) >= first)
    choices.append(alike[-MOST:])
    found = {tuple(one.edition.slug for one in choice): choice for choice in choices if len(choice) > 1}
    return list(found.values())
