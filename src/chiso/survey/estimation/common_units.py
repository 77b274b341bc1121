"""The drawn units that two periods have in common, and what a covariance through them is multiplied by.

    φ_h = 1 − n_1 n_2/(n_c N)

n_1, n_2, n_c: PSUs drawn in stratum h at each time and at both, N: those that there are; without it φ_h = 1.
Units are known by their names, in strata of the same name. φ is below 0 where two samples share fewer units
than samples drawn apart would on average: then what is large in one is small in the other. With the same
units both times it is 1 − n/N. Where units were drawn with unequal chances, and the later design says how
that is approximated, the linearised covariance takes the chance π_1i of each unit for n_1/N, as Brewer's
variance does: φ_i = 1 − π_1i n_2/n_c. That is ours.

Strata that both periods put together (`collapse`) are one here too; of those that one period alone put
together, or each with another one, the parts that stand together in both.

Sources: Tam (1984), On covariances from overlapping samples; Qualité & Tillé (2008), Variance estimation of
changes in repeated surveys and its application to the Swiss survey of value added.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from chiso.survey.psus import Real, SampleFrame, Stage, Whole
from chiso.survey.variance.stages import lonely_strata


@dataclass(frozen=True, slots=True, eq=False)
class CommonUnits:
    """P common PSUs in H strata.

    `frame`: these PSUs alone, N as the later period has it. `of_later`, `of_earlier`: for each PSU of the
    period its place in the frame, −1: it has none. `multipliers` (H,): φ, `multipliers_of_units` (P,): φ_i.
    `is_whole` (H,): whether both periods drew these PSUs of the stratum and no others; `is_lonely` (H,):
    and only one of several.
    """

    frame: SampleFrame
    of_later: Whole
    of_earlier: Whole
    multipliers: Real
    multipliers_of_units: Real
    is_whole: npt.NDArray[np.bool_]
    is_lonely: npt.NDArray[np.bool_]

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


def common_units(
    later: SampleFrame, earlier: SampleFrame, *, first_stages: tuple[Stage, Stage] | None = None
) -> CommonUnits:
    """The PSUs that stand in both frames; none where the rows of one of them are the drawn units.

    `first_stages`: of both frames, where strata were put together; else those of the frames.
    """
    strata_later, strata_earlier = _same_names(later.stratum_names, earlier.stratum_names)
    stages = first_stages or (later.stages[0], earlier.stages[0])
    part_of_stratum = _parts(
        _strata_put_together(later, stages[0])[strata_later],
        _strata_put_together(earlier, stages[1])[strata_earlier],
    )
    first, second = _same_names(_names(later), _names(earlier))
    part_of_later = np.full(len(later.psu_counts), -1, np.int64)
    part_of_later[strata_later] = part_of_stratum
    part_of_unit = part_of_later[later.stratum_of_psu[first]]
    # Units of one part stand together.
    order = np.argsort(part_of_unit, kind="stable")
    first, second, part_of_unit = first[order], second[order], part_of_unit[order]
    parts, stratum_of_unit = np.unique(part_of_unit, return_inverse=True)

    def summed(figures: Whole | Real | npt.NDArray[np.bool_]) -> Real:
        """Over the strata of each part."""
        sums = np.bincount(part_of_stratum, figures, minlength=len(part_of_stratum))
        return np.asarray(sums[parts], np.float64)

    counts = np.bincount(stratum_of_unit, minlength=len(parts)).astype(np.int64)
    drawn_later = summed(later.psu_counts[strata_later])
    drawn_earlier = summed(earlier.psu_counts[strata_earlier])
    populations = summed(later.population_counts[strata_later])
    shares = np.nan_to_num(drawn_later / populations, nan=0.0)
    chances = shares[stratum_of_unit]
    if later.probability_of_psu is not None:
        chances = later.probability_of_psu[first]
    is_whole = (counts == drawn_later) & (counts == drawn_earlier)
    alone = lonely_strata(later.stages[0])[strata_later] & lonely_strata(earlier.stages[0])[strata_earlier]
    names = [later.stratum_names[one] for one in later.stratum_of_psu[first].tolist()]
    frame = SampleFrame(
        stratum_of_unit.astype(np.int64),
        counts,
        populations,
        tuple(names[start] for start in (np.cumsum(counts) - counts).tolist()),
        (),
    )
    return CommonUnits(
        frame,
        _places(len(later.stratum_of_psu), first),
        _places(len(earlier.stratum_of_psu), second),
        1 - shares * (drawn_earlier / counts),
        1 - chances * (drawn_earlier / counts)[stratum_of_unit],
        is_whole,
        is_whole & (counts == 1) & (summed(alone) > 0),
    )


def _same_names(later: Sequence[Hashable], earlier: Sequence[Hashable]) -> tuple[Whole, Whole]:
    """What has the same name in both: where it stands in the one and in the other."""
    known = {name: position for position, name in enumerate(earlier)}
    shared = [(one, known[name]) for one, name in enumerate(later) if name in known]
    return np.array([one for one, _ in shared], np.int64), np.array([one for _, one in shared], np.int64)


def _places(count: int, shared: Whole) -> Whole:
    """(count,) for each PSU of a period its place among the common ones, −1: it has none."""
    found = np.full(count, -1, np.int64)
    found[shared] = np.arange(len(shared))
    return found


def _strata_put_together(frame: SampleFrame, stage: Stage) -> Whole:
    """(H,) for each stratum of the frame the number of that of the stage in which its units lie."""
    found = np.empty(len(frame.psu_counts), np.int64)
    found[frame.stratum_of_psu] = stage.stratum_of_unit
    return found


def _parts(of_later: Whole, of_earlier: Whole) -> Whole:
    """(H,) numbers of the parts that stand together in both, in the order of the later."""
    pairs = np.stack([of_later, of_earlier], axis=1)
    return np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _names(frame: SampleFrame) -> list[tuple[str, str]]:
    """Stratum and name of each PSU."""
    if not frame.psu_names:
        return []
    strata = [frame.stratum_names[one] for one in frame.stratum_of_psu.tolist()]
    return list(zip(strata, frame.psu_names, strict=True))
