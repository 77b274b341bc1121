"""The plan as a document: what stands in Word and in the workbook is read back and compared."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
import python_calamine

from chiso.office.plans.documents import plan_letter, write_plan
from chiso.office.plans.selectors import content_shown
from tests.office.campaigns.appraising.stage import signed_in
from tests.office.plans.making import Staff, again, filled, in_force, part_of, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Staff:
    return staff()


TASKS = [
    [
        "Công khai danh sách hộ nghèo ở nhà văn hoá", "2.1", "Danh sách được niêm yết ở mọi xã, phường",
        "Thanh tra Thành phố", "Sở Tài nguyên và Môi trường", "30/09/2020", "NQ 17/2019/NQ-HĐND",
    ],
    [
        "Đo và công bố chất lượng không khí hằng ngày", "7.2", "", "Sở Tài nguyên và Môi trường", "",
        "30/09/2020", "",
    ],
]  # fmt: skip


def test_the_annexes_hold_what_the_plan_holds(made: Staff) -> None:
    content = write_plan(content_shown(in_force(made)), "xlsx")
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        sheets = [workbook.get_sheet_by_index(place).to_python() for place in range(2)]
    targets = [row for row in sheets[0] if isinstance(row[0], int | float)]
    # Today from PAPI 2019, to two decimals.
    assert [(str(row[1]).split(" ")[0], round(float(str(row[2])), 2), row[3], row[4]) for row in targets] == [
        ("2", 4.99, 5.4, "Thanh tra Thành phố"),
        ("7", 2.72, 3.2, "Sở Tài nguyên và Môi trường"),
        ("Toàn", 41.53, 43.5, "Thanh tra Thành phố"),
    ]  # fmt: skip
    tasks = [row[2:] for row in sheets[1] if isinstance(row[1], int | float)]
    assert [[str(cell) for cell in row] for row in tasks] == TASKS


def test_word_has_the_parts_of_the_decree_and_the_annex_of_tasks(made: Staff) -> None:
    content = write_plan(content_shown(in_force(made)), "docx")
    read = docx.Document(io.BytesIO(content))
    words = "\n".join([one.text for one in read.paragraphs] + [_text(one) for one in read.tables])
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KẾ HOẠCH", "Kế hoạch nâng cao chỉ số PAPI năm 2020",
        "Phụ lục I", "Phụ lục II", "Nơi nhận", "KH-UBND",
    ):  # fmt: skip
        assert part in words
    for row in TASKS:
        for cell in row:
            assert cell in words
    assert "minh hoạ" not in words.casefold()
    assert "dự thảo" not in words.casefold()


def test_a_draft_and_made_up_figures_say_so_above_every_page(made: Staff) -> None:
    letter = plan_letter(content_shown(filled(made, is_made_up=True)))
    assert "Dự thảo" in letter.notice
    assert "minh hoạ" in letter.notice.casefold()


def test_the_sub_plan_is_the_agency_s_own_document(made: Staff) -> None:
    part = part_of(made, in_force(made), made.environment)
    letter = plan_letter(content_shown(again(part)))
    assert letter.heading.issuer == "Sở Tài nguyên và Môi trường"
    assert "Hà Nội" in letter.heading.superior


def test_every_form_is_handed_out_as_a_file(made: Staff) -> None:
    version = in_force(made)
    client = signed_in(made.people["officer"])
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        answer = client.get(f"/ke-hoach/ban/{version.key}/tep/{form}/")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert "attachment" in answer["Content-Disposition"]
    assert client.get(f"/ke-hoach/ban/{version.key}/tep/exe/").status_code == 404


def _text(table: Any) -> str:
    return "\n".join(cell.text for row in table.rows for cell in row.cells)
