"""The whole document of a framework on a sheet of its own, so that a workbook gives back what it was made of.

    chiso-composite-export/1
    0123…                       the content hash
    |{"denominators":[…|        the document as JSON, in pieces between strokes, which keep blanks at the ends
    …

The other sheets hold less than a framework does (no sources, no remarks, weights as floats). Where they say
what the document says it is the document that counts; where somebody edited them, they do. That a framework
is official is not for a workbook to say: such a document counts only where the library has the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from chiso.composite.workbook.cells import Sheet
from chiso.frameworks.composite.library import locked_composites
from chiso.frameworks.composite.loader import composite_from_tree
from chiso.frameworks.composite.model import CompositeFramework
from chiso.problems import BadInput

FORMAT = "chiso-composite-export/1"
# Far below the 32,767 letters of a cell, also where a letter is two of a spreadsheet's.
_PIECE = 8_000


def document_rows(framework: CompositeFramework) -> Iterator[list[str]]:
    """The sheet of a framework."""
    yield [FORMAT]
    yield [framework.content_hash]
    written = json.dumps(framework.tree, ensure_ascii=True, separators=(",", ":"))
    for start in range(0, len(written), _PIECE):
        yield [f"|{written[start : start + _PIECE]}|"]


def read_document_sheet(sheet: Sheet) -> CompositeFramework | None:
    """The framework, if the sheet is as it was written; None where it is not."""
    if not sheet.columns or sheet.columns[0] != FORMAT or not sheet.lines:
        return None
    stated, *pieces = (str(line.cells.get(FORMAT) or "").strip() for line in sheet.lines)
    try:
        tree = json.loads("".join(piece[1:-1] for piece in pieces))
        framework = composite_from_tree(tree, name=sheet.name)
    except (ValueError, RecursionError, BadInput):
        return None
    if framework.content_hash != stated:
        return None
    is_published = locked_composites().get(framework.key) == framework.content_hash
    return framework if is_published or framework.status != "official" else None
