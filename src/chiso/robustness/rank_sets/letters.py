"""Groups that cannot be told apart, as letters: two units share a letter if and only if they are alike.

A letter is a largest group all of whose pairs are alike (a maximal clique). Pairs without a common letter
are taken in the order of the ranking; each begins a group, which grows by whoever is alike with all in it; at
the end groups whose pairs all stand together elsewhere too are taken away. Letters follow the ranking.

Source of the display: Piepho (2004), An algorithm for a letter-based representation of all-pairwise
comparisons, Journal of Computational and Graphical Statistics 13, 456–466.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

BoolArray: TypeAlias = NDArray[np.bool_]
MOST_LETTERS = 26


def groups_of(alike: BoolArray, order: Sequence[int]) -> list[list[int]]:
    """The groups by the units' positions, the best first. `order`: positions from the best to the worst."""
    places = np.asarray(order, dtype=np.intp)
    sorted_alike = alike[np.ix_(places, places)]
    covered = np.eye(len(order), dtype=bool)
    groups: list[BoolArray] = []
    for one in range(len(order)):
        while True:
            waiting = np.flatnonzero(sorted_alike[one] & ~covered[one])
            waiting = waiting[waiting > one]
            if not len(waiting):
                break
            group = _grow(sorted_alike, one, int(waiting[-1]))
            covered |= group[:, None] & group[None, :]
            groups.append(group)
        if sorted_alike[one].sum() == 1:
            groups.append(np.arange(len(order)) == one)
    kept = _without_needless(groups)
    kept.sort(key=lambda group: (int(np.flatnonzero(group)[0]), int(np.flatnonzero(group)[-1])))
    return [[int(places[at]) for at in np.flatnonzero(group)] for group in kept]


def letters_of(groups: Sequence[Sequence[int]], units: int) -> list[str]:
    """The letters of each unit, with blanks between: "a", "a b", "b".

    Empty where more groups than letters of the alphabet are needed: nobody reads four hundred letters, and
    `groups.csv` has them.
    """
    if len(groups) > MOST_LETTERS:
        return [""] * units
    letters: list[list[str]] = [[] for _ in range(units)]
    for number, group in enumerate(groups):
        for unit in group:
            letters[unit].append(letter(number))
    return [" ".join(one) for one in letters]


def _grow(alike: BoolArray, one: int, other: int) -> BoolArray:
    """The largest group around two units: first who stands between them, then the others by rank."""
    common = alike[one] & alike[other]
    group = np.zeros(len(alike), dtype=bool)
    group[[one, other]] = True
    candidates = np.flatnonzero(common & ~group)
    between = (candidates > one) & (candidates < other)
    for unit in (*candidates[between], *candidates[~between]):
        if common[unit]:
            group[unit] = True
            common &= alike[unit]
    return group


def _without_needless(groups: list[BoolArray]) -> list[BoolArray]:
    """The groups less those whose every pair stands in another group as well."""
    if not groups:
        return []
    count = np.zeros((len(groups[0]), len(groups[0])), dtype=np.int64)
    for group in groups:
        count += group[:, None] & group[None, :]
    kept = []
    for group in groups:
        own = group[:, None] & group[None, :]
        if (count[own] > 1).all():
            count -= own
        else:
            kept.append(group)
    return kept


def letter(number: int) -> str:
    """The name of a group by its number from 0: a to z, then aa, ab, …"""
    written = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        written = chr(ord("a") + digit) + written
    return written
