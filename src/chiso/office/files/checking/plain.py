"""Plain text and plain tables: UTF-8, no control characters, nothing that a browser or a shell would run."""

from __future__ import annotations

import csv
import re

from chiso.office.files.checking.findings import Finding
from chiso.office.files.checking.formulas import is_harmful_cell
from chiso.office.files.checking.kinds import has_markup

_LONGEST_LINE = 200_000
_ALLOWED_CONTROLS = "\t\r\n"
_BAD_SIGNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# "MZ" in capitals alone: words may begin so in small letters. An archive ("PK") has controls, which are out.
_PROGRAM = re.compile(
    r"\A\s*(?:#!|@echo\b|%!PS|\{\\rtf|(?-i:MZ)|BEGIN:V|Windows Registry Editor|REGEDIT4|"
    r"\[InternetShortcut\]|\[Desktop Entry\]|From: |Received: |MIME-Version:)",
    re.IGNORECASE,
)


def read_text(data: bytes) -> str | None:
    """The text in UTF-8 (a byte order mark may stand before it); None if it is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def check_plain(data: bytes, *, is_table: bool) -> list[Finding]:
    """What keeps a text, or a table in CSV, out."""
    read = read_text(data)
    if read is None:
        return [Finding("CH-7420")]
    bad = _BAD_SIGNS.search(read)
    if bad or "\ufeff" in read:
        return [Finding("CH-7420", f"U+{ord(bad.group()):04X}" if bad else "U+FEFF")]
    if has_markup(data[:65_536]) or _PROGRAM.match(read):
        return [Finding("CH-7421")]
    if max(map(len, read.split("\n"))) > _LONGEST_LINE:
        return [Finding("CH-7408")]
    return _check_cells(read) if is_table else []


def _check_cells(read: str) -> list[Finding]:
    """Each cell, however the table separates them: commas, semicolons or tabs."""
    findings: list[Finding] = []
    csv.field_size_limit(_LONGEST_LINE)
    for separator in ",;\t":
        try:
            for row in csv.reader(read.splitlines(), delimiter=separator):
                findings += [Finding("CH-7415", cell) for cell in row if is_harmful_cell(cell)]
        except csv.Error:
            return [*findings, Finding("CH-7408")]
    return findings
