"""One tile of small multiples: a line over the years before the same context line, the same axis."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.documents.charts.scale import Scale
from chiso.documents.charts.svg import drawing, element, percent

_FIRST, _LAST = Fraction(4, 100), Fraction(96, 100)
_TOP, _BOTTOM, _HEIGHT = 20, 126, 150


@dataclass(frozen=True, slots=True)
class Tile:
    """`values` of one unit and `context` (the median), one for each year; None is a gap."""

    values: Sequence[Fraction | None]
    context: Sequence[Fraction | None]
    written: Sequence[str]
    years: tuple[str, str]
    breaks: Collection[int]
    scale: Scale
    ends: tuple[str, str]
    is_own: bool
    told: str


def tile_chart(tile: Tile) -> str:
    """The tile as SVG."""
    return drawing(_parts(tile), height=_HEIGHT, told=tile.told)


def _parts(tile: Tile) -> Iterator[str]:
    for y, written in ((_BOTTOM, tile.ends[0]), (_TOP, tile.ends[1])):
        yield element("line", class_="gridline", x1="0", x2="100%", y1=y, y2=y)
        yield element("text", written, x="100%", y=y - 3, text_anchor="end")
    count = len(tile.values)
    for position in sorted(tile.breaks):
        x = percent((_across(position - 1, count) + _across(position, count)) / 2)
        yield element("line", class_="break", x1=x, x2=x, y1=10, y2=_BOTTOM + 4)
    own = " own" if tile.is_own else ""
    yield from _line(tile, tile.context, "line context")
    yield from _line(tile, tile.values, f"line{own}")
    for n in _alone(tile):
        value = tile.values[n]
        assert value is not None, "only drawn points stand alone"
        yield _dot(tile, n, value, own)
    known = [n for n, value in enumerate(tile.values) if value is not None]
    for n in sorted({known[0], known[-1]}) if known else ():
        value = tile.values[n]
        assert value is not None, "only known years are written out"
        yield _dot(tile, n, value, own)
        yield element(
            "text",
            tile.written[n],
            class_="halo own-text" if tile.is_own else "halo strong",
            x=percent(_across(n, count)),
            y=_height_of(tile, value) - 8,
            text_anchor="start" if n < count / 3 else "end" if n >= 2 * count / 3 else "middle",
        )
    yield element("text", tile.years[0], x="4%", y=_HEIGHT - 6)
    yield element("text", tile.years[1], x="96%", y=_HEIGHT - 6, text_anchor="end")


def _line(tile: Tile, values: Sequence[Fraction | None], kind: str) -> Iterator[str]:
    count = len(values)
    for n in range(1, count):
        start, end = values[n - 1], values[n]
        if start is None or end is None or n in tile.breaks:
            continue
        yield element(
            "line",
            class_=kind,
            x1=percent(_across(n - 1, count)),
            x2=percent(_across(n, count)),
            y1=_height_of(tile, start),
            y2=_height_of(tile, end),
        )


def _alone(tile: Tile) -> list[int]:
    """Years that no line reaches: they are drawn as dots, else they would not be seen."""
    values, last = tile.values, len(tile.values) - 1

    def joins(n: int) -> bool:
        return 0 < n <= last and n not in tile.breaks and values[n - 1] is not None and values[n] is not None

    return [n for n, value in enumerate(values) if value is not None and not joins(n) and not joins(n + 1)]


def _dot(tile: Tile, position: int, value: Fraction, own: str) -> str:
    x = percent(_across(position, len(tile.values)))
    return element("circle", class_=f"dot{own}", cx=x, cy=_height_of(tile, value), r=3.5)


def _across(position: int, count: int) -> Fraction:
    return (_FIRST + _LAST) / 2 if count == 1 else _FIRST + (_LAST - _FIRST) * position / (count - 1)


def _height_of(tile: Tile, value: Fraction) -> Fraction:
    return _TOP + (1 - tile.scale.share(value)) * (_BOTTOM - _TOP)
