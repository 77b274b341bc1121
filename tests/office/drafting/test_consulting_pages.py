"""The pages of a consultation, as its coordinator, an agency and the public meet them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chiso.office.drafting.consulting.limits import MOST_AN_HOUR
from chiso.office.drafting.consulting.services.opinions import Sender, give_opinion, receive_opinion
from chiso.office.drafting.models import Consultation, Draft, Opinion, OpinionAuthor
from tests.office.drafting.sets import Cast, lay_open, let_time_pass, make_cast, make_draft
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return make_draft(cast.coordinator)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_a_coordinator_lays_a_draft_open_by_kind_of_agency(cast: Cast, draft: Draft) -> None:
    coordinator = sign_in(cast.coordinator)
    address = f"/bo-tieu-chi/{draft.key}/lay-y-kien/"
    assert "sở (2)" in text_of(coordinator.get(address))
    given = {
        "title": "Góp ý bộ 2026",
        "words": "",
        "closes_at": (timezone.localtime() + timedelta(days=20)).strftime("17:00, %d/%m/%Y"),
        "kinds": ["sở"],
        "is_public": "on",
        "expected_version": draft.version,
    }
    page = text_of(coordinator.post(address, given, follow=True))
    consultation = Consultation.objects.get()
    assert set(consultation.agencies.all()) == {cast.health, cast.education}
    assert f"/bo-tieu-chi/lay-y-kien/{consultation.slug}/" in page


def test_what_is_wrong_about_opening_stands_beside_what_was_typed(cast: Cast, draft: Draft) -> None:
    given = {"title": "Tên giữ lại", "closes_at": "17:00, 01/01/2020", "expected_version": draft.version}
    response = sign_in(cast.coordinator).post(f"/bo-tieu-chi/{draft.key}/lay-y-kien/", given)
    page = text_of(response)
    assert response.status_code == 422
    assert "Tên giữ lại" in page
    assert ("CH-7741" in page, "CH-7742" in page) == (True, True)


def test_an_officer_reads_the_draft_and_hands_in_an_opinion(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    officer = sign_in(cast.doctor)
    address = f"/bo-tieu-chi/gop-y/{consultation.key}/"
    assert "Ban hành kế hoạch" in text_of(officer.get(address))
    assert 'value="1.2" selected' in text_of(officer.get(f"{address}y-kien/?muc=1.2"))
    given = {"node": "1.2", "words": "Nên giảm còn 5 điểm.", "expected_version": "0"}
    assert "Nên giảm còn 5 điểm." in text_of(officer.post(f"{address}y-kien/", given, follow=True))
    opinion = Opinion.objects.get()
    assert (opinion.agency, opinion.node_code) == (cast.health, "1.2")
    assert "Nên giảm còn 5 điểm." in text_of(sign_in(cast.nurse).get(address))
    assert "Nên giảm còn 5 điểm." not in text_of(sign_in(cast.teacher).get(address))


def test_two_of_an_agency_who_change_one_opinion_meet_the_page_of_the_conflict(
    cast: Cast, draft: Draft
) -> None:
    consultation = lay_open(cast, draft)
    opinion = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words="Ban đầu."
    )
    address = f"/bo-tieu-chi/y-kien/{opinion.key}/"
    sign_in(cast.nurse).post(address, {"node": "1.1", "words": "Của người trước.", "expected_version": "1"})
    response = sign_in(cast.doctor).post(
        address, {"node": "1.1", "words": "Của người sau.", "expected_version": "1"}
    )
    assert response.status_code == 409
    page = text_of(response)
    assert ("Của người trước." in page, "Của người sau." in page) == (True, True)
    assert sign_in(cast.teacher).get(address).status_code == 404


def test_a_stranger_reads_the_public_page_and_sends_an_opinion(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    address = f"/bo-tieu-chi/lay-y-kien/{consultation.slug}/"
    stranger = Client(enforce_csrf_checks=True)
    page = text_of(stranger.get(address))
    assert "Báo cáo đúng hạn" in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page[page.index('id="y-kien"') :])
    assert token
    given = {"node": "1.1", "words": "Nên công khai.", "name": "Bà Lan", "contact": ""}
    assert stranger.post(address, given).status_code == 403
    response = stranger.post(address, {**given, "csrfmiddlewaretoken": token[1]})
    opinion = Opinion.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"{address}?so={opinion.key}")
    page = text_of(stranger.get(response["Location"]))
    assert opinion.key in page
    # What others wrote, and who, is not on a public page.
    assert "Nên công khai." not in page
    assert (opinion.agency, OpinionAuthor.objects.get().name) == (None, "Bà Lan")


def test_a_receipt_is_shown_only_for_an_opinion_of_this_page(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    mine = give_opinion(
        actor=cast.doctor, consultation=consultation, agency=cast.health, node="", words="Của sở."
    )
    page = text_of(Client().get(f"/bo-tieu-chi/lay-y-kien/{consultation.slug}/?so={mine.key}"))
    assert 'role="status"' not in page


def test_who_sends_too_often_keeps_what_was_typed(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    address = f"/bo-tieu-chi/lay-y-kien/{consultation.slug}/"
    for number in range(MOST_AN_HOUR):
        assert Client().post(address, {"words": f"Ý {number}"}).status_code == 303
    response = Client().post(address, {"words": "Ý giữ lại"})
    assert (response.status_code, int(response["Retry-After"]) > 0) == (429, True)
    assert ("Ý giữ lại" in text_of(response), "CH-7008" in text_of(response)) == (True, True)
    assert Opinion.objects.count() == MOST_AN_HOUR


def test_after_the_deadline_the_public_page_is_read_and_takes_nothing(cast: Cast, draft: Draft) -> None:
    consultation = let_time_pass(lay_open(cast, draft))
    address = f"/bo-tieu-chi/lay-y-kien/{consultation.slug}/"
    page = text_of(Client().get(address))
    assert ("Ban hành kế hoạch" in page, "<textarea" in page) == (True, False)
    response = Client().post(address, {"words": "Muộn"})
    assert response.status_code == 422
    assert "CH-7743" in text_of(response)


def test_no_address_but_the_right_one_leads_to_a_public_page(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft, is_public=False)
    for slug in (consultation.key, "x", draft.key):
        assert Client().get(f"/bo-tieu-chi/lay-y-kien/{slug}/").status_code == 404


def test_a_coordinator_answers_all_at_once_and_one_by_one(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    sender = Sender("Bà Lan", "lan@example.vn", "203.0.113.7")
    opinions = [
        receive_opinion(consultation=consultation, node="1.1", words=f"Ý {number}", sender=sender)
        for number in range(3)
    ]
    coordinator = sign_in(cast.coordinator)
    address = f"/bo-tieu-chi/gop-y/{consultation.key}/tra-loi/"
    chosen = [f"{one.key}:1" for one in opinions[:2]]
    given = {"chosen": chosen, "decision": "declined", "answer": ""}
    response = coordinator.post(address, given)
    assert response.status_code == 422
    assert f'value="{chosen[0]}" checked' in text_of(response)
    coordinator.post(address, given | {"answer": "Điểm theo quyết định của Bộ."})
    alone = f"/bo-tieu-chi/y-kien/{opinions[2].key}/tra-loi/"
    page = text_of(coordinator.get(alone))
    assert ("Bà Lan" in page, "lan@example.vn" in page) == (True, True)
    coordinator.post(alone, {"decision": "accepted", "answer": "", "expected_version": "1"})
    assert sorted(Opinion.objects.values_list("decision", flat=True)) == ["accepted", "declined", "declined"]


def test_of_two_who_answer_the_same_the_second_sees_what_happened_and_keeps_the_words(
    cast: Cast, draft: Draft
) -> None:
    consultation = lay_open(cast, draft)
    nobody = Sender("", "", "203.0.113.7")
    one, other = (
        receive_opinion(consultation=consultation, node="", words=words, sender=nobody)
        for words in ("A", "B")
    )
    coordinator = sign_in(cast.coordinator)
    address = f"/bo-tieu-chi/gop-y/{consultation.key}/tra-loi/"
    coordinator.post(address, {"chosen": [f"{one.key}:1"], "decision": "accepted", "answer": ""})
    both = {"chosen": [f"{one.key}:1", f"{other.key}:1"], "decision": "declined", "answer": "Lý do giữ lại"}
    response = coordinator.post(address, both)
    assert response.status_code == 409
    assert ("Lý do giữ lại" in text_of(response), "CH-7003" in text_of(response)) == (True, True)
    assert Opinion.objects.get(pk=other.pk).decision == ""


def test_those_who_read_do_not_learn_who_of_the_public_wrote(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    sender = Sender("Bà Lan", "lan@example.vn", "203.0.113.7")
    opinion = receive_opinion(consultation=consultation, node="", words="Một ý.", sender=sender)
    let_time_pass(consultation)
    for person in (cast.statistician, cast.leader, cast.doctor):
        client = sign_in(person)
        page = text_of(client.get(f"/bo-tieu-chi/gop-y/{consultation.key}/"))
        assert ("Một ý." in page, "Lan" in page) == (True, False)
        assert client.get(f"/bo-tieu-chi/y-kien/{opinion.key}/tra-loi/").status_code == 403


def test_more_time_and_the_end_by_their_pages(cast: Cast, draft: Draft) -> None:
    consultation = lay_open(cast, draft)
    coordinator = sign_in(cast.coordinator)
    address = f"/bo-tieu-chi/gop-y/{consultation.key}"
    later = (timezone.localtime() + timedelta(days=40)).strftime("17:00, %d/%m/%Y")
    response = coordinator.post(
        f"{address}/gia-han/", {"closes_at": later, "expected_version": "1"}, follow=True
    )
    assert later.partition(", ")[2] in text_of(response)
    assert coordinator.post(f"{address}/ket-thuc/", {"expected_version": "2"}).status_code == 422
    let_time_pass(consultation)
    coordinator.post(f"{address}/ket-thuc/", {"expected_version": "2"})
    assert Draft.objects.get().state == "drafting"


def test_the_office_tells_agencies_what_waits_and_the_coordinator_what_to_answer(
    cast: Cast, draft: Draft
) -> None:
    consultation = lay_open(cast, draft)
    assert f"/bo-tieu-chi/gop-y/{consultation.key}/" in text_of(sign_in(cast.doctor).get("/"))
    give_opinion(actor=cast.doctor, consultation=consultation, agency=cast.health, node="", words="Đồng ý.")
    tasks = f'<h3><a href="/bo-tieu-chi/gop-y/{consultation.key}/'
    assert tasks not in text_of(sign_in(cast.nurse).get("/"))
    assert tasks in text_of(sign_in(cast.teacher).get("/"))
    let_time_pass(consultation)
    assert tasks in text_of(sign_in(cast.coordinator).get("/"))


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_however_many_opinions_there_are(
    cast: Cast, draft: Draft, count: int, django_assert_max_num_queries: object
) -> None:
    consultation = lay_open(cast, draft)
    for number in range(count):
        give_opinion(
            actor=cast.doctor, consultation=consultation, agency=cast.health, node="1.1", words=f"Ý {number}"
        )
    client = sign_in(cast.coordinator)
    address = f"/bo-tieu-chi/gop-y/{consultation.key}/"
    client.get(address)
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        client.get(address)
