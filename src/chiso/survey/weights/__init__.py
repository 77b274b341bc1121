"""Weights as a declared chain: what is done to them stands in a file, and is done again in each replicate."""

from chiso.survey.declared_chain import Chain, read_chain
from chiso.survey.weights.chain import (
    PreparedChain,
    Weighted,
    apply_chain,
    prepare_chain,
    replay,
    replay_blocks,
    replicate_weights,
    residuals_after_calibration,
)
from chiso.survey.weights.residuals import calibration_residuals
from chiso.survey.weights.response_rates import ResponseRates, response_rates
from chiso.survey.weights.totals_inside import with_totals_inside

__all__ = [
    "Chain",
    "PreparedChain",
    "ResponseRates",
    "Weighted",
    "apply_chain",
    "calibration_residuals",
    "prepare_chain",
    "read_chain",
    "replay",
    "replay_blocks",
    "replicate_weights",
    "residuals_after_calibration",
    "response_rates",
    "with_totals_inside",
]
