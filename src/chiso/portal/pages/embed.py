"""Charts that stand alone, for the pages of others: a drawing at its address, a page without a script
about it, and what the charts to explore are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from chiso.documents.charts.drawing import draw_svg, drawn_with, size_of
from chiso.documents.charts.explorers import history_explorer_spec, ranking_explorer_spec
from chiso.documents.charts.specification import Spec
from chiso.documents.charts.tokens import NARROW
from chiso.language import Language, Value, listing, text
from chiso.portal import addresses
from chiso.portal.embedding import Drawings, fields_drawings, history_drawings, ranking_drawings
from chiso.portal.explorers_shown import (
    library,
    may_explore_ranking,
    may_explore_years,
    ranking_explorer,
    years_explorer,
)
from chiso.portal.model import Edition, Series, Site, UnitEdition, UnitShown
from chiso.portal.page_source import Given, PageGroup, PageSource, all_pages
from chiso.portal.ranking_shown import RankingShown, show_places
from chiso.portal.ranking_words import rank_in_words, unit_word
from chiso.portal.unit_words import figure_of, node_name
from chiso.portal.unit_years import Figures, has_year_page, short_label, year_address


def pages(site: Site) -> Iterator[PageSource]:
    """Every page of `groups`."""
    return all_pages(groups(site))


def groups(site: Site) -> Iterator[Given]:
    """Histories, rankings and fields in each language, each with its drawings; the charts to explore."""
    figures = Figures(site)
    yield library(site)
    for series in site.series.values():
        if may_explore_years(series):
            yield PageGroup(f"explorer/{series.id}", partial(_years_explorers, figures, series))
        for edition in series.editions:
            yield PageGroup(f"embed/{edition.place}", partial(_of_edition, figures, series, edition))
    for unit in site.units.values():
        for name, editions in unit.editions.items():
            series = site.series[name]
            key = f"embed/{unit.slug}/{series.id}"
            yield PageGroup(key, partial(_histories, figures, series, unit))
            if unit is site.focus:
                for shown in editions:
                    yield PageGroup(
                        f"{key}/{shown.edition.slug}", partial(_all_fields, figures, series, unit, shown)
                    )


def _years_explorers(figures: Figures, series: Series) -> Iterator[PageSource]:
    for language in figures.site.languages:
        spec = history_explorer_spec(years_explorer(figures.site, series, language))
        yield _explorer(series, "", language, spec)


def _of_edition(figures: Figures, series: Series, edition: Edition) -> Iterator[PageSource]:
    """The chart of a ranking to explore, and its drawings."""
    shown = show_places(series, edition)
    for language in figures.site.languages:
        if may_explore_ranking(series, edition):
            spec = ranking_explorer_spec(ranking_explorer(figures, series, edition, language))
            yield _explorer(series, edition.slug, language, spec)
        yield from _ranking(figures.site, shown, language)


def _histories(figures: Figures, series: Series, unit: UnitShown) -> Iterator[PageSource]:
    for language in figures.site.languages:
        yield from _history(figures, series, unit, language)


def _all_fields(
    figures: Figures, series: Series, unit: UnitShown, shown: UnitEdition
) -> Iterator[PageSource]:
    for language in figures.site.languages:
        yield from _fields(figures, series, unit, shown, language)


def _explorer(series: Series, period: str, language: Language, spec: Spec) -> PageSource:
    return PageSource(
        key=f"explorer/{series.id}/{period}",
        language=language,
        address=addresses.explorer(language, series.id, period),
        template=None,
        context={},
        kind="chart-data",
        title=str(spec["usermeta"]["title"]),
        content=(json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n").encode(),
    )


def _history(figures: Figures, series: Series, unit: UnitShown, language: Language) -> Iterator[PageSource]:
    drawings = history_drawings(figures, series, unit, language)
    if drawings is None:
        return
    rows = [
        [
            short_label(one.edition),
            figure_of(one.edition, one.total.points, language) or text("no total"),
            _rank_of(one),
        ]
        for one in reversed(unit.editions[series.id])
    ]
    yield from _chart(
        figures.site,
        language,
        series,
        drawings,
        {"unit": unit.slug},
        columns=(text("Year"), text("Score"), text("Rank")),
        rows=rows,
        page=addresses.unit(language, unit.slug) + f"#{series.id}" if "unit" in figures.site.kinds else "",
    )


def _rank_of(shown: UnitEdition) -> Value:
    return f"{shown.row.rank}/{shown.row.of}" if shown.row.rank is not None else text("not ranked")


def _ranking(site: Site, shown: RankingShown, language: Language) -> Iterator[PageSource]:
    drawings = ranking_drawings(site, shown, language)
    if drawings is None:
        return
    series, edition = shown.series, shown.edition
    page = addresses.ranking(language, series.id, edition.slug) if "ranking" in site.kinds else ""
    rows = [
        [row.unit.name, figure_of(edition, row.score, language), rank_in_words(row)] for row in shown.ranked
    ]
    yield from _chart(
        site,
        language,
        series,
        drawings,
        {"period": edition.slug},
        columns=(unit_word(shown.levels), text("Score"), text("Rank")),
        rows=rows,
        page=page,
    )


def _fields(
    figures: Figures, series: Series, unit: UnitShown, shown: UnitEdition, language: Language
) -> Iterator[PageSource]:
    drawings = fields_drawings(figures, series, unit, shown, language)
    if drawings is None:
        return
    site, edition = figures.site, shown.edition
    has_page = "unit" in site.kinds and has_year_page(series, edition)
    nodes = [figures.node(series, edition, shown.row.unit, node) for node in edition.framework.nodes]
    rows = [
        [
            node_name(node.node.code, node.node.title, language),
            figure_of(edition, node.result.points, language) or text("no figure"),
            figure_of(edition, node.standing.median, language) if node.standing else "–",
            figure_of(edition, node.standing.best, language) if node.standing else "–",
        ]
        for node in nodes
    ]
    yield from _chart(
        site,
        language,
        series,
        drawings,
        {"period": edition.slug, "unit": unit.slug},
        columns=(text("Field"), text("Score"), text("Median"), text("Best")),
        rows=rows,
        page=year_address(language, unit.slug, edition) if has_page else "",
    )


def _chart(
    site: Site,
    language: Language,
    series: Series,
    drawings: Drawings,
    where: Mapping[str, str],
    *,
    columns: Sequence[Value],
    rows: Sequence[Sequence[Value]],
    page: str,
) -> Iterator[PageSource]:
    """The page of a chart, and its two drawings."""
    wide, narrow = drawings
    files = [
        addresses.chart(language, series.id, **where),
        addresses.chart(language, series.id, **where, width=str(NARROW)),
    ]
    title = str(wide["usermeta"]["title"])
    key = "/".join(("embed", series.id, *where.values()))
    for name, spec in zip(files, drawings, strict=True):
        yield _drawing(f"{key}/{name.rpartition('/')[2]}", language, name, spec)
    yield PageSource(
        key=key,
        language=language,
        address=addresses.embed(language, series.id, **where),
        template="embed.html.j2",
        kind="embed",
        title=title,
        description=str(wide["description"]),
        context={
            "wide": _image(files[0], wide),
            "narrow": _image(files[1], narrow),
            "columns": list(columns),
            "rows": [list(row) for row in rows],
            "page_address": page,
            "caption": listing((series.title,)),
            "rights": [series.latest.rights],
        },
    )


def _image(address: str, spec: Spec) -> dict[str, object]:
    width, height = size_of(spec)
    return {"address": address, "width": width, "height": height}


def _drawing(key: str, language: Language, address: str, spec: Spec) -> PageSource:
    """A drawing: made only if its specification, or the program that draws it, is another one."""
    shown = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    return PageSource(
        key=key,
        language=language,
        address=address,
        template=None,
        context={"spec": hashlib.sha256(shown.encode()).hexdigest(), "drawn_with": drawn_with()},
        kind="chart",
        title=str(spec["usermeta"]["title"]),
        content=lambda: draw_svg(spec),
    )
