"""Passwords that anybody would try first against an office of a Vietnamese city: its own words and a number.

The words stand in `docs/reference/roles-and-rights.md` too; a test compares them.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

from chiso.office.configuration import configuration
from chiso.office.people.models import Person

WORDS = (
    "chiso", "matkhau", "password", "quantri", "admin", "thanhpho", "uyban", "nhandan", "ubnd", "vanphong",
    "sonoivu", "noivu", "caicach", "hanhchinh", "cchc", "parindex", "danhgia", "chamdiem", "vietnam",
)  # fmt: skip
# So many letters beside such words make a password that is not guessed from them.
LEAST_OTHER = 6


class NotOfOurWords:
    """Refuses what is little more than words of this office, its city among them, and digits."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError (code password_of_our_words)."""
        del user
        whole = left = _plain(password)
        for word in sorted({*WORDS, _plain(configuration().city)} - {""}, key=len, reverse=True):
            left = left.replace(word, "")
        if left != whole and len(left) < LEAST_OTHER:
            raise ValidationError("", code="password_of_our_words")

    def get_help_text(self) -> str:
        """Nothing: the form says it in our words."""
        return ""


def _plain(words: str) -> str:
    """Small letters without marks, and nothing else: "Hà Nội" is "hanoi"."""
    apart = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return re.sub(r"[\W\d_]", "", apart)
