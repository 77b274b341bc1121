"""Tables of an official document in Word, written as XML in one piece.

40,000 cells made one by one by the library take half a minute; as text they take a second. Every word
in them is escaped, and `printed.one_line` has taken out what XML cannot hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from chiso.documents.letters.layout import widths_of_columns
from chiso.documents.letters.printed import PrintedTable
from chiso.documents.letters.word_styles import (
    CELL_CENTER_STYLE,
    CELL_RIGHT_STYLE,
    CELL_STYLE,
    GROUP_STYLE,
    HEAD_STYLE,
)

if TYPE_CHECKING:
    from docx.document import Document

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TWIPS_OF_A_MILLIMETRE = 1440 / 25.4
_STYLES = {"left": CELL_STYLE.key, "center": CELL_CENTER_STYLE.key, "right": CELL_RIGHT_STYLE.key}
_MARGIN_OF_CELL = 85  # 1.5 mm
# Stands again on each page; no page break parts it.
_HEAD = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
_ROW = "<w:trPr><w:cantSplit/></w:trPr>"


def add_table(document: Document, table: PrintedTable, millimetres: int) -> None:
    """The table at the end of the document, as wide as the line."""
    from docx.oxml import parse_xml

    widths = [_twips(width) for width in widths_of_columns([c.width for c in table.columns], millimetres)]
    written = "".join(_table(table, widths))
    # The body's last element is the section's description; tables and paragraphs stand before it.
    document.element.body._insert_tbl(parse_xml(written))


def _twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS_OF_A_MILLIMETRE)


def _table(table: PrintedTable, widths: Sequence[int]) -> Iterator[str]:
    whole = sum(widths)
    yield (
        f'<w:tbl xmlns:w="{_NAMESPACE}"><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{whole}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{_MARGIN_OF_CELL}" w:type="dxa"/>'
        f'<w:right w:w="{_MARGIN_OF_CELL}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1"/>'
    )
    if table.title:
        yield f"<w:tblCaption w:val={quoteattr(table.title)}/>"
    yield "</w:tblPr><w:tblGrid>"
    yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    if table.title:
        yield f"<w:tr>{_HEAD}{_cell(table.title, GROUP_STYLE.key, whole, span=len(widths))}</w:tr>"
    titles = (_cell(c.title, HEAD_STYLE.key, width) for c, width in zip(table.columns, widths, strict=True))
    yield f"<w:tr>{_HEAD}{''.join(titles)}</w:tr>"
    faces = [(_STYLES[column.side], width) for column, width in zip(table.columns, widths, strict=True)]
    for row in table.rows:
        cells = (_cell(words, *face) for words, face in zip(row, faces, strict=True))
        yield f"<w:tr>{_ROW}{''.join(cells)}</w:tr>"
    yield "</w:tbl>"


def _cell(words: str, style: str, width: int, *, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p></w:tc>'
    )
