"""Words for people: texts that wait for a language, two-language titles, Vietnamese sorting.

A `Text` is made where something is known ("expected a number from 0 to 10") and rendered where
somebody reads it, in the language of the reader. The message identifiers are the English texts;
the Vietnamese stand in `locale/vi`. Numbers, dates and nested texts inside a `Text` are written in
the reader's language too.
"""

from __future__ import annotations

import gettext
import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from chiso.figures import write_for_eyes

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
DEFAULT_LANGUAGE: Language = "vi"

Value: TypeAlias = "str | int | Fraction | date | Text | Bilingual | Listing"


@dataclass(frozen=True, slots=True)
class Text:
    """A message that waits for a language; `values` fill the names in braces."""

    message: str
    values: tuple[tuple[str, Value], ...] = ()
    plural: str | None = None
    count: int = 1

    def in_language(self, language: Language) -> str:
        """The text as a person reads it in `language`."""
        translations = translations_of(language)
        if self.plural is None:
            template = translations.gettext(self.message)
        else:
            template = translations.ngettext(self.message, self.plural, self.count)
        return template.format_map({name: render(value, language) for name, value in self.values})

    def __deepcopy__(self, _known: object) -> Text:
        """Itself: nothing of it changes. A form is copied with the titles of its choices at every request."""
        return self


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A title of the data itself, in one or both languages; the other stands in where one lacks."""

    vi: str | None = None
    en: str | None = None

    def in_language(self, language: Language) -> str:
        """The title in `language`, else in the other one, else empty."""
        own, other = (self.vi, self.en) if language == "vi" else (self.en, self.vi)
        return own or other or ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Several values that are read as a list: "1.1, 1.2, 1.3"."""

    items: tuple[Value, ...]
    separator: str = ", "


def text(message: str, /, **values: Value) -> Text:
    """A translatable message. The call is what the extraction of messages looks for."""
    return Text(message, tuple(values.items()))


def text_by_count(singular: str, plural: str, count: int, /, **values: Value) -> Text:
    """A translatable message whose English form depends on `count`, given as `{count}`."""
    return Text(singular, (("count", count), *values.items()), plural, count)


def listing(items: Iterable[Value], separator: str = ", ") -> Listing:
    """Several values as one; each is rendered in the reader's language."""
    return Listing(tuple(items), separator)


def render(value: Value, language: Language) -> str:
    """One value as a person reads it."""
    if isinstance(value, (Text, Bilingual)):
        return value.in_language(language)
    if isinstance(value, Listing):
        return value.separator.join(render(item, language) for item in value.items)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return write_date(value, language)
    return write_for_eyes(Fraction(value), language)


def write_date(day: date, language: Language) -> str:
    """A day as people write it: 24/11/2026 in Vietnamese, 24 Nov 2026 in English."""
    if language == "vi":
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[day.month - 1]
    return f"{day.day} {month} {day.year}"


@cache
def translations_of(language: Language) -> gettext.NullTranslations:
    """The catalogue of `language`; English needs none, since the identifiers are English."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("chiso", Path(__file__).with_name("locale"), languages=[language])


def chosen_language(wish: str | None = None, environment: Mapping[str, str] | None = None) -> Language:
    """The language asked for, else CHISO_LANGUAGE, else Vietnamese."""
    surroundings = os.environ if environment is None else environment
    for candidate in (wish, surroundings.get("CHISO_LANGUAGE")):
        for language in LANGUAGES:
            if candidate == language:
                return language
    return DEFAULT_LANGUAGE


_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER_OF_LETTERS = {letter: position for position, letter in enumerate(_LETTERS)}
# Order of the tone marks in Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
_ORDER_OF_MARKS = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PARTS_OF_LETTERS = {"\u0306", "\u0302", "\u031b"}

SortKey: TypeAlias = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def sort_key(name: str) -> SortKey:
    """A key that sorts Vietnamese names: letters first (a ă â b c d đ …), then tone marks.

    Digits stand before letters and compare as numbers, so "Phường 2" precedes "Phường 10".
    """
    letters: list[tuple[int, int]] = []
    marks: list[int] = []
    digits = ""
    for cluster in _clusters(unicodedata.normalize("NFD", name.casefold())):
        letter = unicodedata.normalize("NFC", "".join(c for c in cluster if c not in _ORDER_OF_MARKS))
        if letter.isdecimal():
            digits += letter
            continue
        if digits:
            letters.append((1, int(digits)))
            marks.append(0)
            digits = ""
        position = _ORDER_OF_LETTERS.get(letter)
        letters.append((0, ord(letter[0])) if position is None else (2, position))
        marks.append(next((_ORDER_OF_MARKS[c] for c in cluster if c in _ORDER_OF_MARKS), 0))
    if digits:
        letters.append((1, int(digits)))
        marks.append(0)
    return tuple(letters), tuple(marks), name


def stored_sort_key(name: str) -> str:
    """`sort_key` as text of 0-9 and a-f: any database sorts it the same way, whatever its collation."""
    letters, marks, _ = sort_key(name)
    # Six digits a letter, of which the first is never 0: a shorter name sorts before a longer one.
    written = "".join(f"{group + 1}{min(value, 0xFFFFF):05x}" for group, value in letters)
    return written + "000000" + "".join(map(str, marks))


def _clusters(decomposed: str) -> list[str]:
    """Base characters, each with the marks that follow it."""
    clusters: list[str] = []
    for character in decomposed:
        if clusters and (character in _ORDER_OF_MARKS or character in _PARTS_OF_LETTERS):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
