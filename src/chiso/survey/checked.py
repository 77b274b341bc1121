"""Data under a design while they are checked: what was found so far, and columns as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from chiso.language import Text
from chiso.problems import Place, Problem, quote
from chiso.survey.design import Design
from chiso.survey.findings import MOST_ROWS_TOLD, Finding
from chiso.survey.reading import Data

# The name of the column that counts the rows in the frames of a check; no header cell has a line break.
ROW = "row\n"
_A_FIGURE = r"^-?[0-9]*[.,]?[0-9]+([eE][+-][0-9]{2})?$"


@dataclass(slots=True)
class Checked:
    """Data under a design, and what was found so far."""

    data: Data
    design: Design
    findings: list[Finding]

    def note(
        self,
        code: str,
        column: str,
        rows: npt.NDArray[np.int64] | Sequence[int],
        found: object,
        expected: Text,
        mend: Text,
        *,
        is_error: bool = True,
        count: int | None = None,
    ) -> None:
        """Add a finding; `rows` of the table (from 0), `count` where it is not their number."""
        told = tuple(self.data.row_number(int(row)) for row in rows[:MOST_ROWS_TOLD])
        place = Place(self.data.name, told[0] if told else None, column)
        problem = Problem(code, place, quote(found), expected, mend)
        self.findings.append(Finding(problem, is_error, len(rows) if count is None else count, told))

    def frame(self, columns: Sequence[str]) -> pl.DataFrame:
        """The columns as a frame with the number of the row in the column ROW."""
        chosen = self.data.table.select(list(dict.fromkeys(columns)))
        found = pl.from_arrow(chosen)
        assert isinstance(found, pl.DataFrame)
        # NaN says as little as null; closing makes it null.
        return found.fill_nan(None).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW))

    def has(self, columns: Sequence[str]) -> bool:
        """Whether all these columns are there."""
        return set(columns) <= set(self.data.columns)


def numbers_of(column: Any) -> npt.NDArray[np.float64] | None:
    """A column of numbers as float64, NaN where there is none; None where it holds something else."""
    kind = column.type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
        return None
    numbers = column.cast(pa.float64()).combine_chunks().fill_null(np.nan)
    values: npt.NDArray[np.float64] = numbers.to_numpy(zero_copy_only=False)
    return values


def rows_of_words(column: Any) -> npt.NDArray[np.int64]:
    """The rows of a column that is not numeric whose cells are no figures; all if each is one."""
    words = column.cast(pa.string()).combine_chunks()
    figures = pc.match_substring_regex(words, pattern=_A_FIGURE).fill_null(True)
    rows = np.flatnonzero(~figures.to_numpy(zero_copy_only=False))
    return rows if len(rows) else np.arange(len(words), dtype=np.int64)
