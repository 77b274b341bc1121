"""Results of many years on a shelf: by unit for the pages of units, by node for rankings and components.

Verifying a bundle scores it. What comes of that is put away unit by unit and node by node before the next
bundle is opened; in memory stay rankings, classes and what is lacking, which are small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple, TypeAlias, TypeVar

from chiso.portal.certainty import CertainNode, CertainUnit
from chiso.portal.shelves import Shelf
from chiso.scoring.result import Result
from chiso.scoring.statuses import Status
from chiso.scoring.unit_scores import UnitScores
from chiso.units import Unit

Value = TypeVar("Value")
# Measured with answers of one number: an answer with its points, statuses and circumstances.
_BYTES_OF_A_ROW, _BYTES_OF_A_CELL = 1_000, 60


@dataclass(frozen=True, slots=True)
class Column:
    """One node of every unit, in the order of the units of the result."""

    points: tuple[Fraction | None, ...]
    maxima: tuple[Fraction | None, ...]
    statuses: tuple[Status, ...]


class Cell(NamedTuple):
    """One node of one unit; `maximum` as it applied to the unit."""

    unit: Unit
    points: Fraction | None
    maximum: Fraction | None
    status: Status


# What stands on the shelf of a site.
OnShelf: TypeAlias = UnitScores | Column | CertainUnit | CertainNode


class KeptScores(Mapping[str, UnitScores]):
    """The figures of the units of a result by uid, on a shelf; the same by node."""

    def __init__(self, result: Result, shelf: Shelf[OnShelf]) -> None:
        self._shelf = shelf
        scores = [result.scores[unit.uid] for unit in result.units]
        nodes = len(result.prepared.nodes)
        self._rows = {
            unit.uid: shelf.put(one, nodes * _BYTES_OF_A_ROW)
            for unit, one in zip(result.units, scores, strict=True)
        }
        self._columns = [
            shelf.put(_column(scores, position), len(scores) * _BYTES_OF_A_CELL) for position in range(nodes)
        ]

    def __getitem__(self, uid: str) -> UnitScores:
        found = self._shelf.get(self._rows[uid])
        assert isinstance(found, UnitScores), "rows and columns have numbers of their own"
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, position: int) -> Column:
        """The node at a position of the prepared framework."""
        found = self._shelf.get(self._columns[position])
        assert isinstance(found, Column), "rows and columns have numbers of their own"
        return found


def _column(scores: Sequence[UnitScores], position: int) -> Column:
    return Column(
        tuple(one.points[position] for one in scores),
        tuple(one.maxima[position] for one in scores),
        tuple(one.statuses[position] for one in scores),
    )


def put_away(result: Result, shelf: Shelf[OnShelf]) -> Result:
    """The same result with its figures on the shelf."""
    kept = replace(result, scores=KeptScores(result, shelf))
    # Worked out while all figures are at hand: each looks at every unit.
    vars(kept).update(
        ranking=result.ranking, classification=result.classification, incomplete=result.incomplete
    )
    return kept


def column_of(result: Result, code: str) -> Column:
    """One node of a result."""
    position = result.prepared.positions[code]
    if isinstance(result.scores, KeptScores):
        return result.scores.column(position)
    return _column([result.scores[unit.uid] for unit in result.units], position)


class ByUnit(Mapping[str, Value]):
    """Values of the units of a result by uid, of those that have one; `values` in the order of the units.

    A mapping of its own for every node and year would take twenty times the memory of an array.
    """

    def __init__(
        self, places: Mapping[str, int], values: Sequence[Value | None], absent: Value | None = None
    ) -> None:
        self._places, self._values, self._absent = places, values, absent

    def __getitem__(self, uid: str) -> Value:
        found = self._values[self._places[uid]]
        if found is None or found == self._absent:
            raise KeyError(uid)
        return found

    def __iter__(self) -> Iterator[str]:
        return (uid for uid, place in self._places.items() if self._values[place] != self._absent)

    def __len__(self) -> int:
        return sum(value != self._absent for value in self._values)
