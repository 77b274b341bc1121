"""What stands above the table: the title of the set, and the decision that it is an annex of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chiso.frameworks.importers.legal_basis import DOCUMENT
from chiso.frameworks.importers.titles import is_in_capitals
from chiso.frameworks.importers.words import fold, without_marks

# What heads every official paper and names no set.
_PAPER = re.compile(
    r"cộng hòa xã hội|độc lập tự do|^(ủy ban nhân dân|ubnd|hội đồng nhân dân|bộ nội vụ|sở nội vụ)\b"
    r"|^(phụ lục|biểu|mẫu)( (số )?[\divx]+)?$|^quyết định$|^thông tư$"
)
_BASIS = re.compile(r"kèm theo|theo quyết định|basis:|căn cứ:?\s", re.IGNORECASE)
_DAY = re.compile(r"ngày\s+(\d{1,2})(?:\s+tháng\s+|[/.-])(\d{1,2})(?:\s+năm\s+|[/.-])(\d{4})", re.IGNORECASE)
_LONGEST_TITLE = 300
_NAMES_A_SET = re.compile(r"tiêu chí|chỉ số|đánh giá|xếp loại|index|chấm điểm|bảng điểm")


@dataclass(frozen=True, slots=True)
class Head:
    """The title of the set ("" where none was found), and its decision with its day (ISO) if they stand."""

    title: str
    decision: str
    day: str


def read_head(lines: Sequence[str]) -> Head:
    """What the lines above the table say."""
    title = _title(lines)
    for line in lines:
        found = DOCUMENT.search(line)
        if found and (_BASIS.search(line) or line.startswith("(")):
            day = _DAY.search(line[found.end() :])
            return Head(title, found[0].strip(), _iso(day) if day else "")
    return Head(title, "", "")


def _title(lines: Sequence[str]) -> str:
    """The lines in capitals that name a set, nearest to the table; else the nearest line that names one."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if is_in_capitals(line) and not _PAPER.search(fold(line)):
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    for run in reversed(runs):
        joined = " ".join(run)
        if _NAMES_A_SET.search(fold(joined)):
            return joined[:_LONGEST_TITLE]
    for line in reversed(lines):
        if _NAMES_A_SET.search(fold(line)) and not _BASIS.search(line) and len(line) <= _LONGEST_TITLE:
            return line
    return ""


def _iso(day: re.Match[str]) -> str:
    date, month, year = int(day[1]), int(day[2]), int(day[3])
    return f"{year:04}-{month:02}-{date:02}" if 1 <= month <= 12 and 1 <= date <= 31 else ""


def slug_of(name: str) -> str:
    """An id from the name of a file: small letters without marks, figures, hyphens."""
    slug = re.sub(r"[^a-z0-9]+", "-", without_marks(name)).strip("-")
    return slug[:60].strip("-") or "annex"
