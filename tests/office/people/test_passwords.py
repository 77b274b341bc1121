"""What makes no password, how passwords are kept, and what a new one ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.test import Client

from chiso.office import settings as shipped
from chiso.office.api.models import Token
from chiso.office.api.services import make_token, token_of
from chiso.office.ledger.models import Entry
from chiso.office.people import services
from chiso.office.people.checks import check_password_rules
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.making import PASSWORD, appoint, make_agency, make_person
from tests.office.signing import sign_in

pytestmark = pytest.mark.django_db
NEW = "bảy con chim sẻ trên mái"


@pytest.fixture
def administrator() -> Person:
    person = make_person()
    appoint(person, Role.ACCOUNT_ADMINISTRATOR)
    return person


def token(person: Person) -> str:
    return make_token(actor=person, name="báo cáo đêm", scopes=["campaigns:read"], days=9).secret


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        # Each part stands among the commonest of every list that was ever published.
        ("dragonmonkey12", False),
        ("Sunshine.Sunshine!", False),
        ("iloveyou-princess", False),
        ("qwertyuiop2026", False),
        ("123456password", False),
        # As in Munroe's drawing: four common words, of which nobody knows which.
        ("correct horse battery staple", True),
        ("năm cái ghế xanh lá", True),
        ("dragon 7f#kQ2!x", True),
    ],
)
def test_one_or_two_passwords_that_many_use_make_none(password: str, is_taken: bool) -> None:
    assert (not check_password_rules(password, make_person())) is is_taken


def test_the_name_of_ones_agency_makes_no_password() -> None:
    of_health, of_others = make_person(), make_person()
    appoint(of_health, Role.AGENCY_OFFICER, make_agency("Sở Khoa học và Công nghệ"))
    appoint(of_others, Role.AGENCY_OFFICER, make_agency("Sở Tư pháp"))
    password = "SoKhoaHocVaCongNghe@2026"
    assert [one.code for one in check_password_rules(password, of_health)] == ["CH-7104"]
    assert check_password_rules(password, of_others) == []


def test_nor_does_it_for_somebody_who_is_only_invited_there(administrator: Person) -> None:
    agency = make_agency("Sở Khoa học và Công nghệ")
    made = services.invite(actor=administrator, full_name="Vũ Thị Bảy", role="agency_officer", agency=agency)
    chosen = {"username": "vu.bay", "language": "vi", "password": "so-khoa-hoc-va-cong-nghe-1"}
    guest = Client()
    guest.get(f"/tai-khoan/loi-moi/{made.token}/")
    assert guest.post("/tai-khoan/loi-moi/", chosen).status_code == 422
    assert guest.post("/tai-khoan/loi-moi/", chosen | {"password": NEW}).status_code == 302


def test_passwords_are_kept_by_what_the_reference_names(settings: Any) -> None:
    """Argon2id, 32 MiB, two passes, one lane; that this is enough is held in `test_defences`."""
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    assert make_password(NEW).startswith("argon2$argon2id$v=19$m=32768,t=2,p=1$")


def test_what_was_hashed_otherwise_still_opens_and_is_hashed_anew(settings: Any) -> None:
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    person = make_person()
    before = Argon2PasswordHasher().encode(PASSWORD, "a salt of letters")
    Person.objects.filter(pk=person.pk).update(password=before)
    given = {"username": person.username, "password": PASSWORD}
    assert Client().post("/tai-khoan/dang-nhap/", given).status_code == 302
    kept = Person.objects.get(pk=person.pk).password
    assert "$m=32768,t=2,p=1$" in kept
    assert kept != make_password(PASSWORD), "with a salt of its own"
    assert Client().post("/tai-khoan/dang-nhap/", given).status_code == 302


@pytest.mark.parametrize("revokes", [True, False])
def test_who_changes_the_password_says_whether_programs_go_on(revokes: bool) -> None:
    person = make_person()
    secret, client = token(person), sign_in(person)
    assert "Thu hồi cả mã truy cập API của tôi" in client.get("/tai-khoan/mat-khau/").content.decode()
    given = {"password": NEW, "current_password": PASSWORD} | ({"revokes_tokens": "on"} if revokes else {})
    assert client.post("/tai-khoan/mat-khau/", given).status_code == 303
    assert (token_of(secret) is None) is revokes
    assert Entry.objects.filter(verb="token_revoked", actor=person.pk).count() == int(revokes)


def test_who_has_no_token_is_not_asked_about_any() -> None:
    person = make_person()
    ended = make_token(actor=person, name="cũ", scopes=["campaigns:read"], days=9)
    Token.objects.filter(pk=ended.token.pk).update(expires_at=ended.token.made_at)
    assert "revokes_tokens" not in sign_in(person).get("/tai-khoan/mat-khau/").content.decode()


def test_a_way_back_in_ends_the_tokens_too(administrator: Person) -> None:
    person, other = make_person(), make_person()
    secret, others = token(person), token(other)
    made = services.issue_renewal(actor=administrator, person=person, resets_second_factor=False)
    assert token_of(secret) is not None, "the link alone ends nothing"
    services.use_renewal(token=made.token, password=NEW)
    assert token_of(secret) is None
    assert token_of(others) is not None


def test_leaving_revokes_the_tokens(administrator: Person) -> None:
    person = make_person()
    secret = token(person)
    services.end_service(actor=administrator, person=person, expected_version=1)
    assert Token.objects.get().revoked_at is not None
    Person.objects.filter(pk=person.pk).update(is_active=True)
    assert token_of(secret) is None, "whatever becomes of the account"
