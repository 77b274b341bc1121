"""Rows to CSV text whose bytes are the same on every Python."""

from __future__ import annotations

import re
from collections.abc import Iterable

_needs_quotes = re.compile('[,"\n\r]').search
_marks_of_a_cell = re.compile('["\n\r]').search
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """CSV text: commas, LF, quotation marks only where they are needed, the header first.

    Not csv.writer: which characters it quotes differs between versions of Python, and what is
    written here is hashed.
    """
    lines = [_line(tuple(columns))]
    lines.extend(_line(tuple(row)) for row in rows)
    return "\n".join(lines) + "\n"


def as_text(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, marked as text: for tables that people open.

    Not for tables that a program reads again: the mark would be part of the word.
    """
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell


def _line(cells: tuple[str, ...]) -> str:
    line = ",".join(cells)
    # Looking at each cell takes twice the time, and hardly any table has one that needs quotes.
    if line.count(",") != len(cells) - 1 or _marks_of_a_cell(line):
        line = ",".join(map(_quote_cell, cells))
    return line or '""'


def _quote_cell(cell: str) -> str:
    if _needs_quotes(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
