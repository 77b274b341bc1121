"""What is estimated: means, totals, ratios, shares; and how a person writes them in a call.

    mean:y             Σ w y / Σ w, over the persons who answered y
    total:y            Σ w y;  `total` alone: Σ w, how many persons there are
    ratio:y/x          Σ w y / Σ w x, over those who answered both
    proportion:q=4|5   the share of those who chose 4 or 5 among those who answered q
    distribution:q     the share of each answer to q
    quantile:y@0.25|0.5   the least y below or at which at least that share lies; without @ the median

All but the last are a total, or a ratio of two totals, of terms (see `sql`). Several columns are written
with commas between: mean:y,x.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.survey.sql import Term, Value, parse_value

# For a column the answers that count as none.
Without: TypeAlias = tuple[tuple[str, tuple[Value, ...]], ...]


@dataclass(frozen=True, slots=True)
class Statistic:
    """A total, or the ratio of a total to a second one.

    The moments are for the design effect: weighted sums of persons, squares and products; None: the same as
    another, or not needed. `is_share`: between 0 and 1, of those who chose an answer.
    """

    code: str
    numerator: Term
    denominator: Term | None = None
    persons: Term | None = None
    squares: Term | None = None
    products: Term | None = None
    denominator_squares: Term | None = None
    is_share: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        """The sums that the statistic needs."""
        found = (
            self.numerator, self.denominator, self.persons, self.squares, self.products,
            self.denominator_squares,
        )  # fmt: skip
        return tuple(one for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Quantiles of a column; `shares` between 0 and 1."""

    column: str
    shares: tuple[float, ...] = (0.5,)
    without: tuple[Value, ...] = ()

    def code(self, share: float) -> str:
        """The code of one of them."""
        return f"{self.column}@{share:g}"

    @property
    def numbers_without(self) -> tuple[float, ...]:
        """The codes that are no answer, as far as they are numbers."""
        return tuple(float(one) for one in self.without if isinstance(one, int | float))


@dataclass(frozen=True, slots=True)
class Distribution:
    """The share of each answer to a question; which answers there are is asked of the data."""

    column: str
    without: tuple[Value, ...] = ()


Asked: TypeAlias = Statistic | Quantiles | Distribution


def columns_of_codes(asked: Iterable[Asked], codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """The columns of the data that the figure of each code rests on; none for the number of persons."""
    known: dict[str, frozenset[str]] = {}
    listed: list[str] = []
    for one in asked:
        if isinstance(one, Statistic):
            known[one.code] = frozenset(column for term in one.terms for column in term.columns)
        elif isinstance(one, Quantiles):
            known |= {one.code(share): frozenset({one.column}) for share in one.shares}
        else:
            listed.append(one.column)
    found = {}
    for code in codes:
        answers = {column for column in listed if code.startswith(f"{column}=")}
        found[code] = known.get(code, frozenset()) | answers
    return found


def mean(column: str, *, without: Without = ()) -> Statistic:
    """The mean of a column over those who answered."""
    answered = Term("", given=(column,), without=without)
    squares = Term("", column, times=column, without=without)
    return Statistic(column, Term("", column, without=without), answered, answered, squares)


def total(column: str = "", *, without: Without = ()) -> Statistic:
    """The total of a column over those who answered; without one, the number of persons."""
    if not column:
        return Statistic("total", Term(""), persons=Term(""), squares=Term(""))
    return replace(mean(column, without=without), code=f"total:{column}", denominator=None)


def ratio(numerator: str, denominator: str, *, without: Without = ()) -> Statistic:
    """The total of one column over that of another, of those who answered both."""
    above, below = (numerator,), (denominator,)
    return Statistic(
        f"{numerator}/{denominator}",
        Term("", numerator, given=below, without=without),
        Term("", denominator, given=above, without=without),
        persons=Term("", given=above + below, without=without),
        squares=Term("", numerator, times=numerator, given=below, without=without),
        products=Term("", numerator, times=denominator, without=without),
        denominator_squares=Term("", denominator, times=denominator, given=above, without=without),
    )


def proportion(column: str, among: tuple[Value, ...], *, without: Without = ()) -> Statistic:
    """The share of those who chose one of the answers, of all who answered."""
    answered = Term("", given=(column,), without=without)
    chosen = Term("", column, among=among, without=without)
    code = f"{column}={'|'.join(str(one) for one in among)}"
    return Statistic(code, chosen, answered, answered, chosen, is_share=True)


def parse_statistics(
    written: Iterable[str], *, missing: Mapping[str, Sequence[Value]] | None = None
) -> tuple[Asked, ...]:
    """Statistics as a person writes them (see above); `missing`: codes of each column that are no answer.

    Raises WrongCall (CH-3140) with each that cannot be read.
    """
    known = {column: tuple(codes) for column, codes in (missing or {}).items() if codes}
    found: list[Asked] = []
    problems: list[Problem] = []
    for one in written:
        kind, _, columns = one.partition(":")
        for column in columns.split(","):
            asked = _read_one(kind.strip(), column.strip(), known)
            if asked is None:
                expected = text(
                    "Expected mean:y, total:y, total, ratio:y/x, proportion:q=4|5, {others}.",
                    others="distribution:q, quantile:y@0.25|0.75",
                )
                mend = text("Write the kind, a colon and the column; several columns with commas.")
                problems.append(Problem("CH-3140", Place(field="stat"), quote(one), expected, mend))
            else:
                found.append(asked)
    if problems:
        raise WrongCall(problems)
    return tuple(found)


def _read_one(kind: str, written: str, missing: Mapping[str, tuple[Value, ...]]) -> Asked | None:
    """One statistic of one column, None where it cannot be read."""

    def without(*columns: str) -> Without:
        return tuple((column, missing[column]) for column in columns if column in missing)

    if kind == "total" and not written:
        return total()
    if not written:
        return None
    if kind == "mean":
        return mean(written, without=without(written))
    if kind == "total":
        return total(written, without=without(written))
    if kind == "distribution":
        return Distribution(written, missing.get(written, ()))
    if kind == "ratio":
        above, _, below = written.partition("/")
        return ratio(above, below, without=without(above, below)) if above and below else None
    if kind == "proportion":
        column, _, answers = written.partition("=")
        among = tuple(parse_value(answer) for answer in answers.split("|") if answer)
        return proportion(column, among, without=without(column)) if column and among else None
    if kind == "quantile":
        return _read_quantiles(written, missing)
    return None


def _read_quantiles(written: str, missing: Mapping[str, tuple[Value, ...]]) -> Quantiles | None:
    column, _, shares = written.partition("@")
    values = [parse_value(share) for share in shares.split("|")] if shares else [0.5]
    if not column or not all(isinstance(one, int | float) and 0 < one < 1 for one in values):
        return None
    return Quantiles(column, tuple(float(one) for one in values), missing.get(column, ()))
