"""Which figures differ between two versions of a publication, read from their tables.

Rows are matched by what they are about (unit, period, code …), never by their place, so that a row that
moved up is no change. A row that only one version has counts as a change of every figure in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chiso.publication.members import is_carried_over, run_and_file

# What tells the rows of a table apart, and the figures that are compared.
_KEYS = {
    "ranking.csv": (("league", "unit"), ("score", "rank", "of", "class")),
    "scores.csv": (("league", "unit", "code"), ("points", "max_points", "status")),
}
_KEYS_OF_CARRIED = (("index", "period", "unit", "unit_name", "code", "source"), ("value", "rank", "of"))


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """One figure that differs; an empty text on one side is a figure that was not there."""

    member: str
    unit: str
    code: str
    column: str
    before: str
    after: str


def find_changed_figures(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[ChangedFigure]:
    """Every figure that differs, table by table; totals and ranks of a run stand before its parts."""
    for member in sorted(name for name in before.keys() | after.keys() if _how_to_compare(name)):
        keys, columns = _how_to_compare(member) or ((), ())
        older = _rows_by_key(before.get(member, b""), keys)
        newer = _rows_by_key(after.get(member, b""), keys)
        for key in [*older, *(key for key in newer if key not in older)]:
            one, other = older.get(key, {}), newer.get(key, {})
            about = {**other, **one}
            for column in columns:
                if one.get(column, "") != other.get(column, ""):
                    yield ChangedFigure(
                        member,
                        about.get("unit") or about.get("unit_name", ""),
                        about.get("code", "total"),
                        column,
                        one.get(column, ""),
                        other.get(column, ""),
                    )


def _how_to_compare(member: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    if is_carried_over(member):
        return _KEYS_OF_CARRIED
    place = run_and_file(member)
    return _KEYS.get(place[1]) if place else None


def _rows_by_key(table: bytes, keys: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, str]]:
    rows = csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""))
    return {tuple(row.get(key, "") for key in keys): row for row in rows}
