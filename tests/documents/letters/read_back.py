"""What a word processor, a PDF reader and a spreadsheet program find in the files, by libraries of others."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

import docx
import pypdfium2
import python_calamine

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MILLIMETRES_OF_A_POINT = 25.4 / 72


@dataclass(frozen=True)
class Line:
    """A paragraph as it looks: its style's face where the paragraph says nothing else."""

    words: str
    style: str
    points: float
    is_bold: bool
    is_slanted: bool
    alignment: int


def lines_of_document(content: bytes) -> list[Line]:
    """Every paragraph in reading order, also those in cells; empty ones are left out."""
    document = docx.Document(io.BytesIO(content))
    lines = []
    for element in document.element.body.iter(f"{W}p"):
        paragraph = docx.text.paragraph.Paragraph(element, document._body)
        style = paragraph.style
        if paragraph.text.strip():
            lines.append(
                Line(
                    paragraph.text,
                    style.name,
                    style.font.size.pt,
                    bool(style.font.bold),
                    bool(style.font.italic),
                    int(style.paragraph_format.alignment),
                )
            )
    return lines


def words_of_document(content: bytes) -> str:
    """All text of a Word file, its headers included, a paragraph a line."""
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        parts = [n for n in members.namelist() if n.startswith(("word/document", "word/header"))]
        roots = [ElementTree.fromstring(members.read(name)) for name in sorted(parts)]
    paragraphs = (paragraph for root in roots for paragraph in root.iter(f"{W}p"))
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in paragraphs)


def pages_of_pdf(content: bytes) -> list[str]:
    """The text of each page with blanks made alike, since a line may break anywhere."""
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def lines_of_pdf(content: bytes, page: int) -> list[tuple[float, float, str]]:
    """Each line of a page (from 0) with its left and upper edge in millimetres from the page's."""
    drawn = pypdfium2.PdfDocument(content)[page]
    text, height = drawn.get_textpage(), drawn.get_height()
    found = []
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        words = text.get_text_bounded(left, bottom, right, top)
        found.append((left * MILLIMETRES_OF_A_POINT, (height - top) * MILLIMETRES_OF_A_POINT, words.strip()))
    return found


def fonts_of_pdf(content: bytes) -> dict[str, set[float]]:
    """The sizes in which each face is used, over all pages."""
    import pdfplumber

    used: dict[str, set[float]] = {}
    with pdfplumber.open(io.BytesIO(content)) as document:
        for page in document.pages:
            for letter in page.chars:
                used.setdefault(letter["fontname"].partition("+")[2], set()).add(round(letter["size"], 1))
    return used


def sheets_of_workbook(content: bytes) -> dict[str, list[list[object]]]:
    """Every sheet with its rows; empty text is an empty cell."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
