"""Figures of a table of estimates that would let others be computed, which speak of too few people.

A table by agency and service holds no totals; but the same call with fewer columns tells them: by agency, by
service, of everybody. Whoever has these tables too can subtract. So all of them are looked at together,

    figure by fewer columns − Σ figures of the domains that it consists of = 0

from the whole on, each as its own call would publish it: beside figures of too few people (*primary*)
further ones are hidden until no combination of the equations gives a kept one (the audit of `disclosure`,
exact). What is the same figure in several tables (one service in an agency, agencies within a province) is
one unknown.

Figures of one domain that rest on the same answers (mean, total, shares of a question; a ratio and both its
questions) are hidden together: each would tell something of the others. The domain hidden in addition is the
one of the fewest people; the choice is the project's own. Kept figures that follow from tables by fewer
columns alone are told as `open`: nothing that this table hides could keep them. What limits of reliability
hide in those other tables is not known here, and counts as shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from chiso.survey.disclosure import Equations, Flags, Whole, computable
from chiso.survey.estimates import Estimate

Domain = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Protected:
    """Places of rows: hidden so that others stay unknown; kept ones that other tables tell all the same."""

    complementary: frozenset[int]
    open: frozenset[int]


def protect_estimates(
    estimates: Sequence[Estimate],
    suppressed: Flags,
    columns: Mapping[str, frozenset[str]],
    *,
    count: int,
    smallest: float,
) -> Protected:
    """Which rows to hide besides those of too few people, over those that are `suppressed` for other reasons.

    `columns`: of each code the columns of the data that it rests on. `count`: by how many columns the domains
    are.
    """
    domains = {unit: _parts_of(unit, count) for unit in dict.fromkeys(row.unit for row in estimates)}
    if len({len(domain) for domain in domains.values()}) > 1:
        # A name holds the sign between two columns: only the whole is looked at.
        domains = {unit: (unit,) for unit in domains}
    hidden: set[int] = set()
    told: set[int] = set()
    for codes in _together(columns):
        places: dict[str, list[int]] = {}
        for place, row in enumerate(estimates):
            if row.code in codes and row.n > 0:
                places.setdefault(row.unit, []).append(place)
        units = list(places)
        people = np.array([min(estimates[one].n for one in places[unit]) for unit in units], np.int64)
        unseen = np.array([bool(suppressed[places[unit]].all()) for unit in units], np.bool_)
        kept, known = _Tables([domains[unit] for unit in units], people, unseen, smallest).protect()
        hidden |= {one for at in np.flatnonzero(kept) for one in places[units[at]]}
        told |= {one for at in np.flatnonzero(known) for one in places[units[at]]}
    few = {place for place, row in enumerate(estimates) if 0 < row.n < smallest}
    return Protected(frozenset(hidden - few), frozenset(told & (hidden | few)))


def _parts_of(unit: str, count: int) -> Domain:
    parts = tuple(unit.split("/"))
    return parts if len(parts) == count else (unit,)


def _together(columns: Mapping[str, frozenset[str]]) -> list[set[str]]:
    """Codes that share a column, directly or over others."""
    groups: list[tuple[set[str], set[str]]] = []
    for code, own in columns.items():
        codes, read = {code}, set(own)
        apart = []
        for group in groups:
            if read & group[1] or (not read and not group[1]):
                codes |= group[0]
                read |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (codes, read)]
    return [codes for codes, _ in groups]


class _Tables:
    """The table and all those by fewer of its columns, in one kind of figure.

    Each figure is an unknown, known by the domains of the table that it consists of; those of the table come
    first. `figures`: of each table, by the columns that it is by; `sums`: the whole and its parts.
    """

    def __init__(self, domains: Sequence[Domain], people: Whole, unseen: Flags, smallest: float) -> None:
        self.smallest = smallest
        self.number: dict[tuple[int, ...], int] = {(one,): one for one in range(len(domains))}
        counted = people.tolist()
        width = len(domains[0]) if domains else 0
        self.figures: dict[tuple[int, ...], list[int]] = {}
        self.sums: dict[tuple[int, ...], list[tuple[int, list[int]]]] = {}
        cells: dict[tuple[int, ...], dict[Domain, int]] = {}
        for size in range(width + 1):
            for chosen in combinations(range(width), size):
                cells[chosen] = self._figures_by(chosen, domains, counted)
                self.figures[chosen] = list(dict.fromkeys(cells[chosen].values()))
                self.sums[chosen] = list(self._sums(chosen, cells))
        self.people = np.array(counted, np.int64)
        self.primary = (self.people > 0) & (self.people < smallest)
        self.limited = np.zeros(len(counted), np.bool_)
        self.limited[: len(unseen)] = unseen
        self.own = len(domains)

    def _figures_by(
        self, chosen: tuple[int, ...], domains: Sequence[Domain], counted: list[int]
    ) -> dict[Domain, int]:
        held: dict[Domain, list[int]] = {}
        for place, domain in enumerate(domains):
            held.setdefault(tuple(domain[one] for one in chosen), []).append(place)
        found = {}
        for domain, places in held.items():
            key = tuple(places)
            if key not in self.number:
                self.number[key] = len(counted)
                counted.append(sum(counted[one] for one in places))
            found[domain] = self.number[key]
        return found

    def _sums(
        self, chosen: tuple[int, ...], cells: Mapping[tuple[int, ...], Mapping[Domain, int]]
    ) -> Iterable[tuple[int, list[int]]]:
        """The figures by one column less, each with those of this table that it is the sum of."""
        for without in range(len(chosen)):
            fewer = chosen[:without] + chosen[without + 1 :]
            parts: dict[int, list[int]] = {}
            for domain, figure in cells[chosen].items():
                whole = cells[fewer][domain[:without] + domain[without + 1 :]]
                parts.setdefault(whole, []).append(figure)
            yield from ((whole, own) for whole, own in parts.items() if own != [whole])

    def protect(self) -> tuple[Flags, Flags]:
        """Of the domains of the table: which are kept, and which of too few people other tables tell."""
        shown_by: dict[tuple[int, ...], Flags] = {}
        kept = np.zeros(len(self.people), np.bool_)
        for chosen in self.figures:
            kept = self._protect_one(chosen, shown_by)
        shown = np.any(list(shown_by.values()), axis=0) if shown_by else ~kept
        everything = [one for sums in self.sums.values() for one in sums]
        told = kept & shown
        if everything:
            told |= computable(_equations(everything, len(kept)), self._unseen() & ~shown)
        return kept[: self.own], (told & self.primary)[: self.own]

    def _unseen(self) -> Flags:
        """Every figure that there is: those of nobody are known to be none."""
        return self.people > 0

    def _is_the_same_table(self, chosen: tuple[int, ...]) -> bool:
        """Whether more columns make no other figures: areas by province are the areas."""
        own = set(self.figures[chosen])
        return any(set(chosen) < set(more) and own == set(self.figures[more]) for more in self.figures)

    def _protect_one(self, chosen: tuple[int, ...], shown_by: dict[tuple[int, ...], Flags]) -> Flags:
        """Which figures are kept in one table; what it shows goes into `shown_by`."""
        fewer = [one for one in shown_by if set(one) < set(chosen)]
        known = np.zeros(len(self.people), np.bool_)
        shown = known.copy()
        for one in fewer:
            if not self._is_the_same_table(one):
                known[self.figures[one]] = True
                shown |= shown_by[one]
        sums = [one for table in fewer for one in self.sums[table]]
        own = np.zeros(len(self.people), np.bool_)
        own[self.figures[chosen]] = True
        kept = self.primary | (known & ~shown)
        # Limits are known of the figures of this table alone.
        is_whole_table = len(chosen) == max(len(one) for one in self.figures)
        hidden = kept | self.limited if is_whole_table else kept.copy()
        # Figures that were looked at in no table before are not known from one.
        unseen = hidden | ~(known | own)
        # Short sums first: what mends one of them is mostly enough for the longer sums that it stands in.
        in_turn = sorted([*sums, *self.sums[chosen]], key=lambda one: len(one[1]))
        equations = _equations(in_turn, len(hidden))
        before = computable(_equations(sums, len(hidden)), hidden | ~known) & kept if sums else known & False
        self._hide(equations, unseen, kept & ~before, kept, own & ~known)
        shown_by[chosen] = own & ~unseen
        return kept & own

    def _hide(self, equations: Equations, hidden: Flags, wanted: Flags, kept: Flags, may: Flags) -> None:
        """Hide further figures among those that `may` be, until none that is `wanted` can be computed."""
        if not equations.shape[0]:
            return
        while True:
            self._hide_in_single_sums(equations, hidden, wanted, kept, may)
            told = computable(equations, hidden) & wanted
            if not told.any():
                return
            figure = int(np.flatnonzero(told)[0])
            if not self._hide_beside(equations, figure, hidden, kept, may):
                wanted = wanted.copy()
                wanted[figure] = False

    def _hide_in_single_sums(
        self, equations: Equations, hidden: Flags, wanted: Flags, kept: Flags, may: Flags
    ) -> None:
        """Until no sum alone gives a figure, or hidden parts of together too few people."""
        goes_on = True
        while goes_on:
            goes_on = False
            for row in range(equations.shape[0]):
                figures = equations.indices[equations.indptr[row] : equations.indptr[row + 1]].astype(
                    np.int64
                )
                while self._is_weak(figures, hidden, wanted | (kept & may)):
                    if not self._hide_one(figures, hidden, kept, may):
                        break
                    goes_on = True

    def _is_weak(self, figures: Whole, hidden: Flags, wanted: Flags) -> bool:
        unseen = figures[hidden[figures]]
        if not wanted[unseen].any():
            return False
        # The whole stands first.
        is_few = not hidden[figures[0]] and self.people[unseen].sum() < self.smallest
        return len(unseen) == 1 or bool(is_few)

    def _hide_beside(self, equations: Equations, figure: int, hidden: Flags, kept: Flags, may: Flags) -> bool:
        """Hide one that stands in a sum with the figure, else in a sum with anything hidden."""
        for around in (np.arange(len(hidden)) == figure, hidden):
            rows = np.flatnonzero(abs(equations) @ around.astype(np.int64))
            beside = np.unique(equations[rows].indices).astype(np.int64)
            if self._hide_one(beside, hidden, kept, may):
                return True
        return False

    def _hide_one(self, figures: Whole, hidden: Flags, kept: Flags, may: Flags) -> bool:
        """Hide the figure of the fewest people; whether there was one."""
        candidates = figures[may[figures] & ~hidden[figures]]
        if not len(candidates):
            return False
        chosen = candidates[np.lexsort((candidates, self.people[candidates]))[0]]
        hidden[chosen] = kept[chosen] = True
        return True


def _equations(sums: Sequence[tuple[int, list[int]]], size: int) -> Equations:
    """One row for each sum: +1 at the whole, which stands first, −1 at its parts."""
    lengths = [1 + len(parts) for _, parts in sums]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    places = np.array([one for whole, parts in sums for one in (whole, *parts)], np.int64)
    signs: NDArray[np.float64] = np.full(len(places), -1.0)
    signs[starts[:-1]] = 1.0
    return sparse.csr_matrix((signs, places, starts), shape=(len(sums), size))
