"""Documents in the hands of another program: LibreOffice Writer opens them and saves what it understood.

All documents in one start of it a form: as a flat document of its own, whose tables and page layouts are read
here, and as PDF, laid out by it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2

from tests.lanes import go_without

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{{{_NAMES}{one}:1.0}}" for one in ("office", "table", "text"))
_STYLE, _LAYOUT = f"{{{_NAMES}style:1.0}}", f"{{{_NAMES}xsl-fo-compatible:1.0}}"
_MOST_SECONDS = 240
_MILLIMETRES_OF_A_POINT = 25.4 / 72
_MILLIMETRES = {"in": 25.4, "cm": 10.0, "mm": 1.0, "pt": _MILLIMETRES_OF_A_POINT}
# Debian installs the parts of LibreOffice one by one.
_WRITER = Path("/usr/lib/libreoffice/program/libswlo.so")


@dataclass(frozen=True)
class Page:
    """A page as it was laid out, in millimetres; its words reach so far to the left, the right and down."""

    width: float
    height: float
    left: float
    right: float
    lowest: float


@dataclass(frozen=True)
class Opened:
    """What LibreOffice found in a document; a table is its rows of cells, `heads` of them repeated."""

    tables: list[list[list[str]]]
    heads: list[int]
    margins: list[dict[str, float]]
    pages: list[Page]


def open_in_writer(documents: Mapping[str, bytes], folder: Path) -> dict[str, Opened]:
    """Each Word document as LibreOffice Writer understands it."""
    if not _WRITER.exists():
        go_without("LibreOffice Writer")
    for name, content in documents.items():
        (folder / f"{name}.docx").write_bytes(content)
    for form in ("fodt", "pdf"):
        done = subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
             "--convert-to", form, "--outdir", folder, *(folder / f"{name}.docx" for name in documents)],
            capture_output=True, timeout=_MOST_SECONDS, check=False, text=True,
        )  # fmt: skip
        missing = [name for name in documents if not (folder / f"{name}.{form}").exists()]
        assert missing == [], done.stderr or done.stdout
    return {name: _opened(folder / f"{name}.fodt", folder / f"{name}.pdf") for name in documents}


def _opened(flat: Path, printed: Path) -> Opened:
    root = ElementTree.parse(flat).getroot()
    body = root.find(f"{_OFFICE}body")
    assert body is not None
    tables = [one for one in body.iter(f"{_TABLE}table") if one.find(f".//{_TABLE}table") is None]
    with pypdfium2.PdfDocument(printed) as document:
        pages = [_page(page) for page in document]
    return Opened(
        [
            [[_words(cell) for cell in _cells(row)] for row in table.iter(f"{_TABLE}table-row")]
            for table in tables
        ],
        [len(table.findall(f"{_TABLE}table-header-rows/{_TABLE}table-row")) for table in tables],
        list(_margins(root)),
        pages,
    )


def _cells(row: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The cells of a row; what a wider one covers is none."""
    return (cell for cell in row if cell.tag == f"{_TABLE}table-cell")


def _words(cell: ElementTree.Element) -> str:
    return "\n".join("".join(_pieces(one)) for one in cell.iter(f"{_TEXT}p"))


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        else:
            yield from _pieces(child)
        yield child.tail or ""


def _margins(root: ElementTree.Element) -> Iterator[dict[str, float]]:
    """Of each page layout that a page uses: paper and margins in millimetres."""
    layouts = {one.get(f"{_STYLE}name"): one for one in root.iter(f"{_STYLE}page-layout")}
    for master in root.iter(f"{_STYLE}master-page"):
        properties = layouts[master.get(f"{_STYLE}page-layout-name")].find(f"{_STYLE}page-layout-properties")
        assert properties is not None
        names = ("page-width", "page-height", "margin-left", "margin-right", "margin-bottom")
        yield {name: _millimetres(properties.get(f"{_LAYOUT}{name}", "")) for name in names}


def _millimetres(length: str) -> float:
    return round(float(length[:-2]) * _MILLIMETRES[length[-2:]], 1)


def _page(page: pypdfium2.PdfPage) -> Page:
    words, height = page.get_textpage(), page.get_height()
    edges = [words.get_rect(place) for place in range(words.count_rects())]
    scale = _MILLIMETRES_OF_A_POINT
    return Page(
        page.get_width() * scale, height * scale,
        min((left for left, _, _, _ in edges), default=0) * scale,
        max((right for _, _, right, _ in edges), default=0) * scale,
        (height - min((bottom for _, bottom, _, _ in edges), default=height)) * scale,
    )  # fmt: skip
