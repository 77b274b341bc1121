"""Rows of an export that somebody removed, added, moved or numbered anew."""

from __future__ import annotations

import pytest

pytest.importorskip("docx")
pytest.importorskip("python_calamine")

from chiso.frameworks.document import content_hash
from tests.frameworks.documents import SOUND, read
from tests.frameworks.importers.exports_edited import CODE, Edit, Rows, put, reading_of, row_of
from tests.frameworks.importers.test_exported import both, codes, node


def take_out(*gone: str) -> Edit:
    """The edit that removes the rows of these numbers."""

    def edit(rows: Rows) -> None:
        for code in gone:
            rows.remove(row_of(rows, code))

    return edit


def put_in(position: int, *rows_added: list[object]) -> Edit:
    """The edit that adds rows before the one at `position` (0 is the row of headings)."""

    def edit(rows: Rows) -> None:
        rows[position:position] = rows_added

    return edit


def added(code: str, title: str, points: str) -> list[object]:
    """A row that a person has put in."""
    return [code, title, points, "", "", "", "A report", "self-assessment", "", ""]


@both
def test_a_removed_row_takes_its_node_out(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), take_out("A.2"))
    assert [part["code"] for part in node(reading, 0)["nodes"]] == ["A.1"]
    assert codes(reading) == [("CH-2708", "A.2"), ("CH-2712", "")]


@both
def test_a_group_goes_with_all_its_rows_and_stays_with_one(kind: str) -> None:
    whole = reading_of(kind, read(SOUND), take_out("A", "A.1", "A.2"))
    assert [part["code"] for part in whole.document["nodes"]] == ["B"]
    head = reading_of(kind, read(SOUND), take_out("A"))
    assert (content_hash(head.document), codes(head)) == (read(SOUND).hash, [("CH-2710", "A")])


@both
def test_an_added_row_goes_under_the_group_that_its_number_names(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put_in(4, added("A.3", "A third one", "1")))
    third = node(reading, 0, 2)
    assert (third["code"], third["max_points"]) == ("A.3", "1")
    # A set has its titles in both languages; the table has only one.
    assert third["title"] == {"vi": "A third one", "en": "A third one"}
    assert (third["evidence"], third["assessed_by"]) == ({"en": "A report"}, ["self"])
    assert third["rule"] == {"kind": "not_stated@1"}
    assert codes(reading)[:2] == [("CH-2707", "A.3"), ("CH-2705", "A.3")]
    assert reading.questions[0].asks.in_language("en").startswith("Added under A: A.3 A third one.")


@both
def test_an_added_row_has_the_role_of_its_group(kind: str) -> None:
    points_off = """\
- code: P
  title: {vi: Điểm trừ, en: Deductions}
  role: penalty
  nodes:
  - code: P.1
    title: {vi: Báo cáo chậm, en: Late reports}
    role: penalty
    inputs: {number: {type: count}}
    rule: {kind: penalty@1, amount: {kind: per_item@1, each: "1"}}
"""
    row: list[object] = ["P.2", "Sai thể thức", "", "", "", "Mỗi văn bản sai trừ 0,5 điểm", "", "", "", ""]
    reading = reading_of(kind, read(SOUND + points_off), put_in(7, row), "vi")
    second = node(reading, 2, 1)
    assert second["role"] == "penalty"
    assert second["rule"] == {"kind": "penalty@1", "amount": {"kind": "per_item@1", "each": "0.5"}}
    assert codes(reading) == [("CH-2707", "P.2"), ("CH-2704", "P.2")]


@both
def test_an_added_group_takes_the_rows_that_go_on_from_its_number(kind: str) -> None:
    edit = put_in(5, added("C", "Another group", "2"), added("C.1", "Its part", "2"))
    reading = reading_of(kind, read(SOUND), edit)
    group = node(reading, 2)
    assert (group["code"], [part["code"] for part in group["nodes"]], "rule" in group) == (
        "C",
        ["C.1"],
        False,
    )


@both
def test_a_row_without_a_number_and_a_number_that_stands_twice_are_asked_about(kind: str) -> None:
    edit = put_in(4, added("", "Without a number", "1"), added("A.1", "Once more", "1"))
    reading = reading_of(kind, read(SOUND), edit)
    assert content_hash(reading.document) == read(SOUND).hash
    assert [(question.code, question.found) for question in reading.questions] == [
        ("CH-2710", "Without a number"),
        ("CH-2710", "Once more"),
    ]


@both
def test_a_moved_row_changes_the_order_of_its_group(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), lambda rows: rows.insert(2, rows.pop(3)))
    assert [part["code"] for part in node(reading, 0)["nodes"]] == ["A.2", "A.1"]
    assert codes(reading) == [("CH-2709", "A")]


@both
def test_a_row_among_those_of_another_group_stays_where_its_number_says(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), lambda rows: rows.insert(4, rows.pop(2)))
    assert [part["code"] for part in node(reading, 0)["nodes"]] == ["A.2", "A.1"]
    assert codes(reading) == [("CH-2709", "A"), ("CH-2710", "A.1")]


@both
def test_a_renumbered_row_is_the_same_node(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A.2", CODE, "A.9"))
    assert [part["code"] for part in node(reading, 0)["nodes"]] == ["A.1", "A.9"]
    assert node(reading, 0, 1)["rule"] == {"kind": "boolean@1"}
    assert codes(reading) == [("CH-2709", "A.9")]


@both
def test_a_row_with_the_number_of_another_group_goes_there(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A.2", CODE, "B.1"))
    assert [part["code"] for part in node(reading, 1)["nodes"]] == ["B.1"]


@both
def test_a_group_never_goes_under_its_own_part(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A", CODE, "A.1.5"))
    assert [part["code"] for part in reading.document["nodes"]] == ["A.1.5", "B"]
    assert [part["code"] for part in node(reading, 0)["nodes"]] == ["A.1", "A.2"]
