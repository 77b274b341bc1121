"""Weights of the children of each group: given, equal, or worked out from the data.

    weigh_and_aggregate(framework, tree, table)    weights and scores of all groups, bottom-up

A kind that looks at the data looks at the scores of the children, so weights of a group can only be worked
out when the groups below it are scored.
"""

from chiso.composite.weighing.in_the_tree import weigh_and_aggregate
from chiso.composite.weighing.refusals import CannotWeigh

__all__ = ["CannotWeigh", "weigh_and_aggregate"]
