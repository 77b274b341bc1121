"""Successive differences: replicates for a systematic draw, whose neighbours resemble one another.

    factor of PSU i = 1 + √(1−f) 2^(−3/2) (h[a_i, r] − h[b_i, r]),   scale = 4 / R

h is a Hadamard matrix, a_i the row of the PSU and b_i that of the next one; the last PSU of a stratum is
followed by its first. With a row for every PSU the variance of a total is exactly the circular one,

    Σ_h (1−f_h) ½ Σ_i (y_i − y_{i+1})²

so the order of the frame has to be the order of the draw. Where `count` allows fewer rows than there are
PSUs, strata share rows, which keeps the expectation and adds noise.

Sources: Fay & Train (1995), Aspects of survey and model-based postcensal estimation; Ash (2014), Using
successive difference replication for estimating variances. R's package survey reads such weights, it does
not make them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chiso.language import text
from chiso.survey.replicates.hadamard import hadamard_matrix
from chiso.survey.replicates.replicate_factors import (
    MOST_REPLICATES,
    Factors,
    psus_by_stratum,
    refuse_lonely,
    refuse_option,
    sampling_fractions,
)

if TYPE_CHECKING:
    from chiso.survey.design import Lonely
    from chiso.survey.psus import SampleFrame


def successive_differences(frame: SampleFrame, count: int | None, lonely: Lonely) -> Factors:
    """Factors by successive differences; without `count` as many replicates as make the variance exact.

    A PSU that is alone has no neighbour to differ from: its stratum adds nothing under `remove` and
    `certainty`, and is refused under every other policy, as with the bootstraps.
    """
    refuse_lonely(frame, lonely)
    psus = len(frame.stratum_of_psu)
    largest = int(np.max(frame.psu_counts))
    if count is not None and count <= largest:
        raise refuse_option(
            "count", count, text("Expected more than the largest stratum has PSUs: {n}.", n=largest)
        )
    wanted = min(psus + 1, MOST_REPLICATES // 10) if count is None else min(count, psus + 1)
    matrix = hadamard_matrix(max(wanted, largest + 1)).astype(np.float64)
    replicates = matrix.shape[1]
    own_row = np.empty(psus, np.int64)
    next_row = np.empty(psus, np.int64)
    following = 0
    for members in psus_by_stratum(frame):
        # The first row is all ones: it tells no PSU from another.
        rows = 1 + (following + np.arange(len(members))) % (replicates - 1)
        own_row[members], next_row[members] = rows, np.roll(rows, -1)
        following += len(members)
    weight = np.sqrt(1 - sampling_fractions(frame))[np.asarray(frame.stratum_of_psu)] * 2.0**-1.5
    values = 1 + weight[:, None] * (matrix[own_row] - matrix[next_row])
    freedom = min(psus - len(frame.psu_counts), replicates - 1)
    return Factors("successive_difference", values, 4 / replicates, np.ones(replicates), freedom)
