"""An official document as a Word file in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Needs python-docx (the extra `documents`). Texts never become fields or links, and the same letter gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from chiso.documents.letters.fixed_words import MOTTO, NATION, RECIPIENTS
from chiso.documents.letters.layout import (
    COLUMNS_OF_END,
    COLUMNS_OF_HEADING,
    ISSUER,
    PART_OF_WORDS,
    ROOM_ABOVE_END,
    TEXT,
    width_of_line,
    width_of_words,
)
from chiso.documents.letters.layout import MOTTO as POINTS_OF_MOTTO
from chiso.documents.letters.parts import Letter
from chiso.documents.letters.printed import (
    PrintedAnnex,
    PrintedBlock,
    PrintedLetter,
    PrintedParagraph,
    PrintedTable,
    print_letter,
)
from chiso.documents.letters.strokes import Strokes, draw_strokes
from chiso.documents.letters.word_styles import (
    ANNEX_STYLE,
    ANNEX_TITLE_STYLE,
    ATTACHED_STYLE,
    AUTHORITY_STYLE,
    BODY_STYLE,
    DAY_STYLE,
    GAP_STYLE,
    GROUND_STYLE,
    ISSUER_STYLE,
    KIND_STYLE,
    LABEL_NAME,
    MOTTO_STYLE,
    NAME_STYLE,
    NATION_STYLE,
    NOTICE_STYLE,
    NUMBER_STYLE,
    PAGE_NUMBER_STYLE,
    RECIPIENTS_HEAD_STYLE,
    RECIPIENTS_STYLE,
    RULE_STYLE,
    SIGNATURE_STYLE,
    STRONG_STYLE,
    SUBJECT_STYLE,
    SUPERIOR_STYLE,
    Style,
    add_styles,
    describe,
    set_page,
)
from chiso.documents.letters.word_tables import add_table
from chiso.frameworks.exporting.word_pages import bytes_of
from chiso.libraries import need

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph


def write_docx(letter: Letter) -> bytes:
    """The bytes of a .docx file. Raises WrongCall (CH-5002) if python-docx is not installed."""
    docx = need("docx", "python-docx")
    printed = print_letter(letter)
    document: Document = docx.Document()
    describe(document, printed.title, printed.language, letter.created)
    add_styles(document, printed.language)
    set_page(document.sections[0], is_landscape=False)
    _add_page_header(document.sections[0], printed.notice)
    _add_heading(document, printed)
    _add_title(document, printed)
    _add_blocks(document, printed.blocks, width_of_line(is_landscape=False))
    _add_end(document, printed)
    for annex in printed.annexes:
        _add_annex(document, annex)
    return bytes_of(document)


def _add_page_header(section: Section, notice: str) -> None:
    """The page's number in the middle of the upper margin from the second page on; the notice on each."""
    first, others = section.first_page_header, section.header
    first.is_linked_to_previous = others.is_linked_to_previous = False
    number = others.paragraphs[0]
    number.style = PAGE_NUMBER_STYLE.name
    number._p.append(_page_field())
    first.paragraphs[0].style = PAGE_NUMBER_STYLE.name
    if notice:
        first.paragraphs[0].style = NOTICE_STYLE.name
        first.paragraphs[0].add_run(notice)
        others.add_paragraph(notice, style=NOTICE_STYLE.name)


def _page_field() -> object:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>')


def _add_heading(document: Document, printed: PrintedLetter) -> None:
    """Names, nation and motto over their rules; below them number and day on one height."""
    (issuer, nation), (number, day) = _add_frame(document, COLUMNS_OF_HEADING, rows=2)
    superior = [(line, SUPERIOR_STYLE) for line in printed.superior]
    _fill(issuer, [*superior, *((line, ISSUER_STYLE) for line in printed.issuer)])
    last = printed.issuer[-1] if printed.issuer else ""
    _rule(issuer.add_paragraph(), COLUMNS_OF_HEADING[0], width_of_words(last, ISSUER) * PART_OF_WORDS)
    _fill(nation, [(NATION, NATION_STYLE), (MOTTO, MOTTO_STYLE)])
    _rule(nation.add_paragraph(), COLUMNS_OF_HEADING[1], width_of_words(MOTTO, POINTS_OF_MOTTO))
    _fill(number, [(printed.number, NUMBER_STYLE)])
    _fill(day, [(printed.place_and_day, DAY_STYLE)])


def _add_title(document: Document, printed: PrintedLetter) -> None:
    """Kind and subject over a rule; who decides, on what grounds."""
    _add(document, printed.kind, KIND_STYLE)
    _add(document, printed.subject, SUBJECT_STYLE)
    line = width_of_line(is_landscape=False)
    rule = min(width_of_words(printed.subject, TEXT), line) * PART_OF_WORDS
    _rule(document.add_paragraph(), line, rule, after=12)
    if printed.authority:
        _add(document, printed.authority, AUTHORITY_STYLE)
    for ground in printed.grounds:
        _add(document, ground, GROUND_STYLE)
    if printed.resolution:
        _add(document, printed.resolution, AUTHORITY_STYLE)


