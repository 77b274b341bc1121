"""The rows of a table inside a bundle, read leniently: what cannot be read ends the table.

Whether a table is as it must be is decided by recomputing it; here rows are only counted and compared.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator


def cells_of(table: bytes) -> Iterator[list[str]]:
    """The cells of each row, the header first."""
    try:
        yield from csv.reader(io.StringIO(table.decode("utf-8", "replace"), newline=""))
    except csv.Error:
        return


def rows_of(table: bytes) -> Iterator[dict[str, str]]:
    """The rows below the header by the names of the columns; short rows lack the last ones."""
    cells = cells_of(table)
    header = next(cells, [])
    for row in cells:
        yield dict(zip(header, row, strict=False))


def numbered_rows_of(table: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the header, each with its number; the header is row 1."""
    yield from enumerate(rows_of(table), start=2)
