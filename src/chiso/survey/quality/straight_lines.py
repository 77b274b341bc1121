"""Interviews with one and the same answer to every question that was answered.

    share of the commonest answer = max_k #{q: answer_q = k} / #{q answered};   listed where it is 1

and at least `FEWEST` questions were answered. People who are content with everything exist, the more so
the fewer questions there are; so the share among honest interviews depends on the questionnaire.
Literature: Krosnick (1991), satisficing; Kim, Dykema and others (2019) compare measures.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chiso.language import text
from chiso.survey.quality.findings import Checked, Finding
from chiso.survey.quality.interviews import NO_ANSWER, Interviews

FEWEST = 6
_BLOCK = 1 << 16


def commonest_shares(answers: npt.NDArray[np.int16]) -> npt.NDArray[np.float64]:
    """The share of the commonest answer of each interview; nan where nothing was answered."""
    made = np.full(len(answers), np.nan)
    codes = np.unique(answers[answers != NO_ANSWER])
    for begin in range(0, len(answers), _BLOCK):
        block = answers[begin : begin + _BLOCK]
        answered = (block != NO_ANSWER).sum(axis=1)
        most = np.zeros(len(block), np.int64)
        for code in codes:
            np.maximum(most, (block == code).sum(axis=1), out=most)
        np.divide(most, answered, out=made[begin : begin + _BLOCK], where=answered > 0)
    return made


def check_straight_lines(interviews: Interviews) -> Checked:
    """Listed: interviews whose answers are all the same."""
    answered = (interviews.answers != NO_ANSWER).sum(axis=1)
    enough = answered >= FEWEST
    straight = enough & (commonest_shares(interviews.answers) == 1)
    findings = tuple(
        Finding(
            "straight_lines",
            interviews.key(row),
            interviews.interviewer_of(row),
            1.0,
            1.0,
            text(
                "all {count} answers are {answer}",
                count=int(answered[row]),
                answer=int(interviews.answers[row].max()),
            ),
        )
        for row in map(int, np.flatnonzero(straight))
    )
    return Checked("straight_lines", int(enough.sum()), findings)
