"""Words that stand in every document whatever the reader's language; how numbers, days, hours are written.

They are those of Nghị định 30/2020/NĐ-CP, Phụ lục I and III.

A number below ten has a nought before it, as have days below ten and the months 1 and 2.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from chiso.language import Language, write_date

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DECISION = "Quyết định"
MINUTES = "Biên bản"
RECEIPT = "Giấy biên nhận"
REPORT = "Báo cáo"
ARTICLE = "Điều"
ANNEX = "Phụ lục"
RECIPIENTS = "Nơi nhận:"
ARCHIVE = "Lưu:"
END = "./."

_GAP = "\u00a0"
# Room to write or stamp a number, a day and a month into: about 20 and 8 mm in a face of 13 points.
_ROOM_OF_NUMBER = _GAP * 16
_ROOM_OF_DAY = _GAP * 7
_PEOPLES_COMMITTEE = re.compile(r"(ủy ban nhân dân|uỷ ban nhân dân)\s+(?=\S)", re.IGNORECASE)
# A name in capitals of 13 points; a longer one is broken into two lines of like length.
_LONGEST_LINE_OF_HEADING = 24


def number_line(number: str, symbol: str) -> str:
    """*Số: 05/QĐ-UBND*; without a number there is room for it, without a symbol the number is all."""
    written = number_written(number) or _ROOM_OF_NUMBER
    return f"Số: {written}/{symbol.upper()}" if symbol else f"Số: {written}"


def number_written(number: str) -> str:
    """A number below ten with a nought before it; anything else as it is."""
    stripped = number.strip()
    return stripped.zfill(2) if stripped.isascii() and stripped.isdigit() else stripped


def day_in_words(day: date | None, year: int | None) -> str:
    """*ngày 05 tháng 3 năm 2026*; without a day there is room for day and month."""
    if day is None:
        return f"ngày{_ROOM_OF_DAY}tháng{_ROOM_OF_DAY}năm {year or _GAP * 4}"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def hour_in_words(moment: datetime, language: Language, *, has_seconds: bool = False) -> str:
    """*08 giờ 30 phút, ngày 05 tháng 3 năm 2026*, in the time that `moment` is given in."""
    if language == "vi":
        seconds = f" {moment:%S} giây" if has_seconds else ""
        return f"{moment:%H} giờ {moment:%M} phút{seconds}, {day_in_words(moment.date(), None)}"
    hour = f"{moment:%H:%M:%S}" if has_seconds else f"{moment:%H:%M}"
    return f"{hour}, {write_date(moment.date(), language)}"


def hour_left_open(year: int, language: Language) -> str:
    """Room to write an hour and a day of `year` into."""
    if language == "vi":
        return f"…… giờ …… phút, ngày …… tháng …… năm {year}"
    return f"……:……, …… …… {year}"


def lines_of_name(name: str) -> tuple[str, ...]:
    """The name of a body in capitals, broken where its heading breaks it.

    A line break in the name is kept; "Ủy ban nhân dân" stands on a line of its own; another long name
    is broken where its two lines are most alike.
    """
    written = name.strip().upper()
    if "\n" in written:
        return tuple(line.strip() for line in written.splitlines() if line.strip())
    if found := _PEOPLES_COMMITTEE.match(written):
        return found.group(1), written[found.end() :]
    if len(written) <= _LONGEST_LINE_OF_HEADING or " " not in written:
        return (written,)
    breaks = (place for place, letter in enumerate(written) if letter == " ")
    nearest = min(breaks, key=lambda place: abs(2 * place + 1 - len(written)))
    return written[:nearest], written[nearest + 1 :]


def roman(number: int) -> str:
    """A number from 1 on in Roman figures, as annexes are counted."""
    signs = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    written = ""
    for value, sign in signs:
        while number >= value:
            written += sign
            number -= value
    return written
