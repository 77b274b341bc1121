"""The pages of programmes, as a coordinator and as others meet them."""

from __future__ import annotations

import pytest
from django.test import Client

from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.drafting.models import League, Programme
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.scoring.programme import read_programme
from tests.office.making import appoint, make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Client:
    person: Person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return sign_in(person)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def make(coordinator: Client) -> Programme:
    given = {"title": "Đánh giá 2026", "name": "ha-noi", "period": "2026"}
    assert coordinator.post("/bo-tieu-chi/chuong-trinh/moi/", given).status_code == 303
    return Programme.objects.get()


def test_a_programme_is_made_filled_and_opened_page_by_page(coordinator: Client) -> None:
    programme = make(coordinator)
    address = f"/bo-tieu-chi/chuong-trinh/{programme.key}/"
    league = {
        "name": "Phường, xã",
        "framework": "papi@2019",
        "levels": ["commune"],
        "units": "",
        "band_1_code": "A",
        "band_1_title": "Tốt",
        "band_1_from": "45,5",
        "band_2_code": "B",
        "band_2_title": "Khá",
        "band_2_from": "",
        "expected_version": "1",
    }
    assert coordinator.post(f"{address}them-bang/", league).status_code == 303
    found = League.objects.get()
    assert found.bands == [
        {"code": "A", "title": {"vi": "Tốt"}, "at_least": "45.5"},
        {"code": "B", "title": {"vi": "Khá"}},
    ]
    assert 'value="45,5"' in text_of(coordinator.get(f"/bo-tieu-chi/chuong-trinh/bang/{found.key}/"))
    calendar = {
        "self_assessment_opens": "08:00, 01/12/2026",
        "self_assessment_closes": "17:00, 15/12/2026",
        "expected_version": "2",
    }
    assert coordinator.post(f"{address}lich/", calendar).status_code == 303
    given = {"leagues": [found.key], "expected_version": "3"}
    page = text_of(coordinator.post(f"{address}mo-dot/", given, follow=True))
    campaign = Campaign.objects.get()
    assert f"/dot-danh-gia/{campaign.key}/" in page
    assert Phase.objects.get().campaign == campaign
    assert "Đánh giá 2026" in text_of(coordinator.get(f"/dot-danh-gia/{campaign.key}/"))


def test_the_programme_as_a_file_is_what_scoring_reads(coordinator: Client) -> None:
    programme = make(coordinator)
    address = f"/bo-tieu-chi/chuong-trinh/{programme.key}/"
    assert coordinator.get(f"{address}chuong-trinh.yaml").status_code == 404
    coordinator.post(
        f"{address}them-bang/", {"name": "Sở", "framework": "papi@2019", "expected_version": "1"}
    )
    content = coordinator.get(f"{address}chuong-trinh.yaml").content
    assert read_programme(content).leagues[0].framework == "papi@2019"


def test_what_is_half_typed_is_told_at_its_field(coordinator: Client) -> None:
    programme = make(coordinator)
    address = f"/bo-tieu-chi/chuong-trinh/{programme.key}/"
    half = {"name": "Sở", "framework": "papi@2019", "band_1_code": "A", "expected_version": "1"}
    response = coordinator.post(f"{address}them-bang/", half)
    assert (response.status_code, 'id="id_band_1_title-error"' in text_of(response)) == (422, True)
    response = coordinator.post(
        f"{address}lich/", {"council_opens": "08:00, 01/12/2026", "expected_version": "1"}
    )
    assert (response.status_code, 'id="id_council_closes-error"' in text_of(response)) == (422, True)


def test_two_who_change_a_programme_at_once_meet_the_page_of_the_conflict(coordinator: Client) -> None:
    programme = make(coordinator)
    address = f"/bo-tieu-chi/chuong-trinh/{programme.key}/sua/"
    coordinator.post(
        address, {"title": "Của người trước", "name": "ha-noi", "period": "2026", "expected_version": "1"}
    )
    response = coordinator.post(
        address, {"title": "Của người sau", "name": "ha-noi", "period": "2026", "expected_version": "1"}
    )
    assert response.status_code == 409
    assert ("Của người trước" in text_of(response), "Của người sau" in text_of(response)) == (True, True)


def test_the_next_programme_is_made_from_one_that_stands(coordinator: Client) -> None:
    programme = make(coordinator)
    address = f"/bo-tieu-chi/chuong-trinh/moi/?tu={programme.key}"
    assert 'value="Đánh giá 2026"' in text_of(coordinator.get(address))
    given = {"title": "Đánh giá 2027", "name": "ha-noi", "period": "2027", "tu": programme.key}
    assert coordinator.post("/bo-tieu-chi/chuong-trinh/moi/", given).status_code == 303
    assert Programme.objects.get(period="2027").title == "Đánh giá 2027"


def test_closing_asks_once_more_and_others_only_read(coordinator: Client) -> None:
    programme = make(coordinator)
    address = f"/bo-tieu-chi/chuong-trinh/{programme.key}/"
    person = make_person()
    appoint(person, Role.CITY_LEADER)
    leader = sign_in(person)
    assert leader.get(address).status_code == 200
    assert leader.post(f"{address}dong/", {"expected_version": "1"}).status_code == 403
    assert programme.title in text_of(coordinator.get(f"{address}dong/"))
    coordinator.post(f"{address}dong/", {"expected_version": "1"})
    assert Programme.objects.get().closed_at is not None
