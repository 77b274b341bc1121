"""The first row of a table: which delimiter it shows, and whether its columns are the expected ones."""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterable
from typing import Literal, TypeAlias

from chiso.language import Text, listing, text
from chiso.problems import Place, Report, quote

Delimiter: TypeAlias = Literal[",", ";", "\t"]
DELIMITERS: tuple[Delimiter, ...] = (",", ";", "\t")


def recognise_delimiter(written: str, names: Iterable[str]) -> Delimiter:
    """The delimiter under which the header shows the most expected names, then the most cells."""
    known = set(names)

    def evidence(delimiter: Delimiter) -> tuple[int, int]:
        try:
            header = next(csv.reader(io.StringIO(written, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return (0, 0)
        return (sum(cell.strip() in known for cell in header), len(header))

    # max keeps the first of equals, so a single column counts as comma-delimited.
    return max(DELIMITERS, key=evidence)


def check_header(
    line: int,
    columns: tuple[str, ...],
    required: tuple[str, ...],
    allowed: tuple[str, ...] | None,
    shown: str,
    report: Report,
) -> None:
    """Note all that is wrong with the header; raise, since rows have no meaning without it."""
    unnamed = [position for position, column in enumerate(columns, start=1) if not column]
    double = {column: times for column, times in Counter(columns).items() if column and times > 1}
    missing = [column for column in required if column not in columns]
    unknown = [c for c in dict.fromkeys(columns) if c and c not in allowed] if allowed is not None else []
    for position in unnamed:
        report.add(
            "CH-1008",
            Place(shown, line),
            "",
            text("Expected a name for each column; column {position} has none.", position=str(position)),
            text("Name the column or take it out. A title above the header has to go."),
        )
    for column, times in double.items():
        report.add(
            "CH-1009",
            Place(shown, line, quote(column)),
            column,
            text("Expected each column once; this one stands {count} times.", count=times),
            text("Take out or rename what is double."),
        )
    for column in missing:
        report.add(
            "CH-1010",
            Place(shown, line, column),
            ", ".join(columns),
            text("Expected a column “{column}”.", column=column),
            _suggestion(column, [c for c in columns if c not in required]),
        )
    for column in unknown:
        report.add(
            "CH-1011",
            Place(shown, line, quote(column)),
            column,
            text("Expected only these columns: {columns}.", columns=listing(allowed or ())),
            text("Take the column out or give it its right name."),
        )
    if unnamed or double or missing or unknown:
        report.stop_if_any()


def _suggestion(column: str, others: list[str]) -> Text:
    near = difflib.get_close_matches(column, others, n=1)
    if near:
        return text(
            "Rename “{near}” to “{column}”, if that is what it holds.", near=quote(near[0]), column=column
        )
    return text("Add the column; the header has to be the first row.")


def is_second_header(cells: tuple[str, ...], names: frozenset[str] | set[str]) -> bool:
    """Whether the row below the header repeats or continues it: two names, or nothing but names."""
    filled = [cell for cell in cells if cell]
    named = sum(cell in names for cell in filled)
    return named >= 2 or (named > 0 and named == len(filled))
