"""An export, read back: the machine part gives the whole set, the printed table what was edited.

An export that nobody has edited gives the document of the set with the same content hash. Where the
printed table says something else, the table wins, and each such cell is asked about. A file without
a machine part is no export: it is read as any annex.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from chiso.frameworks.document import LARGEST_DOCUMENT, Tree
from chiso.frameworks.exporting.machine_part import (
    FORMAT_LINE,
    NAMESPACE,
    SHEET,
    MachinePart,
    read_machine_part,
)
from chiso.frameworks.exporting.word import ELEMENT
from chiso.frameworks.importers.exported_edits import edited_document
from chiso.frameworks.importers.exported_rows import ReadTable, read_table
from chiso.frameworks.importers.parts import CellPlace, Counts, Grid, Question, Reading
from chiso.language import text
from chiso.libraries import need

_CUSTOM_PART = re.compile(r"customXml/item\d+\.xml\Z")


def read_exported(source: bytes, name: str, grids: tuple[Grid, ...]) -> Reading | None:
    """What the export in `source` says, its tables being `grids`; None where it has no machine part.

    `source` is a file whose bounds were checked. Raises BadInput where the machine part is damaged.
    """
    written = _machine_part_in(source)
    if written is None:
        return None
    machine = read_machine_part(written, name)
    table = read_table(grids)
    document: Tree = machine.framework.tree
    questions: tuple[Question, ...] = (_no_table(machine),)
    if table.rows:
        document, questions = edited_document(machine, table)
    return Reading(document, questions, _counts(document, table), _places(table))


def _machine_part_in(source: bytes) -> str | None:
    if not source.startswith(b"PK"):
        return None
    with zipfile.ZipFile(io.BytesIO(source)) as members:
        names = members.namelist()
        if "xl/workbook.xml" in names:
            return _in_workbook(source)
        parts = [name for name in names if _CUSTOM_PART.match(name)]
        return next((found for part in parts if (found := _in_part(members.read(part))) is not None), None)


def _in_part(content: bytes) -> str | None:
    if len(content) > LARGEST_DOCUMENT or NAMESPACE.encode() not in content:
        return None
    try:
        element = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None
    return (element.text or "") if element.tag == f"{{{NAMESPACE}}}{ELEMENT}" else None


def _in_workbook(source: bytes) -> str | None:
    calamine = need("python_calamine", "python-calamine")
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(source)) as workbook:
        if SHEET not in workbook.sheet_names:
            return None
        rows = workbook.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    lines = ["".join(str(piece) for piece in row) for row in rows]
    return "\n".join(lines) if lines and lines[0] == FORMAT_LINE else None


def _no_table(machine: MachinePart) -> Question:
    return Question(
        "CH-2711",
        None,
        "",
        machine.framework.key,
        text("The printed table was not found in the export. The set was taken as it was exported."),
    )


def _places(table: ReadTable) -> Mapping[str, CellPlace]:
    return {row.code: row.place for row in reversed(table.rows) if row.code}


def _counts(document: Tree, table: ReadTable) -> Counts:
    nodes = list(_nodes_of(document))
    kinds = [_kind_of(node) for node in nodes if not node.get("nodes")]
    as_text = kinds.count("not_stated@1")
    return Counts(
        tables=table.tables,
        nodes=len(nodes),
        leaves=len(kinds),
        rules_read=len(kinds) - as_text,
        rules_as_text=as_text,
    )


def _kind_of(node: Mapping[str, Tree]) -> Tree:
    rule = node.get("rule")
    return rule.get("kind") if isinstance(rule, dict) else None


def _nodes_of(document: Tree) -> Iterator[dict[str, Tree]]:
    nodes = document.get("nodes") if isinstance(document, dict) else None
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict):
            yield node
            yield from _nodes_of(node)
