"""Which sign a file writes before its decimals: decided once for the whole file, never per cell.

Evidence is a figure that can be read in one way only: "84,64", "0.125", "1.234,5". The shape of
"1.234" and "1,234" is no evidence; where a file has nothing else, its delimiter decides (a file
with commas between cells writes points, one with semicolons writes commas) and a remark says so.
Grouped thousands are recognised as what they are and never read: a cell is a plain figure.

    CH-1101 both signs in one file    CH-1102 the sign cannot be known
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from chiso.figures import DecimalSign, NotANumber, parse_decimal
from chiso.language import text
from chiso.problems import Place, quote
from chiso.tables.reading import Table

# Sign, then digits in groups of three or plain, then perhaps the other sign with decimals.
_ONE_SIGN = re.compile(r"[+-]?(\d+)([.,])(\d+)\Z", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:([.,])\d+)?\Z", re.ASCII)


def decimal_sign(table: Table, columns: Iterable[str], wish: DecimalSign | None = None) -> DecimalSign:
    """The decimal sign of the figures in `columns`; a wish is followed without looking.

    Adds a remark to the table's report. Raises BadInput, with what the report holds already, if the
    file mixes both signs or leaves the question open.
    """
    if wish is not None:
        return wish
    columns = [column for column in columns if table.has(column)]
    shapes = {cell: _shape(cell) for column in columns for cell in set(table.column(column))}
    proofs = {sign: cell for cell, (sign, certain) in shapes.items() if certain and sign}
    hints = {sign: cell for cell, (sign, certain) in shapes.items() if not certain and sign}
    evidence = proofs or hints
    if len(evidence) == 2:
        _refuse_mixture(table, columns, {cell for cell, (sign, _) in shapes.items() if sign in evidence})
    if proofs:
        sign = next(iter(proofs))
        table.report.remark(
            text("{file}: figures are read with the decimal sign “{sign}”.", file=table.name, sign=sign)
        )
        return sign
    usual: DecimalSign = "," if table.delimiter == ";" else "."
    if not hints:
        return usual
    if table.delimiter == "\t":
        _refuse_doubt(table, columns, next(iter(hints.values())))
    table.report.remark(
        text(
            "{file}: no figure tells the decimal sign (“{example}” can be read in two ways);"
            " “{sign}” is taken because “{delimiter}” stands between the cells.",
            file=table.name,
            example=quote(next(iter(hints.values()))),
            sign=usual,
            delimiter=table.delimiter,
        )
    )
    return usual


def read_number(written: str, sign: DecimalSign) -> Fraction:
    """The exact value of a plain figure with the decimal sign `sign`. Raises NotANumber.

    No thousands, no blanks: "1.234" in a file of decimal commas is not a number, whatever it means.
    """
    if sign == ",":
        if "." in written:
            raise NotANumber(written)
        written = written.replace(",", ".")
    return parse_decimal(written)


def _shape(cell: str) -> tuple[DecimalSign | None, bool]:
    """The decimal sign that a cell speaks for, and whether it can be read in no other way."""
    plain = _ONE_SIGN.match(cell)
    if plain:
        whole, sign, decimals = plain.groups()
        could_be_thousands = len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0")
        return _as_sign(sign), not could_be_thousands
    grouped = _GROUPED.match(cell)
    if grouped and grouped[2] != grouped[1]:
        return _as_sign("," if grouped[1] == "." else "."), True
    return None, False


def _as_sign(character: str) -> DecimalSign:
    return "," if character == "," else "."


def _refuse_mixture(table: Table, columns: list[str], cells: set[str]) -> None:
    """Name the first cell of each sign."""
    first: dict[DecimalSign, tuple[str, str]] = {}
    for row in table.rows:
        for column in columns:
            cell = row[column]
            sign = _shape(cell)[0] if cell in cells else None
            if sign and sign not in first:
                first[sign] = (cell, str(row.number))
    (one, row_of_one), (other, row_of_other) = first["."], first[","]
    table.report.add(
        "CH-1101",
        Place(table.name),
        f"{one} … {other}",
        text(
            "Expected one decimal sign in the whole file;"
            " row {first} has “{one}”, row {second} has “{other}”.",
            first=row_of_one,
            one=quote(one),
            second=row_of_other,
            other=quote(other),
        ),
        text("Write all figures in one way; leave out signs between thousands."),
    )
    table.report.stop_if_any()


def _refuse_doubt(table: Table, columns: list[str], example: str) -> None:
    row, column = next((row, column) for row in table.rows for column in columns if row[column] == example)
    table.report.add(
        "CH-1102",
        table.place(row, column),
        example,
        text("Expected figures that tell the decimal sign; this one can be read in two ways."),
        text("State the decimal sign, or write one figure with other than three decimals."),
    )
    table.report.stop_if_any()
