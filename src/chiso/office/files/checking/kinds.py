"""The kinds of file that are taken, and how the first bytes tell them.

The name and what the sender's program says of the content decide nothing; the name's ending must fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind that is taken."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"
    JPEG = "jpeg"
    PNG = "png"
    CSV = "csv"
    TXT = "txt"
    OGG = "ogg"
    AAC = "aac"


@dataclass(frozen=True, slots=True)
class Facts:
    """How a kind is sent and called."""

    media_type: str
    endings: tuple[str, ...]
    has_pages: bool = False
    is_sound: bool = False


FACTS: dict[Kind, Facts] = {
    Kind.PDF: Facts("application/pdf", ("pdf",), has_pages=True),
    Kind.DOCX: Facts("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
    Kind.XLSX: Facts("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
    Kind.ODT: Facts("application/vnd.oasis.opendocument.text", ("odt",)),
    Kind.ODS: Facts("application/vnd.oasis.opendocument.spreadsheet", ("ods",)),
    Kind.JPEG: Facts("image/jpeg", ("jpg", "jpeg"), has_pages=True),
    Kind.PNG: Facts("image/png", ("png",), has_pages=True),
    Kind.CSV: Facts("text/csv; charset=utf-8", ("csv",)),
    Kind.TXT: Facts("text/plain; charset=utf-8", ("txt",)),
    Kind.OGG: Facts("audio/ogg", ("ogg",), is_sound=True),
    Kind.AAC: Facts("audio/aac", ("aac",), is_sound=True),
}
# Of evidence. Sounds come with the record of a visit alone.
ENDINGS = tuple(ending for facts in FACTS.values() if not facts.is_sound for ending in facts.endings)

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"
PDF_START = b"%PDF-"
ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What must not stand inside a document as a picture, font or setting.
_FOREIGN_STARTS = (
    b"MZ", b"\x7fELF", ZIP_START, b"PK\x05\x06", OLE_START, PDF_START, b"Rar!", b"7z\xbc\xaf", b"#!",
    b"\xca\xfe\xba\xbe", b"\x1f\x8b", b"{\\rtf", b"MSCF", b"ITSF", b"L\x00\x00\x00\x01\x14",
)  # fmt: skip
_MARKUP = (
    b"<!doctype", b"<html", b"<script", b"<svg", b"<?php", b"<iframe", b"<body", b"<head", b"<object",
    b"<embed", b"<meta", b"<link", b"<img", b"<?xml", b"<xsl:", b"<%@", b"javascript:",
    b"mime-version:", b"<scriptlet", b"<hta:", b"<!--",
)  # fmt: skip


def is_foreign(data: bytes) -> bool:
    """Whether bytes that should be a picture or a setting are a program, an archive or a document."""
    return data.startswith(_FOREIGN_STARTS) or has_markup(data[:1024])


def has_markup(data: bytes) -> bool:
    """Whether a browser might take these bytes for a page, a drawing or a script."""
    small = data.lower()
    return any(mark in small for mark in _MARKUP)


def guess_name(data: bytes) -> str:
    """What a file that is not taken looks like ("Rich Text Format"), for the sentence that refuses it."""
    import puremagic

    try:
        guesses = puremagic.magic_string(data[:4096])
    except (puremagic.PureError, ValueError):
        return ""
    return str(guesses[0].name) if guesses else ""
