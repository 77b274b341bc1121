"""What any admissible weights can make of a ranking, without a draw: exact for indices that are sums.

`linear_index` holds what is weighed, `reading` makes it of a folder, `admissible` says which weights are
allowed, `extremes` what a difference of two units can come to, `swapping` the smallest change of weights that
swaps two, `rank_range` the best and the worst rank, `shares` how much of all weights gives which rank.
"""
