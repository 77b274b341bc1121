"""A part of the people asked again by somebody else: how often both answers are the same.

    agreement = share of pairs that are equal,      κ = (agreement − chance) / (1 − chance),
    chance    = Σ_k p_k q_k  with p, q the shares of answer k the first and the second time (Cohen 1960)

Listed: interviewers whose interviews agree less than those of the others, by more than `limits.deviations`
errors; and nobody for a single answer, since people change their minds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chiso.language import text
from chiso.problems import Place, Report
from chiso.survey.quality.findings import Checked, Fact, Finding
from chiso.survey.quality.groups import divide, sizes, sums
from chiso.survey.quality.interviews import NO_ANSWER, Interviews, interviews_of, refuse_unknown_interviews
from chiso.survey.quality.wording import figure, percent

Real = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int16]
_SHOWN_PROBLEMS = 20
_FEWEST_BACK_CHECKS = 3


@dataclass(frozen=True, slots=True)
class BackChecks:
    """Pairs of interviews: the row of the first one, and both answers, (pairs, questions)."""

    rows: npt.NDArray[np.int64]
    first: Codes
    second: Codes


def pair_back_checks(interviews: Interviews, table: pa.Table, *, name: str = "") -> BackChecks:
    """Find the first interview of each back-check. Raises BadInput (CH-3211, CH-3212, CH-3213)."""
    plan = interviews.plan
    asked = tuple(question for question in plan.questions if question in table.column_names)
    if not asked:
        report = Report()
        report.add(
            "CH-3211",
            Place(name, field=plan.questions[0]),
            "",
            text("Expected at least one question of the plan among the columns."),
            text("Name the columns as in the data of the round."),
        )
        report.stop_if_any()
    needed = plan.model_copy(
        update={
            "questions": asked, "numbers": (), "facts": (), "interviewer": "", "unit": "", "cluster": "",
            "started": "", "duration": "", "latitude": "", "longitude": "",
        }
    )  # fmt: skip
    again = interviews_of(table, needed, name=name)
    keys = interviews.keys.combine_chunks()
    wanted = again.keys.combine_chunks().cast(keys.type, safe=False)
    places = pc.index_in(wanted, value_set=keys)
    unknown = places.is_null().to_numpy(zero_copy_only=False)
    if unknown.any():
        shown = wanted.filter(pa.array(unknown)).slice(0, _SHOWN_PROBLEMS).to_pylist()
        raise refuse_unknown_interviews(shown, name, plan.interview)
    rows = places.to_numpy(zero_copy_only=False).astype(np.int64)
    columns = [plan.questions.index(question) for question in asked]
    return BackChecks(rows, interviews.answers[np.ix_(rows, columns)], again.answers)


def agreement_and_kappa(first: Codes, second: Codes) -> tuple[float, float, int]:
    """Share of equal pairs, Cohen's kappa, and how many pairs have both answers."""
    both = (first != NO_ANSWER) & (second != NO_ANSWER)
    one, other = first[both], second[both]
    count = len(one)
    if not count:
        return float("nan"), float("nan"), 0
    most = int(max(one.max(), other.max())) + 1
    chance = float((np.bincount(one, minlength=most) / count) @ (np.bincount(other, minlength=most) / count))
    agreement = float((one == other).mean())
    kappa = (agreement - chance) / (1 - chance) if chance < 1 else float("nan")
    return agreement, kappa, count


def check_back_checks(interviews: Interviews, pairs: BackChecks | None) -> Checked:
    """Listed: interviewers whose interviews are confirmed less often than those of others."""
    who = interviews.interviewer
    if pairs is None or who is None:
        return Checked("back_checks", left_out=text("left out: no back-checks, or no interviewer, was given"))
    both = (pairs.first != NO_ANSWER) & (pairs.second != NO_ANSWER)
    equal = divide(((pairs.first == pairs.second) & both).sum(axis=1).astype(float), both.sum(axis=1))
    told = ~np.isnan(equal) & (who.of[pairs.rows] >= 0)
    of, share = who.of[pairs.rows][told], equal[told]
    number = sizes(of, len(who.names)).astype(float)
    total = sums(share, of, len(who.names))
    mean, others = divide(total, number), divide(total.sum() - total, number.sum() - number)
    within = share - mean[of]
    freedom = max(1, len(share) - int((number > 0).sum()))
    spread = float(np.sqrt((within**2).sum() / freedom))
    error = spread * np.sqrt(
        divide(np.ones(len(number)), number) + divide(np.ones(len(number)), number.sum() - number)
    )
    deviation = divide(mean - others, error)
    looked_at = (number >= _FEWEST_BACK_CHECKS) & ~np.isnan(deviation)
    limit = interviews.plan.limits.deviations
    findings = tuple(
        Finding(
            "back_checks",
            "",
            who.names[one],
            float(deviation[one]),
            -limit,
            text(
                "{own}% of the answers were confirmed in {count} back-checks; elsewhere {others}%",
                own=percent(float(mean[one])),
                count=int(number[one]),
                others=percent(float(others[one])),
            ),
        )
        for one in map(int, np.flatnonzero(looked_at & (np.nan_to_num(deviation) < -limit)))
    )
    return Checked("back_checks", int(looked_at.sum()), findings, tuple(_facts(pairs)))


def _facts(pairs: BackChecks) -> list[Fact]:
    agreement, kappa, count = agreement_and_kappa(pairs.first.reshape(-1), pairs.second.reshape(-1))
    return [
        Fact(text("Interviews asked again"), text("{count}", count=len(pairs.rows))),
        Fact(
            text("Answers that were the same"),
            text("{share}% of {count}", share=percent(agreement), count=count),
        ),
        Fact(text("Cohen’s kappa over all questions"), text("{value}", value=figure(kappa, 2))),
    ]
