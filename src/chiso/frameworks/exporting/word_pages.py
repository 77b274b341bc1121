"""Word documents as offices write them: A4, Times New Roman, tables that go on over pages.

Margins, faces and the page number in the middle of the upper margin from the second page on are
those of Nghị định 30/2020/NĐ-CP, Phụ lục I. Needs python-docx (the extra `documents`). Texts never
become fields or links, and the same content gives the same bytes.
"""

from __future__ import annotations

import copy
import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from chiso.frameworks.exporting.layout import printable
from chiso.language import Language
from chiso.libraries import need

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table
    from docx.text.paragraph import Paragraph

Side: TypeAlias = Literal["left", "center", "right"]

FACE = "Times New Roman"
POINTS_OF_TEXT = 13
POINTS_OF_TABLE = 12
# Vertically at least 20 mm, on the left 30 mm, on the right at least 15 mm.
_MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
_A4 = (210, 297)
_TWIPS_OF_A_MILLIMETRE = 1440 / 25.4
_STYLE_OF_TABLE = "Chiso table"
_SHADE_OF_HEAD = "E7F0F0"
# No clock: two exports of one set are the same file. The day is the first that a zip can hold.
_CREATED = datetime.datetime(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell to be written: its words (a paragraph a line) and how many columns it covers."""

    words: str
    side: Side = "left"
    span: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of one face; `has_rule` puts a thin line under it."""

    words: str
    side: Side = "center"
    is_strong: bool = False
    is_slanted: bool = False
    points: int = POINTS_OF_TEXT
    has_rule: bool = False


def new_document(title: str, language: Language, *, is_landscape: bool) -> Document:
    """An empty document with page, faces and page number set. Raises WrongCall (CH-5002)."""
    docx = need("docx", "python-docx")
    document: Document = docx.Document()
    _describe(document, title, language)
    _set_faces(document, language)
    _set_page(document, is_landscape=is_landscape)
    _number_pages(document)
    return document


def _describe(document: Document, title: str, language: Language) -> None:
    facts = document.core_properties
    facts.title, facts.language = printable(title)[:255], language
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
    facts.created = facts.modified = _CREATED
    facts.revision = 1


def _set_faces(document: Document, language: Language) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt
    from docx.styles.style import ParagraphStyle

    text_style = document.styles["Normal"]
    table_style = document.styles.add_style(_STYLE_OF_TABLE, WD_STYLE_TYPE.PARAGRAPH)
    table_style.base_style = text_style
    for style, points, space in ((text_style, POINTS_OF_TEXT, 6), (table_style, POINTS_OF_TABLE, 2)):
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size = FACE, Pt(points)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(space)
        style.paragraph_format.line_spacing = 1.0
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), FACE)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "vi-VN" if language == "vi" else "en-GB")
    text_style.element.get_or_add_rPr().append(spoken)


