"""What kind of file an annex is, told by its bytes; and a copy that is safe to hand to a library.

A .docx or .xlsx is an archive. Every member is read here once, within bounds, and written to a new
archive: what the libraries unpack is what was counted, whatever the first archive claimed. Nothing
in a file is run, fetched or computed: macros are refused, formulas count with the value that was
saved, links stay unvisited.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from enum import Enum
from pathlib import Path

from chiso.language import Text, text
from chiso.problems import BadInput, Place, Problem, quote, reason_of

# A set of 300 criteria over 100 pages has some 300 kB as .docx, 2 MB as .pdf.
LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 120_000_000
MOST_MEMBERS = 2_000
MOST_PAGES = 300
MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_CELL_LETTERS = 20_000

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[Content_Types].xml"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Format(Enum):
    """The formats that an annex may have."""

    WORD = "docx"
    WORKBOOK = "xlsx"
    PDF = "pdf"


def refuse(
    code: str, name: str, found: str, expected: Text, mend: Text, *, row: int | None = None
) -> BadInput:
    """The one problem that stops the reading of a file."""
    return BadInput([Problem(code, Place(name, row), quote(found), expected, mend)])


def refuse_too_much(name: str, found: str, what: Text) -> BadInput:
    """The problem of a file that holds more than any annex does."""
    return refuse(
        "CH-2604",
        name,
        found,
        text("Expected at most {what}.", what=what),
        text("Keep the annex alone in the file: take out pictures, other sheets and empty rows."),
    )


def damaged(name: str, found: object) -> BadInput:
    """The problem of a file that its library cannot read."""
    return refuse(
        "CH-2605",
        name,
        str(found),
        text("Expected a whole file; this one cannot be read."),
        text("Open it in the program that made it and save it again."),
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises BadInput where it cannot be read."""
    try:
        with path.open("rb") as stream:
            # One byte above the limit tells that a file is too large, however large it is.
            return stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise BadInput(
            [
                Problem(
                    "CH-2600",
                    Place(str(path)),
                    reason_of(error),
                    text("Expected a file that can be read."),
                    text("Check the name and the rights of the file."),
                )
            ]
        ) from error


def recognise(source: bytes, name: str) -> tuple[Format, bytes]:
    """The format of a file, and bytes that are safe to read. Raises BadInput."""
    if len(source) > LARGEST_FILE:
        raise refuse_too_much(name, f"{len(source)}", text("{count} MB", count=LARGEST_FILE // 1_000_000))
    if source[:1024].lstrip().startswith(b"%PDF-"):
        return Format.PDF, source
    if source.startswith(_COMPOUND):
        raise refuse(
            "CH-2602",
            name,
            name.rpartition(".")[2],
            text("Expected no password, and the format of Word or Excel since 2007 (.docx, .xlsx)."),
            text("Open the file, take off its password, and save it as .docx or .xlsx."),
        )
    if source.startswith(b"PK"):
        return _unpack(source, name)
    raise _unknown(name)


def _unknown(name: str) -> BadInput:
    return refuse(
        "CH-2601",
        name,
        name.rpartition(".")[2],
        text("Expected an annex as .docx, .xlsx or .pdf; the content is none of these."),
        text("Save it as .docx or .xlsx; the ending of the name alone does not change what a file is."),
    )


def _unpack(source: bytes, name: str) -> tuple[Format, bytes]:
    copy = io.BytesIO()
    types, total = "", 0
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive, zipfile.ZipFile(copy, "w") as written:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise refuse_too_much(
                    name, f"{len(members)}", text("{count} parts in the file", count=MOST_MEMBERS)
                )
            if len({member.filename for member in members}) < len(members):
                raise damaged(name, _TYPES)
            for member in members:
                with archive.open(member) as stream:
                    content = stream.read(LARGEST_UNPACKED - total + 1)
                total += len(content)
                if total > LARGEST_UNPACKED:
                    what = text("{count} MB when it is unpacked", count=LARGEST_UNPACKED // 1_000_000)
                    raise refuse_too_much(name, member.filename, what)
                _refuse_declarations(name, member.filename, content)
                if member.filename == _TYPES:
                    types = content.decode("utf-8", "replace")
                written.writestr(member.filename, content)
    except BadInput:
        raise
    except _DAMAGED as error:
        raise damaged(name, error) from error
    return _format_of(types, name), copy.getvalue()


def _refuse_declarations(name: str, member: str, content: bytes) -> None:
    """Office files declare no entities; only files made to do harm do."""
    if member.endswith((".xml", ".rels", ".vml")) and (
        b"<!DOCTYPE" in content
        or "<!DOCTYPE".encode("utf-16-le") in content
        or "<!DOCTYPE".encode("utf-16-be") in content
    ):
        raise damaged(name, f"{member}: <!DOCTYPE")


def _format_of(types: str, name: str) -> Format:
    small = types.lower()
    if "macroenabled" in small or "vbaproject" in small:
        raise refuse(
            "CH-2603",
            name,
            name.rpartition(".")[2],
            text("Expected a file without macros."),
            text("Save it as .docx or .xlsx: macros are then left out."),
        )
    if "wordprocessingml.document.main+xml" in small:
        return Format.WORD
    if "spreadsheetml.sheet.main+xml" in small:
        return Format.WORKBOOK
    raise _unknown(name)
