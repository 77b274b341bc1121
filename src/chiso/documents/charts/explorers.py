"""Charts to explore, as Vega-Lite specifications for a browser: choose a unit, choose a field.

Choices are controls of a form (`bind`), so that they work from the keyboard; what the mouse shows in
addition stands in the table of the page. The same colours as the drawn charts, so that the stylesheet
turns both to the dark scheme.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chiso.documents.charts.histories import stretches
from chiso.documents.charts.scale import Scale
from chiso.documents.charts.specification import SCHEMA, TEXT, Row, Spec, Words, layer, plotted
from chiso.documents.charts.tokens import CONTEXT, DATA, FACE, INK, INK_SOFT, LINE, LINE_STRONG, OWN, SURFACE
from chiso.language import Language

# Names of parameters in the specification; a page sets the first one to its own unit.
UNIT, OTHER, FIELD = "unit", "other", "field"
_ROW, _AXIS = 19, 10
_LOCALES: Mapping[Language, Spec] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " ₫"]},
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit over the years: its figures, each as it is written too, and its ranks in words."""

    name: str
    values: Sequence[Fraction | None]
    written: Sequence[str]
    ranks: Sequence[str]


@dataclass(frozen=True, slots=True)
class HistoryExplorer:
    """All units over the years. `labels` are the words of controls and tooltips by their names:
    unit, other, none, year, score, rank."""

    words: Words
    years: Sequence[str]
    short_years: Sequence[str]
    lines: Sequence[UnitLine]
    breaks: Collection[int]
    scale: Scale
    chosen: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldDot:
    """One unit in one field: its place there, its figure and that figure as it is written."""

    name: str
    place: int
    value: Fraction
    written: str


@dataclass(frozen=True, slots=True)
class RankingExplorer:
    """All units of a year in each field. `labels`: unit, field, none, score, rank."""

    words: Words
    fields: Sequence[tuple[str, Sequence[FieldDot]]]
    names: Sequence[str]
    chosen: str
    labels: Mapping[str, str]


def history_explorer_spec(explorer: HistoryExplorer) -> Spec:
    """Every unit as a thin line, the chosen one and the one beside it as strong ones."""
    labels = explorer.labels
    rows = [row for line in explorer.lines for row in _rows_of(line, explorer)]
    last = len(explorer.years) - 1
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [-0.4, last + 0.4], "nice": False, "zero": False},
        "axis": {
            "values": list(range(len(explorer.years))),
            "labelExpr": f"{_array(explorer.short_years)}[datum.value]",
            "title": None, "grid": False, "labelOverlap": True, "labelPadding": 8,
        },
    }  # fmt: skip
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [plotted(explorer.scale.low), plotted(explorer.scale.high)], "nice": False},
        "axis": {"title": labels["score"], "format": ",.4~f", "tickCount": 5, "grid": True},
    }
    tooltip = [
        {"field": "unit", "title": labels["unit"]},
        {"field": "year", "title": labels["year"]},
        {"field": "written", "title": labels["score"]},
        {"field": "rank", "title": labels["rank"]},
    ]
    detail = [{"field": "unit", "type": "nominal"}, {"field": "stretch", "type": "nominal"}]
    breaks: list[Row] = [{"x": position - 0.5} for position in sorted(explorer.breaks)]
    main = {"x": x, "y": y}
    strong = [
        _chosen(name, {"mark": mark, "encoding": {**main, **extra}})
        for name, colour in ((OTHER, DATA), (UNIT, OWN))
        for mark, extra in (
            ({"type": "line", "color": colour, "strokeWidth": 3}, {"detail": detail}),
            (
                {
                    "type": "point",
                    "filled": True,
                    "opacity": 1,
                    "size": 60,
                    "color": colour,
                    "stroke": SURFACE,
                },
                {"tooltip": tooltip},
            ),
        )
    ]
    return {
        **_frame(explorer.words, height=380, room=8),
        "params": [
            _choice(UNIT, explorer.chosen, [line.name for line in explorer.lines], labels["unit"]),
            _choice(
                OTHER,
                labels["none"],
                [labels["none"], *(line.name for line in explorer.lines)],
                labels["other"],
            ),
        ],
        "data": {"values": rows},
        "layer": [
            layer(breaks, {"type": "rule", "color": LINE_STRONG, "strokeDash": [2, 3]}, x=x),
            {
                "mark": {"type": "line", "color": CONTEXT, "strokeWidth": 1, "opacity": 0.4},
                "encoding": {**main, "detail": detail},
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 0.4, "size": 16, "color": CONTEXT},
                "encoding": {**main, "tooltip": tooltip},
            },
            *strong,
        ],
    }


