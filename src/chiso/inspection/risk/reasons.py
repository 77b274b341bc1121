"""Why a place has its risk: how much each column, and its own history, moves its odds from the usual.

The part of a column in a + x b + d is b times its numbers, less the mean of that over the frame. Its
exponential, on the line of the model, is the factor on the odds: 2 doubles them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import NamedTuple

import numpy as np

from chiso.inspection.risk.arrays import FloatArray
from chiso.inspection.risk.columns import Column
from chiso.inspection.risk.given import OWN_HISTORY
from chiso.inspection.risk.model import RiskModel
from chiso.inspection.risk.own_history import OwnHistory
from chiso.language import Text, text
from chiso.problems import quote
from chiso.tables import Table

MOST, LEAST_FACTOR = 3, 1.05


class Reason(NamedTuple):
    """A column (or `own_history`), its value and the usual one, the factor on the odds."""

    column: str
    value: str
    usual: str
    factor: float

    def in_words(self) -> Text:
        """As a sentence."""
        factor = _written(self.factor)
        if self.column == OWN_HISTORY:
            return text(
                "own visits: {value} found something, {usual} were expected; odds × {factor}",
                value=self.value, usual=self.usual, factor=factor,
            )  # fmt: skip
        return text(
            "{column}: {value} (usual: {usual}); odds × {factor}",
            column=quote(self.column), value=quote(self.value) or "—", usual=quote(self.usual) or "—",
            factor=factor,
        )  # fmt: skip


def reasons_of(
    model: RiskModel,
    frame: Table,
    columns: Sequence[Column],
    design: FloatArray,
    places: Sequence[int],
    parts: FloatArray,
) -> list[list[Reason]]:
    """By place the three that move its odds most, the strongest first; those below 5 % are left out.

    `places`: the number of each in the own history, -1 where it has none.
    """
    names = (*model.encoding.names, OWN_HISTORY)
    owners = np.array(model.encoding.owners, dtype=np.int64)
    each = design[:, 1:] * model.fit.coefficients[1:]
    by_column = np.column_stack(
        [*(each[:, owners == number].sum(axis=1) for number in range(len(names) - 1)), parts]
    )
    slope = 1.0 if model.line is None else model.line.slope
    moves = (by_column - by_column.mean(axis=0)) * slope
    moves[:, -1] = parts * slope
    order = np.argsort(-np.abs(moves), axis=1, kind="stable")[:, :MOST]
    sizes = np.take_along_axis(moves, order, axis=1)
    factors = np.exp(sizes).tolist()
    is_told = (np.abs(sizes) >= np.log(LEAST_FACTOR)).tolist()
    by_name = {column.name: column for column in columns}
    shown = [_cells(frame, by_name[name]) for name in model.encoding.names]
    shown.append(_own(model.history, places))
    return [
        [
            Reason(names[at], shown[at].cells[row], shown[at].usual(row), factors[row][rank])
            for rank, at in enumerate(ordered)
            if is_told[row][rank]
        ]
        for row, ordered in enumerate(order.tolist())
    ]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The cells of a column as they are shown, and the usual ones: one for all, or one for each."""

    cells: Sequence[str]
    usual_ones: Sequence[str]

    def usual(self, row: int) -> str:
        return self.usual_ones[0] if len(self.usual_ones) == 1 else self.usual_ones[row]


def _cells(frame: Table, column: Column) -> _Shown:
    """As they stand in the frame, or were counted. Usual: the median, or the most frequent word."""
    if column.numbers is None:
        counts = Counter(column.words)
        return _Shown(column.words, [min(counts, key=lambda word: (-counts[word], word))])
    known = column.numbers[~np.isnan(column.numbers)]
    usual = float(np.median(known)) if len(known) else nan
    if not column.is_counted:
        return _Shown(frame.column(column.name), ["" if isnan(usual) else _written(usual)])
    years = ["" if isnan(number) else f"{number:.2f}" for number in (*column.numbers.tolist(), usual)]
    return _Shown(years[:-1], years[-1:])


def _own(history: OwnHistory, places: Sequence[int]) -> _Shown:
    """Findings of visits, and how many were expected."""
    found, visits = history.findings.astype(int).tolist(), history.visits.astype(int).tolist()
    expected = history.expected.tolist()
    return _Shown(
        ["" if place < 0 else f"{found[place]}/{visits[place]}" for place in places],
        ["" if place < 0 else _written(expected[place]) for place in places],
    )


def _written(number: float) -> str:
    """Three digits that tell, without a power of ten."""
    return np.format_float_positional(float(f"{number:.3g}"), trim="-")
