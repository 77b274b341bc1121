"""The kept mapping by which a finished round comes in: from columns of the source to columns of the round.

    format: chiso-survey-mapping/1
    source: kobo                     # odk, kobo, limesurvey, table
    without: {_validation_status: [Not Approved]}
    others: drop                     # or keep: all other columns, except what looks personal
    columns:
      commune: group_a/commune
      q1:
        from: group_q/q1
        title: How satisfied are you …
        values: {rat_hai_long: "5", khong_biet: "98"}
        missing: ["98"]
        labels: {"5": very satisfied, "98": don't know}
      services: {from: services, choices: [birth, marriage, land]}
      "item_{number}": {from: "group_q/item{number:02}", numbers: [1, 39]}

A question with several answers (`choices`) becomes one column of 0 and 1 for each choice. An entry with
`numbers` stands for as many columns, from the first to the last number.

    CH-3125 the mapping cannot be read or has wrong keys or values, or two of its columns have one name
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator

from chiso.frameworks.faults import PlacedFault
from chiso.frameworks.records import read_record
from chiso.language import text
from chiso.problems import quote

FORMAT: Final = "chiso-survey-mapping/1"

_NUMBER = re.compile(r"\{number(:0?(?P<places>[1-9]))?\}")
_MOST_COLUMNS = 10_000

Source: TypeAlias = Literal["odk", "kobo", "limesurvey", "table"]


class Part(BaseModel):
    """A part of the mapping: nothing unknown in it, nothing changed in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ColumnMapping(Part):
    """One column of the round. `others`: what becomes of words that `values` does not name.

    Without `values` each word stays as it is. `kind: time`: a moment, by the clock of its place. `numbers`:
    first and last number that take the place of {number} in the name and in `from`.
    """

    source: str = Field(alias="from", min_length=1)
    title: str = ""
    kind: Literal["", "time"] = ""
    values: dict[str, str] = {}
    others: Literal["refuse", "keep", "missing"] = "refuse"
    missing: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    choices: tuple[str, ...] = ()
    numbers: tuple[int, int] | None = None


class Mapping(Part):
    """The whole mapping."""

    format: Literal["chiso-survey-mapping/1"] = FORMAT
    title: str = ""
    source: Source = "table"
    decimal: Literal["", ".", ","] = ""
    missing_words: tuple[str, ...] = ()
    sheet: str = ""
    without: dict[str, tuple[str, ...]] = {}
    others: Literal["drop", "keep"] = "drop"
    columns: dict[str, ColumnMapping] = {}

    @field_validator("columns", mode="before")
    @classmethod
    def _read_short_form(cls, columns: object) -> object:
        if not isinstance(columns, dict):
            return columns
        return {name: {"from": one} if isinstance(one, str) else one for name, one in columns.items()}


def read_mapping(source: Path | bytes, *, name: str | None = None) -> Mapping:
    """The mapping in a YAML file (or its bytes). Raises BadInput with every mistake of the file."""
    shown = name or ("mapping.yaml" if isinstance(source, bytes) else source.name)
    mapping = read_record(source, Mapping, name=shown, form=FORMAT, code="CH-3125", check=_faults)
    columns = {one: column for name, entry in mapping.columns.items() for one, column in _each(name, entry)}
    return mapping.model_copy(update={"columns": columns})


def _each(name: str, entry: ColumnMapping) -> Iterator[tuple[str, ColumnMapping]]:
    """The columns that an entry stands for: one, or one for each of its numbers."""
    if entry.numbers is None:
        yield name, entry
        return
    first, last = entry.numbers
    for number in range(first, last + 1):
        changed = {"source": _with_number(entry.source, number), "numbers": None}
        yield _with_number(name, number), entry.model_copy(update=changed)


def _with_number(pattern: str, number: int) -> str:
    return _NUMBER.sub(lambda place: f"{number:0{place['places'] or 1}}", pattern)


def _faults(mapping: Mapping) -> Iterator[PlacedFault]:
    if not mapping.columns and mapping.others == "drop":
        expected = text("Expected at least one column to import.")
        yield PlacedFault(
            "CH-3125", ("columns",), "", expected, text("List the columns, or say “others: keep”.")
        )
    taken: set[str] = set()
    for name, column in mapping.columns.items():
        wrong = list(_faults_of_numbers(name, column))
        yield from wrong
        written_names = [name] if wrong else [one for one, _ in _each(name, column)]
        names = [f"{one}_{choice}" for one in written_names for choice in column.choices]
        for written in names or written_names:
            if written in taken:
                expected = text("Expected each column once; “{name}” would stand twice.", name=written)
                path = ("columns", name)
                yield PlacedFault("CH-3125", path, quote(written), expected, text("Give one another name."))
            taken.add(written)
        ways = [bool(column.choices), bool(column.values or column.missing), bool(column.kind)]
        if sum(ways) > 1:
            expected = text("Expected one of: “choices”; “values” and “missing”; “kind”.")
            path = ("columns", name)
            mend = text(
                "A question with several answers becomes columns of 0 and 1; take the other keys out."
            )
            yield PlacedFault("CH-3125", path, "", expected, mend)


def _faults_of_numbers(name: str, column: ColumnMapping) -> Iterator[PlacedFault]:
    """An entry for many columns says so in its name, in `from` and in `numbers`."""
    path = ("columns", name)
    if column.numbers is None:
        if _NUMBER.search(name) or _NUMBER.search(column.source):
            expected = text("Expected the numbers that take the place of {place}.", place="{number}")
            mend = text("Add the first and the last one, such as numbers: [1, 39].")
            yield PlacedFault("CH-3125", path, quote(name), expected, mend)
        return
    first, last = column.numbers
    if not 0 <= first <= last < first + _MOST_COLUMNS:
        expected = text("Expected a first number and a last one that is not below it.")
        found = f"{first}, {last}"
        yield PlacedFault(
            "CH-3125", (*path, "numbers"), found, expected, text("Write them as in numbers: [1, 39].")
        )
    if not (_NUMBER.search(name) and _NUMBER.search(column.source)):
        expected = text("Expected {place} in the name of the column and in “from”.", place="{number}")
        yield PlacedFault("CH-3125", path, quote(name), expected, text("Write it where the number stands."))
