"""Two to six units of one year side by side: neighbours in rank of the unit that the site is about, the
centrally run cities, units of one group; and two to six years of one unit. The list of them has a place
for the script with which a reader chooses freely (`compare_tables`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chiso.language import Language, Text, Value, listing, text
from chiso.portal import addresses
from chiso.portal.compare_tables import SCRIPT_WORDS, TABLES, has_free_choice, tables_of_choice
from chiso.portal.compared import Group, compared_units, groups_of, years_of
from chiso.portal.framing import page_below
from chiso.portal.model import Edition, Series, Site, UnitEdition, UnitShown
from chiso.portal.page_source import Given, PageGroup, PageSource, all_pages
from chiso.portal.pages.compare_units import Units
from chiso.portal.pages.compare_years import Years
from chiso.portal.pairs import Pair, pairs_of
from chiso.portal.unit_years import Figures, has_year_page, short_label


@dataclass(frozen=True, eq=False)
class _Compared:
    """What is compared in one edition."""

    series: Series
    edition: Edition
    pairs: list[Pair]
    groups: list[Group]


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[Given]:
    """The comparisons of every edition and of years, the list of them, and what the script reads."""
    figures = Figures(site)
    found = [
        _Compared(series, edition, pairs_of(site, edition), groups_of(site, edition))
        for series in site.series.values()
        for edition in series.editions
        if has_year_page(series, edition)
    ]
    found = [one for one in found if one.pairs or one.groups]
    # The list begins with the index of most periods and with its last one.
    found.sort(
        key=lambda one: (-len(one.series.editions), one.series.id, -one.series.editions.index(one.edition))
    )
    years = [
        (series, unit, editions)
        for series in site.series.values()
        for unit in compared_units(site, series)
        for editions in years_of(series, unit)
    ]
    if has_free_choice(site):
        yield tables_of_choice(site)
    for language in site.languages:
        yield _list_page(site, found, years, language)
    for one in found:
        for pair in one.pairs:
            yield _units(site, figures, one, pair)
        for group in one.groups:
            yield _units(site, figures, one, group.units, group.title)
    for series, unit, editions in years:
        yield _years_of_unit(site, figures, series, unit, editions)


def _units(
    site: Site,
    figures: Figures,
    one: _Compared,
    units: tuple[UnitShown, ...],
    title: Text | None = None,
) -> PageGroup:
    def make() -> Iterator[PageSource]:
        shown = Units(site, figures, one.series, one.edition, units, title)
        return (shown.page(language) for language in site.languages)

    key = "/".join(("compare", one.series.id, one.edition.slug, *(unit.slug for unit in units)))
    # How many there are of a group stands in its title.
    return PageGroup(key, make, given=title.in_language("en") if title else "")


def _years_of_unit(
    site: Site, figures: Figures, series: Series, unit: UnitShown, editions: tuple[UnitEdition, ...]
) -> PageGroup:
    def make() -> Iterator[PageSource]:
        shown = Years(site, figures, series, unit, editions)
        return (shown.page(language) for language in site.languages)

    slugs = (one.edition.slug for one in editions)
    return PageGroup("/".join(("compare", series.id, "years", unit.slug, *slugs)), make)


def _list_page(
    site: Site,
    found: list[_Compared],
    years: list[tuple[Series, UnitShown, tuple[UnitEdition, ...]]],
    language: Language,
) -> PageSource:
    lead = text(
        "Two to six units of one year side by side, or two to six years of one unit, every component with "
        "its difference."
    )
    is_free = has_free_choice(site)
    return page_below(
        site,
        language,
        key="compare",
        kind="comparisons",
        template="comparisons.html.j2",
        address=addresses.comparisons(language),
        title=text("Comparisons"),
        lead=lead,
        nav="home",
        context={
            "tables": addresses.file("vi", addresses.comparisons("vi"), TABLES) if is_free else "",
            "data": addresses.data(language) if is_free else "",
            "script_words": SCRIPT_WORDS,
            "editions": [_edition(one, language) for one in found],
            "years": list(_years(years, language)),
        },
    )


def _edition(one: _Compared, language: Language) -> dict[str, object]:
    def line(name: Value, *units: UnitShown) -> dict[str, object]:
        slugs = [unit.slug for unit in units]
        return {
            "name": name,
            "address": addresses.compare(language, one.series.id, one.edition.slug, *slugs),
        }

    return {
        "name": listing((one.series.short, short_label(one.edition)), " "),
        "pairs": [
            line(text("{one} and {other}", one=first.name, other=second.name), first, second)
            for first, second in one.pairs
        ],
        "groups": [
            line(text("{group} ({units})", group=group.title, units=_names(group)), *group.units)
            for group in one.groups
        ],
    }


def _names(group: Group) -> Value:
    return listing(unit.name for unit in group.units)


def _years(
    years: list[tuple[Series, UnitShown, tuple[UnitEdition, ...]]], language: Language
) -> Iterator[dict[str, object]]:
    """The comparisons of years, index by index."""
    gathered: dict[str, list[dict[str, object]]] = {}
    names: dict[str, Value] = {}
    for series, unit, editions in years:
        names[series.id] = series.short
        first, last = editions[0].edition, editions[-1].edition
        words: Text = text(
            "{unit}, {first} to {last}", unit=unit.name, first=short_label(first), last=short_label(last)
        )
        slugs = [one.edition.slug for one in editions]
        gathered.setdefault(series.id, []).append(
            {"name": words, "address": addresses.compare_years(language, series.id, unit.slug, *slugs)}
        )
    for series_id, lines in gathered.items():
        yield {"name": names[series_id], "lines": lines}
