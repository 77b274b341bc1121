"""The frame of a draw: the units of each stage, as the rows of one table tell them.

A row is one unit of the last stage. Units of a stage stand in the order in which the table first names them.
What a unit weighs is added up over its rows, in whole numbers where it must be exact: sizes of a column are
brought to a common unit (12.5 and 3 become 125 and 30; chances in proportion stay the same).

    CH-3174 a cell that is no usable figure    CH-3175 a unit that stands twice, or in two units above
    CH-3176 a column that says two things of one unit    CH-3181 an empty cell where a name must stand
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chiso.figures import DecimalSign, NotANumber
from chiso.language import Text, text
from chiso.survey.sampling.certainty import Sizes
from chiso.survey.sampling.plan import SamplePlan, StagePlan
from chiso.tables import CappedReport, Table, decimal_sign, read_number, read_table

# A list of people of a large city; the tables of other rooms are smaller.
LIMIT_BYTES = 1024 * 1024 * 1024
# Sums of sizes stay below, times the number drawn, what a whole number of 63 bits holds.
LARGEST_SIZE = 2**53
# Between the words of a group: the unit of the stage before, and the stratum.
SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class StageUnits:
    """The units of one stage, each with the row that names it first.

    `above`: the position of the unit of the stage before (0 at the first stage); `figures`: what the columns
    of figures say; `sizes` is None where the stage has none; `balance` is (units, variables).
    """

    names: tuple[str, ...]
    first_rows: NDArray[np.intp]
    above: NDArray[np.intp]
    strata: tuple[tuple[str, ...], ...]
    sizes: Sizes | None
    balance: NDArray[np.float64]
    figures: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)
    order: tuple[tuple[str, ...], ...] = ()

    @property
    def count(self) -> int:
        """The number of units."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Frame:
    """The table, the units of each stage of a plan, and the chance of each row before the first stage."""

    table: Table
    stages: tuple[StageUnits, ...]
    before: NDArray[np.float64]


def read_frame(plan: SamplePlan, source: Path | bytes, *, name: str | None = None) -> Frame:
    """The frame that a plan draws from. Raises BadInput with every problem of the table."""
    table = read_table(source, name=name, required=plan.columns, optional=None, limit_bytes=LIMIT_BYTES)
    report = CappedReport()
    figures = {one for stage in plan.stages for one in (*stage.figure_columns, *stage.added_columns)}
    sign = decimal_sign(table, sorted(figures | ({plan.before} if plan.before else set())))
    reader = _Columns(table, report, sign)
    stages: list[StageUnits] = []
    above = np.zeros(len(table.rows), dtype=np.intp)
    for place, stage in enumerate(plan.stages):
        is_last = place == len(plan.stages) - 1
        units, above = _units_of(reader, stage, above, is_last=is_last)
        stages.append(units)
    before = _before(reader, plan.before, len(table.rows))
    report.stop_if_any()
    return Frame(table, tuple(stages), before)


def _before(reader: _Columns, column: str, rows: int) -> NDArray[np.float64]:
    if not column:
        return np.ones(rows)
    chances = reader.figures(column)
    for row in (row for row, one in enumerate(chances) if not 0 < one <= 1):
        expected = text("Expected a chance above 0 and at most 1.")
        reader.note("CH-3174", row, column, expected, text("Correct the cell."))
    return np.asarray([float(one) for one in chances])


@dataclass(slots=True)
class _Columns:
    """Columns of the table as arrays and figures, with what is wrong in them."""

    table: Table
    report: CappedReport
    sign: DecimalSign
    kept: dict[str, list[Fraction]] = field(default_factory=dict)
    unsound: set[str] = field(default_factory=set)

    def words(self, column: str) -> list[str]:
        return self.table.column(column)

    def named(self, column: str) -> list[str]:
        """Cells that must hold a name."""
        cells = self.table.column(column)
        for row in (row for row, cell in enumerate(cells) if not cell):
            expected = text("Expected a name; the cell is empty.")
            self.note("CH-3181", row, column, expected, text("Fill it in, or take the row out."))
        return cells

    def figures(self, column: str) -> list[Fraction]:
        """Cells that must hold a figure that is not negative; 0 where one does not."""
        if column not in self.kept:
            read: dict[str, Fraction | None] = {}
            cells = self.table.column(column)
            for cell in set(cells):
                try:
                    read[cell] = read_number(cell, self.sign)
                except NotANumber:
                    read[cell] = None
            for row, cell in enumerate(cells):
                value = read[cell]
                if value is None or value < 0:
                    self.unsound.add(column)
                    expected = text("Expected a figure that is not negative.")
                    self.note("CH-3174", row, column, expected, text("Correct the cell."))
            self.kept[column] = [max(Fraction(0), read[cell] or Fraction(0)) for cell in cells]
        return self.kept[column]

    def note(self, code: str, row: int, column: str, expected: Text, mend: Text) -> None:
        at = self.table.rows[row]
        self.report.add(code, self.table.place(at, column), at[column], expected, mend)


