"""A unit: every index of it on one page, each with who computed it; score and rank over the years with
breaks drawn as breaks; figures of others, with conflicting ones side by side. Its years have pages of
their own (`unit_year`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, Value, listing, text
from chiso.portal import addresses
from chiso.portal.carried_model import Carried, CarriedBreak, CarriedSeries
from chiso.portal.carried_shown import carried_row, period_in_words, written_as_published
from chiso.portal.certainty_words import (
    apart_in_words,
    interval_in_words,
    ranks_in_words,
    total_interval,
)
from chiso.portal.compared import years_of
from chiso.portal.embedding import embed_of_history, explore_years
from chiso.portal.framing import crumbs
from chiso.portal.history_charts import rank_chart, rank_finding, score_chart, score_finding
from chiso.portal.model import Series, Site, UnitEdition, UnitShown
from chiso.portal.page_source import PageGroup, PageSource, all_pages
from chiso.portal.pages.unit_year import year_groups
from chiso.portal.ranking_words import among_some, partial_counts
from chiso.portal.unit_table import unit_csv
from chiso.portal.unit_words import (
    computed_by,
    figure_of,
    kind_of,
    places_to_tell,
    plain_figure,
    publisher_of,
)
from chiso.portal.unit_years import Figures, has_year_page, places_of, short_label, year_address


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[PageGroup]:
    """The page of each unit, its years, and its figures as a table."""
    figures = Figures(site)
    for unit in site.units.values():
        yield PageGroup(f"unit/{unit.slug}", partial(_pages, site, figures, unit))
        yield from year_groups(site, figures, unit)
        if unit.editions:
            yield PageGroup(f"unit/{unit.slug}.csv", partial(_tables, site, figures, unit))


def _pages(site: Site, figures: Figures, unit: UnitShown) -> Iterator[PageSource]:
    for language in site.languages:
        yield _page(site, figures, unit, language)


def _tables(site: Site, figures: Figures, unit: UnitShown) -> Iterator[PageSource]:
    yield _table(site, figures, unit)


def _table(site: Site, figures: Figures, unit: UnitShown) -> PageSource:
    language = site.languages[0]
    return PageSource(
        key=f"unit/{unit.slug}.csv",
        language=language,
        address=_csv_address(site, unit),
        template=None,
        context={},
        kind="unit-table",
        title=unit.name,
        content=lambda: unit_csv(figures, unit),
    )


def _csv_address(site: Site, unit: UnitShown) -> str:
    language = site.languages[0]
    return addresses.file(language, addresses.unit(language, unit.slug), f"{unit.slug}.csv")


def _page(site: Site, figures: Figures, unit: UnitShown, language: Language) -> PageSource:
    lead = _lead(site, unit, language)
    address = addresses.unit(language, unit.slug)
    kind = kind_of(unit)
    steps = (
        [(text("Units").in_language(language), addresses.units(language))] if "units" in site.kinds else []
    )
    context = {
        "breadcrumb": crumbs(site, language, *steps, (unit.name, address)),
        "rights": sorted({one.edition.rights.in_language(language) for one in _editions(unit)}),
        "eyebrow": listing(
            filter(None, (kind, text("code {code}", code=unit.code) if unit.code else None)), " · "
        ),
        "heading": unit.name,
        "lead": lead,
        "summary": [
            *(_summary(site.series[name], editions, language) for name, editions in unit.editions.items()),
            *(_carried_summary(site.carried[name], rows, language) for name, rows in unit.carried.items()),
        ],
        "series": [_series(figures, site.series[name], unit, language) for name in unit.editions],
        "carried": [
            _carried(site, site.carried[name], rows, language) for name, rows in unit.carried.items()
        ],
        "csv": _csv_address(site, unit) if unit.editions else "",
        "verify": addresses.verify(language),
    }
    return PageSource(
        key=f"unit/{unit.slug}",
        language=language,
        address=address,
        template="unit.html.j2",
        context=context,
        kind="unit",
        title=unit.name,
        description=lead.in_language(language),
        nav="focus" if unit is site.focus else "units",
    )


def _editions(unit: UnitShown) -> Iterator[UnitEdition]:
    for editions in unit.editions.values():
        yield from editions


def _lead(site: Site, unit: UnitShown, language: Language) -> Text:
    """Where the unit stood last, index by index."""
    said: list[Value] = []
    for name, editions in unit.editions.items():
        last = editions[-1]
        where = {"index": site.series[name].short, "year": short_label(last.edition)}
        if last.row.rank is not None and last.row.of > 1 and not partial_counts(last.edition):
            said.append(
                text(
                    "{index} {year}: rank {rank} of {of}",
                    rank=str(last.row.rank),
                    of=str(last.row.of),
                    **where,
                )
            )
        elif last.total.points is not None:
            score = figure_of(last.edition, last.total.points, language)
            said.append(text("{index} {year}: {score} points", score=score, **where))
        else:
            said.append(text("{index} {year}: not ranked, since figures are missing", **where))
    if said:
        return text("{standings}.", standings=listing(said, "; "))
    return text("Figures that others published of {unit}, each with its source.", unit=unit.name)


def _summary(series: Series, editions: Sequence[UnitEdition], language: Language) -> dict[str, object]:
    last = editions[-1]
    return {
        "anchor": f"#{series.id}",
        "index": series.short,
        "title": series.title,
        "year": short_label(last.edition),
        "score": figure_of(last.edition, last.total.points, language),
        "interval": interval_in_words(last.edition, total_interval(last), language),
        "apart": apart_in_words(total_interval(last), last.row.of) or "",
        "rank": last.row.rank if last.row.of > 1 else None,
        "of": last.row.of,
        "among": among_some(last.edition) if last.row.rank is not None and last.row.of > 1 else "",
        "by": computed_by(last.edition),
        "is_second_hand": bool(last.edition.second_hand),
        "provenance": last.edition.provenance,
    }


def _carried_summary(series: CarriedSeries, rows: Sequence[Carried], language: Language) -> dict[str, object]:
    totals = [row for row in rows if row.code == TOTAL]
    latest = max((row.period for row in totals), default="")
    last = [row for row in totals if row.period == latest]
    return {
        "anchor": f"#dan-lai-{series.index}",
        "index": series.short,
        "title": series.title,
        "year": period_in_words(latest),
        "score": listing(filter(None, (written_as_published(row, language) for row in last)), " / "),
        "rank": last[0].rank if last else None,
        "of": last[0].of if last else None,
        "among": "",
        "by": publisher_of(series),
        "is_second_hand": any(row.is_second_hand for row in last),
        "provenance": "carried",
    }


def _series(figures: Figures, series: Series, unit: UnitShown, language: Language) -> dict[str, object]:
    editions = unit.editions[series.id]
    return {
        "id": series.id,
        "short": series.short,
        "title": series.title,
        "address": addresses.series(language, series.id),
        "rank_chart": rank_chart(series, unit, language) or "",
        "score_chart": score_chart(series, unit, language) or "",
        "rank_finding": rank_finding(series, unit) or text("Rank"),
        "score_finding": score_finding(series, unit, language) or text("Score"),
        "n_least": min((one.row.of for one in editions if one.row.of), default=0),
        "n_most": max((one.row.of for one in editions), default=0),
        "is_short": len(series.editions) == 1,
        "embed": embed_of_history(figures, series, unit, language),
        "explore": explore_years(figures.site, series, unit, language),
        "years": [_year(series, unit, one, language) for one in reversed(editions)],
        "compared": list(_compared_years(figures.site, series, unit, language)),
        "breaks": [
            {
                "before": short_label(one.before),
                "after": short_label(one.after),
                "sentences": [difference.sentence for difference in one.differences],
                "method": addresses.method(language, one.after.framework.key),
                "framework": one.after.framework.key,
            }
            for one in series.breaks
        ],
        "by": computed_by(editions[-1].edition),
        "is_second_hand": any(one.edition.second_hand for one in editions),
        "provenance": "attested"
        if any(one.edition.provenance == "attested" for one in editions)
        else "recomputed",
    }


def _compared_years(
    site: Site, series: Series, unit: UnitShown, language: Language
) -> Iterator[dict[str, object]]:
    """The comparisons of years of the unit that the site is about; others stand in the list of them all."""
    if unit is not site.focus or "compare" not in site.kinds:
        return
    for editions in years_of(series, unit):
        slugs = [one.edition.slug for one in editions]
        yield {
            "name": text(
                "{first} to {last}",
                first=short_label(editions[0].edition),
                last=short_label(editions[-1].edition),
            ),
            "address": addresses.compare_years(language, series.id, unit.slug, *slugs),
        }


def _year(series: Series, unit: UnitShown, shown: UnitEdition, language: Language) -> dict[str, object]:
    edition = shown.edition
    before = series.before(edition)
    earlier = next((one for one in unit.editions[series.id] if one.edition is before), None)
    is_broken = series.break_before(edition) is not None
    points = shown.total.points
    change = None
    if earlier is not None and not is_broken and points is not None and earlier.total.points is not None:
        change = points - earlier.total.points
    return {
        "label": short_label(edition),
        "address": year_address(language, unit.slug, edition) if has_year_page(series, edition) else "",
        "score": figure_of(edition, points, language),
        "interval": interval_in_words(edition, total_interval(shown), language),
        "maximum": None if shown.total.max_points is None else plain_figure(shown.total.max_points, language),
        "rank": shown.row.rank if shown.row.of > 1 else None,
        "ranks": ranks_in_words(total_interval(shown)),
        "of": shown.row.of,
        "change": change,
        "places": places_to_tell(change, places_of(edition.framework)),
        "is_broken": is_broken,
        "is_first": before is None,
        "framework": edition.framework.key,
        "method": addresses.method(language, edition.framework.key),
    }


def _carried(
    site: Site, series: CarriedSeries, rows: Sequence[Carried], language: Language
) -> dict[str, object]:
    known = {row.period for row in rows}
    periods = sorted(_with_gaps(known), reverse=True)
    breaks = {one.after: one for one in series.breaks}
    return {
        "id": f"dan-lai-{series.index}",
        "short": series.short,
        "title": series.title,
        "by": publisher_of(series),
        "is_second_hand": any(row.is_second_hand for row in rows),
        "page": addresses.carried(language, series.index) if "carried" in site.kinds else "",
        "periods": [
            {
                "label": label,
                "totals": [
                    carried_row(row, language) for row in rows if row.period == period and row.code == TOTAL
                ],
                "parts": [
                    carried_row(row, language) for row in rows if row.period == period and row.code != TOTAL
                ],
                "break_reason": _break_reason(breaks, period, known),
            }
            for period, label in _lines(periods, known)
        ],
    }


def _lines(periods: Sequence[str], known: set[str]) -> Iterator[tuple[str, Value]]:
    """One line for each period that is known, and one for each run of years that is not: 2013–2015."""
    for is_known, run in groupby(periods, key=known.__contains__):
        years = list(run)
        if is_known:
            yield from ((year, period_in_words(year)) for year in years)
        else:
            yield years[-1], years[0] if len(years) == 1 else listing((years[-1], years[0]), "–")


def _with_gaps(periods: set[str]) -> set[str]:
    """The periods and the years between them of which no source speaks."""
    years = sorted(int(period) for period in periods if len(period) == 4 and period.isdecimal())
    return periods | {str(year) for year in range(years[0], years[-1])} if years else periods


def _break_reason(breaks: Mapping[str, CarriedBreak], period: str, known: set[str]) -> Text | None:
    """The break that lies between a period and the one known before it, if there is one."""
    earlier = max((one for one in known if one < period), default=None)
    if earlier is None or period not in known:
        return None
    return next((found.reason for after, found in breaks.items() if earlier < after <= period), None)
