"""The kinds of imputation, treatment, normalisation, weighing and aggregation in words."""

from __future__ import annotations

from collections.abc import Mapping

from chiso.frameworks.composite.aggregations import (
    AdjustedMazziottaPareto,
    Aggregation,
    Copeland,
    Geometric,
    Harmonic,
    MazziottaPareto,
    MeanMin,
    Median,
    Power,
)
from chiso.frameworks.composite.normalisations import (
    Borda,
    DistanceToBest,
    DistanceToReference,
    DistanceToTarget,
    Goalposts,
    MinMax,
    Normalisation,
    Percentile,
    Rank,
    ShareOfMaximum,
    ZScore,
)
from chiso.frameworks.composite.preparations import (
    BoxCox,
    ByShape,
    FillConstant,
    FillGroupMean,
    FillGroupMedian,
    FillLatest,
    FillLinear,
    FillMean,
    FillNearest,
    Imputation,
    LogTransform,
    Treatment,
    Winsorise,
)
from chiso.frameworks.composite.weighings import (
    BenefitOfDoubt,
    Correlation,
    Entropy,
    Equal,
    PrincipalComponent,
    Weighing,
)
from chiso.language import Bilingual, Text, text


def imputation_in_words(imputation: Imputation, groupings: Mapping[str, Bilingual]) -> Text:
    """With what a gap is filled; `groupings` are the titles by code."""
    match imputation:
        case FillMean():
            return text("by the mean of all units")
        case FillGroupMean(group=group):
            return text("by the mean of the units with the same “{group}”", group=groupings[group])
        case FillGroupMedian(group=group):
            return text("by the median of the units with the same “{group}”", group=groupings[group])
        case FillNearest(neighbours=neighbours):
            return text("by the mean of the {count} nearest units", count=neighbours)
        case FillLatest():
            return text("by the last figure before")
        case FillLinear():
            return text("by the line between the figures before and after")
        case FillConstant(value=value):
            return text("by {value}", value=value)
    return text("by the median of all units")


def treatment_in_words(treatment: Treatment) -> Text:
    """How extremes are tamed."""
    match treatment:
        case ByShape():
            return text(
                "where skewness is {skewness} or more and kurtosis {kurtosis} or more, up to {count} figures"
                " are drawn in to the next one; if that is not enough, {then}",
                skewness=treatment.skewness,
                kurtosis=treatment.kurtosis,
                count=treatment.most_winsorised,
                then=treatment_in_words(treatment.then),
            )
        case Winsorise(low=low, high=high):
            return text("{low} figures from below and {high} from above are drawn in", low=low, high=high)
        case LogTransform():
            return text("the logarithm is taken")
        case BoxCox(power=None):
            return text("the power of Box and Cox is taken, fitted to the figures")
        case BoxCox(power=power):
            assert power is not None
            return text("the power of Box and Cox is taken, {power}", power=power)
    return text("they are left as they are")


def normalisation_in_words(normalisation: Normalisation) -> Text:
    """What becomes of a figure."""
    match normalisation:
        case MinMax(lower=lower, upper=upper):
            return text("from {lower} for the worst to {upper} for the best unit", lower=lower, upper=upper)
        case ZScore(mean=mean, deviation=deviation):
            return text("standardised to mean {mean}, deviation {deviation}", mean=mean, deviation=deviation)
        case Rank():
            return text("the place from below")
        case Percentile():
            return text("the share of the other units that lie below")
        case Borda():
            return text("the number of units that lie below")
        case DistanceToBest():
            return text("from 0 for the worst to 1 for the best unit")
        case DistanceToReference(unit=unit):
            return text("from 0 for the worst unit to 1 for {unit}", unit=unit)
        case DistanceToTarget():
            return text("from 0 for the worst unit to 1 at the target")
        case Goalposts(lower=lower, upper=upper, logarithm=True):
            return text("from {lower} to {upper} between goalposts, by logarithms", lower=lower, upper=upper)
        case Goalposts(lower=lower, upper=upper):
            return text("from {lower} to {upper} between goalposts", lower=lower, upper=upper)
        case ShareOfMaximum():
            return text("the share of the largest figure")
    return text("figures as they are")


def weighing_in_words(weighing: Weighing) -> Text:
    """Where weights come from."""
    match weighing:
        case Equal():
            return text("equal within each group")
        case PrincipalComponent():
            return text("from principal components, never below 0")
        case Correlation():
            return text("so that all parts correlate equally with the score, never below 0")
        case BenefitOfDoubt():
            return text("for each unit those under which it looks best")
        case Entropy():
            return text("by entropy: what tells units apart weighs more")
    return text("those of the tree")


def aggregation_in_words(aggregation: Aggregation | None) -> Text:
    """How the parts of a group are joined; None is the arithmetic mean."""
    match aggregation:
        case Geometric():
            return text("Geometric mean of its parts.")
        case Harmonic():
            return text("Harmonic mean of its parts.")
        case Power(exponent=exponent):
            return text("Generalised mean of its parts, exponent {exponent}.", exponent=exponent)
        case Median():
            return text("Median of its parts.")
        case Copeland():
            return text("Units compared in pairs: wins less losses.")
        case MazziottaPareto() | AdjustedMazziottaPareto():
            return text("Mean of its parts, with a penalty for uneven ones.")
        case MeanMin():
            return text("Mean of its parts, drawn towards the smallest.")
    return text("Arithmetic mean of its parts.")
