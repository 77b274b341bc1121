"""Points that are taken off: "Mỗi báo cáo chậm trừ 0,5 điểm, tối đa trừ 2 điểm".

    regular    points = max(0, maximum − each × number − …)
    penalty    points = −min(cap, each × number)

Beside the lines that take off, one line may say what is given at best ("Thực hiện đầy đủ: 2 điểm").
A line that names a cause without "mỗi" does not say whether the points go once or each time.

Sources of the shape: Thông tư 04/2014/TT-TTCP, articles 12 to 15; draft criteria for People's
Councils (Thanh Hóa, 2026), VII.1 and IX.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.parts import ReadRule
from chiso.frameworks.importers.phrasings import doubts
from chiso.frameworks.importers.phrasings.building import figure, key_for, said
from chiso.frameworks.importers.phrasings.caps import is_own_maximum, take_cap
from chiso.frameworks.importers.phrasings.clauses import Clause, Prose, ends_in_denial
from chiso.frameworks.importers.phrasings.conditions_in_prose import adds_condition
from chiso.frameworks.importers.phrasings.examples import Example
from chiso.frameworks.importers.phrasings.figures_in_prose import FIGURE, POINT_UNIT, read_figure
from chiso.frameworks.importers.phrasings.roles import in_role
from chiso.language import text

NAME = "taking_off"
_ONE = r"(?:0?1|một)"
_OFF = rf"(?:thì |sẽ |bị )*trừ\s+(?P<each>{FIGURE})\s*{POINT_UNIT}"
_EACH = (
    # mỗi báo cáo chậm trừ 0,5 điểm
    re.compile(
        rf"(?:mỗi|cứ mỗi|cứ(?= {_ONE}\b))\s+(?:{_ONE}\s+)?(?P<item>[^\d:]+?)\s*[:,]?\s*{_OFF}", re.IGNORECASE
    ),
    # thiếu mỗi kỳ trừ 0,5 điểm
    re.compile(
        rf"(?P<lead>thiếu|sai|vắng)\s+mỗi\s+(?:{_ONE}\s+)?(?P<item>[^\d:]+?)\s*[:,]?\s*{_OFF}", re.IGNORECASE
    ),
    # đi muộn dưới 30 phút: trừ 0,5 điểm/lần
    re.compile(rf"(?P<item>[^:]+?)\s*[:,]?\s*{_OFF}\s*/\s*(?:{_ONE}\s+)?(?P<unit>[^\d:/]+)", re.IGNORECASE),
    # trừ 1 điểm/lần chậm
    re.compile(
        rf"{_OFF}\s*(?:/\s*(?:{_ONE}\s+)?|(?:cho|đối với)\s+mỗi\s+(?:{_ONE}\s+)?)(?P<item>[^\d:/]+)",
        re.IGNORECASE,
    ),
)
_ONCE = (
    re.compile(rf"(?P<item>[^:]+?)\s*[:,]?\s*{_OFF}", re.IGNORECASE),
    re.compile(rf"{_OFF}\s*(?:nếu|khi|đối với trường hợp|trường hợp)\s+(?P<item>[^:]+)", re.IGNORECASE),
)
_ALONE = re.compile(rf"{_OFF}|trừ\s+{FIGURE}", re.IGNORECASE)


def read(prose: Prose) -> ReadRule | None:
    """What is taken off, from the maximum or as a penalty; doubtful where "mỗi" is missing."""
    cap, clauses = take_cap(prose)
    off = [clause for clause in clauses if re.search(r"\btrừ\b", clause.printed.lower())]
    best = [clause for clause in clauses if clause not in off]
    if not off or (len(off) > 1 and cap is not None):
        return None
    if prose.leaf.role == "penalty":
        return _as_penalty(prose, off, best, cap)
    if prose.maximum is None:
        return None
    if len(best) > 1 or any(c.points != prose.maximum or adds_condition(c.words) for c in best):
        return None
    return _from_maximum(prose, off, cap)


def _as_penalty(prose: Prose, off: list[Clause], best: list[Clause], cap: Fraction | None) -> ReadRule | None:
    if len(off) != 1 or best:
        return None
    alone = _ALONE.fullmatch(off[0].printed)
    if alone:  # The cause stands in the title.
        off = [replace(off[0], printed=f"{prose.leaf.title}: {off[0].printed}")]
    each, once = _each(off[0]), _once(off[0])
    if each is not None:
        return _penalty(each, off[0], prose, cap)
    if once is None:
        return None
    return doubts.doubtful(
        doubts.once_or_each(off[0]),
        doubts.choice(text("Once, however often it happens."), _penalty_once(once, prose, cap)),
        doubts.choice(text("Each time."), _penalty(once, off[0], prose, cap)),
        phrasing=NAME,
    )


def _penalty(found: re.Match[str], clause: Clause, prose: Prose, cap: Fraction | None) -> ReadRule:
    amount: Tree = {"kind": "per_item@1", "each": figure(read_figure(found["each"]))}
    inputs: Tree = {"number": {"type": "count", "title": said(_counted(found))}}
    return ReadRule(_capped(in_role(amount, prose), cap, prose), inputs, phrasing=NAME)


def _penalty_once(found: re.Match[str], prose: Prose, cap: Fraction | None) -> ReadRule:
    amount: Tree = {"kind": "boolean@1", "points_if_true": figure(read_figure(found["each"]))}
    inputs: Tree = {"happened": {"type": "boolean", "title": said(found["item"])}}
    return ReadRule(_capped(in_role(amount, prose), cap, prose), inputs, phrasing=NAME)


def _capped(rule: Tree, cap: Fraction | None, prose: Prose) -> Tree:
    assert isinstance(rule, dict)
    if cap is None:
        return rule
    return {**rule, "at_most": figure(cap)}


def _from_maximum(prose: Prose, off: list[Clause], cap: Fraction | None) -> ReadRule | None:
    found = [_each(clause) for clause in off]
    if all(item is not None for item in found):
        return _deduction(prose, [(item, True) for item in found if item is not None], cap)
    either = [(_each(clause) or _once(clause), _each(clause) is not None) for clause in off]
    known = [(item, is_each) for item, is_each in either if item is not None]
    if len(known) < len(off):
        return None
    unclear = next(clause for clause in off if _each(clause) is None)
    return doubts.doubtful(
        doubts.once_or_each(unclear),
        doubts.choice(text("Once, however often it happens."), _deduction(prose, known, cap)),
        doubts.choice(text("Each time."), _deduction(prose, [(item, True) for item, _ in known], cap)),
        phrasing=NAME,
    )


def _deduction(prose: Prose, items: list[tuple[re.Match[str], bool]], cap: Fraction | None) -> ReadRule:
    assert prose.maximum is not None
    inputs: dict[str, Tree] = {}
    less: list[Tree] = []
    for found, is_each in items:
        name = key_for(found["item"], inputs)
        amount = figure(read_figure(found["each"]))
        part: dict[str, Tree]
        if is_each:
            inputs[name] = {"type": "count", "title": said(_counted(found))}
            part = {"kind": "per_item@1", "measure": name, "each": amount}
            if cap is not None and not is_own_maximum(cap, prose):
                part["at_most"] = figure(cap)
        else:
            inputs[name] = {"type": "boolean", "title": said(found["item"])}
            part = {"kind": "boolean@1", "input": name, "points_if_true": amount}
        less.append(part)
    rule: Tree = {"kind": "deduction@1", "start": figure(prose.maximum), "less": less}
    return ReadRule(rule, inputs, phrasing=NAME)


def _counted(found: re.Match[str]) -> str:
    """ "Số báo cáo chậm"; "Số kỳ thiếu"; "Số lần: đi muộn" where the words name no thing that is counted."""
    groups = found.groupdict()
    if groups.get("unit"):
        return f"Số {groups['unit'].strip()}: {found['item']}"
    return " ".join(filter(None, ("Số", found["item"], (groups.get("lead") or "").lower())))


def _each(clause: Clause) -> re.Match[str] | None:
    found = next((found for form in _EACH if (found := form.fullmatch(clause.printed))), None)
    return None if found is None or _counts_nothing(found["item"]) else found


def _counts_nothing(item: str) -> bool:
    """Whether "trừ" is denied ("không bị trừ"), or no single things are counted."""
    return ends_in_denial(item) or bool(re.search(r"%|\b(?:phần trăm|mỗi|cứ)\b|^(?:trong|số) ", item.lower()))


def _once(clause: Clause) -> re.Match[str] | None:
    if re.search(r"\b(?:mỗi|cứ)\b|%", clause.printed.lower()):
        return None
    found = next((found for form in _ONCE if (found := form.fullmatch(clause.printed))), None)
    return None if found is None or ends_in_denial(found["item"]) else found


EXAMPLES = (
    Example(
        source="Dự thảo khung tiêu chí HĐND cấp xã (Thanh Hóa, 2026), VII.1",
        title="Báo cáo đầy đủ, đúng hạn, đúng biểu mẫu",
        maximum="3",
        lines=("Đầy đủ, đúng hạn: 3 điểm", "Mỗi báo cáo chậm hoặc sai mẫu trừ 0,5 điểm"),
        inputs={
            "bao_cao_cham_hoac_sai_mau": {"type": "count", "title": {"vi": "Số báo cáo chậm hoặc sai mẫu"}}
        },
        rule={
            "kind": "deduction@1",
            "start": "3",
            "less": [{"kind": "per_item@1", "measure": "bao_cao_cham_hoac_sai_mau", "each": "0.5"}],
        },
    ),
    Example(
        source="Hư cấu",
        maximum="2",
        lines=("Mỗi văn bản sai thể thức bị trừ 0,25 điểm, tối đa trừ 1 điểm",),
        inputs={"van_ban_sai_the_thuc": {"type": "count", "title": {"vi": "Số văn bản sai thể thức"}}},
        rule={
            "kind": "deduction@1",
            "start": "2",
            "less": [
                {"kind": "per_item@1", "measure": "van_ban_sai_the_thuc", "each": "0.25", "at_most": "1"}
            ],
        },
    ),
    Example(
        source="Theo mẫu Thông tư 04/2014/TT-TTCP, Điều 13",
        maximum="6",
        lines=("Mỗi kế hoạch không thực hiện trừ 2 điểm", "Mỗi kế hoạch thực hiện chậm trừ 1 điểm"),
        inputs={
            "ke_hoach_khong_thuc_hien": {"type": "count", "title": {"vi": "Số kế hoạch không thực hiện"}},
            "ke_hoach_thuc_hien_cham": {"type": "count", "title": {"vi": "Số kế hoạch thực hiện chậm"}},
        },
        rule={
            "kind": "deduction@1",
            "start": "6",
            "less": [
                {"kind": "per_item@1", "measure": "ke_hoach_khong_thuc_hien", "each": "2"},
                {"kind": "per_item@1", "measure": "ke_hoach_thuc_hien_cham", "each": "1"},
            ],
        },
    ),
    Example(
        source="Dự thảo khung tiêu chí HĐND cấp xã (Thanh Hóa, 2026), IX.3",
        title="Báo cáo chậm",
        maximum=None,
        role="penalty",
        lines=("Trừ 1 điểm/lần chậm, tối đa 5 điểm",),
        inputs={"number": {"type": "count", "title": {"vi": "Số lần chậm"}}},
        rule={
            "kind": "penalty@1",
            "amount": {"kind": "per_item@1", "each": "1"},
            "at_most": "5",
        },
    ),
    Example(
        source="Quy định 11-QĐ/TU, Phụ lục 3, V.2",
        maximum="10",
        lines=("Không hoàn thành nhiệm vụ được giao: trừ 1 điểm",),
        doubts=("CH-2658",),
        choices=2,
    ),
)
