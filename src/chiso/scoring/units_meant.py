"""Which unit a row of answers means: by code, uid, alias or name, among the units that are measured.

Units are those of the register on the period's day. One that the register knows for other days only
is said to be such, since its name is right and its period is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from chiso.language import Text, listing, text
from chiso.periods import Period
from chiso.problems import Report
from chiso.scoring.leagues import Assignment
from chiso.scoring.suggestions import Suggestions
from chiso.tables import Row, Table
from chiso.units import Registry, Unit


@dataclass
class UnitFinder:
    """Finds the unit of each row; a unit that cannot be found is noted for its first row only."""

    table: Table
    report: Report
    register: Registry
    present: Registry
    period: Period
    assignment: Assignment
    _known: dict[str, Unit | None] = field(default_factory=dict)

    def find(self, row: Row) -> Unit | None:
        """The unit that the row means, or None after the problem was noted."""
        written = row["unit"]
        if written not in self._known:
            self._known[written] = self._look_up(row, written)
        return self._known[written]

    def _look_up(self, row: Row, written: str) -> Unit | None:
        """Among several units of one code, the one that a league is for."""
        candidates = {unit.uid: unit for unit in self.present.candidates(written)}
        meant = [unit for uid, unit in candidates.items() if uid in self.assignment.league_of_unit]
        if len(meant) == 1:
            return meant[0]
        if meant:
            self._note(
                "CH-1113",
                row,
                text(
                    "Expected one unit; this can mean {names}.",
                    names=listing(f"{unit.name} ({unit.uid})" for unit in meant),
                ),
                text("Write the unit's uid."),
            )
        elif candidates:
            unit = next(iter(candidates.values()))
            self._note(
                "CH-1113",
                row,
                text(
                    "Expected a unit that is measured here; {unit} (level “{level}”, kind “{kind}”) is not.",
                    unit=unit.name,
                    level=unit.level,
                    kind=unit.kind,
                ),
                text("Take its rows out, or correct its level and kind in the table of units."),
            )
        else:
            self._note_unknown(row, written)
        return None

    def _note_unknown(self, row: Row, written: str) -> None:
        at_other_times = self.register.candidates(written)
        if at_other_times:
            self._note(
                "CH-1112",
                row,
                text(
                    "Expected a unit that existed on {day} (for the period {period}); “{unit}” did not.",
                    day=self.period.reference_day,
                    period=self.period.written,
                    unit=at_other_times[0].name,
                ),
                text("Score a period that ends while it existed, or correct valid_from and valid_to."),
            )
            return
        near = self._suggestions.for_word(written)
        self._note(
            "CH-1112",
            row,
            text("Expected a unit of the register, by code, alias or name."),
            text("Did you mean {names}?", names=listing(near))
            if near
            else text("Add the unit to the table of units, or correct its code."),
        )

    @cached_property
    def _suggestions(self) -> Suggestions:
        names = [name for unit in self.present for name in (unit.code, unit.name, *unit.aliases)]
        return Suggestions(names, most=2, cutoff=0.7)

    def _note(self, code: str, row: Row, expected: Text, mend: Text) -> None:
        self.report.add(code, self.table.place(row, "unit"), row["unit"], expected, mend)
