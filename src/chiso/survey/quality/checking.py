"""All checks of a round, one after the other, in the order in which the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from chiso.survey.quality.back_checks import check_back_checks, pair_back_checks
from chiso.survey.quality.digits import check_digits
from chiso.survey.quality.duplicates import check_duplicates, check_near_duplicates, nearest_interviews
from chiso.survey.quality.durations import check_durations
from chiso.survey.quality.findings import Checked, CheckName, Finding
from chiso.survey.quality.hours_and_ways import check_hours, check_places, check_travel
from chiso.survey.quality.interviewers import check_interviewer_answers
from chiso.survey.quality.interviews import interviews_of
from chiso.survey.quality.missing import check_missing
from chiso.survey.quality.plan import QualityPlan
from chiso.survey.quality.signs import check_signs
from chiso.survey.quality.straight_lines import check_straight_lines


@dataclass(frozen=True, slots=True)
class QualityResult:
    """What all checks found in a round of so many interviews and interviewers."""

    interviews: int
    interviewers: int
    checks: tuple[Checked, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is listed: interviewers with several signs first."""
        signs = [one for check in self.checks if check.check == "signs" for one in check.findings]
        others = [one for check in self.checks if check.check != "signs" for one in check.findings]
        return (*signs, *others)

    def by_name(self, check: CheckName) -> Checked:
        """One check."""
        return next(one for one in self.checks if one.check == check)


def check_quality(
    table: pa.Table,
    plan: QualityPlan,
    *,
    back_checks: pa.Table | None = None,
    name: str = "",
    back_checks_name: str = "",
) -> QualityResult:
    """Run every check that the plan has columns for.

    Changes nothing in the data. Raises BadInput (CH-3211, CH-3212, CH-3213) with every fault at once.
    """
    interviews = interviews_of(table, plan, name=name)
    pairs = None
    if back_checks is not None:
        pairs = pair_back_checks(interviews, back_checks, name=back_checks_name)
    nearest = nearest_interviews(interviews)
    checks = [
        check_durations(interviews),
        check_straight_lines(interviews),
        check_duplicates(interviews),
        check_near_duplicates(interviews, nearest),
        check_missing(interviews),
        check_hours(interviews),
        check_travel(interviews),
        check_places(interviews),
        check_interviewer_answers(interviews),
        check_digits(interviews),
        check_back_checks(interviews, pairs),
    ]
    checks.append(check_signs(interviews, nearest, checks))
    people = len(interviews.interviewer.names) if interviews.interviewer is not None else 0
    return QualityResult(len(interviews), people, tuple(checks))
