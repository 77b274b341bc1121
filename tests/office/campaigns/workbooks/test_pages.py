"""The pages of workbooks, without JavaScript: taken along, brought back, compared, accepted."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Submission, Workbook
from chiso.office.campaigns.workbooks.registering import tasks_of_workbooks
from chiso.office.people.holdings import holdings
from chiso.office.ui.reader import Reader
from tests.office.campaigns.making import Running, by_case, published, running
from tests.office.campaigns.workbooks.editing import Book, formula, words
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def here(made: Running) -> str:
    return f"/dot-danh-gia/{made.campaign.key}/so-lam-viec/{made.ba_dinh.key}/"


def save(made: Running, node: str, given: Given, version: int = 0) -> None:
    with scopes_disabled():
        save_answer(
            actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node=node, given=given,
            expected_version=version,
        )  # fmt: skip


def taken(made: Running, client: Client) -> Book:
    answer = client.get(f"{here(made)}tai-ve/")
    assert answer["Content-Disposition"] == 'attachment; filename="so-lam-viec-quan-ba-dinh-2020.xlsx"'
    return Book(answer.content)


def brought(made: Running, client: Client, book: Book) -> Any:
    file = SimpleUploadedFile("so.xlsx", book.content)
    return client.post(here(made), {"workbook": file}, follow=True)


def accepted(client: Client, address: str, **more: str) -> Any:
    with scopes_disabled():
        workbook, found = Workbook.objects.get(), Submission.objects.first()
    given = {
        "expected_version": str(workbook.version),
        "submission_version": str(found.version if found else 0),
        "decision": "accept",
    }
    return client.post(address, given | more, follow=True)


def test_taken_filled_in_brought_back_and_saved(made: Running) -> None:
    officer = sign_in(made.people["officer"])
    book = taken(made, officer)
    save(made, "1", by_case("2"))
    filled = book.type(
        {
            book.cell("6", "value"): words("có"), book.cell("6", "note"): words("Đủ cả ba"),
            book.cell("1", "case"): words("HS-9"), book.cell("1", "value"): words("3,5"),
        }
    )  # fmt: skip
    page = brought(made, officer, filled)
    shown, address = page.content.decode(), page.request["PATH_INFO"]
    assert "Sổ làm việc thay đổi 2 tiêu chí" in shown
    assert "Giải trình: Đủ cả ba" in shown
    assert "1 tiêu chí đã có người lưu trong lúc đó" in shown
    unchosen = accepted(officer, address)
    assert unchosen.status_code == 422
    assert "1 tiêu chí chưa chọn" in unchosen.content.decode()
    done = accepted(officer, address, **{"leaf-0": "workbook"}).content.decode()
    assert "Đã lưu 2 tiêu chí." in done
    with scopes_disabled():
        assert [row[2] for row in Answer.objects.get(node="1").rows] == ["3.5"]
    assert "đã được quyết định" in officer.get(address).content.decode()


def test_a_workbook_with_mistakes_is_told_by_sheet_and_cell(made: Running) -> None:
    officer = sign_in(made.people["officer"])
    book = taken(made, officer)
    cell = book.cell("6", "value")
    answer = brought(made, officer, book.type({cell: formula("1")}))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert f"Tiêu chí!{cell}" in shown
    assert "CH-7837" in shown
    assert "Chưa lưu gì." in shown


def test_who_saves_while_the_page_is_open_is_not_overwritten(made: Running) -> None:
    officer = sign_in(made.people["officer"])
    book = taken(made, officer)
    address = brought(made, officer, book.type({book.cell("6", "note"): words("A")})).request["PATH_INFO"]
    save(made, "6", published(note="B"))
    given = {"expected_version": "1", "submission_version": "0", "decision": "accept"}
    shown = officer.post(address, given, follow=True).content.decode()
    assert "Có người vừa lưu sau khi trang này mở." in shown
    with scopes_disabled():
        assert Answer.objects.get().note == "B"


def test_what_chooses_nothing_does_nothing(made: Running) -> None:
    officer = sign_in(made.people["officer"])
    book = taken(made, officer)
    address = brought(made, officer, book.type({book.cell("6", "note"): words("A")})).request["PATH_INFO"]
    assert accepted(officer, address, decision="").status_code == 422
    with scopes_disabled():
        assert not Answer.objects.exists()


def test_to_other_agencies_and_to_the_whole_city_workbooks_are_not_there(made: Running) -> None:
    officer = sign_in(made.people["officer"])
    book = taken(made, officer)
    address = brought(made, officer, book.type({book.cell("6", "note"): words("A")})).request["PATH_INFO"]
    for who, status in (("officer_2", 404), ("coordinator", 403), ("appraiser", 403), ("auditor", 403)):
        client = sign_in(made.people[who])
        assert client.get(address).status_code == status
        assert client.get(f"{here(made)}tai-ve/").status_code == status


def test_a_workbook_waits_for_whoever_brought_it(made: Running) -> None:
    officer = sign_in(made.people["officer"])
    book = taken(made, officer)
    brought(made, officer, book.type({book.cell("6", "note"): words("A")}))

    def waiting(who: str) -> int:
        person = made.people[who]
        with scopes_disabled():
            return len(list(tasks_of_workbooks(Reader(person, holdings(person), timezone.now()))))

    assert (waiting("officer"), waiting("colleague")) == (1, 0)


def test_the_page_of_differences_asks_as_often_for_many_leaves_as_for_one(made: Running) -> None:
    officer = sign_in(made.people["officer"])
    book = taken(made, officer)

    def queries(*nodes: str) -> int:
        cells = {book.cell(node, "note"): words("x") for node in nodes}
        address = brought(made, officer, book.type(cells)).request["PATH_INFO"]
        with CaptureQueriesContext(connection) as asked:
            officer.get(address)
        return len(asked)

    assert queries("6") == queries("5", "6", "8", "9")
