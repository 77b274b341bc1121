"""The name that a file was given by its sender: shown to people and written into a header, never a path.

Refused are signs that hide what a name is (controls, marks that turn the direction of reading, letters
without width), what other systems reserve (CON, trailing dot, < > : " | ? *), paths, and a program's
ending before the last one.
"""

from __future__ import annotations

import unicodedata

from chiso.office.files.checking.findings import Finding

LONGEST = 150
_RESERVED_SIGNS = set('<>:"|?*/\\')
_RESERVED_STEMS = {
    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$",
    *(f"com{n}" for n in "0123456789¹²³"), *(f"lpt{n}" for n in "0123456789¹²³"),
}  # fmt: skip
PROGRAMS = {
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "msi",
    "msp", "jar", "lnk", "url", "reg", "dll", "cpl", "chm", "sh", "py", "php", "asp", "aspx", "jsp", "html",
    "htm", "xhtml", "mht", "mhtml", "svg", "xml", "iso", "img", "docm", "xlsm", "dotm", "xltm", "xlam",
}  # fmt: skip


def tidy_name(name: str) -> str:
    """The name in one spelling of Vietnamese letters (composed), without spaces around it."""
    return unicodedata.normalize("NFC", name).strip()


def ending_of(name: str) -> str:
    """What follows the last dot, in small letters; "" without one."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def find_in_name(name: str) -> list[Finding]:
    """What is wrong with a name that `tidy_name` gave."""
    stem = name.partition(".")[0].strip().lower()
    parts = [part.strip().lower() for part in name.split(".")]
    is_bad = (
        not name
        or len(name) > LONGEST
        or len(name.encode("utf-8", "surrogatepass")) > 240
        or any(_is_hidden(letter) or letter in _RESERVED_SIGNS for letter in name)
        or name.startswith(".")
        or name.endswith(".")
        or stem in _RESERVED_STEMS
        or (len(parts) > 2 and parts[-2] in PROGRAMS)
    )
    return [Finding("CH-7405", name)] if is_bad else []


def _is_hidden(letter: str) -> bool:
    """Controls, formats (direction marks, no width), lone halves, private letters, separators of lines."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
