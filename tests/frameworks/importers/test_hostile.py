"""Files made to do harm, or broken on the way: each is read or refused with a code, soon."""

from __future__ import annotations

import io
import random
import sys
import zipfile

import pytest

from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.maxima import read_maximum
from chiso.problems import BadInput, WrongCall
from tests.frameworks.importers.tables import HEADINGS, Wide, in_pdf, in_sheets, in_word

ROWS = [
    [Wide("STT", rows=2), Wide("Tiêu chí", rows=2), Wide("Điểm", columns=2), Wide("Minh chứng", rows=2)],
    ["Tối đa", "Tự chấm"],
    ["I", "CHỈ ĐẠO", "3", "", ""],
    ["1", "Kế hoạch\n- Kịp thời: 1 điểm\n- Không: 0 điểm", "1", "", "Kế hoạch"],
    ["2", "Mức độ", "2", "", "Báo cáo"],
    ["", "Từ 90% trở lên", "2", "", ""],
    ["", "Dưới 90%", "0", "", ""],
]
# The codes that refuse a file: CH-2601 to CH-2612.
KNOWN = {f"CH-{code}" for code in range(2601, 2613)}
WRITERS = {"a.docx": in_word, "a.xlsx": in_sheets, "a.pdf": in_pdf}


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """The bytes with some exchanged, taken out or doubled."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(max(1, len(changed)))
        kind = chance.randrange(3)
        if kind == 0:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del changed[at : at + chance.randrange(1, 200)]
        else:
            changed[at:at] = changed[at : at + chance.randrange(1, 200)]
    return bytes(changed)


def spoilt_inside(source: bytes, chance: random.Random) -> bytes:
    """An archive with one of its parts spoilt."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as before, zipfile.ZipFile(target, "w") as after:
        chosen = chance.choice(before.namelist())
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, spoilt(content, chance) if name == chosen else content)
    return target.getvalue()


def codes_or_read(source: bytes, name: str) -> set[str]:
    """The codes with which a file is refused; none where it is read."""
    try:
        read_annex(source, name)
    except BadInput as refused:
        return {problem.code for problem in refused.problems}
    return set()


@pytest.mark.parametrize("name", WRITERS)
def test_a_spoilt_file_is_read_or_refused_with_a_code(name):
    chance = random.Random(name)
    source = WRITERS[name](ROWS)
    for _ in range(40):
        inside = name != "a.pdf" and chance.random() < 0.8
        broken = spoilt_inside(source, chance) if inside else spoilt(source, chance)
        assert codes_or_read(broken, name) <= KNOWN


@pytest.mark.parametrize("unit", ["tối đa ", "điểm tối đa là ", "cộng ", "1,1 ", "0 - "])
def test_a_maximum_of_ever_more_words_is_not_pondered(unit):
    assert read_maximum(unit * 14).is_unclear
    assert read_maximum(unit * 5_000).is_unclear


@pytest.mark.parametrize("unit", ["( ", "từ 1 đến ", "mỗi 1 trừ ", "Điều 1 ", "không "])
def test_prose_longer_than_any_law_s_stays_as_text(unit):
    rows = [["TT", "Tiêu chí", "Điểm tối đa", "Cách chấm điểm"], ["1", "A", "2", unit * 3_000]]
    reading = read_annex(in_sheets(rows), "a.xlsx")
    assert reading.document["nodes"][0]["rule"] == {"kind": "not_stated@1"}
    assert "CH-2635" in {question.code for question in reading.questions}


def test_words_that_begin_like_a_formula_stay_words():
    target = [HEADINGS, ["1", '=HYPERLINK("http://x")', "2", "", "+cmd|' /C calc'!A0"]]
    node = read_annex(in_sheets(target), "a.xlsx").document["nodes"][0]
    assert node["title"]["vi"] == '=HYPERLINK("http://x")'
    assert node["evidence"] == {"vi": "+cmd|' /C calc'!A0"}


@pytest.mark.parametrize(
    ("name", "module", "package"),
    [
        ("a.docx", "docx", "python-docx"),
        ("a.xlsx", "python_calamine", "python-calamine"),
        ("a.pdf", "pdfplumber", "pdfplumber"),
    ],
)
def test_a_library_that_is_not_installed_is_named(monkeypatch, name, module, package):
    source = WRITERS[name](ROWS)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(WrongCall) as refused:
        read_annex(source, name)
    assert [(problem.code, problem.found) for problem in refused.value.problems] == [("CH-5002", package)]
