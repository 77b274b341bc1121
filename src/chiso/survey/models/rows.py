"""The rows of a model: response, matrix of what explains it, weight, and the drawn unit of each row.

A row without an answer to one of the columns is left out, as `where` leaves rows out: strata and counts of
units stay those of the whole design (see `cells`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars

from chiso.language import listing, text
from chiso.problems import Place, Problem, Refused, WrongCall
from chiso.survey.cells import Request, word_of
from chiso.survey.design import MILLIONTHS, Design
from chiso.survey.engine import ROW, SHOWN_COLUMNS, Engine, Source
from chiso.survey.engines.on_duckdb import DuckDB
from chiso.survey.estimation.sizes import LARGEST, SMALLEST
from chiso.survey.models.model import INTERCEPT, Model, Predictor, refuse_model
from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.sql import CellQuery, Columns, Condition, Term, Value
from chiso.survey.stage_keys import add_stage_keys, read_frame

Missing = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class ModelRows:
    """R rows that count, in the order of the data, and P coefficients to be found.

    `matrix` (R, P), its first column ones; `names` (P,) of the coefficients, `owners` (P,): the column each
    comes from, empty for the intercept. `response`, `weight`, `leaf` (R,); `number` (R,): which row of the
    data each is, from 0.
    """

    frame: SampleFrame
    leaf: Whole
    number: Whole
    weight: Real
    response: Real
    matrix: Real
    names: tuple[str, ...]
    owners: tuple[str, ...]


def read_rows(
    source: Source,
    design: Design,
    model: Model,
    *,
    where: Sequence[Condition] = (),
    missing: Missing | None = None,
    engine: Engine | None = None,
) -> ModelRows:
    """Fetch the rows of a model. `missing`: for a column the answers that count as none.

    Raises as `make_cells`; WrongCall (CH-3230) for a model or base that cannot be, Refused (CH-3231, a
    response of a logistic model that is not 0 and 1; CH-3233, a column with one value; CH-3235, no rows;
    CH-3239, figures without end or too large).
    """
    refuse_model(model)
    asked = Request(source, design, (), _terms(model), tuple(where), engine or DuckDB())
    columns = asked.columns()
    weight = columns.number(asked.weight_column) if asked.weight_column else "1.0"
    query = CellQuery(columns, weight, grouped=False)
    keys = add_stage_keys(query, design, with_figures=True)
    row = query.add_key(ROW)
    response = query.add_key(_response(columns, model))
    explaining = [
        query.add_key(columns.names[one.column] if one.categorical else columns.number(one.column))
        for one in model.predictors
    ]
    weighs = query.add_key(weight)
    counted = query.add_rows(_conditions(columns, model, where, missing or {}))
    answer = asked.engine.ask(source, columns, query.text(), by_row=True).sort(row)
    frame, leaf = read_frame(answer, keys)
    kept = answer[counted].fill_null(0).to_numpy() > 0
    if not kept.any():
        raise Refused([_no_rows(model)])
    answer = answer.filter(polars.Series(kept))
    values = _numbers(answer[response])
    _refuse_response(model, values)
    made = [
        _of_categories(one, answer[key]) if one.categorical else ([one.column], [_numbers(answer[key])])
        for one, key in zip(model.predictors, explaining, strict=True)
    ]
    names = [INTERCEPT, *(name for of_column, _ in made for name in of_column)]
    parts = [np.ones(len(values)), *(part for _, found in made for part in found)]
    owners = [""] + [
        one.column for one, (of_column, _) in zip(model.predictors, made, strict=True) for _ in of_column
    ]
    matrix = np.stack(parts, axis=1)
    _refuse_infinite((model.response, *owners), np.column_stack([values, matrix]))
    return ModelRows(
        frame=frame,
        leaf=leaf[kept],
        number=answer[row].cast(polars.Int64).to_numpy(),
        weight=_numbers(answer[weighs]) / (MILLIONTHS if design.closed else 1),
        response=values,
        matrix=matrix,
        names=tuple(names),
        owners=tuple(owners),
    )


def _terms(model: Model) -> tuple[Term, ...]:
    """The columns as the engine is asked for them: those of numbers are calculated with."""
    found = [Term(model.response, model.response, model.chosen)]
    for one in model.predictors:
        found.append(
            Term(one.column, given=(one.column,)) if one.categorical else Term(one.column, one.column)
        )
    return tuple(found)


def _response(columns: Columns, model: Model) -> str:
    if not model.chosen:
        return columns.number(model.response)
    return f"CASE WHEN {columns.is_among(model.response, model.chosen)} THEN 1.0 ELSE 0.0 END"


def _conditions(
    columns: Columns, model: Model, where: Sequence[Condition], missing: Missing
) -> tuple[str, ...]:
    """What holds in the rows that count."""
    found: list[str] = []
    for column in model.columns:
        found += columns.is_given(column)
        if missing.get(column):
            found.append(columns.is_among(column, missing[column], negated=True))
    kept = columns.where(where).removeprefix("\nWHERE ")
    return (*found, kept) if kept else tuple(found)


def _numbers(column: polars.Series) -> Real:
    return column.cast(polars.Float64).to_numpy().astype(np.float64)


def _of_categories(predictor: Predictor, column: polars.Series) -> tuple[list[str], list[Real]]:
    """Names and columns of zeros and ones, for each value but the base."""
    values = column.unique().sort().to_list()
    words = [word_of(one) for one in values]
    base = words[0] if predictor.base is None else word_of(predictor.base)
    place = Place(field=predictor.column)
    if base not in words:
        expected = text(
            "Expected one of the values that occur: {values}.", values=listing(words[:SHOWN_COLUMNS])
        )
        raise WrongCall([Problem("CH-3230", place, base, expected, text("Choose another base."))])
    if len(words) == 1:
        raise Refused([no_contrast(predictor.column, words[0])])
    kept = [position for position, word in enumerate(words) if word != base]
    names = [f"{predictor.column}={words[position]}" for position in kept]
    return names, [(column == values[position]).to_numpy().astype(np.float64) for position in kept]


def no_contrast(column: str, found: str) -> Problem:
    """The problem of a column in which all rows say the same, or that follows from others."""
    return Problem(
        "CH-3233",
        Place(field=column),
        found,
        text("Expected a column that says something the others do not say already."),
        text("Take the column out of the model, or look at more rows."),
    )


def _no_rows(model: Model) -> Problem:
    return Problem(
        "CH-3235",
        Place(field=model.response),
        "",
        text("Expected rows with an answer in every column of the model."),
        text("Look at the conditions and at which columns are often empty."),
    )


def _refuse_infinite(columns: Sequence[str], figures: Real) -> None:
    """Raise Refused (CH-3239) with the columns that hold a figure whose square no sum can hold.

    Or hold small ones alone: their squares are nought.
    """
    sizes = np.abs(figures)
    is_small = (sizes > 0) & (sizes.max(axis=0, initial=0.0) < SMALLEST)
    counts = (~(sizes <= LARGEST) | is_small).sum(axis=0).tolist()
    expected = text("Expected figures of a size that can be calculated with.")
    mend = text("Mend the column, or leave such rows out with a condition.")
    problems = [
        Problem("CH-3239", Place(field=column), text("{count} rows", count=str(count)), expected, mend)
        for column, count in zip(columns, counts, strict=True)
        if count
    ]
    if problems:
        raise Refused(problems)


def _refuse_response(model: Model, values: Real) -> None:
    if model.kind != "logistic":
        return
    strange = int((~np.isin(values, (0.0, 1.0))).sum())
    place = Place(field=model.response)
    mend = text("Say which answers count as chosen.")
    if strange:
        found = text("{count} rows", count=str(strange))
        raise Refused([Problem("CH-3231", place, found, text("Expected 0 or 1 in every row."), mend)])
    if (values == values[0]).all():
        expected = text("Expected some rows in which the answer was chosen, and some in which it was not.")
        raise Refused([Problem("CH-3231", place, word_of(float(values[0])), expected, mend)])
