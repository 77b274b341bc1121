"""Some weights of a run drawn again, given all the others: what hangs together stays together.

Weights count by their shares of their group, so those that are not drawn again keep their shares, and those
that are share what is left:

    uniform, dirichlet   w_u ← g_u · Σ w_u / Σ g_u with fresh g: given the others, shares of a Dirichlet
                         distribution are what is left times shares of one
    noise                each on its own: w_u ← g_u
    ordered              uniform among what is left and keeps the order: pairs of weights move along the
                         line on which their sum stays and the order holds (Gibbs), so many times that what
                         they were is forgotten; where all given weights are alike, as uniform ones

The pairs begin at the drawn weights, which are distributed as they have to be, so every step is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from chiso.compiling import compiled
from chiso.robustness.choices import Flags
from chiso.robustness.counting import IntArray
from chiso.robustness.streams import Numbers
from chiso.robustness.transforms import FloatArray
from chiso.robustness.weight_draws import WeightDraws
from chiso.robustness.whole_numbers import LARGEST_WEIGHT

# With so many children that keep an order, what is drawn again is still free of what it was.
MOST_ORDERED = 16
_FEWEST_SWEEPS = 8


def varied_nodes(draws: WeightDraws) -> list[int]:
    """The nodes whose weights vary, group by group."""
    return [child for children in _varied_groups(draws) for child in children]


def numbers_of_moves(draws: WeightDraws) -> int:
    """Numbers that moving weights within their order takes."""
    return sum(
        2 * len(children) * _sweeps(len(children))
        for children in _varied_groups(draws)
        if _keeps_order(draws, children)
    )


def largest_ordered(draws: WeightDraws) -> int:
    """How many children the largest group has whose weights keep an order."""
    return max(
        (len(children) for children in _varied_groups(draws) if _keeps_order(draws, children)), default=0
    )


def redraw_weights(
    draws: WeightDraws, weights: FloatArray, again: Flags, fresh: FloatArray, moves: Numbers
) -> FloatArray:
    """Weights (runs, weighted), of which those of `again` (runs, weighted) are drawn anew, as whole numbers.

    `fresh`: other weights (runs, weighted) as they are drawn; `moves`: (runs, numbers_of_moves).
    """
    made = weights.copy()
    taken = 0
    for children in _varied_groups(draws):
        own, new, chosen = made[:, children], fresh[:, children], again[:, children]
        if draws.kind == "noise":
            made[:, children] = np.where(chosen, new, own)
            continue
        if not _keeps_order(draws, children):
            changed = _within_what_is_left(own, new, chosen)
        else:
            needed = 2 * len(children) * _sweeps(len(children))
            is_whole: Flags = np.asarray(chosen.all(axis=1))[:, None]
            changed = np.where(is_whole, new, own)
            levels = np.unique(-draws.given[children], return_inverse=True)[1].astype(np.int64)
            move_within_order(
                changed,
                chosen & ~is_whole,
                levels,
                np.ascontiguousarray(moves[:, taken : taken + needed]),
            )
            taken += needed
        touched = np.flatnonzero(chosen.any(axis=1))
        scale = LARGEST_WEIGHT / np.maximum(changed[touched].max(axis=1), 1.0)
        own[touched] = np.rint(changed[touched] * scale[:, None])
        made[:, children] = own
    return made


def _varied_groups(draws: WeightDraws) -> Iterator[list[int]]:
    if draws.kind != "given":
        for group in sorted(draws.varied):
            if len(draws.tree.groups[group]) > 1:
                yield list(draws.tree.groups[group])


def _keeps_order(draws: WeightDraws, children: list[int]) -> bool:
    return draws.kind == "ordered" and len(set(draws.given[children].tolist())) > 1


def _sweeps(children: int) -> int:
    """An order of n forgets in some n² / π² rounds over all of them."""
    return max(_FEWEST_SWEEPS, children * children // 2)


def _within_what_is_left(own: FloatArray, new: FloatArray, chosen: Flags) -> FloatArray:
    room = np.where(chosen, own, 0.0).sum(axis=1)
    filled = np.where(chosen, new, 0.0).sum(axis=1)
    # All of a few fresh numbers are 0 once in millions of runs; then the run stays as it is.
    is_filled = filled > 0
    ratio = np.where(is_filled, room, 0.0) / np.where(is_filled, filled, 1.0)
    return np.where(chosen & is_filled[:, None], new * ratio[:, None], own)


@compiled
def move_within_order(weights: Any, again: Any, levels: IntArray, numbers: Numbers) -> None:
    """Move pairs of the weights `again` (runs, n) in place; those of a lower level stay the larger ones.

    `numbers`: (runs, 2 · n · sweeps), a partner and a place on the line for each move.
    """
    runs, children = weights.shape
    members = np.empty(children, np.int64)
    for run in range(runs):
        count = 0
        for child in range(children):
            if again[run, child]:
                members[count] = child
                count += 1
        if count < 2:
            continue
        for move in range(numbers.shape[1] // 2):
            at = move % children
            if at >= count:
                continue
            skipped = 1 + (np.uint64(numbers[run, 2 * move]) * np.uint64(count - 1) >> np.uint64(32))
            one, other = members[at], members[(at + skipped) % count]
            total = weights[run, one] + weights[run, other]
            low, high = 0.0, total
            for child in range(children):
                value = weights[run, child]
                if child != one and child != other:
                    if levels[child] > levels[one] and value > low:
                        low = value
                    if levels[child] < levels[one] and value < high:
                        high = value
                    if levels[child] > levels[other] and total - value < high:
                        high = total - value
                    if levels[child] < levels[other] and total - value > low:
                        low = total - value
            if levels[one] < levels[other] and total / 2 > low:
                low = total / 2
            if levels[one] > levels[other] and total / 2 < high:
                high = total / 2
            share = (numbers[run, 2 * move + 1] + 0.5) / 4294967296.0
            if high > low:
                weights[run, one] = low + (high - low) * share
                weights[run, other] = total - weights[run, one]
