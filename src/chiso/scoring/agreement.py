"""How far two people who judged the same things agree, and who is harder than the others.

    coefficient = (pa − pe) / (1 − pe)        pa what was seen, pe what chance alone would give

    pa         = Σ w_kl · p_kl
    Cohen:  pe = Σ w_kl · p_k+ · p_+l
    Gwet:   pe = Σ w_kl / (q·(q − 1)) · Σ π_k·(1 − π_k),   π_k = (p_k+ + p_+k) / 2

p_kl: the share of things that the first put into category k and the second into l, of q categories in
their order. Weights: none w = 1 where k = l, else 0 (Cohen's κ, Gwet's AC1); linear
1 − |k − l| / (q − 1), quadratic 1 − ((k − l) / (q − 1))² (weighted κ, AC2). Exact fractions throughout.

Where nearly all judgements are the same, κ is low however well two agree, since chance alone would
already explain it; AC1 does not have this fault. Neither says anything where chance explains all: None.

Severity of a person = the mean of (own judgement − mean of the others' judgements of the same criterion).

Sources: Cohen 1960 and 1968; Gwet, Handbook of Inter-Rater Reliability, 4th edition, 2014.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar

Weighting: TypeAlias = Literal["none", "linear", "quadratic"]
Category = TypeVar("Category", bound=Hashable)
_Matrix: TypeAlias = list[list[Fraction]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people on the same `n` things; `agreed` of them were put into the same category.

    `share` is what was seen (with weights: near misses count in part); `kappa` and `gwet` (AC1, with
    weights AC2) are None where chance alone explains everything.
    """

    n: int
    agreed: int
    share: Fraction
    kappa: Fraction | None
    gwet: Fraction | None


def agreement_of(
    pairs: Iterable[tuple[Category, Category]],
    categories: Sequence[Category] | None = None,
    weighting: Weighting = "none",
) -> Agreement:
    """How far the first and the second of each pair agree.

    `categories` in their order; without weights they may be left out, then those that occur are taken.
    Raises ValueError where there is no pair, where a category is not among those named, or where
    weights are asked for without an order.
    """
    judged = list(pairs)
    if not judged:
        raise ValueError("agreement needs at least one pair")
    if categories is None:
        if weighting != "none":
            raise ValueError("weights need the categories in their order")
        categories = list(dict.fromkeys(category for pair in judged for category in pair))
    positions = {category: place for place, category in enumerate(categories)}
    if unknown := {category for pair in judged for category in pair} - set(positions):
        raise ValueError(f"not among the categories: {unknown}")
    shares = _shares([(positions[one], positions[other]) for one, other in judged], len(categories))
    weights = _weights(len(categories), weighting)
    rows = [sum(row, Fraction(0)) for row in shares]
    columns = [sum(column, Fraction(0)) for column in zip(*shares, strict=True)]
    seen = _weighted(weights, shares)
    return Agreement(
        n=len(judged),
        agreed=sum(one == other for one, other in judged),
        share=seen,
        kappa=_beyond(seen, _weighted(weights, [[one * other for other in columns] for one in rows])),
        gwet=_beyond(seen, _chance_by_gwet(weights, rows, columns)),
    )


def _shares(pairs: Sequence[tuple[int, int]], size: int) -> _Matrix:
    counts = [[0] * size for _ in range(size)]
    for one, other in pairs:
        counts[one][other] += 1
    return [[Fraction(count, len(pairs)) for count in row] for row in counts]


def _weights(size: int, weighting: Weighting) -> _Matrix:
    return [[_weight(row, column, size, weighting) for column in range(size)] for row in range(size)]


def _weight(row: int, column: int, size: int, weighting: Weighting) -> Fraction:
    if row == column:
        return Fraction(1)
    if weighting == "none":
        return Fraction(0)
    apart = Fraction(abs(row - column), size - 1)
    return 1 - (apart if weighting == "linear" else apart**2)


def _weighted(weights: _Matrix, shares: _Matrix) -> Fraction:
    terms = (
        weight * share
        for weights_of_row, row in zip(weights, shares, strict=True)
        for weight, share in zip(weights_of_row, row, strict=True)
    )
    return sum(terms, Fraction(0))


def _chance_by_gwet(weights: _Matrix, rows: Sequence[Fraction], columns: Sequence[Fraction]) -> Fraction:
    size = len(rows)
    if size < 2:
        return Fraction(1)
    means = [(one + other) / 2 for one, other in zip(rows, columns, strict=True)]
    spread = sum((mean * (1 - mean) for mean in means), Fraction(0))
    total = sum((weight for row in weights for weight in row), Fraction(0))
    return total / (size * (size - 1)) * spread


def _beyond(seen: Fraction, by_chance: Fraction) -> Fraction | None:
    """What is seen beyond chance, of what could be; None where chance leaves nothing."""
    return None if by_chance == 1 else (seen - by_chance) / (1 - by_chance)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person gave for one thing of a criterion, as a share of its maximum or a change of it."""

    person: int
    criterion: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Severity:
    """How much a person gives above (+) or below (−) the others on the same criteria.

    `compared`: how many judgements of theirs stand beside some of others, `others`: how many of others
    these are compared with, `criteria` on how many criteria.
    """

    difference: Fraction
    compared: int
    others: int
    criteria: int


def severity_of_each(judgements: Iterable[Judgement]) -> dict[int, Severity]:
    """The severity of each person who judged a criterion that others judged too."""
    values: dict[str, dict[int, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for one in judgements:
        values[one.criterion][one.person].append(one.value)
    found: dict[int, list[tuple[Fraction, int, int]]] = defaultdict(list)
    for by_person in values.values():
        for person, compared in _compare(by_person).items():
            found[person].append(compared)
    return {
        person: Severity(
            sum((difference for difference, _, _ in rows), Fraction(0)) / sum(own for _, own, _ in rows),
            sum(own for _, own, _ in rows),
            sum(others for _, _, others in rows),
            len(rows),
        )
        for person, rows in found.items()
    }


def _compare(by_person: Mapping[int, Sequence[Fraction]]) -> dict[int, tuple[Fraction, int, int]]:
    """On one criterion, for each person: the sum of the differences, how many own, how many of others."""
    total = sum((value for values in by_person.values() for value in values), Fraction(0))
    count = sum(len(values) for values in by_person.values())
    found = {}
    for person, values in by_person.items():
        own, others = sum(values, Fraction(0)), count - len(values)
        if others:
            found[person] = (own - len(values) * (total - own) / others, len(values), others)
    return found
