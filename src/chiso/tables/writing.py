"""Rows to CSV text whose bytes are the same on every Python."""

from __future__ import annotations

import re
from collections.abc import Iterable

_needs_quotes = re.compile('[,"\n\r]').search


def write_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """CSV text: commas, LF, quotation marks only where they are needed, the header first.

    Not csv.writer: which characters it quotes differs between versions of Python, and what is
    written here is hashed.
    """
    lines = [",".join(map(_quote_cell, columns))]
    lines.extend(",".join(map(_quote_cell, row)) or '""' for row in rows)
    return "\n".join(lines) + "\n"


def _quote_cell(cell: str) -> str:
    if _needs_quotes(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
