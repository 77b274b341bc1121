"""Tables of visits, plain or packed with gzip, and what their cells mean.

CH-8800 a column that the table does not have      CH-8801 a finding that is neither yes nor no
CH-8803 an attribute of persons      CH-8804 a packed file that cannot be unpacked, or is too large
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from chiso.inspection.risk.arrays import FloatArray
from chiso.inspection.risk.given import Given
from chiso.inspection.risk.personal import is_personal
from chiso.language import listing, text
from chiso.periods import parse_day
from chiso.problems import BadInput, Place, Problem, quote, reason_of
from chiso.tables import Row, Table, read_table

LIMIT_BYTES = 256 * 1024 * 1024
_PACKED = b"\x1f\x8b"
_YES = frozenset(("yes", "có", "co", "1", "1.0", "true", "y"))
_NO = frozenset(("no", "không", "khong", "0", "0.0", "false", "n"))


def read_visits_table(source: Path | Given, required: Sequence[str]) -> Table:
    """The table with all its columns. Raises BadInput with every problem of its form."""
    content = source.content if isinstance(source, Given) else _unpacked(source)
    name = source.name if isinstance(source, Given) else str(source)
    held = source if isinstance(source, Path) and content is None else content or b""
    table = read_table(held, name=name, required=(), optional=None, limit_bytes=LIMIT_BYTES)
    missing = [missing_column(table, column) for column in required if not table.has(column)]
    if missing:
        raise BadInput(missing)
    return table


def missing_column(table: Table, column: str) -> Problem:
    """That a table lacks a column, with those that it has."""
    expected = text("Expected a column of the table: {columns}.", columns=listing(table.columns))
    return Problem("CH-8800", Place(table.name), quote(column), expected, text("Name one of these."))


def _unpacked(path: Path) -> bytes | None:
    """The bytes inside a packed file; None where it is not packed, or cannot be read (told by the reader)."""
    try:
        with path.open("rb") as stream:
            if stream.read(2) != _PACKED:
                return None
            packed = _PACKED + stream.read(LIMIT_BYTES)
    except (OSError, ValueError):
        return None
    try:
        with gzip.GzipFile(fileobj=BytesIO(packed)) as stream:
            content = stream.read(LIMIT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = reason_of(error) if isinstance(error, OSError) else quote(error)
        raise BadInput([_not_packed(path, reason)]) from error
    if len(content) > LIMIT_BYTES:
        raise BadInput([_not_packed(path, text("more than {count} MiB inside", count=LIMIT_BYTES // 2**20))])
    return content


def _not_packed(path: Path, reason: object) -> Problem:
    expected = text("Expected a file that gzip has packed, and can unpack.")
    found = reason if not isinstance(reason, str) else quote(reason)
    return Problem("CH-8804", Place(str(path)), found, expected, text("Pack it again, or give it plain."))  # type: ignore[arg-type]


def refuse_personal(table: Table, left_out: Iterable[str]) -> None:
    """Note every column that is an attribute of persons and is not left out (CH-8803)."""
    for column in table.columns:
        if is_personal(column) and column not in set(left_out):
            table.report.add(
                "CH-8803",
                Place(table.name, field=column),
                quote(column),
                text("Expected no attribute of persons: where one goes must not hang on who somebody is."),
                text("Take the column out, or name it among those that are not learned from."),
            )


def findings_of(table: Table, column: str) -> FloatArray:
    """1 and 0 by row; what is neither is noted (CH-8801)."""
    found = np.zeros(len(table.rows))
    for number, row in enumerate(table.rows):
        written = row[column].lower()
        if written in _YES:
            found[number] = 1.0
        elif written not in _NO:
            table.report.add(
                "CH-8801",
                table.place(row, column),
                quote(row[column]),
                text("Expected yes or no."),
                text("Write có or không, yes or no, 1 or 0; leave visits without an outcome out."),
            )
    return found


def days_of(table: Table, column: str) -> FloatArray:
    """Days, counted from one beginning; what is none is noted (CH-1305)."""
    known: dict[str, float] = {}
    return np.array([_day(table, row, column, known) for row in table.rows])


def _day(table: Table, row: Row, column: str, known: dict[str, float]) -> float:
    written = row[column]
    if written not in known:
        try:
            known[written] = float(parse_day(written, table.place(row, column)).toordinal())
        except BadInput as refused:
            table.report.problems.extend(refused.problems)
            return 0.0
    return known[written]


def numbers_of(cells: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """The different cells in order, and the number of each row's cell among them."""
    names = tuple(sorted(set(cells)))
    places = {name: number for number, name in enumerate(names)}
    return names, [places[cell] for cell in cells]
