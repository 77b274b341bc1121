"""A cell of a workbook as a cell of an answer: what a program made of what was typed is not guessed at.

A figure that the program took for a day (1.10 → 1 October) and a day that lost its format (45992) are
refused. “1.234” as text has two meanings and is refused; “1.234,5” has one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from chiso.figures import DecimalSign, write_decimal
from chiso.frameworks.inputs import InputDefinition
from chiso.language import Text, text
from chiso.office.campaigns.answering.typed import read_cell

_FIGURES = frozenset({"number", "whole", "count", "share", "ratio", "tally"})
_TWO_MEANINGS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}\Z", re.ASCII)
_YES = frozenset({"có", "co", "yes", "y", "x", "true", "1", "đạt"})
_NO = frozenset({"không", "khong", "no", "n", "false", "0", "không đạt"})
_LONGEST = 32_767


class Misread(Exception):
    """A cell is not what its row asks for."""

    def __init__(self, found: str, expected: Text, mend: Text) -> None:
        super().__init__(found)
        self.found, self.expected, self.mend = found, expected, mend


def cell_of_words(value: Any) -> str:
    """A cell that holds words: a case, a state, an explanation, a label."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n").strip()


def cell_of_figure(value: Any, definition: InputDefinition, sign: DecimalSign) -> str:
    """A cell of an input that is no label, in the one notation of answers (decimal point). Raises Misread."""
    if value is None or value == "":
        return ""
    if definition.type in ("boolean", "labels"):
        return _yes_or_no(value)
    if definition.type == "date":
        return _day(value)
    if isinstance(value, bool):
        raise Misread(cell_of_words(value), text("Expected a figure, not yes or no."), _AGAIN)
    if isinstance(value, float):
        return write_decimal(Fraction(format(value, ".15g")))
    if not isinstance(value, str):
        raise Misread(
            cell_of_words(value),
            text("Expected a figure; the program took what was typed for a day or an hour."),
            text("Set the format of the cell to “General” and type the figure again."),
        )
    written = value.strip()
    if _TWO_MEANINGS.match(written):
        raise Misread(
            written,
            text("Expected a figure that can be read in one way only."),
            text("Type it without a sign between thousands, or with all its decimals."),
        )
    return read_cell(written, definition, sign).replace(sign, ".") if definition.type in _FIGURES else written


_AGAIN = text("Type it again, as the row asks for it.")


def _yes_or_no(value: Any) -> str:
    word = " ".join(cell_of_words(value).casefold().split())
    if word in _YES:
        return "true"
    if word in _NO:
        return "false"
    raise Misread(word, text("Expected yes or no."), text("Choose from the list in the cell."))


def _day(value: Any) -> str:
    if isinstance(value, float):
        raise Misread(
            cell_of_words(value),
            text("Expected a day such as 21/12/2026; this is a bare number."),
            text("Set the format of the cell to “Text” and type the day again."),
        )
    return cell_of_words(value)


def status_of(written: str, names: Mapping[str, str]) -> str:
    """The status that a cell names, by its words or its key; raises Misread."""
    word = " ".join(written.casefold().split())
    if not word:
        return "given"
    for key, name in names.items():
        if word in (key, name.casefold()):
            return key
    raise Misread(
        written,
        text("Expected one of the states in the list of the cell, or nothing."),
        text("Choose one, or empty it."),
    )
