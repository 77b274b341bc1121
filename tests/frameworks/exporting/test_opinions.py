"""The table of opinions and answers, and the comparison of two versions, as documents."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import pytest

from chiso.frameworks.exporting.comparison import differences_as_document
from chiso.frameworks.exporting.opinions import opinions_as_document, opinions_as_workbook
from chiso.frameworks.library import load_framework
from tests.frameworks.documents import SOUND, changed, read

docx = pytest.importorskip("docx")
calamine = pytest.importorskip("python_calamine")


@dataclass(frozen=True)
class Opinion:
    """One opinion, as a caller gives it."""

    agency: str
    node: str
    content: str
    decision: str
    answer: str


OPINIONS = [
    Opinion("Department A", "A.1", "=HYPERLINK('x')\nPlease explain.", "accepted", "Done in the note."),
    Opinion("Department B", "the whole draft", "No objection.", "accepted", ""),
    Opinion("the public", "B", "Too many points.", "declined", "The share was agreed on."),
]
ROWS = [
    ["1", "A.1", "Department A", "=HYPERLINK('x')\nPlease explain.", "accepted\nDone in the note."],
    ["2", "the whole draft", "Department B", "No objection.", "accepted"],
    ["3", "B", "the public", "Too many points.", "declined\nThe share was agreed on."],
]


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of the one table of a document."""
    [table] = docx.Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_each_opinion_is_a_row_with_who_what_and_the_answer() -> None:
    content = opinions_as_document(OPINIONS, title="Three criteria", language="en")
    assert rows_of(content)[1:] == ROWS
    lines = [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]
    assert lines[1:3] == ["on the draft of: Three criteria", "Opinions: 3. accepted: 2; declined: 1."]


def test_the_workbook_of_opinions_says_the_same_and_holds_no_formula() -> None:
    content = opinions_as_workbook(OPINIONS, title="Three criteria", language="en")
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("Opinions").to_python(skip_empty_area=False)
    assert rows[5:] == ROWS
    assert rows[1][0] == "on the draft of: Three criteria"
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        assert b"<f>" not in members.read("xl/worksheets/sheet1.xml")


def test_no_opinion_is_said_in_words() -> None:
    content = opinions_as_document([], title="Ba tiêu chí")
    assert rows_of(content)[1:] == []
    assert "Không có ý kiến góp ý." in [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]


def test_opinions_are_written_to_the_same_bytes() -> None:
    for write in (opinions_as_document, opinions_as_workbook):
        assert write(OPINIONS, title="x") == write(OPINIONS, title="x")


def test_a_comparison_has_a_row_for_each_node_that_differs() -> None:
    older = read(SOUND)
    newer = read(
        changed(('version: "1"', 'version: "2"'), ("{vi: Tỷ lệ, en: Share}", "{vi: Tỷ lệ, en: Quota}"))
    )
    [head, row] = rows_of(differences_as_document(older, newer, "en"))
    assert head == ["No.", "three-leaves@1", "three-leaves@2", "What changes"]
    assert row[1].splitlines()[:2] == ["B. Share", "Maximum: 5 points."]
    assert row[2].splitlines()[:2] == ["B. Quota", "Maximum: 5 points."]
    assert row[3] == "B: title “Share” became “Quota”."


def test_what_is_new_or_gone_has_one_empty_side() -> None:
    rows = rows_of(differences_as_document(load_framework("papi@2018"), load_framework("papi@2019"), "vi"))
    added = next(row for row in rows if row[2].startswith("8.3"))
    assert added[1] == ""
    rows = rows_of(differences_as_document(load_framework("papi@2019"), load_framework("papi@2018"), "vi"))
    assert next(row for row in rows if row[1].startswith("8.3"))[2] == ""


def test_versions_that_say_the_same_are_said_to() -> None:
    document = docx.Document(io.BytesIO(differences_as_document(read(SOUND), read(SOUND), "en")))
    assert document.tables == []
    assert document.paragraphs[-1].text == "No difference of content."
