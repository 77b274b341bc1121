"""The pages of submission: as officer, head, coordinator and a stranger meet them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Receipt, Submission
from chiso.office.campaigns.submitting.content import content_of
from chiso.office.campaigns.submitting.steps import approve, submit
from chiso.office.campaigns.submitting.waiting import tasks_of_submitting
from chiso.office.files.services.documents import Facts, add_document, change_document
from chiso.office.files.services.uses import link_document
from chiso.office.ledger.erasing import erase_person
from chiso.office.organisation.models import Agency
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.people.services import end_service
from chiso.office.ui.reader import Reader
from tests.office.campaigns.making import Running, published, running
from tests.office.making import appoint, assign, make_agency, make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def answer(made: Running, unit: Agency | None = None, who: str = "officer") -> None:
    with scopes_disabled():
        save_answer(
            actor=made.people[who], campaign=made.campaign, unit=unit or made.ba_dinh, node="6",
            given=published(note="Như biên bản"), expected_version=0,
        )  # fmt: skip


def submitted(made: Running) -> Receipt:
    answer(made)
    with scopes_disabled():
        place = {"actor": made.people["head"], "campaign": made.campaign, "agency": made.ba_dinh}
        approve(**place, expected_version=Submission.objects.get().version)  # type: ignore[arg-type]
        return submit(**place, expected_version=Submission.objects.get().version, accepts_gaps=True)  # type: ignore[arg-type]


def page(made: Running, client: Client, rest: str, status: int = 200) -> str:
    response = client.get(f"/dot-danh-gia/{made.campaign.key}/{rest}")
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def post(made: Running, client: Client, rest: str, **given: str) -> Any:
    with scopes_disabled():
        found = Submission.objects.filter(agency=made.ba_dinh).first()
    given = {"expected_version": str(found.version if found else 0)} | given
    return client.post(f"/dot-danh-gia/{made.campaign.key}/{rest}", given, follow=True)


def test_from_officer_to_receipt_without_javascript(made: Running) -> None:
    answer(made)
    officer, head = sign_in(made.people["officer"]), sign_in(made.people["head"])
    here = f"nop/{made.ba_dinh.key}/"
    assert "Trình thủ trưởng bản 1" in page(made, officer, here)
    assert "Lê Quang Vinh" in page(made, officer, here)
    assert "chưa có câu trả lời: 8." in page(made, officer, here)
    said = post(made, officer, f"{here}trinh/").content.decode()
    assert "Đã trình thủ trưởng" in said
    assert "Duyệt bản 1" in page(made, head, here)
    post(made, head, f"{here}duyet/")
    confirming = page(made, head, f"{here}gui-di/")
    assert "8 tiêu chí còn thiếu" in confirming
    refused = post(made, head, f"{here}gui-di/")
    assert refused.status_code == 422
    assert "CH-7833" in refused.content.decode()
    done = post(made, head, f"{here}gui-di/", accepts_gaps="on").content.decode()
    assert "Biên nhận số 2020-0001" in done
    assert "Không thay đổi." in done
    assert "Đã nộp tự đánh giá" in page(made, officer, here)


def test_a_button_that_is_pressed_twice_submits_once_and_shows_the_receipt(made: Running) -> None:
    answer(made)
    head, here = sign_in(made.people["head"]), f"nop/{made.ba_dinh.key}/"
    post(made, head, f"{here}duyet/")
    with scopes_disabled():
        seen = str(Submission.objects.get().version)
    first = post(made, head, f"{here}gui-di/", accepts_gaps="on", expected_version=seen)
    second = post(made, head, f"{here}gui-di/", accepts_gaps="on", expected_version=seen)
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert "Biên nhận số 2020-0001" in second.content.decode()
    with scopes_disabled():
        assert Receipt.objects.count() == 1


def test_the_head_sends_back_and_the_officer_reads_why(made: Running) -> None:
    answer(made)
    officer, head = sign_in(made.people["officer"]), sign_in(made.people["head"])
    here = f"nop/{made.ba_dinh.key}/"
    post(made, officer, f"{here}trinh/")
    assert post(made, head, f"{here}gui-lai/", remarks="").status_code == 422
    post(made, head, f"{here}gui-lai/", remarks="Tiêu chí 6: kèm ảnh bảng niêm yết")
    assert "Tiêu chí 6: kèm ảnh bảng niêm yết" in page(made, officer, here)


def test_the_receipt_is_a_file_and_its_digest_that_of_the_content(made: Running) -> None:
    receipt = submitted(made)
    head = sign_in(made.people["head"])
    here = f"/dot-danh-gia/{made.campaign.key}/bien-nhan/{receipt.key}/"
    content = head.get(f"{here}noi-dung/")
    assert hashlib.sha256(content.content).hexdigest() == receipt.content
    letter = head.get(f"{here}pdf/")
    assert (letter["Content-Type"], letter["Content-Disposition"]) == (
        "application/pdf", 'attachment; filename="bien-nhan-2020-0001.pdf"',
    )  # fmt: skip
    document = pypdfium2.PdfDocument(letter.content)
    words = "".join(one.get_textpage().get_text_range() for one in document)
    document.close()
    squeezed = "".join(words.split())
    assert "2020-0001" in squeezed
    assert receipt.content in squeezed
    assert "QuậnBaĐình" in squeezed
    assert head.get(f"{here}pdf/").content == letter.content


def test_anybody_in_the_office_checks_a_receipt_but_only_some_read_what_it_counts(made: Running) -> None:
    receipt = submitted(made)
    stranger = sign_in(made.people["officer_2"])
    rest = f"bien-nhan/{receipt.key}/"
    shown = page(made, stranger, rest)
    assert receipt.content in shown
    assert "Không thay đổi." in shown
    assert "Biên nhận (PDF)" not in shown
    page(made, stranger, f"{rest}pdf/", 404)
    page(made, stranger, f"{rest}noi-dung/", 404)
    page(made, stranger, f"nop/{made.ba_dinh.key}/", 404)
    assert "Biên nhận (PDF)" in page(made, sign_in(made.people["coordinator"]), rest)


def test_a_receipt_tells_that_something_was_changed_since(made: Running) -> None:
    receipt = submitted(made)
    head = sign_in(made.people["head"])
    post(made, head, f"nop/{made.ba_dinh.key}/rut-lai/", reason="Nhầm số liệu")
    with scopes_disabled():
        save_answer(
            actor=made.people["officer"], campaign=made.campaign, unit=made.ba_dinh, node="6",
            given=published(note="Đúng"), expected_version=1,
        )  # fmt: skip
    assert "Đã thay đổi." in page(made, head, f"bien-nhan/{receipt.key}/")
    with scopes_disabled():
        digest = content_of(made.participants, made.ba_dinh).digest
    assert digest in page(made, head, f"bien-nhan/{receipt.key}/")
    # A digest of what another agency is writing is nobody else's business.
    elsewhere = page(made, sign_in(made.people["officer_2"]), f"bien-nhan/{receipt.key}/")
    assert "Đã thay đổi." in elsewhere
    assert digest not in elsewhere
    page(made, head, f"bien-nhan/{receipt.key}/noi-dung/", 404)


def test_a_receipt_still_says_what_it_confirms_when_who_wrote_and_who_submitted_are_erased(
    made: Running,
) -> None:
    receipt = submitted(made)
    administrator = make_person()
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    head, reader = made.people["head"], sign_in(made.people["coordinator"])
    here = f"bien-nhan/{receipt.key}/"
    for person, request in ((made.people["officer"], "7/PYC"), (head, "8/PYC")):
        gone = end_service(actor=administrator, person=person, expected_version=person.version)
        erase_person(actor=administrator, person=gone, request=request, expected_version=gone.version)
    shown = page(made, reader, here)
    assert "Đã xoá một phần." in shown
    assert "7/PYC, 8/PYC" in shown
    assert "Đã thay đổi." not in shown
    assert receipt.content in shown
    assert head.full_name not in shown
    letter = reader.get(f"/dot-danh-gia/{made.campaign.key}/{here}pdf/")
    document = pypdfium2.PdfDocument(letter.content)
    squeezed = "".join("".join(one.get_textpage().get_text_range() for one in document).split())
    document.close()
    assert "2020-0001" in squeezed
    assert receipt.content in squeezed
    assert "".join(head.full_name.split()) not in squeezed
    # Who changes a figure afterwards does not hide behind the erasure.
    with scopes_disabled():
        Submission.objects.update(state="returned")
        save_answer(
            actor=made.people["colleague"], campaign=made.campaign, unit=made.ba_dinh, node="6",
            given=published(note="Đúng"), expected_version=1,
        )  # fmt: skip
    assert "Đã thay đổi." in page(made, reader, here)


def test_who_corrects_a_document_does_not_hide_behind_an_erasure(made: Running) -> None:
    facts, gone = Facts(number="12/BC", title="Biên bản"), made.people["officer"]
    with scopes_disabled():
        document = add_document(actor=gone, agency=made.ba_dinh, facts=facts)
        link_document(actor=gone, document=document, campaign=made.campaign, unit=made.ba_dinh, node="6")
    receipt, reader = submitted(made), sign_in(made.people["coordinator"])
    administrator = make_person()
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    gone = end_service(actor=administrator, person=gone, expected_version=gone.version)
    erase_person(actor=administrator, person=gone, request="7/PYC", expected_version=gone.version)
    here = f"bien-nhan/{receipt.key}/"
    assert "Đã xoá một phần." in page(made, reader, here)
    other = replace(facts, number="13/BC")
    with scopes_disabled():
        change_document(
            actor=made.people["colleague"], document=document, facts=other, expected_version=document.version
        )
    shown = page(made, reader, here)
    assert "Đã thay đổi." in shown
    assert "Đã xoá một phần." not in shown


def test_the_coordinator_checks_and_returns_and_missing_agencies_stay_in_sight(made: Running) -> None:
    submitted(made)
    made.close("self_assessment")
    made.open("completeness", hours=48)
    coordinator = sign_in(made.people["coordinator"])
    shown = page(made, coordinator, "tra-lai/")
    assert "1 trên 2 cơ quan đã nộp" in shown
    assert shown.index("Quận Hoàn Kiếm") < shown.index("2020-0001")
    assert "Quận Ba Đình" not in page(made, coordinator, "tra-lai/?trang-thai=missing")
    rest = f"tra-lai/{made.ba_dinh.key}/"
    assert post(made, coordinator, rest, reason="", until="").status_code == 422
    until = timezone.localtime() + timedelta(days=1)
    said = post(made, coordinator, rest, reason="Thiếu biên bản", until=f"{until:17:00, %d/%m/%Y}")
    assert "đã trả lại để bổ sung" in said.content.decode()
    officer = sign_in(made.people["officer"])
    assert "Thiếu biên bản" in page(made, officer, f"nop/{made.ba_dinh.key}/")


def test_an_appraiser_sees_who_has_submitted_of_all_agencies_and_returns_nothing(made: Running) -> None:
    submitted(made)
    made.close("self_assessment")
    made.open("completeness")
    outside = make_agency("Quận Tây Hồ")
    assign(made.campaign, outside, "", outside, make_agency("Sở Tư pháp"))
    shown = page(made, sign_in(made.people["appraiser"]), "tra-lai/")
    assert "Quận Tây Hồ" in shown
    assert "tra-lai/" + made.ba_dinh.key not in shown


def tasks(person: Person) -> list[str]:
    with scopes_disabled():
        reader = Reader(person, holdings(person), timezone.now())
        return [str(task.title.in_language("vi")) for task in tasks_of_submitting(reader)]  # type: ignore[union-attr]


def test_what_waits_for_whom(made: Running) -> None:
    answer(made)
    head = made.people["head"]
    assert tasks(head) == []
    post(made, sign_in(made.people["officer"]), f"nop/{made.ba_dinh.key}/trinh/")
    assert tasks(head) == ["Duyệt bản tự đánh giá"]
    assert tasks(made.people["head_2"]) == []
    post(made, sign_in(head), f"nop/{made.ba_dinh.key}/duyet/")
    assert tasks(head) == ["Nộp tự đánh giá"]
    post(made, sign_in(head), f"nop/{made.ba_dinh.key}/gui-di/", accepts_gaps="on")
    assert tasks(head) == []
    assert tasks(made.people["coordinator"]) == []
    made.close("self_assessment")
    made.open("completeness")
    assert tasks(made.people["coordinator"]) == ["1 hồ sơ chờ kiểm tra tính đầy đủ"]


@pytest.mark.parametrize("rest", ["nop/{agency}/", "nop/{agency}/gui-di/", "tra-lai/"])
def test_pages_ask_as_often_for_many_agencies_and_criteria_as_for_few(made: Running, rest: str) -> None:
    answer(made)
    with scopes_disabled():
        place = {"actor": made.people["head"], "campaign": made.campaign, "agency": made.ba_dinh}
        approve(**place, expected_version=Submission.objects.get().version)  # type: ignore[arg-type]
    who = sign_in(made.people["coordinator" if rest == "tra-lai/" else "head"])
    address = rest.format(agency=made.ba_dinh.key)
    few = queries_of(made, who, address)
    for number in range(3):
        agency = make_agency(f"Quận số {number}", kind="quan", level="district")
        assign(made.campaign, agency, "", agency, made.home_affairs)
        made.people[f"more_{number}"] = make_person()
        appoint(made.people[f"more_{number}"], Role.AGENCY_OFFICER, agency)
        answer(made, agency, f"more_{number}")
    assert queries_of(made, who, address) == few


def queries_of(made: Running, client: Client, rest: str) -> int:
    page(made, client, rest)
    with CaptureQueriesContext(connection) as asked:
        page(made, client, rest)
    return len(asked)
