"""One unit, the city: several departments gather its leaves, each its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, InputRow
from chiso.office.campaigns.answering.saving import save_answer
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.participants import participants_with
from chiso.office.errors import NoRight
from chiso.office.files.services.documents import Facts, add_document
from chiso.office.files.services.uses import link_document
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, assign, make_agency, make_person, open_phase

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole_city() -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def city() -> Agency:
    return make_agency("Thành phố Hà Nội", uid="thanh-pho-ha-noi", kind="thành phố", level="province")


@pytest.fixture
def departments() -> dict[str, Agency]:
    return {"home": make_agency("Sở Nội vụ"), "justice": make_agency("Sở Tư pháp")}


@pytest.fixture
def campaign(city: Agency, departments: dict[str, Agency]) -> Campaign:
    made = Campaign.objects.create(
        kind="city", title="Chỉ số của thành phố 2026", period="2026", framework="example-hundred@1"
    )
    # Home Affairs gathers everything but field 2, of which 2.1 is its own again.
    for node, agency in (("", "home"), ("2", "justice"), ("2.1", "home")):
        assign(made, city, node, departments[agency])
    open_phase(made, "self_assessment")
    return made


def officer(agency: Agency) -> Person:
    person = make_person()
    appoint(person, Role.AGENCY_OFFICER, agency)
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(campaign: Campaign, agency: Agency, city: Agency, node: str = "") -> str:
    base = f"/dot-danh-gia/{campaign.key}/tu-danh-gia/{agency.key}/"
    return f"{base}{city.key}/{node}/" if node else base


def test_each_department_has_its_leaves_and_no_others(
    campaign: Campaign, city: Agency, departments: dict[str, Agency]
) -> None:
    justice = departments["justice"]
    codes = [leaf.code for leaf in participants_with(campaign, justice).leaves_of(justice)]
    assert codes
    assert all(code.startswith("2.") and code != "2.1" for code in codes)
    client = signed_in(officer(justice))
    page = client.get(address(campaign, justice, city)).content.decode()
    assert f'href="{address(campaign, justice, city, "2.2")}"' in page
    assert f'href="{address(campaign, justice, city, "2.1")}"' not in page
    leaf = client.get(address(campaign, justice, city, "2.2")).content.decode()
    assert "đơn vị được đánh giá: Thành phố Hà Nội" in leaf
    # Neither the page of the other department, nor its leaf under one's own name.
    assert client.get(address(campaign, departments["home"], city)).status_code == 404
    assert client.get(address(campaign, justice, city, "2.1")).status_code == 404


def test_a_department_writes_its_own_leaves_and_proves_them_by_its_own_documents(
    campaign: Campaign, city: Agency, departments: dict[str, Agency]
) -> None:
    justice, person = departments["justice"], officer(departments["justice"])
    leaf = participants_with(campaign, justice).leaves_of(justice)[0]
    (name, definition), *_ = leaf.node.inputs.items()
    cells = {"ratio": {"numerator": "1", "denominator": "2"}, "boolean": {"value": "true"}}
    given = Given((InputRow(name, **cells.get(definition.type, {"value": "0"})),))
    of = {"actor": person, "campaign": campaign, "unit": city, "given": given, "expected_version": 0}
    answer = save_answer(node=leaf.code, **of)
    assert (answer.unit, answer.agency) == (city, justice)
    with pytest.raises(NoRight):
        save_answer(node="2.1", **of)
    document = add_document(actor=person, agency=justice, facts=Facts(title="Báo cáo"))
    link_document(actor=person, document=document, campaign=campaign, unit=city, node=leaf.code)
    assert Answer.objects.get().evidence == 1
