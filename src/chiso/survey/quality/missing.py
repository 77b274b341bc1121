"""Questions without an answer: interviews with many, and which questions lack together.

Listed: interviews in which at least `limits.missing` of the questions have no answer. The patterns (which
questions lack together, how often) are told for the whole round; they are nobody's fault.
"""

from __future__ import annotations

import numpy as np

from chiso.language import listing, text
from chiso.survey.quality.findings import Checked, Fact, Finding
from chiso.survey.quality.interviews import NO_ANSWER, Interviews
from chiso.survey.quality.wording import percent

_SHOWN_PATTERNS = 5
_SHOWN_QUESTIONS = 6
# Patterns are told apart by bits of one whole number each.
_BITS = 62


def check_missing(interviews: Interviews) -> Checked:
    """Listed: interviews with many questions unanswered."""
    lacking = interviews.answers == NO_ANSWER
    share = lacking.mean(axis=1)
    limit = interviews.plan.limits.missing
    questions = lacking.shape[1]
    findings = tuple(
        Finding(
            "missing",
            interviews.key(row),
            interviews.interviewer_of(row),
            float(share[row]),
            limit,
            text(
                "{count} of {questions} questions have no answer",
                count=int(lacking[row].sum()),
                questions=questions,
            ),
        )
        for row in map(int, np.flatnonzero(share >= limit))
    )
    worst = int(lacking.mean(axis=0).argmax())
    facts = [
        Fact(text("Answers that lack"), text("{share}%", share=percent(float(lacking.mean())))),
        Fact(
            text("The question that lacks most often"),
            text(
                "{question}: {share}%",
                question=interviews.plan.questions[worst],
                share=percent(float(lacking[:, worst].mean())),
            ),
        ),
    ]
    facts += [
        Fact(
            text("Lack together: {questions}", questions=listing(_shortened(codes))),
            text("{count} interviews", count=count),
        )
        for codes, count in missing_patterns(interviews)
    ]
    return Checked("missing", len(interviews), findings, tuple(facts))


def missing_patterns(interviews: Interviews) -> list[tuple[tuple[str, ...], int]]:
    """The commonest sets of two or more questions that lack together, with the number of interviews."""
    lacking = interviews.answers == NO_ANSWER
    several = lacking[lacking.sum(axis=1) > 1]
    if not len(several):
        return []
    keys = np.zeros((len(several), -(-lacking.shape[1] // _BITS)), np.int64)
    for question in range(lacking.shape[1]):
        keys[:, question // _BITS] |= several[:, question].astype(np.int64) << (question % _BITS)
    _, first, counts = np.unique(keys, axis=0, return_index=True, return_counts=True)
    commonest = np.lexsort((first, -counts))[:_SHOWN_PATTERNS]
    names = np.array(interviews.plan.questions)
    return [(tuple(map(str, names[several[first[one]]])), int(counts[one])) for one in commonest]


def _shortened(codes: tuple[str, ...]) -> tuple[str, ...]:
    return codes if len(codes) <= _SHOWN_QUESTIONS else (*codes[:_SHOWN_QUESTIONS], "…")
