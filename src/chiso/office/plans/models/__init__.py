"""The tables of plans."""

from chiso.office.plans.models.calculations import Calculation
from chiso.office.plans.models.contents import Line, PlanTarget, Solution
from chiso.office.plans.models.plans import Basis, EarlierYear, Measured, Plan, PlanVersion, Preparer, Step

__all__ = [
    "Basis",
    "Calculation",
    "EarlierYear",
    "Line",
    "Measured",
    "Plan",
    "PlanTarget",
    "PlanVersion",
    "Preparer",
    "Solution",
    "Step",
]
