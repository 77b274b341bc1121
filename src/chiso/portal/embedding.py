"""What a page says of its charts that stand alone: the snippet to copy, the drawing, the chart to explore."""

from __future__ import annotations

from html import escape

from chiso.documents.charts.comparisons import comparison_spec
from chiso.documents.charts.drawing import size_of
from chiso.documents.charts.histories import history_spec
from chiso.documents.charts.rankings import ranking_spec
from chiso.documents.charts.specification import Spec
from chiso.documents.charts.tokens import NARROW, WIDE
from chiso.language import Language
from chiso.portal import addresses
from chiso.portal.charts_shown import fields_of, has_history, history_of, ranking_of
from chiso.portal.explorers_shown import library_address, may_explore_ranking, may_explore_years
from chiso.portal.model import Series, Site, UnitEdition, UnitShown
from chiso.portal.ranking_shown import RankingShown
from chiso.portal.unit_years import Figures, has_year_page

# What stands about a drawing on its page: margins, the line with links, the closed table.
_AROUND = 150
Drawings = tuple[Spec, Spec]


def history_drawings(
    figures: Figures, series: Series, unit: UnitShown, language: Language
) -> Drawings | None:
    """The history of a unit, wide and narrow; None where there is none to draw."""
    history = history_of(figures, series, unit, language)
    return None if history is None else (history_spec(history, WIDE), history_spec(history, NARROW))


def ranking_drawings(site: Site, shown: RankingShown, language: Language) -> Drawings | None:
    """The ranking of a year, wide and narrow; None where there is nothing to tell apart."""
    if not has_year_page(shown.series, shown.edition):
        return None
    ranking = ranking_of(site, shown, language)
    return None if ranking is None else (ranking_spec(ranking, WIDE), ranking_spec(ranking, NARROW))


def fields_drawings(
    figures: Figures, series: Series, unit: UnitShown, shown: UnitEdition, language: Language
) -> Drawings | None:
    """The fields of the unit that the site is about, in each year that has a page.

    Those of other units stand on their pages only: they would be more drawings than all others together.
    """
    if unit is not figures.site.focus or not has_year_page(series, shown.edition):
        return None
    fields = fields_of(figures, series, unit, shown, language)
    return None if fields is None else (comparison_spec(fields, WIDE), comparison_spec(fields, NARROW))


def embed_of_history(
    figures: Figures, series: Series, unit: UnitShown, language: Language
) -> dict[str, object] | None:
    """The section of a unit's page for the chart of an index."""
    if "embed" not in figures.site.kinds:
        return None
    drawings = history_drawings(figures, series, unit, language)
    if drawings is None:
        return None
    where = {"unit": unit.slug}
    return _section(figures.site, language, series, drawings, where)


def embed_of_ranking(site: Site, shown: RankingShown, language: Language) -> dict[str, object] | None:
    """The section of a ranking's page."""
    if "embed" not in site.kinds:
        return None
    drawings = ranking_drawings(site, shown, language)
    if drawings is None:
        return None
    return _section(site, language, shown.series, drawings, {"period": shown.edition.slug})


def embed_of_fields(
    figures: Figures, series: Series, unit: UnitShown, shown: UnitEdition, language: Language
) -> dict[str, object] | None:
    """The section of the page of a unit in a year."""
    if "embed" not in figures.site.kinds:
        return None
    drawings = fields_drawings(figures, series, unit, shown, language)
    if drawings is None:
        return None
    where = {"period": shown.edition.slug, "unit": unit.slug}
    return _section(figures.site, language, series, drawings, where)


def explore_years(
    site: Site, series: Series, unit: UnitShown | None, language: Language
) -> dict[str, object] | None:
    """The link to the chart of an index over the years; without a script it leads to a drawing of `unit`.

    Where the page is of no unit, or of one without figures, it is the first of the last ranking.
    """
    if "embed" not in site.kinds or not may_explore_years(series):
        return None
    leading = [site.units[uid] for uid in series.latest.leading]
    shown = next((one for one in (unit, *leading) if one is not None and has_history(series, one)), None)
    if shown is None:
        return None
    return {
        "drawing": addresses.embed(language, series.id, unit=shown.slug),
        "spec": addresses.explorer(language, series.id),
        "library": library_address(),
        "unit": shown.name,
    }


def explore_ranking(site: Site, shown: RankingShown, language: Language) -> dict[str, object] | None:
    """The link to the chart of a ranking; without a script it leads to its drawing."""
    series, edition = shown.series, shown.edition
    if "embed" not in site.kinds or shown.axis is None or not may_explore_ranking(series, edition):
        return None
    return {
        "drawing": addresses.embed(language, series.id, period=edition.slug),
        "spec": addresses.explorer(language, series.id, edition.slug),
        "library": library_address(),
        "unit": "",
    }


def _section(
    site: Site, language: Language, series: Series, drawings: Drawings, where: dict[str, str]
) -> dict[str, object]:
    address = addresses.embed(language, series.id, **where)
    title = str(drawings[0]["usermeta"]["title"])
    height = max(size_of(spec)[1] for spec in drawings) + _AROUND
    return {
        "address": address,
        "svg": addresses.chart(language, series.id, **where),
        "code": (
            f'<iframe src="{escape(site.base_url + address)}" title="{escape(title)}" '
            f'width="100%" height="{height}" loading="lazy"></iframe>'
        ),
        "has_base": bool(site.base_url),
    }
