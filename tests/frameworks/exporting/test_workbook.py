"""A framework as a workbook: what stands in it when another program reads it back."""

from __future__ import annotations

import io
import zipfile

import pytest

from chiso.frameworks.exporting.workbook import write_workbook
from chiso.frameworks.library import keys, load_framework
from chiso.frameworks.model import Framework
from chiso.language import LANGUAGES, Language
from tests.frameworks.documents import SOUND, changed, read

calamine = pytest.importorskip("python_calamine")

FIRST_ROW = 4
Rows = list[list[object]]


def sheets_of(framework: Framework, language: Language) -> list[Rows]:
    """The rows of the two sheets that are shown, read back by another library."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(write_workbook(framework, language)))
    names = [
        sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible
    ]
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]


def test_each_node_is_a_row_with_its_code_title_and_maximum() -> None:
    annex, _ = sheets_of(read(SOUND), "en")
    assert [row[:3] for row in annex[FIRST_ROW:]] == [
        ["A", "Group", 5.0],
        ["A.1", "Entered", 2.0],
        ["A.2", "Yes or no", 3.0],
        ["B", "Share", 5.0],
        ["", "Total", 10.0],
    ]


def test_the_columns_for_filling_in_are_empty() -> None:
    annex, _ = sheets_of(read(SOUND), "en")
    head = annex[FIRST_ROW - 1]
    places = [head.index("Self-assessment"), head.index("Appraisal")]
    assert {row[place] for row in annex[FIRST_ROW:] for place in places} == {""}


def test_what_a_set_is_stands_in_the_annex_and_on_a_sheet_of_its_own() -> None:
    annex, about = sheets_of(read(SOUND), "en")
    assert "FICTITIOUS" in str(annex[1][0])
    facts = {row[0]: row[1] for row in about}
    assert facts["Framework"] == "three-leaves@1"
    assert facts["Content hash"] == read(SOUND).hash


def test_a_maximum_without_an_end_as_a_decimal_is_written_as_a_fraction() -> None:
    annex, _ = sheets_of(load_framework("papi@2019"), "vi")
    assert {row[0]: row[2] for row in annex[FIRST_ROW:]}["8.1"] == "10/3"


@pytest.mark.parametrize(
    "title",
    [
        "=1+1",
        "=HYPERLINK('x')",
        "+1",
        "-1",
        "@SUM(1)",
        "{=1+1}",
        "https://example.org",
        "internal:A!B",
        "1,5",
    ],
)
def test_a_title_never_becomes_a_formula_a_link_or_a_number(title: str) -> None:
    quoted = title.replace("'", "''")
    framework = read(
        changed(
            ("{vi: Ba tiêu chí (hư cấu), en: Three criteria (fictitious)}", f"{{vi: x, en: '{quoted}'}}"),
            ("{vi: Tỷ lệ, en: Share}", f"{{vi: x, en: '{quoted}'}}"),
        )
    )
    content = write_workbook(framework, "en")
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        sheets = [members.read(name).decode() for name in members.namelist() if "worksheets/" in name]
        relations = [name for name in members.namelist() if "worksheets/_rels" in name]
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert relations == []
    annex, _ = sheets_of(framework, "en")
    assert (annex[0][0], annex[7][1]) == (title, title)


def test_no_cell_is_longer_than_a_workbook_holds_however_letters_are_counted() -> None:
    title = "\U0001f600" * 19_000
    annex, _ = sheets_of(read(changed(("{vi: Tỷ lệ, en: Share}", f"{{vi: x, en: {title}}}"))), "en")
    shown = str(annex[7][1])
    assert shown[0] == "\U0001f600"
    assert len(shown.encode("utf-16-le")) / 2 <= 32_767


def test_the_same_set_is_written_to_the_same_bytes() -> None:
    framework = read(SOUND)
    assert write_workbook(framework, "vi") == write_workbook(framework, "vi")
    with zipfile.ZipFile(io.BytesIO(write_workbook(framework, "vi"))) as members:
        # Nothing of the hour or the person is in it.
        assert b"1980-01-01T00:00:00Z" in members.read("docProps/core.xml")


@pytest.mark.parametrize("key", keys())
def test_every_set_of_the_library_is_written_whole(key: str) -> None:
    framework = load_framework(key)
    language = LANGUAGES[len(key) % 2]
    annex, _ = sheets_of(framework, language)
    codes = [row[0] for row in annex[FIRST_ROW:] if row[0]]
    assert codes == [node.code for node, _, _ in framework.walk()]