def ranking_explorer_spec(explorer: RankingExplorer) -> Spec:
    """The units of a year, sorted by the total or by a field that the reader chooses."""
    labels = explorer.labels
    rows: list[Row] = [
        {
            "field": name, "unit": dot.name, "place": dot.place, "x": plotted(dot.value),
            "written": dot.written, "rank": str(dot.place),
        }
        for name, dots in explorer.fields
        for dot in dots
    ]  # fmt: skip
    y = {
        "field": "unit", "type": "nominal", "title": None,
        "sort": {"field": "place", "op": "min", "order": "ascending"},
        "axis": {"labelLimit": 0, "domain": False, "ticks": False, "labelPadding": 8, "labelColor": INK},
    }  # fmt: skip
    x = {
        "field": "x", "type": "quantitative", "title": labels["score"], "scale": {"zero": False},
        "axis": {"format": ",.4~f", "tickCount": 5, "orient": "top"},
    }  # fmt: skip
    tooltip = [
        {"field": "unit", "title": labels["unit"]},
        {"field": "written", "title": labels["score"]},
        {"field": "rank", "title": labels["rank"]},
    ]
    is_chosen = f"datum.unit === {UNIT}"
    colour = {"condition": {"test": is_chosen, "value": OWN}, "value": DATA}
    ink = {"condition": {"test": is_chosen, "value": OWN}, "value": INK}
    return {
        **_frame(explorer.words, height=_ROW * len(explorer.names) + _AXIS, room=44),
        "params": [
            _choice(FIELD, explorer.fields[0][0], [name for name, _ in explorer.fields], labels["field"]),
            _choice(
                UNIT, explorer.chosen or labels["none"], [labels["none"], *explorer.names], labels["unit"]
            ),
        ],
        "data": {"values": rows},
        "transform": [{"filter": f"datum.field === {FIELD}"}],
        "encoding": {"y": y, "x": x},
        "layer": [
            {
                "mark": {"type": "rule", "color": LINE, "strokeDash": [1, 3]},
                "encoding": {"x": {"value": 0}, "x2": {"value": "width"}},
            },
            {
                "mark": {"type": "point", "filled": True, "opacity": 1, "size": 90, "stroke": SURFACE},
                "encoding": {"color": colour, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9},
                "encoding": {"text": {"field": "written", "type": "nominal"}, "color": ink},
            },
        ],
    }


def _frame(words: Words, *, height: int, room: int) -> Spec:
    """What both have in common; `room` at the right is for words that pass the last gridline."""
    return {
        "$schema": SCHEMA,
        "description": words.description,
        "usermeta": {"language": words.language, "title": words.title, "locale": _LOCALES[words.language]},
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        # The page gives the ground.
        "background": None,
        "padding": {"left": 4, "top": 8, "bottom": 4, "right": room},
        "config": {
            # Readers who do not see have the words of the chart, and its table; not each mark.
            "mark": {"aria": False},
            "font": FACE,
            "view": {"stroke": None},
            "axis": {
                "aria": False, "labelColor": INK_SOFT, "titleColor": INK, "labelFontSize": TEXT,
                "titleFontSize": TEXT, "titleFontWeight": 600, "gridColor": LINE, "domainColor": LINE_STRONG,
                "tickColor": LINE_STRONG,
            },
            "text": {"fontSize": TEXT, "color": INK},
        },
    }  # fmt: skip


def _choice(name: str, value: str, options: Sequence[str], label: str) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "bind": {"input": "select", "options": list(options), "name": f"{label} "},
    }


def _chosen(name: str, part: Spec) -> Spec:
    """A layer of the rows of the unit that a control names."""
    return {"transform": [{"filter": f"datum.unit === {name}"}], **part}


def _rows_of(line: UnitLine, explorer: HistoryExplorer) -> list[Row]:
    numbers = stretches(line.values, explorer.breaks)
    return [
        {
            "unit": line.name, "x": n, "year": explorer.years[n], "y": plotted(value),
            "written": line.written[n], "rank": line.ranks[n], "stretch": numbers[n],
        }
        for n, value in enumerate(line.values)
        if value is not None
    ]  # fmt: skip


def _array(words: Sequence[str]) -> str:
    """Words as an array of Vega's expressions."""
    quoted = (word.replace("\\", "\\\\").replace("'", "\\'") for word in words)
    return "[" + ",".join(f"'{word}'" for word in quoted) + "]"
