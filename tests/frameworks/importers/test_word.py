import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from chiso.frameworks.importers.word import read_word
from chiso.frameworks.importers.word_numbering import write_roman
from tests.frameworks.importers.tables import Wide, bold, in_word, saved


def words_of(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def test_cells_merged_across_and_down_stand_once():
    rows = [[Wide("Điểm", columns=2), Wide("Ghi chú", rows=2)], ["Tối đa", "Tự chấm"], ["2", "", "x"]]
    (grid,) = read_word(in_word(rows), "a.docx")
    assert words_of(grid) == [["Điểm", "", "Ghi chú"], ["Tối đa", "Tự chấm", ""], ["2", "", "x"]]
    assert (grid.rows[0][0].column_span, grid.rows[0][2].row_span) == (2, 2)
    assert [cell.is_covered for cell in grid.rows[1]] == [False, False, True]


def test_a_cell_merged_over_three_rows_says_so():
    (grid,) = read_word(in_word([[Wide("1.1", rows=3), "a"], ["b"], ["c"]]), "a.docx")
    assert grid.rows[0][0].row_span == 3


def test_paragraphs_and_breaks_are_lines_and_bold_is_known():
    (grid,) = read_word(in_word([[bold("Kế hoạch"), "Một\nHai"]]), "a.docx")
    assert [(cell.text, cell.is_bold) for cell in grid.rows[0]] == [("Kế hoạch", True), ("Một\nHai", False)]


def test_the_words_before_a_table_go_with_it():
    (grid,) = read_word(in_word([["a"]], before=["Phụ lục I", "BỘ TIÊU CHÍ"]), "a.docx")
    assert grid.words_before == ("Phụ lục I", "BỘ TIÊU CHÍ")


def test_pages_are_known_where_word_has_left_its_marks():
    document = docx.Document()
    table = document.add_table(3, 2)
    for at, row in enumerate(table.rows):
        for cell in row.cells:
            run = cell.paragraphs[0].add_run()
            if at == 2:
                # A row that begins a page carries the mark in each of its cells.
                run._r.append(OxmlElement("w:lastRenderedPageBreak"))
            cell.paragraphs[0].add_run("x")
    (grid,) = read_word(saved(document), "a.docx")
    assert [row[1].place.page for row in grid.rows] == [1, 1, 2]


def test_without_marks_no_page_is_claimed():
    document = docx.Document()
    document.add_paragraph().add_run("x").add_break(WD_BREAK.PAGE)
    document.add_table(1, 1)
    (grid,) = read_word(saved(document), "a.docx")
    assert grid.rows[0][0].place.page is None


def test_what_a_tracked_change_takes_out_is_not_read():
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].add_run("Tối đa ")
    for tag, inner, words in (("del", "delText", "5"), ("ins", "t", "6"), ("moveFrom", "t", "7")):
        run = f"<w:r><w:{inner}>{words}</w:{inner}></w:r>"
        change = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a">{run}</w:{tag}>'
        cell.paragraphs[0]._p.append(parse_xml(change))
    (grid,) = read_word(saved(document), "a.docx")
    assert words_of(grid) == [["Tối đa 6"]]


def test_a_table_in_a_cell_becomes_its_lines():
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].add_run("Cách chấm")
    inner = cell.add_table(2, 2)
    for at, words in enumerate(("Có", "1", "Không", "0")):
        inner.cell(at // 2, at % 2).text = words
    (grid,) = read_word(saved(document), "a.docx")
    assert words_of(grid) == [["Cách chấm\nCó\n1\nKhông\n0"]]


def test_rows_inside_a_content_control_are_read():
    document = docx.Document()
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "a"
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    row = table.rows[0]._tr
    row.addprevious(control)
    control.find(qn("w:sdtContent")).append(row)
    (grid,) = read_word(saved(document), "a.docx")
    assert words_of(grid) == [["a"]]


def test_numbers_that_word_writes_by_itself_are_counted():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    notations = (("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3"))
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{notation}"/>'
        f'<w:lvlText w:val="{label}"/></w:lvl>'
        for level, (notation, label) in enumerate(notations)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    wanted = [(0, "I."), (1, "1."), (2, "1.1"), (2, "1.2"), (1, "2."), (2, "2.1"), (0, "II."), (1, "1.")]
    table = document.add_table(len(wanted), 1)
    for row, (level, _) in zip(table.rows, wanted, strict=True):
        reference = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(parse_xml(reference))
    (grid,) = read_word(saved(document), "a.docx")
    assert [row[0].text for row in grid.rows] == [label for _, label in wanted]


def test_a_bulleted_line_begins_with_a_dash():
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "Kế hoạch"
    cell.add_paragraph("Kịp thời: 1 điểm", style="List Bullet")
    (grid,) = read_word(saved(document), "a.docx")
    assert words_of(grid) == [["Kế hoạch\n- Kịp thời: 1 điểm"]]


def test_marks_that_cannot_be_seen_are_left_out():
    (grid,) = read_word(in_word([["\u202eBáo\u200b cáo\u202c\u00ad", "a\u00a0b"]]), "a.docx")
    assert words_of(grid) == [["Báo cáo", "a b"]]


def test_roman_figures():
    assert [write_roman(number) for number in (1, 4, 9, 14, 40, 90, 400, 1999)] == [
        "I", "IV", "IX", "XIV", "XL", "XC", "CD", "MCMXCIX",
    ]  # fmt: skip
