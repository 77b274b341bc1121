"""What the columns of an annex hold, told by the words of their headings, in one storey or two.

A heading is looked at first by its own words, then together with the heading above it ("Điểm" over
"Tối đa", "Tự chấm", "Thẩm định"). The order of the roles decides where several would fit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chiso.frameworks.importers.parts import Cell
from chiso.frameworks.importers.words import fold, one_line

ColumnRole: TypeAlias = Literal[
    "number",
    "title",
    "max_points",
    "step_points",
    "self_assessment",
    "appraisal",
    "rule",
    "evidence",
    "assessed_by",
    "law",
    "note",
]

# A heading is short; the first row of the body is not.
_LONGEST_HEADING = 120
_NUMBER = re.compile(r"(stt|tt|số tt|số thứ tự|thứ tự|mã|mã số|mã tiêu chí|ký hiệu|mục|số|no|code)")
_ROLES: tuple[tuple[ColumnRole, re.Pattern[str]], ...] = (
    ("self_assessment", re.compile(r"tự (đánh giá|chấm|cho điểm)|self assessment")),
    (
        "assessed_by",
        re.compile(r"điều tra|\bxhh\b|(hình thức|cách thức|chủ thể) đánh giá|assessed by"),
    ),
    (
        "appraisal",
        re.compile(
            r"thẩm định|phúc tra|hội đồng|điểm (đạt|đánh giá|được duyệt|kiểm tra)|kết quả (đánh giá|chấm)"
            r"|(sở|phòng|ban) nội vụ|appraisal"
        ),
    ),
    ("evidence", re.compile(r"kiểm chứng|minh chứng|chứng minh|hồ sơ|evidence")),
    (
        "rule",
        re.compile(
            r"cách (tính|chấm|cho điểm|đánh giá|xác định)|phương pháp|hướng dẫn|công thức|mức (độ )?đánh giá"
            r"|how points are given|nội dung chấm|quy định (chấm|tính) điểm|nguyên tắc"
        ),
    ),
    ("law", re.compile(r"căn cứ|cơ sở pháp lý|legal basis")),
    ("note", re.compile(r"ghi chú|note")),
    ("max_points", re.compile(r"điểm tối đa|tối đa|điểm chuẩn|maximum points")),
    ("step_points", re.compile(r"thang điểm|mức điểm|số điểm|khung điểm|^điểm( số)?$")),
    ("title", re.compile(r"tiêu chí|nội dung|lĩnh vực|chỉ số|nhiệm vụ|chỉ tiêu|criterion|criteria")),
)
_ENGLISH = re.compile(r"\b(criterion|criteria|maximum points|evidence|legal basis)\b")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[a-hA-H])\)?(\s*=.*)?")


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading of a table: which rows it takes, the role of each column (from 0), its words."""

    first: int
    end: int
    roles: Mapping[int, ColumnRole]
    words: tuple[tuple[str, ...], ...]
    not_understood: tuple[Cell, ...]
    language: Literal["vi", "en"]

    def has(self, role: ColumnRole) -> bool:
        """Whether a column of this role is there."""
        return role in self.roles.values()


def find_headings(rows: Sequence[Sequence[Cell]], *, search: int) -> Headings | None:
    """The headings among the first `search` rows; None where there are none."""
    for first, row in enumerate(rows[:search]):
        if not _may_be_headings(row):
            continue
        end = _end_of_headings(rows, first)
        roles, unknown = _roles_of(rows[first:end])
        found = set(roles.values())
        if "title" in found and len(found) > 1:
            words = tuple(tuple(fold(cell.text) for cell in line) for line in rows[first:end])
            flat = " ".join(word for line in words for word in line)
            language: Literal["vi", "en"] = "en" if _ENGLISH.search(flat) else "vi"
            return Headings(first, end, roles, words, unknown, language)
    return None


def is_repeated(rows: Sequence[Sequence[Cell]], at: int, headings: Headings) -> int:
    """How many rows from `at` on repeat the headings; 0 where none does."""
    if not _same(rows[at], headings.words[0]):
        return 0
    length = 0
    while (
        length < len(headings.words)
        and at + length < len(rows)
        and _same(rows[at + length], headings.words[length])
    ):
        length += 1
    return length


