"""The pages on the way into force, and those of sets in force that everybody reads."""

from __future__ import annotations

import hashlib
import io
import json
import time

import pytest
from django.test import Client
from django.utils import timezone

from chiso.office.drafting.freezing.checklist import check_list_of
from chiso.office.drafting.freezing.services import submit_draft
from chiso.office.drafting.models import Draft, Frozen
from chiso.office.people.roles import Role
from chiso.office.people.step_up import SECONDS
from tests.office.drafting.sets import Cast, freeze, make_cast, make_draft, small_set
from tests.office.making import appoint
from tests.office.signing import code_of, enrol, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return make_draft(cast.coordinator)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def hash_of(draft: Draft) -> str:
    framework = check_list_of(draft).examined.framework
    assert framework is not None
    return framework.hash


def test_the_check_list_shows_the_hash_that_the_decision_prints_and_submits(cast: Cast, draft: Draft) -> None:
    coordinator = sign_in(cast.coordinator)
    address = f"/bo-tieu-chi/{draft.key}/kiem-tra/"
    assert hash_of(draft) in text_of(coordinator.get(address))
    coordinator.post(address, {"expected_version": draft.version})
    draft.refresh_from_db()
    assert draft.state == "approving"
    coordinator.post(address, {"expected_version": draft.version, "action": "take_back"})
    draft.refresh_from_db()
    assert draft.state == "drafting"


def test_a_leader_reads_the_check_list_and_cannot_submit(cast: Cast, draft: Draft) -> None:
    leader = sign_in(cast.leader)
    address = f"/bo-tieu-chi/{draft.key}/kiem-tra/"
    assert leader.get(address).status_code == 200
    assert leader.post(address, {"expected_version": draft.version}).status_code == 403


def test_what_stands_in_the_way_is_told_with_its_place(cast: Cast) -> None:
    broken = make_draft(cast.coordinator, small_set(index={"max_points": "11"}))
    coordinator = sign_in(cast.coordinator)
    address = f"/bo-tieu-chi/{broken.key}/kiem-tra/"
    page = text_of(coordinator.get(address))
    assert ("CH-2041" in page, 'value="approve"' in page) == (True, False)
    response = coordinator.post(address, {"expected_version": broken.version})
    assert (response.status_code, "CH-2041" in text_of(response)) == (422, True)


def test_an_approval_asks_for_a_code_and_keeps_what_was_typed(cast: Cast, draft: Draft) -> None:
    secret = enrol(cast.leader)
    submitted = submit_draft(actor=cast.coordinator, draft=draft, expected_version=draft.version)
    leader = sign_in(cast.leader)
    session = leader.session
    # The sign-in itself ended with a code; that was a while ago.
    session["proved_at"] = int(time.time()) - SECONDS - 1
    session.save()
    address = f"/bo-tieu-chi/{draft.key}/phe-duyet/"
    assert leader.get(address).status_code == 200
    given = {
        "action": "approve",
        "decision_number": "12/QĐ-UBND",
        "decision_date": timezone.localdate().strftime("%d/%m/%Y"),
        "seen_hash": hash_of(draft),
        "expected_version": submitted.version,
    }
    response = leader.post(address, given)
    assert (response.status_code, "12/QĐ-UBND" in text_of(response)) == (403, True)
    assert not Frozen.objects.exists()
    response = leader.post(address, {**given, "step_up_code": code_of(secret)})
    assert (response.status_code, response["Location"]) == (303, "/bo-tieu-chi/ban-hanh/bo-thu@2026/")
    assert Frozen.objects.get().decision_number == "12/QĐ-UBND"


def test_a_draft_is_returned_without_a_code_and_the_reason_stands_on_its_page(
    cast: Cast, draft: Draft
) -> None:
    submitted = submit_draft(actor=cast.coordinator, draft=draft, expected_version=draft.version)
    leader = sign_in(cast.leader)
    address = f"/bo-tieu-chi/{draft.key}/phe-duyet/"
    given = {"action": "return", "reason": "", "expected_version": submitted.version}
    assert leader.post(address, given).status_code == 422
    leader.post(address, given | {"reason": "Làm rõ 1.2."})
    assert "Làm rõ 1.2." in text_of(sign_in(cast.coordinator).get(f"/bo-tieu-chi/{draft.key}/kiem-tra/"))


