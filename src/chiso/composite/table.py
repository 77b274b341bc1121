"""The table that goes through the steps of a plan: figures by row and code, with what is known of each row.

A row is a unit, or a unit in a period of a panel. A missing figure is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]


class Row(NamedTuple):
    """A unit, and the period where there is a panel ("" where there is none)."""

    unit: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """Figures of rows × codes. Nothing in it is changed in place."""

    rows: tuple[Row, ...]
    codes: tuple[str, ...]
    values: FloatArray
    """(rows, codes), NaN where missing."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The label of each row by grouping variable."""
    denominators: Mapping[str, FloatArray] = field(default_factory=dict)
    """(rows,) by the code of the denominator."""

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.rows), len(self.codes)):
            raise ValueError(f"{self.values.shape} figures for {len(self.rows)} × {len(self.codes)}")

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that occur, in order; ("",) where there is no panel."""
        return tuple(sorted({row.period for row in self.rows}))

    def column(self, code: str) -> FloatArray:
        """The figures of one code: (rows,)."""
        return self.values[:, self.codes.index(code)]

    def columns(self, codes: Sequence[str]) -> FloatArray:
        """The figures of some codes in the order asked for: (rows, codes)."""
        positions = {code: position for position, code in enumerate(self.codes)}
        return self.values[:, [positions[code] for code in codes]]

    def with_values(self, values: FloatArray, codes: tuple[str, ...] | None = None) -> IndicatorTable:
        """The same rows with other figures."""
        return replace(self, values=values, codes=self.codes if codes is None else codes)

    def with_rows(self, positions: Sequence[int] | NDArray[np.intp]) -> IndicatorTable:
        """Some of the rows, in the order of `positions`."""
        kept = [int(position) for position in positions]
        return IndicatorTable(
            rows=tuple(self.rows[position] for position in kept),
            codes=self.codes,
            values=self.values[kept],
            groups={
                name: tuple(labels[position] for position in kept) for name, labels in self.groups.items()
            },
            denominators={code: figures[kept] for code, figures in self.denominators.items()},
        )
