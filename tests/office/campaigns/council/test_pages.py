"""The council by its pages: agenda, session, ruling, minutes, as each role opens them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled
from docx import Document

from chiso.office.campaigns.models import Answer, Ruling, Session
from tests.office.campaigns.council.answered import BEST, answered, published, write
from tests.office.campaigns.making import Running, running
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db(databases="__all__")

SESSION = {
    "held_on": "21/12/2020", "began": "8:30", "ended": "", "place": "Phòng họp số 2",
    "chair": "Nguyễn Văn Chủ, Phó Chủ tịch", "present": "Trần Thị A, Giám đốc Sở Tư pháp\nLê Văn B",
}  # fmt: skip
RULING = {
    "outcome": "change", "status": "given", "i-correct": "true", "i-posted": "true", "i-electronic": "true",
    "reason": "council_evidence_shows", "words": "Trang thông tin có đủ", "votes_for": "5",
    "votes_against": "1", "abstained": "0",
}  # fmt: skip


@pytest.fixture
def made() -> Running:
    return answered(running("council"))


def browser(made: Running, who: str) -> Client:
    return sign_in(made.people[who], HTTP_ACCEPT_LANGUAGE="vi")


def at(made: Running, rest: str = "") -> str:
    return f"/dot-danh-gia/{made.campaign.key}/hoi-dong/{rest}"


def post(client: Client, address: str, data: dict[str, Any], status: int = 303) -> Any:
    answer = client.post(address, data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def test_a_session_from_the_agenda_to_the_answer_of_the_council(made: Running) -> None:
    secretary, member = browser(made, "secretary"), browser(made, "member")
    agenda = secretary.get(at(made)).content.decode()
    assert "2 tiêu chí chờ quyết định" in agenda
    post(secretary, at(made, "phien-moi/"), SESSION)
    session = Session.objects.get()
    page = at(made, f"phien/{session.key}/")
    ruling = f"{page}{made.ba_dinh.key}/6/"
    assert "Sổ ghi khác" in secretary.get(ruling).content.decode()
    post(secretary, ruling, RULING)
    assert Ruling.objects.get().rows == [row.as_list() for row in published()]
    session.refresh_from_db()
    post(secretary, f"{page}trinh/", {"expected_version": session.version})
    assert "Trang thông tin có đủ" in member.get(page).content.decode()
    assert member.get(f"{page}thong-qua/").status_code == 200
    post(member, f"{page}thong-qua/", {"expected_version": session.version})
    with scopes_disabled():
        assert Answer.objects.get(layer="council").rows == [row.as_list() for row in published()]
    assert "Biên bản đã được thông qua" in member.get(page).content.decode()


def test_the_minutes_say_what_was_decided_why_and_by_which_vote(made: Running, tmp_path: Any) -> None:
    secretary = browser(made, "secretary")
    post(secretary, at(made, "phien-moi/"), SESSION)
    page = at(made, f"phien/{Session.objects.get().key}/")
    post(secretary, f"{page}{made.ba_dinh.key}/6/", RULING)
    answer = secretary.get(f"{page}bien-ban.docx")
    (tmp_path / "minutes.docx").write_bytes(answer.content)
    words = "\n".join(one.text for one in Document(str(tmp_path / "minutes.docx")).paragraphs)
    for said in ("Trần Thị A, Giám đốc Sở Tư pháp", "Quận Ba Đình", "Trang thông tin có đủ"):
        assert said in words
    assert secretary.get(f"{page}bien-ban.pdf").content.startswith(b"%PDF-")


def test_what_is_wrong_in_a_ruling_comes_back_with_everything_that_was_typed(made: Running) -> None:
    secretary = browser(made, "secretary")
    post(secretary, at(made, "phien-moi/"), SESSION)
    page = at(made, f"phien/{Session.objects.get().key}/")
    wrong = RULING | {"votes_for": "1", "votes_against": "4"}
    answer = post(secretary, f"{page}{made.ba_dinh.key}/6/", wrong, 422).content.decode()
    assert "CH-7868" in answer
    assert "Trang thông tin có đủ" in answer
    answer = post(secretary, at(made, "phien-moi/"), SESSION | {"began": "25 giờ"}, 422).content.decode()
    assert "Phòng họp số 2" in answer


def test_agencies_and_appraisers_do_not_see_what_lies_before_the_council(made: Running) -> None:
    statuses = {
        who: browser(made, who).get(at(made)).status_code
        for who in ("secretary", "member", "coordinator", "leader", "auditor", "head", "appraiser")
    }
    assert statuses == {
        "secretary": 200, "member": 200, "coordinator": 200, "leader": 200, "auditor": 200, "head": 403,
        "appraiser": 403,
    }  # fmt: skip


def test_the_agenda_asks_the_same_questions_for_two_items_and_for_four(made: Running) -> None:
    secretary = browser(made, "secretary")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert secretary.get(at(made)).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for code in ("2", "7"):
        late = [type(row)(row.input, row.case, value="0") for row in BEST[code]]
        write(made, made.hoan_kiem, code, "appraised_1", late, by=made.people["appraiser"])
    assert queries() == before
