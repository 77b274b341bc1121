"""The city's sign-in service: only people whom the office knows come in, and only on its signed word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client

from chiso.office.configuration import configuration
from chiso.office.people import services
from chiso.office.people.models import Appointment, Person
from chiso.office.people.roles import Role
from tests.office.making import appoint, make_person
from tests.office.people.identity_service import CLIENT, SECRET, IdentityService
from tests.office.signing import code_of, enrol

pytestmark = pytest.mark.django_db
START, BACK = "/tai-khoan/mot-cua/city/", "/tai-khoan/mot-cua/city/ve/"
CODE, SET_UP = "/tai-khoan/ma-xac-thuc/", "/tai-khoan/cai-ma-xac-thuc/"
UNKNOWN, FAILED = "/tai-khoan/mot-cua/chua-biet/", "/tai-khoan/mot-cua/khong-thanh/"
ADDRESS = "binh@example.vn"


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[IdentityService]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with IdentityService() as made:
        made.claims = {"sub": "17", "email": ADDRESS, "email_verified": True, "preferred_username": "binh"}
        changed = configuration().model_copy(update={"oidc_server_url": made.issuer, "oidc_name": "VNeID"})
        monkeypatch.setattr("chiso.office.people.views.sign_in.configuration", lambda: changed)
        app = {"provider_id": "city", "name": "VNeID", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": made.issuer, "oauth_pkce_enabled": True}  # type: ignore[assignment]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield made


def come(service: IdentityService, client: Client | None = None, next: str = "") -> HttpResponse:
    """Through the service and back."""
    client = client or Client()
    answer = client.get(START, {"next": next} if next else {})
    assert answer["Location"].startswith(f"{service.issuer}/authorize?")
    found: HttpResponse = client.get(BACK, service.approve(answer["Location"]))
    return found


def test_the_sign_in_page_offers_the_service_and_leads_to_it(service: IdentityService) -> None:
    page = Client().get("/tai-khoan/dang-nhap/").content.decode()
    assert f'href="{START}"' in page
    assert "Đăng nhập bằng VNeID" in page


def test_a_known_person_is_bound_and_then_asked_for_a_code(service: IdentityService) -> None:
    person, client = make_person(email="Binh@Example.vn"), Client()
    secret = enrol(person)
    assert come(service, client, next="/tai-khoan/quyen/")["Location"] == CODE
    assert client.get("/tai-khoan/").status_code == 302, "the service alone opens nothing"
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/tai-khoan/quyen/"
    bound = SocialAccount.objects.get()
    assert (bound.user, bound.uid, bound.extra_data) == (person, "17", {})


def test_once_bound_the_address_plays_no_part(service: IdentityService) -> None:
    person = make_person(email=ADDRESS)
    come(service)
    service.claims["email"] = "elsewhere@example.vn"
    assert come(service)["Location"] == SET_UP
    service.claims |= {"sub": "18", "email": ADDRESS}
    assert come(service)["Location"] == UNKNOWN, "another number under the same address"
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(person.pk, "17")]


def test_nobody_gets_an_account_who_was_not_invited(service: IdentityService) -> None:
    assert come(service)["Location"] == UNKNOWN
    assert not Person.objects.exists()
    assert not SocialAccount.objects.exists()
    assert Client().get(UNKNOWN).status_code == 403


def test_an_address_that_the_service_has_not_verified_counts_for_nothing(service: IdentityService) -> None:
    make_person(email=ADDRESS)
    service.claims["email_verified"] = False
    assert come(service)["Location"] == UNKNOWN


def test_two_accounts_under_one_address_are_not_guessed_between(service: IdentityService) -> None:
    make_person(email=ADDRESS)
    make_person(email=ADDRESS)
    assert come(service)["Location"] == UNKNOWN


@pytest.mark.parametrize("bound", [False, True])
def test_a_closed_account_does_not_open(service: IdentityService, bound: bool) -> None:
    person = make_person(email=ADDRESS)
    if bound:
        come(service)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert come(service)["Location"] == UNKNOWN


def test_an_open_invitation_is_accepted_by_its_verified_address(service: IdentityService) -> None:
    administrator = make_person()
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    services.invite(actor=administrator, full_name="Trần Thị Bình", role="auditor", email=ADDRESS)
    assert come(service)["Location"] == SET_UP
    person = Person.objects.get(email=ADDRESS)
    assert (person.full_name, person.username, person.has_usable_password()) == (
        "Trần Thị Bình", "binh", False,
    )  # fmt: skip
    assert Appointment.objects.get(person=person).role == "auditor"
    assert come(service)["Location"] == SET_UP
    assert Person.objects.filter(email=ADDRESS).count() == 1


def test_a_word_under_another_signature_is_not_believed(service: IdentityService) -> None:
    make_person(email=ADDRESS)
    service.signs_with = rsa.generate_private_key(65537, 2048)
    assert come(service)["Location"] == FAILED


@pytest.mark.parametrize("claim", [{"aud": "another"}, {"iss": "http://other"}, {"exp": 1}])
def test_a_word_for_another_from_another_or_too_old_is_not_believed(
    service: IdentityService, claim: dict[str, object]
) -> None:
    make_person(email=ADDRESS)
    service.claims |= claim
    assert come(service)["Location"] == FAILED


@pytest.mark.parametrize("nonce", ["of another sign-in", "", None, 17])
def test_a_word_that_was_not_given_for_this_sign_in_is_not_believed(
    service: IdentityService, nonce: object
) -> None:
    """OpenID Connect Core 3.1.3.7 (11): the nonce that was sent is the one that comes back."""
    make_person(email=ADDRESS)
    service.claims["nonce"] = nonce
    assert come(service)["Location"] == FAILED


def test_each_sign_in_has_a_nonce_of_its_own(service: IdentityService) -> None:
    begun = [Client().get(START)["Location"] for _ in range(2)]
    sent = [parse_qs(urlsplit(one).query) for one in begun]
    assert sent[0]["nonce"] != sent[1]["nonce"]
    # Whoever reads the address learns nothing by which they could make the token call fit.
    assert sent[0]["nonce"] != sent[0]["code_challenge"]


@pytest.mark.parametrize("issuer", ["http://other", "", None, "http://127.0.0.1"])
def test_a_service_that_calls_itself_another_is_not_asked(service: IdentityService, issuer: object) -> None:
    """OpenID Connect Discovery 4.3: the issuer is the address under which the description was found."""
    service.described = {"issuer": issuer}
    assert Client().get(START)["Location"] == FAILED


def test_a_service_that_becomes_another_meanwhile_is_not_believed(service: IdentityService) -> None:
    make_person(email=ADDRESS)
    client = Client()
    approved = service.approve(client.get(START)["Location"])
    service.described = {"issuer": "http://other"}
    service.claims["iss"] = "http://other"
    assert client.get(BACK, approved)["Location"] == FAILED


def test_a_stroke_at_the_end_of_the_issuer_makes_no_difference(service: IdentityService) -> None:
    """Discovery 4.1: the description stands under the issuer without its last stroke."""
    make_person(email=ADDRESS)
    service.described = {"issuer": f"{service.issuer}/"}
    service.claims["iss"] = f"{service.issuer}/"
    assert come(service)["Location"] == SET_UP


def test_where_the_service_leads_elsewhere_nobody_follows(service: IdentityService) -> None:
    service.moved = True
    assert Client().get(START)["Location"] == FAILED


@pytest.mark.parametrize("said", [b"not JSON", b"[]", b"{}", b'"text"', b"null", b"\xff"])
def test_a_service_that_speaks_nonsense_is_a_page_and_no_fault(service: IdentityService, said: bytes) -> None:
    client = Client()
    approved = service.approve(client.get(START)["Location"])
    service.raw = said
    assert Client().get(START)["Location"] == FAILED
    assert client.get(BACK, approved)["Location"] == FAILED


def test_a_service_that_is_away_is_a_page_and_no_fault(service: IdentityService) -> None:
    client = Client()
    approved = service.approve(client.get(START)["Location"])
    service.server.server_close()
    assert Client().get(START)["Location"] == FAILED
    assert client.get(BACK, approved)["Location"] == FAILED


def test_the_secret_of_another_sign_in_opens_nothing(service: IdentityService) -> None:
    """PKCE (RFC 7636, 4.6): a code is of use only to whom it was asked by."""
    make_person(email=ADDRESS)
    client = Client()
    first, second = (service.approve(client.get(START)["Location"]) for _ in range(2))
    assert client.get(BACK, first | {"code": second["code"]})["Location"] == FAILED


@pytest.mark.parametrize("state", ["", "guessed"])
def test_an_answer_that_nobody_asked_for_is_not_believed(service: IdentityService, state: str) -> None:
    make_person(email=ADDRESS)
    client = Client()
    approved = service.approve(client.get(START)["Location"])
    assert client.get(BACK, approved | {"state": state})["Location"] == FAILED


def test_a_service_that_speaks_of_two_persons_is_not_believed(service: IdentityService) -> None:
    make_person(email=ADDRESS)
    service.about = {"sub": "another"}
    assert come(service)["Location"] == FAILED


def test_what_another_browser_began_is_not_ended_here(service: IdentityService) -> None:
    make_person(email=ADDRESS)
    begun = Client().get(START)["Location"]
    assert Client().get(BACK, service.approve(begun))["Location"] == FAILED


def test_a_code_that_was_not_given_by_the_service_opens_nothing(service: IdentityService) -> None:
    make_person(email=ADDRESS)
    client = Client()
    approved = service.approve(client.get(START)["Location"])
    assert client.get(BACK, approved | {"code": "guessed"})["Location"] == FAILED


def test_nobody_binds_the_service_to_an_account_by_a_crafted_address(service: IdentityService) -> None:
    assert Client().get(START, {"process": "connect"}).status_code == 404


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/"])
def test_the_service_leads_back_to_no_other_host(service: IdentityService, address: str) -> None:
    person, client = make_person(email=ADDRESS), Client()
    secret = enrol(person)
    come(service, client, next=address)
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/"
