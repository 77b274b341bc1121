"""A regression as a person asks for it: columns by their names, answers behind an equals sign.

    outcome  satisfied=4|5    on  age,sex,area    categories  sex    base  area=1

A column of words is one of categories without being called so.
"""

from __future__ import annotations

from collections.abc import Sequence

from chiso.language import Text, listing, text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.survey.engine import SHOWN_COLUMNS, Source, columns_of
from chiso.survey.models.model import Kind, Model, Predictor
from chiso.survey.sql import Value, parse_value


def read_model(
    source: Source,
    outcome: str,
    on: Sequence[str],
    *,
    categories: Sequence[str] = (),
    bases: Sequence[str] = (),
    tested: Sequence[str] = (),
    kind: Kind | None = None,
) -> Model:
    """The model. Without a `kind` it is logistic where answers are chosen, else linear.

    `bases`: `column=value`, also of columns that are not called categories; `tested`: columns of which tests
    are asked for. Raises WrongCall: CH-3131 for columns that are not there; CH-3230, with all that is wrong,
    for an equals sign without answers or values, a second base, and a category, base or test of a column
    that does not explain.
    """
    response, chosen, problems = _read_outcome(outcome)
    base_of, of_bases = _read_bases(bases)
    problems += [*of_bases, *_strangers(on, [*categories, *base_of, *tested])]
    if problems:
        raise WrongCall(problems)
    kinds = columns_of(source, list(dict.fromkeys((response, *on)))).kinds
    grouped = {*categories, *base_of, *(one for one in on if kinds[one] == "text")}
    predictors = tuple(Predictor(one, one in grouped, base_of.get(one)) for one in on)
    return Model(kind or ("logistic" if chosen else "linear"), response, predictors, chosen)


def _read_outcome(written: str) -> tuple[str, tuple[Value, ...], list[Problem]]:
    """The column, the answers behind its equals sign, and what is wrong with them."""
    response, sign, answers = written.partition("=")
    if not sign:
        return response.strip(), (), []
    parts = answers.split("|")
    if not all(one.strip() for one in parts):
        expected = text("Expected answers behind the equals sign: q=4|5")
        return response.strip(), (), [_problem("outcome", written, expected)]
    return response.strip(), tuple(parse_value(one) for one in parts), []


def _read_bases(written: Sequence[str]) -> tuple[dict[str, Value], list[Problem]]:
    """The base of each column, and what is wrong with them."""
    found: dict[str, Value] = {}
    problems: list[Problem] = []
    for one in written:
        column, _, value = (part.strip() for part in one.partition("="))
        if not column or not value:
            expected = text("Expected a column and the value the others are compared with: sex=1")
            problems.append(_problem("base", one, expected))
        elif column in found:
            problems.append(_problem("base", one, text("Expected one base for each column.")))
        else:
            found[column] = parse_value(value)
    return found, problems


def _strangers(on: Sequence[str], named: Sequence[str]) -> list[Problem]:
    """The named columns that do not explain."""
    expected = text("Expected columns of the model: {columns}.", columns=listing(on[:SHOWN_COLUMNS]))
    return [_problem(one, one, expected) for one in dict.fromkeys(named) if one not in on]


def _problem(field: str, found: str, expected: Text) -> Problem:
    return Problem("CH-3230", Place(field=field), quote(found), expected, text("Correct the model."))