def test_who_prepared_the_draft_is_told_on_the_page_that_somebody_else_decides(cast: Cast) -> None:
    appoint(cast.coordinator, Role.CITY_LEADER)
    draft = make_draft(cast.coordinator)
    submit_draft(actor=cast.coordinator, draft=draft, expected_version=draft.version)
    page = text_of(sign_in(cast.coordinator).get(f"/bo-tieu-chi/{draft.key}/phe-duyet/"))
    assert ("decision_number" in page, 'class="callout warn"' in page) == (False, True)


def test_everybody_reads_a_set_in_force_and_takes_its_bytes(cast: Cast, draft: Draft) -> None:
    frozen = freeze(cast, draft)
    stranger = Client()
    assert frozen.title in text_of(stranger.get("/bo-tieu-chi/ban-hanh/"))
    page = text_of(stranger.get("/bo-tieu-chi/ban-hanh/bo-thu@2026/"))
    assert all(one in page for one in (frozen.hash, "12/QĐ-UBND", "Ban hành kế hoạch"))
    # No person is named on a public page.
    assert cast.leader.full_name not in page
    answer = stranger.get("/bo-tieu-chi/ban-hanh/bo-thu@2026/phu-luc.json")
    assert hashlib.sha256(answer.content).hexdigest() == frozen.hash
    assert json.loads(answer.content)["status"] == "official"
    assert 'filename="bo-thu@2026.json"' in answer["Content-Disposition"]
    assert stranger.get("/bo-tieu-chi/ban-hanh/bo-thu@2027/").status_code == 404
    assert stranger.get("/bo-tieu-chi/ban-hanh/bo-thu@2026/phu-luc.exe").status_code == 404


def test_the_annex_is_a_word_document_and_a_workbook_with_the_decision(cast: Cast, draft: Draft) -> None:
    from docx import Document
    from python_calamine import CalamineWorkbook

    freeze(cast, draft)
    address = "/bo-tieu-chi/ban-hanh/bo-thu@2026/phu-luc"
    document = Document(io.BytesIO(Client().get(f"{address}.docx").content))
    words = [one.text for one in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("12/QĐ-UBND" in one for one in words)
    assert any("Báo cáo đúng hạn" in one for one in words)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(Client().get(f"{address}.xlsx").content))
    cells = [
        str(cell)
        for name in workbook.sheet_names
        for row in workbook.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert any("12/QĐ-UBND" in one for one in cells)


def test_a_draft_is_taken_away_as_it_would_be_frozen(cast: Cast, draft: Draft) -> None:
    answer = sign_in(cast.leader).get(f"/bo-tieu-chi/{draft.key}/du-thao.yaml")
    assert "status: official" in answer.content.decode()
    assert Client().get(f"/bo-tieu-chi/{draft.key}/du-thao.yaml").status_code == 302


def test_a_correction_begins_from_the_public_page(cast: Cast, draft: Draft) -> None:
    freeze(cast, draft)
    address = "/bo-tieu-chi/ban-hanh/bo-thu@2026/"
    coordinator = sign_in(cast.coordinator)
    assert "dinh-chinh" in text_of(coordinator.get(address))
    assert "dinh-chinh" not in text_of(sign_in(cast.doctor).get(address))
    given = {"mends": "Sửa lỗi in ở 1.2.", "version_name": "2026.1"}
    response = coordinator.post(f"{address}dinh-chinh/", given)
    errata = Draft.objects.exclude(pk=draft.pk).get()
    assert (response.status_code, response["Location"]) == (303, f"/bo-tieu-chi/{errata.key}/")
    freeze(cast, errata, "15/QĐ-UBND")
    assert "Sửa lỗi in ở 1.2." in text_of(Client().get("/bo-tieu-chi/ban-hanh/bo-thu@2026.1/"))
    assert "15/QĐ-UBND" in text_of(Client().get(address))


def test_the_leader_s_office_tells_that_a_draft_waits(cast: Cast, draft: Draft) -> None:
    submit_draft(actor=cast.coordinator, draft=draft, expected_version=draft.version)
    assert f"/bo-tieu-chi/{draft.key}/phe-duyet/" in text_of(sign_in(cast.leader).get("/"))
