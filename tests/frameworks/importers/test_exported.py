"""An export that somebody edited: the printed table wins, and every edit is asked about."""

from __future__ import annotations

import io
import zipfile

import pytest

pytest.importorskip("docx")
pytest.importorskip("python_calamine")

from chiso.frameworks.document import content_hash
from chiso.frameworks.exporting.machine_part import SHEET, digest_of
from chiso.frameworks.exporting.word import write_document
from chiso.frameworks.exporting.workbook import write_workbook
from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.exported import read_exported
from chiso.frameworks.importers.parts import MACHINE_SHEET, Reading
from chiso.frameworks.importers.sheets import read_sheets
from chiso.frameworks.importers.word import read_word
from chiso.frameworks.library import load_framework
from chiso.problems import BadInput
from tests.frameworks.documents import SOUND, changed, read
from tests.frameworks.importers.exports_edited import (
    ASSESSED,
    EVIDENCE,
    LAW,
    NOTE,
    POINTS,
    RULE,
    TITLE,
    Edit,
    Rows,
    put,
    reading_of,
    row_of,
    saved_workbook,
    together,
)

both = pytest.mark.parametrize("kind", ["xlsx", "docx"])


def codes(reading: Reading) -> list[tuple[str, str]]:
    """Each question as its code and the node that it is about."""
    return [(question.code, question.node) for question in reading.questions]


def node(reading: Reading, *path: int) -> dict:
    """A node of the document by its position in each group."""
    here = reading.document
    for position in path:
        here = here["nodes"][position]
    return here


@both
def test_a_table_that_another_program_saved_is_no_edit(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), lambda rows: None)
    assert (codes(reading), content_hash(reading.document)) == ([], read(SOUND).hash)
    assert (reading.counts.nodes, reading.counts.leaves, reading.counts.rules_read) == (4, 3, 3)
    assert set(reading.places) == {"A", "A.1", "A.2", "B"}


