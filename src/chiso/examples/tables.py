"""Reading the packaged tables.

Figures stay text from end to end: no digit passes through a number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from chiso.examples.descriptions import TABLES
from chiso.tables import write_table


def rows_of(file: str) -> Iterator[dict[str, str]]:
    """The rows of one packaged table, by column name."""
    with (TABLES / file).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def text_of(file: str) -> str:
    """One packaged table as it stands, for an example that needs no other form of it."""
    return (TABLES / file).read_text(encoding="utf-8")


def columns_text(file: str, columns: Sequence[str]) -> str:
    """Some columns of one packaged table, as the table of figures of a composite index."""
    return write_table(columns, ([row[column] for column in columns] for row in rows_of(file)))
