"""The list of units: every name, by level, in the order of Vietnamese; a small script narrows it."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.language import Language, Text, Value, listing, text
from chiso.portal import addresses
from chiso.portal.framing import page_below
from chiso.portal.model import Site, UnitShown
from chiso.portal.page_source import PageSource
from chiso.portal.unit_words import kind_of

TITLE = text("Units")
# The groups in their order: name of the group, levels of registers, groups of published tables.
_GROUPS: tuple[tuple[str, Text, frozenset[str]], ...] = (
    ("provinces", text("Provinces and cities"), frozenset({"province", "provinces", "cities"})),
    ("districts", text("Districts"), frozenset({"district", "districts"})),
    ("communes", text("Communes and wards"), frozenset({"commune", "communes"})),
    ("agencies", text("Departments and agencies"), frozenset({"office", "agencies", "departments"})),
    ("ministries", text("Ministries"), frozenset({"ministry", "ministries"})),
    ("countries", text("Countries"), frozenset({"country"})),
)
_OTHERS = ("others", text("Other units"))
# Words of the script; it has none of its own.
_SCRIPT_WORDS: dict[str, Text] = {
    "label": text("Find a unit by its name or code"),
    "hint": text("With or without marks: “ha noi” finds Hà Nội."),
    "found": text("{shown} of {all} units", shown="{shown}", all="{all}"),
    "none": text("No unit has this name. Try fewer letters."),
}


def pages(site: Site) -> Iterator[PageSource]:
    """One page in each language."""
    for language in site.languages:
        lead = text(
            "All {count} units of which this site has figures. Choose one to see everything about it.",
            count=len(site.units),
        )
        yield page_below(
            site,
            language,
            key="units",
            kind="units",
            template="units.html.j2",
            address=addresses.units(language),
            title=TITLE,
            lead=lead,
            context={"script_words": _SCRIPT_WORDS, "groups": list(_groups(site, language))},
        )


def _groups(site: Site, language: Language) -> Iterator[dict[str, object]]:
    """The groups that have units, each with its units in the order of the site."""
    gathered: dict[str, list[UnitShown]] = {}
    for unit in site.units.values():
        gathered.setdefault(_group_of(unit), []).append(unit)
    for name, title in (*((name, title) for name, title, _ in _GROUPS), _OTHERS):
        if name in gathered:
            yield {
                "name": name,
                "title": title,
                "units": [_line(site, unit, language) for unit in gathered[name]],
            }


def _group_of(unit: UnitShown) -> str:
    place = unit.level or unit.group
    return next((name for name, _, levels in _GROUPS if place in levels), _OTHERS[0])


def _line(site: Site, unit: UnitShown, language: Language) -> dict[str, object]:
    return {
        "name": unit.name,
        "code": unit.code,
        "own": unit.uid == site.focus_uid,
        "address": addresses.unit(language, unit.slug) if "unit" in site.kinds else "",
        "indices": listing(_indices(site, unit)),
        "kind": kind_of(unit),
    }


def _indices(site: Site, unit: UnitShown) -> Iterator[Value]:
    """The indices that have figures of a unit, each once."""
    names = [site.series[one].short for one in unit.editions]
    names += [site.carried[one].short for one in unit.carried if one not in unit.editions]
    yield from names
