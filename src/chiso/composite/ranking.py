"""Places of the units by their scores: 1 is best, ties take the lowest number (1, 2, 2, 4)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from chiso.composite.run import CompositeRun


def rank_rows(run: CompositeRun) -> NDArray[np.int64]:
    """(rows,): the place of each row among those of its period; 0 for a row without a score."""
    scores = run.scores
    rows = run.stages["Aggregated"].rows
    places = np.zeros(len(rows), dtype=np.int64)
    for period in run.stages["Aggregated"].periods:
        here = np.array([row.period == period for row in rows]) & ~np.isnan(scores)
        places[here] = 1 + np.searchsorted(np.sort(-scores[here]), -scores[here])
    return places


def ordered_rows(run: CompositeRun) -> list[tuple[int, int]]:
    """(position, place) of each row: by period, best first; those without a score, place 0, come last."""
    rows = run.stages["Aggregated"].rows
    places = rank_rows(run).tolist()
    order = sorted(range(len(rows)), key=lambda at: (rows[at].period, places[at] or math.inf, rows[at].unit))
    return [(at, places[at]) for at in order]
