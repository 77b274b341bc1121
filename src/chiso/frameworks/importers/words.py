"""Words as they stand in a cell: without what cannot be seen, and folded to be compared."""

from __future__ import annotations

import re
import unicodedata

from chiso.frameworks.importers.files import MOST_CELL_LETTERS

_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_SIGNS = re.compile(r"[^\w%]+")


def clean(written: str) -> str:
    """The words of a cell: composed letters, single blanks, no marks that cannot be seen.

    Marks that turn the direction of writing, soft hyphens and the like are left out: they are what
    makes two texts look alike that are not.
    """
    composed = unicodedata.normalize(
        "NFC", written[:MOST_CELL_LETTERS].replace("\r\n", "\n").replace("\r", "\n")
    )
    seen = "".join(
        letter if letter == "\n" else " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return _BREAKS.sub("\n", _BLANKS.sub(" ", seen)).strip()


def one_line(words: str) -> str:
    """The words with their line breaks as blanks."""
    return words.replace("\n", " ")


def fold(words: str) -> str:
    """The words in small letters without signs, to be compared with those of a heading."""
    return _SIGNS.sub(" ", words.lower()).strip()


def without_marks(words: str) -> str:
    """The words in small letters without the marks of Vietnamese: "trở xuống" becomes "tro xuong"."""
    plain = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
