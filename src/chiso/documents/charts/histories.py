"""A score over the years as a Vega-Lite specification: a break cuts the line and is drawn, a gap stays a gap.

The median of the units of each year stands behind it as context.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.documents.charts.lines import LinePoint, written_out
from chiso.documents.charts.scale import Scale
from chiso.documents.charts.specification import (
    Label,
    Margins,
    Row,
    Spec,
    Words,
    as_stated,
    broken,
    is_wide,
    layer,
    place,
    plotted,
    rule,
    rules,
    specify,
)
from chiso.documents.charts.tokens import CONTEXT, INK, INK_SOFT, LINE, LINE_STRONG, OWN, SURFACE

_TEXT, _TEXT_LINE = 12, 15
# Labels of years need so many pixels.
_YEAR = 40
# Where the first year stands, and how far from the right edge the last one.
_START, _END = 40, 8


@dataclass(frozen=True, slots=True)
class History:
    """What is drawn. `breaks`: positions of points before which the series breaks.

    `context` holds the median of each year; `name` and `context_name` stand at the ends of the lines.
    """

    words: Words
    points: Sequence[LinePoint]
    context: Sequence[Fraction | None]
    breaks: Collection[int]
    scale: Scale
    gridlines: Sequence[tuple[Fraction, str]]
    name: str
    context_name: str


def history_spec(history: History, width: int) -> Spec:
    """The chart at a width in pixels."""
    drawn = _Drawn(history, width)
    layers = [rules(drawn.rules()), *drawn.lines()]
    labels = [*drawn.grid_labels(), *drawn.figures(), *drawn.names(), *drawn.years()]
    return specify(history.words, layers, labels, width=width, height=drawn.height, margins=drawn.margins)


def stretches(values: Sequence[Fraction | None], breaks: Collection[int]) -> list[int | None]:
    """For each year the number of the unbroken stretch that it belongs to; None where there is no figure."""
    found: list[int | None] = []
    number = 0
    for position, value in enumerate(values):
        if position in breaks or value is None:
            number += 1
        found.append(None if value is None else number)
    return found


class _Drawn:
    """One chart at one width."""

    def __init__(self, history: History, width: int) -> None:
        self.history = history
        self.height = 280 if is_wide(width) else 230
        self.margins = Margins(left=12, right=130 if is_wide(width) else 88, bottom=34, top=22)
        self.inner = width - self.margins.left - self.margins.right
        self.count = len(history.points)
        self.name_width = self.margins.right - 12

    def rules(self) -> Iterator[Row]:
        """Gridlines, a dotted rule at each break, the interval of each year."""
        for value, _ in self.history.gridlines:
            y = self._height(value)
            yield rule(0, y, self.inner, y, LINE)
        for position in sorted(self.history.breaks):
            x = (self._across(position - 1) + self._across(position)) / 2
            yield rule(x, 0, x, self.height + 6, LINE_STRONG, dash=(2, 3))
        for position, point in enumerate(self.history.points):
            if point.interval is not None:
                x = self._across(position)
                low, high = (self._height(end) for end in point.interval)
                yield rule(x, low, x, high, OWN, thick=2)

    def lines(self) -> Iterator[Spec]:
        """The line of the median, and that of the unit with its points over it."""
        last = max(self.count - 1, 1)
        x = place("x", (0, last), (self._across(0), self._across(last)))
        scale = self.history.scale
        y = place("y", (plotted(scale.low), plotted(scale.high)), (self.height, 0))
        rows = [*self._rows(self.history.context, "context"), *self._rows(self._values, "own")]
        for row in rows:
            is_own = row["line"] == "own"
            row |= {"colour": OWN if is_own else CONTEXT, "thick": 3 if is_own else 1.75}
            row |= {"dash": [1, 0] if is_own else [5, 3], "dot": 56 if is_own else 22}
        stretch = {"field": "stretch", "type": "nominal"}
        kind = {"field": "line", "type": "nominal"}
        yield layer(
            rows,
            {"type": "line"},
            x=x,
            y=y,
            detail=[kind, stretch],
            color=as_stated("colour"),
            strokeDash=as_stated("dash"),
            size=as_stated("thick"),
        )
        dot = {"type": "point", "filled": True, "opacity": 1, "stroke": SURFACE, "strokeWidth": 1}
        yield layer(rows, dot, x=x, y=y, fill=as_stated("colour"), size=as_stated("dot"))

    @property
    def _values(self) -> list[Fraction | None]:
        return [point.value for point in self.history.points]

    def _rows(self, values: Sequence[Fraction | None], line: str) -> Iterator[Row]:
        for n, (value, stretch) in enumerate(
            zip(values, stretches(values, self.history.breaks), strict=True)
        ):
            if value is not None:
                yield {"x": n, "y": plotted(value), "stretch": stretch, "line": line}

    def grid_labels(self) -> Iterator[Label]:
        """The figures of the gridlines, above them at the left."""
        for value, label in self.history.gridlines:
            yield Label(0, self._height(value) - 8, label, has_halo=True)

    def years(self) -> Iterator[Label]:
        """The years below; of many only so many as have room, the last always."""
        step = -(-self.count * _YEAR // max(self.inner - _START - _END, _YEAR))
        for n, point in enumerate(self.history.points):
            if (self.count - 1 - n) % step == 0:
                yield Label(self._across(n), self.height + 18, point.label, align="center")

    def figures(self) -> Iterator[Label]:
        """First, highest and lowest figure; the last stands at the end with the name."""
        points = self.history.points
        for n in sorted(written_out(points) - {self._last}):
            value, context = points[n].value, self.history.context[n]
            assert value is not None, "only known figures are written out"
            # On the side where the line of the context does not run.
            shift = 16 if context is not None and value < context else -14
            yield Label(
                self._across(n),
                self._height(value) + shift,
                points[n].written,
                align="center",
                colour=INK,
                weight=600,
                has_halo=True,
            )

    @property
    def _last(self) -> int:
        return max((n for n, point in enumerate(self.history.points) if point.value is not None), default=-1)

    def names(self) -> Iterator[Label]:
        """The names of both lines at their ends, moved apart where they would lie on one another."""
        history, last = self.history, self._last
        if last < 0:
            return
        point, context = history.points[last], history.context[last]
        assert point.value is not None, "the last point has a figure"
        # Where the last figure is not of the last year, it says of which.
        figure = point.written if last == self.count - 1 else f"{point.written} ({point.label})"
        own = [*broken(history.name, self.name_width, _TEXT), figure]
        other = broken(history.context_name, self.name_width, _TEXT) if context is not None else []
        first = self._height(point.value)
        second = self._height(context) if context is not None else first
        room = _TEXT_LINE * (len(own) + len(other)) / 2 + 4
        if other and abs(first - second) < room:
            middle, sign = (first + second) / 2, 1 if first <= second else -1
            first, second = middle - sign * room / 2, middle + sign * room / 2
        for lines, height, colour, weight in ((own, first, OWN, 600), (other, second, INK_SOFT, 400)):
            top = height - _TEXT_LINE * (len(lines) - 1) / 2
            for n, line in enumerate(lines):
                yield Label(self.inner + 6, top + _TEXT_LINE * n, line, colour=colour, weight=weight)

    def _across(self, position: int) -> float:
        width = self.inner - _START - _END
        return _START + (width / 2 if self.count == 1 else width * position / (self.count - 1))

    def _height(self, value: Fraction) -> float:
        return float((1 - self.history.scale.share(value)) * self.height)
