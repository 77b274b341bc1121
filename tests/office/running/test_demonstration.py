"""The demonstration: every role has an account, the pages show how one signs in, and only there."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.test import Client

from chiso.office.configuration import configuration
from chiso.office.demonstration.accounts import ACCOUNTS, DEPUTY, PASSWORD
from chiso.office.people.roles import Role
from chiso.office.people.services import accept_invitation, invite
from tests.office.making import appoint, make_person
from tests.office.running.offices import copy_of_office, served

pytestmark = pytest.mark.xdist_group("offices")


def test_every_role_has_an_account_whose_name_says_that_it_is_an_illustration() -> None:
    assert {account.role for account in ACCOUNTS} == set(Role)
    assert [account.full_name for account in ACCOUNTS if not account.full_name.endswith("Minh Hoạ")] == []


def _hidden(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    return found[1]


# Walks sign everybody in on both databases.
@pytest.mark.slow
def test_each_account_signs_in_with_what_the_pages_show(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office", "demonstration")
    with served(office, "--no-worker", CHISO_LANGUAGE="en") as running:
        for username in [*(account.username for account in ACCOUNTS), DEPUTY[0]]:
            jar = CookieJar()
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

            def read(path: str, fields: dict[str, str] | None = None, opener=opener) -> str:  # type: ignore[no-untyped-def]
                body = urllib.parse.urlencode(fields).encode() if fields else None
                with opener.open(running.address + path, body, timeout=60) as answer:
                    return str(answer.read().decode())

            page = read("/tai-khoan/dang-nhap/")
            assert PASSWORD in page
            assert username in page
            token = _hidden(page)
            page = read(
                "/tai-khoan/dang-nhap/",
                {"csrfmiddlewaretoken": token, "username": username, "password": PASSWORD, "next": "/"},
            )
            shown = re.search(r"\b(\d{6})\b", page.partition("Trình diễn")[2])
            assert shown, page
            page = read("/tai-khoan/ma-xac-thuc/", {"csrfmiddlewaretoken": _hidden(page), "code": shown[1]})
            # Signed in: the page for the account, and no longer the one for the code.
            assert 'action="/tai-khoan/dang-xuat/"' in page, username
            assert 'name="code"' not in page


@pytest.mark.slow
def test_an_office_for_real_work_shows_neither_accounts_nor_codes(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    with served(office, "--no-worker") as running:
        assert PASSWORD not in running.get("/tai-khoan/dang-nhap/")[1]


def test_a_demonstration_is_not_served_as_an_office_for_real_work_nor_the_other_way(tmp_path: Path) -> None:
    demonstration = copy_of_office(tmp_path / "demonstration", "demonstration")
    settings = demonstration.folder / "office.toml"
    settings.write_text(settings.read_text("utf-8").replace("demonstration = true", ""), encoding="utf-8")
    assert "CH-7508" in demonstration.call("serve", "--port", "0", exit_code=4)
    office = copy_of_office(tmp_path / "office")
    office.add_setting("demonstration = true")
    assert "CH-7506" in office.call("serve", "--port", "0", exit_code=4)


@pytest.mark.django_db
def test_who_is_invited_to_a_demonstration_does_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = configuration().model_copy(update={"demonstration": True})
    monkeypatch.setattr("chiso.office.people.services.invitations.configuration", lambda: trial)
    monkeypatch.setattr("chiso.office.people.views.sign_in.configuration", lambda: trial)
    monkeypatch.setattr("chiso.office.demonstration.accounts.configuration", lambda: trial)
    administrator = make_person("Lý Văn Minh Hoạ", username="quan-tri-tai-khoan", is_demonstration=True)
    appoint(administrator, Role.ACCOUNT_ADMINISTRATOR)
    made = invite(
        actor=administrator,
        full_name="Hoàng Thị Mới",
        email="",
        role=Role.STATISTICIAN,
        agency=None,
        nodes=[],
    )
    chosen = {"username": "hoang.moi", "password": "bốn con voi đi chợ", "language": "vi"}
    assert accept_invitation(token=made.token, **chosen).is_demonstration
    # Their password is their own: the page for signing in names only those whom the program made.
    page = Client().get("/tai-khoan/dang-nhap/").content.decode()
    assert "quan-tri-tai-khoan" in page
    assert "hoang.moi" not in page


def test_agencies_of_today_and_of_2020_stand_in_it(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office", "demonstration")
    printed = office.python(
        "import json\nfrom chiso.office.organisation.models import AgencyForm\n"
        "print(json.dumps([[f.agency.uid, f.level, str(f.valid_to)] for f in AgencyForm.objects.all()]))"
    )
    forms = json.loads(printed)
    # Counted in the tables that ship with chiso: 16 offices; 30 districts, all ended in June 2025.
    assert sum(level == "office" for _uid, level, _to in forms) == 16
    districts = [to for _uid, level, to in forms if level == "district"]
    assert (len(districts), set(districts)) == (30, {"2025-06-30"})
    assert ["phuong-hoan-kiem-00070", "commune", "None"] in forms
