"""Bars: a score on its scale beside median, best and last year; changes to both sides of zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.documents.charts.scale import Scale
from chiso.documents.charts.svg import drawing, element, percent

_ROW = 42


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """One score on the scale from the least to the most that can be had; marks that may lack."""

    scale: Scale
    value: Fraction | None
    median: Fraction | None = None
    best: Fraction | None = None
    earlier: Fraction | None = None
    # The ends of the interval that the value lies in.
    interval: tuple[Fraction, Fraction] | None = None


def score_bar(bar: ScoreBar) -> str:
    """The bar as SVG; hidden from readers of the screen, since its figures stand in the row."""
    return drawing(_of_score(bar), height=22, told=None)


def _of_score(bar: ScoreBar) -> Iterator[str]:
    yield element("rect", class_="track", width="100%", height=8, y=7)
    if bar.value is not None:
        yield element("rect", class_="bar own", width=percent(bar.scale.share(bar.value)), height=8, y=7)
    if bar.interval is not None:
        low, high = (percent(bar.scale.share(end)) for end in bar.interval)
        yield element("line", class_="span", x1=low, x2=high, y1=11, y2=11)
    if bar.median is not None:
        x = percent(bar.scale.share(bar.median))
        yield element("line", class_="median", x1=x, x2=x, y1=2, y2=20)
    if bar.best is not None:
        yield element("circle", class_="dot", cx=percent(bar.scale.share(bar.best)), cy=11, r=5.5)
    if bar.earlier is not None:
        yield element("circle", class_="dot hollow", cx=percent(bar.scale.share(bar.earlier)), cy=11, r=4.5)


@dataclass(frozen=True, slots=True)
class Change:
    """One named change; `written` is the figure with its sign."""

    name: str
    amount: Fraction
    written: str


def change_bars(changes: Sequence[Change], *, told: str) -> str:
    """Bars to both sides of zero, one below the other; the name above each bar."""
    return drawing(_of_changes(changes), height=_ROW * len(changes), told=told)


def _of_changes(changes: Sequence[Change]) -> Iterator[str]:
    longest = max((abs(change.amount) for change in changes), default=Fraction(1)) or Fraction(1)
    half = Fraction(1, 2)
    for n, change in enumerate(changes):
        y = _ROW * n
        width = abs(change.amount) / longest * Fraction(43, 100)
        falls = change.amount < 0
        yield element(
            "rect",
            class_="bar own" if falls else "bar",
            x=percent(half - width if falls else half),
            y=y + 21,
            width=percent(width),
            height=12,
        )
        x, anchor = (Fraction(515, 1000), "start") if falls else (Fraction(485, 1000), "end")
        yield element("text", change.written, class_="strong", x=percent(x), y=y + 32, text_anchor=anchor)
    yield element("line", class_="axis", x1="50%", x2="50%", y1=0, y2=_ROW * len(changes))
    for n, change in enumerate(changes):
        yield element("text", change.name, class_="halo", x="0", y=_ROW * n + 14)
