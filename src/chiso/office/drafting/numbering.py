"""Codes of nodes: the next one in a group, and all of them anew, with everything that names them.

1, 1.1, 1.1.1 …    at the top I, II … or A, B … where the draft numbers its fields so
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from chiso.frameworks.document import Tree
from chiso.office.drafting.assembling import Placed

Style: TypeAlias = str
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ROMAN_NUMBER = re.compile(r"[IVXLC]+\Z")
# Keys under which the code of a node stands.
_NAMES_ONE = frozenset({"node", "fact"})
_NAMES_SEVERAL = frozenset({"tie_break", "order"})


def next_code(above: str, taken: Iterable[str]) -> str:
    """The first code in a group that no node has."""
    known, number = set(taken), 1
    while (code := f"{above}.{number}" if above else str(number)) in known:
        number += 1
    return code


def new_codes(placed: Sequence[Placed]) -> dict[str, str]:
    """Old code → new code for every node, numbered by where it stands. Nodes by the key of their row."""
    style = _style([one.row.code for one in placed if one.parent is None])
    codes: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for one in placed:
        above = one.parent.row.key if one.parent else ""
        numbers[above] = numbers.get(above, 0) + 1
        number = numbers[above]
        codes[one.row.key] = f"{codes[above]}.{number}" if above else _write(number, style)
    return codes


def _style(codes: Sequence[str]) -> Style:
    """How the fields at the top are numbered: "roman", "letter" or "digit"."""
    if codes and all(_ROMAN_NUMBER.match(code) for code in codes):
        return "roman"
    if codes and all(len(code) == 1 and "A" <= code <= "Z" for code in codes):
        return "letter"
    return "digit"


def _write(number: int, style: Style) -> str:
    if style == "letter" and number <= 26:
        return chr(ord("A") + number - 1)
    if style != "roman":
        return str(number)
    written, rest = "", number
    for value, letters in _ROMAN:
        while rest >= value:
            written, rest = written + letters, rest - value
    return written


def follow(tree: Tree, codes: Mapping[str, str]) -> Tree:
    """A part of a document in which every code that it names is the new one.

    Codes are named by weights, classes and their conditions, quotas, ties, and borrowed inputs.
    """
    if isinstance(tree, list):
        return [follow(one, codes) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: _follow_key(key, value, codes) for key, value in tree.items()}


def _follow_key(key: str, value: Tree, codes: Mapping[str, str]) -> Tree:
    if key in _NAMES_ONE and isinstance(value, str):
        return codes.get(value, value)
    if key in _NAMES_SEVERAL and isinstance(value, list):
        return [codes.get(one, one) if isinstance(one, str) else one for one in value]
    if key == "weights" and isinstance(value, dict):
        return {codes.get(code, code): weight for code, weight in value.items()}
    if key == "same_as" and isinstance(value, dict):
        code = value.get("code")
        return {**value, "code": codes.get(code, code) if isinstance(code, str) else code}
    return follow(value, codes)
