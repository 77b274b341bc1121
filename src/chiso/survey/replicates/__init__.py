"""Replicates: errors from the same statistic computed many times with slightly different weights."""

from chiso.survey.replicates.draws import Draws, draw_estimates
from chiso.survey.replicates.given import BroughtReplicates, ReplicateWeights, look_through
from chiso.survey.replicates.methods import factors
from chiso.survey.replicates.replicate_factors import METHODS, Factors, Method
from chiso.survey.replicates.totals import (
    ReplicateTotals,
    ratio_of,
    replicate_totals,
    total_of,
    totals_of_rows,
)
from chiso.survey.replicates.variance import Centre, Replicated

__all__ = [
    "METHODS",
    "BroughtReplicates",
    "Centre",
    "Draws",
    "Factors",
    "Method",
    "ReplicateTotals",
    "ReplicateWeights",
    "Replicated",
    "draw_estimates",
    "factors",
    "look_through",
    "ratio_of",
    "replicate_totals",
    "total_of",
    "totals_of_rows",
]
