"""Names compared as people mean them, and slugs made of them.

Two spellings of one name have the same key: capitals, blanks, the dash between two names, a blank
behind an abbreviation, and above all the two places where a tone mark can stand (Hoà, Hòa) make no
difference. Letters and tones do: Hà and Hạ are two names.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORDS = re.compile(r"\w+")
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_BEHIND_POINT = re.compile(r"\.\s+")
_BLANKS = re.compile(r"\s+")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def match_key(name: str) -> str:
    """A key that is equal for spellings of one name; not for showing.

    The tone of each word is moved behind the word. A Vietnamese syllable has one tone and its
    place is a matter of spelling, so no two names fall together.
    """
    # Taken apart first, since small letters of composed and of decomposed text can differ.
    plain = _BLANKS.sub(" ", unicodedata.normalize("NFD", name)).strip().casefold()
    plain = _BEHIND_POINT.sub(".", _DASHES.sub("-", plain))
    # Marks are no word characters: words are found in composed form and taken apart one by one.
    composed = unicodedata.normalize("NFC", plain)
    return _WORDS.sub(lambda word: _tone_last(word[0]), composed)


def make_slug(name: str) -> str:
    """ASCII letters, digits and hyphens: "Quận Ba Đình" becomes quan-ba-dinh."""
    decomposed = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NO_SLUG.sub("-", letters).strip("-")


def _tone_last(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in decomposed if c in _TONES)
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return letters + tones
