import io
import warnings
import zipfile

import pytest

from chiso.frameworks.importers import files as bounds
from chiso.frameworks.importers import read_annex
from chiso.frameworks.importers.files import Format, recognise
from chiso.problems import BadInput
from tests.frameworks.importers.tables import HEADINGS, in_pdf, in_sheets, in_word

ROWS = [HEADINGS, ["1", "Kế hoạch", "2", "", ""]]


def repacked(source: bytes, **changes: bytes | None) -> bytes:
    """An archive with some members replaced, added, or (None) left out; "__" stands for "/"."""
    named = {name.replace("__", "/"): content for name, content in changes.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as before, zipfile.ZipFile(target, "w", 8) as after:
        for member in before.namelist():
            if member not in named:
                after.writestr(member, before.read(member))
        for member, content in named.items():
            if content is not None:
                after.writestr(member, content)
    return target.getvalue()


def types_with(source: bytes, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    assert old in types
    return repacked(source, **{"[Content_Types].xml": types.replace(old, new).encode()})


def codes_of(source: bytes, name: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_annex(source, name)
    return [problem.code for problem in refused.value.problems]


def test_the_bytes_tell_the_format_not_the_name():
    assert recognise(in_word(ROWS), "annex.pdf")[0] is Format.WORD
    assert recognise(in_sheets(ROWS), "annex.docx")[0] is Format.WORKBOOK
    assert recognise(in_pdf(ROWS), "annex.xlsx")[0] is Format.PDF


@pytest.mark.parametrize(
    "content", [b"", b"TT;Ti\xc3\xaau ch\xc3\xad", b"{\\rtf1 }", b"<html></html>", b"\x00" * 64]
)
def test_what_is_no_office_file_is_refused(content):
    assert codes_of(content, "annex.docx") == ["CH-2601"]


def test_an_archive_that_is_no_office_file_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert codes_of(target.getvalue(), "annex.docx") == ["CH-2601"]


def test_an_old_file_and_one_with_a_password_are_refused():
    # Both begin alike: the container of Office 97, which also holds encrypted newer files.
    assert codes_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "annex.doc") == ["CH-2602"]


@pytest.mark.parametrize("write", [in_word, in_sheets])
def test_macros_are_refused(write):
    source = types_with(
        write(ROWS),
        "</Types>",
        '<Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    assert codes_of(source, "annex.docm") == ["CH-2603"]


def test_a_macro_enabled_document_is_refused():
    source = types_with(
        in_word(ROWS),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert codes_of(source, "annex.docx") == ["CH-2603"]


def test_an_archive_that_unfolds_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(bounds, "LARGEST_UNPACKED", 1_000_000)
    bomb = repacked(in_word(ROWS), word__media__image1=b"\0" * 2_000_000)
    assert len(bomb) < 100_000
    assert codes_of(bomb, "annex.docx") == ["CH-2604"]


def test_an_archive_of_too_many_parts_is_refused():
    many = {f"word__media__{number}.txt": b"x" for number in range(bounds.MOST_MEMBERS + 1)}
    assert codes_of(repacked(in_word(ROWS), **many), "annex.docx") == ["CH-2604"]


def test_a_size_that_the_archive_hides_is_not_unpacked():
    # The directory claims 10 bytes for a part that holds a million.
    source = bytearray(repacked(in_word(ROWS), word__extra=b"x" * 1_000_000))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = source.rfind(signature, 0, source.find(b"word/extra", source.find(signature)))
        source[start + offset : start + offset + 4] = (10).to_bytes(4, "little")
    assert codes_of(bytes(source), "annex.docx") == ["CH-2605"]


def test_a_file_above_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(bounds, "LARGEST_FILE", 1_000)
    assert codes_of(in_word(ROWS), "annex.docx") == ["CH-2604"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
    source = repacked(in_word(ROWS), **{"word__document.xml": bomb.encode(encoding)})
    assert codes_of(source, "annex.docx") == ["CH-2605"]


@pytest.mark.parametrize("write", [in_word, in_sheets, in_pdf])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_refused_with_a_word(write, part):
    source = write(ROWS)
    with warnings.catch_warnings():
        assert set(codes_of(source[: int(len(source) * part)], "annex")) <= {"CH-2605", "CH-2606", "CH-2610"}


def test_a_document_that_is_no_markup_is_refused():
    assert codes_of(repacked(in_word(ROWS), **{"word__document.xml": b"\0\1"}), "annex.docx") == ["CH-2605"]


def test_a_document_that_nests_without_end_is_refused():
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = f"<w:document {w}><w:body>" + "<w:tbl><w:tr><w:tc>" * 3000
    deep += "</w:tc></w:tr></w:tbl>" * 3000 + "</w:body></w:document>"
    assert codes_of(repacked(in_word(ROWS), **{"word__document.xml": deep.encode()}), "annex.docx") == [
        "CH-2605"
    ]


def test_a_table_of_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr("chiso.frameworks.importers.word.MOST_ROWS", 20)
    monkeypatch.setattr("chiso.frameworks.importers.sheets.MOST_ROWS", 20)
    rows = [HEADINGS, *[[str(number), "Kế hoạch", "2", "", ""] for number in range(1, 40)]]
    assert codes_of(in_word(rows), "annex.docx") == ["CH-2604"]
    assert codes_of(in_sheets(rows), "annex.xlsx") == ["CH-2604"]


def test_a_link_to_elsewhere_is_left_unvisited():
    link = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" TargetMode="External" Target="file:///etc/passwd" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )
    source = repacked(in_word(ROWS), **{"word___rels__settings.xml.rels": link.encode()})
    assert read_annex(source, "annex.docx").counts.leaves == 1
