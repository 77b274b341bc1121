"""Last digits of the numbers that were asked (minutes, visits): interviewers whose digits are others' not.

    X² = Σ_d (O_jd − E_jd)² / E_jd + the same over the other interviewers,   O = counts of last digits,

the χ² test of homogeneity of interviewer j against all others, digits whose expected count is below five
put together. Listed where the chance of such an X² is below `limits.chance` over all numbers of the plan
(Bonferroni). Against the others, not against equal shares: people themselves round to five and ten.
How far the whole round is from equal shares is told.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from chiso.language import Text, text
from chiso.survey.quality.findings import Checked, Fact, Finding, lacks
from chiso.survey.quality.groups import divide
from chiso.survey.quality.interviews import Groups, Interviews
from chiso.survey.quality.wording import percent

Real = npt.NDArray[np.float64]
_FEWEST_EXPECTED = 5.0
_DIGITS = 10


def check_digits(interviews: Interviews) -> Checked:
    """Listed: interviewers whose last digits differ from those of all others."""
    who = interviews.interviewer
    if who is None or not interviews.plan.numbers:
        return lacks("interviewer_digits", "interviewer", "numbers")
    limit = interviews.plan.limits.chance / len(interviews.plan.numbers)
    findings, facts = [], []
    looked_at = np.zeros(len(who.names), bool)
    for place, column in enumerate(interviews.plan.numbers):
        counts = last_digits(interviews.numbers[:, place], who)
        chances = chances_of_digits(counts)
        enough = counts.sum(axis=1) >= interviews.plan.limits.interviews_of_interviewer
        looked_at |= enough & ~np.isnan(chances)
        for one in map(int, np.flatnonzero(enough & (np.nan_to_num(chances, nan=1.0) < limit))):
            findings.append(_finding(who, counts, one, column, float(chances[one]), limit))
        shares = divide(counts.sum(axis=0), counts.sum())
        facts.append(
            Fact(
                text("“{column}” ends in 0 or 5", column=column),
                text("{share}% (20% if all digits were equally frequent)", share=_round(shares)),
            )
        )
    return Checked("interviewer_digits", int(looked_at.sum()), tuple(findings), tuple(facts))


def last_digits(numbers: npt.NDArray[np.int64], who: Groups) -> Real:
    """Counts, (interviewers, digits), over the interviews that have a number."""
    told = (numbers >= 0) & (who.of >= 0)
    key = who.of[told].astype(np.int64) * _DIGITS + numbers[told] % _DIGITS
    return np.bincount(key, minlength=len(who.names) * _DIGITS).reshape(-1, _DIGITS).astype(np.float64)


def chances_of_digits(counts: Real) -> Real:
    """The chance of so different digits, for each row of `counts` against all other rows."""
    total = counts.sum(axis=0)
    share = divide(total, total.sum())
    others = total - counts
    own_sum, other_sum = counts.sum(axis=1, keepdims=True), others.sum(axis=1, keepdims=True)
    expected = own_sum * share
    alone = expected >= _FEWEST_EXPECTED

    def put_together(values: Real) -> Real:
        rare = np.where(alone, 0.0, values).sum(axis=1, keepdims=True)
        return np.concatenate([np.where(alone, values, 0.0), rare], axis=1)

    statistic = np.zeros(len(counts))
    for found, wanted in ((counts, expected), (others, other_sum * share)):
        e = put_together(wanted)
        statistic += np.divide((put_together(found) - e) ** 2, e, out=np.zeros_like(e), where=e > 0).sum(
            axis=1
        )
    classes = alone.sum(axis=1) + (np.where(alone, 0.0, expected).sum(axis=1) > 0)
    usable = (classes > 1) & (other_sum[:, 0] > 0)
    made = np.full(len(counts), np.nan)
    made[usable] = chi2.sf(statistic[usable], classes[usable] - 1)
    return made


def _finding(who: Groups, counts: Real, one: int, column: str, chance: float, limit: float) -> Finding:
    own = divide(counts[one], counts[one].sum())
    others = counts.sum(axis=0) - counts[one]
    reason = text(
        "“{column}” ends in 0 or 5 in {own}% of the interviews, elsewhere in {others}%",
        column=column,
        own=_round(own),
        others=_round(divide(others, others.sum())),
    )
    return Finding("interviewer_digits", "", who.names[one], chance, limit, reason)


def _round(shares: Real) -> Fraction | Text:
    return percent(float(shares[0] + shares[5]))
