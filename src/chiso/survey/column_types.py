"""What the words of a column are: whole numbers, numbers, or text. Decided for the column as a whole.

    whole number    5   -3   0          no leading noughts: "007" is a code and stays text
    number          84.64   .5   1e+05  with the decimal sign of the file
    text            everything else, and a column in which any cell is something else

Nothing is guessed for a single cell. Where nearly all cells of a column are figures and a few are not, a
finding names the first of the few (CH-3105); where two ways of writing become one number ("1.1", "1.10"),
a finding says so (CH-3106), since they may be codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chiso.figures import DecimalSign
from chiso.language import Text, text
from chiso.problems import Place, Problem, Report, quote
from chiso.survey.findings import MOST_ROWS_TOLD, Finding
from chiso.tables import decimal_sign
from chiso.tables.reading import Row, Table

_WHOLE = r"^-?(0|[1-9][0-9]{0,17})$"
_NUMBER = r"^-?((0|[1-9][0-9]{0,39})(\.[0-9]{1,40})?|\.[0-9]{1,40})([eE][+-][0-9]{2})?$"
# The shapes that chiso.tables weighs as evidence for a decimal sign.
_CERTAIN = r"^-?((0|[1-9][0-9]{0,2})\SIGN([0-9]{1,2}|[0-9]{4,})|0\SIGN[0-9]+|[1-9][0-9]{3,}\SIGN[0-9]+)$"
_DOUBTFUL = r"^-?[1-9][0-9]{0,2}\SIGN[0-9]{3}$"
# The row of the file for a row of the column.
RowNumber: TypeAlias = Callable[[int], int]
# From this share on the column was meant to hold figures.
_NEARLY_ALL = 0.9
_MOST_OTHER_WORDS = 20


@dataclass(frozen=True, slots=True)
class Words:
    """A column as distinct words and, for each row, which of them it holds (-1: none)."""

    words: Any  # pyarrow.StringArray, without repetition
    index: npt.NDArray[np.int64]  # (rows,)

    def first_rows(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """The rows whose word is among the `chosen` (words,)."""
        return np.flatnonzero(self.index >= 0)[chosen[self.index[self.index >= 0]]]


def words_of(column: Any, missing_words: tuple[str, ...] = ()) -> Words:
    """The distinct words of a string or dictionary array, trimmed and in composed form."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    words = pc.utf8_normalize(pc.utf8_trim_whitespace(column.dictionary.cast(pa.string())), form="NFC")
    index = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    again = words.dictionary_encode()
    words = again.dictionary
    index = np.append(again.indices.to_numpy(), -1)[index]
    empty = pc.is_in(words, value_set=pa.array(["", *missing_words])).to_numpy(zero_copy_only=False)
    kept = np.append(np.where(empty, -1, np.cumsum(~empty) - 1), -1)
    return Words(words.filter(pa.array(~empty)), kept[index])


def find_decimal_sign(
    columns: Mapping[str, Words], name: str, delimiter: str, wish: DecimalSign | None, rows: RowNumber
) -> tuple[DecimalSign, tuple[Text, ...]]:
    """The decimal sign of the file and what is to be remarked, by the rules of `chiso.tables`.

    Only columns whose every cell is a figure count as evidence. `rows(index)`: the row of the file.
    """
    if wish is not None:
        return wish, ()
    positions = {column: place for place, column in enumerate(columns)}
    evidence: list[Row] = []
    for column, words in columns.items():
        if not _may_be_figures(words):
            continue
        for sign in (".", ","):
            for shape in (_CERTAIN, _DOUBTFUL):
                found = _matches(words.words, shape.replace("SIGN", sign))
                if not found.any():
                    continue
                first = int(words.first_rows(found)[0])
                cells = [""] * len(positions)
                cells[positions[column]] = words.words[int(words.index[first])].as_py()
                evidence.append(Row(rows(first), tuple(cells), positions))
    evidence.sort(key=lambda row: row.number)
    sign_of = delimiter if delimiter in (",", ";", "\t") else ","
    table = Table(name, tuple(columns), evidence, sign_of, Report(), positions)  # type: ignore[arg-type]
    sign = decimal_sign(table, columns)
    return sign, tuple(table.report.remarks)


