"""Figures of other bodies as the portal shows them: each with its source, conflicting ones side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual, Text

if TYPE_CHECKING:
    from chiso.portal.publication_model import Publication


@dataclass(frozen=True, slots=True)
class Carried:
    """One figure of another body, with its source. `period_slug` names the period in addresses."""

    index: str
    period: str
    unit_code: str
    uid: str | None
    unit_name: str
    group: str
    code: str
    value: Fraction | None
    rank: int | None
    of: int | None
    basis: Literal["stated", "derived"]
    approximate: bool
    source: str
    note: str
    note_vi: str
    publication: str
    written: str
    is_second_hand: bool

    @property
    def place(self) -> tuple[str, str, str]:
        """What the figure is of; several rows of one place are conflicting figures."""
        return self.period, self.unit_code, self.code

    @property
    def both_notes(self) -> Bilingual:
        """The note in both languages; one that is there in a single language of its own is in neither."""
        return Bilingual(vi=self.note_vi, en=self.note) if self.note_vi else Bilingual()


@dataclass(frozen=True, slots=True)
class CarriedBreak:
    """Between two periods the publisher changed what or how it measures."""

    before: str
    after: str
    reason: Text


@dataclass(frozen=True, eq=False)
class CarriedSeries:
    """An index of another body, in the order of periods, as it was published."""

    index: str
    title: Bilingual
    short: Bilingual
    rows: tuple[Carried, ...]
    breaks: tuple[CarriedBreak, ...]
    publication: Publication

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods in order."""
        return tuple(sorted({row.period for row in self.rows}))

    def of_unit(self, uid: str) -> tuple[Carried, ...]:
        """The rows of one unit."""
        return tuple(row for row in self.rows if row.uid == uid)

    def totals(self, period: str) -> tuple[Carried, ...]:
        """The totals of a period; several of one unit are conflicting figures."""
        return tuple(row for row in self.rows if row.period == period and row.code == TOTAL)

    @property
    def conflicts(self) -> Mapping[tuple[str, str, str], tuple[Carried, ...]]:
        """Where several sources state different figures: (period, unit, code) → the rows."""
        places: dict[tuple[str, str, str], list[Carried]] = {}
        for row in self.rows:
            places.setdefault(row.place, []).append(row)
        return {
            place: tuple(rows)
            for place, rows in places.items()
            if len({(row.value, row.rank) for row in rows}) > 1
        }
