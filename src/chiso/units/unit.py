"""A unit as it stood for some time: name, code, level, kind, parent.

`uid` stays with a unit through its life; the official `code` does not: codes are given to other
units when the map is redrawn. Several `Unit`s of one uid are versions of the same unit.

`level` and `kind` are words of the data, written as slugs: level province, district, commune,
office …; kind thanh-pho, tinh, quan, huyen, thi-xa, phuong, xa, thi-tran, so, van-phong, ban,
trung-tam, thanh-tra, official, country … Empty means that the table does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Unit:
    """One version of a unit. `valid_from` and `valid_to` are both included; None is open."""

    uid: str
    code: str
    name: str
    level: str = ""
    kind: str = ""
    # uid or code of the unit above, as the table gives it.
    parent: str = ""
    group: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether this version holds on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def overlaps(self, other: Unit) -> bool:
        """Whether both versions hold on some day."""
        begins = max(self.valid_from or date.min, other.valid_from or date.min)
        ends = min(self.valid_to or date.max, other.valid_to or date.max)
        return begins <= ends
