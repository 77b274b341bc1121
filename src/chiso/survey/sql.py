"""What is summed over the rows of a survey, and the one portable SQL text that says so.

A *term* is a sum over rows: weight × value, weight × (1 where the answer is one of those chosen), weight ×
product of two values, or the weight alone. A row without an answer adds nothing and is not counted.
Weights of a closed round are whole millionths: sums of whole numbers below 2^53 are exact in float64, in
whatever order an engine adds them.

The text has sums, CASE and GROUP BY only, and names columns c0, c1, …: whoever hands it to an engine gives
its columns these names, so nothing of a file's own names stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isinf, isnan
from typing import Literal, TypeAlias

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall, quote

Value: TypeAlias = str | int | float
Kind: TypeAlias = Literal["number", "text", "truth"]
Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]

_CONDITION = re.compile(
    r"""\s*(?:"(?P<quoted>[^"]+)"|(?P<column>[^\s=!<>"]+))\s*(?P<operator>!=|<=|>=|=|<|>)\s*(?P<values>.+?)\s*"""
)
# The word "and", with as many quotation marks of each kind after it as close again.
_AND = re.compile(r"""\s+and(?:\s+|$)(?=(?:[^"]*"[^"]*")*[^"]*$)(?=(?:[^']*'[^']*')*[^']*$)""")


@dataclass(frozen=True, slots=True)
class Term:
    """One sum over rows.

    `column`: whose values are summed; empty: the persons themselves. `among`: instead of its value a row
    has 1 where the answer is one of these, else 0. `times`: a second column that multiplies. `given`: more
    columns that must hold an answer. `without`: for a column the answers that count as none.
    """

    name: str
    column: str = ""
    among: tuple[Value, ...] = ()
    times: str = ""
    given: tuple[str, ...] = ()
    without: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the term reads."""
        return tuple(one for one in (self.column, self.times, *self.given) if one)


@dataclass(frozen=True, slots=True)
class Condition:
    """Which rows are looked at: the column holds one of the values (=), none of them (!=), less, more."""

    column: str
    operator: Operator
    values: tuple[Value, ...]


def parse_conditions(written: str) -> tuple[Condition, ...]:
    """Conditions as a person writes them: `age >= 18 and area = 1|2 and name != "x"`.

    Raises WrongCall (CH-3130) with each part that cannot be read.
    """
    found: list[Condition] = []
    problems: list[Problem] = []
    for part in _AND.split(written.strip()):
        match = _CONDITION.fullmatch(part)
        values = tuple(parse_value(one) for one in match["values"].split("|")) if match else ()
        ordered = match is not None and match["operator"] not in ("=", "!=")
        # `==` and `=<`, as others write them, are no value that begins with a sign.
        is_odd = match is not None and match["values"].lstrip().startswith(("=", "<", ">", "!"))
        if match is None or is_odd or (ordered and (len(values) != 1 or isinstance(values[0], str))):
            problems.append(
                Problem(
                    "CH-3130",
                    Place(field="where"),
                    quote(part),
                    text("Expected conditions such as: age >= 18 and area = 1|2"),
                    text(
                        "Write a column, one of = != < <= > >=, and a value; several values with | between."
                    ),
                )
            )
        else:
            operator: Operator = match["operator"]  # type: ignore[assignment]
            found.append(Condition(match["quoted"] or match["column"], operator, values))
    if problems:
        raise WrongCall(problems)
    return tuple(found)


def parse_value(written: str) -> Value:
    """A value as a person writes it: a number where it is one and stands without quotation marks."""
    trimmed = written.strip()
    if len(trimmed) > 1 and trimmed[0] == trimmed[-1] and trimmed[0] in "'\"":
        return trimmed[1:-1]
    for reading in (int, float):
        try:
            return reading(trimmed)
        except ValueError:
            continue
    return trimmed


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a text may name: `names` says how each is called in it, `kinds` what it holds.

    `floating` may hold NaN, which counts as no answer; `complete` have an answer in every row; `single` hold
    numbers in single precision, and are compared in it; `short` hold whole numbers from −127 to 127 alone.
    """

    names: Mapping[str, str]
    kinds: Mapping[str, Kind]
    floating: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    single: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()

    def number(self, column: str) -> str:
        """The value as a double."""
        return f"CAST({self.names[column]} AS DOUBLE)"

    def is_given(self, column: str) -> list[str]:
        """What holds where the column has an answer."""
        name = self.names[column]
        conditions = [] if column in self.complete else [f"{name} IS NOT NULL"]
        return [*conditions, f"NOT isnan({name})"] if column in self.floating else conditions

    def is_among(self, column: str, values: Iterable[Value], *, negated: bool = False) -> str:
        """What holds where the answer is one of the values (or none of them)."""
        literals = [literal for value in values if (literal := self._literal(column, value)) is not None]
        if not literals:
            return "1 = 1" if negated else "1 = 0"
        return f"{self.names[column]} {'NOT IN' if negated else 'IN'} ({', '.join(literals)})"

    def _literal(self, column: str, value: Value) -> str | None:
        """The value as the column's kind writes it; None: the column cannot hold it as an answer."""
        if self.kinds[column] == "text":
            return "'" + str(value).replace("'", "''") + "'"
        try:
            number = float(value)
        except ValueError:
            return {"true": "TRUE", "false": "FALSE"}.get(str(value).lower())
        except OverflowError:  # a whole number beyond all doubles
            number = inf if isinstance(value, int) and value > 0 else -inf
        if self.kinds[column] == "truth":
            return {1.0: "TRUE", 0.0: "FALSE"}.get(number)
        if isinstance(value, int) and abs(value) < 2**63:
            return str(int(value))  # all digits: numbers of persons may have more than a double holds
        if isnan(number):
            return None
        if isinf(number):
            return f"CAST('{'-' if number < 0 else ''}Infinity' AS DOUBLE)"
        if number.is_integer() and abs(number) < 2**53:
            return str(int(number))
        is_single = column in self.single and abs(number) < 1e38
        return f"CAST({number!r} AS FLOAT)" if is_single else repr(number)

    def where(self, conditions: Sequence[Condition]) -> str:
        """The clause that keeps the rows looked at; empty where all are."""
        parts: list[str] = []
        for condition in conditions:
            parts += self.is_given(condition.column)
            if condition.operator in ("=", "!="):
                parts.append(
                    self.is_among(condition.column, condition.values, negated=condition.operator == "!=")
                )
            else:
                limit = self._literal(condition.column, condition.values[0]) or "NULL"
                parts.append(f"{self.names[condition.column]} {condition.operator} {limit}")
        return f"\nWHERE {' AND '.join(parts)}" if parts else ""


@dataclass(slots=True)
class CellQuery:
    """A text in the making: keys, then sums, each sum once however many terms ask for it.

    `weight` is the expression of the weight as a double. Without `grouped` the rows themselves are the
    cells, and nothing is summed.
    """

    columns: Columns
    weight: str
    grouped: bool = True
    keys: list[str] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)

    def add_key(self, expression: str) -> str:
        """Group by the expression; the name of its column in the answer."""
        self.keys.append(expression)
        return f"k{len(self.keys) - 1}"

    def add_sum(self, expression: str) -> str:
        """Sum the expression; the name of its column in the answer."""
        return self.sums.setdefault(self._summed("SUM", expression), f"s{len(self.sums)}")

    def add_extremes(self, expression: str) -> tuple[str, str]:
        """The least and the greatest value of the expression in each group."""
        return (
            self.sums.setdefault(self._summed("MIN", expression), f"s{len(self.sums)}"),
            self.sums.setdefault(self._summed("MAX", expression), f"s{len(self.sums)}"),
        )

    def _summed(self, function: str, expression: str) -> str:
        return f"{function}({expression})" if self.grouped else expression

    def add_rows(self, conditions: Sequence[str] = ()) -> str:
        """How many rows with a weight fulfil the conditions."""
        return self.add_sum(_case([*self._weighs(), *conditions], "1", "0"))

    def _weighs(self) -> list[str]:
        return [] if self.weight == "1.0" else [f"{self.weight} <> 0"]

    def add_term(self, term: Term) -> tuple[str, str]:
        """The weighted sum of a term, and its number of rows: the names of their columns."""
        return self.add_weighted(term, self.weight), self.add_rows(self.answered(term))

    def add_weighted(self, term: Term, weight: str) -> str:
        """The sum of a term under some weight, an expression: the name of its column."""
        conditions = [*self.answered(term), *self.chosen(term)]
        product = " * ".join([weight, *self.factors(term)])
        # A product is nothing where one of its factors is, and a sum passes over it: to ask each row whether
        # its answers are there takes half as long again.
        is_there = {f"{self.columns.names[one]} IS NOT NULL" for one in (term.column, term.times) if one}
        asked = [one for one in conditions if one not in is_there] if self.grouped else conditions
        if asked or len(asked) == len(conditions):
            return self.add_sum(_case(asked, product, "0.0"))
        return self.sums.setdefault(f"COALESCE(SUM({product}), 0.0)", f"s{len(self.sums)}")

    def add_under(self, term: Term, weight: str) -> str:
        """The sum of a term under one of many weights, an expression that is a number in every row.

        What is the same under each stands by itself, so that an engine works it out once.
        """
        conditions = [*self.answered(term), *self.chosen(term)]
        value = _case(conditions, " * ".join(self.factors(term)) or "1.0", "0.0")
        return self.add_sum(f"{weight} * {value}")

    def answered(self, term: Term) -> list[str]:
        """What holds in the rows that count for a term."""
        conditions: dict[str, None] = {}
        for column in term.columns:
            conditions |= dict.fromkeys(self.columns.is_given(column))
        for column, values in term.without:
            conditions[self.columns.is_among(column, values, negated=True)] = None
        return list(conditions)

    def chosen(self, term: Term) -> list[str]:
        """What holds, of these rows, in those that add something."""
        return [self.columns.is_among(term.column, term.among)] if term.among else []

    def factors(self, term: Term) -> list[str]:
        """What is multiplied with the weight in such a row."""
        columns = (term.column if not term.among else "", term.times)
        return [self.columns.number(one) for one in columns if one]

    def text(self, where: str = "") -> str:
        """The SQL text; the rows are those of `responses`."""
        chosen = [f"{key} AS k{number}" for number, key in enumerate(self.keys)]
        chosen += [f"{expression} AS {name}" for expression, name in self.sums.items()]
        written = f"SELECT {', '.join(chosen)}\nFROM responses{where}"
        if self.grouped and self.keys:
            written += f"\nGROUP BY {', '.join(self.keys)}"
        return written


def _case(conditions: Sequence[str], then: str, otherwise: str) -> str:
    if not conditions:
        return then
    return f"CASE WHEN {' AND '.join(conditions)} THEN {then} ELSE {otherwise} END"
