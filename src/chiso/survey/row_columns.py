"""What is read of each row where rows are folded: the answers in few bytes, in place of a sum for each term.

A term that only asks whether (a share, the persons themselves) is a flag of one byte: 1 chosen, 0 not, −1 no
answer. A term that calculates is a value in double precision, NaN: no answer, or the product of two. The
weight is read once. All sums of terms follow from these (see `moments.fold`): twenty shares take 28 bytes a
row so, and 500 where each sum and each count is a column.

    sums of P flags, V values, M products:   Σ w [chosen] (P), Σ w [answered] (P), rows answered (P),
                                             Σ w [answered] (V), rows answered (V), Σ w v v' (M)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chiso.survey.sql import CellQuery, Term

# The second factor of a product that has one.
ALONE = -1


@dataclass(frozen=True, slots=True)
class RowColumns:
    """The columns of an answer: `weight`, P `flags`, V `values`; `products` of two values or of one ALONE.

    `summed`, `counted`: of each term the place of its weighted sum and of its number of rows.
    """

    weight: str
    flags: tuple[str, ...]
    values: tuple[str, ...]
    products: tuple[tuple[int, int], ...]
    summed: tuple[int, ...]
    counted: tuple[int, ...]

    @property
    def width(self) -> int:
        """How many sums there are."""
        return 3 * len(self.flags) + 2 * len(self.values) + len(self.products)


@dataclass(slots=True)
class _Listing:
    """Columns in the making, each once: flags by who answered and what is chosen, values by who and what."""

    query: CellQuery
    flags: dict[tuple[str, str], str] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    products: dict[tuple[int, int], int] = field(default_factory=dict)

    def place_of_flag(self, answered: str, chosen: str) -> int:
        if (answered, chosen) not in self.flags:
            self.flags[answered, chosen] = self.query.add_sum(_flag(answered, chosen))
        return list(self.flags).index((answered, chosen))

    def place_of_value(self, answered: str, value: str) -> int:
        if (answered, value) not in self.values:
            self.values[answered, value] = self.query.add_sum(_value(answered, value))
        return list(self.values).index((answered, value))


def add_row_columns(query: CellQuery, terms: Sequence[Term]) -> RowColumns:
    """Let the query, which is not grouped, tell what the terms need of a row."""
    weight = query.add_sum(query.weight)
    listing = _Listing(query)
    # Of each term: the block of sums in which it stands, and where in it; the blocks of who answered.
    summed: dict[Term, tuple[str, int]] = {}
    counted: dict[Term, tuple[str, int]] = {}
    # Terms that only ask who answered come last: a flag or a value tells it mostly.
    for term in sorted(terms, key=lambda one: not (one.among or query.factors(one))):
        answered = " AND ".join(query.answered(term))
        factors, chosen = query.factors(term), " AND ".join(query.chosen(term))
        if factors:
            if chosen:
                factors[0] = f"CASE WHEN {chosen} THEN {factors[0]} ELSE 0.0 END"
            places = [listing.place_of_value(answered, one) for one in factors]
            product = (places[0], places[1] if len(places) > 1 else ALONE)
            summed[term] = "product", listing.products.setdefault(product, len(listing.products))
            counted[term] = "value rows", places[0]
            continue
        of_values = [place for place, (who, _) in enumerate(listing.values) if who == answered]
        of_flags = [place for place, (who, _) in enumerate(listing.flags) if who == answered]
        if chosen or not (of_values or of_flags):
            place = listing.place_of_flag(answered, chosen)
            summed[term] = "chosen" if chosen else "answered", place
            counted[term] = "rows", place
        elif of_flags:
            summed[term], counted[term] = ("answered", of_flags[0]), ("rows", of_flags[0])
        else:
            summed[term], counted[term] = ("value answered", of_values[0]), ("value rows", of_values[0])
    flags, values = len(listing.flags), len(listing.values)
    blocks = ("chosen", "answered", "rows", "value answered", "value rows", "product")
    starts = (0, flags, 2 * flags, 3 * flags, 3 * flags + values, 3 * flags + 2 * values)
    start_of = dict(zip(blocks, starts, strict=True))
    return RowColumns(
        weight,
        tuple(listing.flags.values()),
        tuple(listing.values.values()),
        tuple(listing.products),
        tuple(start_of[summed[term][0]] + summed[term][1] for term in terms),
        tuple(start_of[counted[term][0]] + counted[term][1] for term in terms),
    )


def _flag(answered: str, chosen: str) -> str:
    """Measured: half the time that CASE takes where the condition itself is NULL without an answer."""
    name = answered.removesuffix(" IS NOT NULL")
    if name != answered and " " not in name and chosen.startswith(f"{name} IN ("):
        return f"COALESCE(CAST({chosen} AS TINYINT), CAST(-1 AS TINYINT))"
    told = f"CASE WHEN {chosen} THEN 1 ELSE 0 END" if chosen else "1"
    return f"CAST({f'CASE WHEN {answered} THEN {told} ELSE -1 END' if answered else told} AS TINYINT)"


def _value(answered: str, value: str) -> str:
    name = answered.removesuffix(" IS NOT NULL")
    if value == f"CAST({name} AS DOUBLE)" and name != answered:
        return f"COALESCE({value}, CAST('NaN' AS DOUBLE))"
    return f"CASE WHEN {answered} THEN {value} ELSE CAST('NaN' AS DOUBLE) END" if answered else value
