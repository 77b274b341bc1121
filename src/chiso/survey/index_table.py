"""The table of an index as it may be published, and apart from it the counts that stay in the office.

The rules of publication judge each figure; then those that speak of too few people are hidden, and with them
what would let them be computed (see `disclosure`): domains are the sums of their parts, factors those of
their questions. A figure that is hidden has neither estimate nor number of answers, only its reason.

Counts are for whoever hands figures on to scoring: where numerator, rest and whole are each of enough people
they may be published as whole numbers, and anybody can divide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from chiso.language import DEFAULT_LANGUAGE, Language, Value
from chiso.survey.disclosure import Hidden, protect
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.intervals import Interval, intervals
from chiso.survey.index import Index, whole_numbers
from chiso.survey.publishing_rules import PublishingRules, in_words, judge, suppressed

DEFAULT_INTERVAL: Interval = "beta"
COUNT_COLUMNS = ("period", "unit", "code", "numerator", "denominator", "chosen_n", "asked_n", "estimate")


@dataclass(frozen=True, slots=True)
class Count:
    """What stands behind one figure. `numerator`, `denominator`: whole millionths of weight, None: none kept.

    `chosen_n`, `asked_n`: answers without weights. `estimate`: also where it is suppressed.
    """

    period: str
    unit: str
    code: str
    numerator: int | None
    denominator: int | None
    chosen_n: int
    asked_n: int
    estimate: float


@dataclass(frozen=True, slots=True, eq=False)
class IndexTable:
    """Rows for everybody, in the order of domains and items, and counts for the office alone.

    `kept` (D, C): what must not be told, for reasons of disclosure.
    """

    estimates: tuple[Estimate, ...]
    counts: tuple[Count, ...]
    kept: NDArray[np.bool_]


def table_of_index(
    index: Index,
    rules: PublishingRules,
    *,
    interval: Interval = DEFAULT_INTERVAL,
    level: float = 0.95,
    language: Language = DEFAULT_LANGUAGE,
    with_model: bool = False,
) -> IndexTable:
    """Estimates with flags and reasons (in `language`), and their counts.

    `with_model`: modelled figures are published beside, from which what the limits suppress can be worked
    out; such figures then protect no others.
    """
    found = _estimates(index, interval, level)
    flags, reasons = judge(found, rules)
    told = np.array([flag == "suppressed" and not with_model for flag in flags])
    hidden = _hidden(index, rules, told)
    say = partial(in_words, language=language)
    rows = []
    for place, (row, flag, why) in enumerate(zip(found, flags, reasons, strict=True)):
        position = divmod(place, len(index.items))
        because = _reason_of_disclosure(hidden, position, rules)
        if because is not None:
            rows.append(suppressed(row, say((because,))))
        elif flag == "suppressed":
            rows.append(suppressed(row, say(why)))
        else:
            rows.append(replace(row, flag=flag, reason=say(why)))
    kept = np.zeros(index.n.shape, np.bool_) if hidden is None else hidden.primary | hidden.complementary
    return IndexTable(tuple(rows), _counts(index), kept)


def _hidden(index: Index, rules: PublishingRules, suppressed_by_limits: NDArray[np.bool_]) -> Hidden | None:
    if rules.disclosure is None:
        return None
    return protect(
        index.n,
        suppressed_by_limits.reshape(index.n.shape),
        domain_parents=index.domain_parents,
        code_parents=index.item_parents,
        smallest=float(rules.disclosure.smallest_cell),
        complementary=rules.disclosure.complementary,
    )


def _reason_of_disclosure(
    hidden: Hidden | None, position: tuple[int, int], rules: PublishingRules
) -> Value | None:
    if hidden is None or rules.disclosure is None:
        return None
    if hidden.primary[position]:
        return rules.disclosure.reason
    return rules.disclosure.complementary_reason if hidden.complementary[position] else None


def _estimates(index: Index, interval: Interval, level: float) -> list[Estimate]:
    """Every figure with its error, before any rule."""
    shape = index.n.shape
    ratio = index.ratio
    df = np.broadcast_to(index.df[:, None], shape)
    low = high = np.full(shape, np.nan)
    if index.design.has_errors:
        certain = np.broadcast_to(index.is_certain[:, None], shape)
        low, high = intervals(interval, ratio, index.variance, df, n=index.n, is_certain=certain, level=level)
    se = np.sqrt(np.maximum(index.variance, 0))
    columns = (ratio, se, df, index.n, index.deff, low, high)
    return [
        Estimate(
            index.design.period, unit, item.code, float(estimate), float(error), float(degrees), int(n),
            float(effect), float(lower), float(upper), "shown", index.design.basis,
        )
        for unit, row in zip(index.units, zip(*columns, strict=True), strict=True)
        for item, estimate, error, degrees, n, effect, lower, upper in zip(index.items, *row, strict=True)
    ]  # fmt: skip


def _counts(index: Index) -> tuple[Count, ...]:
    numbers = whole_numbers(index)
    numerators, denominators = (None, None) if numbers is None else numbers
    return tuple(
        Count(
            index.design.period,
            unit,
            item.code,
            None if numerators is None else int(numerators[row, column]),
            None if denominators is None else int(denominators[row, column]),
            int(index.chosen_n[row, column]),
            int(index.asked_n[row, column]),
            float(index.ratio[row, column]),
        )
        for row, unit in enumerate(index.units)
        for column, item in enumerate(index.items)
    )
