"""The results of one unit as flat lists, one place for each node of the prepared framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.rules.base import Outcome
from chiso.frameworks.values import Circumstances
from chiso.scoring.answers import Answer
from chiso.scoring.prepared import Treatment
from chiso.scoring.statuses import Status


@dataclass(slots=True)
class UnitScores:
    """Filled while a unit is scored, then only read.

    `outcomes`: those of leaves that were looked at closely; of the others only the points are kept.
    `deferred`: by node, the maximum that is given back at the root (rescale_index).
    `treatments`: how each node that does not apply is treated.
    """

    answers: Mapping[str, Answer]
    circumstances: Mapping[int, Circumstances]
    points: list[Fraction | None]
    statuses: list[Status]
    maxima: list[Fraction | None]
    outcomes: dict[int, Outcome]
    deferred: dict[int, Fraction]
    treatments: dict[int, Treatment]
