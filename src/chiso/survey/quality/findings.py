"""What a check hands on: which interviews or interviewers somebody should look at, and why.

A finding is a reason to ask, never a proof: each check also lists honest work (`false_alarms` says how
often). Nothing is deleted, no weight changes, nobody is accused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.language import Text, text

Subject: TypeAlias = Literal["interview", "interviewer"]
CheckName: TypeAlias = Literal[
    "duration", "straight_lines", "duplicates", "near_duplicates", "missing", "hours", "travel", "places",
    "interviewer_answers", "interviewer_digits", "back_checks", "signs",
]  # fmt: skip
COLUMNS = ("subject", "interview", "interviewer", "check", "value", "limit", "reason")

TITLES: dict[CheckName, Text] = {
    "duration": text("Length of the interview"),
    "straight_lines": text("The same answer throughout"),
    "duplicates": text("Equal interviews"),
    "near_duplicates": text("Nearly equal interviews"),
    "missing": text("Questions without an answer"),
    "hours": text("Time of day and date"),
    "travel": text("Way from one interview to the next"),
    "places": text("Place of the interview"),
    "interviewer_answers": text("Answers that differ by interviewer"),
    "interviewer_digits": text("Last digits by interviewer"),
    "back_checks": text("Asked again by somebody else"),
    "signs": text("Several signs for one interviewer"),
}
SUBJECTS: dict[CheckName, Subject] = {
    name: "interviewer"
    if name in ("interviewer_answers", "interviewer_digits", "back_checks", "signs")
    else "interview"
    for name in TITLES
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One interview or interviewer to look at: the figure that was met and the limit that it passed."""

    check: CheckName
    interview: str
    interviewer: str
    value: float
    limit: float
    reason: Text

    @property
    def subject(self) -> Subject:
        """Whether it is about one interview or about all of an interviewer."""
        return SUBJECTS[self.check]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure about the whole round that a check tells beside its findings."""

    name: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: how many it looked at, what it lists, what else it tells; or why it was left out."""

    check: CheckName
    looked_at: int = 0
    findings: tuple[Finding, ...] = ()
    facts: tuple[Fact, ...] = ()
    left_out: Text | None = None

    @property
    def share(self) -> float:
        """The share that is listed."""
        return len(self.findings) / self.looked_at if self.looked_at else 0.0


def lacks(check: CheckName, *roles: str) -> Checked:
    """The check was left out: the plan names no column for what it needs, or the column is empty."""
    named = ", ".join(roles)
    return Checked(check, left_out=text("left out: no column for {roles}, or nothing in it", roles=named))
