"""The machine part of a workbook: whose it is, by which set, and what stood in it when it went out.

    chiso-workbook/1
    0123…                     SHA-256 of the text below
    {"campaign": …}           JSON; a line that is too long for a cell goes on in the cells beside it

It stands on a hidden sheet. The digest tells a part that was changed by hand or damaged; it is no secret,
and needs none: whoever brings a workbook writes nothing that they could not write on the pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chiso.language import LANGUAGES, Language, text
from chiso.problems import BadInput, Place, Problem

SHEET = "chiso"
SHEET_OF_LISTS = "chiso_lists"
FORMAT_LINE = "chiso-workbook/1"
# A line is cut far below what a cell holds.
LONGEST_PIECE = 16_000
_LONGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class MachineRow:
    """A row: its key, the input that it asks for, the case (0: none) and the label that it is about."""

    key: str
    input: str
    case: int
    label: str


@dataclass(frozen=True, slots=True)
class MachineLeaf:
    """A leaf as it went out: unit (uid), code, version (0: no answer), digest of what stood, its rows."""

    sheet: str
    unit: str
    code: str
    version: int
    content: str
    is_locked: bool
    rows: tuple[MachineRow, ...]


@dataclass(frozen=True, slots=True)
class MachinePart:
    """All of it. `framework`: id@version and the hash of its content."""

    campaign: str
    agency: str
    framework: str
    framework_hash: str
    language: Language
    leaves: tuple[MachineLeaf, ...]


def write_machine_part(part: MachinePart) -> list[str]:
    """The lines of the hidden sheet."""
    written = json.dumps(asdict(part), ensure_ascii=True, separators=(",", ":"))
    return [FORMAT_LINE, _digest(written), written]


def read_machine_part(rows: Sequence[Sequence[Any]], name: str) -> MachinePart:
    """What the hidden sheet says. Raises BadInput (CH-7834) where it was damaged or changed by hand."""
    lines = ["".join(str(piece) for piece in row) for row in rows[:3]]
    if len(lines) < 3 or lines[0] != FORMAT_LINE or len(lines[2]) > _LONGEST or _digest(lines[2]) != lines[1]:
        raise BadInput([no_workbook(name)])
    try:
        return _part_of(json.loads(lines[2]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadInput([no_workbook(name)]) from error


def no_workbook(name: str) -> Problem:
    """That a file is no workbook that went out here, or is one no longer."""
    expected = text("Expected a workbook that was taken from here, with its hidden sheet as it was.")
    mend = text("Take the workbook anew and copy your entries into it, cell by cell.")
    return Problem("CH-7834", Place(name), "", expected, mend)


def _part_of(tree: Mapping[str, Any]) -> MachinePart:
    if tree["language"] not in LANGUAGES:
        raise ValueError(tree["language"])
    leaves = tuple(
        MachineLeaf(**{**leaf, "rows": tuple(MachineRow(**row) for row in leaf["rows"])})
        for leaf in tree["leaves"]
    )
    return MachinePart(**{**tree, "leaves": leaves})


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
