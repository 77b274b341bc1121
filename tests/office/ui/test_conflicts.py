"""Two people at one thing: both versions are shown, neither is lost, and one may choose field by field."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import ContactPoint
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.records import save_next
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db(databases="__all__")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BEFORE = {"matter": "Cải cách hành chính", "name": "Hà", "telephone": "024 1111", "email": "ha@example.vn"}
TYPED = {"matter": "Cải cách hành chính", "name": "Hà", "telephone": "024 2222", "email": "moi@example.vn"}


@pytest.fixture
def contact() -> ContactPoint:
    return ContactPoint.objects.create(agency=make_agency("Sở Nội vụ"), **BEFORE)


@pytest.fixture
def officer(contact: ContactPoint) -> Person:
    person = make_person("Nguyễn Thị Minh Hà")
    appoint(person, Role.AGENCY_OFFICER, contact.agency)
    return person


@pytest.fixture
def page(client: Client, officer: Person, contact: ContactPoint) -> Any:
    """Somebody else saved version 2 while version 1 was open here; the answer to saving it all the same."""
    client.force_login(officer, backend=BACKEND)
    other = make_person("Trần Văn Bình")
    with unit_of_work("organisation", actor=other) as work:
        contact.name, contact.telephone = "Bình", "024 3333"
        save_next(contact)
        work.record("contact_changed", contact)
    return client.post(address(contact), {**TYPED, "expected_version": "1"})


def address(contact: ContactPoint) -> str:
    return f"/co-quan/dau-moi/{contact.key}/"


def fields_of(content: str, **chosen: str) -> dict[str, str]:
    """What the browser would post: hidden fields, inputs, the radios that are chosen."""
    form = content[content.index('name="_conflict"') - 200 :]
    posted = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input (?:type="hidden"|class="input")[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form
        )
    }
    posted |= {name: "typed" for name in re.findall(r'type="radio" name="(_choose_\w+)"', form)}
    return posted | {f"_choose_{name}": choice for name, choice in chosen.items()}


def stored(contact: ContactPoint) -> dict[str, str]:
    contact.refresh_from_db()
    return {name: getattr(contact, name) for name in BEFORE}


def test_both_versions_stand_side_by_side_and_nothing_is_written(page: Any, contact: ContactPoint) -> None:
    content = page.content.decode()
    assert page.status_code == 409
    assert "CH-7003" in content
    assert "Trần Văn Bình đã lưu chỗ này lúc" in re.sub(r"<[^>]+>", "", content)
    assert "Bản bạn đang nhập chưa được lưu và chưa mất. Chọn bản muốn giữ." in content
    for words in ("024 2222", "024 3333", "moi@example.vn", "ha@example.vn", "Bình"):
        assert words in content
    # What is the same in both is not asked about.
    assert "_choose_matter" not in content
    assert set(re.findall(r"_choose_(\w+)", content)) == {"name", "telephone", "email"}
    assert stored(contact) == {**BEFORE, "name": "Bình", "telephone": "024 3333"}


def test_one_chooses_field_by_field(client: Client, page: Any, contact: ContactPoint) -> None:
    posted = fields_of(page.content.decode(), name="stands")
    answer = client.post(address(contact), posted)
    assert answer.status_code == 303
    assert stored(contact) == {**TYPED, "name": "Bình"}


def test_one_keeps_all_of_ones_own(client: Client, page: Any, contact: ContactPoint) -> None:
    posted = fields_of(page.content.decode(), name="stands", telephone="stands", email="stands")
    assert client.post(address(contact), {**posted, "_whole": "typed"}).status_code == 303
    assert stored(contact) == TYPED


def test_what_was_typed_may_still_be_changed_on_the_page(
    client: Client, page: Any, contact: ContactPoint
) -> None:
    posted = fields_of(page.content.decode(), name="stands", email="stands")
    assert client.post(address(contact), {**posted, "telephone": "024 4444"}).status_code == 303
    assert stored(contact) == {**BEFORE, "name": "Bình", "telephone": "024 4444"}


def test_what_stands_is_left_by_going_back_to_the_page(
    client: Client, page: Any, contact: ContactPoint
) -> None:
    content = page.content.decode()
    assert f'href="{address(contact)}">Giữ nguyên bản đang có' in content
    assert client.get(address(contact)).status_code == 200
    assert stored(contact)["telephone"] == "024 3333"


def test_a_third_version_meanwhile_is_a_conflict_again_and_keeps_what_was_typed(
    client: Client, page: Any, contact: ContactPoint
) -> None:
    contact.refresh_from_db()
    contact.telephone = "024 5555"
    save_next(contact)
    answer = client.post(address(contact), fields_of(page.content.decode(), name="stands"))
    content = answer.content.decode()
    assert answer.status_code == 409
    assert all(number in content for number in ("024 2222", "024 5555"))
    assert "024 3333" not in content


def test_a_wrong_value_in_ones_version_comes_back_to_the_form(
    client: Client, page: Any, contact: ContactPoint
) -> None:
    posted = fields_of(page.content.decode(), name="stands")
    answer = client.post(address(contact), {**posted, "email": "không phải thư"})
    assert answer.status_code == 422
    assert 'value="024 2222"' in answer.content.decode()
    assert stored(contact)["telephone"] == "024 3333"


def test_words_of_the_other_are_never_taken_as_markup(
    client: Client, officer: Person, contact: ContactPoint
) -> None:
    client.force_login(officer, backend=BACKEND)
    contact.name = "<script>alert(1)</script>"
    save_next(contact)
    content = client.post(address(contact), {**TYPED, "expected_version": "1"}).content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


@pytest.mark.parametrize("version", ["zwei", "-1", "99999999999999999999", "١"])
def test_a_version_that_no_page_sends_is_not_understood(
    client: Client, officer: Person, contact: ContactPoint, version: str
) -> None:
    client.force_login(officer, backend=BACKEND)
    answer = client.post(address(contact), {**TYPED, "expected_version": version})
    assert (answer.status_code, "CH-7005" in answer.content.decode()) == (400, True)
