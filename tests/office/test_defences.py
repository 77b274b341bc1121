"""What holds for every route at once: reading changes nothing, nothing is served that was not meant to be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from chiso.office.people import second_factor
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from tests.office.access_table import UNSTEADY
from tests.office.answers import let_go
from tests.office.making import PASSWORD, appoint, make_person
from tests.office.routes_samples import Samples, World, addresses, routes
from tests.office.signing import code_of, enrol, sign_in

pytestmark = pytest.mark.django_db(databases="__all__")
SIGN_IN = "/tai-khoan/dang-nhap/"
# Rows that say of somebody that they are there: written by whatever page is opened.
_OF_BEING_THERE = {"sessions.session", "usersessions.usersession", "people.person"}


def _counts() -> dict[str, int]:
    return {
        model._meta.label_lower: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.label_lower not in _OF_BEING_THERE and model._meta.managed
    }


@pytest.mark.slow
def test_reading_changes_nothing_says_what_it_gives_and_allows_no_other_origin(
    world: World, samples: Samples
) -> None:
    """As somebody who may see much; a refused attempt is recorded, so the record may grow."""
    person = world.people[Role.COORDINATOR]
    for role in (Role.ACCOUNT_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR):
        appoint(person, role)
    client = sign_in(person, HTTP_ORIGIN="https://example.org")
    client.raise_request_exception = False
    record = {"ledger.entry", "ledger.words", "ledger.chain"}
    before = {name: count for name, count in _counts().items() if name not in record}
    for route in routes():
        for _, address in addresses(route, samples):
            for method in (client.get, client.head, client.options):
                answer = method(address)
                kind = answer.headers.get("Content-Type", "")
                empty = not answer.streaming and not answer.content
                let_go(answer)
                assert empty or "/" in kind, route.name
                if kind.startswith("text/"):
                    assert "charset=utf-8" in kind.lower(), (route.name, kind)
                assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert {name: count for name, count in _counts().items() if name not in record} == before


@pytest.mark.slow
def test_trace_is_not_answered(world: World, samples: Samples) -> None:
    client = sign_in(world.people[Role.COORDINATOR], HTTP_X_SECRET="not to be said back")
    client.raise_request_exception = False
    for route in routes():
        if route.name in UNSTEADY:
            continue
        answer = client.trace(addresses(route, samples)[0][1])
        # The description of the API is open to all and answers any call with itself.
        assert answer.status_code in (302, 401, 403, 404, 405) or route.name == "api:openapi-json", route.name
        assert b"not to be said back" not in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.env", "/office.toml", "/static/", "/static/../office.toml", "/files/",
        "/evidence/",
        "/static/%2e%2e/%2e%2e/office.toml", "/backups/", "/admin/", "/__debug__/", "/accounts/login/",
        "/tro-giup/..%2f..%2fsettings/", "//example.org/%2e%2e",
    ],
)  # fmt: skip
def test_no_file_of_the_machine_is_served(path: str) -> None:
    answer = sign_in(make_person()).get(path)
    let_go(answer)
    assert answer.status_code == 404


def test_fields_of_passwords_are_masked_and_known_to_managers() -> None:
    client = sign_in(make_person())
    pages = [Client().get(SIGN_IN), client.get("/tai-khoan/mat-khau/")]
    fields = [tag for page in pages for tag in re.findall(r"<input[^>]+>", page.content.decode())]
    named = [tag for tag in fields if "password" in tag.partition("name=")[2].partition(" ")[0]]
    assert len(named) == 3
    for tag in named:
        assert 'type="password"' in tag
        assert re.search(r'autocomplete="(current|new)-password"', tag)
        assert "onpaste" not in tag


@pytest.mark.parametrize("typed", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1]])
def test_a_password_is_taken_exactly_as_it_was_typed(typed: str) -> None:
    person = make_person()
    answer = Client().post(SIGN_IN, {"username": person.username, "password": typed})
    assert answer.status_code == 422


def test_blanks_at_both_ends_belong_to_a_password() -> None:
    person = make_person()
    person.set_password("  hai dấu cách ở hai đầu  ")
    person.save()
    given = {"username": person.username, "password": "  hai dấu cách ở hai đầu  "}
    assert Client().post(SIGN_IN, given).status_code == 302


def test_second_factors_stand_a_new_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person()
    secret = enrol(person)
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another key for tests, of more than fifty letters as well")
    assert second_factor.accept_code(person, code_of(secret)).accepted


def test_what_is_stored_of_a_second_factor_cannot_be_altered_unseen() -> None:
    from allauth.mfa.adapter import get_adapter
    from cryptography.fernet import InvalidToken

    stored = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    altered = stored[:40] + ("A" if stored[40] != "A" else "B") + stored[41:]
    assert get_adapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(altered)


def test_an_installation_as_it_comes_hashes_passwords_by_argon2(tmp_path: Path) -> None:
    program = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'chiso.office.settings'; "
        "import django; django.setup(); from django.contrib.auth.hashers import make_password; "
        "print(make_password('bốn con voi'))"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHISO_")}
    environment = kept | {"CHISO_HOME": str(tmp_path), "CHISO_SECRET_KEY": "x" * 60}
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True
    )
    # OWASP's sheet on storing passwords asks for 19 MiB, two passes, one lane at least.
    found = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", said.stdout)
    assert found is not None
    memory, passes, lanes = (int(one) for one in found.groups())
    assert (memory >= 19_456, passes >= 2, lanes >= 1) == (True, True, True)


def test_a_form_sets_no_field_but_its_own() -> None:
    """Whatever a hostile browser sends along: no account becomes more than it was by its own pages."""
    person = make_person()
    client = sign_in(person)
    before = Person.objects.filter(pk=person.pk).values().get()
    sent = {
        "language": "en", "is_active": "false", "is_superuser": "true", "is_staff": "true",
        "is_demonstration": "true", "username": "root", "full_name": "Somebody Else", "role": "coordinator",
        "key": "222222222222",
        "left_at": "2026-01-01", "password": "x", "version": "99", "email": "thief@example.org",
    }  # fmt: skip
    assert client.post("/tai-khoan/ngon-ngu/", sent).status_code == 303
    after = Person.objects.filter(pk=person.pk).values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"changed_at", "last_login"} == {"language", "version"}
    assert after["version"] == before["version"] + 1
