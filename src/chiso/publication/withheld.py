"""Withheld inputs: a salted digest travels in the bundle, the value is opened to an auditor.

    note = "sha256:" SHA-256(salt "|" value)      salt and digest in hexadecimal digits

Without the values the points of such a leaf are attested: taken as published. With them the auditor
sees that each is the one that was attested, and that the points follow from it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chiso.language import text
from chiso.problems import BadInput, Place, Problem
from chiso.publication.members import RUN_INPUTS, place_in
from chiso.publication.recomputation import Files
from chiso.scoring.run import recompute
from chiso.tables import read_table, write_table

COLUMNS = ("unit", "code", "input", "case", "value", "salt")
WITHHELD = "withheld"
_VALUES = ("value", "numerator", "denominator", "label")


@dataclass(frozen=True, slots=True)
class OpenedValue:
    """One value that was withheld, with the salt of its digest and where the auditor has it from."""

    unit: str
    code: str
    input: str
    case: str
    value: str
    salt: str
    place: Place

    @property
    def digest(self) -> str:
        """What stands in the note of the answer if this is the value that was attested."""
        return f"sha256:{hashlib.sha256(f'{self.salt}|{self.value}'.encode()).hexdigest()}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Unit, code, input and case."""
        return self.unit, self.code, self.input, self.case


def read_opened(paths: Iterable[Path]) -> tuple[OpenedValue, ...]:
    """The values in the files `withheld.csv` of runs. Raises BadInput."""
    opened: list[OpenedValue] = []
    for path in paths:
        table = read_table(path, required=COLUMNS)
        for row in table.rows:
            unit, code, input_, case, value, salt = (row[column] for column in COLUMNS)
            opened.append(OpenedValue(unit, code, input_, case, value, salt, table.place(row)))
    return tuple(opened)


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
        for number, row in _numbered(answers)
        if row.get("status") == WITHHELD
        and (any(row.get(column) for column in _VALUES) or not (row.get("note") or "").startswith("sha256:"))
    ]
    if problems:
        raise BadInput(problems)


def put_back(files: Files, opened: Iterable[OpenedValue]) -> tuple[Files, set[OpenedValue]]:
    """A run with the opened values in place of their digests, and the values that were used."""
    by_digest = {(value.key, value.digest): value for value in opened}
    used: set[OpenedValue] = set()
    rows: list[dict[str, str]] = []
    for _, row in _numbered(files["inputs/answers.csv"]):
        key = (row.get("unit", ""), row.get("code", ""), row.get("input", ""), row.get("case", ""))
        value = by_digest.get((key, row.get("note", ""))) if row.get("status") == WITHHELD else None
        if value is not None:
            row = {**row, **_cells(value.value), "status": "given", "note": ""}
            used.add(value)
        rows.append(row)
    columns = list(rows[0]) if rows else []
    answers = write_table(columns, ([row[column] for column in columns] for row in rows))
    return {**files, "inputs/answers.csv": answers.encode("utf-8")}, used


def _cells(value: str) -> Mapping[str, str]:
    """The cells in which a value stands; see the digest's text in the answers."""
    if "=" in value:
        label, _, count = value.partition("=")
        return {"label": label, "value": count}
    if "/" in value:
        numerator, _, denominator = value.partition("/")
        return {"numerator": numerator, "denominator": denominator}
    return {"value": value}


def find_unattested(opened: Iterable[OpenedValue], used: set[OpenedValue], bundle: str) -> Iterator[Problem]:
    """Opened values whose digest no withheld answer of the bundle has."""
    for value in opened:
        if value not in used:
            yield Problem(
                "CH-4032",
                value.place,
                " ".join(part for part in value.key if part),
                text("Expected the value whose digest stands in {bundle}.", bundle=bundle),
                text("The opened value is not the one that was attested. Ask the publisher for the values."),
            )


def find_points_that_do_not_follow(files: Files, bundle: str, member: str) -> Iterator[Problem]:
    """The published points that differ from those of a run whose withheld values were put back."""
    given = {name: files[name] for name in (*RUN_INPUTS, "scores.csv")}
    try:
        recomputed = recompute(given)["scores.csv"]
    except BadInput as refused:
        # The values are the attested ones, and yet no answers to the framework's questions.
        yield from refused.problems
        return
    points = {_node(row): row.get("points", "") for _, row in _numbered(recomputed)}
    for number, row in _numbered(files["scores.csv"]):
        expected = points.get(_node(row), "")
        if row.get("points", "") != expected:
            yield Problem(
                "CH-4033",
                place_in(bundle, member, number, "points"),
                row.get("points", ""),
                text("Expected “{value}”, as it follows from the opened values.", value=expected),
                text("The attested points are not those of the attested values. Ask the publisher."),
            )


def _node(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    return row.get("period", ""), row.get("league", ""), row.get("unit", ""), row.get("code", "")


def _numbered(table: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the header as dictionaries, counted as an editor counts."""
    reader = csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""), restval="")
    yield from enumerate(reader, start=2)
