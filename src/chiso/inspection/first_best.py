"""The first of the best choices: of all that reach the greatest sum, the one that a given order puts first.

    maximise Σ value_i x_i   with   Σ x_i ≤ visits,  Σ days_i x_i ≤ days,
                                    Σ over a group x_i ≤ its bound,  x_i ∈ {0, 1};  all whole numbers

A choice comes before another if it has the first place, in the given order, that only one of them has.

1. *Greedy.* Places by value, equal ones by the order, each taken if visits and groups allow. Where of any two
   groups that can be filled one holds the other or they have no place in common, this is the first of the
   best without `days` (the greedy rule of laminar matroids); if its days are few enough, of all.
2. *Else by HiGHS.* Places that are alike for every bound are one kind, of which the first are always taken.
   The greatest sum R; prices y of the bounds, by which Σ y b + Σ max(0, value - y a) is above every sum; a
   kind whose value - y a is further from nought than that is from R is taken wholly or not at all in every
   best choice. The others are asked in their order whether a best choice has one more of them.

Bounds and prices are reckoned in whole numbers: a price that HiGHS tells badly makes more questions, never
another answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from chiso.inspection.choosing import Row, choose_counts, prices_of

_PRICE = 2**20


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
    search.settle()
    taken, count = [], [0] * len(kinds)
    for number, kind in enumerate(kind_of):
        if search.has(kind, count[kind] + 1):
            count[kind] += 1
            taken.append(number)
    return taken


class _Search:
    """A best choice by kinds, known to have at least `least` and at most `most` of each."""

    def __init__(self, kinds: Sequence[Candidate], sizes: Sequence[int], bounds: Bounds) -> None:
        self.kinds, self.bounds = kinds, bounds
        self.least, self.most = [0] * len(kinds), list(sizes)
        # Nothing of any kind is within the bounds, so that there is a best choice.
        self.counts = self._best() or self.least
        self.sum = self._value(self.counts)

    def has(self, kind: int, count: int) -> bool:
        """Whether a best choice that keeps what was settled has so many of a kind; that is settled too."""
        if count <= self.least[kind]:
            return True
        if count > self.most[kind]:
            return False
        if self.counts[kind] < count:
            before, self.least[kind] = self.least[kind], count
            found = self._best()
            self.least[kind] = before
            if found is None or self._value(found) < self.sum:
                self.most[kind] = count - 1
                return False
            self.counts = found
        self.least[kind] = count
        return True

    def settle(self) -> None:
        """Settle the kinds that every best choice has wholly, or not at all."""
        rows = self._rows(range(len(self.kinds)), self.bounds.visits, self.bounds.days, self.bounds.groups)
        prices = prices_of([-float(one.value) for one in self.kinds], rows, self.most)
        whole = [round(Fraction(price) * _PRICE) for price in prices]
        parts = [one.value * _PRICE for one in self.kinds]
        above = 0
        for row, price in zip(rows, whole, strict=True):
            above += price * int(row.bound)
            for column, value in zip(row.columns, row.values, strict=True):
                parts[column] -= price * int(value)
        above += sum(max(0, part) * size for part, size in zip(parts, self.most, strict=True))
        between = above - self.sum * _PRICE
        for kind, part in enumerate(parts):
            if part > between:
                self.least[kind] = self.most[kind]
            elif part < -between:
                self.most[kind] = 0

    def _value(self, counts: Sequence[int]) -> int:
        return sum(one.value * count for one, count in zip(self.kinds, counts, strict=True))

    def _best(self) -> list[int] | None:
        """The best counts within `least` and `most`; None where `least` alone is too much."""
        visits, days, groups = self.bounds.visits, self.bounds.days, dict(self.bounds.groups)
        for one, count in zip(self.kinds, self.least, strict=True):
            visits, days = visits - count, days - one.days * count
            for name in one.groups:
                groups[name] -= count
        if min(visits, days, *groups.values(), 0) < 0:
            return None
        counts = list(self.least)
        open_ones = [kind for kind in range(len(self.kinds)) if self.most[kind] > self.least[kind]]
        if open_ones and visits:
            rows = self._rows(open_ones, visits, days, groups)
            most = [self.most[kind] - self.least[kind] for kind in open_ones]
            more = choose_counts([-float(self.kinds[kind].value) for kind in open_ones], rows, most)
            for kind, count in zip(open_ones, more, strict=True):
                counts[kind] += count
        return counts

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
