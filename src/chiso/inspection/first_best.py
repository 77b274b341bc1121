"""The first of the best choices: of all that reach the greatest sum, the one that a given order puts first.

    maximise Σ value_i x_i   with   Σ x_i ≤ visits,  Σ days_i x_i ≤ days,
                                    Σ over a group x_i ≤ its bound,  x_i ∈ {0, 1};  all whole numbers

A choice comes before another if it has the first place, in the given order, that only one of them has.

1. *Greedy.* Places by value, equal ones by the order, each taken if visits and groups allow. Where of any two
   groups that can be filled one holds the other or they have no place in common, this is the first of the
   best without `days` (the greedy rule of laminar matroids); if its days are few enough, of all.
2. *Else by HiGHS.* Places that are alike for every bound are one kind, of which the first are always taken.
   Prices y of the bounds, from the problem in which parts of a place may be taken: Σ y b + Σ max(0, value -
   y a) is above every sum. A kind whose value - y a is further from nought than that is from a sum which is
   reached is taken wholly or not at all in every best choice. First a good sum is looked for among the kinds
   that are nearest to nought (the core), then the greatest among those that are left; so HiGHS sees a few
   hundred kinds, not all.
3. *Then the order.* The places that are still open are asked in their order, sixteen at once: of the choices
   that reach the greatest sum the one is looked for in which Σ 2^(15-k) x_k over the sixteen is greatest,
   which is the first of them.

Bounds, prices and sums are reckoned in whole numbers: a price that HiGHS tells badly makes more questions,
never another answer; a choice that does not reach the sum is refused, and its places are asked one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import floor, gcd
from typing import TypeAlias

from chiso.inspection.choosing import Row, choose_counts, relax

_PRICE = 2**20
# Weights up to 2^15: what HiGHS takes for whole (to a millionth) stays far below one.
AT_ONCE = 16
# Kinds among which a good sum is looked for first.
CORE = 400


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be chosen, in the given order; `groups`: those that bound it."""

    value: int
    days: int
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be chosen at most."""

    visits: int
    days: int
    groups: dict[str, int] = field(default_factory=dict)


def first_best(candidates: Sequence[Candidate], bounds: Bounds) -> list[int]:
    """The numbers of the chosen, in the given order. Values are above nought, no bound is below it."""
    # A group whose members all together are within its bound says nothing.
    groups = {name for name, size in _sizes(candidates).items() if size > bounds.groups[name]}
    bounds = Bounds(bounds.visits, bounds.days, {name: bounds.groups[name] for name in sorted(groups)})
    kept = [
        Candidate(one.value, one.days, tuple(name for name in one.groups if name in groups))
        for one in candidates
    ]
    taken = _greedy(kept, bounds)
    is_few_enough = sum(kept[number].days for number in taken) <= bounds.days
    if is_few_enough and _is_laminar(kept):
        return taken
    return _by_solver(kept, bounds)


def _sizes(candidates: Sequence[Candidate]) -> Counter[str]:
    return Counter(name for one in candidates for name in one.groups)


def _is_laminar(candidates: Sequence[Candidate]) -> bool:
    """Whether of any two groups one holds the other, or they have nothing in common."""
    sizes = _sizes(candidates)
    shared = Counter(pair for one in candidates for pair in combinations(sorted(one.groups), 2))
    return all(count == min(sizes[one], sizes[other]) for (one, other), count in shared.items())


def _greedy(candidates: Sequence[Candidate], bounds: Bounds) -> list[int]:
    left, room, taken = bounds.visits, dict(bounds.groups), []
    # Sorting keeps the given order among equal values.
    for number in sorted(range(len(candidates)), key=lambda number: -candidates[number].value):
        if not left:
            break
        groups = candidates[number].groups
        if all(room[name] for name in groups):
            taken.append(number)
            left -= 1
            for name in groups:
                room[name] -= 1
    return sorted(taken)


def _by_solver(candidates: Sequence[Candidate], bounds: Bounds) -> list[int]:
    kinds: dict[Candidate, int] = {}
    kind_of = [kinds.setdefault(one, len(kinds)) for one in candidates]
    sizes = Counter(kind_of)
    search = _Search(list(kinds), [sizes[kind] for kind in range(len(kinds))], bounds)
    search.find_best()
    search.settle_in_order(kind_of)
    taken, count = [], [0] * len(kinds)
    # Of a kind the first are taken.
    for number, kind in enumerate(kind_of):
        if count[kind] < search.least[kind]:
            count[kind] += 1
            taken.append(number)
    return taken


Left: TypeAlias = tuple[int, int, dict[str, int]]


def _fits(one: Candidate, left: Left | None) -> bool:
    """Whether one more of a kind is within what the bounds leave: visits, days, groups."""
    if left is None:
        return False
    visits, days, groups = left
    return visits > 0 and one.days <= days and all(groups[name] > 0 for name in one.groups)


class _Search:
    """A best choice by kinds, known to have at least `least` and at most `most` of each."""

    def __init__(self, kinds: Sequence[Candidate], sizes: Sequence[int], bounds: Bounds) -> None:
        self.kinds, self.bounds = kinds, bounds
        self.least, self.most = [0] * len(kinds), list(sizes)
        # Nothing of any kind is within the bounds, so that there is a best choice.
        self.counts, self.sum = list(self.least), 0

    def find_best(self) -> None:
        """Find a best choice; settle the kinds that every best choice has wholly, or not at all."""
        rows = self._rows(range(len(self.kinds)), self.bounds.visits, self.bounds.days, self.bounds.groups)
        shares, prices = relax([-float(one.value) for one in self.kinds], rows, self.most)
        parts, above = self._parts(rows, prices)
        core = set(sorted(range(len(parts)), key=lambda kind: abs(parts[kind]))[:CORE])
        self._improve(self._best_within(core, shares))
        self._settle(parts, above)
        if any(self.least[kind] < self.most[kind] and kind not in core for kind in range(len(self.kinds))):
            self._improve(self._best())
            self._settle(parts, above)

    def settle_in_order(self, kind_of: Sequence[int]) -> None:
        """Settle of all places in their order, each told by its kind, whether the first best choice has them:
        from then on `least` tells how many of each kind it has."""
        asked: list[int] = []
        seen = Counter[int]()
        # Of what was settled of a kind the first places come first.
        settled = list(self.least)
        left = self._left()
        for kind in kind_of:
            seen[kind] += 1
            if seen[kind] <= settled[kind] or self.least[kind] == self.most[kind]:
                continue
            if not _fits(self.kinds[kind], left):
                self.most[kind] = self.least[kind]
                continue
            asked.append(kind)
            if len(asked) == AT_ONCE:
                self._settle_first(asked)
                asked, left = [], self._left()
                if self._value(self.least) == self.sum:
                    # Whatever else is taken adds to the sum, and none is greater.
                    return
        if asked:
            self._settle_first(asked)

    def _settle_first(self, asked: Sequence[int]) -> None:
        """Settle these places by the first of the best choices."""
        found = self._first(asked)
        if found is None:
            for kind in asked:
                self._take_or_leave(kind)
            return
        self.counts, taken = found
        for kind, is_taken in zip(asked, taken, strict=True):
            if is_taken:
                self.least[kind] += 1
            else:
                # A place that the first best choice lacks has none of its kind after it.
                self.most[kind] = self.least[kind]

    def _take_or_leave(self, kind: int) -> None:
        """Whether a best choice that keeps what was settled has one more of a kind."""
        if self.least[kind] == self.most[kind]:
            return
        self.least[kind] += 1
        if self.counts[kind] < self.least[kind]:
            found = self._best()
            if found is None or self._value(found) < self.sum:
                self.least[kind] -= 1
                self.most[kind] = self.least[kind]
                return
            self.counts = found

    def _parts(self, rows: Sequence[Row], prices: Sequence[float]) -> tuple[list[int], int]:
        """What each kind is worth beyond its prices, and the sum that none is above, in parts of `_PRICE`."""
        whole = [round(Fraction(price) * _PRICE) for price in prices]
        parts = [one.value * _PRICE for one in self.kinds]
        above = 0
        for row, price in zip(rows, whole, strict=True):
            above += price * int(row.bound)
            for column, value in zip(row.columns, row.values, strict=True):
                parts[column] -= price * int(value)
        return parts, above + sum(max(0, part) * size for part, size in zip(parts, self.most, strict=True))

    def _best_within(self, core: Container[int], shares: Sequence[float]) -> list[int] | None:
        """The best counts where all kinds but those of the core are as they are with parts allowed."""
        least, most = self.least, self.most
        fixed = [floor(share + 0.5) for share in shares]
        self.least = [0 if kind in core else fixed[kind] for kind in range(len(fixed))]
        self.most = [most[kind] if kind in core else fixed[kind] for kind in range(len(fixed))]
        try:
            return self._best()
        finally:
            self.least, self.most = least, most

    def _improve(self, counts: list[int] | None) -> None:
        if counts is not None and self._value(counts) > self.sum:
            self.counts, self.sum = counts, self._value(counts)

    def _settle(self, parts: Sequence[int], above: int) -> None:
        between = above - self.sum * _PRICE
        for kind, part in enumerate(parts):
            if part > between:
                self.least[kind] = self.most[kind]
            elif part < -between:
                self.most[kind] = 0

    def _value(self, counts: Sequence[int]) -> int:
        return sum(one.value * count for one, count in zip(self.kinds, counts, strict=True))

    def _left(self) -> Left | None:
        """What the bounds leave beside `least`; None where that alone is too much."""
        visits, days, groups = self.bounds.visits, self.bounds.days, dict(self.bounds.groups)
        for one, count in zip(self.kinds, self.least, strict=True):
            if count:
                visits, days = visits - count, days - one.days * count
                for name in one.groups:
                    groups[name] -= count
        return None if min(visits, days, *groups.values(), 0) < 0 else (visits, days, groups)

    def _open(self) -> list[int]:
        return [kind for kind in range(len(self.kinds)) if self.most[kind] > self.least[kind]]

    def _best(self) -> list[int] | None:
        """The best counts within `least` and `most`; None where `least` alone is too much."""
        left = self._left()
        if left is None:
            return None
        counts, open_ones = list(self.least), self._open()
        if open_ones and left[0]:
            most = [self.most[kind] - self.least[kind] for kind in open_ones]
            costs = [-float(self.kinds[kind].value) for kind in open_ones]
            for kind, count in zip(
                open_ones, choose_counts(costs, self._rows(open_ones, *left), most), strict=True
            ):
                counts[kind] += count
        return counts

    def _first(self, asked: Sequence[int]) -> tuple[list[int], list[bool]] | None:
        """Of the best choices the one that has the first of the places asked, and which of them it has; None
        where what is found is no best choice in whole numbers."""
        left = self._left()
        assert left is not None, "what is settled is within the bounds"
        single, open_ones = len(asked), self._open()
        places = Counter(asked)
        # A column for each place that is asked, one for each kind with what is left of it.
        columns = [*asked, *open_ones]
        most = [1] * single + [self.most[kind] - self.least[kind] - places[kind] for kind in open_ones]
        costs = [-float(2 ** (single - 1 - place)) for place in range(single)] + [0.0] * len(open_ones)
        reached = self.sum - sum(one.value * n for one, n in zip(self.kinds, self.least, strict=True) if n)
        step = gcd(*(self.kinds[kind].value for kind in columns))
        values = [-float(self.kinds[kind].value // step) for kind in columns]
        rows = [*self._rows(columns, *left), Row(range(len(columns)), values, -float(reached // step))]
        chosen = choose_counts(costs, rows, most)
        counts = list(self.least)
        for kind, count in zip(columns, chosen, strict=True):
            counts[kind] += count
        if self._value(counts) != self.sum or not self._is_within(counts):
            return None
        return counts, [count > 0 for count in chosen[:single]]

    def _is_within(self, counts: Sequence[int]) -> bool:
        before, self.least = self.least, list(counts)
        try:
            return self._left() is not None
        finally:
            self.least = before

    def _rows(self, kinds: Sequence[int], visits: int, days: int, groups: dict[str, int]) -> list[Row]:
        everywhere = range(len(kinds))
        rows = [
            Row.at_most(visits, everywhere),
            Row(everywhere, [float(self.kinds[kind].days) for kind in kinds], days),
        ]
        members: dict[str, list[int]] = {}
        for column, kind in enumerate(kinds):
            for name in self.kinds[kind].groups:
                members.setdefault(name, []).append(column)
        rows += [Row.at_most(groups[name], columns) for name, columns in sorted(members.items())]
        return rows
