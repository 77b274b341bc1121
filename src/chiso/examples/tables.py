"""Reading the packaged tables.

Figures stay text from end to end: no digit passes through a number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from chiso.examples.descriptions import TABLES


def rows_of(file: str) -> Iterator[dict[str, str]]:
    """The rows of one packaged table, by column name."""
    with (TABLES / file).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)
