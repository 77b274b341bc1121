"""How the data could have been, given that they were measured with error.

    column, assumed   independent normal errors with the standard errors that are given
    covariance        normal errors with the covariances that are given: e = L z, L Lᵀ = C
    draws             the joint draws that a survey has made, each as likely

Of an index that is a sum, independent errors are drawn anew in every run. Everywhere else tables of data are
drawn beforehand and a run chooses one of them: an index with a plan has to be computed again for each.

    CH-8111 file or columns   CH-8112 unknown unit or code   CH-8113 no such figure   CH-8114 row twice
    CH-8121 no covariances    CH-8122 draws that are not complete   CH-8233 a file outside the folder
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, quote, reason_of
from chiso.robustness.counting import IntArray
from chiso.robustness.specification import (
    AssumedErrors,
    Covariances,
    DataError,
    ErrorColumn,
    JointDraws,
)
from chiso.robustness.streams import RandomStream
from chiso.robustness.transforms import FloatArray, normals
from chiso.tables import CappedReport, Row, Table, read_table

# Where the files that a specification names are: a folder, or their contents by name.
Files: TypeAlias = Path | Mapping[str, bytes]
# Apart from the numbers of the runs.
_KEY_OF_TABLES = 1
# What rounding leaves of a variance that is nothing, as a share of it.
_NOTHING = 1e-10


class Key(NamedTuple):
    """A figure of the data."""

    unit: str
    period: str
    code: str


@dataclass(frozen=True)
class DrawnErrors:
    """Errors of a table of data (rows, codes): either `standard_errors` of that shape, or whole `tables`.

    `tables`: (tables, rows, codes). `assumptions` belong beside every figure that is made of them;
    `files` are those that were read, by the names that the specification has for them.
    """

    standard_errors: FloatArray | None = None
    tables: FloatArray | None = None
    assumptions: tuple[Text, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the files that were read."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}


@dataclass(frozen=True)
class Figures:
    """The figures of the data: `keys` row by row, `values` (rows, codes).

    `passed_over`: units that are known and not ranked; errors of theirs are no mistake.
    """

    keys: Sequence[Key]
    values: FloatArray
    passed_over: frozenset[str] = frozenset()

    @property
    def places(self) -> dict[Key, int]:
        """The place of each figure in the flattened table."""
        return {key: place for place, key in enumerate(self.keys)}


DataErrors: TypeAlias = Callable[[Figures], DrawnErrors]


def no_errors(figures: Figures) -> DrawnErrors:
    """The data are taken as they are."""
    del figures
    return DrawnErrors()


def data_errors(asked: DataError | None, folder: Files, seed: int, *, as_tables: bool) -> DataErrors:
    """How errors are drawn. `folder`: from where files are named; `as_tables`: every kind as whole tables."""
    if asked is None:
        return no_errors

    def drawn(figures: Figures) -> DrawnErrors:
        if isinstance(asked, JointDraws):
            return _joint_draws(asked, folder, figures)
        if isinstance(asked, Covariances):
            covariances, touched, files = _read_covariances(asked, folder, figures)
            factor = factor_of(covariances)
            return DrawnErrors(
                tables=_tables(factor, touched, figures.values, asked.tables, seed), files=files
            )
        errors, assumptions, files = _independent(asked, folder, figures)
        if not as_tables:
            return DrawnErrors(errors, None, assumptions, files)
        touched = np.flatnonzero(errors.ravel() > 0)
        made = _tables(errors.ravel()[touched], touched, figures.values, asked.tables, seed)
        return DrawnErrors(None, made, assumptions, files)

    return drawn


def _independent(
    asked: ErrorColumn | AssumedErrors, folder: Files, figures: Figures
) -> tuple[FloatArray, tuple[Text, ...], dict[str, bytes]]:
    """The standard error of each figure (rows, codes)."""
    if isinstance(asked, AssumedErrors):
        relative, absolute = float(asked.relative), float(asked.absolute)
        errors = np.sqrt(absolute * absolute + (relative * np.nan_to_num(figures.values)) ** 2)
        assumption = text(
            "Standard errors are assumed, not measured: {source}. Errors are taken as independent.",
            source=asked.source,
        )
        return np.asarray(errors), (assumption,), {}
    path, content = _named(folder, asked.file)
    report = CappedReport()
    table = read_table(content, name=path.name, required=("unit", "code", "se"), optional=None, report=report)
    places, found = figures.places, np.zeros(len(figures.keys))
    seen: set[Key] = set()
    for row in table.rows:
        key = Key(row["unit"], row["period"] if table.has("period") else "", row["code"])
        place = _place(places, key, figures, report, table, row)
        value = _number(row["se"])
        if value is None or value < 0:
            expected = text("Expected a standard error: a number from 0.")
            report.add("CH-8113", table.place(row, "se"), row["se"], expected, text("Correct the number."))
        elif key in seen:
            _twice(report, table, row, key)
        elif place is not None:
            found[place] = value
        seen.add(key)
    report.stop_if_any()
    assumption = text("Errors of the data are taken as independent, since only standard errors are given.")
    if asked.source is not None:
        assumption = text(
            "Standard errors are assumed, not measured: {source}. Errors are taken as independent.",
            source=asked.source,
        )
    return found.reshape(figures.values.shape), (assumption,), {asked.file: content}


def _read_covariances(
    asked: Covariances, folder: Files, figures: Figures
) -> tuple[FloatArray, IntArray, dict[str, bytes]]:
    """Covariances of the figures that have any (n, n), and their places."""
    path, content = _named(folder, asked.file)
    report = CappedReport()
    columns = ("unit", "code", "other_unit", "other_code", "covariance")
    table = read_table(content, name=path.name, required=columns, optional=None, report=report)
    places = figures.places
    found: dict[tuple[int, int], float] = {}
    for row in table.rows:
        period = row["period"] if table.has("period") else ""
        ends = [
            _place(places, Key(row[unit], period, row[code]), figures, report, table, row)
            for unit, code in (("unit", "code"), ("other_unit", "other_code"))
        ]
        value = _number(row["covariance"])
        if value is None:
            expected = text("Expected a number.")
            where = table.place(row, "covariance")
            report.add("CH-8113", where, row["covariance"], expected, text("Correct the number."))
        elif ends[0] is not None and ends[1] is not None:
            one, other = min(ends[0], ends[1]), max(ends[0], ends[1])
            if found.setdefault((one, other), value) != value:
                _twice(report, table, row, Key(row["unit"], period, row["code"]))
    report.stop_if_any()
    touched = sorted({place for pair in found for place in pair})
    numbers = {place: number for number, place in enumerate(touched)}
    matrix = np.zeros((len(touched), len(touched)))
    for (one, other), value in found.items():
        matrix[numbers[one], numbers[other]] = matrix[numbers[other], numbers[one]] = value
    return matrix, np.asarray(touched, np.int64), {asked.file: content}


def factor_of(covariances: FloatArray) -> FloatArray:
    """L with L Lᵀ = C (n, n), by Cholesky, column by column: the same bits on every machine.

    A figure that follows from others has a column of zeros. Raises BadInput (CH-8121) where C is none.
    """
    size = len(covariances)
    factor = np.zeros((size, size))
    scale = np.maximum(np.diag(covariances), 0.0)
    for column in range(size):
        rest = covariances[column:, column].copy()
        for earlier in range(column):
            rest -= factor[column:, earlier] * factor[column, earlier]
        bound = _NOTHING * scale[column]
        is_off = np.abs(rest[1:]) > np.sqrt(_NOTHING) * np.sqrt(scale[column] * scale[column + 1 :])
        if rest[0] < -bound or (rest[0] <= bound and is_off.any()):
            expected = text(
                "Expected covariances: no combination of the figures may have a variance below 0."
            )
            mend = text("Check variances, signs, and that no pair is missing.")
            raise BadInput([Problem("CH-8121", Place(field="data_error.file"), "", expected, mend)])
        if rest[0] > bound:
            factor[column:, column] = rest / np.sqrt(rest[0])
    return factor


def _tables(factor: FloatArray, touched: IntArray, figures: FloatArray, count: int, seed: int) -> FloatArray:
    """`count` tables (count, rows, codes) with errors at `touched`: L z, or L times z where L is (n,)."""
    numbers = RandomStream(seed, max(1, len(touched)), key=_KEY_OF_TABLES).numbers(0, count)
    drawn = normals(np.ascontiguousarray(numbers[:, : len(touched)]))
    if factor.ndim == 1:
        errors = drawn * factor
    else:
        errors = np.zeros_like(drawn)
        for column in range(len(touched)):
            # One column after the other: a product of matrices by a library adds in an order of its own.
            errors += drawn[:, column, None] * factor[None, :, column]
    made = np.repeat(figures.reshape(1, -1), count, axis=0)
    made[:, touched] += errors
    return made.reshape(count, *figures.shape)


def _joint_draws(asked: JointDraws, folder: Files, figures: Figures) -> DrawnErrors:
    """The draws of a survey as tables; figures that it did not draw stay."""
    path, content = _named(folder, asked.file)
    is_parquet = path.suffix.lower() == ".parquet"
    draws, keys, values = (_parquet_draws if is_parquet else _csv_draws)(content, path)
    places = figures.places
    report = CappedReport()
    number = {draw: place for place, draw in enumerate(dict.fromkeys(draws))}
    tables = np.repeat(figures.values.reshape(1, -1), len(number), axis=0)
    filled = np.zeros(tables.shape, np.int64)
    for draw, key, value in zip(draws, keys, values, strict=True):
        place = places.get(key)
        if place is not None:
            tables[number[draw], place] = value * float(asked.times)
            filled[number[draw], place] += 1
        elif key.unit not in figures.passed_over and key.unit:
            _unknown(report, Place(path.name), key)
    report.stop_if_any()
    told = filled.sum(axis=0) > 0
    if len(number) < 2 or not told.any() or (filled[:, told] != 1).any():
        expected = text("Expected two draws or more, each with every unit and code once.")
        mend = text("Take the file as “chiso survey estimate --draws” writes it.")
        raise BadInput([Problem("CH-8122", Place(path.name), "", expected, mend)])
    return DrawnErrors(tables=tables.reshape(-1, *figures.values.shape), files={asked.file: content})


def _csv_draws(content: bytes, path: Path) -> tuple[list[str], list[Key], list[float]]:
    report = CappedReport()
    columns = ("draw", "unit", "code", "value")
    table = read_table(content, name=path.name, required=columns, optional=None, report=report)
    values = []
    for row in table.rows:
        value = _number(row["value"])
        if value is None:
            where = table.place(row, "value")
            report.add(
                "CH-8113", where, row["value"], text("Expected a number."), text("Correct the number.")
            )
        values.append(value or 0.0)
    report.stop_if_any()
    has_period = table.has("period")
    keys = [Key(row["unit"], row["period"] if has_period else "", row["code"]) for row in table.rows]
    return table.column("draw"), keys, values


def _parquet_draws(content: bytes, path: Path) -> tuple[list[str], list[Key], list[float]]:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(content))
        columns = [table[name].to_pylist() for name in ("draw", "unit", "code", "value")]
        values = [float(value) for value in columns[3]]
    except (pyarrow.ArrowException, KeyError, TypeError, ValueError, OSError) as error:
        expected = text("Expected a table with the columns draw, unit, code, value.")
        mend = text("Take the file as “chiso survey estimate --draws” writes it.")
        raise BadInput([Problem("CH-8111", Place(path.name), quote(error), expected, mend)]) from error
    if not all(math.isfinite(value) for value in values):
        raise BadInput(
            [
                Problem(
                    "CH-8113",
                    Place(path.name, None, "value"),
                    "",
                    text("Expected a number."),
                    text("Correct the number."),
                )
            ]
        )
    keys = [Key(str(unit), "", str(code)) for unit, code in zip(columns[1], columns[2], strict=True)]
    return list(map(str, columns[0])), keys, values


def _place(
    places: Mapping[Key, int], key: Key, figures: Figures, report: CappedReport, table: Table, row: Row
) -> int | None:
    """The place of a figure; None, and a problem, where there is none of that name."""
    place = places.get(key)
    if place is None and key.unit not in figures.passed_over:
        _unknown(report, table.place(row, "unit"), key)
    return place


def _unknown(report: CappedReport, where: Place, key: Key) -> None:
    shown = " ".join(part for part in key if part)
    expected = text("Expected a unit that is ranked, and the code of one of its figures.")
    report.add("CH-8112", where, shown, expected, text("Correct the code, or take the row out."))


def _twice(report: CappedReport, table: Table, row: Row, key: Key) -> None:
    shown = " ".join(part for part in key if part)
    expected = text("Expected each figure once.")
    report.add("CH-8114", table.place(row), shown, expected, text("Keep one of the rows."))


def _number(written: str) -> float | None:
    try:
        value = float(written)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _refuse_outside(folder: Path, name: str) -> None:
    """A specification may come from anybody: it names files beside it or below, nothing else."""
    try:
        is_below = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        # Nothing that could be read stands under such a name either.
        return
    if not is_below:
        expected = text("Expected a file in the folder of the specification, or below it.")
        mend = text("Copy the file there, and name it from there.")
        raise BadInput([Problem("CH-8233", Place(field="file"), quote(name), expected, mend)])


def _named(folder: Files, name: str) -> tuple[Path, bytes]:
    """A file that the specification names, and what stands in it. Raises BadInput (CH-8111, CH-8233)."""
    if isinstance(folder, Path):
        _refuse_outside(folder, name)
    path = folder / name if isinstance(folder, Path) else Path(name)
    try:
        return path, path.read_bytes() if isinstance(folder, Path) else folder[name]
    except (OSError, ValueError, KeyError) as error:
        expected = text("Expected a file that can be read.")
        mend = text("Files are named from the folder of the specification.")
        found = "" if isinstance(error, KeyError) else reason_of(error)
        raise BadInput([Problem("CH-8111", Place(str(path)), found, expected, mend)]) from error
