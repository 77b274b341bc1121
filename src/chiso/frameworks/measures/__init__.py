"""Measures: numbers made of the inputs of a leaf, which rules compare and count with.

    late                                       an input
    {number: "0.25"}   {parameter: threshold}
    {ratio_of: [late, all]}   {difference: […]}   {sum: […]}   {product: […]}
    {larger: […]}   {smaller: […]}
    {days_late: {due: promised, finished: returned, counts: working}}
    {sum_over_cases: m}   {mean_over_cases: m}   {count_cases: true}

A measure is None where it is undefined: a ratio over 0, a mean over no cases. Each measure knows
the numbers that it may be, so that a rule can be proved over them.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from chiso.frameworks import rule_faults
from chiso.frameworks.leaf import Fault, LeafContext
from chiso.frameworks.measures.base import Measured, Setting, Used
from chiso.frameworks.measures.combined import Difference, Larger, Product, RatioOf, Smaller, SumOf
from chiso.frameworks.measures.over_cases import CountCases, MeanOverCases, SumOverCases
from chiso.frameworks.measures.single import (
    DaysLate,
    InputMeasure,
    NumberMeasure,
    ParameterMeasure,
    input_faults,
    words_of_input,
)

__all__ = [
    "DaysLate",
    "InputMeasure",
    "Measure",
    "Measured",
    "Setting",
    "Used",
    "input_faults",
    "measure_faults",
    "resolve_measure",
    "used_by",
    "words_of_input",
]

_FORMS = (
    "number",
    "parameter",
    "ratio_of",
    "difference",
    "sum",
    "product",
    "larger",
    "smaller",
    "days_late",
    "sum_over_cases",
    "mean_over_cases",
    "count_cases",
)


def _form_of(written: Any) -> str | None:
    """The form of a measure, told by its key; text is the name of an input."""
    if isinstance(written, (str, InputMeasure)):
        return "input"
    keys = set(written) if isinstance(written, dict) else set(getattr(type(written), "model_fields", ()))
    return next((form for form in _FORMS if form in keys), None)


Measure: TypeAlias = Annotated[
    Annotated[InputMeasure, Tag("input")]
    | Annotated[NumberMeasure, Tag("number")]
    | Annotated[ParameterMeasure, Tag("parameter")]
    | Annotated[RatioOf, Tag("ratio_of")]
    | Annotated[Difference, Tag("difference")]
    | Annotated[SumOf, Tag("sum")]
    | Annotated[Product, Tag("product")]
    | Annotated[Larger, Tag("larger")]
    | Annotated[Smaller, Tag("smaller")]
    | Annotated[DaysLate, Tag("days_late")]
    | Annotated[SumOverCases, Tag("sum_over_cases")]
    | Annotated[MeanOverCases, Tag("mean_over_cases")]
    | Annotated[CountCases, Tag("count_cases")],
    Discriminator(_form_of),
]

for _model in (RatioOf, Difference, SumOf, Product, Larger, Smaller, SumOverCases, MeanOverCases):
    _model.model_rebuild(_types_namespace={"Measure": Measure})


def resolve_measure(measure: Measure | None, leaf: LeafContext) -> Measure | None:
    """The measure that a rule names, else the leaf's only number; None if that is not clear."""
    if measure is not None:
        return measure
    numbers = leaf.numeric_inputs
    return InputMeasure(numbers[0]) if len(numbers) == 1 else None


def measure_faults(measure: Measure | None, leaf: LeafContext) -> list[Fault]:
    """The faults of the measure of a rule, under its key “measure”."""
    resolved = resolve_measure(measure, leaf)
    if resolved is None:
        return [rule_faults.measure_unclear(("measure",), leaf)]
    return [fault.under("measure") for fault in resolved.faults(leaf)]


def used_by(*measures: Measure) -> Used:
    """What some measures read."""
    used = Used()
    for measure in measures:
        measure.gather(used)
    return used
