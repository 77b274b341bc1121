"""The pages of campaigns and agencies, as a coordinator and as an officer meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.organisation.models import Agency, Assignment, ContactPoint, Proposal
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_agency, make_campaign, make_person

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def coordinator() -> Client:
    person = make_person("Điều phối")
    appoint(person, Role.COORDINATOR)
    return signed_in(person)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_a_campaign_is_opened_and_gets_a_phase(coordinator: Client) -> None:
    given = {"title": "Đánh giá 2026", "kind": "units", "period": "2026", "framework": "papi@2019"}
    response = coordinator.post("/dot-danh-gia/mo/", given, follow=True)
    assert response.redirect_chain[-1][1] == 303
    campaign = Campaign.objects.get()
    day = timezone.localtime() + timedelta(days=1)
    phase = {
        "kind": "self_assessment",
        "opens_at": day.strftime("08:00, %d/%m/%Y"),
        "closes_at": day.strftime("17:00, %d/%m/%Y"),
        "nodes": "1, 2",
        "expected_version": "0",
    }
    page = text_of(coordinator.post(f"/dot-danh-gia/{campaign.key}/them-giai-doan/", phase, follow=True))
    assert Phase.objects.get().nodes == ["1", "2"]
    assert day.strftime("17:00, %d/%m/%Y") in page


def test_what_was_typed_stands_again_beside_what_is_wrong(coordinator: Client) -> None:
    given = {"title": "Tên giữ lại", "kind": "units", "period": "năm tới", "framework": "papi@2019"}
    response = coordinator.post("/dot-danh-gia/mo/", given)
    assert response.status_code == 422
    assert "Tên giữ lại" in text_of(response)
    assert "CH-1301" in text_of(response)
    assert not Campaign.objects.exists()


def test_assignments_are_brought_by_a_table(coordinator: Client) -> None:
    campaign, health = make_campaign("papi@2019"), make_agency("Sở Y tế")
    table = SimpleUploadedFile("a.csv", f"unit,node,responsible\n{health.uid},1.1,Sở Y tế\n".encode())
    page = text_of(
        coordinator.post(f"/dot-danh-gia/{campaign.key}/phan-cong/", {"table": table}, follow=True)
    )
    assert Assignment.objects.get().node == "1.1"
    assert "Sở Y tế" in page


def test_closing_asks_once_more(coordinator: Client) -> None:
    campaign = make_campaign("papi@2019")
    page = text_of(coordinator.get(f"/dot-danh-gia/{campaign.key}/dong/"))
    assert campaign.title in page
    coordinator.post(f"/dot-danh-gia/{campaign.key}/dong/", {"expected_version": "1"})
    assert Campaign.objects.get().closed_at is not None


def test_units_are_compared_before_they_are_accepted(coordinator: Client) -> None:
    table = SimpleUploadedFile("u.csv", "code,name,level\nA,Sở Thử nghiệm,office\n".encode())
    page = text_of(coordinator.post("/co-quan/nhap/", {"table": table}, follow=True))
    assert "Sở Thử nghiệm" in page
    assert not Agency.objects.exists()
    key = Proposal.objects.get().key
    given = {"expected_version": "1", "decision": "accept"}
    page = text_of(coordinator.post(f"/co-quan/nhap/{key}/", given, follow=True))
    assert "Sở Thử nghiệm" in page
    assert Agency.objects.get().name == "Sở Thử nghiệm"


def test_the_shipped_register_of_hanoi_can_be_taken(coordinator: Client) -> None:
    coordinator.post("/co-quan/nhap/", {"shipped": "on"})
    key = Proposal.objects.get().key
    coordinator.post(f"/co-quan/nhap/{key}/", {"expected_version": "1", "decision": "accept"})
    page = text_of(coordinator.get("/co-quan/?day=01/07/2020&level=district"))
    assert "Quận Ba Đình" in page


def test_a_broken_table_is_told_row_by_row(coordinator: Client) -> None:
    table = SimpleUploadedFile("u.csv", b"code,name\n,A\nB,\n")
    response = coordinator.post("/co-quan/nhap/", {"table": table})
    assert response.status_code == 422
    assert "CH-1201" in text_of(response)
    assert "CH-1202" in text_of(response)


def test_an_officer_keeps_the_contacts_of_their_own_agency_only() -> None:
    own, other = make_agency("Sở Một"), make_agency("Sở Hai")
    person = make_person()
    appoint(person, Role.AGENCY_OFFICER, own)
    officer = signed_in(person)
    given = {"matter": "cải cách hành chính", "name": "Bà Lan", "expected_version": "0"}
    page = text_of(officer.post(f"/co-quan/{own.key}/them-dau-moi/", given, follow=True))
    assert "Bà Lan" in page
    assert officer.post(f"/co-quan/{other.key}/them-dau-moi/", given).status_code == 403
    foreign = ContactPoint.objects.create(agency=other, matter="x")
    assert officer.get(f"/co-quan/dau-moi/{foreign.key}/").status_code == 403
    assert ContactPoint.objects.filter(agency=other).count() == 1
    assert officer.get("/dot-danh-gia/mo/").status_code == 403


def test_two_who_change_a_contact_at_once_meet_the_page_of_the_conflict() -> None:
    own = make_agency()
    person = make_person()
    appoint(person, Role.AGENCY_OFFICER, own)
    officer = signed_in(person)
    contact = ContactPoint.objects.create(agency=own, matter="cũ")
    address = f"/co-quan/dau-moi/{contact.key}/"
    officer.post(address, {"matter": "của người trước", "expected_version": "1"})
    response = officer.post(address, {"matter": "của người sau", "expected_version": "1"})
    assert response.status_code == 409
    assert "của người trước" in text_of(response)
    assert "của người sau" in text_of(response)
    assert ContactPoint.objects.get().matter == "của người trước"
