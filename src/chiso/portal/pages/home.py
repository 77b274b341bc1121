"""The home page: where the unit of the site stands in each index, how sure, what changed; the main ranking
with its map; the newest publications; the search of units."""

from __future__ import annotations

from collections.abc import Iterator

from chiso.language import Language, Text, Value, listing, text, text_by_count
from chiso.portal import addresses
from chiso.portal.carried import AGGREGATES
from chiso.portal.carried_model import CarriedSeries
from chiso.portal.carried_shown import period_in_words
from chiso.portal.composite_model import periods_in_order
from chiso.portal.composite_words import index_name, lead_of_league
from chiso.portal.frameworks_shown import period_name
from chiso.portal.model import Series, Site
from chiso.portal.page_source import PageSource
from chiso.portal.publication_model import Publication
from chiso.portal.publications_shown import publication_row
from chiso.portal.ranking_context import map_of, sorting_links, table_of, unit_address
from chiso.portal.ranking_shown import RankingShown, show_ranking
from chiso.portal.ranking_words import counted, edition_name, lacks_in_words, result_in_words
from chiso.portal.standings_shown import StandingShown, in_words, ranked_standings, standings_of
from chiso.portal.unit_words import publisher_of
from chiso.portal.unit_years import Figures, changes_by_field

_MOST_HEADLINES = 3
_MOST_NEWS = 5
# Fields with the largest fall and the largest rise.
_EACH_WAY = 2


def pages(site: Site) -> Iterator[PageSource]:
    """One page in each language."""
    main = main_series(site)
    shown = show_ranking(main, main.latest) if main else None
    for language in site.languages:
        yield _page(site, shown, language)


def main_series(site: Site) -> Series | None:
    """The index that leads: one in which the unit of the site is ranked among others, with most periods."""
    focus = site.focus_uid

    def weight(series: Series) -> tuple[bool, int, int]:
        row = series.latest.row(focus) if focus else None
        return row is not None and row.of > 1, len(series.editions), len(series.latest.result.units)

    return max(site.series.values(), key=weight, default=None)


def _page(site: Site, shown: RankingShown | None, language: Language) -> PageSource:
    focus = site.focus
    standings = standings_of(site, focus, language) if focus else []
    title = _heading(site, standings)
    lead = _lead(site, shown, standings, language)
    return PageSource(
        key="home",
        language=language,
        address=addresses.home(language),
        template="home.html.j2",
        kind="home",
        title=title.in_language(language),
        description=lead.in_language(language),
        feeds=(("application/atom+xml", site.title.in_language(language), addresses.feed(language)),)
        if site.has_news
        else (),
        context={
            "lead": lead,
            "unit_name": focus.name if focus else "",
            "unit_address": addresses.unit(language, focus.slug) if focus and "unit" in site.kinds else "",
            "headlines": [_standing(one) for one in ranked_standings(standings)][:_MOST_HEADLINES],
            "standings": [_standing(one) for one in standings],
            "changes": _changes(site, shown, language),
            "main": _main(site, shown, language),
            "indices": [_index(site, series, language) for series in site.series.values()],
            "composites": list(_composites(site, language)),
            "carried": [_carried(site, one, language) for one in site.carried.values()],
            "news": [_news(publication) for publication in newest_publications(site)[:_MOST_NEWS]],
            "feed": addresses.feed(language) if site.has_news else "",
            "units": addresses.units(language) if "units" in site.kinds and site.units else "",
            "unit_count": len(site.units),
            "comparisons": addresses.comparisons(language) if "compare" in site.kinds else "",
            "corrections": addresses.corrections(language) if "corrections" in site.kinds else "",
            "data": addresses.data(language) if "data" in site.kinds else "",
            "rights": [shown.edition.rights] if shown else [],
        },
    )


def _heading(site: Site, standings: list[StandingShown]) -> Text:
    """The result, not the topic: the first two ranks of the unit of the site."""
    said = [in_words(one) for one in ranked_standings(standings)][:2]
    if site.focus is not None and said:
        return text("{unit}: {ranks}", unit=site.focus.name, ranks=listing(said))
    return text("{title}: every figure with its source", title=site.title)


def _lead(site: Site, shown: RankingShown | None, standings: list[StandingShown], language: Language) -> Text:
    if len(standings) > 1:
        return text_by_count(
            "{count} index looks at the same administration. It says where it comes from.",
            "{count} indices look at the same administration from different sides; each says where it comes "
            "from. What is called recomputed can be computed again by anyone.",
            len(standings),
        )
    if shown is not None:
        return result_in_words(shown, site.focus_uid, language)
    if site.composites and not site.units:
        return lead_of_league(next(iter(site.composites.values())), site, language)
    return text("Figures of {count} units, each with its source.", count=len(site.units))


