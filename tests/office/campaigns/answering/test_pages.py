"""The pages of an agency at work, as an officer meets them without a script and as the script does."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Comment, LeafTask, Submission
from chiso.office.files.models import Document, DocumentUse
from chiso.office.people.models import Person
from tests.office.campaigns.answering.staged import address_of, at_work, document, put
from tests.office.campaigns.making import Running, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def made() -> Running:
    return running("self_assessment")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def officer(made: Running, who: str = "officer") -> Client:
    return signed_in(made.people[who])


def text_of(response: Any) -> str:
    words: str = response.content.decode()
    return words


YES = {"i-correct": "true", "i-posted": "true", "i-electronic": "true"}


def test_a_leaf_is_saved_and_the_page_says_so(made: Running) -> None:
    client = officer(made)
    answer = client.post(
        address_of(made, "6"), YES | {"expected_version": "0", "note": "Theo sổ", "then": "save"}
    )
    assert answer.status_code == 303
    page = text_of(client.get(answer["Location"]))
    assert re.search(r"Đã lưu tiêu chí 6 lúc \d\d:\d\d", page)
    assert 'value="true" checked' in page
    assert Answer.objects.get().rows[1] == ["posted", "", "true", "", "", ""]


def test_save_and_go_on_leads_to_the_next_leaf(made: Running) -> None:
    answer = officer(made).post(address_of(made, "6"), YES | {"expected_version": "0", "then": "next"})
    assert answer["Location"] == address_of(made, "7")
    last = officer(made).post(address_of(made, "9"), {"expected_version": "0", "note": "x", "then": "next"})
    assert last["Location"] == address_of(made)


def test_what_cannot_be_read_stays_on_the_page_beside_what_is_wrong(made: Running) -> None:
    given = {
        "i-in_time_share-numerator": "1.300", "i-in_time_share-denominator": "1.240",
        "i-prolonged": "mấy cái", "note": "Lời này không được mất", "expected_version": "0", "then": "next",
    }  # fmt: skip
    answer = officer(made).post(address_of(made, "8"), given)
    page = text_of(answer)
    assert answer.status_code == 422
    for typed in ("1.300", "1.240", "mấy cái", "Lời này không được mất"):
        assert typed in page
    assert "CH-1130" in page
    assert "CH-1126" in page
    kept = Answer.objects.get()
    assert (kept.note, kept.rows) == ("Lời này không được mất", [])
    # The form that came back goes on from what was saved.
    assert f'name="expected_version" value="{kept.version}"' in page


def test_points_are_shown_without_saving(made: Running) -> None:
    page = text_of(
        officer(made).post(address_of(made, "6"), YES | {"expected_version": "0", "then": "points"})
    )
    assert re.search(r"data-points-figure>\s*2\s*<", page)
    assert "đang đạt" in page
    assert not Answer.objects.exists()


def test_two_officers_on_one_leaf_see_both_versions_and_choose(made: Running) -> None:
    first, second = officer(made), officer(made, "colleague")
    first.post(address_of(made, "6"), YES | {"expected_version": "0", "note": "Bản một"})
    typed = {"i-correct": "true", "i-posted": "false", "i-electronic": "true", "note": "Bản hai"}
    answer = second.post(address_of(made, "6"), typed | {"expected_version": "0", "then": "save"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Nguyễn Thị Minh Hà" in page
    assert "Niêm yết bằng văn bản giấy" in page
    assert "Bản một" in page
    assert "Bản hai" in page
    # What both say alike is not asked about.
    assert "_choose_i-correct" not in page
    # Mixed: the other's figure, one's own words.
    chosen = {
        "_conflict": "1", "expected_version": "1", "then": "save", "i-correct": "true",
        "i-electronic": "true", "_stands_i-posted": "true", "_choose_i-posted": "stands", "i-posted": "false",
        "_stands_note": "Bản một", "_choose_note": "typed", "note": "Bản hai",
    }  # fmt: skip
    assert second.post(address_of(made, "6"), chosen).status_code == 303
    kept = Answer.objects.get()
    assert (kept.version, kept.rows[1][2], kept.note) == (2, "true", "Bản hai")


def test_the_script_saves_by_itself_and_is_told_version_mistakes_and_points(made: Running) -> None:
    client = officer(made)
    told = client.post(address_of(made, "6"), YES | {"expected_version": "0", "autosave": "1"}).json()
    assert (told["state"], told["version"], told["mistakes"]) == ("saved", 1, [])
    assert told["points"]["points"] == "2"
    assert "Đã lưu lúc" in told["said"]
    bad = {"i-in_time_share-numerator": "5", "i-in_time_share-denominator": "4", "expected_version": "0"}
    told = client.post(address_of(made, "8"), bad | {"autosave": "1"}).json()
    assert told["state"] == "mistakes"
    assert [one["field"] for one in told["mistakes"]] == ["i-in_time_share-numerator"]
    assert told["mistakes"][0]["id"] == "id_i-in_time_share-numerator"


def test_the_script_is_told_of_a_conflict_and_of_a_refusal(made: Running) -> None:
    client = officer(made)
    client.post(address_of(made, "6"), YES | {"expected_version": "0"})
    other = YES | {"i-posted": "false", "expected_version": "0", "autosave": "1"}
    told = officer(made, "colleague").post(address_of(made, "6"), other)
    assert (told.status_code, told.json()["state"]) == (409, "conflict")
    made.close("self_assessment")
    told = client.post(
        address_of(made, "6"), YES | {"i-posted": "false", "expected_version": "1", "autosave": "1"}
    )
    assert (told.status_code, told.json()["state"]) == (403, "refused")
    assert Answer.objects.get().rows[1][2] == "true"


def test_the_script_never_sends_what_is_said_to_colleagues(made: Running) -> None:
    given = YES | {"expected_version": "0", "autosave": "1", "comment": "Chưa viết xong"}
    officer(made).post(address_of(made, "6"), given)
    assert not Comment.objects.exists()


def test_an_answer_from_outside_the_scope_of_the_person_has_its_frame_too(made: Running) -> None:
    # Who may only look asks with the wrong verb: told by what stands before the view, with tasks beside it.
    assert officer(made).post(address_of(made)).status_code == 405


def test_after_the_phase_the_page_is_only_to_read(made: Running) -> None:
    officer(made).post(address_of(made, "6"), YES | {"expected_version": "0", "note": "Theo sổ"})
    made.close("self_assessment")
    page = text_of(officer(made).get(address_of(made, "6")))
    assert "Chỉ xem." in page
    assert "<textarea" not in page
    assert "Theo sổ" in page
    assert officer(made).post(address_of(made, "6"), YES | {"expected_version": "1"}).status_code == 403


def test_what_was_handed_in_is_only_to_read(made: Running) -> None:
    officer(made).post(address_of(made, "6"), YES | {"expected_version": "0"})
    Submission.objects.update(state="submitted")
    assert "Chỉ xem." in text_of(officer(made).get(address_of(made, "6")))


def test_figures_from_elsewhere_are_shown_and_locked(made: Running) -> None:
    officer(made).post(address_of(made, "6"), YES | {"expected_version": "0"})
    Answer.objects.update(origin="statistic")
    page = text_of(officer(made).get(address_of(made, "6")))
    assert "Số liệu này lấy từ nguồn khác." in page
    assert "<textarea" not in page
    assert "lấy từ nguồn khác" in text_of(officer(made).get(address_of(made)))


@pytest.mark.parametrize("who", ["officer_2", "head_2", "appraiser", "secretary", "member", "statistician"])
def test_to_everybody_else_an_agency_at_work_is_not_there(made: Running, who: str) -> None:
    officer(made).post(address_of(made, "6"), YES | {"expected_version": "0"})
    for address in (address_of(made), address_of(made, "6"), f"{address_of(made)}kiem-tra/"):
        assert officer(made, who).get(address).status_code in (403, 404)


@pytest.mark.parametrize("who", ["coordinator", "leader", "auditor"])
def test_who_watches_the_whole_reads_and_neither_writes_nor_sees_comments(made: Running, who: str) -> None:
    client = officer(made)
    client.post(address_of(made, "6"), YES | {"expected_version": "0", "comment": "Lời riêng trong nhà"})
    assert "Lời riêng trong nhà" in text_of(client.get(address_of(made, "6")))
    page = text_of(officer(made, who).get(address_of(made, "6")))
    assert "Chỉ xem." in page
    assert "Lời riêng trong nhà" not in page
    assert "Trao đổi trong cơ quan" not in page
    assert officer(made, who).get(f"{address_of(made)}phan-viec/").status_code in (403, 404)


def test_a_comment_goes_with_the_save_and_stays_in_the_agency(made: Running) -> None:
    client = officer(made)
    answer = client.post(
        address_of(made, "6"), YES | {"expected_version": "0", "comment": "Xem giúp em", "then": "comment"}
    )
    assert answer["Location"].endswith("#trao-doi")
    assert Comment.objects.get().words == "Xem giúp em"
    assert Answer.objects.get().version == 1
    page = text_of(officer(made, "head").get(address_of(made, "6")))
    assert "Xem giúp em" in page


def test_the_page_of_the_agency_counts_what_is_done_and_says_what_is_lacking() -> None:
    made = at_work()
    client = signed_in(made.people["officer"])
    page = text_of(client.get(address_of(made)))
    # Leaf 6 has figures and a document, leaf 2 figures and an explanation; 1 and 8 lack something.
    assert re.search(r"Đã xong</span>\s*<b>2 trên 9", page)
    assert "Còn 7 tiêu chí phải làm." in page
    assert "tài liệu kiểm chứng hoặc giải trình" in page
    left = text_of(client.get(f"{address_of(made)}?xem=con-lai"))
    assert f'href="{address_of(made, "6")}"' not in left
    assert f'href="{address_of(made, "1")}"' in left
    mine = text_of(client.get(f"{address_of(made)}?xem=cua-toi"))
    assert f'href="{address_of(made, "9")}"' in mine
    assert f'href="{address_of(made, "1")}"' not in mine


def test_a_document_of_the_shelf_is_put_beside_the_leaf(made: Running) -> None:
    client, what = officer(made), document(made)
    client.post(address_of(made, "6"), YES | {"expected_version": "0"})
    assert what.title in text_of(client.get(address_of(made, "6", "tai-lieu")))
    assert what.title not in text_of(client.get(f"{address_of(made, '6', 'tai-lieu')}?tim=khong+co"))
    answer = client.post(
        address_of(made, "6", "tai-lieu"), {"document": what.key, "page": "4", "what": "bảng"}
    )
    assert answer["Location"] == f"{address_of(made, '6')}#tai-lieu"
    use = DocumentUse.objects.get()
    assert (use.node, use.page, use.note) == ("6", "4", "bảng")
    assert Answer.objects.get().evidence == 1
    # What stands there already is not offered again.
    assert f'value="{what.key}"' not in text_of(client.get(address_of(made, "6", "tai-lieu")))


def test_a_new_reference_is_entered_in_place(made: Running) -> None:
    given = {"number": "12/BC", "issued_on": "20/12/2020", "title": "Báo cáo", "note": "cả năm", "upload": ""}
    answer = officer(made).post(address_of(made, "6", "tai-lieu"), given)
    assert answer.status_code == 303
    assert Document.objects.get().agency == made.ba_dinh
    assert DocumentUse.objects.get().note == "cả năm"
    nothing = officer(made).post(address_of(made, "6", "tai-lieu"), {"issuer": "Ai đó", "upload": ""})
    assert nothing.status_code == 422
    assert "Ai đó" in text_of(nothing)


def test_a_document_of_another_agency_is_not_put_there(made: Running) -> None:
    what = document(made)
    Document.objects.update(agency=made.hoan_kiem)
    assert officer(made).post(address_of(made, "6", "tai-lieu"), {"document": what.key}).status_code == 404
    assert not DocumentUse.objects.exists()


def test_a_document_is_taken_away_with_its_reason(made: Running) -> None:
    client = officer(made)
    client.post(address_of(made, "6"), YES | {"expected_version": "0"})
    put(made, document(made))
    address = address_of(made, "6", "tai-lieu", DocumentUse.objects.get().key, "bo")
    assert "Báo cáo kết quả một cửa" in text_of(client.get(address))
    assert client.post(address, {"reason": "nhầm"}).status_code == 303
    assert DocumentUse.objects.get().ended_at is not None
    assert Answer.objects.get().evidence == 0


def test_leaves_are_given_to_an_officer_and_taken_back(made: Running) -> None:
    client = officer(made, "head")
    places = [f"{made.ba_dinh.pk}|6", f"{made.ba_dinh.pk}|7"]
    who = f"p:{made.people['colleague'].pk}"
    client.post(f"{address_of(made)}phan-viec/", {"leaves": places, "worker": who, "due_on": "21/12/2026"})
    assert sorted(LeafTask.objects.values_list("node", "officer")) == [
        ("6", made.people["colleague"].pk), ("7", made.people["colleague"].pk),
    ]  # fmt: skip
    assert "Trần Văn Bình" in text_of(client.get(address_of(made)))
    client.post(f"{address_of(made)}phan-viec/", {"leaves": places[:1], "worker": ""})
    assert LeafTask.objects.get().node == "7"
    nothing = client.post(f"{address_of(made)}phan-viec/", {"worker": who})
    assert nothing.status_code == 422
    assert "CH-7818" in text_of(nothing)


def test_an_explanation_stands_beside_what_the_appraiser_said(made: Running) -> None:
    client = officer(made)
    client.post(address_of(made, "6"), YES | {"expected_version": "0"})
    first = Answer.objects.get()
    lower = [[*row[:2], "false" if row[0] == "posted" else row[2], *row[3:]] for row in first.rows]
    Answer.objects.create(
        campaign=made.campaign, unit=made.ba_dinh, node="6", field="6", agency=made.ba_dinh, rows=lower,
        layer="appraised_1", status="given", words="Không thấy bảng niêm yết",
    )  # fmt: skip
    # As long as the agency is not asked, what the appraiser said is not its to see.
    assert "Không thấy bảng niêm yết" not in text_of(client.get(address_of(made, "6")))
    made.only("explanation")
    page = text_of(client.get(address_of(made, "6")))
    assert "Không thấy bảng niêm yết" in page
    assert "Bạn đang giải trình." in page
    client.post(address_of(made, "6"), YES | {"expected_version": "0", "note": "Ảnh chụp kèm theo"})
    layers = {one.layer: (one.rows[1][2], one.note) for one in Answer.objects.all()}
    assert layers == {
        "self_assessed": ("true", ""), "appraised_1": ("false", ""),
        "explained": ("true", "Ảnh chụp kèm theo"),
    }  # fmt: skip


def test_the_year_before_stands_beside_the_leaf() -> None:
    made = at_work()
    page = text_of(signed_in(made.people["officer"]).get(address_of(made, "6")))
    assert "Một cửa các quận năm 2019" in page
    assert "Bảng điện tử chưa chạy" in page
    checks = text_of(signed_in(made.people["officer"]).get(f"{address_of(made)}kiem-tra/"))
    assert "Cao hơn 1 điểm so với điểm được công nhận năm trước." in checks


def test_cases_are_entered_as_rows(made: Running) -> None:
    given = {
        "c-0": "HS-1", "c-0-days_beyond_limit": "-1,5", "c-1": "HS-2", "c-1-days_beyond_limit": "0",
        "c-2": "", "c-2-days_beyond_limit": "", "expected_version": "0", "then": "rows",
    }  # fmt: skip
    answer = officer(made).post(address_of(made, "1"), given)
    assert answer["Location"].endswith("#them-truong-hop")
    assert [row[1:3] for row in Answer.objects.get().rows] == [["HS-1", "-1.5"], ["HS-2", "0"]]
    page = text_of(officer(made).get(address_of(made, "1")))
    assert 'value="-1,5"' in page
    assert 'name="c-4-days_beyond_limit"' in page


def test_english_readers_have_the_pages_too() -> None:
    made = at_work()
    client = signed_in(made.people["officer"])
    client.cookies["chiso_language"] = "en"
    page = text_of(client.get(address_of(made, "6")))
    assert "Save and go to 7" in page
    assert "Points that follow" in page


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("page", ["", "kiem-tra/", "phan-viec/", "leaf"])
def test_the_number_of_queries_does_not_grow_with_what_there_is(page: str) -> None:
    made = at_work()
    client = signed_in(made.people["officer"])
    address = address_of(made, "6") if page == "leaf" else f"{address_of(made)}{page}"
    few = queries(client, address)
    of = {"actor": made.people["officer"], "campaign": made.campaign, "unit": made.ba_dinh}
    save_answer(**of, expected_version=0, node="7", given=published_seven())
    for number in range(3):
        what = document(made, f"Báo cáo số {number}")
        for node in ("1", "6", "7"):
            put(made, what, node)
    LeafTask.objects.create(
        campaign=made.campaign, unit=made.ba_dinh, node="7", agency=made.ba_dinh,
        officer=made.people["colleague"],
    )  # fmt: skip
    for words in ("một", "hai", "ba"):
        Comment.objects.create(
            campaign=made.campaign, unit=made.ba_dinh, node="6", agency=made.ba_dinh, words=words,
            author=made.people["colleague"],
        )  # fmt: skip
    assert queries(client, address) == few


def published_seven() -> Given:
    """An answer to leaf 7, of one case."""
    return Given((InputRow("days_beyond_limit", "HS-1", "0"), InputRow("complaints", "HS-1", "0")))


def test_a_leaf_of_a_set_of_a_hundred_weighs_little() -> None:
    made = running("self_assessment", framework="example-hundred@1")
    leaf = made.participants.leaves_of(made.ba_dinh)[40]
    page = officer(made).get(address_of(made, leaf.code)).content
    assert len(gzip.compress(page)) <= 25_000
    whole = officer(made).get(address_of(made)).content
    assert len(gzip.compress(whole)) <= 60_000
