"""The jackknife: each replicate leaves one PSU out, the others of its stratum stand in for it.

    JK1  n/(n−1) for all others,                 scale (1−f)(n−1)/n
    JKn  n_h/(n_h−1) for the others of stratum h, rscale (1−f_h)(n_h−1)/n_h

Sources: Quenouille (1956), Tukey (1958); for strata Wolter (2007), chapter 4. What a stratum with one PSU
does is as in R's `jknweights`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chiso.language import text
from chiso.survey.replicates.replicate_factors import (
    Factors,
    FloatArray,
    IntArray,
    psus_by_stratum,
    refuse_method,
    refuse_strata,
    sampling_fractions,
)

if TYPE_CHECKING:
    from chiso.survey.design import Lonely
    from chiso.survey.psus import SampleFrame


def jackknife_one(frame: SampleFrame) -> Factors:
    """JK1: for a design without strata."""
    strata = len(frame.psu_counts)
    if strata > 1:
        raise refuse_method(
            text("JK1, strata: {count}", count=strata),
            text("Expected a design without strata for JK1."),
            text("Choose jkn: it leaves one PSU out within its stratum."),
        )
    _refuse_lonely(frame)
    drawn = len(frame.stratum_of_psu)
    values = np.full((drawn, drawn), drawn / (drawn - 1))
    np.fill_diagonal(values, 0)
    scale = (1 - float(sampling_fractions(frame)[0])) * (drawn - 1) / drawn
    return Factors("jk1", values, scale, np.ones(drawn), drawn - 1)


def jackknife_by_strata(frame: SampleFrame, lonely: Lonely) -> Factors:
    """JKn, for strata.

    A stratum with one PSU has no replicate under `remove`, `certainty` and `average` (which scales up what
    the others give); under `adjust` its replicate leaves the PSU out of the whole sample.
    """
    counts = np.asarray(frame.psu_counts)
    strata = len(counts)
    fractions = sampling_fractions(frame)
    is_lonely = (counts == 1) & (fractions < 1)
    if lonely in ("fail", "collapse"):
        _refuse_lonely(frame)
    psus = len(frame.stratum_of_psu)
    columns, rscales = [], []
    for stratum, members in enumerate(psus_by_stratum(frame)):
        drawn = len(members)
        if drawn == 1:
            if is_lonely[stratum] and lonely == "adjust" and strata > 1:
                columns.append(leave_out_of_all(frame, members))
                rscales.append(np.array([(strata - 1) / strata]))
            continue
        block = np.ones((psus, drawn))
        block[members] = drawn / (drawn - 1)
        block[members, np.arange(drawn)] = 0
        columns.append(block)
        rscales.append(np.full(drawn, (1 - fractions[stratum]) * (drawn - 1) / drawn))
    if not columns:
        raise refuse_method(
            text("strata with one PSU each: {count}", count=strata),
            text("Expected at least one stratum with two PSUs."),
            text("Merge strata, or let PSUs be what was drawn within them."),
        )
    values = np.hstack(columns)
    scale = psus / values.shape[1] if lonely == "average" and is_lonely.any() else 1.0
    return Factors("jkn", values, scale, np.concatenate(rscales), psus - strata)


def leave_out_of_all(frame: SampleFrame, lonely_psus: IntArray) -> FloatArray:
    """(PSUs, L) for each PSU of `lonely_psus` (L,) a replicate that leaves it out of the whole sample.

    The frame has several strata, H; the rscale of each replicate is (H − 1)/H.
    """
    strata = len(frame.psu_counts)
    values = np.full((len(frame.stratum_of_psu), len(lonely_psus)), strata / (strata - 1))
    values[lonely_psus, np.arange(len(lonely_psus))] = 0
    return values


def _refuse_lonely(frame: SampleFrame) -> None:
    fractions = sampling_fractions(frame)
    alone = np.flatnonzero((np.asarray(frame.psu_counts) == 1) & (fractions < 1))
    refuse_strata(
        frame,
        alone.astype(np.int64),
        text("Expected two PSUs or more in every stratum that was not taken as a whole."),
        text("Merge strata, or say in the design what a lonely PSU does (lonely: …)."),
    )
