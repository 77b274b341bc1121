"""Files of Stata (.dta) and SPSS (.sav, .zsav): values with their labels and their codes for "no answer".

SPSS marks codes of a column as missing (9, or 90 to 99): they stay in the table, and `missing` lists those
that occur or have a label. Stata has missing values beside the numbers (.a to .z): the cell is null, and
where any occurs a column `NAME_missing` holds the letter, with its label.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyreadstat

from chiso.language import Text, text
from chiso.problems import BadInput, Report
from chiso.survey.reading import Code, Data, damaged
from chiso.survey.reading_csv import no_rows
from chiso.survey.reading_workbooks import whole_if_all
from chiso.tables.header import check_header

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_SUFFIX = "_missing"


def read_statistics(path: Path) -> Data:
    """The data of a file of Stata or SPSS. Raises BadInput (CH-3103, CH-1004)."""
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        columns, said = read(str(path), output_format="dict", user_missing=True)
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        ArithmeticError,
        LookupError,
        OSError,
        ValueError,
    ) as error:
        raise damaged(path, error) from error
    name = str(path)
    check_header(1, tuple(columns), (), None, name, Report())
    if not columns or not any(map(len, columns.values())):
        raise BadInput([no_rows(name)])
    arrays: dict[str, Any] = {}
    labels: dict[str, Mapping[Code, str]] = {}
    remarks: list[Text] = []
    for column, cells in columns.items():
        kind = said.readstat_variable_types.get(column, "")
        values, letters = _without_letters(cells) if kind != "string" else (cells, None)
        arrays[column] = _array(values)
        named = said.variable_value_labels.get(column, {})
        labels[column] = {_code(code, arrays[column]): str(label) for code, label in named.items()}
        if letters is not None:
            beside = _free_name(column + _SUFFIX, columns)
            arrays[beside] = pa.array(letters, pa.string())
            labels[beside] = {code: label for code, label in labels[column].items() if code in _LETTERS}
            labels[column] = {c: label for c, label in labels[column].items() if c not in _LETTERS}
            remarks.append(
                text(
                    "{file}: the reasons for missing answers of “{column}” stand in the column “{beside}”.",
                    file=name,
                    column=column,
                    beside=beside,
                )
            )
    missing = {
        column: _codes_in(ranges, arrays[column], labels[column])
        for column, ranges in said.missing_ranges.items()
        if column in arrays
    }
    titles = {column: title for column, title in (said.column_names_to_labels or {}).items() if title}
    return Data(
        name,
        pa.table(arrays),
        {column: of for column, of in labels.items() if of},
        {column: codes for column, codes in missing.items() if codes},
        titles,
        tuple(remarks),
    )


def _without_letters(cells: list[Any]) -> tuple[list[Any], list[str | None] | None]:
    """The numbers, and the letters of Stata's missing values where there are any."""
    if not any(isinstance(cell, str) for cell in cells):
        return cells, None
    return (
        [None if isinstance(cell, str) else cell for cell in cells],
        [cell if isinstance(cell, str) else None for cell in cells],
    )


def _array(cells: list[Any]) -> Any:
    """The cells as numbers, text, days or moments."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if not kinds or kinds == {str}:
        return pa.array([cell.strip() or None if cell is not None else None for cell in cells], pa.string())
    if kinds <= {int, float}:
        numbers = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
        return whole_if_all(pa.array(numbers, mask=np.isnan(numbers)))
    if kinds == {datetime.date}:
        return pa.array(cells, pa.date32())
    if kinds == {datetime.datetime}:
        return pa.array(cells, pa.timestamp("us"))
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())


def _code(code: Any, column: Any) -> Code:
    """A code in the kind of its column: 1 and not 1.0 where the column holds whole numbers."""
    if isinstance(code, float) and code.is_integer() and not pa.types.is_floating(column.type):
        return int(code)
    return code if isinstance(code, (int, float)) else str(code)


def _codes_in(ranges: Iterable[Any], column: Any, labels: Mapping[Code, str]) -> tuple[Code, ...]:
    """The codes within the ranges that occur or have a label, in their order."""
    is_text = pa.types.is_string(column.type)
    present = set(labels) | {value for value in pc.unique(column).to_pylist() if value is not None}
    if is_text:
        named = {str(part["lo"]).strip() for part in ranges}
        return tuple(sorted(str(code) for code in present if str(code) in named))
    bounds = [(float(part["lo"]), float(part["hi"])) for part in ranges]
    numbers = (code for code in present if isinstance(code, (int, float)))
    return tuple(sorted(code for code in numbers if any(low <= code <= high for low, high in bounds)))


def _free_name(wished: str, taken: Mapping[str, object]) -> str:
    name, number = wished, 2
    while name in taken:
        name, number = f"{wished}_{number}", number + 1
    return name
