"""A table of estimates with flags and reasons: limits, the smallest number of people, what protects those.

The limits on the width of an interval are made for shares, on their scale from 0 to 1; other figures have no
such scale and are not held to these.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chiso.language import Language, Value
from chiso.survey.estimates import Estimate, Flag
from chiso.survey.protecting import Protected, protect_estimates
from chiso.survey.publishing_rules import PublishingRules, in_words, judge, suppressed, the_one_basis


@dataclass(frozen=True, slots=True)
class JudgedFigures:
    """The rows; and how many kept ones follow from tables by fewer columns, whatever this one hides."""

    rows: tuple[Estimate, ...]
    open: int


def judge_figures(
    estimates: Sequence[Estimate],
    rules: PublishingRules,
    language: Language,
    *,
    shares: Collection[str],
    columns: Mapping[str, frozenset[str]],
    count: int,
) -> JudgedFigures:
    """Estimates with flags and reasons (in `language`).

    `shares`: codes of shares. `columns`: of each code what it rests on in the data. `count`: by how many
    columns the domains are. Raises BadInput (CH-3192) where bases are mixed.
    """
    the_one_basis(estimates)
    others = tuple(one for one in rules.limits if not any(each.measure == "width" for each in one.when))
    judged: dict[int, tuple[Flag, tuple[Value, ...]]] = {}
    for is_share, limits in ((True, rules.limits), (False, others)):
        places = [at for at, row in enumerate(estimates) if (row.code in shares) is is_share]
        found = judge([estimates[at] for at in places], rules.model_copy(update={"limits": limits}))
        judged.update(zip(places, zip(*found, strict=True), strict=True))
    own = rules.disclosure
    protected = Protected(frozenset(), frozenset())
    if own is not None and own.complementary:
        limited = np.array([judged[at][0] == "suppressed" for at in range(len(estimates))], np.bool_)
        smallest = float(own.smallest_cell)
        protected = protect_estimates(estimates, limited, columns, count=count, smallest=smallest)
    rows = []
    for at, row in enumerate(estimates):
        flag, reasons = judged[at]
        if own is not None and 0 < row.n < own.smallest_cell:
            flag, reasons = "suppressed", (own.reason,)
        elif own is not None and at in protected.complementary:
            flag, reasons = "suppressed", (own.complementary_reason,)
        because = in_words(reasons, language)
        rows.append(
            suppressed(row, because) if flag == "suppressed" else replace(row, flag=flag, reason=because)
        )
    return JudgedFigures(tuple(rows), len(protected.open))
