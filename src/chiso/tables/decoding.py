"""From bytes to text: which encoding a file has, proved and not guessed.

A byte order mark decides. Without one the bytes are UTF-8 if they decode as such. Else they are
Windows-1258 only if every character that comes out is one that Vietnamese text uses: bytes of TCVN3,
VNI or a western code page decode there too, but to letters and signs that no Vietnamese text has.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from chiso.language import Text, text

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# One bad byte among many: enough of its surroundings to find it again.
_SURROUNDINGS = 20

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_LETTERS = {unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES} | {"đ"}
_SIGNS = set("–—‘’“”…•«»°§₫€·×±½¼¾²³\u00a0")
VIETNAMESE = frozenset(_LETTERS | {letter.upper() for letter in _LETTERS} | _SIGNS)
READ_AS_WINDOWS_1258 = text(
    "The file is not UTF-8; it was read as Windows-1258. Look at some names to be sure."
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file in composed form, and what the reader of a report should know of it."""

    text: str
    encoding: str
    remarks: tuple[Text, ...]


class CannotDecode(Exception):
    """The bytes are no text in an encoding that is read here."""

    def __init__(self, found: str, expected: Text, mend: Text, line: int | None = None) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.mend = mend
        self.line = line


def decode_text(content: bytes) -> Decoded:
    """The text in `content`, NFC, without a byte order mark. Raises CannotDecode."""
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotDecode(
            "",
            text("Expected a text file; this is a workbook or an archive."),
            text("Open it in the spreadsheet program and save the sheet as “CSV UTF-8”."),
        )
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise refusal("UTF-32")
    if content.startswith(codecs.BOM_UTF8):
        return _composed(_strictly(content[len(codecs.BOM_UTF8) :], "utf-8", "UTF-8"), "UTF-8")
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            written = _strictly(content[len(mark) :], codec, "UTF-16")
            return _composed(written, "UTF-16", text("The file was read as UTF-16."))
    try:
        return _composed(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as fault:
        written = _windows_1258(content, fault)
    return _composed(written, "Windows-1258", READ_AS_WINDOWS_1258)


def first_control_character(written: str) -> tuple[int, str, int] | None:
    """Line, character and number of the control characters that no table has, or None."""
    first = CONTROL.search(written)
    if first is None:
        return None
    return written.count("\n", 0, first.start()) + 1, first[0], len(CONTROL.findall(written))


def _composed(written: str, encoding: str, *remarks: Text) -> Decoded:
    if unicodedata.is_normalized("NFC", written):
        return Decoded(written, encoding, remarks)
    composed = unicodedata.normalize("NFC", written)
    if encoding != "Windows-1258":
        remarks += (text("Letters and marks that stood apart were put together (Unicode NFC)."),)
    return Decoded(composed, encoding, remarks)


def _strictly(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as fault:
        raise refusal(name, content, fault) from None


def _windows_1258(content: bytes, fault: UnicodeDecodeError) -> str:
    """The text under Windows-1258 if only characters of Vietnamese text come out."""
    try:
        written = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        raise refusal("", content, fault) from None
    if any(character > "\x7f" and character not in VIETNAMESE for character in set(written)):
        raise refusal("", content, fault)
    return written


def refusal(
    claimed: str, content: bytes = b"", fault: UnicodeDecodeError | None = None, lines_before: int = 0
) -> CannotDecode:
    """Bytes that are not what they claim to be, or claim nothing; `content` may be a part of a file."""
    found, line = "", None
    if fault is not None:
        start = max(0, fault.start - _SURROUNDINGS)
        found = content[start : fault.start + _SURROUNDINGS].decode("ascii", errors="backslashreplace")
        line = lines_before + content.count(b"\n", 0, fault.start) + 1
    if claimed:
        expected = text(
            "Expected UTF-8; the file begins as {encoding} but does not go on so.", encoding=claimed
        )
        if fault is None:
            expected = text("Expected UTF-8, UTF-16 or Windows-1258; this is {encoding}.", encoding=claimed)
    else:
        expected = text(
            "Expected UTF-8, UTF-16 with a byte order mark, or Windows-1258; this is none of them."
        )
    return CannotDecode(
        found,
        expected,
        text("Save the file as “CSV UTF-8”. Texts in TCVN3 or VNI fonts have to be converted first."),
        line,
    )
