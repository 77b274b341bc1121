"""Score over cost as steps, as a Vega-Lite specification: so many points has the cheapest plan for the money.

Between two plans nothing more is bought, so the line is level up to the next one and rises there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.documents.charts.scale import Scale
from chiso.documents.charts.specification import (
    Label,
    Margins,
    Row,
    Spec,
    Words,
    is_wide,
    layer,
    place,
    plotted,
    rule,
    rules,
    specify,
)
from chiso.documents.charts.tokens import INK, LINE, LINE_STRONG, OWN, SURFACE

# How far the drawing is from the edge of its lines, so that figures of gridlines stand beside the points.
_START, _END = 44, 12


@dataclass(frozen=True, slots=True)
class FrontierChart:
    """What is drawn: `points` as (cost, score) from the cheapest on, scales and gridlines of both axes."""

    words: Words
    points: Sequence[tuple[Fraction, Fraction]]
    costs: Scale
    cost_lines: Sequence[tuple[Fraction, str]]
    scores: Scale
    score_lines: Sequence[tuple[Fraction, str]]
    cost_name: str
    last: str


def frontier_spec(chart: FrontierChart, width: int) -> Spec:
    """The chart at a width in pixels."""
    drawn = _Drawn(chart, width)
    return specify(
        chart.words,
        [rules(drawn.rules()), *drawn.steps()],
        list(drawn.labels()),
        width=width,
        height=drawn.height,
        margins=drawn.margins,
    )


class _Drawn:
    """One chart at one width."""

    def __init__(self, chart: FrontierChart, width: int) -> None:
        self.chart = chart
        self.height = 280 if is_wide(width) else 230
        self.margins = Margins(left=12, right=24, bottom=52, top=22)
        self.inner = width - self.margins.left - self.margins.right

    def rules(self) -> Iterator[Row]:
        """Gridlines of the score, ticks of the cost."""
        for value, _ in self.chart.score_lines:
            y = self._height(value)
            yield rule(0, y, self.inner, y, LINE)
        for value, _ in self.chart.cost_lines:
            x = self._across(value)
            yield rule(x, self.height, x, self.height + 5, LINE_STRONG)

    def steps(self) -> Iterator[Spec]:
        """The line of steps, and a point at each plan."""
        costs, scores = self.chart.costs, self.chart.scores
        x = place("x", (plotted(costs.low), plotted(costs.high)), (_START, self.inner - _END))
        y = place("y", (plotted(scores.low), plotted(scores.high)), (self.height, 0))
        rows: list[Row] = [{"x": plotted(cost), "y": plotted(score)} for cost, score in self.chart.points]
        yield layer(rows, {"type": "line", "interpolate": "step-after", "color": OWN, "size": 2.5}, x=x, y=y)
        dot = {"type": "point", "filled": True, "opacity": 1, "stroke": SURFACE, "strokeWidth": 1}
        yield layer(rows, dot | {"fill": OWN, "size": 40}, x=x, y=y)

    def labels(self) -> Iterator[Label]:
        """Figures of the gridlines and ticks, the name of the cost, the last score."""
        chart = self.chart
        for value, label in chart.score_lines:
            yield Label(0, self._height(value) - 8, label, has_halo=True)
        for value, label in chart.cost_lines:
            yield Label(self._across(value), self.height + 16, label, align="center")
        yield Label(self.inner, self.height + 36, chart.cost_name, align="right")
        cost, score = chart.points[-1]
        yield Label(
            self._across(cost), self._height(score) - 14, chart.last, align="right", colour=INK, weight=600,
            has_halo=True,
        )  # fmt: skip

    def _across(self, cost: Fraction) -> float:
        return _START + float(self.chart.costs.share(cost)) * (self.inner - _START - _END)

    def _height(self, score: Fraction) -> float:
        return float((1 - self.chart.scores.share(score)) * self.height)
