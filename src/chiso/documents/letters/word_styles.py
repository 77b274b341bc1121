"""Page and styles of an official document in Word: a named style for each part of the decree.

An office that wants another face or size changes the style, not every line. The styles bear the decree's
names (Nghị định 30/2020/NĐ-CP, Phụ lục I): *Quốc hiệu*, *Trích yếu*, *Nơi nhận* …
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from chiso.documents.letters.layout import (
    A4,
    DISTANCE_OF_NUMBER,
    FACE,
    INDENT,
    ISSUER,
    MARGINS,
    MOTTO,
    NATION,
    NOTICE,
    NUMBER,
    PAGE_NUMBER,
    RECIPIENTS,
    RECIPIENTS_HEAD,
    ROOM_OF_SIGNATURE,
    SPACE_AFTER_PARAGRAPH,
    TABLE,
    TEXT,
)
from chiso.language import Language

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import ParagraphStyle

Alignment: TypeAlias = Literal["left", "center", "right", "both"]


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's style: `key` in the file, `name` for people, sizes and spaces in points."""

    key: str
    name: str
    points: int = TEXT
    side: Alignment = "center"
    is_bold: bool = False
    is_slanted: bool = False
    before: int = 0
    after: int = 0
    indent: int = 0
    stays_with_next: bool = False
    level: int | None = None


NATION_STYLE = Style("ChisoNation", "Quốc hiệu", NATION, is_bold=True)
MOTTO_STYLE = Style("ChisoMotto", "Tiêu ngữ", MOTTO, is_bold=True)
SUPERIOR_STYLE = Style("ChisoSuperior", "Cơ quan chủ quản", ISSUER)
ISSUER_STYLE = Style("ChisoIssuer", "Cơ quan ban hành", ISSUER, is_bold=True)
NUMBER_STYLE = Style("ChisoNumber", "Số, ký hiệu", NUMBER, before=4)
DAY_STYLE = Style("ChisoDay", "Địa danh, thời gian", TEXT, is_slanted=True, before=4)
RULE_STYLE = Style("ChisoRule", "Đường kẻ", 2, before=2)
KIND_STYLE = Style("ChisoKind", "Tên loại văn bản", is_bold=True, before=18, stays_with_next=True, level=0)
SUBJECT_STYLE = Style("ChisoSubject", "Trích yếu", is_bold=True, stays_with_next=True)
AUTHORITY_STYLE = Style(
    "ChisoAuthority", "Thẩm quyền ban hành", is_bold=True, before=12, after=12, stays_with_next=True
)
GROUND_STYLE = Style(
    "ChisoGround", "Căn cứ", side="both", is_slanted=True, after=SPACE_AFTER_PARAGRAPH, indent=INDENT
)
BODY_STYLE = Style("ChisoBody", "Lời văn", side="both", after=SPACE_AFTER_PARAGRAPH, indent=INDENT)
STRONG_STYLE = Style(
    "ChisoStrong",
    "Lời văn đậm",
    side="both",
    is_bold=True,
    after=SPACE_AFTER_PARAGRAPH,
    indent=INDENT,
    stays_with_next=True,
)
RECIPIENTS_HEAD_STYLE = Style(
    "ChisoRecipientsHead", "Nơi nhận", RECIPIENTS_HEAD, "left", is_bold=True, is_slanted=True
)
RECIPIENTS_STYLE = Style("ChisoRecipients", "Danh sách nơi nhận", RECIPIENTS, "left")
SIGNATURE_STYLE = Style("ChisoSignature", "Quyền hạn, chức vụ người ký", is_bold=True, stays_with_next=True)
NAME_STYLE = Style("ChisoName", "Họ tên người ký", is_bold=True, before=ROOM_OF_SIGNATURE)
ANNEX_STYLE = Style("ChisoAnnex", "Phụ lục", is_bold=True, stays_with_next=True, level=0)
ANNEX_TITLE_STYLE = Style("ChisoAnnexTitle", "Tên phụ lục", is_bold=True, stays_with_next=True)
ATTACHED_STYLE = Style("ChisoAttached", "Kèm theo văn bản", is_slanted=True, stays_with_next=True)
GAP_STYLE = Style("ChisoGap", "Cách bảng", 6, "left")
CELL_STYLE = Style("ChisoCell", "Ô bảng", TABLE, "left", before=2, after=2)
CELL_CENTER_STYLE = Style("ChisoCellCenter", "Ô bảng canh giữa", TABLE, before=2, after=2)
CELL_RIGHT_STYLE = Style("ChisoCellRight", "Ô bảng số liệu", TABLE, "right", before=2, after=2)
HEAD_STYLE = Style("ChisoCellHead", "Đầu bảng", TABLE, is_bold=True, before=2, after=2, stays_with_next=True)
GROUP_STYLE = Style(
    "ChisoCellGroup", "Nhóm của bảng", TABLE, "left", is_bold=True, before=2, after=2, stays_with_next=True
)
PAGE_NUMBER_STYLE = Style("ChisoPageNumber", "Số trang", PAGE_NUMBER)
NOTICE_STYLE = Style("ChisoNotice", "Ghi chú đầu trang", NOTICE, is_slanted=True)

