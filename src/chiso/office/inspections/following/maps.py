"""The map of a report: a tile for each district, darker where more was found, with the figures in words.

A tile is no area and no boundary. Where a grid of the districts is known (`chiso.tiles.grids`) each stands
about where it lies; else they stand in rows, and the page says so. What has no tile is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import write_for_eyes
from chiso.inspection.reporting import Group
from chiso.language import Language, Text, text
from chiso.office.inspections.following.figures import MapShows, ReportShown
from chiso.office.inspections.following.report_forms import MAP_NAMES
from chiso.tiles.classes import Classes, classes_of, span_in_words
from chiso.tiles.drawing import Drawn, draw_map, draw_shade
from chiso.tiles.grids import Grid, Tile, fitting_grid

# One district alone is not compared with anything.
FEWEST_DISTRICTS = 2
# In pixels of the drawing; a higher map is given the height of the screen.
_LOW = 400


@dataclass(frozen=True, slots=True)
class MapShown:
    """A map: its drawing (SVG), shades with what they mean, what is said below it, what has no tile."""

    drawing: str
    legend: list[tuple[str, Text | str]]
    notes: list[Text]
    apart: list[Text]
    label: Text
    is_low: bool


def map_of(shown: ReportShown, shows: MapShows, language: Language) -> MapShown | None:
    """The map of a report; None where fewer than two districts are named."""
    groups = shown.districts.groups
    names = [one.name for one in groups if one.name]
    if len(names) < FEWEST_DISTRICTS or shown.last_day is None:
        return None
    grid = fitting_grid(names, shown.last_day)
    placed = _placed(grid, groups)
    values = (value_of(one, shows) for one in placed.values())
    classes = classes_of([value for value in values if value is not None])
    drawn = [_drawn(tile, placed.get(tile.code), shows, classes, language) for tile in grid.tiles]
    label = _label(shows)
    has_place = {one.name for one in placed.values()}
    return MapShown(
        draw_map(grid, drawn, label.in_language(language)),
        list(_legend(classes, drawn, shows, language)),
        list(_notes(grid)),
        [district_in_words(one, language) for one in groups if one.name not in has_place],
        label,
        grid.height <= _LOW,
    )


def value_of(group: Group, shows: MapShows) -> Fraction | None:
    """What the map shows of a district; None where there is nothing to count."""
    if shows == "share":
        return group.found_share * 100 if group.found_share is not None else None
    return Fraction(group.open if shows == "open" else group.late)


def district_in_words(group: Group, language: Language) -> Text:
    """All that the map can show of a district."""
    name = group.name or text("no district named")
    told = {"open": group.open, "late": group.late}
    if group.found_share is None:
        return text("{unit}: no first visit; findings open {open}, of these late {late}", unit=name, **told)
    return text(
        "{unit}: {share} % of first visits ({visits}) found something; findings open {open}, of these late "
        "{late}",
        unit=name, share=write_for_eyes(group.found_share * 100, language, 0), visits=group.visits, **told,
    )  # fmt: skip


def _placed(grid: Grid, groups: list[Group]) -> Mapping[str, Group]:
    """The districts by the code of their tile; of two that are written for one the first."""
    placed: dict[str, Group] = {}
    for one in groups:
        tile = grid.tile_of(one.name) if one.name else None
        if tile is not None:
            placed.setdefault(tile.code, one)
    return placed


def _drawn(tile: Tile, group: Group | None, shows: MapShows, classes: Classes, language: Language) -> Drawn:
    if group is None:
        return Drawn(tile, None, "", text("{unit}: not visited", unit=tile.name).in_language(language))
    words, value = district_in_words(group, language).in_language(language), value_of(group, shows)
    if value is None:
        return Drawn(tile, None, "–", words)
    return Drawn(tile, classes.shade_of(value), write_for_eyes(value, language, 0), words)


def _legend(
    classes: Classes, drawn: list[Drawn], shows: MapShows, language: Language
) -> Iterator[tuple[str, Text | str]]:
    """The lowest class first; what has no figure last."""
    figures = {one.figure for one in drawn if one.shade is not None}
    if classes.bounds:
        for shade, span in zip(classes.shades, classes.spans, strict=True):
            yield draw_shade(shade), _span_in_words(span, shows, language)
    elif figures:
        yield draw_shade(classes.shades[0]), text("{figure} everywhere", figure=min(figures))
    if any(one.shade is None for one in drawn):
        yield draw_shade(None), text("not visited")


def _span_in_words(
    span: tuple[Fraction | None, Fraction | None], shows: MapShows, language: Language
) -> Text | str:
    """Shares lie between bounds; counts are said one by one: 0, 1 to 2, 3 and more."""
    low, below = span
    if shows == "share" or below is None:
        return span_in_words(low, below, language)
    last = below - 1
    if low is None and last > 0:
        return text("{count} at most", count=write_for_eyes(last, language))
    if low is None or low == last:
        return write_for_eyes(last, language)
    return text("{low} to {high}", low=write_for_eyes(low, language), high=write_for_eyes(last, language))


def _label(shows: MapShows) -> Text:
    return text("Map of districts: {what}", what=MAP_NAMES[shows])


def _notes(grid: Grid) -> Iterator[Text]:
    if grid.is_in_order:
        yield text(
            "One tile for each district, in the order of their names: where it stands is not where it lies."
        )
    else:
        yield text("One tile of the same size for each unit, about where it lies; not a boundary.")
    if grid.notes:
        yield text("The archipelago Hoàng Sa belongs to Đà Nẵng, the archipelago Trường Sa to Khánh Hòa.")
