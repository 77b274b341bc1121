"""What is read of each row where rows are folded: the answers in few bytes, in place of a sum for each term.

A term that only asks whether (a share, the persons themselves) is a flag of one byte: 1 chosen, 0 not, −1 no
answer. Where it asks that of one column of short whole numbers, the row tells the number itself as one byte,
and a table tells the flag: an engine takes twice as long to compare and choose. A term that calculates is a
value in double precision, NaN: no answer, or the product of two. The weight is read once. All sums of terms
follow from these (see `moments.fold`): twenty shares take 28 bytes a row so, and 500 where each sum and each
count is a column.

    sums of P flags, V values, M products:   Σ w [chosen] (P), Σ w [answered] (P), Σ w [answered] (V),
                                             Σ w v v' (M), rows answered (P), rows answered (V)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from chiso.survey.engine import SHORT
from chiso.survey.sql import CellQuery, Term, Value

Bytes = npt.NDArray[np.int8]

# The second factor of a product that has one.
ALONE = -1
# What stands in a code where there is no answer.
NO_CODE = -SHORT - 1


@dataclass(frozen=True, slots=True)
class RowColumns:
    """The columns of an answer: `weight`, C `codes`, V `values`; `products` of two values or of one ALONE.

    P flags follow from codes: `flag_columns`: from which, `tables` (P, 256): the flag of each code from
    NO_CODE on. `summed`, `counted`: of each term the place of its weighted sum and of its number of rows.
    """

    weight: str
    codes: tuple[str, ...]
    flag_columns: tuple[int, ...]
    tables: Bytes
    values: tuple[str, ...]
    products: tuple[tuple[int, int], ...]
    summed: tuple[int, ...]
    counted: tuple[int, ...]

    @property
    def weighted(self) -> int:
        """How many weighted sums there are; they stand first."""
        return 2 * len(self.flag_columns) + len(self.values) + len(self.products)

    @property
    def width(self) -> int:
        """How many sums there are."""
        return self.weighted + len(self.flag_columns) + len(self.values)


@dataclass(slots=True)
class _Listing:
    """Columns in the making, each once: flags by who answered and what is chosen, values by who and what."""

    query: CellQuery
    flags: dict[tuple[str, str], tuple[str, Bytes]] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    products: dict[tuple[int, int], int] = field(default_factory=dict)

    def place_of_flag(self, answered: str, chosen: str, term: Term) -> int:
        if (answered, chosen) not in self.flags:
            table = _table_of(term, self.query)
            if table is None:
                self.flags[answered, chosen] = self.query.add_sum(_flag(answered, chosen)), _AS_IT_IS
            else:
                name = self.query.columns.names[term.columns[0]]
                self.flags[answered, chosen] = self.query.add_sum(f"CAST({name} AS TINYINT)"), table
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
            place = listing.place_of_flag(answered, chosen, term)
            summed[term] = "chosen" if chosen else "answered", place
            counted[term] = "rows", place
        elif of_flags:
            summed[term], counted[term] = ("answered", of_flags[0]), ("rows", of_flags[0])
        else:
            summed[term], counted[term] = ("value answered", of_values[0]), ("value rows", of_values[0])
    flags, values, products = len(listing.flags), len(listing.values), len(listing.products)
    blocks = {"chosen": flags, "answered": flags, "value answered": values, "product": products,
              "rows": flags, "value rows": values}  # fmt: skip
    start_of = dict(zip(blocks, np.cumsum([0, *blocks.values()]).tolist(), strict=False))
    codes = tuple(dict.fromkeys(code for code, _ in listing.flags.values()))
    tables = [table for _, table in listing.flags.values()]
    return RowColumns(
        weight,
        codes,
        tuple(codes.index(code) for code, _ in listing.flags.values()),
        np.stack(tables) if tables else np.zeros((0, 256), np.int8),
        tuple(listing.values.values()),
        tuple(listing.products),
        tuple(start_of[summed[term][0]] + summed[term][1] for term in terms),
        tuple(start_of[counted[term][0]] + counted[term][1] for term in terms),
    )


# Of a flag that the engine made: 1, 0 and −1 are themselves.
_AS_IT_IS: Bytes = np.sign(np.arange(NO_CODE, SHORT + 1)).astype(np.int8)


def _table_of(term: Term, query: CellQuery) -> Bytes | None:
    """The flag of each code, where the term asks about one column of short numbers, and of numbers alone."""
    asked = {*term.columns, *(column for column, _ in term.without)}
    left_out = [value for _, values in term.without for value in values]
    if len(asked) != 1 or not asked <= query.columns.short or term.times:
        return None
    if not all(_is_number(value) for value in (*term.among, *left_out)):
        return None
    codes = range(NO_CODE, SHORT + 1)
    chosen, never = {float(one) for one in term.among}, {NO_CODE, *(float(one) for one in left_out)}
    return np.array([-1 if one in never else int(not chosen or one in chosen) for one in codes], np.int8)


def _is_number(value: Value) -> bool:
    try:
        float(value)
    except (ValueError, OverflowError):
        return False
    return True


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