def _units_of(
    reader: _Columns, stage: StagePlan, above: NDArray[np.intp], *, is_last: bool
) -> tuple[StageUnits, NDArray[np.intp]]:
    """The units of a stage, and for each row the position of its unit."""
    names = reader.named(stage.unit)
    first_seen: dict[str, int] = {}
    unit_of_row = np.asarray([first_seen.setdefault(one, len(first_seen)) for one in names], dtype=np.intp)
    first_rows = np.full(len(first_seen), len(names), dtype=np.intp)
    np.minimum.at(first_rows, unit_of_row, np.arange(len(names)))
    _refuse_twice(reader, stage, unit_of_row, first_rows, above, is_last=is_last)
    for column in stage.constant_columns:
        _refuse_two_things(reader, column, unit_of_row, first_rows)
    figures = {
        column: tuple(reader.figures(column)[row] for row in first_rows) for column in stage.figure_columns
    }
    strata = _rows_of(reader, stage.strata, first_rows, reader.named)
    units = StageUnits(
        names=tuple(first_seen),
        first_rows=first_rows,
        above=above[first_rows],
        strata=strata,
        sizes=_sizes_of(reader, stage.size, unit_of_row, first_rows) if stage.size else None,
        balance=_sums_of(reader, stage.balance, unit_of_row, len(first_seen)),
        figures=figures,
        order=_rows_of(reader, stage.order, first_rows, reader.words) if stage.order else (),
    )
    return units, unit_of_row


def _rows_of(
    reader: _Columns,
    columns: tuple[str, ...],
    first_rows: NDArray[np.intp],
    cells_of: Callable[[str], list[str]],
) -> tuple[tuple[str, ...], ...]:
    cells = [cells_of(column) for column in columns]
    return tuple(tuple(column[row] for column in cells) for row in first_rows)


def _refuse_twice(
    reader: _Columns,
    stage: StagePlan,
    unit_of_row: NDArray[np.intp],
    first_rows: NDArray[np.intp],
    above: NDArray[np.intp],
    *,
    is_last: bool,
) -> None:
    rows = np.arange(len(unit_of_row))
    if is_last:
        for row in np.flatnonzero(rows != first_rows[unit_of_row]):
            expected = text("Expected each unit of the last stage in one row; this one stands above too.")
            mend = text("Take the row out, give the unit a name of its own, or add a stage below it.")
            reader.note("CH-3175", int(row), stage.unit, expected, mend)
    for row in np.flatnonzero(above != above[first_rows][unit_of_row]):
        expected = text("Expected each unit within one unit of the stage before; this one stands in two.")
        mend = text("Give units names of their own, such as codes of the register.")
        reader.note("CH-3175", int(row), stage.unit, expected, mend)


def _refuse_two_things(
    reader: _Columns, column: str, unit_of_row: NDArray[np.intp], first_rows: NDArray[np.intp]
) -> None:
    cells = np.asarray(reader.words(column), dtype=object)
    for row in np.flatnonzero(cells != cells[first_rows][unit_of_row]):
        expected = text("Expected the same as in the first row of the unit.")
        reader.note("CH-3176", int(row), column, expected, text("Correct one of the rows."))


def _sizes_of(
    reader: _Columns, column: str, unit_of_row: NDArray[np.intp], first_rows: NDArray[np.intp]
) -> Sizes:
    figures = reader.figures(column)
    common = lcm(*{one.denominator for one in figures})
    whole = [one.numerator * (common // one.denominator) for one in figures]
    sizes = np.ones(len(first_rows), dtype=np.int64)
    if sum(whole) >= LARGEST_SIZE:
        expected = text("Expected sizes whose sum has at most 15 digits, the decimals counted too.")
        mend = text("Give them with fewer decimals, or in a larger unit.")
        reader.note("CH-3174", int(np.argmax(whole)), column, expected, mend)
        return sizes
    sizes[:] = 0
    np.add.at(sizes, unit_of_row, np.asarray(whole, dtype=np.int64))
    for unit in np.flatnonzero(sizes == 0) if column not in reader.unsound else ():
        expected = text("Expected a size above 0: a unit without size can never be drawn.")
        mend = text("Correct the size, or take the unit out of the frame and say so.")
        reader.note("CH-3174", int(first_rows[unit]), column, expected, mend)
    return sizes


def _sums_of(
    reader: _Columns, columns: tuple[str, ...], unit_of_row: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    sums = np.zeros((count, len(columns)))
    for place, column in enumerate(columns):
        np.add.at(sums[:, place], unit_of_row, [float(one) for one in reader.figures(column)])
    return sums


@dataclass(frozen=True, slots=True)
class Group:
    """What is drawn from at once: a stratum within one unit of the stage before.

    `forced` goes along `positions`, those of the stage's units: which of them come in whatever chance says.
    """

    name: str
    above: int
    stratum: tuple[str, ...]
    positions: NDArray[np.intp]
    forced: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """The number of units."""
        return len(self.positions)


def groups_of(
    units: StageUnits, names_above: Sequence[str], drawn_above: Container[int], certain: str
) -> list[Group]:
    """The groups within the units drawn above, in the order in which they first stand."""
    found: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for position, above in enumerate(units.above.tolist()):
        if above in drawn_above:
            found.setdefault((above, units.strata[position]), []).append(position)
    marks = units.figures[certain] if certain else None
    return [
        Group(
            name=SEPARATOR.join((*((names_above[above],) if names_above[above] else ()), *stratum)),
            above=above,
            stratum=stratum,
            positions=np.asarray(positions, dtype=np.intp),
            forced=np.asarray([marks is not None and marks[one] != 0 for one in positions], dtype=bool),
        )
        for (above, stratum), positions in found.items()
    ]
