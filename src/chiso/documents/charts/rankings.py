"""The ranking of a year as a Vega-Lite specification: one dot a unit on one scale, the first on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

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
from chiso.documents.charts.tokens import DATA, INK, INK_SOFT, LINE, OWN, SURFACE

_LINE = 15
_WIDE_NAME, _NARROW_NAME = 230, 142
_RANK, _SCORE = 28, 52


@dataclass(frozen=True, slots=True)
class RankedDot:
    """One unit: rank and score as they are written, and where it lies."""

    rank: str
    name: str
    value: Fraction
    written: str
    is_own: bool
    # The ends of the interval that the score lies in.
    interval: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is drawn: the ranked units, the first first; `median_name` stands at the line of the median."""

    words: Words
    dots: Sequence[RankedDot]
    median: Fraction | None
    median_name: str
    scale: Scale
    gridlines: Sequence[tuple[Fraction, str]]


def ranking_spec(ranking: Ranking, width: int) -> Spec:
    """The chart at a width in pixels. It is as high as there are units; no name is cut."""
    drawn = _Drawn(ranking, width)
    labels = [*drawn.grid_labels(), *drawn.words()]
    return specify(
        ranking.words,
        [rules(drawn.rules()), drawn.dots()],
        labels,
        width=width,
        height=drawn.height,
        margins=drawn.margins,
    )


class _Drawn:
    """One chart at one width."""

    def __init__(self, ranking: Ranking, width: int) -> None:
        self.ranking = ranking
        name = _WIDE_NAME if is_wide(width) else _NARROW_NAME
        self.names = [broken(dot.name, name, TEXT) for dot in ranking.dots]
        longest = max((len(line) for lines in self.names for line in lines), default=0)
        name = min(name, round(longest * TEXT * 0.56) + 8)
        self.margins = Margins(left=8 + _RANK + name, right=_SCORE, bottom=44, top=22)
        self.inner = width - self.margins.left - self.margins.right
        self.places: list[float] = []
        top = 4.0
        for lines in self.names:
            high = _LINE * len(lines) + 4
            self.places.append(top + high / 2)
            top += high
        self.height = round(top) + 2

    def rules(self) -> Iterator[Row]:
        """Grid, a thin line for each unit, its interval, the median."""
        ranking = self.ranking
        for value, _ in ranking.gridlines:
            x = self._across(value)
            yield rule(x, 0, x, self.height, LINE)
        for y in self.places:
            yield rule(0, y, self.inner, y, LINE, dash=(1, 3))
        for dot, y in zip(ranking.dots, self.places, strict=True):
            if dot.interval is not None:
                low, high = (self._across(end) for end in dot.interval)
                yield rule(low, y, high, y, OWN if dot.is_own else DATA, thick=2)
        if ranking.median is not None:
            x = self._across(ranking.median)
            yield rule(x, 0, x, self.height + 22, INK_SOFT)

    def dots(self) -> Spec:
        """One dot a unit."""
        scale = self.ranking.scale
        rows: list[Row] = [
            {
                "x": plotted(dot.value),
                "y": y,
                "unit": dot.name,
                "colour": OWN if dot.is_own else DATA,
                "dot": 90 if dot.is_own else 70,
            }
            for dot, y in zip(self.ranking.dots, self.places, strict=True)
        ]
        mark = {"type": "point", "filled": True, "opacity": 1, "stroke": SURFACE, "strokeWidth": 1}
        x = place("x", (plotted(scale.low), plotted(scale.high)), (6, self.inner - 6))
        return layer(rows, mark, x=x, y=pixels("y"), fill=as_stated("colour"), size=as_stated("dot"))

    def grid_labels(self) -> Iterator[Label]:
        """Figures of the gridlines above and below, and the median."""
        ranking = self.ranking
        for value, label in ranking.gridlines[:: self._step()]:
            for y in (-10, self.height + 12):
                yield Label(self._across(value), y, label, align="center", has_halo=True)
        if ranking.median is not None:
            share = ranking.scale.share(ranking.median)
            align = "left" if share < Fraction(1, 4) else "right" if share > Fraction(3, 4) else "center"
            yield Label(self._across(ranking.median), self.height + 31, ranking.median_name, align=align)

    def words(self) -> Iterator[Label]:
        """Rank, name and score of each unit."""
        left = self.margins.left
        for dot, lines, y in zip(self.ranking.dots, self.names, self.places, strict=True):
            ink, weight = (OWN, 600) if dot.is_own else (INK, 400)
            soft = OWN if dot.is_own else INK_SOFT
            yield Label(_RANK - left, y, dot.rank, align="right", colour=soft, weight=weight)
            top = y - _LINE * (len(lines) - 1) / 2
            for n, line in enumerate(lines):
                yield Label(8 + _RANK - left, top + _LINE * n, line, colour=ink, weight=weight)
            yield Label(self.inner + _SCORE - 8, y, dot.written, align="right", colour=ink, weight=weight)

    def _across(self, value: Fraction) -> float:
        return 6 + float(self.ranking.scale.share(value)) * (self.inner - 12)

    def _step(self) -> int:
        """Of so many gridlines one is written, so that labels keep apart."""
        lines = self.ranking.gridlines
        longest = max((len(label) for _, label in lines), default=1)
        room = (self.inner - 12) / max(len(lines) - 1, 1)
        return max(-int(-(longest * 7 + 8) // room), 1)
