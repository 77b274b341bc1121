"""The tile map of the provinces: one square each, coloured by score in classes with round bounds.

Two grids: the 63 provinces until 30 June 2025, the 34 from 1 July 2025. The notes on Hoàng Sa (which belongs
to Đà Nẵng) and Trường Sa (which belongs to Khánh Hòa) are part of both and always drawn.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "tiles"
_LAST_DAY_OF_63 = datetime.date(2025, 6, 30)
# Pixels of a tile with its gap.
_PITCH = 40
_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))
_CLASSES = 5
# Below so many coloured tiles a map says less than the table.
FEWEST_TILES = 10


@dataclass(frozen=True, slots=True)
class Tile:
    """One province: its square's left upper corner in pixels of the drawing."""

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


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole map in pixels."""

    width: int
    height: int
    tiles: tuple[Tile, ...]
    notes: tuple[Note, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the provinces."""
        return frozenset(tile.code for tile in self.tiles)


def grid_on(day: datetime.date) -> Grid:
    """The provinces as they were on a day."""
    return _read("tiles_63.json" if day <= _LAST_DAY_OF_63 else "tiles_34.json")


@cache
def _read(name: str) -> Grid:
    known: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return Grid(
        width=known["columns"] * _PITCH + 8,
        height=known["rows"] * _PITCH,
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
                width=note["columns"] * _PITCH + 2,
                height=round(note["rows"] * _PITCH),
            )
            for note in known["notes"]
        ),
    )


def _place(number: float) -> int:
    return round((number - 1) * _PITCH) + 1


def round_bounds(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Four round figures, equally far apart, that part the values into five classes as even as they can.

    Fewer different values than classes: none.
    """
    if len(set(values)) < _CLASSES:
        return ()
    low, high = min(values), max(values)
    best: tuple[tuple[int, Fraction], tuple[Fraction, ...]] | None = None
    for step in _round_steps(high - low):
        first = -(-low // step) * step
        while first + (_CLASSES - 2) * step <= high:
            bounds = tuple(first + n * step for n in range(_CLASSES - 1))
            counts = _counts(values, bounds)
            unevenness = (sum(count * count for count in counts), -step)
            if all(counts) and (best is None or unevenness < best[0]):
                best = unevenness, bounds
            first += step
    return best[1] if best else ()


def _round_steps(spread: Fraction) -> tuple[Fraction, ...]:
    """Round steps that are neither too fine nor too coarse for five classes."""
    power = Fraction(1)
    while power > spread:
        power /= 10
    while power * 10 <= spread:
        power *= 10
    candidates = [factor * size for size in (power / 10, power) for factor in _STEPS]
    return tuple(step for step in candidates if spread / 12 <= step <= spread / 3)


def _counts(values: Sequence[Fraction], bounds: tuple[Fraction, ...]) -> list[int]:
    counts = [0] * _CLASSES
    for value in values:
        counts[step_of(value, bounds) - 1] += 1
    return counts


def step_of(value: Fraction, bounds: tuple[Fraction, ...]) -> int:
    """The class of a value, 1 (lowest) to 5; a value on a bound belongs above it."""
    return 1 + sum(value >= bound for bound in bounds)


def spans_of(bounds: tuple[Fraction, ...]) -> tuple[tuple[Fraction | None, Fraction | None], ...]:
    """From and below of each class, the lowest first."""
    return tuple(pairwise((None, *bounds, None)))
