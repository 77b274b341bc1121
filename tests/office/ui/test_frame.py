"""The frame of every page: who one is, where one may go, language, last sign-in, weight, headers."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from chiso.language import text
from chiso.looks import FOLDER as LOOKS
from chiso.office.ledger.work import ACCOUNTS, unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.roles import IN_AN_AGENCY, NAMES, Role
from chiso.office.ui import tasks
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task
from chiso.office.ui.templates import PAGES
from tests.office.making import appoint, make_agency, make_person

pytestmark = pytest.mark.django_db(databases="__all__")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(client: Client, person: Person) -> None:
    client.force_login(person, backend=BACKEND)


def words_of(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())


def waiting(count: int) -> list[Task]:
    at = timezone.now() + timedelta(days=3)
    return [Task(f"Việc {number}", "vì", at, "/", text("Open")) for number in range(count)]


def provide(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    def give(_reader: Reader) -> list[Task]:
        return waiting(count)

    monkeypatch.setattr(tasks, "_PROVIDERS", [give])


def test_the_masthead_says_who_one_is_and_for_which_agency(client: Client) -> None:
    person = make_person("Nguyễn Thị Minh Hà")
    appoint(person, Role.AGENCY_OFFICER, make_agency("Sở Nông nghiệp và Môi trường"))
    sign_in(client, person)
    shown = words_of(client.get("/").content)
    assert "Nguyễn Thị Minh Hà Sở Nông nghiệp và Môi trường" in shown
    assert "Văn phòng đánh giá · Hà Nội" in shown


def test_somebody_without_agency_or_role_is_named_so(client: Client) -> None:
    auditor, nobody = make_person("Kiểm Toán"), make_person("Chưa Có")
    appoint(auditor, Role.AUDITOR)
    sign_in(client, auditor)
    assert f"Kiểm Toán {NAMES[Role.AUDITOR].in_language('vi')}" in words_of(client.get("/").content)
    sign_in(client, nobody)
    assert "Chưa Có hiện chưa có vai trò nào" in words_of(client.get("/").content)


def test_of_many_agencies_two_are_named(client: Client) -> None:
    person = make_person()
    for name in ("Sở Một", "Sở Hai", "Sở Ba", "Sở Bốn"):
        appoint(person, Role.AGENCY_OFFICER, make_agency(name))
    sign_in(client, person)
    assert re.search(r"Sở \w+, Sở \w+ và 2 nơi khác", words_of(client.get("/").content))


def test_navigation_shows_what_the_role_opens_and_marks_where_one_is(client: Client) -> None:
    auditor, officer = make_person(), make_person()
    appoint(auditor, Role.AUDITOR)
    appoint(officer, Role.AGENCY_OFFICER, make_agency())
    sign_in(client, auditor)
    content = client.get("/").content.decode()
    assert 'href="/so-cai/"' in content
    assert re.search(r'<a href="/" aria-current="page">Việc của tôi', content)
    sign_in(client, officer)
    assert 'href="/so-cai/"' not in client.get("/").content.decode()


def test_the_count_beside_my_work_is_the_number_of_tasks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, make_person())
    provide(monkeypatch, 4)
    assert "Việc của tôi 4" in words_of(client.get("/").content)
    provide(monkeypatch, 0)
    content = client.get("/").content
    assert 'class="count"' not in content.decode()
    assert "Không có việc nào đang chờ bạn" in words_of(content)


def test_the_count_is_asked_for_again_after_a_write_of_ones_own_and_after_half_a_minute(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person()
    appoint(person, Role.COORDINATOR)
    sign_in(client, person)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        provide(monkeypatch, 4)
        assert "Việc của tôi 4" in words_of(client.get("/co-quan/").content)
        provide(monkeypatch, 3)
        assert "Việc của tôi 4" in words_of(client.get("/co-quan/").content)
        # The list itself is never an old one.
        assert "Việc của tôi 3" in words_of(client.get("/").content)
        clock.shift(31)
        assert "Việc của tôi 3" in words_of(client.get("/co-quan/").content)
        provide(monkeypatch, 2)
        with unit_of_work(ACCOUNTS, actor=person) as work:
            work.record("named", person)
        assert "Việc của tôi 2" in words_of(client.get("/co-quan/").content)


def test_a_page_that_refuses_counts_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, make_person())
    provide(monkeypatch, 4)
    shown = client.get("/khong-co/")
    assert shown.status_code == 404
    assert "Việc của tôi" in words_of(shown.content)
    assert "Việc của tôi 4" not in words_of(shown.content)


def test_home_asks_the_database_the_same_for_one_and_for_three_agencies(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    person = make_person()
    sign_in(client, person)
    counts = []
    for _ in (1, 2, 3):
        appoint(person, Role.AGENCY_OFFICER, make_agency())
        client.get("/")
        with django_assert_max_num_queries(12) as asked:
            client.get("/")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.parametrize("role", list(Role))
def test_home_asks_no_more_of_the_database_whatever_the_role_while_nothing_waits(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, role: Role
) -> None:
    person = make_person()
    appoint(person, role, make_agency() if role in IN_AN_AGENCY else None)
    sign_in(client, person)
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")


def test_the_language_is_a_post_that_leads_back_and_no_further_than_this_office(client: Client) -> None:
    answer = client.post("/ngon-ngu/", {"language": "en", "back": "/tro-giup/?a=1"})
    assert (answer.status_code, answer["Location"]) == (303, "/tro-giup/?a=1")
    assert '<html lang="en">' in client.get("/tro-giup/").content.decode()
    for foreign in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        away = client.post("/ngon-ngu/", {"language": "vi", "back": foreign})
        assert away["Location"] == "/"
    client.post("/ngon-ngu/", {"language": "xx", "back": "/"})
    assert '<html lang="vi">' in client.get("/tro-giup/").content.decode()


def test_the_language_of_the_account_holds_until_another_is_chosen(client: Client) -> None:
    sign_in(client, make_person(language="en"))
    assert '<html lang="en">' in client.get("/").content.decode()
    client.post("/ngon-ngu/", {"language": "vi", "back": "/"})
    assert '<html lang="vi">' in client.get("/").content.decode()


def test_the_sign_in_before_this_one_stands_at_the_foot(client: Client) -> None:
    person = make_person()
    sign_in(client, person)
    assert "Đăng nhập lần trước" not in words_of(client.get("/").content)
    before = timezone.now() - timedelta(days=1)
    Person.objects.filter(pk=person.pk).update(last_login=before)
    person.refresh_from_db()
    client.logout()
    sign_in(client, person)
    shown = timezone.localtime(before).strftime("%H:%M, %d/%m/%Y")
    assert f"Đăng nhập lần trước: {shown}" in words_of(client.get("/").content)


def test_who_is_not_signed_in_sees_no_name_no_navigation_no_sign_out(client: Client) -> None:
    content = client.get("/tro-giup/").content.decode()
    assert "Đăng xuất" not in content
    assert "<nav aria-label" not in content
    assert 'value="en" lang="en">English' in content


def test_a_page_with_its_style_and_scripts_stays_below_60_kilobytes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    import django_htmx

    sign_in(client, make_person())
    provide(monkeypatch, 40)
    page = client.get("/").content
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    script = PAGES.parent / "static" / "office" / "page.js"
    parts = [page, (LOOKS / "chiso.css").read_bytes(), htmx.read_bytes(), script.read_bytes()]
    assert sum(len(gzip.compress(part)) for part in parts) < 60_000


def test_no_page_holds_a_style_a_script_or_a_handler_of_its_own() -> None:
    found = []
    for path in PAGES.rglob("*.j2"):
        written = path.read_text("utf-8")
        for wrong in (r"\sstyle=", r"\son[a-z]+=", r"<style", r"<script(?![^>]*\ssrc=)", r"javascript:"):
            found += [(path.name, match[0]) for match in re.finditer(wrong, written)]
    assert found == []


def test_every_page_comes_with_the_strict_policy(client: Client) -> None:
    answer = client.get("/tro-giup/")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "object-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "script-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_a_template_that_comes_from_anywhere_names_a_static_file_that_there_is() -> None:
    from django.contrib.staticfiles import finders

    named = {
        name
        for path in PAGES.rglob("*.j2")
        for name in re.findall(r'static\("([^"]+)"\)', path.read_text("utf-8"))
    }
    assert {"chiso.css", "mark.svg", "office/page.js", "django_htmx/htmx-2.min.js"} <= named
    assert [name for name in named if finders.find(name) is None] == []