@both
def test_an_edited_title_wins_in_the_language_of_the_table(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A.1", TITLE, "Typed in"))
    assert node(reading, 0, 0)["title"] == {"vi": "Được nhập", "en": "Typed in"}
    [question] = reading.questions
    assert (question.code, question.node, question.found) == ("CH-2702", "A.1", "Typed in")
    assert question.asks.in_language("en") == "The title was edited. Before: “Entered”. Now: “Typed in”."
    # Rows of the table: headings, A, A.1. In the workbook three more rows stand above.
    place = question.place
    assert place is not None
    assert (place.row, place.column) == ((6, 2) if kind == "xlsx" else (3, 2))
    assert len(question.choices) == 2


@both
def test_edited_maxima_that_still_add_up_win_without_a_fault(kind: str) -> None:
    def edit_total(rows: Rows) -> None:
        rows[-1][POINTS] = "9.5"

    edit = together(put("A.1", POINTS, "1.5"), put("A", POINTS, "4.5"), edit_total)
    reading = reading_of(kind, read(SOUND), edit)
    assert codes(reading) == [("CH-2702", "A"), ("CH-2702", "A.1"), ("CH-2702", "")]
    assert (node(reading, 0)["max_points"], node(reading, 0, 0)["max_points"]) == ("4.5", "1.5")
    assert reading.document["index"]["max_points"] == "9.5"


def test_a_number_typed_into_the_workbook_is_taken_exactly() -> None:
    reading = reading_of("xlsx", read(SOUND), put("A.1", POINTS, 0.1))
    assert node(reading, 0, 0)["max_points"] == "0.1"


def test_a_comma_is_a_decimal_sign_and_a_thousand_is_asked_about() -> None:
    comma = reading_of("docx", read(SOUND), put("A.1", POINTS, "1,5"), "vi")
    assert node(comma, 0, 0)["max_points"] == "1.5"
    point = reading_of("docx", read(SOUND), put("A.1", POINTS, "1.500"), "vi")
    assert (node(point, 0, 0)["max_points"], codes(point)) == ("2", [("CH-2703", "A.1")])


@both
def test_maxima_that_no_longer_add_up_are_taken_and_named(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A.1", POINTS, "4"))
    assert node(reading, 0, 0)["max_points"] == "4"
    assert codes(reading) == [("CH-2702", "A.1"), ("CH-2712", "")]
    assert "CH-2041" in reading.questions[1].asks.in_language("en")


@both
def test_a_maximum_that_is_none_stays_and_is_asked_about(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A.1", POINTS, "about two"))
    assert (content_hash(reading.document), codes(reading)) == (read(SOUND).hash, [("CH-2703", "A.1")])


@both
def test_evidence_note_law_and_kind_of_assessment_win(kind: str) -> None:
    edit = together(
        put("A.1", EVIDENCE, "A report\nand a list"),
        put("A.1", NOTE, "Once a year"),
        put("A.1", ASSESSED, "self-assessment, survey"),
        put("A", LAW, "art. 2.3, Quyết định hư cấu số 0"),
        put("B", LAW, "Quyết định hư cấu số 0"),
    )
    reading = reading_of(kind, read(SOUND), edit)
    assert node(reading, 0, 0)["evidence"] == {"en": "A report\nand a list"}
    assert node(reading, 0, 0)["note"] == {"en": "Once a year"}
    assert node(reading, 0, 0)["assessed_by"] == ["self", "survey"]
    assert node(reading, 0)["law"] == [{"document": "made_up", "article": "2.3"}]
    assert node(reading, 1)["law"] == [{"document": "made_up"}]
    assert [question.code for question in reading.questions] == ["CH-2702"] * 5


@both
def test_an_emptied_cell_takes_its_key_out(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A", LAW, ""))
    assert ("law" in node(reading, 0), codes(reading)) == (False, [("CH-2702", "A")])


@both
@pytest.mark.parametrize(
    ("column", "words"),
    [(LAW, "Luật số 1"), (ASSESSED, "the neighbours"), (TITLE, "")],
    ids=["law", "who", "title"],
)
def test_words_that_are_not_understood_leave_the_cell_as_it_was(kind: str, column: int, words: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A", column, words))
    assert (content_hash(reading.document), codes(reading)) == (read(SOUND).hash, [("CH-2703", "A")])


@both
def test_a_rule_in_words_that_nobody_reads_stays_as_text(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("B", RULE, "As the council sees fit."))
    assert node(reading, 1)["rule"] == {"kind": "not_stated@1"}
    assert node(reading, 1)["note"] == {"en": "As the council sees fit."}
    assert "inputs" not in node(reading, 1)
    assert codes(reading)[0] == ("CH-2705", "B")
    assert len(reading.questions[0].choices) == 2
    assert reading.questions[0].rules == ()
    assert reading.counts.rules_as_text == 1


@both
def test_an_edited_rule_with_two_meanings_is_offered_with_both(kind: str) -> None:
    words = "Từ 90% trở lên: 5 điểm\nTừ 50% đến 90%: 2,5 điểm\nDưới 50%: 0 điểm"
    reading = reading_of(kind, read(SOUND), put("B", RULE, words), "vi")
    assert node(reading, 1)["rule"] == {"kind": "not_stated@1"}
    assert codes(reading)[:2] == [("CH-2705", "B"), ("CH-2652", "B")]
    for question in reading.questions[:2]:
        assert [choice.label for choice in question.rules] == list(question.choices[:2])
        assert [choice.rule["steps"][0] for choice in question.rules] == [  # type: ignore[index,call-overload]
            {"at_least": "0.9", "points": "5"},
            {"above": "0.9", "points": "5"},
        ]


@both
def test_an_edited_rule_in_the_phrasing_of_the_law_is_read(kind: str) -> None:
    steps = "Từ 95% trở lên: 5 điểm\nTừ 60% đến dưới 95%: 2,5 điểm\nDưới 60%: 0 điểm"
    reading = reading_of(kind, read(SOUND), put("B", RULE, steps), "vi")
    assert codes(reading) == [("CH-2704", "B")]
    rule = node(reading, 1)["rule"]
    assert {(step.get("at_least"), step.get("below"), step["points"]) for step in rule["steps"]} == {
        ("0.95", None, "5"),
        ("0.6", "0.95", "2.5"),
        (None, "0.6", "0"),
    }


@both
def test_other_figures_in_the_sentences_of_the_export_are_read(kind: str) -> None:
    def edit(rows: Rows) -> None:
        row = row_of(rows, "B")
        # "from 0.9: 5 points. from 0.5 to below 0.9: 2.5 points. below 0.5: 0 points."
        assert (str(row[RULE]).count("0.9"), str(row[RULE]).count("2.5")) == (2, 1)
        row[RULE] = str(row[RULE]).replace("0.9", "0.95").replace("2.5", "3")

    reading = reading_of(kind, read(SOUND), edit)
    assert codes(reading) == [("CH-2704", "B")]
    rule = {**read(SOUND).tree["nodes"][1]["rule"]}
    rule["steps"] = [
        {"at_least": "0.95", "points": "5"},
        {"at_least": "0.5", "below": "0.95", "points": "3"},
        {"below": "0.5", "points": "0"},
    ]
    assert node(reading, 1)["rule"] == rule


@both
def test_a_maximum_and_the_sentence_that_repeats_it_are_one_edit(kind: str) -> None:
    def edit(rows: Rows) -> None:
        row = row_of(rows, "A.2")
        row[POINTS], row[RULE] = "4", str(row[RULE]).replace("3", "4")

    reading = reading_of(kind, read(SOUND), edit)
    assert codes(reading) == [("CH-2702", "A.2"), ("CH-2712", "")]
    assert node(reading, 0, 1)["rule"] == {"kind": "boolean@1"}


@both
def test_words_beside_a_rule_stay_as_they_were_exported(kind: str) -> None:
    accepted = "  inputs: {share: {type: ratio}}"
    late = read(changed((accepted, f"  when_late: zero\n{accepted}")))

    def edit(rows: Rows) -> None:
        row = row_of(rows, "B")
        row[RULE] = str(row[RULE]).replace("A late answer counts as 0 points.", "")

    reading = reading_of(kind, late, edit)
    assert (content_hash(reading.document), codes(reading)) == (late.hash, [("CH-2703", "B")])


@both
def test_the_beginning_of_a_long_cell_is_never_taken_for_the_whole(kind: str) -> None:
    long = "dài " * 6_000
    framework = read(changed(("{vi: Tỷ lệ, en: Share}", f"{{vi: Tỷ lệ, en: {long.strip()}}}")))
    assert reading_of(kind, framework, lambda rows: None).questions == ()
    reading = reading_of(kind, framework, put("B", TITLE, "dài " * 3_990 + "khác…"))
    assert node(reading, 1)["title"] == {"vi": "Tỷ lệ", "en": long.strip()}
    assert codes(reading) == [("CH-2703", "B")]


@both
def test_how_parts_are_added_is_not_read_from_the_table(kind: str) -> None:
    reading = reading_of(kind, read(SOUND), put("A", RULE, "The mean of its parts."))
    assert (content_hash(reading.document), codes(reading)) == (read(SOUND).hash, [("CH-2703", "A")])


def test_a_column_that_was_taken_out_changes_nothing() -> None:
    def without_law(rows: Rows) -> None:
        for row in rows:
            del row[LAW]

    reading = reading_of("xlsx", read(SOUND), without_law)
    assert (content_hash(reading.document), codes(reading)) == (read(SOUND).hash, [("CH-2711", "")])


def test_a_column_that_was_put_in_is_not_passed_over() -> None:
    def edit(rows: Rows) -> None:
        for line, row in enumerate(rows):
            row.append("Remarks of the council" if line == 0 else "x")

    reading = reading_of("xlsx", read(SOUND), edit)
    assert content_hash(reading.document) == read(SOUND).hash
    assert [question.asks.in_language("en") for question in reading.questions] == [
        "Columns that an export does not have were not read: Remarks of the council."
    ]


def test_an_export_without_its_table_is_the_set_as_it_was_exported() -> None:
    reading = reading_of("xlsx", read(SOUND), lambda rows: rows.clear())
    assert (content_hash(reading.document), codes(reading)) == (read(SOUND).hash, [("CH-2711", "")])


@both
def test_an_official_set_that_was_edited_is_a_draft(kind: str) -> None:
    official = read(changed(("status: fictitious", "status: official")))
    reading = reading_of(kind, official, put("A.1", TITLE, "Typed in"))
    assert reading.document["status"] == "draft"
    assert ("CH-2713", "") in codes(reading)


def test_words_of_another_version_of_the_software_are_no_edit() -> None:
    former = "In the words of long ago."

    def as_long_ago(rows: Rows) -> None:
        # Three lines of the head, then a line a node: A, A.1, A.2, B.
        digests = str(rows[6][0]).split(" ")
        rows[6][0] = " ".join(["words:", digest_of(former), *digests[2:]])

    content = saved_workbook(write_workbook(read(SOUND), "en"), put("B", RULE, former), as_long_ago)
    reading = read_exported(content, "old.xlsx", read_sheets(content, "old.xlsx"))
    assert reading is not None
    assert (content_hash(reading.document), codes(reading)) == (read(SOUND).hash, [("CH-2706", "B")])


def replace_words(rows: Rows) -> None:
    """Another title in the document of the machine part."""
    for row in rows:
        row[0] = str(row[0]).replace("Entered", "Forged")


@pytest.mark.parametrize(
    "damage",
    [
        replace_words,
        lambda rows: rows.__delitem__(slice(1, 3)),
        lambda rows: rows.__delitem__(slice(8, None)),
        lambda rows: rows.append(["  - [x"]),
    ],
    ids=["a title", "the head", "the end", "the form"],
)
def test_a_machine_part_that_was_changed_is_refused(damage: Edit) -> None:
    content = saved_workbook(write_workbook(read(SOUND), "en"), lambda rows: None, damage)
    with pytest.raises(BadInput) as refused:
        read_exported(content, "x.xlsx", read_sheets(content, "x.xlsx"))
    assert [problem.code for problem in refused.value.problems] == ["CH-2701"]


def without_custom_parts(content: bytes) -> bytes:
    """The document as a program saves it that knows nothing of custom XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as members, zipfile.ZipFile(target, "w") as kept:
        for name in members.namelist():
            body = members.read(name)
            if name == "word/_rels/document.xml.rels":
                pieces = body.decode().removesuffix("</Relationships>\n").split("<Relationship ")
                rest = [piece for piece in pieces if "customXml" not in piece]
                body = (
                    "<Relationship ".join(rest).removesuffix("</Relationships>") + "</Relationships>"
                ).encode()
            if not name.startswith("customXml/"):
                kept.writestr(name, body)
    return target.getvalue()


def test_a_file_without_a_machine_part_is_no_export() -> None:
    content = without_custom_parts(write_document(read(SOUND), "vi"))
    grids = read_word(content, "x.docx")
    assert len(grids) == 1
    assert read_exported(content, "x.docx", grids) is None
    assert read_exported(b"%PDF-1.7", "x.pdf", ()) is None


def outline(nodes: list[dict], above: str = "") -> list[tuple[str, str, str | None, str]]:
    """Number, the number above it, maximum and title of every node."""
    found = []
    for one in nodes:
        found.append((one["code"], above, one.get("max_points"), one["title"]["vi"]))
        found += outline(one.get("nodes", []), one["code"])
    return found


@pytest.mark.parametrize("key", ["one-stop-shop@2018", "peoples-council-commune@2026-draft"])
def test_an_export_that_lost_its_machine_part_is_read_as_any_annex(key: str) -> None:
    framework = load_framework(key)
    book = write_workbook(framework, "vi")
    for name, content in {
        "annex.docx": without_custom_parts(write_document(framework, "vi")),
        "annex.xlsx": saved_workbook(book, lambda rows: None, lambda rows: rows.clear()),
    }.items():
        reading = read_annex(content, name)
        assert outline(reading.document["nodes"]) == outline(framework.tree["nodes"])
        assert reading.document["status"] == "draft"
        assert reading.questions


def test_the_sheet_of_the_machine_part_is_taken_for_no_annex() -> None:
    assert MACHINE_SHEET == SHEET
    [annex, about] = read_sheets(write_workbook(read(SOUND), "vi"), "x.xlsx")
    assert annex.rows[3][0].text == "STT"
    assert about.rows[0][0].text == "Bộ tiêu chí"
