"""What the templates draw of a ranking: lines of the table, tiles of the map, the neighbours of a unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.language import Language, Text, Value, text
from chiso.portal import addresses
from chiso.portal.certainty_words import interval_in_words, ranks_in_words
from chiso.portal.frameworks_shown import period_name
from chiso.portal.model import Edition, Site
from chiso.portal.ranking_shown import RankedUnit, RankingShown
from chiso.portal.ranking_words import (
    ISLANDS,
    basis_in_words,
    certainty_note,
    distance_in_words,
    edition_name,
    maximum_of,
    no_change_in_words,
    rank_in_words,
    unit_word,
)
from chiso.portal.robustness_words import beside_rank
from chiso.portal.unit_words import computed_by, figure_of
from chiso.portal.unit_years import has_year_page, year_address
from chiso.tiles.classes import round_bounds, span_in_words, spans_of, step_of
from chiso.tiles.drawing import Drawn, draw_map, draw_shade
from chiso.tiles.grids import Tile, grid_on

Plain = dict[str, object]
TABLE_ID = "bang-xep-hang"
# Below so many coloured tiles a map says less than the table.
FEWEST_TILES = 10


def unit_address(site: Site, shown: RankingShown, uid: str, language: Language) -> str:
    """The page of a unit in this edition, else that of the unit; empty where the site has neither."""
    if "unit" not in site.kinds:
        return ""
    slug = site.units[uid].slug
    if has_year_page(shown.series, shown.edition):
        return year_address(language, slug, shown.edition)
    return addresses.unit(language, slug)


def row_id(site: Site, uid: str) -> str:
    """The anchor of a line of the table."""
    return f"u-{site.units[uid].slug}"


def table_of(
    site: Site, shown: RankingShown, language: Language, rows: Sequence[RankedUnit], order: str = "rank"
) -> Plain:
    """The table of the ranking; `order`: rank, name or change."""
    edition, axis = shown.edition, shown.axis
    basis = basis_in_words(shown)
    has_change = basis is not None

    def sort(by: str, direction: str) -> Plain:
        if by == order:
            return {
                "sort": addresses.ranking(language, shown.series.id, edition.slug, by),
                "sorted": direction,
            }
        return {"sort": addresses.ranking(language, shown.series.id, edition.slug, by)}

    has_classes = bool(shown.class_counts())
    head: list[Plain] = [
        {"title": text("Rank"), "kind": "num", **sort("rank", "ascending")},
        {"title": unit_word(shown.levels), **sort("name", "ascending")},
        {"title": text("Points"), "kind": "num"},
    ]
    if axis is not None:
        span = (write_for_eyes(axis.low, language), write_for_eyes(axis.high, language))
        head.append({"title": text("Points on an axis from {low} to {high}", low=span[0], high=span[1])})
    if has_classes:
        head.append({"title": text("Class")})
    if has_change and shown.before is not None:
        title = text("Against {period}", period=period_name(shown.before))
        head.append({"title": title, "kind": "num", **sort("change", "descending")})
    middle = shown.median
    return {
        "id": TABLE_ID,
        "caption": text("Ranking {edition}", edition=edition_name(shown)),
        "notes": [note for note in (basis, certainty_note(edition, language)) if note is not None],
        "columns": head,
        "has_axis": axis is not None,
        "has_classes": has_classes,
        "has_change": has_change,
        "places": shown.places,
        "is_more_better": edition.framework.index.higher_is_better,
        "median": axis.share(middle) if axis is not None and middle is not None else None,
        "rows": [_line(site, shown, row, language, has_change) for row in rows],
    }


def _line(site: Site, shown: RankingShown, row: RankedUnit, language: Language, has_change: bool) -> Plain:
    axis = shown.axis
    line: Plain = {
        "id": row_id(site, row.unit.uid),
        "own": row.unit.uid == site.focus_uid,
        "name": row.unit.name,
        "address": unit_address(site, shown, row.unit.uid, language),
        "rank": rank_in_words(row) if row.rank is not None else "",
        "is_tie": row.is_tie,
        "score": figure_of(shown.edition, row.score, language),
        "share": axis.share(row.score) if axis is not None and row.score is not None else None,
        "side": _side(row.score, shown.median),
        "class": row.class_title,
        "class_why": row.class_why,
    }
    if row.interval is not None:
        line["interval"] = interval_in_words(shown.edition, row.interval, language)
        line["is_certain"] = row.interval.rank_best == row.interval.rank_worst == row.rank
        line["ranks"] = "" if line["is_certain"] else ranks_in_words(row.interval)
        if axis is not None:
            line["span"] = (axis.share(row.interval.low), axis.share(row.interval.high))
    if row.robustness is not None and (row.interval is None or row.interval.rank_best is None):
        line["ranks"] = beside_rank(row.robustness)
    if has_change:
        line["change"] = row.change
        line["why"] = "" if row.change is not None else no_change_in_words(shown, row)
    return line


def _side(score: Fraction | None, median: Fraction | None) -> Text | None:
    """What the dot on the axis shows, in words for who does not see it."""
    if score is None or median is None:
        return None
    if score == median:
        return text("at the median")
    return text("above the median") if score > median else text("below the median")


def sorting_links(shown: RankingShown, language: Language, order: str) -> list[Plain]:
    """The ways to sort the table; each has an address."""
    ways: list[tuple[str, Text]] = [("rank", text("rank")), ("name", text("name"))]
    if basis_in_words(shown) is not None:
        ways.append(("change", text("change")))
    return [
        {
            "words": words,
            "is_current": way == order,
            "address": addresses.ranking(language, shown.series.id, shown.edition.slug, way) + f"#{TABLE_ID}",
        }
        for way, words in ways
    ]


def map_of(site: Site, shown: RankingShown, language: Language) -> Plain | None:
    """The tile map; None where the units are no provinces, too few, or hardly differ."""
    grid = grid_on(shown.edition.period.reference_day)
    by_code = {row.unit.code: row for row in shown.rows}
    bounds = round_bounds(shown.scores)
    if len(shown.ranked) < FEWEST_TILES or not by_code.keys() <= grid.codes or not bounds:
        return None
    return {
        "drawing": draw_map(
            grid,
            [_tile(site, shown, tile, by_code.get(tile.code), bounds, language) for tile in grid.tiles],
            text(
                "Tile map: {edition}, one tile for each province or city", edition=edition_name(shown)
            ).in_language(language),
        ),
        "caption": ISLANDS,
        "table": f"#{TABLE_ID}",
        "legend": [
            {"shade": draw_shade(n), "words": span_in_words(low, below, language)}
            for n, (low, below) in enumerate(spans_of(bounds), start=1)
        ],
        "no_rank": draw_shade(None) if len(shown.ranked) < len(grid.tiles) else "",
    }


def _tile(
    site: Site,
    shown: RankingShown,
    tile: Tile,
    row: RankedUnit | None,
    bounds: tuple[Fraction, ...],
    language: Language,
) -> Drawn:
    if row is None:
        words = text("{unit}: not in this bundle", unit=tile.name).in_language(language)
        return Drawn(tile, None, "", words)
    own, address = row.unit.uid == site.focus_uid, f"#{row_id(site, row.unit.uid)}"
    if row.rank is None or row.score is None:
        words = text("{unit}: not ranked", unit=row.unit.name).in_language(language)
        return Drawn(tile, None, "–", words, address, own)
    words = text(
        "{unit}: {score} points, rank {rank} of {of}",
        unit=row.unit.name,
        score=figure_of(shown.edition, row.score, language),
        rank=rank_in_words(row),
        of=str(len(shown.ranked)),
    ).in_language(language)
    return Drawn(tile, step_of(row.score, bounds), str(row.rank), words, address, own)


def neighbours_of(site: Site, shown: RankingShown, language: Language) -> list[Plain]:
    """The unit of the site and those about it, with their distance in points."""
    own = shown.row(site.focus_uid)
    around = shown.around(own.unit.uid) if own is not None else ()
    if own is None or own.score is None or len(around) < 2:
        return []
    return [
        {
            "name": row.unit.name,
            "address": unit_address(site, shown, row.unit.uid, language),
            "own": row is own,
            "rank": rank_in_words(row),
            "score": figure_of(shown.edition, row.score, language),
            "distance": ""
            if row is own or row.score is None
            else distance_in_words(row.score - own.score, shown.places, language),
        }
        for row in around
    ]


def data_page(site: Site, edition: Edition, language: Language) -> str:
    """The page of the tables of an edition; empty where the site has none."""
    if "data" not in site.kinds:
        return ""
    return addresses.data(language, f"{edition.series_id}-{edition.slug}", str(edition.publication.version))


def downloads_of(site: Site, edition: Edition, language: Language) -> Iterator[Plain]:
    """The tables as files, where the site has them, and the bundle."""
    publication = edition.publication
    if "data" in site.kinds:
        folder = data_page(site, edition, "vi")
        name = folder.strip("/").split("/")[-2]
        for file, words in (
            ("ranking.csv", text("This ranking (CSV)")),
            ("ranking.json", text("This ranking (JSON)")),
            (f"{name}.xlsx", text("All tables (workbook)")),
        ):
            address = addresses.file("vi", folder, file)
            yield {"address": address, "title": words, "note": "", "size": 0, "download": True}
        yield {
            "address": data_page(site, edition, language),
            "title": text("What the columns mean, how to cite"),
            "note": "",
            "size": 0,
        }
    yield {
        "address": addresses.bundle(publication.slug, publication.content),
        "title": text("The sealed bundle, to compute all again"),
        "note": "",
        "size": publication.size,
        "download": True,
    }


def where_from(site: Site, edition: Edition, language: Language) -> Plain:
    """Where the figures come from: what computed them, the source, the bundle, the law of the framework."""
    publication = edition.publication
    decision: Value = ""
    if publication.decision is not None:
        decision = text(
            "Decision {number} of {day}", number=publication.decision.number, day=publication.decision.date
        )
    return {
        "kind": edition.provenance,
        "source": computed_by(edition),
        "decision": decision,
        "bundle": publication.title,
        "verify": addresses.verify(language) if "verify" in site.kinds else "",
        "method": addresses.method(language, edition.framework.key) if "method" in site.kinds else "",
        "framework": edition.framework.key,
        "maximum": maximum_of(edition, language),
        "is_trusted": publication.is_trusted,
        "is_corrected": publication.version > 1,
        "corrections": addresses.corrections(language) if "corrections" in site.kinds else "",
    }
