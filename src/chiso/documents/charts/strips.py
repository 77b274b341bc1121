"""Rows with dots on one scale: one figure each, two that are compared, or many of which some stand out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from chiso.documents.charts.scale import Scale
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
    place,
    plotted,
    rule,
    rules,
    specify,
)
from chiso.documents.charts.tokens import CONTEXT, DATA, INK, INK_SOFT, LINE, OWN, SURFACE

_LINE = 15
_WIDE_NAME, _NARROW_NAME = 230, 142
_FIGURE = 56
# Width of a letter in parts of its size, with room to spare for wider faces.
_LETTER, _BOLD_LETTER = 0.56, 0.66
# Areas in square pixels.
_DOTS = {"context": 50, "data": 70, "own": 70}


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure: `own` stands out, `data` is the figure of its row, `context` what it is compared with."""

    value: Fraction
    kind: Literal["data", "own", "context"] = "data"


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: its name, its dots, and what is written at its end."""

    name: str
    dots: Sequence[Dot]
    written: str
    stands_out: bool = False


@dataclass(frozen=True, slots=True)
class Strips:
    """What is drawn; `bounds` are figures with a name, drawn as lines through all rows."""

    words: Words
    rows: Sequence[Strip]
    scale: Scale
    gridlines: Sequence[tuple[Fraction, str]]
    bounds: Sequence[tuple[Fraction, str]] = ()


def strips_spec(strips: Strips, width: int) -> Spec:
    """The chart at a width in pixels. It is as high as there are rows; no name is cut."""
    drawn = _Drawn(strips, width)
    return specify(
        strips.words,
        [rules(drawn.rules()), drawn.dots()],
        [*drawn.grid_labels(), *drawn.names()],
        width=width,
        height=drawn.height,
        margins=drawn.margins,
    )


class _Drawn:
    """One chart at one width."""

    def __init__(self, strips: Strips, width: int) -> None:
        self.strips = strips
        most = _WIDE_NAME if is_wide(width) else _NARROW_NAME
        self.lines = [broken(row.name, most, TEXT, is_bold=row.stands_out) for row in strips.rows]
        widths = (
            len(line) * TEXT * (_BOLD_LETTER if row.stands_out else _LETTER)
            for row, lines in zip(strips.rows, self.lines, strict=True)
            for line in lines
        )
        name = min(most, round(max(widths, default=0))) + 12
        self.margins = Margins(left=8 + name, right=_FIGURE, bottom=26 + 16 * len(strips.bounds), top=22)
        self.inner = width - self.margins.left - self.margins.right
        self.places: list[float] = []
        top = 4.0
        for lines in self.lines:
            high = _LINE * len(lines) + 4
            self.places.append(top + high / 2)
            top += high
        self.height = round(top) + 2

    def rules(self) -> Iterator[Row]:
        """Grid, a thin line for each row, the bounds."""
        for value, _ in self.strips.gridlines:
            yield rule(self._across(value), 0, self._across(value), self.height, LINE)
        for y in self.places:
            yield rule(0, y, self.inner, y, LINE, dash=(1, 3))
        for n, (value, _) in enumerate(self.strips.bounds):
            yield rule(self._across(value), 0, self._across(value), self.height + 22 + 16 * n, INK_SOFT)

    def dots(self) -> Spec:
        """All dots; those that stand out are drawn last."""
        colours = {"context": CONTEXT, "data": DATA, "own": OWN}
        rows: list[Row] = [
            {"x": plotted(dot.value), "y": y, "colour": colours[dot.kind], "dot": _DOTS[dot.kind]}
            for kind in colours
            for row, y in zip(self.strips.rows, self.places, strict=True)
            for dot in row.dots
            if dot.kind == kind
        ]  # fmt: skip
        mark = {"type": "point", "filled": True, "opacity": 1, "stroke": SURFACE, "strokeWidth": 1}
        scale = self.strips.scale
        x = place("x", (plotted(scale.low), plotted(scale.high)), (6, self.inner - 6))
        return layer(rows, mark, x=x, y=pixels("y"), fill=as_stated("colour"), size=as_stated("dot"))

    def grid_labels(self) -> Iterator[Label]:
        """Figures of the gridlines above and below; the names of the bounds below them."""
        for value, label in self.strips.gridlines[:: self._step()]:
            for y in (-10, self.height + 12):
                yield Label(self._across(value), y, label, align="center", has_halo=True)
        for n, (value, name) in enumerate(self.strips.bounds):
            share = self.strips.scale.share(value)
            align = "left" if share < Fraction(1, 3) else "right" if share > Fraction(2, 3) else "center"
            yield Label(self._across(value), self.height + 30 + 16 * n, name, align=align, has_halo=True)

    def names(self) -> Iterator[Label]:
        """The name of each row, and what is written at its end."""
        for row, lines, y in zip(self.strips.rows, self.lines, self.places, strict=True):
            ink, weight = (OWN, 600) if row.stands_out else (INK, 400)
            top = y - _LINE * (len(lines) - 1) / 2
            for n, line in enumerate(lines):
                yield Label(8 - self.margins.left, top + _LINE * n, line, colour=ink, weight=weight)
            yield Label(self.inner + _FIGURE - 8, y, row.written, align="right", colour=ink, weight=weight)

    def _across(self, value: Fraction) -> float:
        return 6 + float(self.strips.scale.share(value)) * (self.inner - 12)

    def _step(self) -> int:
        """Of so many gridlines one is written, so that labels keep apart."""
        lines = self.strips.gridlines
        longest = max((len(label) for _, label in lines), default=1)
        room = (self.inner - 12) / max(len(lines) - 1, 1)
        return max(-int(-(longest * 7 + 8) // room), 1)
