"""The page of an index over all its periods: each period's result, the breaks, the rank of every unit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from chiso.language import Language, Text, Value, listing, sort_key, text, text_by_count
from chiso.portal import addresses
from chiso.portal.embedding import explore_years
from chiso.portal.frameworks_shown import period_name
from chiso.portal.framing import page_below
from chiso.portal.history_charts import rank_chart
from chiso.portal.model import Edition, Series, Site
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.ranking_shown import RankingShown, show_places
from chiso.portal.ranking_words import counted, rank_in_words
from chiso.portal.unit_words import computed_by, figure_of
from chiso.units import Unit


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """One page in each language for every index."""
    for series in site.series.values():
        yield PageGroup(f"series/{series.id}", partial(_pages, site, series))


def _pages(site: Site, series: Series) -> Iterator[PageSource]:
    shown = [show_places(series, edition) for edition in series.editions]
    for language in site.languages:
        yield _page(site, series, shown, language)


def _page(site: Site, series: Series, shown: list[RankingShown], language: Language) -> PageSource:
    lead = _lead(site, shown)
    focus = site.focus
    is_measured = focus is not None and series.id in focus.editions
    title = text("{index}: {title}", index=series.short, title=series.title)
    return page_below(
        site,
        language,
        key=f"series/{series.id}",
        kind="series",
        template="series.html.j2",
        address=addresses.series(language, series.id),
        title=series.short if series.short == series.title else title,
        lead=lead,
        crumb=series.short.in_language(language),
        nav="home",
        context={
            "eyebrow": _span(series),
            "short": series.short,
            "unit_name": focus.name if focus is not None and is_measured else "",
            "unit_address": addresses.unit(language, focus.slug)
            if focus is not None and is_measured and "unit" in site.kinds
            else "",
            "chart": (rank_chart(series, focus, language) or "") if focus is not None and is_measured else "",
            "explore": explore_years(site, series, focus, language),
            "years": [_year(site, one, language) for one in reversed(shown)],
            "breaks": [
                {
                    "title": text(
                        "Between {before} and {after}",
                        before=period_name(found.before),
                        after=period_name(found.after),
                    ),
                    "sentences": [difference.sentence for difference in found.differences],
                    "address": addresses.method(language, found.after.framework.key)
                    if "method" in site.kinds
                    else "",
                }
                for found in reversed(series.breaks)
            ],
            "columns": [_column(site, series, edition, language) for edition in series.editions],
            "ranks": list(_ranks(site, shown, language)) if len(shown) > 1 else [],
            "provenance": "attested"
            if any(edition.provenance == "attested" for edition in series.editions)
            else "recomputed",
            "source": computed_by(series.latest),
            "rights": [series.latest.rights],
        },
    )


def _span(series: Series) -> Value:
    first, last = period_name(series.editions[0]), period_name(series.latest)
    if len(series.editions) == 1:
        return last
    return text_by_count(
        "{count} period, {first} to {last}",
        "{count} periods, {first} to {last}",
        len(series.editions),
        first=first,
        last=last,
    )


def _lead(site: Site, shown: list[RankingShown]) -> Text:
    """The last result, and since when figures compare."""
    last = shown[-1]
    series = last.series
    own = last.row(site.focus_uid)
    ranked = last.ranked
    if not ranked:
        result = text("In {period} no unit is ranked.", period=period_name(last.edition))
    elif own is not None and own.rank is not None and len(ranked) > 1:
        result = text(
            "In {period} {unit} has rank {rank} of {of}; {first} comes first.",
            period=period_name(last.edition),
            unit=own.unit.name,
            rank=rank_in_words(own),
            of=str(len(ranked)),
            first=ranked[0].unit.name,
        )
    else:
        result = text(
            "In {period} {first} comes first of {units}.",
            period=period_name(last.edition),
            first=ranked[0].unit.name,
            units=counted(last.levels, len(ranked)),
        )
    if not series.breaks:
        return result
    return text(
        "{result} The framework changed in {years}: across these years totals do not compare.",
        result=result,
        years=listing(period_name(found.after) for found in series.breaks),
    )


def _year(site: Site, shown: RankingShown, language: Language) -> dict[str, object]:
    edition, ranked = shown.edition, shown.ranked
    own = shown.row(site.focus_uid)
    return {
        "label": period_name(edition),
        "address": addresses.ranking(language, edition.series_id, edition.slug)
        if "ranking" in site.kinds
        else "",
        "ranked": f"{len(ranked)}/{len(shown.rows)}",
        "first": listing(row.unit.name for row in ranked if row.rank == ranked[0].rank),
        "first_score": figure_of(edition, ranked[0].score, language) if ranked else "",
        "median": figure_of(edition, shown.median, language),
        "own_score": figure_of(edition, own.score, language) if own else "",
        "own_rank": own.rank if own else None,
        "own_is_tie": own.is_tie if own else False,
        "of": len(ranked),
        "framework": edition.framework.key,
        "method": addresses.method(language, edition.framework.key) if "method" in site.kinds else "",
        "is_break": shown.series.break_before(edition) is not None,
    }


def _column(site: Site, series: Series, edition: Edition, language: Language) -> dict[str, object]:
    return {
        "label": period_name(edition),
        "address": addresses.ranking(language, series.id, edition.slug) if "ranking" in site.kinds else "",
        "is_break": series.break_before(edition) is not None,
    }


def _ranks(site: Site, shown: list[RankingShown], language: Language) -> Iterator[dict[str, object]]:
    """The rank of every unit in every period, in the order of names."""
    units: dict[str, Unit] = {}
    places = []
    for one in shown:
        places.append({row.unit.uid: row for row in one.rows})
        units |= {row.unit.uid: row.unit for row in one.rows}
    for uid, unit in sorted(units.items(), key=lambda item: (sort_key(item[1].name), item[0])):
        rows = [place.get(uid) for place in places]
        yield {
            "name": unit.name,
            "own": uid == site.focus_uid,
            "address": addresses.unit(language, site.units[uid].slug) if "unit" in site.kinds else "",
            "ranks": [rank_in_words(row) if row and row.rank is not None else "" for row in rows],
        }
