"""From the children of a group to its score: means, medians, comparisons in pairs, means with a penalty.

combine(method, values, weights)    one group, vectorised over rows and leading axes
aggregate(tree, table, weights)     a whole tree, children at whatever depth
"""

from chiso.composite.aggregating.combining import combine, is_relative, lowest_allowed
from chiso.composite.aggregating.up_the_tree import (
    aggregate,
    combine_by_period,
    refuse_means_below,
    refuse_values_below,
)

__all__ = [
    "aggregate",
    "combine",
    "combine_by_period",
    "is_relative",
    "lowest_allowed",
    "refuse_means_below",
    "refuse_values_below",
]
