"""Formulas that start programs or send data away, and cells made harmless for export.

DDE, the old way for one program to start another, is written `=program|'topic'!item`.
"""

from __future__ import annotations

import re

_CALLS = re.compile(
    r"(?<![A-Z0-9_.])(?:_XLFN\.)?"
    r"(WEBSERVICE|FILTERXML|HYPERLINK|CALL|REGISTER|REGISTER\.ID|EXEC|RTD|DDE|DDEAUTO|IMAGE|IMPORTXML|"
    r"IMPORTDATA|IMPORTHTML|IMPORTFEED|IMPORTRANGE|MSQUERY)\s*\(",
    re.IGNORECASE,
)
_DDE = re.compile(r"\|[^!]*!")
_STARTS = ("=", "+", "-", "@")
_A_NUMBER = re.compile(r"[+-]?[\d.,\s\u00a0%]+")


def is_harmful(formula: str) -> bool:
    """Whether a formula starts a program, opens or fetches an address."""
    return _DDE.search(formula) is not None or _CALLS.search(formula) is not None


def is_harmful_cell(cell: str) -> bool:
    """Whether a cell of a plain table would act so once a spreadsheet opens it."""
    bare = cell.lstrip(" \t\r\n\u00a0")
    return bare.startswith(_STARTS) and is_harmful(bare)


def neutralise_cell(cell: str) -> str:
    """The cell as text for an exported table: what a spreadsheet would take for a formula gets a quote.

    Numbers with a sign stay as they are.
    """
    bare = cell.lstrip(" \t\r\n\u00a0")
    is_formula = bare.startswith(_STARTS) and not _A_NUMBER.fullmatch(bare)
    return "'" + cell if is_formula or cell[:1] in ("\t", "\r", "\n") else cell