STYLES = tuple(value for value in list(globals().values()) if isinstance(value, Style))
# Before labels of the body: "Điều 1.", "Địa điểm:".
_LABEL_KEY, LABEL_NAME = "ChisoLabel", "Chữ đậm"


def describe(document: Document, title: str, language: Language, created: datetime.datetime) -> None:
    """The facts that a word processor shows of the file; nothing of the machine or its clock."""
    facts = document.core_properties
    facts.title, facts.language = title[:255], "vi-VN" if language == "vi" else "en-GB"
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = facts.subject = ""
    # The library writes the hours as UTC.
    facts.created = facts.modified = created.astimezone(datetime.UTC).replace(tzinfo=None)
    facts.revision = 1


def add_styles(document: Document, language: Language) -> None:
    """The face of the document and a style for each part."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.styles.style import CharacterStyle, ParagraphStyle

    _set_defaults(document, language)
    for style in STYLES:
        made = document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(made, ParagraphStyle)
        _set(made, style, document)
    label = document.styles.add_style(LABEL_NAME, WD_STYLE_TYPE.CHARACTER)
    assert isinstance(label, CharacterStyle)
    label.element.styleId = _LABEL_KEY
    label.font.bold = True


def _set_defaults(document: Document, language: Language) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt
    from docx.styles.style import ParagraphStyle

    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = FACE, Pt(TEXT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), FACE)
    shape = normal.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing, shape.widow_control = 1.0, True
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), "vi-VN" if language == "vi" else "en-GB")


def _set(made: ParagraphStyle, style: Style, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    sides = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
    }
    made.element.styleId = style.key
    made.base_style = document.styles["Normal"]
    made.quick_style = True
    made.font.size = Pt(style.points)
    made.font.bold, made.font.italic = style.is_bold or None, style.is_slanted or None
    shape = made.paragraph_format
    shape.alignment = sides[style.side]
    shape.space_before, shape.space_after = Pt(style.before), Pt(style.after)
    shape.first_line_indent = Mm(style.indent) if style.indent else None
    shape.keep_with_next = style.stays_with_next or None
    if style.level is not None:
        _set_level(made, style.level)


def _set_level(made: ParagraphStyle, level: int) -> None:
    """The place in the outline by which one moves through a long document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    made.element.get_or_add_pPr().append(outline)


def set_page(section: Section, *, is_landscape: bool) -> None:
    """A4 with the decree's margins."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    width, height = reversed(A4) if is_landscape else A4
    section.page_width, section.page_height = Mm(width), Mm(height)
    for name, millimetres in MARGINS.items():
        setattr(section, f"{name}_margin", Mm(millimetres))
    section.header_distance = section.footer_distance = Mm(DISTANCE_OF_NUMBER)
    section.different_first_page_header_footer = True
