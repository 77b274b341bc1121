"""Balanced half samples (BRR) and Fay's form of them: in each replicate one PSU of a pair counts more.

    factor 2 − ρ for the one, ρ for the other (BRR: ρ = 0);   scale = 1 / (R (1 − ρ)²)

Which one it is says a Hadamard matrix: pair p follows row p + 1, replicate r column r. A stratum with four,
six, … PSUs is split into pairs in the order of the frame. Shares of the population drawn are not used.

Sources: McCarthy (1969), Pseudo-replication: half samples; Judkins (1990), Fay's method for variance
estimation; Wolter (2007), chapter 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chiso.language import text
from chiso.survey.replicates.hadamard import hadamard_matrix
from chiso.survey.replicates.replicate_factors import Factors, psus_by_stratum, refuse_option, refuse_strata

if TYPE_CHECKING:
    from chiso.survey.design import Lonely
    from chiso.survey.psus import SampleFrame


def half_samples(frame: SampleFrame, rho: float, lonely: Lonely) -> Factors:
    """BRR where `rho` is 0, else Fay's method. `rho` is from 0 to below 1."""
    if not 0 <= rho < 1:
        raise refuse_option("rho", rho, text("Expected a number from 0 to below 1."))
    counts = np.asarray(frame.psu_counts)
    is_odd = (counts % 2 == 1) & ((counts > 1) | (lonely not in ("remove", "certainty")))
    refuse_strata(
        frame,
        np.flatnonzero(is_odd).astype(np.int64),
        text("Expected an even number of PSUs in every stratum for half samples."),
        text("Choose jkn or a bootstrap, or merge strata so that their PSUs make pairs."),
    )
    paired = [members for members in psus_by_stratum(frame) if len(members) > 1]
    pairs = np.concatenate([*paired, np.empty(0, np.int64)]).astype(np.int64).reshape(-1, 2)
    matrix = hadamard_matrix(len(pairs) + 1)
    signs = matrix[1 : len(pairs) + 1].astype(np.float64)
    values = np.ones((len(frame.stratum_of_psu), matrix.shape[1]))
    values[pairs[:, 0]] += (1 - rho) * signs
    values[pairs[:, 1]] -= (1 - rho) * signs
    replicates = values.shape[1]
    scale = 1 / (replicates * (1 - rho) ** 2)
    return Factors("fay" if rho else "brr", values, scale, np.ones(replicates), len(pairs))
