"""Withheld inputs: a salted digest travels in the bundle, the value is opened to an auditor.

Without the values the points of such a leaf are attested: taken as published. With them the auditor
sees that each is the one that was attested, and that the points follow from it. The digest is made
by `chiso.scoring.withheld`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.members import RUN_INPUTS, Files, place_in
from chiso.publication.reading import read_bytes
from chiso.publication.rows import numbered_rows_of, rows_of
from chiso.scoring.answers import ANSWER_COLUMNS
from chiso.scoring.run import recompute
from chiso.scoring.withheld import Withheld, read_withheld
from chiso.tables import DEFAULT_LIMIT_BYTES, write_table

WITHHELD = "withheld"
_KEY = ("unit", "code", "input", "case", "note")
_VALUES = ("value", "numerator", "denominator", "label")


@dataclass(frozen=True, slots=True)
class OpenedValue:
    """One value that was withheld, and the file in which it was opened."""

    value: Withheld
    place: Place

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What the row of the answers says in its place: unit, code, input, case, note."""
        return self.value.unit, self.value.code, self.value.input, self.value.case, self.value.note


def read_opened(paths: Iterable[Path]) -> tuple[OpenedValue, ...]:
    """The values in the files `withheld.csv` of runs. Raises BadInput."""
    return tuple(
        OpenedValue(value, Place(str(path)))
        for path in paths
        for value in read_withheld(read_bytes(path, limit=DEFAULT_LIMIT_BYTES), name=str(path))
    )


def refuse_open_values(answers: bytes, place: Place) -> None:
    """Raise BadInput if the value of a withheld answer is still there: it must not be published."""
    problems = [
        Problem(
            "CH-4052",
            Place(place.file, number),
            "",
            text("Expected no value in a withheld answer, and its digest in the note."),
            text("Score again: the run then keeps the value apart and writes the digest."),
        )
        for number, row in numbered_rows_of(answers)
        if row.get("status") == WITHHELD
        and (any(row.get(column) for column in _VALUES) or not row.get("note", "").startswith("sha256:"))
    ]
    if problems:
        raise BadInput(problems)


def put_back(files: Files, opened: Iterable[OpenedValue]) -> tuple[Files, set[OpenedValue]]:
    """A run with the opened values in place of their digests, and the values that were used."""
    by_key = {value.key: value for value in opened}
    used: set[OpenedValue] = set()
    rows: list[list[str]] = []
    for row in rows_of(files["inputs/answers.csv"]):
        unit, code, input_, case, note = (row.get(column, "") for column in _KEY)
        value = by_key.get((unit, code, input_, case, note)) if row.get("status") == WITHHELD else None
        if value is not None:
            row = {**row, **_cells(value.value.value), "status": "given", "note": ""}
            used.add(value)
        rows.append([row.get(column, "") for column in ANSWER_COLUMNS])
    return {**files, "inputs/answers.csv": write_table(ANSWER_COLUMNS, rows).encode("utf-8")}, used


def find_unattested(opened: Iterable[OpenedValue], used: set[OpenedValue], bundle: str) -> Iterator[Problem]:
    """Opened values whose digest no withheld answer of the bundle has."""
    for value in opened:
        if value not in used:
            yield Problem(
                "CH-4032",
                value.place,
                " ".join(part for part in value.key[:4] if part),
                text("Expected the value whose digest stands in {bundle}.", bundle=bundle),
                text("The opened value is not the one that was attested. Ask the publisher for the values."),
            )


def find_points_that_do_not_follow(files: Files, bundle: str, member: str) -> Iterator[Problem]:
    """The published points that differ from those of a run whose withheld values were put back."""
    try:
        differing = list(points_that_differ(files))
    except BadInput as refused:
        # The values are the attested ones, and yet no answers to the framework's questions.
        yield from refused.problems
        return
    for number, found, expected in differing:
        yield Problem(
            "CH-4033",
            place_in(bundle, member, number, "points"),
            found,
            text("Expected “{value}”, as it follows from the opened values.", value=expected),
            text("The attested points are not those of the attested values. Ask the publisher."),
        )


def points_that_differ(files: Files) -> Iterator[tuple[int, str, str]]:
    """Row of `scores.csv`, published points, points from the inputs, where these differ. Raises BadInput.

    Estimates are left aside: points follow from the answers alone.
    """
    given = {name: files[name] for name in (*RUN_INPUTS, "scores.csv")}
    recomputed = recompute(given)["scores.csv"]
    points = {_node(row): row.get("points", "") for row in rows_of(recomputed)}
    for number, row in numbered_rows_of(files["scores.csv"]):
        expected = points.get(_node(row), "")
        if row.get("points", "") != expected:
            yield number, row.get("points", ""), expected


def _cells(value: str) -> Mapping[str, str]:
    """The cells in which a value stands; the reverse of the text of which its digest is made."""
    if "=" in value:
        label, _, count = value.partition("=")
        return {"label": label, "value": count}
    if "/" in value:
        numerator, _, denominator = value.partition("/")
        return {"numerator": numerator, "denominator": denominator}
    return {"value": value}


def _node(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    return row.get("period", ""), row.get("league", ""), row.get("unit", ""), row.get("code", "")
