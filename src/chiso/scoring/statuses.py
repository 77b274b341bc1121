"""What a node's result is for one unit.

scored           it has points, from its inputs or its parts
missing          an answer is missing; so are the points of everything that rests on it
not_applicable   it does not apply; points only where the framework gives some nevertheless
open             the law does not say what this answer is worth
tracked          shown, without points
withheld         scored from an input that is not published
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Status: TypeAlias = Literal["scored", "missing", "not_applicable", "open", "tracked", "withheld"]
STATUSES: tuple[Status, ...] = ("scored", "missing", "not_applicable", "open", "tracked", "withheld")

SCORED: Status = "scored"
MISSING: Status = "missing"
NOT_APPLICABLE: Status = "not_applicable"
OPEN: Status = "open"
TRACKED: Status = "tracked"
WITHHELD: Status = "withheld"

INCOMPLETE: frozenset[Status] = frozenset({MISSING, OPEN})
