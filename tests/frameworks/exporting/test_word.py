"""A framework as a Word document: what an office finds when it opens and prints it."""

from __future__ import annotations

import io
import re
import sys
import zipfile

import pytest

from chiso.frameworks.exporting.word import write_document
from chiso.frameworks.library import load_framework
from chiso.language import LANGUAGES
from chiso.problems import WrongCall
from tests.frameworks.documents import SOUND, changed, read

docx = pytest.importorskip("docx")


def opened(content: bytes):
    """The document as the library gives it back."""
    return docx.Document(io.BytesIO(content))


def markup(content: bytes) -> str:
    """The markup of the text itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        return members.read("word/document.xml").decode()


def test_each_node_is_a_row_with_its_code_title_and_maximum() -> None:
    [table] = opened(write_document(read(SOUND), "en")).tables
    assert [[cell.text for cell in row.cells[:3]] for row in table.rows] == [
        ["No.", "Field / criterion / sub-criterion", "Maximum points"],
        ["A", "Group", "5"],
        ["A.1", "Entered", "2"],
        ["A.2", "Yes or no", "3"],
        ["B", "Share", "5"],
        ["", "Total", "10"],
    ]


def test_a_figure_has_the_sign_of_the_language_and_no_end_is_a_fraction() -> None:
    [table] = opened(write_document(load_framework("papi@2019"), "vi")).tables
    assert {row.cells[0].text: row.cells[2].text for row in table.rows}["8.1"] == "10/3"
    half = read(
        changed(
            ('max_points: "2"\n', 'max_points: "2.5"\n'),
            ('max_points: "5"\n  law', 'max_points: "5.5"\n  law'),
            ('max_points: "10"', 'max_points: "10.5"'),
        )
    )
    [table] = opened(write_document(half, "vi")).tables
    assert [row.cells[2].text for row in table.rows][1:3] == ["5,5", "2,5"]


def test_the_page_is_a4_across_with_the_margins_of_decree_30() -> None:
    section = opened(write_document(read(SOUND), "vi")).sections[0]
    page = [round(length.mm) for length in (section.page_width, section.page_height)]
    margins = [
        round(length.mm)
        for length in (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    ]
    assert (page, margins) == ([297, 210], [20, 15, 20, 30])


def test_the_face_is_times_new_roman_in_13_and_12_points() -> None:
    document = opened(write_document(read(SOUND), "vi"))
    text, table = document.styles["Normal"], document.styles["Chiso table"]
    assert [(style.font.name, style.font.size.pt) for style in (text, table)] == [
        ("Times New Roman", 13),
        ("Times New Roman", 12),
    ]
    assert {
        p.style.name for row in document.tables[0].rows for cell in row.cells for p in cell.paragraphs
    } == {"Chiso table"}


def test_the_head_stands_on_every_page_and_no_row_is_parted() -> None:
    written = markup(write_document(read(SOUND), "vi"))
    assert written.count("<w:tr>") == 6
    assert written.count("<w:cantSplit/>") == 6
    assert written.count("<w:tblHeader/>") == 1
    assert written.index("<w:tblHeader/>") < written.index("STT")


def test_pages_are_numbered_from_the_second_on() -> None:
    section = opened(write_document(read(SOUND), "vi")).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.first_page_header.paragraphs[0].text == ""
    assert "PAGE" not in section.first_page_header._element.xml


def test_a_group_that_says_only_how_its_parts_are_added_is_one_cell() -> None:
    plain = read(changed(('  law: [{document: made_up, article: "1"}]\n', "")))
    [table] = opened(write_document(plain, "en")).tables
    group, leaf = table.rows[1].cells, table.rows[2].cells
    assert len({id(cell._tc) for cell in group[5:]}) == 1
    assert group[5].text == "Sum of its parts."
    assert len({id(cell._tc) for cell in leaf}) == 10
    [table] = opened(write_document(read(SOUND), "en")).tables
    assert len({id(cell._tc) for cell in table.rows[1].cells}) == 10


@pytest.mark.parametrize(
    "title", ["=1+1", "{ PAGE }", "https://example.org", "<w:p/>", "x\x01y", "a\tb", "]]>"]
)
def test_a_title_never_becomes_a_field_a_link_or_markup(title: str) -> None:
    quoted = title.replace("\x01", "\\x01").replace("\t", "\\t")
    framework = read(changed(("{vi: Tỷ lệ, en: Share}", f'{{vi: x, en: "{quoted}"}}')))
    content = write_document(framework, "en")
    [table] = opened(content).tables
    assert table.rows[4].cells[1].text == title.replace("\x01", "�")
    assert not re.search(r"<w:(fldSimple|fldChar|instrText|hyperlink|object)\b", markup(content))


def test_the_same_set_is_written_to_the_same_bytes_without_a_clock() -> None:
    content = write_document(read(SOUND), "vi")
    assert write_document(read(SOUND), "vi") == content
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        assert {entry.date_time for entry in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = members.namelist()
        assert (len(set(names)), "docProps/thumbnail.jpeg" in names) == (len(names), False)
    facts = opened(content).core_properties
    assert (facts.author, facts.created.year, facts.title) == ("", 1980, "Ba tiêu chí (hư cấu)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_set_is_stands_above_the_table(language) -> None:
    lines = [one.text for one in opened(write_document(read(SOUND), language)).paragraphs]
    assert lines[0] == {"vi": "Ba tiêu chí (hư cấu)", "en": "Three criteria (fictitious)"}[language]
    assert "three-leaves@1" in lines[1]
    assert {"vi": "HƯ CẤU", "en": "FICTITIOUS"}[language] in lines[1]


def test_without_the_library_the_call_is_refused_with_its_name(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(WrongCall) as refused:
        write_document(read(SOUND), "vi")
    [problem] = refused.value.problems
    assert (problem.code, problem.found) == ("CH-5002", "python-docx")
