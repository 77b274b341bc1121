"""A table of figures from −1 to 1 as squares: the area is the size of a figure, the colour its sign.

Sizes are read where colours are not: in print, in the dark scheme, by those who tell no colours apart.
Source of the form: Hinton and Shallice, Lesioning an attractor network, Psychological Review 98 (1991).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

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
from chiso.documents.charts.tokens import DATA, INK, INK_SOFT, LINE, OWN

_WIDE_NAME, _NARROW_NAME = 190, 108
_LINE, _LARGEST_CELL = 15, 26
# So wide must a column be to have a number of two digits above it.
_ROOM_FOR_NUMBER = 18


@dataclass(frozen=True, slots=True)
class SquareTable:
    """What is drawn: names of rows; figures by row and column, None where there is none.

    Columns are numbered. Where they are the same as the rows, each row has its number before its name.
    """

    words: Words
    names: Sequence[str]
    figures: Sequence[Sequence[Fraction | None]]
    has_same_columns: bool
    column_names: Sequence[str] = ()


def squares_spec(table: SquareTable, width: int) -> Spec:
    """The chart at a width in pixels."""
    drawn = _Drawn(table, width)
    return specify(
        table.words,
        [rules(drawn.rules()), drawn.squares()],
        [*drawn.numbers(), *drawn.names_of_rows(), *drawn.names_of_columns()],
        width=width,
        height=drawn.height,
        margins=drawn.margins,
    )


class _Drawn:
    """One chart at one width."""

    def __init__(self, table: SquareTable, width: int) -> None:
        self.table = table
        most = _WIDE_NAME if is_wide(width) else _NARROW_NAME
        numbered = table.has_same_columns
        written = [f"{n}  {name}" if numbered else name for n, name in enumerate(table.names, start=1)]
        self.names = [broken(name, most, TEXT) for name in written]
        longest = max((len(line) for lines in self.names for line in lines), default=0)
        name = min(most, round(longest * TEXT * 0.56) + 12)
        self.columns = max((len(row) for row in table.figures), default=0)
        self.legend = [
            line
            for n, column in enumerate(table.column_names, start=1)
            for line in broken(f"{n}  {column}", width - 16, TEXT)
        ]
        self.margins = Margins(left=8 + name, right=8, bottom=10 + 16 * len(self.legend), top=18)
        inner = width - self.margins.left - self.margins.right
        self.cell = min(inner / max(self.columns, 1), _LARGEST_CELL)
        self.inner = self.cell * self.columns
        self.places: list[float] = []
        top = 2.0
        for lines in self.names:
            high = max(_LINE * len(lines), self.cell if self.cell > _LINE else _LINE)
            self.places.append(top + high / 2)
            top += high
        self.height = round(top) + 2

    def rules(self) -> Iterator[Row]:
        """A thin line for each row."""
        for y in self.places:
            yield rule(0, y, self.inner, y, LINE, dash=(1, 3))

    def squares(self) -> Spec:
        """One square a figure; what rounds to nothing is not drawn."""
        rows: list[Row] = []
        largest = min(self.cell, _LARGEST_CELL) - 1
        for y, figures in zip(self.places, self.table.figures, strict=True):
            for column, figure in enumerate(figures):
                if figure is None:
                    continue
                half = largest * sqrt(min(abs(float(figure)), 1.0)) / 2
                if half < 0.25:
                    continue
                x = self._middle(column)
                rows.append(
                    {"x": round(x - half, 2), "x2": round(x + half, 2), "y": round(y - half, 2),
                     "y2": round(y + half, 2), "colour": DATA if figure > 0 else OWN}
                )  # fmt: skip
        return layer(
            rows,
            {"type": "rect"},
            x=pixels("x"),
            y=pixels("y"),
            x2={"field": "x2"},
            y2={"field": "y2"},
            fill=as_stated("colour"),
        )

    def numbers(self) -> Iterator[Label]:
        """The numbers of the columns above; each fifth one where there is no room for all."""
        step = 1 if self.cell >= _ROOM_FOR_NUMBER or self.columns < 6 else 5
        for column in range(self.columns):
            if (column + 1) % step == 0 or column == 0:
                yield Label(self._middle(column), -8, str(column + 1), align="center", colour=INK_SOFT)

    def names_of_rows(self) -> Iterator[Label]:
        """The name of each row, left."""
        for lines, y in zip(self.names, self.places, strict=True):
            top = y - _LINE * (len(lines) - 1) / 2
            for n, line in enumerate(lines):
                yield Label(8 - self.margins.left, top + _LINE * n, line, colour=INK)

    def names_of_columns(self) -> Iterator[Label]:
        """What the numbers stand for, below."""
        for n, line in enumerate(self.legend):
            yield Label(8 - self.margins.left, self.height + 12 + 16 * n, line)

    def _middle(self, column: int) -> float:
        return (column + 0.5) * self.cell
