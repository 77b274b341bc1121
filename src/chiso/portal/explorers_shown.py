"""The charts that a reader may explore: an index over the years, and the ranking of a year field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from chiso.documents.charts.drawing import browser_library, drawn_with
from chiso.documents.charts.explorers import FieldDot, HistoryExplorer, RankingExplorer, UnitLine
from chiso.documents.charts.scale import round_scale
from chiso.documents.charts.specification import Words
from chiso.figures import write_for_eyes
from chiso.frameworks.model import TOTAL
from chiso.language import Language, Text, render, sort_key, text
from chiso.portal.assets import ROOT
from chiso.portal.history_charts import breaks_between, short_year
from chiso.portal.model import Edition, Series, Site
from chiso.portal.page_source import PageSource
from chiso.portal.unit_words import figure_of, node_name
from chiso.portal.unit_years import Figures, has_year_page, places_of, short_label
from chiso.units import Unit

# What the script of the site calls; the library tells itself apart by nothing else.
SNIPPET = "window.vegaEmbed = vegaEmbed;"
# A specification of more lines would keep an old phone busy for seconds.
_MOST_LINES = 250
_LEAST = 2


def library_address() -> str:
    """Where the library stands; its name holds a hash of what it is made with, so it may be kept."""
    made_with = json.dumps([drawn_with(), SNIPPET])
    return f"{ROOT}/vega-{hashlib.sha256(made_with.encode()).hexdigest()[:12]}.js"


def library(site: Site) -> PageSource:
    """The library as a file of the site. It is made (two seconds) only if it is not there."""
    return PageSource(
        key="chart-library",
        language=site.languages[0],
        address=library_address(),
        template=None,
        context={"made_with": drawn_with(), "snippet": SNIPPET},
        kind="chart-library",
        title="Vega",
        content=lambda: browser_library(SNIPPET),
    )


def may_explore_years(series: Series) -> bool:
    """Whether there are years and units to choose among, and not too many."""
    units = {uid for edition in series.editions for uid in edition.result.units_by_uid}
    return len(series.editions) >= _LEAST and _LEAST <= len(units) <= _MOST_LINES


def may_explore_ranking(series: Series, edition: Edition) -> bool:
    """Whether a ranking has several units, and fields to choose among."""
    return has_year_page(series, edition) and _LEAST <= edition.ranked_count <= _MOST_LINES


def years_explorer(site: Site, series: Series, language: Language) -> HistoryExplorer:
    """Every unit of an index over the years."""
    editions = series.editions
    names = {uid: unit for edition in editions for uid, unit in edition.result.units_by_uid.items()}
    lines = [
        _line(series, uid, unit, language)
        for uid, unit in sorted(names.items(), key=lambda item: (sort_key(item[1].name), item[0]))
    ]
    known = [line for line in lines if any(value is not None for value in line.values)]
    scale, _ = round_scale(value for line in known for value in line.values if value is not None)
    focus = site.focus.name if site.focus is not None else ""
    title = text("{index}: every unit over the years", index=series.short)
    return HistoryExplorer(
        words=_words(title, language),
        years=[render(short_label(edition), language) for edition in editions],
        short_years=[short_year(edition, len(editions)) for edition in editions],
        lines=known,
        breaks=breaks_between(series),
        scale=scale,
        chosen=focus if any(line.name == focus for line in known) else known[0].name,
        labels=_labels(language),
    )


def ranking_explorer(
    figures: Figures, series: Series, edition: Edition, language: Language
) -> RankingExplorer:
    """The ranked units of a year, by the total and by each field."""
    site = figures.site
    title = text(
        "{index} {period}: units by the field that you choose", index=series.short, period=edition.label
    )
    codes: list[tuple[str, str]] = [(TOTAL, text("Total").in_language(language))]
    codes += [(node.code, node_name(node.code, node.title, language)) for node in edition.framework.nodes]
    fields = [(name, list(_dots(figures, edition, code, language))) for code, name in codes]
    names = sorted((row.unit.name for row in edition.ranked), key=sort_key)
    focus = site.focus.name if site.focus is not None else ""
    return RankingExplorer(
        words=_words(title, language),
        fields=[(name, dots) for name, dots in fields if dots],
        names=names,
        chosen=focus if focus in names else "",
        labels=_labels(language),
    )


def _line(series: Series, uid: str, unit: Unit, language: Language) -> UnitLine:
    values, written, ranks = [], [], []
    for edition in series.editions:
        row = edition.row(uid)
        points = row.score if row is not None else None
        values.append(points)
        written.append(figure_of(edition, points, language))
        ranks.append(
            f"{row.rank}/{row.of}"
            if row is not None and row.rank
            else text("not ranked").in_language(language)
        )
    return UnitLine(unit.name, values, written, ranks)


def _dots(figures: Figures, edition: Edition, code: str, language: Language) -> Iterator[FieldDot]:
    standing = figures.standings(edition).at(code)
    if standing is None:
        return
    ranked = {row.unit.uid: row.unit for row in edition.ranked}
    places = places_of(edition.framework)
    for uid, points in standing.points.items():
        if uid in ranked:
            yield FieldDot(
                ranked[uid].name, standing.ranks[uid], points, write_for_eyes(points, language, places)
            )


def _words(title: Text, language: Language) -> Words:
    said = title.in_language(language)
    return Words(title=said, subtitle="", source="", description=said, language=language)


def _labels(language: Language) -> Mapping[str, str]:
    said = {
        "unit": text("Unit"),
        "other": text("Beside it"),
        "field": text("By"),
        "none": text("none"),
        "year": text("Year"),
        "score": text("Score"),
        "rank": text("Rank"),
    }
    return {name: words.in_language(language) for name, words in said.items()}
