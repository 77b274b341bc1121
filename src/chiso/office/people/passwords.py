"""What makes no password here, and how passwords are kept.

Refused are, beside what Django refuses, those that anybody would try first against an office of a
Vietnamese city: its own words and a number. The words stand in `docs/reference/roles-and-rights.md` too; a
test compares them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from chiso.office.configuration import configuration
from chiso.office.people.models import Appointment, Person

WORDS = (
    "chiso", "matkhau", "password", "quantri", "admin", "thanhpho", "uyban", "nhandan", "ubnd", "vanphong",
    "sonoivu", "noivu", "caicach", "hanhchinh", "cchc", "parindex", "danhgia", "chamdiem", "vietnam",
)  # fmt: skip
# So many letters beside such words make a password that is not guessed from them.
LEAST_OTHER = 6
# A shorter one is found in any text.
_SHORTEST = 5


class Argon2(Argon2PasswordHasher):
    """Argon2id with 32 MiB, two passes, one lane; OWASP asks for 19 MiB, two passes, one lane at least.

    Django's own choice (100 MiB, two passes, eight lanes) takes five times the processor: of five hundred
    people who sign in within a minute on two processors few came in. What was hashed under it is hashed
    anew at the next sign-in.
    Source: OWASP Password Storage Cheat Sheet.
    """

    time_cost = 2
    memory_cost = 32_768  # KiB
    parallelism = 1


class NotOfOurWords:
    """Refuses what is little more than words of this office, its city among them, and digits."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError (code password_of_our_words)."""
        if is_of_our_words(password, _names_of_agencies(user)):
            raise ValidationError("", code="password_of_our_words")

    def get_help_text(self) -> str:
        """Nothing: the form says it in our words."""
        return ""


class NotOfCommonOnes:
    """Refuses what is one or two of the passwords that very many use, and little besides.

    Django's list has few of twelve letters and more; what people make of the short ones is "dragonmonkey12".
    """

    def __init__(self) -> None:
        self._common = frozenset(one for one in CommonPasswordValidator().passwords if len(one) >= _SHORTEST)
        self._longest = max(map(len, self._common))

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError (code password_too_common)."""
        del user
        folded = password.lower()
        if len(folded) < 2 * self._longest + LEAST_OTHER and self._hides_common_ones(folded, 2):
            raise ValidationError("", code="password_too_common")

    def get_help_text(self) -> str:
        """Nothing: the form says it in our words."""
        return ""

    def _hides_common_ones(self, left: str, most: int) -> bool:
        """Whether too little is left without one common one, or so many at most."""
        pieces = (
            (first, last)
            for first in range(len(left) - _SHORTEST + 1)
            for last in range(first + _SHORTEST, min(len(left), first + self._longest) + 1)
        )
        rests = (left[:first] + left[last:] for first, last in pieces if left[first:last] in self._common)
        return any(
            len(rest) < LEAST_OTHER or (most > 1 and self._hides_common_ones(rest, most - 1))
            for rest in rests
        )


def is_of_our_words(password: str, agencies: Iterable[str] = ()) -> bool:
    """Whether a password is little more than words of the office, its city and these agencies."""
    words = {*WORDS, *map(_plain, [configuration().city, *agencies])} - {""}
    whole = left = _plain(password)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left != whole and len(left) < LEAST_OTHER


def _names_of_agencies(person: Person | None) -> list[str]:
    """Of those in which a person holds or held a role."""
    if person is None or person.pk is None:
        return []
    held = Appointment.objects.filter(person=person, agency__isnull=False)
    return list(held.order_by().values_list("agency__name", flat=True).distinct())


def _plain(words: str) -> str:
    """Small letters without marks, and nothing else: "Hà Nội" is "hanoi"."""
    apart = unicodedata.normalize("NFD", words.lower().replace("đ", "d"))
    return re.sub(r"[\W\d_]", "", apart)
