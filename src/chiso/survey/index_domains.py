"""Nested domains of an index: the whole, larger domains, smaller ones; each row stands in one of each level.

CH-3194 columns that are not nested, or rows without a domain
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chiso.language import listing, text
from chiso.problems import BadInput, Place, Problem
from chiso.survey.cells import Cells
from chiso.survey.design import Design
from chiso.survey.psus import Whole

_SHOWN = 10


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One level of nested domains: the domain of each cell (R,) and of each finest domain (P,), names,

    and for each domain (D,) the one above it.
    """

    domain: Whole
    of_finest: Whole
    units: tuple[str, ...]
    parents: Whole


def nested_levels(cells: Cells, by: Sequence[str]) -> list[Level]:
    """The whole, then each level. Raises BadInput (CH-3194) where a unit lies in two larger ones."""
    levels = [
        Level(
            np.zeros(len(cells.domain), np.int64),
            np.zeros(len(cells.domains), np.int64),
            ("",),
            np.array([-1]),
        )
    ]
    above = levels[0].of_finest
    named = {""}
    for position, column in enumerate(by):
        values = [domain[position] for domain in cells.domains]
        units = tuple(sorted(set(values)))
        number = {unit: place for place, unit in enumerate(units)}
        here = np.array([number[value] for value in values], dtype=np.int64)
        parents = np.full(len(units), -1)
        parents[here] = above
        split = sorted({values[one] for one in np.flatnonzero(parents[here] != above)})
        if split or named & set(units):
            _refuse_nesting(column, split or sorted(named & set(units)))
        named |= set(units)
        levels.append(Level(here[cells.domain], here, units, parents))
        above = here
    return levels


def _refuse_nesting(column: str, units: Sequence[str]) -> None:
    expected = text("Expected nested columns: each domain in one larger domain, no name twice.")
    mend = text("Name the larger column first; give units of different levels different codes.")
    shown = ", ".join(repr(one)[1:-1] for one in units[:_SHOWN])
    raise BadInput([Problem("CH-3194", Place(field=column), shown, expected, mend)])


def without_stages(design: Design) -> Design:
    """The design as one that only adds up: no strata, no units, no errors."""
    return design.model_copy(update={"basis": "open", "replicates": None})


def refuse_rows_without_domain(missing: int, by: Sequence[str]) -> None:
    """Everybody must stand in a domain, else the whole is not the sum of its parts. Raises BadInput."""
    if missing:
        expected = text("Expected a word in each row of the columns: {columns}.", columns=listing(by))
        mend = text("Fill in the column, or leave such rows out with --where.")
        found = text("{count} rows without", count=missing)
        raise BadInput([Problem("CH-3194", Place(field=", ".join(by)), found, expected, mend)])


def parents_of_domains(levels: Sequence[Level]) -> Whole:
    """(D,) over all levels: the position of the domain above each, −1 for the whole."""
    parents, above, start = [levels[0].parents], 0, 1
    for level in levels[1:]:
        parents.append(level.parents + above)
        above, start = start, start + len(level.units)
    return np.concatenate(parents)
