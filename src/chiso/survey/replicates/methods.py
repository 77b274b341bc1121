"""One call for all methods: a frame and the name of a method become factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chiso.language import listing, text
from chiso.survey.replicates.balanced import half_samples
from chiso.survey.replicates.bootstrap import canty_davison, rao_wu
from chiso.survey.replicates.jackknife import jackknife_by_strata, jackknife_one
from chiso.survey.replicates.multistage import preston
from chiso.survey.replicates.replicate_factors import (
    DEFAULT_COUNT,
    DRAWN,
    METHODS,
    MOST_REPLICATES,
    Factors,
    Method,
    refuse_option,
)
from chiso.survey.replicates.successive import successive_differences

if TYPE_CHECKING:
    from chiso.survey.design import Lonely
    from chiso.survey.psus import SampleFrame


def factors(
    frame: SampleFrame,
    method: Method,
    seed: int = 1,
    *,
    count: int | None = None,
    rho: float = 0.5,
    lonely: Lonely = "fail",
) -> Factors:
    """The factors of every PSU in every replicate.

    `seed` and `count` (500 without it) are for the bootstraps, `count` also for successive differences,
    `rho` for Fay's method. `lonely` is the design's word on strata with one PSU.
    Raises BadInput (CH-3161: the method does not fit the design; CH-3162: an option out of its range).
    """
    if method not in METHODS:
        raise refuse_option("method", method, text("Expected one of: {words}.", words=listing(METHODS)))
    if not 0 <= seed < 2**63:
        raise refuse_option("seed", seed, text("Expected a whole number from 0 to 2⁶³ − 1."))
    if count is not None and not 2 <= count <= MOST_REPLICATES:
        limit = text("Expected a whole number from 2 to {most}.", most=MOST_REPLICATES)
        raise refuse_option("count", count, limit)
    if method in DRAWN:
        draw = {"rao_wu": rao_wu, "canty_davison": canty_davison, "preston": preston}[method]
        return draw(frame, seed, count or DEFAULT_COUNT, lonely)
    if method == "jk1":
        return jackknife_one(frame)
    if method == "jkn":
        return jackknife_by_strata(frame, lonely)
    if method == "successive_difference":
        return successive_differences(frame, count, lonely)
    return half_samples(frame, 0.0 if method == "brr" else rho, lonely)