def _set_page(document: Document, *, is_landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    width, height = reversed(_A4) if is_landscape else _A4
    section.page_width, section.page_height = Mm(width), Mm(height)
    for name, millimetres in _MARGINS.items():
        setattr(section, name, Mm(millimetres))
    section.header_distance = section.footer_distance = Mm(10)


def _number_pages(document: Document) -> None:
    """The page's number in the middle above the text, on every page but the first."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(_run("1", is_strong=False))
    paragraph._p.append(field)


def add_line(
    document: Document,
    words: str,
    *,
    side: Side = "center",
    is_strong: bool = False,
    is_slanted: bool = False,
    points: int = POINTS_OF_TEXT,
) -> None:
    """A paragraph of one face."""
    line = Line(words, side=side, is_strong=is_strong, is_slanted=is_slanted, points=points)
    _fill(document.add_paragraph(), line)


def add_columns(document: Document, widths: Sequence[int], columns: Sequence[Sequence[Line]]) -> None:
    """Lines side by side in columns without borders, such as the head of a document."""
    table = add_table(document, widths, has_borders=False)
    add_row(table, widths, [TableCell("") for _ in widths])
    for cell, width, lines in zip(table.rows[0].cells, widths, columns, strict=True):
        paragraphs = [cell.paragraphs[0], *(cell.add_paragraph(style=_STYLE_OF_TABLE) for _ in lines[1:])]
        for paragraph, line in zip(paragraphs, lines, strict=True):
            _fill(paragraph, line)
            if line.has_rule:
                _rule_below(paragraph, round(width * 0.3))
    document.add_paragraph()


def _fill(paragraph: Paragraph, line: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    sides = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER}
    paragraph.alignment = sides.get(line.side, WD_ALIGN_PARAGRAPH.RIGHT)
    run = paragraph.add_run(printable(line.words))
    run.bold, run.italic, run.font.size = line.is_strong, line.is_slanted, Pt(line.points)


def _rule_below(paragraph: Paragraph, margin: int) -> None:
    """A thin line under the paragraph, `margin` millimetres from either side of its column."""
    from docx.shared import Mm, Pt

    spacer = copy.deepcopy(paragraph._p)
    paragraph._p.addnext(spacer)
    for run in spacer.r_lst:
        spacer.remove(run)
    properties = spacer.get_or_add_pPr()
    border = _element("w:pBdr")
    border.append(_element("w:top", val="single", sz="6", space="1", color="auto"))
    properties.insert_element_before(border, "w:spacing", "w:ind", "w:jc", "w:rPr")
    shape = type(paragraph)(spacer, paragraph._parent).paragraph_format
    shape.left_indent = shape.right_indent = Mm(margin)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(3), Pt(0), Pt(6)


def add_table(document: Document, widths: Sequence[int], *, has_borders: bool = True) -> Table:
    """An empty table with columns of fixed `widths` in millimetres."""
    from docx.shared import Mm

    table: Table = document.add_table(rows=0, cols=len(widths))
    if has_borders:
        table.style = document.styles["Table Grid"]
    table.autofit = False
    for column, millimetres in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(millimetres)
    return table


def add_row(
    table: Table,
    widths: Sequence[int],
    cells: Iterable[TableCell],
    *,
    is_strong: bool = False,
    is_head: bool = False,
    stays_with_next: bool = False,
) -> None:
    """A row that no page break parts; a head stands again on every page.

    Written as elements: the table's own methods look at every row for each cell that they add.
    """
    from docx.oxml import OxmlElement

    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    column = 0
    for cell in cells:
        width = sum(widths[column : column + cell.span])
        element = _cell(cell, width, shade=_SHADE_OF_HEAD if is_head else "")
        for line in printable(cell.words).split("\n"):
            element.append(_paragraph(line, cell.side, is_strong=is_strong, stays_with_next=stays_with_next))
        row.append(element)
        column += cell.span
    table._tbl.append(row)


def _cell(cell: TableCell, millimetres: int, *, shade: str) -> BaseOxmlElement:
    element, properties = _element("w:tc"), _element("w:tcPr")
    width = round(millimetres * _TWIPS_OF_A_MILLIMETRE)
    properties.append(_element("w:tcW", w=str(width), type="dxa"))
    if cell.span > 1:
        properties.append(_element("w:gridSpan", val=str(cell.span)))
    if shade:
        properties.append(_element("w:shd", val="clear", color="auto", fill=shade))
        properties.append(_element("w:vAlign", val="center"))
    element.append(properties)
    return element


def _paragraph(words: str, side: Side, *, is_strong: bool, stays_with_next: bool) -> BaseOxmlElement:
    paragraph, properties = _element("w:p"), _element("w:pPr")
    properties.append(_element("w:pStyle", val=_STYLE_OF_TABLE.replace(" ", "")))
    if stays_with_next:
        properties.append(_element("w:keepNext"))
    if side != "left":
        properties.append(_element("w:jc", val=side))
    paragraph.append(properties)
    if words:
        paragraph.append(_run(words, is_strong=is_strong))
    return paragraph


def _run(words: str, *, is_strong: bool) -> BaseOxmlElement:
    from docx.oxml.ns import qn

    run, written = _element("w:r"), _element("w:t")
    if is_strong:
        properties = _element("w:rPr")
        properties.append(_element("w:b"))
        run.append(properties)
    written.text = words
    written.set(qn("xml:space"), "preserve")
    run.append(written)
    return run


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def bytes_of(document: Document) -> bytes:
    """The file; its members carry no hour, so that the same content gives the same bytes."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    # The library's own template brings a small picture of itself.
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]
    written, target = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as members, zipfile.ZipFile(target, "w") as fixed:
        for name in members.namelist():
            entry = zipfile.ZipInfo(name, _CREATED.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            fixed.writestr(entry, members.read(name))
    return target.getvalue()
