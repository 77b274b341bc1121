"""The tables of plans."""

from chiso.office.plans.models.calculations import Calculation
from chiso.office.plans.models.contents import Line, PlanTarget
from chiso.office.plans.models.plans import Basis, Plan, PlanVersion, Preparer, Step

__all__ = [
    "Basis",
    "Calculation",
    "Line",
    "Plan",
    "PlanTarget",
    "PlanVersion",
    "Preparer",
    "Step",
]
