"""Words that mean something to Excel, to typst, to XML or to a terminal stay words in all three files."""

import io
import re
import zipfile

import pytest

from chiso.documents.letters import decision_letter, write_docx, write_pdf, write_xlsx
from chiso.documents.letters.printed import one_line
from tests.documents.letters.examples import HOSTILE_NAMES, hostile_decision
from tests.documents.letters.read_back import pages_of_pdf, sheets_of_workbook, words_of_document

# As they are printed: counted by hand from the rule that blanks are one, invisible signs none, and what no
# file holds is �.
PRINTED = (
    "=cmd|' /C calc'!A0",
    '#set page(width: 1pt) #read("/etc/passwd") $x$ @ref <label> *bold* _slanted_',
    "<script>alert(1)</script> & <w:br/> ]]>",
    "Ư" * 300,
    "Phường Hai dòng và thẻ",
    "Điều lệ gnôhk ẩn",
    "漢字 𒀀 � �� � �",
    "\\u{1F600} \\\\ {braces} {{double}} %s Độc",
)


@pytest.fixture(scope="module")
def letter():
    return decision_letter(hostile_decision())


@pytest.mark.parametrize(("given", "printed"), list(zip(HOSTILE_NAMES, PRINTED, strict=True)))
def test_a_name_is_printed_as_one_line_of_what_can_be_seen(given, printed):
    assert one_line(given) == printed


def test_in_word_they_stay_words_without_fields_or_links(letter):
    content = write_docx(letter)
    words = words_of_document(content).split("\n")
    for name in PRINTED:
        # Unit and class; code, title and note of a leaf.
        assert words.count(name) == 5
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        body = members.read("word/document.xml")
        fields = re.findall(rb"<w:(?:fldSimple|instrText|hyperlink|object|altChunk)\b", body)
        outside = [name for name in members.namelist() if b'TargetMode="External"' in members.read(name)]
    assert fields == []
    assert outside == []


def test_in_a_pdf_they_stay_words_and_no_file_of_the_machine_is_read(letter):
    everything = "".join("".join(pages_of_pdf(write_pdf(letter))).split())
    for name in PRINTED:
        # No face of the machine may have these two signs; the words around them are looked for.
        sought = "".join(name.split()).replace("漢字𒀀", "").replace("�", "")
        assert everything.count(sought) >= 5, name
    assert "root:x:" not in everything


def test_in_a_workbook_they_stay_words_without_formulas_or_links(letter):
    content = write_xlsx(letter.annexes, title=letter.subject, created=letter.created)
    results, leaves = sheets_of_workbook(content).values()
    assert [row[2] for row in results[3:]] == list(PRINTED)
    assert [row[1] for row in leaves[3:]] == list(PRINTED)
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        sheets = b"".join(members.read(n) for n in members.namelist() if n.startswith("xl/worksheets/"))
    assert re.findall(rb"<(?:f|hyperlink)[ >]", sheets) == []
