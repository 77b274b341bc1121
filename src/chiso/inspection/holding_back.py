"""Small counts of people held back, and with them what would tell them by subtraction.

    held_back({"a": 3, "b": 9, "c": 40})     a and b are held back; the whole, less c, tells of twelve

A count from 1 to 4 is held back. What a group has could still be worked out from the whole and the others; so
the smallest of the others are held back with it, until two groups and five people are. If there are none, the
whole is held back as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SMALLEST: Final = 5


@dataclass(frozen=True, slots=True)
class HeldCounts:
    """Counts by name in their order, None where one is held back; names without any are left out."""

    rows: tuple[tuple[str, int | None], ...] = ()
    whole: int | None = 0


def held_back(counts: Mapping[str, int]) -> tuple[frozenset[str], bool]:
    """The names whose counts are held back, and whether the whole is."""
    few = {name: count for name, count in counts.items() if 0 < count < SMALLEST}
    shown = sorted((count, name) for name, count in counts.items() if count >= SMALLEST)
    while _tells(few) and shown:
        count, name = shown.pop(0)
        few[name] = count
    return frozenset(few), _tells(few)


def hold_back(counts: Mapping[str, int]) -> HeldCounts:
    """The counts as they may be shown."""
    names, hides_whole = held_back(counts)
    rows = tuple((name, None if name in names else count) for name, count in counts.items() if count)
    return HeldCounts(rows, None if hides_whole else sum(counts.values()))


def _tells(hidden: Mapping[str, int]) -> bool:
    """Whether the whole less what is shown would tell of one group, or of too few people."""
    return bool(hidden) and (len(hidden) < 2 or sum(hidden.values()) < SMALLEST)
