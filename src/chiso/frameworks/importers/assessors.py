"""Who assesses a criterion, as far as its row says so: a mark or a word in the columns beside it."""

from __future__ import annotations

import re

from chiso.frameworks.importers.entries import Entry
from chiso.frameworks.importers.words import fold
from chiso.frameworks.model import Assessor

_SURVEY = re.compile(r"điều tra|khảo sát|\bxhh\b|survey")
_ASSESSORS: tuple[tuple[Assessor, re.Pattern[str]], ...] = (
    ("survey", _SURVEY),
    ("self", re.compile(r"\btự (đánh giá|chấm)|self assessment")),
    ("statistic", re.compile(r"thống kê|số liệu|statistics?")),
    ("system", re.compile(r"hệ thống|phần mềm|cổng dịch vụ|information system")),
    ("inspection", re.compile(r"kiểm tra|thanh tra|thẩm định|inspection")),
)
_MARK = re.compile(r"[x✓✔√v]", re.IGNORECASE)


def assessors_of(entry: Entry) -> tuple[Assessor, ...]:
    """The assessors in the column of assessors; "điều tra xã hội học" counts in any column beside it."""
    column = entry.row.words("assessed_by")
    if column:
        if _MARK.fullmatch(column):
            # Only the survey has a column of its own to be ticked.
            return ("survey",)
        words = fold(column)
        return tuple(who for who, pattern in _ASSESSORS if pattern.search(words))
    beside = fold(" ".join(entry.row.words(role) for role in ("note", "self_assessment", "appraisal")))
    return ("survey",) if _SURVEY.search(beside) else ()
