"""What the checks found as files: `follow_up.csv` to work through, `quality.json` for the report.

follow_up.csv   subject,interview,interviewer,check,value,limit,reason
quality.json    chiso-survey-quality-result/1: each check with its counts, facts and honest rate
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from chiso.language import Language
from chiso.survey.quality.checking import QualityResult
from chiso.survey.quality.false_alarms import false_alarms
from chiso.survey.quality.findings import COLUMNS, SUBJECTS, TITLES
from chiso.tables.writing import write_table

FORMAT = "chiso-survey-quality-result/1"
# Interviewers with several signs that the record (and the page) names.
_NAMED = 50


def follow_up_table(result: QualityResult, language: Language) -> str:
    """CSV text: one row a finding, interviewers with several signs first."""
    return write_table(
        COLUMNS,
        (
            (
                found.subject, found.interview, found.interviewer, found.check, _figure(found.value),
                _figure(found.limit), found.reason.in_language(language),
            )
            for found in result.findings
        ),
    )  # fmt: skip


def quality_record(result: QualityResult) -> dict[str, Any]:
    """The result as a record for JSON, in both languages."""
    honest = false_alarms()
    signs = result.by_name("signs")
    interviews = Counter(found.interview for found in result.findings if found.interview)
    return {
        "format": FORMAT,
        "interviews": result.interviews,
        "interviewers": result.interviewers,
        "listed_interviews": len(interviews),
        "checks": [
            {
                "check": one.check,
                "subject": SUBJECTS[one.check],
                "title": _both(TITLES[one.check]),
                "looked_at": one.looked_at,
                "listed": len(one.findings),
                "honest_share": honest[one.check].share,
                "left_out": None if one.left_out is None else _both(one.left_out),
                "facts": [{"name": _both(fact.name), "value": _both(fact.value)} for fact in one.facts],
            }
            for one in result.checks
        ],
        "signs": [
            {"interviewer": found.interviewer, "count": int(found.value), "reason": _both(found.reason)}
            for found in signs.findings[:_NAMED]
        ],
    }


def _both(words: Any) -> dict[str, str]:
    return {"vi": words.in_language("vi"), "en": words.in_language("en")}


def _figure(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6g}"
