"""The codes of the nodes: the printed number where it is unique, else with that of the node above it.

1.1 → "1.1"      đ under 2 → "2.đ"      1 under I and 1 under II → "I.1", "II.1"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chiso.frameworks.importers.entries import Entry, Outline
from chiso.frameworks.model import TOTAL
from chiso.language import text

# Sections that print no number.
_BONUS, _PENALTY, _FIELD = "T", "P", "M"
_LETTERED = frozenset({"lower", "small_roman"})


def give_codes(outline: Outline) -> None:
    """Give each entry its code; codes are unique afterwards."""
    numbered = [entry for entry in outline.entries if entry.number is not None]
    for at, entry in enumerate(outline.entries, start=1):
        entry.code = entry.number.printed if entry.number else _code_of_section(entry, at, outline.entries)
    prefixes = _are_repeated(numbered)
    for entry in numbered:
        _give_below(entry, with_prefix=prefixes)
    for entry in outline.entries:
        if entry.number is None:
            _give_below(entry, with_prefix=True)
    _make_unique(outline)


def _code_of_section(entry: Entry, at: int, entries: Sequence[Entry]) -> str:
    letter = {"bonus": _BONUS, "penalty": _PENALTY}.get(entry.role, _FIELD)
    alike = [one for one in entries if one.number is None and one.role == entry.role]
    return letter if len(alike) == 1 else f"{letter}{alike.index(entry) + 1}"


def _are_repeated(sections: Sequence[Entry]) -> bool:
    """Whether a printed number stands under several sections."""
    printed: Counter[str] = Counter()
    for section in sections:
        for entry in section.walk():
            if entry.number and not (entry.reading and entry.reading.kind in _LETTERED):
                printed[entry.number.printed] += 1
    return any(times > 1 for times in printed.values())


def _give_below(entry: Entry, *, with_prefix: bool) -> None:
    for at, part in enumerate(entry.parts, start=1):
        number = part.number
        if number is None:
            part.code = f"{entry.code}.{at}"
        elif with_prefix or (part.reading and part.reading.kind in _LETTERED and not number.is_composite):
            part.code = f"{entry.code}.{number.parts[-1]}"
        else:
            part.code = number.printed
        _give_below(part, with_prefix=with_prefix)


def _make_unique(outline: Outline) -> None:
    taken: set[str] = {TOTAL}
    for entry in outline.walk():
        if entry.code in taken:
            times = 2
            while f"{entry.code}-{times}" in taken:
                times += 1
            printed, entry.code = entry.code, f"{entry.code}-{times}"
            outline.ask(
                "CH-2632",
                entry.row.place_of("number"),
                printed,
                text("The number stands twice; this row was given the code {code}.", code=entry.code),
            )
        taken.add(entry.code)