def _add_blocks(document: Document, blocks: Sequence[PrintedBlock], millimetres: int) -> None:
    for block in blocks:
        if isinstance(block, PrintedParagraph):
            _add_words(document, block)
        elif isinstance(block, PrintedTable):
            add_table(document, block, millimetres)
            # Without a paragraph between them a word processor makes one table of two.
            _add(document, "", GAP_STYLE)


def _add_words(document: Document, paragraph: PrintedParagraph) -> None:
    style = STRONG_STYLE if paragraph.is_strong else BODY_STYLE
    written = document.add_paragraph(style=style.name)
    if paragraph.label:
        label = written.add_run(paragraph.label + " " if paragraph.words else paragraph.label)
        label.style = LABEL_NAME
    if paragraph.words:
        written.add_run(paragraph.words)


def _add_end(document: Document, printed: PrintedLetter) -> None:
    """Recipients on the left, the signature on the right; two signatures stand side by side above them."""
    signatures = printed.signatures
    if not signatures and not printed.recipients:
        return
    _keep_last_line_with_end(document)
    if len(signatures) <= 1:
        ((recipients, *signed),) = _add_frame(document, COLUMNS_OF_END, room_above=ROOM_ABOVE_END)
    else:
        widths = [width_of_line(is_landscape=False) / len(signatures)] * len(signatures)
        signed, (recipients, *_) = _add_frame(document, widths, rows=2, room_above=ROOM_ABOVE_END)
    for cell, signature in zip(signed, signatures, strict=False):
        above = [(line, SIGNATURE_STYLE) for line in signature.above]
        _fill(cell, [*above, (signature.name, NAME_STYLE)])
        if signature.strokes:
            _put_drawn(cell.paragraphs[-1], signature.strokes)
    if printed.recipients:
        lines = [(line, RECIPIENTS_STYLE) for line in printed.recipients]
        _fill(recipients, [(RECIPIENTS, RECIPIENTS_HEAD_STYLE), *lines])
    # A word processor wants a paragraph after a table.
    _add(document, "", GAP_STYLE)


def _put_drawn(name: Paragraph, strokes: Strokes) -> None:
    """The signature that was drawn, in the place of the room above the name."""
    from docx.shared import Mm, Pt

    drawn = name.insert_paragraph_before()
    drawn.style = SIGNATURE_STYLE.name
    drawn.add_run().add_picture(BytesIO(draw_strokes(strokes)), width=Mm(45))
    name.paragraph_format.space_before = Pt(0)


def _keep_last_line_with_end(document: Document) -> None:
    """A signature never stands alone on a page."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _add_annex(document: Document, annex: PrintedAnnex) -> None:
    """On pages of its own, counted from 1."""
    from docx.enum.section import WD_SECTION
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    section = document.add_section(WD_SECTION.NEW_PAGE)
    # The section before ends in a paragraph of its own, which must not fill a page.
    document.paragraphs[-1].style = GAP_STYLE.name
    set_page(section, is_landscape=annex.is_landscape)
    count = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    section._sectPr.insert_element_before(count, "w:cols", "w:titlePg", "w:docGrid")
    _add(document, annex.label, ANNEX_STYLE)
    _add(document, annex.title, ANNEX_TITLE_STYLE)
    _add(document, annex.attached, ATTACHED_STYLE)
    line = width_of_line(is_landscape=annex.is_landscape)
    _rule(document.add_paragraph(), line, line / 5, after=8)
    _add_blocks(document, annex.blocks, line)


def _add_frame(
    document: Document, widths: Sequence[float], *, rows: int = 1, room_above: int = 0
) -> list[list[_Cell]]:
    """Cells side by side without borders, which no page break parts."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    margins = parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:top w:w="{Mm(room_above).twips}" w:type="dxa"/>'
        '<w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
    )
    table._tblPr.insert_element_before(margins, "w:tblLook")
    for column, millimetres in zip(table.columns, widths, strict=True):
        column.width = Mm(millimetres)
        for cell in column.cells:
            cell.width = Mm(millimetres)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    return [list(row.cells) for row in table.rows]


def _add(document: Document, words: str, style: Style) -> None:
    document.add_paragraph(words, style=style.name)


def _fill(cell: _Cell, lines: Iterable[tuple[str, Style]]) -> None:
    """A paragraph a line; a cell has an empty one from the start."""
    for place, (words, style) in enumerate(lines):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        paragraph.style = style.name
        paragraph.add_run(words)


def _rule(paragraph: Paragraph, line: float, length: float, *, after: int = 0) -> None:
    """A thin line of `length` in the middle of a line of `line` millimetres.

    Drawn as a border, which every word processor knows, and not as a shape, which floats.
    """
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm, Pt

    paragraph.style = RULE_STYLE.name
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    )
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc", "w:rPr")
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(0, line - length) / 2)
    if after:
        shape.space_after = Pt(after)
