"""An official document as a PDF in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Set by typst (the extra `documents`) from `letter.typ`. Words go there as data, never as markup. The same
letter gives the same bytes on a machine with the same faces. The file is PDF/A-2 (ISO 19005-2), made to be
kept; where a word has a sign that no face of the machine can show it is a plain PDF.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from chiso.documents.letters import layout
from chiso.documents.letters.fixed_words import MOTTO, NATION, RECIPIENTS
from chiso.documents.letters.parts import Letter
from chiso.documents.letters.printed import (
    PrintedBlock,
    PrintedDrawing,
    PrintedLetter,
    PrintedParagraph,
    PrintedTable,
    print_letter,
)
from chiso.language import text
from chiso.libraries import need
from chiso.problems import CannotWrite, Place, Problem, quote

# Widths as those of Times New Roman come first; the last one is inside the compiler.
FACES = (
    "Times New Roman",
    "Liberation Serif",
    "Tinos",
    "TeX Gyre Termes",
    "Nimbus Roman",
    "Libertinus Serif",
)
_TEMPLATE = Path(__file__).with_name("letter.typ")
_COMMAND = [sys.executable, "-P", str(Path(__file__).with_name("typesetting.py"))]
_LONGEST_SECONDS = 120
# Tags tell a reading program what is a table and its head. For 6,000 rows they are 8 MB beside 0.6.
_MOST_TAGGED_CELLS = 10_000
# A longer run of letters is no word: a line may break in it, after each so many of them.
_LONGEST_RUN, _LONGEST_PIECE = 25, 4
_PADDING_OF_CELL = 3
# No page break parts a row, unless one of the table is so high that it might not fit on a page.
_MOST_LINES_OF_A_ROW = 20
_TAGGED, _UNTAGGED, _PLAIN = ["a-2a"], ["a-2b"], list[str]()


def write_pdf(letter: Letter) -> bytes:
    """The bytes of a .pdf file.

    Raises WrongCall (CH-5002) if typst is not installed, CannotWrite (CH-7690) if the document could not
    be set, which no word in it can cause.
    """
    printed = print_letter(letter)
    inputs = {"letter": json.dumps(_as_data(printed), ensure_ascii=False)}
    has_tags = _count_cells(printed) <= _MOST_TAGGED_CELLS
    refusals = []
    for standards in (_TAGGED if has_tags else _UNTAGGED, _PLAIN):
        content, refusal = _set(inputs, letter.created, standards, has_tags=has_tags)
        if content:
            return content
        refusals.append(refusal)
    raise CannotWrite([_could_not_be_set(refusals[-1])])


def _set(
    inputs: dict[str, str], created: datetime, standards: list[str], *, has_tags: bool
) -> tuple[bytes, str]:
    """The file, or nothing and why."""
    need("typst", "typst")
    order = {
        "template": _template(),
        "inputs": inputs,
        "created": created.replace(microsecond=0).isoformat(),
        "standards": standards,
        "has_tags": has_tags,
    }
    try:
        done = subprocess.run(
            _COMMAND,
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b"", f"> {_LONGEST_SECONDS} s"
    if done.returncode:
        return b"", done.stderr.decode(errors="replace") or str(done.returncode)
    return done.stdout, ""


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")


def _could_not_be_set(refusal: str) -> Problem:
    return Problem(
        "CH-7690",
        Place(),
        quote(refusal),
        text("Expected the document to be set as PDF."),
        text("See whether the machine is short of memory, and try again; the Word file has the same words."),
    )


def _count_cells(printed: PrintedLetter) -> int:
    blocks = [*printed.blocks, *(block for annex in printed.annexes for block in annex.blocks)]
    return sum(len(b.rows) * len(b.columns) for b in blocks if isinstance(b, PrintedTable))


def _as_data(printed: PrintedLetter) -> dict[str, Any]:
    """The letter as the template reads it."""
    return {
        "measures": _measures(),
        "faces": FACES,
        "language": printed.language,
        "nation": NATION,
        "motto": MOTTO,
        "recipients_head": RECIPIENTS,
        "title": _breakable(printed.title),
        "notice": _breakable(printed.notice),
        "superior": _all_breakable(printed.superior),
        "issuer": _all_breakable(printed.issuer),
        "number": _breakable(printed.number),
        "place_and_day": _breakable(printed.place_and_day),
        "kind": _breakable(printed.kind),
        "subject": _breakable(printed.subject),
        "authority": _breakable(printed.authority),
        "grounds": _all_breakable(printed.grounds),
        "resolution": _breakable(printed.resolution),
        "blocks": _blocks(printed.blocks, is_landscape=False),
        "signatures": [
            {"above": _all_breakable(one.above), "name": _breakable(one.name), "strokes": one.strokes}
            for one in printed.signatures
        ],
        "recipients": _all_breakable(printed.recipients),
        "annexes": [
            {
                "label": _breakable(annex.label),
                "title": _breakable(annex.title),
                "attached": _breakable(annex.attached),
                "is_landscape": annex.is_landscape,
                "blocks": _blocks(annex.blocks, is_landscape=annex.is_landscape),
            }
            for annex in printed.annexes
        ],
    }


def _measures() -> dict[str, Any]:
    return {
        **layout.MARGINS,
        "page_width": layout.A4[0],
        "page_height": layout.A4[1],
        "distance": layout.DISTANCE_OF_NUMBER,
        "indent": layout.INDENT,
        "room_above_end": layout.ROOM_ABOVE_END,
        "columns_of_heading": layout.COLUMNS_OF_HEADING,
        "columns_of_end": layout.COLUMNS_OF_END,
        "part_of_words": layout.PART_OF_WORDS,
        "nation": layout.NATION,
        "motto": layout.MOTTO,
        "issuer": layout.ISSUER,
        "number": layout.NUMBER,
        "text": layout.TEXT,
        "table": layout.TABLE,
        "page_number": layout.PAGE_NUMBER,
        "notice": layout.NOTICE,
        "recipients_head": layout.RECIPIENTS_HEAD,
        "recipients": layout.RECIPIENTS,
        "room": layout.ROOM_OF_SIGNATURE,
        "space": layout.SPACE_AFTER_PARAGRAPH,
    }


def _blocks(blocks: Iterable[PrintedBlock], *, is_landscape: bool) -> list[dict[str, Any]]:
    line = layout.width_of_line(is_landscape=is_landscape)
    return [_block(block, line) for block in blocks]


def _block(block: PrintedBlock, line: int) -> dict[str, Any]:
    if isinstance(block, PrintedParagraph):
        return _paragraph(block)
    if isinstance(block, PrintedDrawing):
        return {"svg": block.svg, "width": block.width, "words": block.words, "is_strong": False}
    return _table(block, line)


def _paragraph(paragraph: PrintedParagraph) -> dict[str, Any]:
    return {
        "label": _breakable(paragraph.label),
        "words": _breakable(paragraph.words),
        "is_strong": paragraph.is_strong,
    }


def _table(table: PrintedTable, line: int) -> dict[str, Any]:
    widths = layout.widths_of_columns([column.width for column in table.columns], line)
    fitting = [layout.letters_in(width - _PADDING_OF_CELL, layout.TABLE) for width in widths]
    return {
        "title": _breakable(table.title),
        "columns": [
            {"title": _breakable(column.title, longest), "width": column.width, "side": column.side}
            for column, longest in zip(table.columns, fitting, strict=True)
        ],
        "rows": [list(map(_breakable, row, fitting)) for row in table.rows],
        "has_whole_rows": all(
            len(words) <= longest * _MOST_LINES_OF_A_ROW
            for row in table.rows
            for words, longest in zip(row, fitting, strict=True)
        ),
    }


def _all_breakable(texts: Iterable[str]) -> list[str | list[str]]:
    return [_breakable(words) for words in texts]


def _breakable(words: str, longest: int = _LONGEST_RUN) -> str | list[str]:
    """`words`, in pieces where a line must be able to break: in a run of more letters than `longest`."""
    if len(words) <= longest:
        return words
    pieces: list[str] = []
    for run in words.split(" "):
        if len(run) > longest:
            # The blank before a run belongs to the piece before it.
            pieces += [run[i : i + _LONGEST_PIECE] for i in range(0, len(run), _LONGEST_PIECE)]
        elif pieces:
            pieces[-1] += run
        else:
            pieces.append(run)
        pieces[-1] += " "
    pieces[-1] = pieces[-1][:-1]
    return pieces if len(pieces) > 1 else pieces[0]
