"""A workbook that came back, opened with care: bounds first, then what a workbook of ours never holds.

Nothing in it is run, fetched or computed. Links to elsewhere, programs, embedded things and formulas are
refused and named; merged cells too, since they hide what stands below them.

    CH-7834 no workbook of this office    CH-7836 a part that it does not have
    CH-7837 a formula                     CH-7838 merged cells
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

import python_calamine

from chiso.frameworks.importers.files import Format, recognise
from chiso.frameworks.importers.sheet_bounds import check_bounds
from chiso.language import text
from chiso.office.campaigns.workbooks.columns import letter_of
from chiso.office.campaigns.workbooks.machine import SHEET, MachinePart, no_workbook, read_machine_part
from chiso.problems import BadInput, Place, Problem, quote

LARGEST = 5_000_000
MOST_PROBLEMS = 200
_MOST_COLUMNS = 60
_FOREIGN = re.compile(
    r"/(externalLinks|embeddings|activeX|ctrlProps|queryTables|model|macrosheets|dialogsheets|webextensions)/"
    r"|\AcustomUI/|vbaProject|/connections\.xml|(?<!printerSettings\d)(?<!printerSettings\d\d)\.bin\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OpenBook:
    """The machine part, and the values of each sheet that is shown, by its title."""

    machine: MachinePart
    sheets: Mapping[str, Sequence[Sequence[Any]]]


def place_in(sheet: str, row: int, column: int) -> Place:
    """A cell as a workbook names it; row and column count from 0."""
    return Place(field=f"{sheet}!{letter_of(column)}{row + 1}")


def open_book(content: bytes, name: str) -> OpenBook:
    """Raises BadInput: CH-26nn (damaged, too large, programs, declared entities), CH-7834 and the above."""
    if len(content) > LARGEST:
        raise BadInput([no_workbook(name)])
    try:
        file_format, safe = recognise(content, name)
    except BadInput as refused:
        # “Annex” is not what was sent; what is wrong with an archive is said as it is.
        if {problem.code for problem in refused.problems} == {"CH-2601"}:
            raise BadInput([no_workbook(name)]) from refused
        raise
    if file_format is not Format.WORKBOOK:
        raise BadInput([no_workbook(name)])
    check_bounds(safe, name)
    with zipfile.ZipFile(io.BytesIO(safe)) as archive:
        problems = [_foreign(name, member) for member in archive.namelist() if _FOREIGN.search(member)]
        problems += list(_formulas(archive, name))[:MOST_PROBLEMS]
    machine, sheets, merged = _values(safe, name)
    problems += merged
    if problems:
        raise BadInput(problems)
    return OpenBook(machine, sheets)


def _values(safe: bytes, name: str) -> tuple[MachinePart, dict[str, Sequence[Sequence[Any]]], list[Problem]]:
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(safe)) as workbook:
            if SHEET not in workbook.sheet_names:
                raise BadInput([no_workbook(name)])
            hidden = workbook.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
            machine = read_machine_part(hidden, name)
            titles = dict.fromkeys(leaf.sheet for leaf in machine.leaves)
            present = [title for title in titles if title in workbook.sheet_names]
            found = {title: workbook.get_sheet_by_name(title) for title in present}
            sheets = {title: _cells(sheet) for title, sheet in found.items()}
            merged = [
                _merged(title, area)
                for title, sheet in found.items()
                for area in sheet.merged_cell_ranges or []
            ]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise BadInput([no_workbook(name)]) from error
    return machine, sheets, merged[:MOST_PROBLEMS]


def _cells(sheet: Any) -> Sequence[Sequence[Any]]:
    return [row[:_MOST_COLUMNS] for row in sheet.to_python(skip_empty_area=False)]


def _foreign(name: str, member: str) -> Problem:
    expected = text("Expected nothing but sheets: no links to other files, no programs, nothing embedded.")
    mend = text("Take the workbook anew and copy your entries into it as values.")
    return Problem("CH-7836", Place(name), quote(member), expected, mend)


def _merged(sheet: str, area: tuple[tuple[int, int], tuple[int, int]]) -> Problem:
    (top, left), _ = area
    expected = text("Expected no merged cells: what stands below them cannot be told.")
    mend = text("Unmerge them (Format cells), and look at each value once more.")
    return Problem("CH-7838", place_in(sheet, top, left), "", expected, mend)


def _formulas(archive: zipfile.ZipFile, name: str) -> Iterator[Problem]:
    """The cells that hold a formula: what it gives depends on who opens it, and where."""
    for title, member in _members_of_sheets(archive):
        if member not in archive.namelist():
            continue
        for reference, formula in _formula_cells(archive.read(member), name):
            expected = text("Expected a value, not a formula.")
            mend = text("Copy the cell and paste it as a value (Paste special: values only).")
            yield Problem(
                "CH-7837", Place(field=f"{title}!{reference}"), quote(f"={formula}"), expected, mend
            )


def _members_of_sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The title of each sheet with the part of the archive that holds it."""
    names = archive.namelist()
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(names):
        return []
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), key))

    _walk(archive.read("xl/_rels/workbook.xml.rels"), relation)
    _walk(archive.read("xl/workbook.xml"), sheet)
    return [(title, posixpath.normpath(posixpath.join("xl", targets.get(key, "")))) for title, key in sheets]


def _walk(content: bytes, start: Any) -> None:
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BadInput([no_workbook("")]) from error


def _formula_cells(content: bytes, name: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    state = {"cell": "", "is_formula": ""}

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "c":
            state["cell"] = attributes.get("r", "")
        elif local == "f" and len(found) < MOST_PROBLEMS:
            state["is_formula"] = "yes"
            found.append((state["cell"], ""))

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "f":
            state["is_formula"] = ""

    def words(said: str) -> None:
        if state["is_formula"]:
            found[-1] = (found[-1][0], (found[-1][1] + said)[:100])

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, words
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BadInput([no_workbook(name)]) from error
    return found
