"""What a draft is asked about by itself: sums, missing maxima and evidence, twins that differ."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from chiso.frameworks.importers.checking import Checked, check_draft
from chiso.frameworks.importers.parts import CellPlace, Draft, LeafFacts, RuleLine

Node = dict[str, Any]


def leaf(code: str, maximum: str | None = "1", **more: Any) -> Node:
    """A leaf that has evidence, unless `more` says otherwise."""
    node: Node = {"code": code, "title": {"vi": f"Tiêu chí {code}"}, "evidence": {"vi": "Báo cáo"}, **more}
    return node if maximum is None else {**node, "max_points": maximum}


def group(code: str, maximum: str | None, *nodes: Node, **more: Any) -> Node:
    node: Node = {"code": code, "title": {"vi": f"Nhóm {code}"}, "nodes": list(nodes), **more}
    return node if maximum is None else {**node, "max_points": maximum}


def check(*nodes: Node, total: str | None = None, leaves: dict[str, LeafFacts] | None = None) -> Checked:
    """The draft of these nodes, checked; node n stands in row n."""
    index: Node = {} if total is None else {"max_points": total}
    places = {code: place(row) for row, code in enumerate(_codes(list(nodes)), start=1)}
    document: Any = {"index": index, "nodes": list(nodes)}
    return check_draft(Draft(document, leaves or {}, places, {}, None, place(99)))


def place(row: int) -> CellPlace:
    return CellPlace(2, "", 1, row, 3)


def asked(checked: Checked) -> list[tuple[str, str]]:
    return [(question.code, question.node) for question in checked.questions]


def facts(code: str, *lines: str, title: str = "", maximum: str = "2") -> LeafFacts:
    rows = tuple(RuleLine(line, None, place(7)) for line in lines)
    return LeafFacts(code, title or f"Tiêu chí {code}", Fraction(maximum), rows, "regular")


def _codes(nodes: list[Node]) -> list[str]:
    return [code for node in nodes for code in (node["code"], *_codes(node.get("nodes", [])))]


def test_sums_that_add_up_raise_no_question() -> None:
    checked = check(group("1", "3", leaf("1.1", "1"), leaf("1.2", "2")), leaf("2", "7"), total="10")
    assert asked(checked) == []
    assert "maxima_note" not in checked.document["nodes"][0]  # type: ignore[index,operator]


def test_a_sum_is_checked_at_every_level_and_nothing_is_mended() -> None:
    nodes = (group("1", "20", group("1.1", "5", leaf("1.1.1", "2"), leaf("1.1.2", "2"))), leaf("2", "80"))
    checked = check(*nodes, total="99.55")
    assert asked(checked) == [("CH-2680", "1"), ("CH-2680", "1.1"), ("CH-2680", "")]
    document: Any = checked.document
    assert document["nodes"][0]["max_points"] == "20"
    assert document["nodes"][0]["maxima_note"] == {
        "vi": "Các phần cộng lại được 5 điểm; văn bản ghi 20.",
        "en": "The parts make 5 points; the text prints 20.",
    }
    assert document["index"]["maxima_note"]["vi"] == "Các phần cộng lại được 100 điểm; văn bản ghi 99,55."
    assert checked.questions[1].place == place(2)
    assert checked.questions[2].place == place(99)


def test_a_bonus_is_no_part_of_the_total_and_has_a_sum_of_its_own() -> None:
    bonus = group("T", "10", leaf("T.1", "5", role="bonus"), leaf("T.2", "8", role="bonus"), role="bonus")
    checked = check(leaf("1", "100"), bonus, total="100")
    assert asked(checked) == [("CH-2680", "T")]


def test_a_ceiling_on_a_bonus_needs_no_note() -> None:
    ceiling = {"kind": "capped_sum@1", "ceiling": "10"}
    bonus = group("T", "10", leaf("T.1", "13", role="bonus"), role="bonus", aggregation=ceiling)
    checked = check(leaf("1", "100"), bonus, total="100")
    assert asked(checked) == [("CH-2680", "T")]
    document: Any = checked.document
    assert "maxima_note" not in document["nodes"][1]


def test_deductions_are_not_added_up() -> None:
    penalty = group("P", "20", leaf("P.1", "5", role="penalty"), role="penalty")
    assert asked(check(leaf("1", "100"), penalty, total="100")) == []


def test_a_missing_maximum_is_asked_for_where_others_have_one() -> None:
    checked = check(leaf("1", None), leaf("2", "5"), leaf("P", None, role="penalty"))
    assert asked(checked) == [("CH-2681", "1")]
    assert asked(check(leaf("1", None), leaf("2", None))) == []


def test_missing_evidence_is_asked_for_leaf_by_leaf_or_once_for_all() -> None:
    without = {"evidence": None}
    assert asked(check(leaf("1", **without), leaf("2"))) == [("CH-2682", "1")]
    assert asked(check(leaf("1", **without), leaf("2", **without))) == [("CH-2682", "")]


def test_two_criteria_of_one_title_with_unequal_points_are_asked_about() -> None:
    leaves = {
        "1": facts("1", "Mỗi báo cáo chậm trừ 0,5 điểm", title="Báo cáo"),
        "2": facts("2", "Mỗi báo cáo chậm trừ 0,5 điểm", title="Báo cáo"),
        "3": facts("3", "Mỗi báo cáo chậm trừ 0,25 điểm", title="Báo cáo"),
    }
    assert asked(check(leaf("1"), leaf("2"), leaf("3"), leaves=leaves)) == [("CH-2683", "3")]


def test_one_figure_that_differs_in_many_equal_ones_is_asked_about() -> None:
    steps = "Từ {0}% trở lên: 2 điểm; từ 70% đến dưới 90%: 1 điểm; dưới 70%: 0 điểm"
    leaves = {code: facts(code, steps.format(90)) for code in ("1", "2")} | {
        "3": facts("3", steps.format(99))
    }
    checked = check(leaf("1"), leaf("2"), leaf("3"), leaves=leaves)
    assert asked(checked) == [("CH-2683", "3")]
    assert checked.questions[0].place == place(7)


def test_the_document_that_was_handed_in_stays_as_it_was() -> None:
    node = group("1", "20", leaf("1.1", "5"))
    check(node)
    assert "maxima_note" not in node
