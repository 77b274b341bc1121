"""Interviews that were much shorter or longer than the others.

    z = (log t − median log t) / (1.4826 · median |log t − median log t|),     listed where |z| > limit

The modified z-score of Iglewicz and Hoaglin (1993), on the logarithm, since lengths are skewed. If lengths
are lognormal, honest work is listed with chance 2 Φ(−limit): 0.05 % at 3.5. A length of nought or below is
impossible and always listed. There is no fixed "seconds a question": that depends on the questionnaire.
"""

from __future__ import annotations

import numpy as np

from chiso.language import text
from chiso.survey.quality.findings import Checked, Fact, Finding, lacks
from chiso.survey.quality.groups import robust_deviations
from chiso.survey.quality.interviews import Interviews
from chiso.survey.quality.wording import figure, minutes


def check_durations(interviews: Interviews) -> Checked:
    """Listed: interviews whose length is far from the middle."""
    length = interviews.duration
    if length is None:
        return lacks("duration", "duration")
    told = ~np.isnan(length)
    possible = told & (length > 0)
    logarithm = np.full(len(length), np.nan)
    logarithm[possible] = np.log(length[possible])
    deviations = robust_deviations(logarithm)
    limit = interviews.plan.limits.deviations
    middle = float(np.exp(np.median(logarithm[possible]))) if possible.any() else float("nan")
    findings = [_impossible(interviews, int(row)) for row in np.flatnonzero(told & ~possible)]
    for row in np.flatnonzero(np.abs(deviations) > limit):
        findings.append(_far(interviews, int(row), float(deviations[row]), middle))
    facts = (
        Fact(text("Half of the interviews took at most"), text("{minutes} minutes", minutes=minutes(middle))),
    )
    return Checked("duration", int(told.sum()), tuple(findings), facts if possible.any() else ())


def _impossible(interviews: Interviews, row: int) -> Finding:
    assert interviews.duration is not None
    length = float(interviews.duration[row])
    reason = text("a length of {seconds} seconds cannot be", seconds=figure(length, 0))
    return Finding("duration", interviews.key(row), interviews.interviewer_of(row), length, 0.0, reason)


def _far(interviews: Interviews, row: int, deviation: float, middle: float) -> Finding:
    assert interviews.duration is not None
    took = minutes(float(interviews.duration[row]))
    if deviation < 0:
        reason = text("took {took} minutes; half took at most {middle}", took=took, middle=minutes(middle))
    else:
        reason = text("took {took} minutes; half took at least {middle}", took=took, middle=minutes(middle))
    limit = interviews.plan.limits.deviations
    return Finding("duration", interviews.key(row), interviews.interviewer_of(row), deviation, limit, reason)
