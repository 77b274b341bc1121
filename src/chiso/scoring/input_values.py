"""From the cells of a row to the value of an input, by the input's type, and back to one notation.

    number, whole, count, share   value
    ratio                         numerator and denominator, or a printed share in value
    label, labels                 label (or value): the key, or the title in either language
    tally                         label and, in value, how many
    boolean                       có, không, đạt, không đạt, yes, no, true, false, 1, 0
    date                          2020-03-01 or 01/03/2020

A cell that cannot be read raises `Misread`, which says what was expected and how to mend it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from chiso.figures import DecimalSign, NotANumber, write_decimal
from chiso.frameworks.inputs import InputDefinition
from chiso.frameworks.intervals import Domain, describe_range
from chiso.frameworks.values import Ratio
from chiso.language import Listing, Text, listing, text
from chiso.periods import parse_day
from chiso.problems import BadInput
from chiso.tables import read_number

_YES = frozenset({"true", "1", "có", "co", "đạt", "dat", "yes", "y"})
_NO = frozenset({"false", "0", "không", "khong", "không đạt", "khong dat", "no", "n"})


class Cells(NamedTuple):
    """The four cells in which a value may stand."""

    value: str = ""
    numerator: str = ""
    denominator: str = ""
    label: str = ""

    @property
    def are_empty(self) -> bool:
        """Whether none of them holds anything."""
        return not (self.value or self.numerator or self.denominator or self.label)


@dataclass(frozen=True, slots=True)
class Counted:
    """One row of a tally."""

    label: str
    count: Fraction


OneValue: TypeAlias = Fraction | Ratio | str | bool | date | Counted


class Misread(Exception):
    """A cell is not what its input asks for."""

    def __init__(self, code: str, column: str, found: str, expected: Text, mend: Text) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.found = found
        self.expected = expected
        self.mend = mend


def read_value(
    definition: InputDefinition, cells: Cells, sign: DecimalSign, domain: Domain | None
) -> tuple[OneValue, Cells]:
    """The value, and the cells in their one notation. `domain`: what the value may be, narrowed."""
    if definition.type == "ratio":
        return _read_ratio(definition, cells, sign, domain)
    for column, cell in (("numerator", cells.numerator), ("denominator", cells.denominator)):
        if cell:
            raise Misread(
                "CH-1128",
                column,
                cell,
                text("Expected nothing here: this input is not a ratio."),
                text("Write its one value into the column “value”."),
            )
    return _READERS[definition.type](definition, cells, sign, domain)


@lru_cache(maxsize=1 << 16)
def _figure(written: str, sign: DecimalSign) -> tuple[Fraction, str]:
    """A figure and its one notation; the figures of a file repeat themselves."""
    value = read_number(written, sign)
    return value, write_decimal(value)


def _read_figure(written: str, column: str, sign: DecimalSign) -> tuple[Fraction, str]:
    try:
        return _figure(written, sign)
    except NotANumber:
        raise Misread(
            "CH-1126",
            column,
            written,
            text("Expected a figure with the decimal sign “{sign}”, without blanks or units.", sign=sign),
            text("Write digits only, such as {example}.", example="84.64" if sign == "." else "84,64"),
        ) from None


def _check_domain(value: Fraction, domain: Domain | None, column: str, written: str) -> None:
    if domain is None or domain.contains(value):
        return
    if domain.whole and value.denominator != 1:
        expected = text("Expected a whole number.")
    else:
        expected = text(
            "Expected a figure in this range: {range}.", range=describe_range(domain.interval, "x")
        )
    is_share = domain.interval.upper == 1
    raise Misread(
        "CH-1127",
        column,
        written,
        expected,
        text("Check the figure and its unit (a share is written as 0.85, not as 85).")
        if is_share
        else text("Check the figure."),
    )


def _refuse_label(cells: Cells) -> None:
    if cells.label:
        raise Misread(
            "CH-1131",
            "label",
            cells.label,
            text("Expected nothing here: this input has no labels."),
            text("Write its value into the column “value”."),
        )


def _read_number(
    definition: InputDefinition, cells: Cells, sign: DecimalSign, domain: Domain | None
) -> tuple[Fraction, Cells]:
    _refuse_label(cells)
    value, notation = _read_figure(cells.value, "value", sign)
    _check_domain(value, domain, "value", cells.value)
    return value, Cells(value=notation)


def _read_ratio(
    definition: InputDefinition, cells: Cells, sign: DecimalSign, domain: Domain | None
) -> tuple[Ratio | Fraction, Cells]:
    _refuse_label(cells)
    counted = bool(cells.numerator) + bool(cells.denominator)
    if counted == 1 or (counted == 2) == bool(cells.value):
        raise Misread(
            "CH-1129",
            "numerator" if not cells.numerator else "denominator" if not cells.denominator else "value",
            cells.value or cells.numerator or cells.denominator,
            text("Expected numerator and denominator, or the printed share in “value”, not both."),
            text("Give the two counts; only where they are not known, the share (0.85 for 85 %)."),
        )
    if not counted:
        value, notation = _read_figure(cells.value, "value", sign)
        _check_domain(value, domain, "value", cells.value)
        return value, Cells(value=notation)
    numerator, counted_text = _read_figure(cells.numerator, "numerator", sign)
    denominator, of_text = _read_figure(cells.denominator, "denominator", sign)
    for column, figure, cell in (
        ("numerator", numerator, cells.numerator),
        ("denominator", denominator, cells.denominator),
    ):
        if figure < 0:
            raise Misread(
                "CH-1127",
                column,
                cell,
                text("Expected a count of 0 or more."),
                text("Check the figure."),
            )
    if numerator and (not denominator or (numerator > denominator and not definition.may_exceed_one)):
        raise Misread(
            "CH-1130",
            "numerator",
            cells.numerator,
            text("Expected at most the denominator, {denominator}.", denominator=denominator),
            text("Check both counts; perhaps they changed places."),
        )
    ratio = Ratio(numerator, denominator)
    if ratio.quotient is not None:
        _check_domain(ratio.quotient, domain, "numerator", f"{cells.numerator}/{cells.denominator}")
    return ratio, Cells(numerator=counted_text, denominator=of_text)


def _find_label(definition: InputDefinition, written: str, column: str) -> str:
    """The key of the label that is meant: by key, or by title in either language."""
    if written in definition.labels:
        return written
    wanted = unicodedata.normalize("NFC", written).casefold()
    for key, title in definition.labels.items():
        names = [name for name in (key, title.vi, title.en) if name]
        if wanted in (unicodedata.normalize("NFC", name).casefold() for name in names):
            return key
    raise Misread(
        "CH-1131",
        column,
        written,
        text("Expected one of these labels: {labels}.", labels=_labels_with_titles(definition)),
        text("Write the label's key, or its title as the framework has it."),
    )


def _labels_with_titles(definition: InputDefinition) -> Listing:
    """“late (Trễ hạn), on_time (Đúng hạn)”"""
    return listing(listing((key, " (", title, ")"), "") for key, title in definition.labels.items())


def _read_label(
    definition: InputDefinition, cells: Cells, sign: DecimalSign, domain: Domain | None
) -> tuple[str, Cells]:
    if cells.label and cells.value:
        raise Misread(
            "CH-1131",
            "value",
            cells.value,
            text("Expected nothing here: the answer is the label."),
            text("Leave “value” empty."),
        )
    column = "label" if cells.label else "value"
    key = _find_label(definition, cells.label or cells.value, column)
    return key, Cells(label=key)


def _read_tally(
    definition: InputDefinition, cells: Cells, sign: DecimalSign, domain: Domain | None
) -> tuple[Counted, Cells]:
    if not (cells.label and cells.value):
        raise Misread(
            "CH-1132",
            "value" if cells.label else "label",
            cells.label or cells.value,
            text("Expected a row for each answer: its label, and in “value” how many gave it."),
            text("Fill in both cells."),
        )
    key = _find_label(definition, cells.label, "label")
    count, notation = _read_figure(cells.value, "value", sign)
    if count < 0:
        raise Misread(
            "CH-1127",
            "value",
            cells.value,
            text("Expected a count of 0 or more."),
            text("Check the figure."),
        )
    return Counted(key, count), Cells(value=notation, label=key)


def _read_boolean(
    definition: InputDefinition, cells: Cells, sign: DecimalSign, domain: Domain | None
) -> tuple[bool, Cells]:
    column = "value" if cells.value else "label"
    written = cells.value or cells.label
    word = " ".join(written.casefold().split())
    if word not in _YES and word not in _NO:
        raise Misread(
            "CH-1133",
            column,
            written,
            text("Expected yes or no: có, không, đạt, không đạt, yes, no, true, false, 1 or 0."),
            text("Write one of these words."),
        )
    answer = word in _YES
    return answer, Cells(value="true" if answer else "false")


def _read_date(
    definition: InputDefinition, cells: Cells, sign: DecimalSign, domain: Domain | None
) -> tuple[date, Cells]:
    _refuse_label(cells)
    try:
        day = parse_day(cells.value)
    except BadInput as refused:
        problem = refused.problems[0]
        raise Misread(problem.code, "value", cells.value, problem.expected, problem.mend) from None
    return day, Cells(value=day.isoformat())


_Reader: TypeAlias = Callable[[InputDefinition, Cells, DecimalSign, Domain | None], tuple[OneValue, Cells]]
_READERS: dict[str, _Reader] = {
    "number": _read_number,
    "whole": _read_number,
    "count": _read_number,
    "share": _read_number,
    "label": _read_label,
    "labels": _read_label,
    "tally": _read_tally,
    "boolean": _read_boolean,
    "date": _read_date,
}
