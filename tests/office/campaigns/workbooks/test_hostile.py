"""A workbook that was altered, by a slip or to do harm: refused with every place named, and nothing kept."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.submitting.content import content_of
from chiso.office.campaigns.workbooks.services import bring_workbook
from chiso.office.campaigns.workbooks.writing import write_agency_workbook
from chiso.office.organisation.models import Assignment
from chiso.problems import BadInput
from tests.office.campaigns.making import Running, running
from tests.office.campaigns.workbooks.editing import Book, formula, number, words
from tests.office.campaigns.workbooks.taking import bring, refused, take
from tests.office.making import assign

pytestmark = pytest.mark.django_db
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def whole_city() -> Any:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


@pytest.fixture
def book(made: Running) -> Book:
    return take(made)


def test_formulas_are_refused_even_where_their_value_is_sound(made: Running, book: Book) -> None:
    first, second = book.cell("1", "value"), book.cell("6", "note")
    edited = book.type({first: formula("1+1", "2"), second: formula('HYPERLINK("http://x")', "0")})
    assert refused(made, edited) == [("CH-7837", f"Tiêu chí!{first}"), ("CH-7837", f"Tiêu chí!{second}")]


def test_words_that_begin_like_a_formula_are_words(made: Running, book: Book) -> None:
    said = '=cmd|" /C calc"!A0'
    workbook = bring(made, book.type({book.cell("6", "note"): words(said)}))
    assert workbook.leaves[0]["note"] == said


def test_merged_cells_are_refused(made: Running, book: Book) -> None:
    first, last = book.cell("6", "value", 0), book.cell("6", "value", 1)
    merged = f'<mergeCells count="1"><mergeCell ref="{first}:{last}"/></mergeCells>'
    # Merged cells stand right after the protection of the sheet.
    edited = book.with_part(SHEET, lambda sheet: re.sub(r"(<sheetProtection[^>]*/>)", rf"\1{merged}", sheet))
    assert refused(made, edited) == [("CH-7838", f"Tiêu chí!{first}")]


@pytest.mark.parametrize(
    "member", ["xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin", "xl/connections.xml"]
)
def test_links_to_elsewhere_and_embedded_things_are_refused_by_name(
    made: Running, book: Book, member: str
) -> None:
    edited = book.with_parts({member: b"<externalLink/>"})
    with pytest.raises(BadInput) as error:
        bring(made, edited)
    assert [(one.code, one.found) for one in error.value.problems] == [("CH-7836", member)]


def test_programs_are_refused(made: Running, book: Book) -> None:
    types = book.part("[Content_Types].xml").replace(
        "spreadsheetml.sheet.main+xml", "sheet.macroEnabled.main+xml"
    )
    assert [code for code, _ in refused(made, book.with_parts({"[Content_Types].xml": types.encode()}))] == [
        "CH-2603"
    ]


def test_an_archive_that_unfolds_without_end_is_refused(made: Running, book: Book) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 130_000_000)
    assert len(target.getvalue()) < 200_000
    assert [code for code, _ in refused(made, Book(target.getvalue()))] == ["CH-2604"]
    far = book.with_part(
        SHEET, lambda sheet: sheet.replace("</row>", '<c r="XFD1048576"><v>1</v></c></row>', 1)
    )
    assert [code for code, _ in refused(made, far)] == ["CH-2604"]


def test_a_declaration_of_entities_is_refused(made: Running, book: Book) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert [code for code, _ in refused(made, book.with_parts({SHEET: bomb.encode()}))] == ["CH-2605"]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"%PDF-1.7 x", b"<html></html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n1,2\n"],
)
def test_what_is_no_workbook_is_told_so(made: Running, content: bytes) -> None:
    codes = [code for code, _ in refused(made, Book(content))]
    assert codes in (["CH-7834"], ["CH-2602"], ["CH-2605"])


def test_a_workbook_of_others_has_no_machine_part(made: Running, book: Book) -> None:
    renamed = book.with_part("xl/workbook.xml", lambda part: part.replace('name="chiso"', 'name="khac"'))
    assert refused(made, renamed) == [("CH-7834", "so.xlsx")]


def test_a_machine_part_that_was_changed_by_hand_is_refused(made: Running, book: Book) -> None:
    strings = book.part("xl/sharedStrings.xml")
    changed = strings.replace(made.ba_dinh.key, made.hoan_kiem.key)
    assert changed != strings
    assert refused(made, book.with_parts({"xl/sharedStrings.xml": changed.encode()})) == [
        ("CH-7834", "so.xlsx")
    ]


def test_the_workbook_of_another_agency_is_refused(made: Running) -> None:
    other = write_agency_workbook(content_of(made.participants, made.hoan_kiem), "vi")
    assert refused(made, Book(other)) == [("CH-7835", "so.xlsx")]


def test_the_workbook_of_another_campaign_is_refused(made: Running, book: Book) -> None:
    another = Campaign.objects.create(
        kind="units", title="Năm khác", period="2021", framework=made.campaign.framework
    )
    assign(another, made.ba_dinh, "", made.ba_dinh, made.home_affairs)
    phase = made.campaign.phases.get()
    another.phases.create(kind=phase.kind, opens_at=phase.opens_at, closes_at=phase.closes_at)
    with pytest.raises(BadInput) as error:
        bring_workbook(
            actor=made.people["officer"],
            campaign=another,
            agency=made.ba_dinh,
            content=book.content,
            name="a",
        )
    assert [one.code for one in error.value.problems] == ["CH-7835"]


def test_altered_codes_and_rows_that_changed_places_are_named(made: Running, book: Book) -> None:
    cell = book.cell("6", "code", 1)
    assert refused(made, book.type({cell: words("7")})) == [("CH-7841", f"Tiêu chí!{cell}")]


def test_rows_that_were_added_taken_out_or_doubled_are_named(made: Running, book: Book) -> None:
    line = int(re.sub(r"\D", "", book.cell("6", "code", 1)))

    def without(sheet: str) -> str:
        return re.sub(rf'<row r="{line}".*?</row>', "", sheet)

    assert refused(made, book.with_part(SHEET, without)) == [("CH-7840", "Tiêu chí")]
    last = max(int(found) for found in re.findall(r'<row r="(\d+)"', book.part(SHEET)))

    def with_one_more(sheet: str) -> str:
        row = f'<row r="{last + 1}"><c r="F{last + 1}"><v>5</v></c></row>'
        return sheet.replace("</sheetData>", row + "</sheetData>")

    assert refused(made, book.with_part(SHEET, with_one_more)) == [("CH-7840", f"Tiêu chí!A{last + 1}")]


def test_a_column_that_is_gone_is_named_with_its_sheet(made: Running, book: Book) -> None:
    head = next(n for n, row in enumerate(book.sheet("Tiêu chí"), 1) if "Tử số" in row)
    edited = book.type({f"G{head}": words("")})
    with pytest.raises(BadInput) as error:
        bring(made, edited)
    assert [(one.code, one.where.field) for one in error.value.problems] == [("CH-7839", "Tiêu chí")]
    assert "Tử số" in error.value.problems[0].expected.in_language("vi")


@pytest.mark.parametrize(
    ("code", "column", "typed", "problem"),
    [
        ("1", "value", words("1.234"), "CH-7843"),  # a thousand and more, or one and a bit
        ("1", "value", words("nhiều"), "CH-1126"),
        ("6", "value", words("có thể"), "CH-7843"),
        ("6", "value", number("7"), "CH-7843"),
        ("6", "status", words("chắc là có"), "CH-7843"),
        ("5", "numerator", number("-3"), "CH-1127"),
        ("8", "note", words("x" * 4_001), "CH-7843"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    made: Running, book: Book, code: str, column: str, typed: str, problem: str
) -> None:
    cells = {book.cell(code, column): typed}
    if code == "1":
        cells[book.cell("1", "case")] = words("HS-1")
    if column == "numerator":
        cells[book.cell(code, "denominator")] = number("5")
    assert refused(made, book.type(cells)) == [(problem, f"Tiêu chí!{book.cell(code, column)}")]


def test_a_figure_that_became_a_day_is_refused(made: Running, book: Book) -> None:
    """Typed as 1.10, shown as 1 October: the number of the day is no figure of anybody."""
    styles = book.part("xl/styles.xml")
    formats = styles.count("<xf ")
    added = re.sub(
        r'<cellXfs count="(\d+)">(.*?)</cellXfs>',
        lambda found: (
            f'<cellXfs count="{int(found[1]) + 1}">{found[2]}'
            '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        ),
        styles,
        flags=re.DOTALL,
    )
    assert added.count("<xf ") == formats + 1
    style = int(re.search(r'<cellXfs count="(\d+)">', styles)[1])  # type: ignore[index]
    cell = book.cell("1", "value")
    edited = book.with_parts({"xl/styles.xml": added.encode()}).type(
        {cell: number("45931"), book.cell("1", "case"): words("HS-1")}
    )
    edited = edited.with_part(
        SHEET, lambda sheet: re.sub(rf'(<c r="{cell}" s=")\d+', rf"\g<1>{style}", sheet)
    )
    assert refused(made, edited) == [("CH-7843", f"Tiêu chí!{cell}")]


def test_figures_beside_a_state_that_says_there_are_none_are_named(made: Running, book: Book) -> None:
    cells = {book.cell("6", "value"): words("có"), book.cell("6", "status"): words("chưa có số liệu")}
    with pytest.raises(BadInput) as error:
        bring(made, book.type(cells))
    (problem,) = error.value.problems
    assert (problem.code, problem.where.field) == ("CH-7843", f"Tiêu chí!{book.cell('6', 'status')}")
    assert problem.mend.in_language("en") == "Take out the figures, or the state."


def test_all_problems_of_a_workbook_come_at_once(made: Running, book: Book) -> None:
    cells = {
        book.cell("6", "value", 0): words("có thể"),
        book.cell("6", "value", 2): words("chưa rõ"),
        book.cell("8", "numerator", 0): words("ba"),
        book.cell("8", "denominator", 0): number("5"),
    }
    assert refused(made, book.type(cells)) == [
        ("CH-7843", f"Tiêu chí!{book.cell('6', 'value', 0)}"),
        ("CH-7843", f"Tiêu chí!{book.cell('6', 'value', 2)}"),
        ("CH-1126", f"Tiêu chí!{book.cell('8', 'numerator', 0)}"),
    ]


def test_a_leaf_that_another_agency_answers_for_since_is_refused_where_it_was_edited(
    made: Running, book: Book
) -> None:
    Assignment.objects.create(
        campaign=made.campaign, unit=made.ba_dinh, node="6", responsible=made.hoan_kiem,
        appraising=made.home_affairs,
    )  # fmt: skip
    cell = book.cell("6", "code")
    assert refused(made, book.type({book.cell("6", "note"): words("y")})) == [("CH-7842", f"Tiêu chí!{cell}")]
