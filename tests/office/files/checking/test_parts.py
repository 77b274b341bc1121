"""The small parts of the checks: names, markings of secrecy, cells, turned photographs."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from chiso.office.files.checking.formulas import neutralise_cell
from chiso.office.files.checking.limits import Limits
from chiso.office.files.checking.names import find_in_name, tidy_name
from chiso.office.files.checking.plain import check_plain
from chiso.office.files.checking.running import Job, check_file
from chiso.office.files.checking.secrecy import find_marking
from tests.office.files.honest import jpeg, odt_members, pack, pdf, word_members


@pytest.mark.parametrize(
    ("words", "marking"),
    [
        ("UỶ BAN NHÂN DÂN\nMẬT\nSố: 12/BC-UBND", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("Độ mật: TUYỆT\n MẬT", "TUYỆT MẬT"),
        ("BÁO CÁO CÔNG TÁC BẢO MẬT", ""),
        ("DANH MỤC BÍ MẬT NHÀ NƯỚC", ""),
        ("MẬT ĐỘ DÂN SỐ", ""),
        ("Quên mật khẩu; MẬT KHẨU", ""),
        ("Ông Mật và bà MẬTHA", ""),
        ("MẬT MÃ", ""),
    ],
)
def test_a_marking_is_told_from_words_that_only_sound_like_it(words: str, marking: str) -> None:
    assert find_marking(words) == marking


def test_a_marking_is_found_in_word_and_open_document_and_pdf(tmp_path: Path) -> None:
    word = word_members("<w:p><w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r></w:p>")
    text = odt_members("<text:p>MẬT</text:p>")
    for name, data, marking in (
        ("a.docx", pack(word), "TỐI MẬT"),
        ("a.odt", pack(text, stored=("mimetype",)), "MẬT"),
        ("a.pdf", pdf("Khong co dau gi"), ""),
        ("a.txt", "TUYỆT MẬT\n".encode(), "TUYỆT MẬT"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        verdict = check_file(Job(path, name, tmp_path / "kept"), Limits())
        assert (verdict.findings, verdict.marking) == ([], marking)


@pytest.mark.parametrize(
    "words", ["pkq9ha2gu4sy 7.5", "mzs6hju7xr23", "PKI: hạ tầng khoá công khai", "Mz", "pk", "xMZ"]
)
def test_a_text_that_begins_like_an_archive_or_a_program_by_chance_is_a_text(words: str) -> None:
    assert check_plain(f"{words}, dòng 1\n".encode(), is_table=False) == []


@pytest.mark.parametrize(
    "begin", [b"MZ", b"\n MZ header", b"#!/bin/sh", b"@ECHO off", b"{\\rtf1", b"begin:vcard"]
)
def test_a_text_that_begins_as_what_a_machine_runs_is_refused(begin: bytes) -> None:
    assert [one.code for one in check_plain(begin + b"\n", is_table=False)] == ["CH-7421"]


@pytest.mark.parametrize(
    "name", ["Báo cáo số 01 (bản ký) – quý I.pdf", "01.02.03.docx", "a-b_c, d & e.xlsx", "Đề án.odt"]
)
def test_ordinary_vietnamese_names_may_be_used(name: str) -> None:
    assert find_in_name(tidy_name(name)) == []


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|'/c'!A", "'+cmd|'/c'!A"), ("-3,5", "-3,5"),
        ("+84 24 3825 3536", "+84 24 3825 3536"), ("\t=1", "'\t=1"), ("Sở Y tế", "Sở Y tế"), ("", ""),
    ],
)  # fmt: skip
def test_cells_for_export_start_no_formula(cell: str, safe: str) -> None:
    assert neutralise_cell(cell) == safe


def test_a_photograph_that_lay_on_its_side_is_turned_in_truth(tmp_path: Path) -> None:
    path, kept = tmp_path / "photo", tmp_path / "kept"
    path.write_bytes(jpeg(turned=True))
    assert Image.open(io.BytesIO(path.read_bytes())).size == (160, 90)
    verdict = check_file(Job(path, "a.jpg", kept), Limits())
    assert verdict.is_accepted
    assert Image.open(io.BytesIO(kept.read_bytes())).size == (90, 160)


def test_the_process_that_looks_at_files_loads_no_reader_that_nobody_asked_for(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from chiso.office.files.checking import worker\n"
        "for name in sys.argv[1:]:\n"
        "    worker.load_readers(Path(name)); print('pikepdf' in sys.modules, 'PIL' in sys.modules)\n"
    )
    places = [tmp_path / name for name in ("gone.txt", "a.txt", "a.pdf")]
    places[1].write_text("Danh sách\n", "utf-8")
    places[2].write_bytes(pdf("Bien ban"))
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, places)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[:2] == ["False False", "False False"]
    assert done.stdout.splitlines()[2].startswith("True")