def typed_column(words: Words, sign: DecimalSign) -> Any:
    """The column as whole numbers, numbers or text (pyarrow array); what no row holds is null."""
    values = words.words
    if len(values) and _matches(values, _WHOLE).all():
        values = values.cast(pa.int64())
    elif len(values) and _figures(values, sign).all():
        values = _with_point(values, sign).cast(pa.float64())
    mask = words.index < 0
    return values.take(pa.array(np.where(mask, 0, words.index), mask=mask))


def findings_of(
    name: str, column: str, words: Words, sign: DecimalSign, row_number: RowNumber
) -> list[Finding]:
    """What may be a slip in this column (CH-3105, CH-3106)."""
    if not len(words.words):
        return []
    figures = _figures(words.words, sign) | _matches(words.words, _WHOLE)
    if not figures.all():
        return _few_others(name, column, words, figures, row_number)
    numbers = _with_point(words.words, sign).cast(pa.float64()).to_numpy()
    _, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    if len(first) == len(numbers):
        return []
    twin = int(np.flatnonzero(first[inverse] != np.arange(len(numbers)))[0])
    pair = words.words[int(first[inverse[twin]])].as_py(), words.words[twin].as_py()
    expected = text(
        "“{one}” and “{other}” are read as one number; if they are codes, they are lost.",
        one=quote(pair[0]),
        other=quote(pair[1]),
    )
    mend = text("Write codes with a letter before them, or each number in one way.")
    rows = words.first_rows(np.arange(len(numbers)) == twin)
    return [_finding("CH-3106", name, column, pair[1], expected, mend, rows, row_number)]


def _few_others(
    name: str, column: str, words: Words, figures: npt.NDArray[np.bool_], row_number: RowNumber
) -> list[Finding]:
    others = int((~figures).sum())
    if others > _MOST_OTHER_WORDS or not figures.any():
        return []
    rows = words.first_rows(~figures)
    filled = int((words.index >= 0).sum())
    if filled - len(rows) < _NEARLY_ALL * filled:
        return []
    expected = text(
        "Nearly all cells of this column are figures; this one is not, so that the whole column is text.",
    )
    mend = text("Write a figure or leave the cell empty; name words for “no answer” with --missing.")
    found = words.words[int(words.index[rows[0]])].as_py()
    return [_finding("CH-3105", name, column, found, expected, mend, rows, row_number)]


def _finding(
    code: str,
    name: str,
    column: str,
    found: str,
    expected: Text,
    mend: Text,
    rows: npt.NDArray[np.int64],
    row_number: RowNumber,
) -> Finding:
    told = tuple(row_number(int(row)) for row in rows[:MOST_ROWS_TOLD])
    problem = Problem(code, Place(name, told[0], column), quote(found), expected, mend)
    return Finding(problem, is_error=False, count=len(rows), rows=told)


def _may_be_figures(words: Words) -> bool:
    if not len(words.words):
        return False
    return bool(_figures(words.words, ".").all() or _figures(words.words, ",").all())


def _figures(values: Any, sign: DecimalSign) -> npt.NDArray[np.bool_]:
    if sign == ",":
        no_point = ~_matches(values, r"\.")
        return no_point & _matches(pc.replace_substring(values, pattern=",", replacement="."), _NUMBER)
    return _matches(values, _NUMBER)


def _with_point(values: Any, sign: DecimalSign) -> Any:
    return pc.replace_substring(values, pattern=",", replacement=".") if sign == "," else values


def _matches(values: Any, pattern: str) -> npt.NDArray[np.bool_]:
    found = pc.match_substring_regex(values, pattern=pattern)
    matched: npt.NDArray[np.bool_] = found.to_numpy(zero_copy_only=False).astype(np.bool_)
    return matched
