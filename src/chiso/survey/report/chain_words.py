"""The chain of weights in words: its steps, the totals that calibration meets, and what its steps did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import pyarrow as pa

from chiso.figures import parse_decimal
from chiso.language import Text, Value, listing, text
from chiso.survey.declared_chain import (
    Base,
    Calibration,
    Chain,
    Limit,
    Nonresponse,
    Step,
    Trimming,
    UnknownEligibility,
)
from chiso.survey.design import Design
from chiso.survey.quality.wording import figure
from chiso.survey.report.parts import Table
from chiso.survey.weights.agreement import refuse_other_weights
from chiso.survey.weights.chain import apply_chain, prepare_chain
from chiso.survey.weights.effects import STEP_COLUMNS as COLUMNS_OF_EFFECTS

KINDS: dict[str, Text] = {
    "base": text("base weights"),
    "unknown_eligibility": text("unknown eligibility"),
    "nonresponse": text("nonresponse"),
    "calibration": text("calibration"),
    "trimming": text("trimming"),
}
_METHODS: dict[str, Text] = {
    "post_stratification": text("post-stratification: in every cell the weights add up to the population"),
    "raking": text("raking: to one margin after the other, until all are met"),
    "linear": text("linear calibration: the regression estimator"),
    "logit": text("logit calibration: all changes stay between bounds"),
}


def effects_of_chain(
    chain: Chain, table: pa.Table, design: Design, columns: Sequence[str]
) -> list[tuple[str, ...]]:
    """What each step did, as rows of these columns of the table of steps.

    Raises as `prepare_chain` and `apply_chain`; WrongCall (CH-8841) where it gives other weights.
    """
    done = apply_chain(prepare_chain(chain, table))
    refuse_other_weights(table, design, done.weights)
    places = [COLUMNS_OF_EFFECTS.index(column) for column in columns]
    return [tuple(effect.as_row()[place] for place in places) for effect in done.effects]


def steps_table(chain: Chain) -> Table:
    """Every step as it was declared."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (text("{number}. {step}", number=number, step=KINDS[step.kind]), _said(step))
        for number, step in enumerate(chain.steps, start=1)
    )
    return Table(text("How the weights were made"), (text("Step"), text("How")), rows)


def totals_table(chain: Chain) -> Table | None:
    """What calibration brought the sample to; None without a calibration."""
    rows = tuple(_total_rows(chain))
    if not rows:
        return None
    head = (text("Known of the population"), text("Step"), text("Cells"), text("Sum"))
    return Table(text("The totals that calibration meets"), head, rows, frozenset({1, 2, 3}))


def _total_rows(chain: Chain) -> Iterator[tuple[Value, ...]]:
    for number, step in enumerate(chain.steps, start=1):
        if not isinstance(step, Calibration):
            continue
        for margin in step.margins:
            totals = [parse_decimal(row[-1]) for row in margin.totals]
            name = listing(margin.columns, " × ") if margin.columns else text("size of the population")
            yield name, number, sum(total > 0 for total in totals), figure(float(sum(totals)), 2)
        for one in step.numbers:
            yield text("sum of {column}", column=one.column), number, text("–"), figure(one.total, 2)


def _said(step: Step) -> Value:
    if isinstance(step, Base):
        if step.weight:
            return text("weight of the draw: {column}", column=step.weight)
        return text("1 over the product of the chances: {columns}", columns=listing(step.probabilities))
    if isinstance(step, UnknownEligibility):
        return text(
            "of whom it is not known whether they belong to the population, their weight goes to all others; "
            "{within}",
            within=_within(step.classes),
        )
    if isinstance(step, Nonresponse):
        return _nonresponse(step)
    return _calibration(step) if isinstance(step, Calibration) else _trimming(step)


def _nonresponse(step: Nonresponse) -> Text:
    if step.method == "classes":
        return text(
            "the weight of who did not answer goes to those who did; {within}", within=_within(step.classes)
        )
    on = listing([*step.predictors, *step.numeric])
    if step.groups:
        return text(
            "by the chance of an answer, from a logistic regression on {columns}, in {count} groups",
            columns=on,
            count=step.groups,
        )
    return text("by the chance of an answer, from a logistic regression on {columns}", columns=on)


def _calibration(step: Calibration) -> Text:
    if step.bounds is None:
        return _METHODS[step.method]
    low, high = (figure(bound, 4) for bound in step.bounds)
    return text(
        "{method}; no weight becomes less than {low} times or more than {high} times what it was",
        method=_METHODS[step.method],
        low=low,
        high=high,
    )


def _trimming(step: Trimming) -> Text:
    parts: list[Value] = []
    if step.upper is not None:
        parts.append(text("weights above {limit} are cut to it", limit=_limit(step.upper)))
    if step.lower is not None:
        parts.append(text("weights below {limit} are raised to it", limit=_limit(step.lower)))
    equally = text("the difference is shared out equally among the others")
    proportionally = text("the difference is shared out among the others in proportion to their weights")
    parts.append(equally if step.redistribute == "equally" else proportionally)
    parts.append(_within(step.within))
    return text("{parts}", parts=listing(parts, "; "))


def _limit(limit: Limit) -> Text | Fraction:
    if limit.value is not None:
        return figure(limit.value, 4)
    return text("{times} times the median", times=figure(limit.times_median or 0.0, 4))


def _within(classes: Sequence[str]) -> Text:
    if not classes:
        return text("in the sample as a whole")
    return text("within classes of {columns}", columns=listing(classes))
