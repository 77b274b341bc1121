"""Fields that read what officials type: days as 21/12/2026, times, figures with a decimal comma, words.

They are lenient about form and strict about meaning: 1.240 is a thousand and more for a Vietnamese
reader, 0.93 is refused, since it may be meant either way. What is wrong is a `Text` (see
`chiso.office.ui.mistakes`); Django's own words are never shown.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language

from chiso.figures import LONGEST_NUMBER, NO_BREAK_SPACE, parse_decimal, write_exact
from chiso.language import Text, render, text

_DAY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\Z", re.ASCII)
_DAY_WITHOUT_SIGNS = re.compile(r"(\d{2})(\d{2})(\d{4})\Z", re.ASCII)
_ISO_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\Z", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})\s*(?::|h|g|giờ)\s*(\d{2})?(?:\s*phút)?\Z", re.ASCII | re.IGNORECASE)
_NOT_A_DAY = text("Expected a day such as 21/12/2026 (day, month, year)")
_NOT_A_TIME = text("Expected a time such as 17:00, 21/12/2026")


def _mistake(said: Text, code: str = "invalid") -> forms.ValidationError:
    return forms.ValidationError(said, code=code)  # type: ignore[arg-type]


class WordsField(forms.CharField):
    """Free text; the marks of Vietnamese letters in one form (NFC), so that equal words are equal."""

    def to_python(self, value: Any) -> str:
        """The words without blanks around them."""
        words = super().to_python(value)
        return unicodedata.normalize("NFC", words) if words else ""


def read_day(written: str) -> date:
    """The day that was typed: 21/12/2026, 21-12-26, 21.12.2026, 21122026 or 2026-12-21.

    Raises ValidationError that says what is wrong with it.
    """
    written = written.strip()
    iso = _ISO_DAY.match(written)
    parts = _DAY.match(written) or _DAY_WITHOUT_SIGNS.match(written)
    if iso:
        day, month, year = iso["d"], iso["m"], iso["y"]
    elif parts:
        day, month, year = parts.groups()
    else:
        raise _mistake(_NOT_A_DAY, "not_a_day")
    whole_year = int(year) + (2000 if len(year) == 2 else 0)
    if not 1 <= int(month) <= 12 or not 1900 <= whole_year <= 2200:
        raise _mistake(_NOT_A_DAY, "not_a_day")
    last = calendar.monthrange(whole_year, int(month))[1]
    if not 1 <= int(day) <= last:
        raise _mistake(
            text(
                "Month {month} of {year} has {days} days",
                month=str(int(month)),
                year=str(whole_year),
                days=str(last),
            )
        )
    return date(whole_year, int(month), int(day))


class DayField(forms.Field):
    """A day; the cleaned value is a `date`, or None where nothing was typed."""

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **options: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError."""
        if value is None or isinstance(value, date):
            return value
        return read_day(str(value)) if str(value).strip() else None

    def validate(self, value: Any) -> None:
        """Within the days that are allowed."""
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise _mistake(text("Expected {day} or later", day=self.earliest))
        if value and self.latest and value > self.latest:
            raise _mistake(text("Expected {day} or earlier", day=self.latest))


class MomentField(forms.Field):
    """A time in the city's time zone: 17:00, 21/12/2026, in either order; of a day alone its last minute."""

    def to_python(self, value: Any) -> datetime | None:
        """The time, aware of its zone. Raises ValidationError."""
        if value is None or isinstance(value, datetime):
            return value
        written = str(value).strip()
        if not written:
            return None
        hour, day = time(23, 59), written
        for parts in (written.rsplit(maxsplit=1), written.split(maxsplit=1)):
            if len(parts) != 2:
                continue
            first, second = (part.strip(", ") for part in parts)
            for spoken, rest in ((first, second), (second, first)):
                found = _HOUR.match(spoken)
                if found:
                    if int(found[1]) > 23 or int(found[2] or 0) > 59:
                        raise _mistake(_NOT_A_TIME)
                    hour, day = time(int(found[1]), int(found[2] or 0)), rest
        try:
            read = read_day(day)
        except forms.ValidationError as error:
            raise (_mistake(_NOT_A_TIME) if error.code == "not_a_day" else error) from None
        return timezone.make_aware(datetime.combine(read, hour))


def read_figure(written: str, language: str) -> Fraction:
    """The exact value of what was typed, with the decimal sign of the language (comma in Vietnamese).

    The other sign may group thousands, and only that; blanks may too. Raises ValidationError.
    """
    decimal, group = (",", ".") if language == "vi" else (".", ",")
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "", written.strip()).replace("\u2212", "-")
    if re.match(rf"[+-]?\d{{1,3}}(\{group}\d{{3}})+(\{decimal}\d+)?\Z", plain, re.ASCII):
        plain = plain.replace(group, "")
    if group in plain and decimal not in plain and plain.count(group) == 1:
        meant = plain.replace(group, decimal)
        raise _mistake(
            text("Decimals stand behind “{sign}”: write {meant} instead of {found}",
                 sign=decimal, meant=meant, found=plain[:40])
        )  # fmt: skip
    try:
        if len(plain) > LONGEST_NUMBER or group in plain:
            raise ValueError
        return parse_decimal(plain.replace(decimal, "."))
    except ValueError:
        raise _mistake(
            text("Expected a number such as {example}", example="1.240,5" if language == "vi" else "1,240.5")
        ) from None


def write_typed(value: Fraction, language: str) -> str:
    """A figure as it stands in an input: the decimal sign of the language, no thousands."""
    return write_exact(value).replace(".", "," if language == "vi" else ".")


class FigureField(forms.Field):
    """A number, exact; the cleaned value is a `Fraction`, or None where nothing was typed.

    `places`: the most decimals that may be typed; `minimum` and `maximum` are included.
    """

    def __init__(
        self,
        *,
        minimum: Fraction | int | None = None,
        maximum: Fraction | int | None = None,
        places: int | None = None,
        **options: Any,
    ) -> None:
        self.minimum = None if minimum is None else Fraction(minimum)
        self.maximum = None if maximum is None else Fraction(maximum)
        self.places = places
        super().__init__(**options)

    def to_python(self, value: Any) -> Fraction | None:
        """The number. Raises ValidationError."""
        if value is None or isinstance(value, Fraction):
            return value
        written = str(value).strip()
        return read_figure(written, get_language() or "vi") if written else None

    def validate(self, value: Any) -> None:
        """Within what is allowed."""
        super().validate(value)
        if value is None:
            return
        if self.minimum is not None and value < self.minimum:
            raise _mistake(text("Expected {number} or more", number=self.minimum))
        if self.maximum is not None and value > self.maximum:
            raise _mistake(text("Expected {number} or less", number=self.maximum))
        if self.places is not None and (value * 10**self.places).denominator != 1:
            if self.places == 0:
                raise _mistake(text("Expected a whole number"))
            raise _mistake(text("Expected at most {places} decimals", places=str(self.places)))


class WholeNumberField(FigureField):
    """A whole number; the cleaned value is an `int`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(places=0, **options)

    def clean(self, value: Any) -> int | None:
        """The number. Raises ValidationError."""
        number = super().clean(value)
        return None if number is None else int(number)


def show_value(value: Any, language: str) -> str:
    """What stands in an input: as typed, or a stored value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%H:%M, %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Fraction):
        return write_typed(value, language)
    if isinstance(value, Text):
        return render(value, "vi" if language == "vi" else "en")
    return str(value).replace(NO_BREAK_SPACE, " ")
