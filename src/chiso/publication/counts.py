"""Where the figures of a bundle come from, counted.

recomputed     its inputs are in the bundle
attested       it rests on an input that is withheld, of which only a digest is inside
carried over   another body's figure, with its source

A figure of a run is one row of `scores.csv` that has points. The points of a leaf are carried over if
the origin of its answer is; those of a node above are recomputed from them. Whatever rests on a
withheld input, however far below, is attested. A figure of a table of others is one row with a value. Of a
composite index every score of a unit at a node of the tree counts, indicators included.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from chiso.publication.members import SCORED_STAGE, is_carried_over, is_composite
from chiso.publication.rows import cells_of, rows_of

ROOT = "total"


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of figures by where they come from."""

    recomputed: int = 0
    attested: int = 0
    carried_over: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.recomputed + other.recomputed,
            self.attested + other.attested,
            self.carried_over + other.carried_over,
        )


def count_carried_over(members: Mapping[str, bytes]) -> Counts:
    """The figures in the tables of others among the members of a bundle."""
    tables = (content for name, content in members.items() if is_carried_over(name))
    return Counts(carried_over=sum(1 for table in tables for row in rows_of(table) if row.get("value")))


def count_run(files: Mapping[str, bytes]) -> Counts:
    """The figures of one run. Rows that cannot be read are not counted."""
    if is_composite(files):
        return Counts(recomputed=_scores_in(files.get(SCORED_STAGE, b"")))
    answers = files.get("inputs/answers.csv", b"")
    with_points = _nodes_with_points(files.get("scores.csv", b""))
    # Most runs have neither; then no row of the answers has to be looked at.
    if b"withheld" not in answers and b"carried_over" not in answers:
        return Counts(recomputed=len(with_points))
    attested: set[tuple[str, str]] = set()
    carried_over: set[tuple[str, str]] = set()
    above = _nodes_above(files.get("inputs/framework.json", b""))
    for row in rows_of(answers):
        unit, code = row.get("unit", ""), row.get("code", "")
        if row.get("status") == "withheld":
            attested.update((unit, node) for node in (code, *above.get(code, (ROOT,))))
        elif row.get("origin") == "carried_over":
            carried_over.add((unit, code))
    are_attested = sum(1 for node in with_points if node in attested)
    are_carried_over = sum(1 for node in with_points if node in carried_over and node not in attested)
    return Counts(len(with_points) - are_attested - are_carried_over, are_attested, are_carried_over)


def _nodes_with_points(scores: bytes) -> list[tuple[str, str]]:
    """Unit and code of each row that has points; none where the table is not one of scores."""
    rows = cells_of(scores)
    header = next(rows, [])
    if not {"unit", "code", "points"}.issubset(header):
        return []
    unit, code, points = (header.index(column) for column in ("unit", "code", "points"))
    width = max(unit, code, points)
    return [(row[unit], row[code]) for row in rows if len(row) > width and row[points]]


def _scores_in(table: bytes) -> int:
    """How many figures stand in a wide table of scores."""
    rows = cells_of(table)
    first = sum(column in ("unit", "period") for column in next(rows, []))
    return sum(bool(cell) for row in rows for cell in row[first:])


def _nodes_above(framework_file: bytes) -> dict[str, tuple[str, ...]]:
    """For every code the codes of the nodes that contain it, the root last."""
    found: dict[str, tuple[str, ...]] = {}
    try:
        frameworks = json.loads(framework_file)["frameworks"].values()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return found
    waiting: list[tuple[object, tuple[str, ...]]] = [(framework, (ROOT,)) for framework in frameworks]
    while waiting:
        part, path = waiting.pop()
        for node in part.get("nodes", ()) if isinstance(part, dict) else ():
            code = node.get("code") if isinstance(node, dict) else None
            if isinstance(code, str):
                # Two frameworks of a programme may use one code: what rests on either counts.
                found[code] = tuple(dict.fromkeys((*found.get(code, ()), *path)))
                waiting.append((node, (code, *path)))
    return found
