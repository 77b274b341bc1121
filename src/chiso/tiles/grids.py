"""Grids of tiles: a square of the same size for each unit, about where it lies.

The 63 provinces until 30 June 2025 and the 34 since; the 30 districts of Hà Nội until then. The notes on
Hoàng Sa (which belongs to Đà Nẵng) and Trường Sa (which belongs to Khánh Hòa) are part of both grids of
provinces and always drawn. Units without a grid stand in rows, in their order (`grid_in_order`).
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil
from pathlib import Path
from typing import Any

from chiso.tiles.names import folded, short_names

_FOLDER = Path(__file__).parent
_LAST_DAY_OF_63 = datetime.date(2025, 6, 30)
# Pixels of a tile with its gap.
PITCH = 40
# As wide as the grids of provinces, so that a tile has the same size on a page.
_COLUMNS_IN_ORDER = 10


@dataclass(frozen=True, slots=True)
class Tile:
    """One unit: its square's left upper corner in pixels of the drawing."""

    code: str
    name: str
    short: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Note:
    """An archipelago: the frame in which it is written, and the lines of the writing."""

    name: str
    label: tuple[str, ...]
    belongs_to: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Grid:
    """A whole map in pixels; `is_in_order`: where a tile stands says nothing of where its unit lies."""

    width: int
    height: int
    tiles: tuple[Tile, ...]
    notes: tuple[Note, ...] = ()
    is_in_order: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the units."""
        return frozenset(tile.code for tile in self.tiles)

    def tile_of(self, name: str) -> Tile | None:
        """The tile of a unit by its name, however it is written; None where it has none.

        Where units stand in their order nothing but the names tells them apart: each is written in one way.
        """
        return self._by_name.get(name if self.is_in_order else folded(name))

    @cached_property
    def _by_name(self) -> Mapping[str, Tile]:
        return {tile.name if self.is_in_order else folded(tile.name): tile for tile in self.tiles}


def grid_on(day: datetime.date) -> Grid:
    """The provinces as they were on a day."""
    return _read("provinces_63.json" if day <= _LAST_DAY_OF_63 else "provinces_34.json")


def hanoi_districts() -> Grid:
    """The districts of Hà Nội as they were until 30 June 2025."""
    return _read("hanoi_districts.json")


def fitting_grid(names: Sequence[str], day: datetime.date) -> Grid:
    """The grid that knows most of these names, if it knows at least half of them; else one in their order."""
    known = {
        grid: sum(grid.tile_of(name) is not None for name in names)
        for grid in (hanoi_districts(), grid_on(day))
    }
    grid, count = max(known.items(), key=lambda one: one[1])
    return grid if count * 2 >= len(names) > 0 else grid_in_order(names)


def grid_in_order(names: Sequence[str]) -> Grid:
    """A tile for each name, in rows."""
    columns = min(_COLUMNS_IN_ORDER, max(1, len(names)))
    rows = ceil(len(names) / columns)
    tiles = tuple(
        Tile(name, name, short, place % columns * PITCH + 1, place // columns * PITCH + 1)
        for place, (name, short) in enumerate(zip(names, short_names(names), strict=True))
    )
    return Grid(_COLUMNS_IN_ORDER * PITCH + 8, rows * PITCH, tiles, is_in_order=True)


@cache
def _read(name: str) -> Grid:
    known: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return Grid(
        width=known["columns"] * PITCH + 8,
        height=known["rows"] * PITCH,
        tiles=tuple(
            Tile(tile["code"], tile["name"], tile["short"], _place(tile["column"]), _place(tile["row"]))
            for tile in known["tiles"]
        ),
        notes=tuple(
            Note(
                name=note["name"],
                label=tuple(note["label"]),
                belongs_to=note["belongs_to"],
                x=_place(note["column"]) + 3,
                y=_place(note["row"]) - 1,
                width=note["columns"] * PITCH + 2,
                height=round(note["rows"] * PITCH),
            )
            for note in known["notes"]
        ),
    )


def _place(number: float) -> int:
    return round((number - 1) * PITCH) + 1
