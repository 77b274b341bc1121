"""A regression as a person asks for it: columns by their names, answers behind an equals sign.

    outcome  satisfied=4|5    on  age,sex,area    categories  sex    base  area=1

A column of words is one of categories without being called so.
"""

from __future__ import annotations

from collections.abc import Sequence

from chiso.language import listing, text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.survey.engine import SHOWN_COLUMNS, Source, columns_of
from chiso.survey.models.model import Kind, Model, Predictor
from chiso.survey.sql import Value, parse_value


def names_in(written: str) -> tuple[str, ...]:
    """The names between commas."""
    return tuple(part.strip() for part in written.split(",") if part.strip())


def read_model(
    source: Source,
    outcome: str,
    on: Sequence[str],
    *,
    categories: Sequence[str] = (),
    bases: Sequence[str] = (),
    kind: Kind | None = None,
) -> Model:
    """The model. Without a `kind` it is logistic where answers are chosen, else linear.

    `bases`: `column=value`, also of columns that are not called categories. Raises WrongCall: CH-3131 for
    columns that are not there, CH-3230 for a category or base of a column that does not explain.
    """
    response, _, answers = outcome.partition("=")
    chosen = tuple(parse_value(one) for one in answers.split("|")) if answers.strip() else ()
    base_of = _bases(bases)
    _refuse_strangers(on, [*categories, *base_of])
    kinds = columns_of(source, list(dict.fromkeys((response.strip(), *on)))).kinds
    grouped = {*categories, *base_of, *(one for one in on if kinds[one] == "text")}
    predictors = tuple(Predictor(one, one in grouped, base_of.get(one)) for one in on)
    return Model(kind or ("logistic" if chosen else "linear"), response.strip(), predictors, chosen)


def _bases(written: Sequence[str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in written:
        column, sign, value = one.partition("=")
        if not sign or not value.strip():
            expected = text("Expected a column and the value the others are compared with: sex=1")
            raise WrongCall([Problem("CH-3230", Place(field="base"), quote(one), expected, _MEND)])
        found[column.strip()] = parse_value(value)
    return found


def _refuse_strangers(on: Sequence[str], named: Sequence[str]) -> None:
    expected = text("Expected columns of the model: {columns}.", columns=listing(on[:SHOWN_COLUMNS]))
    strange = [one for one in dict.fromkeys(named) if one not in on]
    if strange:
        raise WrongCall(
            [Problem("CH-3230", Place(field=one), quote(one), expected, _MEND) for one in strange]
        )


_MEND = text("Correct the model.")
