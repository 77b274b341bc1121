"""The interviews of a round as arrays, from a table and the plan that says which column is what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Report
from chiso.survey.quality.plan import QualityPlan

Whole16 = npt.NDArray[np.int16]
Whole64 = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NO_ANSWER = -1
_LARGEST_CODE = 32_000
_SECONDS = pa.timestamp("s")


@dataclass(frozen=True, slots=True)
class Groups:
    """A column of names as numbers: `of`: (interviews,) places in `names`, -1 where the cell is empty."""

    of: npt.NDArray[np.int32]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interviews:
    """All arrays are (interviews,), `answers` (interviews, questions), `numbers` (interviews, numbers).

    What the plan does not name is None. `answers` and `numbers` hold -1 where there is no answer.
    `started` are seconds since 1970 (-1: not told), `duration` seconds, positions degrees (nan: not told).
    """

    plan: QualityPlan
    keys: pa.ChunkedArray
    answers: Whole16
    numbers: Whole64
    facts: npt.NDArray[np.int32]
    interviewer: Groups | None
    unit: Groups | None
    cluster: Groups | None
    started: Whole64 | None
    duration: Real | None
    position: Real | None

    def __len__(self) -> int:
        return len(self.answers)

    def key(self, row: int) -> str:
        """The key of one interview as it stands in the data."""
        return str(self.keys[row].as_py())

    def interviewer_of(self, row: int) -> str:
        """Who held the interview; empty where nobody is named."""
        if self.interviewer is None or self.interviewer.of[row] < 0:
            return ""
        return self.interviewer.names[int(self.interviewer.of[row])]


def interviews_of(table: pa.Table, plan: QualityPlan, *, name: str = "") -> Interviews:
    """The arrays. Raises BadInput (CH-3211, CH-3212) with every column that lacks or is of another kind."""
    report = Report()
    _check_columns(table, plan.columns, name, report)
    if table.num_rows == 0:
        report.add(
            "CH-3211",
            Place(name),
            "",
            text("Expected at least one interview."),
            text("Check that the right file was given."),
        )
    report.stop_if_any()
    columns = _Columns(table, name, report)
    position = None
    if plan.latitude:
        position = np.column_stack([columns.real(plan.latitude), columns.real(plan.longitude)])
    made = Interviews(
        plan,
        table[plan.interview],
        columns.codes(plan.questions, plan.no_answer),
        columns.whole_numbers(plan.numbers),
        columns.labels(plan.facts),
        columns.groups(plan.interviewer),
        columns.groups(plan.unit),
        columns.groups(plan.cluster),
        columns.seconds(plan.started) if plan.started else None,
        columns.real(plan.duration) if plan.duration else None,
        position,
    )
    report.stop_if_any()
    return made


def _check_columns(table: pa.Table, wanted: Iterable[str], name: str, report: Report) -> None:
    from difflib import get_close_matches

    for column in wanted:
        if column not in table.column_names:
            near = get_close_matches(column, table.column_names, n=1)
            mend: Text = (
                text("Perhaps “{name}” is meant.", name=near[0])
                if near
                else text("Take the column out of the plan, or give data that have it.")
            )
            report.add(
                "CH-3211",
                Place(name, field=column),
                "",
                text("Expected a column of this name, as the plan of the checks has it."),
                mend,
            )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns of the table as arrays; what is of another kind is noted once a column."""

    table: pa.Table
    name: str
    report: Report

    def real(self, column: str) -> Real:
        return self._numbers(column, text("Expected figures."))

    def codes(self, columns: tuple[str, ...], no_answer: tuple[int, ...]) -> Whole16:
        made = np.empty((self.table.num_rows, len(columns)), np.int16)
        for place, column in enumerate(columns):
            expected = text(
                "Expected whole numbers from 0 to {most}: the codes of the answers.", most=_LARGEST_CODE
            )
            values = self._numbers(column, expected)
            told = ~np.isnan(values) & ~np.isin(values, no_answer)
            self._refuse(
                column, told & ((values % 1 != 0) | (values < 0) | (values > _LARGEST_CODE)), expected
            )
            made[:, place] = np.where(told, values, NO_ANSWER).clip(NO_ANSWER, _LARGEST_CODE)
        return made

    def whole_numbers(self, columns: tuple[str, ...]) -> Whole64:
        made = np.empty((self.table.num_rows, len(columns)), np.int64)
        for place, column in enumerate(columns):
            expected = text("Expected whole numbers that are not negative.")
            values = self._numbers(column, expected)
            told = ~np.isnan(values)
            self._refuse(column, told & ((values % 1 != 0) | (values < 0) | (values > 2**53)), expected)
            made[:, place] = np.where(told, values, NO_ANSWER).clip(NO_ANSWER, 2**53)
        return made

    def labels(self, columns: tuple[str, ...]) -> npt.NDArray[np.int32]:
        made = np.empty((self.table.num_rows, len(columns)), np.int32)
        for place, column in enumerate(columns):
            groups = self.groups(column)
            made[:, place] = NO_ANSWER if groups is None else groups.of
        return made

    def groups(self, column: str) -> Groups | None:
        """The names of a column; None where the plan names none or nothing stands in it."""
        if not column or self.table[column].null_count == len(self.table):
            return None
        coded = pc.dictionary_encode(self.table[column].combine_chunks())
        of = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        return Groups(of, tuple(str(one) for one in coded.dictionary.to_pylist()))

    def seconds(self, column: str) -> Whole64:
        values = self.table[column].combine_chunks()
        try:
            if pa.types.is_timestamp(values.type) and values.type.tz:
                # The clock on the wall counts: an hour of the night is one there.
                values = pc.local_timestamp(values)
            stamps = pc.floor_temporal(values.cast(pa.timestamp("us")), unit="second").cast(_SECONDS)
        except pa.ArrowException as error:
            self._note(column, str(error), text("Expected a day with its hour, such as 2026-10-05 08:30:00."))
            return np.full(self.table.num_rows, NO_ANSWER, np.int64)
        return np.asarray(stamps.cast(pa.int64()).fill_null(NO_ANSWER), np.int64)

    def _numbers(self, column: str, expected: Text) -> Real:
        values = self.table[column].combine_chunks()
        try:
            return np.asarray(values.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
        except pa.ArrowException as error:
            self._note(column, str(error), expected)
            return np.full(self.table.num_rows, np.nan)

    def _refuse(self, column: str, wrong: Mask, expected: Text) -> None:
        rows = np.flatnonzero(wrong)
        if len(rows):
            first = int(rows[0])
            self._note(column, self.table[column][first].as_py(), expected, first + 1, len(rows))

    def _note(
        self, column: str, found: object, expected: Text, row: int | None = None, count: int = 1
    ) -> None:
        mend = (
            text("Correct the column, or name another one in the plan.")
            if count == 1
            else text("Correct the column, or name another one in the plan; {count} rows.", count=count)
        )
        self.report.add("CH-3212", Place(self.name, row, column), found, expected, mend)


def refuse_unknown_interviews(keys: Iterable[object], name: str, column: str) -> BadInput:
    """Back-checks of interviews that are not in the data (CH-3213)."""
    report = Report()
    for key in keys:
        report.add(
            "CH-3213",
            Place(name, field=column),
            key,
            text("Expected the key of an interview of the round."),
            text("Correct the key, or take the row out."),
        )
    return BadInput(report.problems)
