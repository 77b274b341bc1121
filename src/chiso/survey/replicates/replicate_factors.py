"""Replicate factors: by what each PSU's weight is multiplied in each replicate.

    variance(θ) = scale × Σ_r rscales_r (θ_r − θ)²,   θ_r from the weights w × values[psu, r]

Units of later stages follow their PSU; only Preston's bootstrap has factors for every unit of the last
stage, a leaf of the frame (`per` says so).

Source of the form: Wolter (2007), Introduction to Variance Estimation; R's `svrVar` adds up the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem

if TYPE_CHECKING:
    from chiso.survey.design import Lonely
    from chiso.survey.psus import SampleFrame

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
Method: TypeAlias = Literal[
    "jk1", "jkn", "brr", "fay", "rao_wu", "canty_davison", "preston", "successive_difference"
]
METHODS: tuple[Method, ...] = (
    "jk1", "jkn", "brr", "fay", "rao_wu", "canty_davison", "preston", "successive_difference",
)  # fmt: skip
# Their replicates are drawn: how many is a choice, and a seed fixes them.
DRAWN: frozenset[Method] = frozenset({"rao_wu", "canty_davison", "preston"})
DEFAULT_COUNT = 500
MOST_REPLICATES = 20_000
# As many columns at a time; more gain nothing and take memory by rows.
BLOCK = 100
SHOWN_REPLICATES = 5


@dataclass(frozen=True)
class Factors:
    """Factors of one method. `values`: (PSUs, replicates), or (leaves, replicates) where `per` is "leaf"."""

    method: Method
    values: FloatArray
    scale: float
    rscales: FloatArray
    degrees_of_freedom: float
    per: Literal["psu", "leaf"] = "psu"

    @property
    def count(self) -> int:
        """How many replicates."""
        return int(self.values.shape[1])

    def by_leaf(self, frame: SampleFrame) -> FloatArray:
        """The factors of every leaf of the frame: (leaves, replicates)."""
        if self.per == "leaf" or not frame.later:
            return self.values
        return self.values[frame.psu_of_leaf()]


def blocks_of(count: int) -> list[slice]:
    """The replicates in blocks."""
    return [slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]


def tell_replicates(which: NDArray[np.bool_]) -> Text:
    """Which of all replicates (R,), as people read it; they are counted from 1."""
    numbers = [str(one + 1) for one in np.flatnonzero(which)[:SHOWN_REPLICATES].tolist()]
    return text(
        "in {count} of {total} replicates, the first: {numbers}",
        count=str(int(which.sum())), total=str(len(which)), numbers=listing(numbers),
    )  # fmt: skip


def sampling_fractions(frame: SampleFrame) -> FloatArray:
    """n/N of each stratum, 0 where it was drawn with replacement: (strata,)."""
    population = np.asarray(frame.population_counts, dtype=np.float64)
    drawn = np.asarray(frame.psu_counts, dtype=np.float64)
    return np.where(np.isnan(population), 0.0, drawn / np.where(np.isnan(population), 1.0, population))


def psus_by_stratum(frame: SampleFrame) -> list[IntArray]:
    """The numbers of the PSUs of each stratum, in the order of the frame."""
    stratum = np.asarray(frame.stratum_of_psu)
    order = np.argsort(stratum, kind="stable").astype(np.int64)
    borders = np.searchsorted(stratum[order], np.arange(1, len(frame.psu_counts)))
    return list(np.split(order, borders))


def name_of_stratum(frame: SampleFrame, stratum: int) -> str:
    """The stratum as people read it."""
    return frame.stratum_names[stratum] or "*"


def refuse_strata(frame: SampleFrame, strata: IntArray, expected: Text, mend: Text) -> None:
    """Raise BadInput with a problem for each of `strata`, if there are any."""
    problems = []
    for stratum in strata.tolist():
        drawn = int(frame.psu_counts[stratum])
        found = text(
            "stratum “{stratum}”: PSUs {count}", stratum=name_of_stratum(frame, stratum), count=drawn
        )
        problems.append(Problem("CH-3161", Place(), found, expected, mend))
    if problems:
        raise BadInput(problems)


def refuse_lonely(frame: SampleFrame, lonely: Lonely) -> None:
    """Raise BadInput (CH-3161) for lonely PSUs that no replicate of a method can tell anything of.

    Under `remove` and `certainty` they keep their weight in every replicate.
    """
    if lonely in ("remove", "certainty"):
        return
    alone = np.flatnonzero((np.asarray(frame.psu_counts) == 1) & (sampling_fractions(frame) < 1))
    refuse_strata(
        frame,
        alone.astype(np.int64),
        text("Expected two PSUs or more in every stratum that was not taken as a whole."),
        text("Merge strata, or say lonely: remove or certainty in the design: then it gives no variance."),
    )


def refuse_method(found: Text | str, expected: Text, mend: Text) -> BadInput:
    """A method that does not fit the design (CH-3161)."""
    return BadInput([Problem("CH-3161", Place(), found, expected, mend)])


def refuse_option(name: str, found: object, expected: Text) -> BadInput:
    """An option of a method that is out of its range (CH-3162)."""
    return BadInput(
        [Problem("CH-3162", Place(field=name), str(found), expected, text("Choose a value in this range."))]
    )
