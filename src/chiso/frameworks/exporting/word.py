"""A framework as a Word document in the shape of the law's annexes, with its machine part inside.

The machine part is a custom XML part (ISO/IEC 29500-1, 15.2.5), which word processors keep when
the document is saved. A field's row is one cell where it has nothing to say in several.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from chiso.frameworks.exporting.layout import (
    COLUMNS,
    ColumnName,
    PrintedRow,
    content_line,
    points_in_words,
    printed_rows,
    subtitle,
)
from chiso.frameworks.exporting.machine_part import NAMESPACE, write_machine_part
from chiso.frameworks.exporting.word_pages import (
    Side,
    TableCell,
    add_line,
    add_row,
    add_table,
    bytes_of,
    new_document,
)
from chiso.frameworks.model import Framework
from chiso.language import Language, text

if TYPE_CHECKING:
    from docx.document import Document

ELEMENT = "machine-part"
_WIDTHS = tuple(column.millimetres for column in COLUMNS)
_SIDES: dict[ColumnName, Side] = {"code": "center", "max_points": "center"}
# A field's row says how its parts are added; where it says nothing more, these are one cell.
_JOINED: tuple[ColumnName, ...] = ("rule", "evidence", "assessed_by", "law", "note")
# The name under which the part's properties know it; any fixed one will do.
_ITEM = "{6A0D4D3B-5C2E-4B57-9D52-1B5B0C7E9A11}"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def write_document(framework: Framework, language: Language) -> bytes:
    """The bytes of a .docx file. Raises WrongCall if python-docx is not installed."""
    title = framework.title.in_language(language)
    document = new_document(title, language, is_landscape=True)
    add_line(document, title, is_strong=True, points=14)
    add_line(document, subtitle(framework, language), is_slanted=True)
    write_table(document, framework, language)
    add_line(document, content_line(framework, language), side="left", points=11)
    add_machine_part(document, framework, language)
    return bytes_of(document)


def write_table(document: Document, framework: Framework, language: Language) -> None:
    """The printed table at the end of the document."""
    table = add_table(document, _WIDTHS)
    head = [TableCell(column.heading.in_language(language), "center") for column in COLUMNS]
    add_row(table, _WIDTHS, head, is_strong=True, is_head=True)
    for row in printed_rows(framework, language):
        is_inner = not row.node.is_leaf
        add_row(table, _WIDTHS, _cells(row), is_strong=is_inner, stays_with_next=is_inner)
    if framework.index.max_points is not None:
        total = points_in_words(framework.index.max_points, language)
        words = {"title": text("Total").in_language(language), "max_points": total}
        cells = [TableCell(words.get(column.name, ""), _side(column.name)) for column in COLUMNS]
        add_row(table, _WIDTHS, cells, is_strong=True)


def _cells(row: PrintedRow) -> Iterator[TableCell]:
    is_joined = not row.node.is_leaf and not any(row.words[name] for name in _JOINED[1:])
    for column in COLUMNS:
        name = column.name
        if is_joined and name in _JOINED[1:]:
            continue
        span = len(_JOINED) if is_joined and name == _JOINED[0] else 1
        yield TableCell(row.words[name], _side(name), span)


def _side(name: ColumnName) -> Side:
    return _SIDES.get(name, "left")


def add_machine_part(document: Document, framework: Framework, language: Language) -> None:
    """Put the machine part into the document, where no reader of the page sees it."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.part import Part

    element = ElementTree.Element(f"{{{NAMESPACE}}}{ELEMENT}")
    element.text = write_machine_part(framework, language)
    properties = ElementTree.Element(f"{{{_PROPERTIES}}}datastoreItem", {f"{{{_PROPERTIES}}}itemID": _ITEM})
    schemas = ElementTree.SubElement(properties, f"{{{_PROPERTIES}}}schemaRefs")
    ElementTree.SubElement(schemas, f"{{{_PROPERTIES}}}schemaRef", {f"{{{_PROPERTIES}}}uri": NAMESPACE})
    package = document.part.package
    # The template of the library has a part of this sort already.
    place = package.next_partname("/customXml/item%d.xml")
    part = Part(place, CONTENT_TYPE.XML, _as_xml(element), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    place = package.next_partname("/customXml/itemProps%d.xml")
    kind = CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES
    described = Part(place, kind, _as_xml(properties), package)
    part.relate_to(described, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)


def _as_xml(element: ElementTree.Element) -> bytes:
    written: bytes = ElementTree.tostring(element, encoding="UTF-8", xml_declaration=True)
    return written
