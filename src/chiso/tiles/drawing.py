"""A map of tiles as SVG, in the classes of the one stylesheet: `step-1` to `step-5`, `none`, `own`.

Every tile says its unit and figure in words, to who points at it and to who does not see it. Every value that
comes from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from chiso.tiles.grids import Grid, Note, Tile

_SIDE = 38
# Of each shade the fill and what is written on it, as the stylesheet has them for paper.
SHADES = (
    ("#e0edef", "#17222b"), ("#b0d3da", "#17222b"), ("#74afbc", "#10191f"), ("#2a7486", "#ffffff"),
    ("#0b4256", "#ffffff"),
)  # fmt: skip
_SOFT, _LINE = "#48545e", "#76808a"
_STYLE = (
    "text{font-family:'Liberation Sans',Arial,Tinos,'Libertinus Serif',sans-serif;font-size:14px;"
    "font-weight:600;text-anchor:middle}.rank,.island-text{font-size:12px;font-weight:400}"
    f".island-text{{text-anchor:start;fill:{_SOFT}}}.island-dot{{fill:{_SOFT}}}"
    f".none text{{fill:{_SOFT}}}.none rect{{fill:#ffffff}}.island{{fill:none}}"
    f".none rect,.island{{stroke:{_LINE};stroke-width:1;stroke-dasharray:3 2}}"
    + "".join(
        f".step-{number} rect{{fill:{fill}}}.step-{number} text{{fill:{ink}}}"
        for number, (fill, ink) in enumerate(SHADES, start=1)
    )
)
_DOTS = ((14, 14), (30, 10), (24, 22), (46, 16), (56, 26))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands in a tile: `shade` 1 to 5 (None: no figure), the figure as it is written there, all of it
    in words, and where it leads (empty: nowhere)."""

    tile: Tile
    shade: int | None
    figure: str
    words: str
    address: str = ""
    is_own: bool = False


def draw_map(grid: Grid, drawn: Iterable[Drawn], label: str) -> str:
    """The drawing; `label` is what it shows, in words."""
    parts = [
        f'<svg class="tile-map" viewBox="0 0 {grid.width} {grid.height}" role="group" '
        f'aria-label="{escape(label)}">',
        *(_tile(one) for one in drawn),
        *(_note(one) for one in grid.notes),
        "</svg>",
    ]
    return "\n".join(parts)


def draw_shade(shade: int | None) -> str:
    """A patch of a shade, for a legend; None: of what has no figure."""
    if shade is None:
        inside = '<g class="none"><rect x="1" y="1" width="20" height="14" rx="2"/></g>'
    else:
        inside = f'<rect class="step-{shade}" width="22" height="16" rx="2"/>'
    return f'<svg width="22" height="16" aria-hidden="true">{inside}</svg>'


def as_file(drawing: str) -> str:
    """The drawing with its colours inside, for a document that has no stylesheet: an SVG by itself."""
    return drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
        ">", f"><style>{_STYLE}</style>", 1
    )


def _tile(one: Drawn) -> str:
    tile, words = one.tile, escape(one.words)
    kind = "none" if one.shade is None else f"step-{one.shade}"
    kind += " own" if one.is_own else ""
    inside = (
        f'<title>{words}</title><rect x="{tile.x}" y="{tile.y}" width="{_SIDE}" height="{_SIDE}" rx="3"/>'
        f"{''.join(_lines(one))}"
    )
    if one.address:
        return f'<a class="{kind}" href="{escape(one.address)}">{inside}</a>'
    return f'<g class="{kind}" role="img" aria-label="{words}">{inside}</g>'


def _lines(one: Drawn) -> Iterator[str]:
    """The short name, over the figure where there is one."""
    middle, top = one.tile.x + _SIDE // 2, one.tile.y
    short, figure = escape(one.tile.short), escape(one.figure)
    if not figure:
        yield f'<text x="{middle}" y="{top + 24}" aria-hidden="true">{short}</text>'
        return
    yield f'<text x="{middle}" y="{top + 16.5}" aria-hidden="true">{short}</text>'
    yield f'<text class="rank" x="{middle}" y="{top + 31}" aria-hidden="true">{figure}</text>'


def _note(note: Note) -> str:
    dots = "".join(
        f'<circle class="island-dot" cx="{note.x + x}" cy="{note.y + y}" r="1.8"/>' for x, y in _DOTS
    )
    lines = "".join(
        f'<text class="island-text" x="{note.x + 6}" y="{note.y + 50 + 17 * number}">{escape(line)}</text>'
        for number, line in enumerate(note.label)
    )
    return (
        f'<g role="img" aria-label="{escape(" ".join(note.label))}"><rect class="island" x="{note.x}" '
        f'y="{note.y}" width="{note.width}" height="{note.height}" rx="4"/>{dots}{lines}</g>'
    )