def _standing(one: StandingShown) -> dict[str, object]:
    return {
        "name": text("{index} {period}", index=one.name, period=one.period),
        "index": one.name,
        "title": one.title,
        "period": one.period,
        "figure": one.written,
        "unit": one.unit,
        "rank": one.rank,
        "is_tie": one.is_tie,
        "of": one.of,
        "among": one.among,
        "is_approximate": one.is_approximate,
        "is_disputed": one.is_disputed,
        "is_second_hand": one.is_second_hand,
        "change": one.change,
        "change_words": one.change_words,
        "places": one.places,
        "provenance": one.provenance,
        "by": one.by,
        "address": one.address,
    }


def _changes(site: Site, shown: RankingShown | None, language: Language) -> dict[str, object] | None:
    """What changed in the main index, and in which fields most."""
    row = shown.row(site.focus_uid) if shown else None
    if shown is None or row is None or shown.before is None:
        return None
    comparison = Figures.comparison(shown.series, shown.edition, row.unit.uid)
    if comparison is None or comparison.difference is None:
        return None
    fields = changes_by_field(comparison)
    falls = [field for field in fields if field.amount < 0][:_EACH_WAY]
    rises = [field for field in reversed(fields) if field.amount > 0][:_EACH_WAY]
    return {
        "title": text(
            "What changed in {index} between {before} and {after}",
            index=shown.series.short,
            before=period_name(shown.before),
            after=period_name(shown.edition),
        ),
        "is_broken": bool(comparison.breaks),
        "total": None if comparison.breaks else comparison.difference,
        "places": shown.places,
        "rank_before": row.earlier_rank,
        "rank": row.rank,
        "falls": [{"title": field.node.title, "amount": field.amount} for field in falls],
        "rises": [{"title": field.node.title, "amount": field.amount} for field in rises],
        "address": unit_address(site, shown, row.unit.uid, language),
    }


def _main(site: Site, shown: RankingShown | None, language: Language) -> dict[str, object] | None:
    if shown is None:
        return None
    return {
        "title": text(
            "{edition} of {units}", edition=edition_name(shown), units=counted(shown.levels, len(shown.rows))
        ),
        "lead": result_in_words(shown, site.focus_uid, language),
        "map": map_of(site, shown, language),
        "table": table_of(site, shown, language, shown.rows),
        "sorting": sorting_links(shown, language, "rank") if "ranking" in site.kinds else [],
        "lacks": list(lacks_in_words(shown)),
        "address": addresses.ranking(language, shown.series.id, shown.edition.slug)
        if "ranking" in site.kinds
        else "",
    }


def _index(site: Site, series: Series, language: Language) -> dict[str, object]:
    first, last = period_name(series.editions[0]), period_name(series.latest)
    periods: Value = last if first == last else text("{first} to {last}", first=first, last=last)
    return {
        "name": series.short,
        "title": series.title,
        "address": addresses.series(language, series.id) if "series" in site.kinds else "",
        "periods": periods,
        "units": counted(
            frozenset(unit.level for unit in series.latest.result.units), len(series.latest.result.units)
        ),
        "latest": last,
        "latest_address": addresses.ranking(language, series.id, series.latest.slug)
        if "ranking" in site.kinds
        else "",
    }


def _composites(site: Site, language: Language) -> Iterator[dict[str, object]]:
    """The composite indices, each by its latest period."""
    latest = {one.id: one for one in site.composites.values()}
    for one in latest.values():
        periods = [each.own.period for each in periods_in_order(site.composites, one.id) if each.own.period]
        yield {
            "name": index_name(one, site),
            "title": one.framework.title,
            "address": addresses.composite(language, one.id, one.slug) if "composite" in site.kinds else "",
            "periods": "–".join(dict.fromkeys((periods[0], periods[-1]))) if periods else "",
            "units": text_by_count("{count} unit", "{count} units", len(one.own.units)),
        }


def _carried(site: Site, series: CarriedSeries, language: Language) -> dict[str, object]:
    """An index of another body: what is there of it."""
    first, last = period_in_words(series.periods[0]), period_in_words(series.periods[-1])
    return {
        "name": series.short,
        "title": series.title,
        "address": addresses.carried(language, series.index) if "carried" in site.kinds else "",
        "periods": last if first == last else text("{first} to {last}", first=first, last=last),
        "units": text_by_count(
            "{count} unit",
            "{count} units",
            len({(row.group, row.unit_code) for row in series.rows if row.group != AGGREGATES}),
        ),
        "by": publisher_of(series),
        "is_disputed": bool(series.conflicts),
        "is_broken": bool(series.breaks),
        "is_second_hand": any(row.is_second_hand for row in series.rows),
    }


def newest_publications(site: Site) -> list[Publication]:
    """The newest first. A correction without a day of its own stands before what it corrects."""
    days = {one.content: one.day for one in site.publications}

    def age(publication: Publication) -> tuple[int, int]:
        day = publication.day or days.get(publication.supersedes or "")
        return -(day.toordinal() if day else 0), -publication.version

    return sorted(site.publications, key=age)


def _news(publication: Publication) -> dict[str, object]:
    row = publication_row(publication)
    decision: Value = publication.decision.number if publication.decision else ""
    return {**row, "day": publication.day, "decision": decision, "reason": publication.reason}
