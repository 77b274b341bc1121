"""A line over the years: gaps stay gaps, and a break of the series cuts the line and is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.documents.charts.scale import Scale
from chiso.documents.charts.svg import drawing, element, percent

# Where the first and the last year stand, as shares of the width.
_FIRST, _LAST = Fraction(9, 100), Fraction(96, 100)
_HEAD, _FOOT = 34, 42
# So many years fit below each other's labels at 360 px.
_MOST_LABELS = 14


@dataclass(frozen=True, slots=True)
class LinePoint:
    """One year: its label, its figure (None: a gap), the figure as written, the ends of its interval."""

    label: str
    value: Fraction | None
    written: str = ""
    interval: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class LineChart:
    """What is drawn. `breaks`: positions of points before which the series breaks."""

    points: Sequence[LinePoint]
    breaks: Collection[int]
    scale: Scale
    gridlines: Sequence[tuple[Fraction, str]]
    axis_title: str
    told: str
    low_on_top: bool = False
    all_written: bool = False
    height: int = 246


def line_chart(chart: LineChart) -> str:
    """The chart as SVG."""
    return drawing(_parts(chart), height=chart.height, told=chart.told)


def _parts(chart: LineChart) -> Iterator[str]:
    count = len(chart.points)
    places = [_place(chart, point.value) for point in chart.points]
    bottom = chart.height - _FOOT + 8
    for value, label in chart.gridlines:
        height = _height_of(chart, value)
        yield element("line", class_="gridline", x1="0", x2="100%", y1=height, y2=height)
        yield element("text", label, x="0", y=height - 4)
    yield element("text", chart.axis_title, class_="strong", x="0", y=12)
    for position in sorted(chart.breaks):
        x = percent((across(position - 1, count) + across(position, count)) / 2)
        yield element("line", class_="break", x1=x, x2=x, y1=20, y2=bottom)
    for n in range(1, count):
        start, end = places[n - 1], places[n]
        if start is not None and end is not None and n not in chart.breaks:
            yield _segment("line own", n, count, start, end)
    written = range(count) if chart.all_written else written_out(chart.points)
    step = -(-count // _MOST_LABELS)
    for n, point in enumerate(chart.points):
        x, y = percent(across(n, count)), places[n]
        if y is not None:
            if point.interval is not None:
                low, high = (_height_of(chart, end) for end in point.interval)
                yield element("line", class_="span own", x1=x, x2=x, y1=low, y2=high)
            yield element("circle", class_="dot own", cx=x, cy=y, r=4.5)
            if n in written:
                shift = 20 if _is_valley(chart, places, n) else -10
                anchor = _anchor(n, count, chart)
                yield element(
                    "text", point.written, class_="strong halo", x=x, y=y + shift, text_anchor=anchor
                )
        if (count - 1 - n) % step == 0:
            yield element("text", point.label, x=x, y=chart.height - 8, text_anchor="middle")


def _anchor(position: int, count: int, chart: LineChart) -> str:
    """Long figures grow inwards at both ends: clear of the axis at the left, of the edge at the right."""
    if chart.all_written:
        return "middle"
    return {0: "start", count - 1: "end"}.get(position, "middle")


def across(position: int, count: int) -> Fraction:
    """The share of the width at which a point stands."""
    if count == 1:
        return (_FIRST + _LAST) / 2
    return _FIRST + (_LAST - _FIRST) * position / (count - 1)


def written_out(points: Sequence[LinePoint]) -> set[int]:
    """Points whose figures are written: first and last, highest and lowest, if they do not collide."""
    known = [n for n, point in enumerate(points) if point.value is not None]
    if not known:
        return set()
    chosen = [known[-1], known[0]]
    by_value = sorted(known, key=lambda n: points[n].value or 0)
    for n in (by_value[0], by_value[-1]):
        if all(abs(n - other) > 2 for other in chosen):
            chosen.append(n)
    return set(chosen)


def _place(chart: LineChart, value: Fraction | None) -> Fraction | None:
    return None if value is None else _height_of(chart, value)


def _height_of(chart: LineChart, value: Fraction) -> Fraction:
    share = chart.scale.share(value)
    if not chart.low_on_top:
        share = 1 - share
    return _HEAD + share * (chart.height - _HEAD - _FOOT)


def _segment(kind: str, position: int, count: int, start: Fraction, end: Fraction) -> str:
    return element(
        "line",
        class_=kind,
        x1=percent(across(position - 1, count)),
        y1=start,
        x2=percent(across(position, count)),
        y2=end,
    )


def _is_valley(chart: LineChart, places: Sequence[Fraction | None], position: int) -> bool:
    """Whether the lines beside a point rise from it, so that its figure has room below only."""
    own = places[position]
    assert own is not None, "only drawn points are asked about"
    neighbours = []
    if position not in chart.breaks and position > 0:
        neighbours.append(places[position - 1])
    if position + 1 not in chart.breaks and position + 1 < len(places):
        neighbours.append(places[position + 1])
    known = [place for place in neighbours if place is not None]
    return bool(known) and all(place < own for place in known)