def _same(row: Sequence[Cell], words: Sequence[str]) -> bool:
    return [word for word in words if word] == [word for cell in row if (word := fold(cell.text))]


def _may_be_headings(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if cell.text]
    return (
        len(filled) > 1
        and all(len(cell.text) <= _LONGEST_HEADING for cell in filled)
        and any(_role_of(cell.text) == "title" for cell in filled)
        and sum(_role_of(cell.text) is not None for cell in filled) > 1
    )


def _end_of_headings(rows: Sequence[Sequence[Cell]], first: int) -> int:
    """The row after the headings: their lower storey and a row that numbers the columns belong to them."""
    end = first + max((cell.row_span for cell in rows[first] if cell.text), default=1)
    end = min(end, len(rows))
    has_groups = any(cell.column_span > 1 and cell.text for cell in rows[first])
    if end == first + 1 and has_groups and end < len(rows) and _is_lower_storey(rows[first], rows[end]):
        end += 1
    while end < len(rows) and _numbers_columns(rows[end]):
        end += 1
    return end


def _is_lower_storey(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether the second row names columns: only under headings that span several of them."""
    under = [False] * len(lower)
    for at, cell in enumerate(upper):
        if cell.text and cell.column_span > 1:
            under[at : at + cell.column_span] = [True] * cell.column_span
    filled = [at for at, cell in enumerate(lower) if cell.text]
    return bool(filled) and all(under[at] for at in filled)


def _numbers_columns(row: Sequence[Cell]) -> bool:
    """Whether a row counts the columns: "(1) (2) (3)", or letters and then figures: "A B 1 2"."""
    filled = [cell.text for cell in row if cell.text]
    marks = [found[1].upper() for word in filled if (found := _COLUMN_NUMBER.fullmatch(word))]
    if len(marks) < len(filled) or len(filled) < 3 or len(filled) * 2 <= len(row):
        return False
    letters = [mark for mark in marks if not mark.isdigit()]
    figures = [int(mark) for mark in marks if mark.isdigit()]
    return marks == letters + [str(figure) for figure in figures] and (
        letters == list("ABCDEFGH"[: len(letters)]) and figures == list(range(1, len(figures) + 1))
    )


def _roles_of(rows: Sequence[Sequence[Cell]]) -> tuple[dict[int, ColumnRole], tuple[Cell, ...]]:
    roles: dict[int, ColumnRole] = {}
    unknown: list[Cell] = []
    storeys = _storeys(rows)
    for column, words in enumerate(storeys):
        role = next((found for word in reversed(words) if (found := _role_of(word))), None)
        if len(words) > 1 and role in (None, "step_points", "title"):
            role = _role_of(" ".join(words)) or role
        if role is None:
            cell = next((row[column] for row in rows if column < len(row) and row[column].text), None)
            if cell is not None:
                unknown.append(cell)
            continue
        roles[column] = role
    _settle(roles)
    return roles, tuple(unknown)


def _settle(roles: dict[int, ColumnRole]) -> None:
    """One column each for number, title and maximum; a second one of them holds something else."""
    if "max_points" not in roles.values():
        first = next((at for at, role in roles.items() if role == "step_points"), None)
        if first is not None:
            roles[first] = "max_points"
    seen: set[ColumnRole] = set()
    for column in sorted(roles):
        role = roles[column]
        if role == "title" and role in seen:
            # "Tiêu chí" beside "Nội dung đánh giá": the second one says how points are given.
            roles[column] = "rule"
        elif role == "max_points" and role in seen:
            roles[column] = "step_points"
        elif role == "number" and role in seen:
            del roles[column]
            continue
        seen.add(role)


def _storeys(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """For each column the words of its headings from the top, a spanning one over each of its columns."""
    width = max((len(row) for row in rows), default=0)
    storeys: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        if _numbers_columns(row):
            continue
        for at, cell in enumerate(row):
            if cell.text:
                for column in range(at, min(at + cell.column_span, width)):
                    storeys[column].append(cell.text)
    return storeys


def _role_of(heading: str) -> ColumnRole | None:
    words = fold(one_line(heading))
    if _NUMBER.fullmatch(words):
        return "number"
    return next((role for role, pattern in _ROLES if pattern.search(words)), None)
