"""The rows of one leaf in a workbook: one for each input, case or label, with what stands in its cells.

    number, count, share, boolean, date    one row, its figure
    ratio                                  one row, numerator and denominator, or the share as a figure
    label                                  one row, the label in “Choice”
    labels, tally                          a row for each label: yes or no, or how many
    cases                                  the same rows again for each case that stands, and for some more

A leaf whose answer cannot be said in these rows is shown and locked: it is entered on its page.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from chiso.frameworks.document import canonical_json
from chiso.frameworks.exporting.layout import LONGEST_CELL, printable
from chiso.office.campaigns.answering.asked import Asked, AskedInput
from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.workbooks.columns import ColumnName

# Room for so many cases more than stand; whoever has more brings the workbook twice.
EMPTY_CASES = 10
_DIGITS_OF_DIGEST = 16


@dataclass(frozen=True, slots=True)
class BookRow:
    """One row to fill in. `case_number` 0: once for the unit; `label`: the one that this row is about.

    `cells` holds what stands there in the one notation of answers, `open` the columns to fill in.
    """

    input: AskedInput
    case_number: int = 0
    label: str = ""
    is_first_of_case: bool = False
    cells: Mapping[ColumnName, str] = field(default_factory=dict)
    open: frozenset[ColumnName] = frozenset()


def rows_of_leaf(asked: Asked, answer: Answer | None) -> list[BookRow]:
    """The rows of a leaf, filled with what stands."""
    kept = [InputRow(*row) for row in answer.rows] if answer is not None else []
    rows = [row for one in asked.once for row in _rows_of_input(one, [r for r in kept if not r.case])]
    if asked.in_cases:
        cases = list(dict.fromkeys(row.case for row in kept if row.case))
        for number in range(1, len(cases) + EMPTY_CASES + 1):
            case = cases[number - 1] if number <= len(cases) else ""
            own = [row for row in kept if case and row.case == case]
            rows += _rows_of_case(asked.in_cases, own, number, case)
    return rows


def _rows_of_case(
    inputs: Iterable[AskedInput], kept: list[InputRow], number: int, case: str
) -> Iterator[BookRow]:
    is_first = True
    for one in inputs:
        for row in _rows_of_input(one, kept):
            cells, opened = dict(row.cells), row.open
            if is_first:
                cells["case"], opened = case, opened | {"case"}
            yield BookRow(one, number, row.label, is_first, cells, opened)
            is_first = False


def _rows_of_input(one: AskedInput, kept: list[InputRow]) -> Iterator[BookRow]:
    own = [row for row in kept if row.input == one.name]
    if one.definition.type in ("labels", "tally"):
        for label in one.definition.labels:
            row = next((row for row in own if row.label == label), None)
            told = row.value if one.definition.type == "tally" and row else "true" if row else ""
            yield BookRow(one, label=label, cells={"value": told}, open=frozenset({"value"}))
        return
    row = own[0] if own else InputRow()
    cells: dict[ColumnName, str] = {
        "value": row.value, "numerator": row.numerator, "denominator": row.denominator, "label": row.label,
    }  # fmt: skip
    opened: frozenset[ColumnName] = frozenset({"value"})
    if one.definition.type == "ratio":
        opened = frozenset({"value", "numerator", "denominator"})
    elif one.definition.type == "label":
        opened = frozenset({"label"})
    yield BookRow(one, cells=cells, open=opened)


def input_rows(filled: Iterable[tuple[BookRow, Mapping[ColumnName, str]]]) -> list[tuple[int, InputRow]]:
    """What filled rows say, each with the place of the row that said it; empty ones say nothing."""
    found = []
    case = ""
    for place, (row, cells) in enumerate(filled):
        if row.is_first_of_case:
            case = cells.get("case", "")
        named = case if row.case_number else ""
        value = cells.get("value", "")
        if row.label and row.input.definition.type == "labels":
            if value == "true":
                found.append((place, InputRow(row.input.name, named, label=row.label)))
            continue
        read = InputRow(
            row.input.name, named, value, cells.get("numerator", ""), cells.get("denominator", ""),
            row.label or cells.get("label", ""),
        )  # fmt: skip
        says_something = value if row.label else value or read.numerator or read.denominator or read.label
        if says_something:
            found.append((place, read))
    return found


def can_be_said(rows: list[BookRow], answer: Answer | None) -> bool:
    """Whether the rows say all that stands: what they cannot is never taken back from a workbook."""
    if answer is None:
        return True
    said = {tuple(row.as_list()) for _, row in input_rows((row, row.cells) for row in rows)}
    is_whole = said == {tuple(row) for row in answer.rows}
    return is_whole and len(answer.note) <= LONGEST_CELL and printable(answer.note) == answer.note


def settled_note(written: str) -> str:
    """An explanation without the differences that programs make."""
    return unicodedata.normalize("NFC", written.replace("\r\n", "\n").replace("\r", "\n")).strip()


def digest_of(given: Given | None) -> str:
    """What stays the same as long as nobody edits the leaf; a leaf without a word is one of no answer."""
    if given is None or (given.status == "missing" and given.lacking):
        said: list[object] = ["", [], settled_note(given.note) if given is not None else ""]
    else:
        said = [given.status, sorted(given.kept_rows()), settled_note(given.note)]
    return hashlib.sha256(canonical_json(said)).hexdigest()[:_DIGITS_OF_DIGEST]
