"""The pages of an index in a period: the ranking by rank, by name and by change, each at its own address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from chiso.language import Language, Text, sort_key, text
from chiso.portal import addresses
from chiso.portal.certainty_shown import certainty_of
from chiso.portal.classes_shown import scheme_in_words
from chiso.portal.compared import groups_of
from chiso.portal.embedding import embed_of_ranking, explore_ranking
from chiso.portal.frameworks_shown import period_name
from chiso.portal.framing import page_below
from chiso.portal.model import Edition, Series, Site
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.pairs import pairs_of
from chiso.portal.ranking_context import (
    downloads_of,
    map_of,
    neighbours_of,
    sorting_links,
    table_of,
    where_from,
)
from chiso.portal.ranking_shown import RankedUnit, RankingShown, show_ranking
from chiso.portal.ranking_words import (
    basis_in_words,
    change_in_words,
    counted,
    edition_name,
    lacks_in_words,
    maximum_of,
    partial_in_words,
    result_in_words,
)
from chiso.portal.robustness_shown import robustness_of
from chiso.portal.unit_words import figure_of
from chiso.portal.unit_years import has_year_page

_ORDERS: tuple[str, ...] = ("rank", "name", "change")
_TITLES: dict[str, Text] = {"name": text("by name"), "change": text("by change")}
# The differences that a callout names; the page of the method has them all.
_MOST_DIFFERENCES = 3


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """Three orders in each language for every edition; by change only where there are changes."""
    for series in site.series.values():
        for edition in series.editions:
            yield PageGroup(f"ranking/{edition.place}", partial(_pages, site, series, edition))


def _pages(site: Site, series: Series, edition: Edition) -> Iterator[PageSource]:
    shown = show_ranking(series, edition)
    for order in _ORDERS:
        if order == "change" and basis_in_words(shown) is None:
            continue
        rows = in_order(shown, order)
        for language in site.languages:
            yield _page(site, shown, order, rows, language)


def in_order(shown: RankingShown, order: str) -> Sequence[RankedUnit]:
    """The lines sorted; units without a change (or a rank) come last."""
    if order == "name":
        return sorted(shown.rows, key=lambda row: (sort_key(row.unit.name), row.unit.uid))
    if order == "change":
        return sorted(shown.rows, key=lambda row: (row.change is None, -(row.change or Fraction(0))))
    return shown.rows


def _page(
    site: Site, shown: RankingShown, order: str, rows: Sequence[RankedUnit], language: Language
) -> PageSource:
    series, edition = shown.series, shown.edition
    title = text(
        "{edition}: ranking of {units}",
        edition=edition_name(shown),
        units=counted(shown.levels, len(shown.rows)),
    )
    if order != "rank":
        title = text("{title}, {order}", title=title, order=_TITLES[order])
    return page_below(
        site,
        language,
        key=f"ranking/{series.id}/{edition.slug}/{order}",
        kind="ranking",
        template="ranking.html.j2",
        address=addresses.ranking(language, series.id, edition.slug, order),
        title=title,
        lead=result_in_words(shown, site.focus_uid, language),
        steps=_steps(site, shown, order, language),
        crumb=(edition_name(shown) if order == "rank" else _TITLES[order]).in_language(language),
        nav="home",
        context={
            "eyebrow": series.title,
            "figures": list(_figures(site, shown, language)),
            "partial": partial_in_words(shown),
            "break": _break(site, shown, language),
            "map": map_of(site, shown, language),
            "table": table_of(site, shown, language, rows, order),
            "sorting": sorting_links(shown, language, order),
            "classes": [{"title": given, "count": count} for given, count in shown.class_counts()],
            "class_rules": scheme_in_words(edition),
            "unit_name": site.focus.name if site.focus else "",
            "neighbours": neighbours_of(site, shown, language),
            "comparisons": list(_comparisons(site, shown, language)),
            "lacks": list(lacks_in_words(shown)),
            "certainty": certainty_of(site, shown, language),
            "robustness": robustness_of(site, shown, language),
            "downloads": list(downloads_of(site, edition, language)),
            "origin": where_from(site, edition, language),
            "years": years_of(series, language, edition.slug),
            "leagues": list(_leagues(site, shown, language)),
            "rights": [edition.rights],
            "embed": embed_of_ranking(site, shown, language) if order == "rank" else None,
            "explore": explore_ranking(site, shown, language) if order == "rank" else None,
        },
    )


def _steps(site: Site, shown: RankingShown, order: str, language: Language) -> tuple[tuple[str, str], ...]:
    """What lies between the home page and a ranking: the index; for another order the ranking by rank."""
    series, edition = shown.series, shown.edition
    steps = []
    if "series" in site.kinds:
        steps.append((series.short.in_language(language), addresses.series(language, series.id)))
    if order != "rank":
        name = edition_name(shown).in_language(language)
        steps.append((name, addresses.ranking(language, series.id, edition.slug)))
    return tuple(steps)


def years_of(series: Series, language: Language, current: str = "") -> list[dict[str, object]]:
    """The periods of an index, each a link."""
    return [
        {
            "label": period_name(one),
            "address": addresses.ranking(language, series.id, one.slug),
            "is_current": one.slug == current,
        }
        for one in series.editions
    ]


def _figures(site: Site, shown: RankingShown, language: Language) -> Iterator[dict[str, object]]:
    """The figures that lead the page: the unit of the site, the first, the middle, the last."""
    edition, ranked = shown.edition, shown.ranked
    if len(ranked) < 2:
        return
    maximum = maximum_of(edition, language)
    of = text("of {maximum}", maximum=maximum) if maximum else ""
    own = shown.row(site.focus_uid)
    if own is not None and own.rank is not None:
        yield {
            "name": own.unit.name,
            "figure": figure_of(edition, own.score, language),
            "unit": of,
            "rank": own.rank,
            "is_tie": own.is_tie,
            "of": len(ranked),
            "change": own.change,
            "change_words": change_in_words(shown),
        }
    elif own is not None:
        yield {
            "name": own.unit.name,
            "figure": text("not ranked"),
            "unit": "",
            "words": text("Figures are missing; see below."),
        }
    for name, row in ((text("First"), ranked[0]), (text("Last"), ranked[-1])):
        if row is not own:
            yield {
                "name": name,
                "figure": figure_of(edition, row.score, language),
                "unit": "",
                "words": row.unit.name,
            }
    yield {
        "name": text("Median"),
        "figure": figure_of(edition, shown.median, language),
        "unit": "",
        "words": text("Half of the ranked units have more, half have less."),
    }


def _break(site: Site, shown: RankingShown, language: Language) -> dict[str, object] | None:
    found = shown.series.break_before(shown.edition)
    if found is None:
        return None
    return {
        "title": text(
            "Another framework than in {period}: totals and ranks do not compare",
            period=period_name(found.before),
        ),
        "sentences": [difference.sentence for difference in found.differences[:_MOST_DIFFERENCES]],
        "more": max(0, len(found.differences) - _MOST_DIFFERENCES),
        "address": addresses.method(language, found.after.framework.key) if "method" in site.kinds else "",
    }


def _comparisons(site: Site, shown: RankingShown, language: Language) -> Iterator[dict[str, object]]:
    """The comparisons with the unit of the site that have a page."""
    edition = shown.edition
    if "compare" not in site.kinds or not has_year_page(shown.series, edition):
        return
    for one, other in pairs_of(site, edition):
        if one is site.focus:
            yield {
                "name": other.name,
                "address": addresses.compare(language, edition.series_id, edition.slug, one.slug, other.slug),
            }
    for group in groups_of(site, edition):
        if site.focus in group.units:
            slugs = [unit.slug for unit in group.units]
            yield {
                "name": group.title,
                "address": addresses.compare(language, edition.series_id, edition.slug, *slugs),
            }


def _leagues(site: Site, shown: RankingShown, language: Language) -> Iterator[dict[str, object]]:
    """The other leagues of the same framework in the same period."""
    if not shown.edition.league_key:
        return
    for series in site.series.values():
        other = series.edition(shown.edition.slug)
        if (
            other is not None
            and other is not shown.edition
            and other.framework.id == shown.edition.framework.id
        ):
            yield {
                "label": other.result.league.title,
                "address": addresses.ranking(language, series.id, other.slug),
            }
