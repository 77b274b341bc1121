"""What every Vega-Lite specification of chiso has in common: words, frame, type, marks with text.

Nothing is left to the measuring of fonts: margins are fixed, lines of words are broken here and texts
are marks at stated places. So a chart has the same bytes on every machine.
Source of the form: Vega-Lite, version 6 (vega.github.io/vega-lite/docs/spec.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap
from typing import Any, TypeAlias

from chiso.documents.charts.tokens import FACE, INK, INK_SOFT, SURFACE, WIDE
from chiso.language import Language

Spec: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, str | int | float | bool | list[int] | None]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_TITLE, _SUBTITLE, TEXT = 16, 13, 12
_TITLE_LINE, _SUBTITLE_LINE, _SOURCE_LINE = 22, 18, 16
# The edge of a chart; the room below its title and below its subtitle.
_EDGE, _GAP = 8, 4
# Mean width of a letter in parts of its size: with room to spare for wider faces.
_LETTER, _BOLD_LETTER = 0.55, 0.66


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says beside its figures.

    `title` is the finding, `subtitle` what is measured, in which unit and when, `source` whose figures
    they are; `description` tells the chart to readers who do not see it.
    """

    title: str
    subtitle: str
    source: str
    description: str
    language: Language


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place in pixels; `has_halo`: they may cross a line."""

    x: float
    y: float
    text: str
    align: str = "left"
    colour: str = INK_SOFT
    weight: int = 400
    size: int = TEXT
    baseline: str = "middle"
    has_halo: bool = False


@dataclass(frozen=True, slots=True)
class Margins:
    """Room around the drawing, in pixels; `top` is below the words of the title."""

    left: int
    right: int
    bottom: int
    top: int = 0


def specify(
    words: Words,
    layers: Sequence[Spec],
    labels: Sequence[Label],
    *,
    width: int,
    height: int,
    margins: Margins,
) -> Spec:
    """A whole specification: `width` is that of the chart with its margins, `height` of the drawing alone."""
    title = broken(words.title, width - 16, _TITLE, is_bold=True)
    subtitle = broken(words.subtitle, width - 16, _SUBTITLE)
    source = broken(words.source, width - 16, TEXT)
    top = _EDGE + len(title) * _TITLE_LINE + _GAP + len(subtitle) * _SUBTITLE_LINE + 2 * _GAP + margins.top
    bottom = margins.bottom + len(source) * _SOURCE_LINE + _EDGE
    first = _EDGE + _TITLE - top
    second = first + len(title) * _TITLE_LINE + _GAP
    x = _EDGE - margins.left
    head = [
        Label(x, start + n * step, line, size=size, weight=weight, colour=colour, baseline="alphabetic")
        for lines, start, step, size, weight, colour in (
            (title, first, _TITLE_LINE, _TITLE, 600, INK),
            (subtitle, second, _SUBTITLE_LINE, _SUBTITLE, 400, INK_SOFT),
            (source, height + margins.bottom + TEXT, _SOURCE_LINE, TEXT, 400, INK_SOFT),
        )
        for n, line in enumerate(lines)
    ]
    return {
        "$schema": SCHEMA,
        "description": words.description,
        "usermeta": {"language": words.language, "title": words.title},
        "autosize": "none",
        "padding": {"left": margins.left, "right": margins.right, "top": top, "bottom": bottom},
        "width": width - margins.left - margins.right,
        "height": height,
        "background": SURFACE,
        "layer": [*layers, *_texts([*labels, *head])],
        "config": _CONFIG,
    }


_CONFIG: Spec = {
    "aria": False,
    "font": FACE,
    "view": {"stroke": None},
}


def broken(words: str, width: float, size: int, *, is_bold: bool = False) -> list[str]:
    """Words in lines that fit into so many pixels; no word is cut."""
    most = max(int(width / (size * (_BOLD_LETTER if is_bold else _LETTER))), 8)
    # A blank that must not break (before a unit) is no place to break at.
    return wrap(words, most, break_long_words=False, break_on_hyphens=False) or [words]


def layer(rows: Iterable[Row], mark: Mapping[str, Any], **encoding: Any) -> Spec:
    """One layer with its own rows; an encoding is a field name with its scale, or a fixed value."""
    return {"data": {"values": list(rows)}, "mark": dict(mark), "encoding": encoding}


def place(field: str, domain: tuple[float, float], extent: tuple[float, float]) -> Spec:
    """A place on a scale: `domain` of figures on `extent` in pixels; no axis, since its parts are marks."""
    scale = {"domain": list(domain), "range": list(extent), "zero": False, "nice": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def pixels(field: str) -> Spec:
    """A place in pixels from the corner of the drawing, each row its own."""
    return {"field": field, "type": "quantitative", "axis": None, "scale": None}


def as_stated(field: str) -> Spec:
    """A colour, a dash or a width that stands in the row itself."""
    return {"field": field, "type": "nominal", "scale": None}


def rules(rows: Iterable[Row]) -> Spec:
    """Straight lines in pixels: x, y, x2, y2, colour, dash ([1, 0]: none), thick."""
    mark = {"type": "rule"}
    return layer(
        rows,
        mark,
        x=pixels("x"),
        y=pixels("y"),
        x2={"field": "x2"},
        y2={"field": "y2"},
        color=as_stated("colour"),
        strokeDash=as_stated("dash"),
        size=as_stated("thick"),
    )


def rule(
    x: float, y: float, x2: float, y2: float, colour: str, *, dash: tuple[int, int] = (1, 0), thick: float = 1
) -> Row:
    """One straight line."""
    return {"x": x, "y": y, "x2": x2, "y2": y2, "colour": colour, "dash": list(dash), "thick": thick}


def plotted(value: Fraction) -> float:
    """A figure as a place in a drawing: six decimals are far below a pixel."""
    return round(float(value), 6)


def is_wide(width: int) -> bool:
    """Whether there is room beside the drawing, as on a desk."""
    return width >= WIDE


def _texts(labels: Sequence[Label]) -> Iterator[Spec]:
    """The outlines of those that cross a line, then all words."""
    said = {
        "align": {"expr": "datum.align"},
        "baseline": {"expr": "datum.baseline"},
        "fontSize": {"expr": "datum.size"},
        "fontWeight": {"expr": "datum.weight"},
        "type": "text",
    }
    where = {"x": pixels("x"), "y": pixels("y"), "text": {"field": "text", "type": "nominal"}}
    haloed = [_row_of(label) for label in labels if label.has_halo]
    if haloed:
        outline = {**said, "stroke": SURFACE, "strokeWidth": 4, "strokeJoin": "round", "color": SURFACE}
        yield layer(haloed, outline, **where)
    yield layer([_row_of(label) for label in labels], said, **where, color=as_stated("colour"))


def _row_of(label: Label) -> Row:
    return {
        "x": round(label.x, 2), "y": round(label.y, 2), "text": label.text, "align": label.align,
        "baseline": label.baseline, "size": label.size, "weight": label.weight, "colour": label.colour,
    }  # fmt: skip
