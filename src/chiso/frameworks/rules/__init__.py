"""Kinds of rules: how the inputs of a leaf become points, one small module each.

A kind carries its version (`steps@1`); the meaning of a published kind never changes.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from chiso.frameworks.rules.base import Outcome, RuleModel
from chiso.frameworks.rules.boolean import Boolean
from chiso.frameworks.rules.cases import Cases
from chiso.frameworks.rules.deduction import Deduction
from chiso.frameworks.rules.entered import Entered
from chiso.frameworks.rules.goalposts import Goalposts
from chiso.frameworks.rules.labels import Labels
from chiso.frameworks.rules.lateness import Lateness
from chiso.frameworks.rules.mean_over_cases import MeanOverCasesRule
from chiso.frameworks.rules.min_max import MinMax
from chiso.frameworks.rules.not_stated import NotStated
from chiso.frameworks.rules.penalty import Penalty
from chiso.frameworks.rules.per_item import PerItem
from chiso.frameworks.rules.piecewise_linear import PiecewiseLinear
from chiso.frameworks.rules.proportion import Proportion
from chiso.frameworks.rules.ratio import RatioRule
from chiso.frameworks.rules.steps import Steps
from chiso.frameworks.rules.survey_mean import SurveyMean
from chiso.frameworks.rules.survey_share import SurveyShare
from chiso.frameworks.rules.tracked import Tracked
from chiso.frameworks.rules.veto import Veto

__all__ = ["Outcome", "Rule", "RuleModel"]

Rule: TypeAlias = Annotated[
    Labels
    | Steps
    | Cases
    | Proportion
    | PiecewiseLinear
    | Boolean
    | PerItem
    | Deduction
    | Penalty
    | Veto
    | SurveyShare
    | SurveyMean
    | Entered
    | MeanOverCasesRule
    | Goalposts
    | MinMax
    | Lateness
    | RatioRule
    | Tracked
    | NotStated,
    Field(discriminator="kind"),
]
