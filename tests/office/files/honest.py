"""Honest files of each kind that is taken, made the way that office programs make them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping

import pikepdf
import xlsxwriter
from PIL import Image, ImageDraw

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pack(members: Mapping[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip of the members, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), content, kind)
    return out.getvalue()


def relations(*rows: str) -> bytes:
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{"".join(rows)}</Relationships>'.encode()
    )


def relation(kind: str, target: str, *, outside: bool = False, number: int = 1) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'


def word_members(
    body: str = "<w:p><w:r><w:t>Báo cáo cải cách hành chính</w:t></w:r></w:p>",
) -> dict[str, bytes]:
    """The members of a Word document with a picture, a link and a page number."""
    types = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD_MAIN}"/></Types>'
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{body}'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        "<w:instrText> PAGE \\* MERGEFORMAT </w:instrText>"
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:body></w:document>'
    )
    return {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relations(relation("officeDocument", "word/document.xml")),
        "word/document.xml": document.encode(),
        "word/_rels/document.xml.rels": relations(
            relation("image", "media/image1.png", number=1),
            relation("hyperlink", "https://thutuc.dichvucong.gov.vn/", outside=True, number=2),
        ),
        "word/media/image1.png": png(),
    }


def docx() -> bytes:
    return pack(word_members())


def docx_with_chart() -> bytes:
    """A chart in Word keeps its figures in a small workbook of its own."""
    members = word_members()
    members["word/charts/chart1.xml"] = b'<c:chartSpace xmlns:c="urn:c"/>'
    members["word/charts/_rels/chart1.xml.rels"] = relations(
        relation("package", "../embeddings/Microsoft_Excel_Sheet1.xlsx")
    )
    members["word/embeddings/Microsoft_Excel_Sheet1.xlsx"] = xlsx()
    return pack(members)


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Hồ sơ")
        sheet.write_row(0, 0, ["Tháng", "Đúng hạn", "Tổng số", "Tỷ lệ"])
        for row in range(1, 13):
            sheet.write_row(row, 0, [f"{row}/2026", 100 + row, 120 + row])
            sheet.write_formula(row, 3, f"=ROUND(B{row + 1}/C{row + 1}*100,2)")
        sheet.write_url(14, 0, "https://hanoi.gov.vn/")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Hồ sơ'!$D$2:$D$13"})
        sheet.insert_chart("F2", chart)
        book.define_name("Tổng", "='Hồ sơ'!$C$2:$C$13")
    return out.getvalue()


def _open_document(kind: str, body: str) -> dict[str, bytes]:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{p}="{office}{p}:1.0"' for p in ("office", "text", "table", "style", "script"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        f'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body>{body}</office:body></office:document-content>'
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{office}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return {
        "mimetype": kind.encode(),
        "content.xml": content.encode(),
        "Pictures/10.png": png(),
        "META-INF/manifest.xml": manifest.encode(),
    }


def odt_members(inside: str = "<text:p>Kế hoạch năm 2026</text:p>") -> dict[str, bytes]:
    link = '<text:p><text:a xlink:href="https://hanoi.gov.vn/" xlink:type="simple">Cổng</text:a></text:p>'
    return _open_document(
        "application/vnd.oasis.opendocument.text", f"<office:text>{inside}{link}</office:text>"
    )


def odt() -> bytes:
    return pack(odt_members(), stored=("mimetype",))


def ods_members(cell: str = 'table:formula="of:=SUM([.A1:.A3])"') -> dict[str, bytes]:
    row = f"<table:table-row><table:table-cell {cell}/></table:table-row>"
    table = f'<table:table table:name="T">{row}</table:table>'
    return _open_document(
        "application/vnd.oasis.opendocument.spreadsheet", f"<office:spreadsheet>{table}</office:spreadsheet>"
    )


def ods() -> bytes:
    return pack(ods_members(), stored=("mimetype",))


def pdf(
    words: str = "Bao cao cong tac nam 2026", change: Callable[[pikepdf.Pdf], None] | None = None
) -> bytes:
    """A page with words, a link to a web page, an outline that opens at page 1."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
    )
    page.Contents = document.make_stream(f"BT /F1 18 Tf 72 760 Td ({words}) Tj ET".encode("latin-1"))
    page.Annots = pikepdf.Array([
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[72, 750, 200, 780],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://hanoi.gov.vn/"),
        )
    ])  # fmt: skip
    document.Root.OpenAction = pikepdf.Array([page.obj, pikepdf.Name.Fit])
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return out.getvalue()


def pdf_with_object_streams() -> bytes:
    document = pikepdf.open(io.BytesIO(pdf()))
    out = io.BytesIO()
    document.save(
        out, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True, deterministic_id=True
    )
    return out.getvalue()


def _picture(mode: str = "RGB") -> Image.Image:
    picture = Image.new(mode, (160, 90), "white")
    ImageDraw.Draw(picture).rectangle((10, 10, 90, 60), fill="teal")
    return picture


PLACE = (21.0, 1.0, 42.0)


def jpeg(*, turned: bool = False) -> bytes:
    """A photograph that knows where and with what it was taken."""
    picture = _picture()
    metadata = Image.Exif()
    metadata[0x010F] = "CameraMaker"
    metadata[0x0112] = 6 if turned else 1
    metadata[0x8825] = {1: "N", 2: PLACE, 3: "E", 4: (105.0, 51.0, 8.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, exif=metadata, comment=b"taken by somebody")
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    _picture().save(out, "PNG")
    return out.getvalue()


def large_png() -> bytes:
    """A picture of noise, which packs to little less than its 120 kB: many pages of a disk."""
    out = io.BytesIO()
    Image.frombytes("RGB", (200, 200), random.Random(1).randbytes(120_000)).save(out, "PNG")
    return out.getvalue()


def csv() -> bytes:
    return "\ufeffTháng;Đúng hạn;Chênh lệch\r\n1;1.240;-3,5\r\n2;1.190;+2\r\n3;=A1+A2;\r\n".encode()


def txt() -> bytes:
    return "Biên bản làm việc ngày 12/03/2026.\nTỷ lệ < 5 % là đạt; a > b.\n".encode()


HONEST: dict[str, Callable[[], bytes]] = {
    "Báo cáo năm 2026.docx": docx,
    "Báo cáo có biểu đồ.docx": docx_with_chart,
    "Số liệu 01-BC.xlsx": xlsx,
    "Kế hoạch.odt": odt,
    "Bảng tính.ods": ods,
    "12_QĐ-UBND.pdf": pdf,
    "13.QĐ-UBND (bản ký).PDF": pdf_with_object_streams,
    "Ảnh bộ phận một cửa.jpg": jpeg,
    "ảnh.png": png,
    "hồ sơ.csv": csv,
    "biên bản.txt": txt,
}
REDRAWN = (".jpg", ".png")
