"""The drawn units that two periods have in common, and what a covariance through them is multiplied by.

    φ_h = 1 − n_1 n_2/(n_c N)

n_1, n_2, n_c: PSUs drawn in stratum h at each time and at both, N: those that there are; without it φ_h = 1.
Units are known by their names, in strata of the same name. φ is below 0 where two samples share fewer units
than samples drawn apart would on average: then what is large in one is small in the other. With the same
units both times it is 1 − n/N. Where units were drawn with unequal chances, and the later design says how
that is approximated, the linearised covariance takes the chance π_1i of each unit for n_1/N, as Brewer's
variance does: φ_i = 1 − π_1i n_2/n_c. That is ours.

Sources: Tam (1984), On covariances from overlapping samples; Qualité & Tillé (2008), Variance estimation of
changes in repeated surveys and its application to the Swiss survey of value added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.variance.stages import fractions_of_units


@dataclass(frozen=True, slots=True, eq=False)
class CommonUnits:
    """P common PSUs in H strata.

    `frame`: these PSUs alone, N as the later period has it. `of_later`, `of_earlier`: for each PSU of the
    period its place in the frame, −1: it has none. `multipliers` (H,): φ, `multipliers_of_units` (P,): φ_i.
    `is_whole` (H,): whether both periods drew these PSUs of the stratum and no others.
    """

    frame: SampleFrame
    of_later: Whole
    of_earlier: Whole
    multipliers: Real
    multipliers_of_units: Real
    is_whole: npt.NDArray[np.bool_]

    @property
    def without_populations(self) -> SampleFrame:
        """The frame as drawn with replacement: φ stands beside what it gives."""
        return replace(self.frame, population_counts=np.full(len(self.multipliers), np.nan))

    @property
    def with_populations_of_whole(self) -> SampleFrame:
        """The same but for the strata that are whole: what N says there is left to the frame."""
        return replace(
            self.frame, population_counts=np.where(self.is_whole, self.frame.population_counts, np.nan)
        )


def common_units(later: SampleFrame, earlier: SampleFrame) -> CommonUnits:
    """The PSUs that stand in both frames; none where the rows of one of them are the drawn units."""
    of_later, of_earlier = _names(later), _names(earlier)
    known = {name: position for position, name in enumerate(of_earlier)}
    shared = [(position, known[name]) for position, name in enumerate(of_later) if name in known]
    first = np.array([one for one, _ in shared], np.int64)
    second = np.array([one for _, one in shared], np.int64)
    place_of_later = np.full(len(later.stratum_of_psu), -1, np.int64)
    place_of_earlier = np.full(len(earlier.stratum_of_psu), -1, np.int64)
    place_of_later[first] = np.arange(len(shared))
    place_of_earlier[second] = np.arange(len(shared))
    strata, where, stratum_of_unit = np.unique(
        later.stratum_of_psu[first], return_index=True, return_inverse=True
    )
    counts = np.bincount(stratum_of_unit, minlength=len(strata)).astype(np.int64)
    drawn_later = later.psu_counts[strata]
    drawn_earlier = earlier.psu_counts[earlier.stratum_of_psu[second[where]]]
    populations = later.population_counts[strata]
    fractions = drawn_later.astype(np.float64) * drawn_earlier / (counts * populations)
    frame = SampleFrame(
        stratum_of_unit.astype(np.int64),
        counts,
        populations,
        tuple(later.stratum_names[one] for one in strata.tolist()),
        (),
    )
    return CommonUnits(
        frame,
        place_of_later,
        place_of_earlier,
        1 - np.nan_to_num(fractions, nan=0.0),
        1 - fractions_of_units(later.stages[0])[first] * (drawn_earlier / counts)[stratum_of_unit],
        (counts == drawn_later) & (counts == drawn_earlier),
    )


def _names(frame: SampleFrame) -> list[tuple[str, str]]:
    """Stratum and name of each PSU."""
    if not frame.psu_names:
        return []
    strata = [frame.stratum_names[one] for one in frame.stratum_of_psu.tolist()]
    return list(zip(strata, frame.psu_names, strict=True))
