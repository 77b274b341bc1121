import io
import zlib

import pikepdf
import pypdfium2
import pytest

from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.pdf import read_pdf
from chiso.problems import BadInput
from tests.frameworks.importers.tables import HEADINGS, Wide, bold, in_pdf

LONG = (
    "Mức độ thực hiện kế hoạch cải cách hành chính năm của cơ quan, đơn vị theo quy định của Ủy ban nhân dân "
    "thành phố và hướng dẫn của Sở Nội vụ"
)


def words_of(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def codes_of(source):
    with pytest.raises(BadInput) as refused:
        read_pdf(source, "a.pdf")
    return [problem.code for problem in refused.value.problems]


def test_merged_cells_stand_once():
    rows = [[Wide("TT", rows=2), Wide("Điểm", columns=2)], ["Tối đa", "Tự chấm"], ["1", "2", ""]]
    ((grid,), pages) = read_pdf(in_pdf(rows, widths=[60, 200, 100]), "a.pdf")
    assert words_of(grid) == [["TT", "Điểm", ""], ["", "Tối đa", "Tự chấm"], ["1", "2", ""]]
    assert (grid.rows[0][0].row_span, grid.rows[0][1].column_span, pages) == (2, 2, 1)


def test_lines_broken_by_the_width_are_one_paragraph():
    ((grid,), _) = read_pdf(in_pdf([["1.1", LONG]], widths=[60, 160]), "a.pdf")
    assert words_of(grid) == [["1.1", LONG]]


def test_lines_broken_by_the_writer_stay_lines():
    prose = "Kế hoạch\n- Kịp thời: 1 điểm\n- Chậm: 0,5 điểm"
    ((grid,), _) = read_pdf(in_pdf([["1.1", prose]], widths=[60, 160]), "a.pdf")
    assert words_of(grid) == [["1.1", prose]]


def test_bold_is_told_by_the_face():
    ((grid,), _) = read_pdf(in_pdf([["1", bold("CHỈ ĐẠO")], ["1.1", "Kế hoạch"]]), "a.pdf")
    assert [row[1].is_bold for row in grid.rows] == [True, False]


def test_a_table_goes_on_over_pages_and_each_row_knows_its_own():
    rows = [HEADINGS, *[[str(number), LONG, "1", "", LONG] for number in range(1, 31)]]
    reading = read_annex(in_pdf(rows, repeat=1), "a.pdf")
    assert [node["code"] for node in reading.document["nodes"]] == [str(number) for number in range(1, 31)]
    pages = [place.page for place in reading.places.values()]
    assert pages == sorted(pages)
    assert pages[-1] == reading.counts.pages == reading.counts.tables > 3


def test_a_number_broken_in_a_narrow_column_is_whole():
    rows = [HEADINGS, *[[f"1.{number}", "Kế hoạch", "1", "", ""] for number in range(1, 11)]]
    reading = read_annex(in_pdf(rows, widths=[34, 330, 90, 90, 90]), "a.pdf")
    assert [node["code"] for node in reading.document["nodes"]][-1] == "1.10"


def test_a_scan_is_refused():
    image = pypdfium2.PdfDocument(in_pdf([["1", "Kế hoạch"]]))[0].render(scale=1).to_pil()
    target = io.BytesIO()
    image.save(target, "PDF")
    assert codes_of(target.getvalue()) == ["CH-2606"]


def test_a_file_with_a_password_is_refused():
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(in_pdf([["1", "Kế hoạch"]]))) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert codes_of(target.getvalue()) == ["CH-2602"]


def test_a_stream_that_unfolds_without_end_is_refused():
    packed = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)
    assert len(packed) < 5_000
    source = (
        b"%PDF-1.7\n1 0 obj<</Length 1/Filter[/FlateDecode/FlateDecode]>>\nstream\n"
        + packed
        + b"\nendstream\n"
    )
    assert codes_of(source) == ["CH-2604"]


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("chiso.frameworks.importers.pdf.MOST_PAGES", 2)
    rows = [HEADINGS, *[[str(number), LONG, "1", "", LONG] for number in range(1, 31)]]
    assert codes_of(in_pdf(rows)) == ["CH-2604"]


def test_a_page_of_ever_so_many_lines_is_refused(monkeypatch):
    monkeypatch.setattr("chiso.frameworks.importers.pdf.MOST_EDGES", 10)
    assert codes_of(in_pdf([[str(row), "x"] for row in range(12)])) == ["CH-2604"]


@pytest.mark.parametrize(
    "noise", [b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n1 0 obj\n<<", b"%PDF-" + bytes(range(256)) * 20]
)
def test_what_only_begins_like_a_pdf_is_refused(noise):
    assert codes_of(noise) == ["CH-2605"]
