"""The fields of one unit beside best, median and the year before, as a Vega-Lite specification.

Fields have maxima of their own; a bar is the share of what can be had:

    share = (points - least) / (most - least)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.documents.charts.bars import ScoreBar
from chiso.documents.charts.specification import (
    TEXT,
    Label,
    Margins,
    Row,
    Spec,
    Words,
    as_stated,
    broken,
    is_wide,
    layer,
    pixels,
    rule,
    rules,
    specify,
)
from chiso.documents.charts.tokens import DATA, INK, INK_SOFT, OWN, SUNKEN, SURFACE

_LINE, _BAR = 15, 10
# Fill and outline of the dots.
_DOTS = {"best": (DATA, SURFACE), "earlier": (SURFACE, INK_SOFT)}
# A legend entry has a place of this width.
_SLOT = 160


@dataclass(frozen=True, slots=True)
class FieldBar:
    """One field: its name, its figure as it is written ("5,03 / 10") and the bar with its marks."""

    name: str
    written: str
    bar: ScoreBar


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """What is drawn; an empty name of a mark leaves it out of the legend."""

    words: Words
    fields: Sequence[FieldBar]
    own_name: str
    median_name: str
    best_name: str
    earlier_name: str


def comparison_spec(comparison: FieldComparison, width: int) -> Spec:
    """The chart at a width in pixels."""
    drawn = _Drawn(comparison, width)
    layers = [drawn.bars(), rules(drawn.medians()), drawn.points()]
    labels = [*drawn.words(), *drawn.legend_words()]
    return specify(comparison.words, layers, labels, width=width, height=drawn.height, margins=drawn.margins)


class _Drawn:
    """One chart at one width."""

    def __init__(self, comparison: FieldComparison, width: int) -> None:
        self.comparison = comparison
        self.inner = width - 16
        figures = 110 if is_wide(width) else 92
        self.names = [broken(field.name, self.inner - figures, TEXT) for field in comparison.fields]
        self.legend = self._legend()
        per_line = max(self.inner // _SLOT, 1)
        self.slots = [(n % per_line * _SLOT, n // per_line * 20) for n in range(len(self.legend))]
        head = (self.slots[-1][1] + 20 if self.slots else 0) + 6
        self.margins = Margins(left=8, right=8, bottom=12, top=head)
        self.tops: list[float] = []
        top = 0.0
        for lines in self.names:
            self.tops.append(top)
            top += _LINE * len(lines) + _BAR + 22
        self.height = round(top)
        self.bar_tops = [
            top + _LINE * len(lines) + 4 for top, lines in zip(self.tops, self.names, strict=True)
        ]

    def bars(self) -> Spec:
        """The whole of each scale, the bar of the unit on it, and the bar of the legend."""
        rows: list[Row] = []
        for bar, y in self._placed():
            rows.append(_box(0, y, self.inner, SUNKEN))
            if bar.value is not None:
                rows.append(_box(0, y, self._across(bar, bar.value), OWN))
        for kind, _, x, y in self._entries():
            if kind == "own":
                rows.append({**_box(x, y - 4, x + 18, OWN), "y2": y + 4})
        return layer(
            rows,
            {"type": "rect"},
            x=pixels("x"),
            y=pixels("y"),
            x2={"field": "x2"},
            y2={"field": "y2"},
            fill=as_stated("colour"),
        )

    def medians(self) -> Iterator[Row]:
        """An upright rule for each median."""
        for bar, y in self._placed():
            if bar.median is not None:
                x = self._across(bar, bar.median)
                yield rule(x, y - 4, x, y + _BAR + 4, INK, thick=2)
        for kind, _, x, y in self._entries():
            if kind == "median":
                yield rule(x + 9, y - 8, x + 9, y + 8, INK, thick=2)

    def points(self) -> Spec:
        """A dot for the best, a ring for the year before."""
        rows: list[Row] = []
        for bar, y in self._placed():
            if bar.best is not None:
                rows.append(_dot(self._across(bar, bar.best), y + _BAR / 2, "best"))
            if bar.earlier is not None:
                rows.append(_dot(self._across(bar, bar.earlier), y + _BAR / 2, "earlier"))
        rows += [_dot(x + 9, y, kind) for kind, _, x, y in self._entries() if kind in _DOTS]
        mark = {"type": "point", "filled": True, "opacity": 1, "size": 90, "strokeWidth": 2}
        return layer(
            rows, mark, x=pixels("x"), y=pixels("y"), fill=as_stated("fill"), stroke=as_stated("stroke")
        )

    def words(self) -> Iterator[Label]:
        """The name of each field, and its figure at the right."""
        for field, lines, top in zip(self.comparison.fields, self.names, self.tops, strict=True):
            for n, line in enumerate(lines):
                yield Label(0, top + _LINE / 2 + _LINE * n, line, colour=INK)
            yield Label(self.inner, top + _LINE / 2, field.written, align="right", colour=INK, weight=600)

    def legend_words(self) -> Iterator[Label]:
        """The names of the marks."""
        for _, name, x, y in self._entries():
            yield Label(x + 24, y, name)

    def _placed(self) -> Iterator[tuple[ScoreBar, float]]:
        for field, y in zip(self.comparison.fields, self.bar_tops, strict=True):
            yield field.bar, y

    def _entries(self) -> Iterator[tuple[str, str, float, float]]:
        """Kind, name and place of each mark of the legend."""
        for (kind, name), (x, y) in zip(self.legend, self.slots, strict=True):
            yield kind, name, x, y + 10 - self.margins.top

    def _across(self, bar: ScoreBar, value: Fraction) -> float:
        return round(float(bar.scale.share(value)) * self.inner, 2)

    def _legend(self) -> list[tuple[str, str]]:
        comparison = self.comparison
        named = (
            ("own", comparison.own_name),
            ("median", comparison.median_name),
            ("best", comparison.best_name),
            ("earlier", comparison.earlier_name),
        )
        return [(kind, name) for kind, name in named if name]


def _box(x: float, y: float, x2: float, colour: str) -> Row:
    return {"x": x, "y": y, "x2": x2, "y2": y + _BAR, "colour": colour}


def _dot(x: float, y: float, kind: str) -> Row:
    fill, stroke = _DOTS[kind]
    return {"x": x, "y": y, "fill": fill, "stroke": stroke}
