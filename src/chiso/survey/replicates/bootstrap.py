"""Bootstraps of PSUs within strata.

Rao and Wu: n_h − 1 draws with replacement, rescaled so that the variance of a total is the usual one,

    factor = 1 − λ + λ n/(n−1) t,   λ = √(1−f),   t how often the PSU was drawn;   scale = 1/R

    E(variance) = Σ_h (1−f_h) n_h/(n_h−1) Σ_i (y_hi − ȳ_h)²     exactly

Canty and Davison: n_h draws, with replacement where the fraction drawn is below one in a hundred or not
known, else without replacement from the sample repeated to the size of the population,

    factor = t,   scale = m/((m−1) R),   m the harmonic mean of the n_h (exact where all are alike)

Sources: Rao & Wu (1988), Resampling inference with complex survey data; Rao, Wu & Yue (1992); Canty &
Davison (1999), Resampling-based variance estimation for labour force surveys. R's `subbootweights` and
`bootweights` are these, the first without the fraction drawn; R centres on the mean of the replicates and
divides by R − 1 where we centre on the estimate and divide by R.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chiso.survey.replicates.replicate_factors import (
    Factors,
    FloatArray,
    Method,
    psus_by_stratum,
    refuse_lonely,
    sampling_fractions,
)
from chiso.survey.replicates.streams import draws_with_replacement, uniforms

if TYPE_CHECKING:
    from chiso.survey.design import Lonely
    from chiso.survey.psus import SampleFrame

# Beyond, the sample repeated to the size of the population is a long list for nothing: 1 − f is above 0.99.
LARGEST_REPETITION = 100
# Numbers at a time in a draw without replacement: 64 MB.
NUMBERS_AT_ONCE = 8_000_000


def rao_wu(frame: SampleFrame, seed: int, count: int, lonely: Lonely) -> Factors:
    """The rescaled bootstrap with n_h − 1 draws."""
    refuse_lonely(frame, lonely)
    values = np.ones((len(frame.stratum_of_psu), count))
    fractions = sampling_fractions(frame)
    for stratum, members in enumerate(psus_by_stratum(frame)):
        drawn = len(members)
        if drawn > 1:
            times = draws_with_replacement(uniforms(seed, (stratum,), (count, drawn - 1)), drawn)
            stretch = np.sqrt(1 - fractions[stratum])
            values[members] = 1 - stretch + stretch * drawn / (drawn - 1) * times
    return _equal_replicates("rao_wu", frame, values, 1 / count)


def canty_davison(frame: SampleFrame, seed: int, count: int, lonely: Lonely) -> Factors:
    """The bootstrap of a population that is made of the sample."""
    refuse_lonely(frame, lonely)
    values = np.ones((len(frame.stratum_of_psu), count))
    population = np.asarray(frame.population_counts, dtype=np.float64)
    sizes = []
    for stratum, members in enumerate(psus_by_stratum(frame)):
        drawn = len(members)
        if drawn == 1:
            continue
        sizes.append(drawn)
        if np.isnan(population[stratum]) or population[stratum] > LARGEST_REPETITION * drawn:
            values[members] = draws_with_replacement(uniforms(seed, (stratum,), (count, drawn)), drawn)
        else:
            values[members] = _without_replacement(seed, stratum, drawn, int(population[stratum]), count)
    mean_size = 1 / float(np.mean(1 / np.array(sizes))) if sizes else 2.0
    return _equal_replicates("canty_davison", frame, values, mean_size / ((mean_size - 1) * count))


def _without_replacement(seed: int, stratum: int, drawn: int, population: int, count: int) -> FloatArray:
    """How often each of `drawn` PSUs is among as many out of the repeated sample: (drawn, count)."""
    shuffled = np.argsort(uniforms(seed, (stratum, 0), (drawn,)), kind="stable")
    repeated = np.resize(shuffled, population)
    times = np.empty((drawn, count))
    at_once = max(1, NUMBERS_AT_ONCE // population)
    for number, start in enumerate(range(0, count, at_once)):
        these = min(at_once, count - start)
        keys = uniforms(seed, (stratum, 1, number), (these, population))
        taken = repeated[np.argpartition(keys, drawn - 1, axis=1)[:, :drawn]]
        flat = taken + drawn * np.arange(these)[:, None]
        counted = np.bincount(flat.ravel(), minlength=drawn * these).reshape(these, drawn)
        times[:, start : start + these] = counted.T
    return times


def _equal_replicates(method: Method, frame: SampleFrame, values: FloatArray, scale: float) -> Factors:
    count = values.shape[1]
    freedom = min(len(frame.stratum_of_psu) - len(frame.psu_counts), count - 1)
    return Factors(method, values, scale, np.ones(count), freedom)
