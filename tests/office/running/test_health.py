"""Health, readiness, metrics, the page for a database that is gone, and what the log does not say."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client

from chiso.office.configuration import Configuration
from chiso.office.people.roles import Role
from chiso.office.running import health, middleware
from chiso.office.running.logs import OneLine
from tests.office.making import PASSWORD, appoint, make_person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def test_an_office_lives_without_asking_anybody(client: Client) -> None:
    # Without the mark `django_db` a query would fail this test.
    answer = client.get("/khoe-manh/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db(databases="__all__")
def test_an_office_that_can_work_says_so(client: Client) -> None:
    answer = client.get("/khoe-manh/san-sang/")
    expected = {"database": True, "migrations": True, "disk": True, "queue": True}
    assert (answer.status_code, answer.json()) == (200, expected)


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize("part", ["migrations", "disk"])
def test_an_office_that_cannot_work_names_what_lacks(
    client: Client, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(health, {"migrations": "_is_migrated", "disk": "_has_space"}[part], lambda: False)
    answer = client.get("/khoe-manh/san-sang/")
    assert answer.status_code == 503
    assert [name for name, holds in answer.json().items() if not holds] == [part]


def test_an_office_whose_database_is_gone_lives_and_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> bool:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(health, "_is_migrated", gone)
    assert client.get("/khoe-manh/").status_code == 200
    answer = client.get("/khoe-manh/san-sang/")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Hiện không dùng được"), ("en", "Not available at the")]
)
def test_a_page_whose_database_is_gone_says_that_nothing_was_saved(
    client: Client, language: str, words: str
) -> None:
    person = make_person()
    client.force_login(person, backend=BACKEND)
    client.cookies["chiso_language"] = language

    def gone(*_arguments: object, **_named: object) -> None:
        raise OperationalError("server closed the connection")

    client.raise_request_exception = False
    with connection.execute_wrapper(gone):
        answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert words in answer.content.decode()
    assert "CH-7504" in answer.content.decode()


@pytest.mark.django_db(databases="__all__")
def test_metrics_are_for_whoever_has_the_token(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Configuration(metrics_token="geheim-17")
    monkeypatch.setattr(health, "configuration", lambda: found)
    assert client.get("/khoe-manh/so-do/").status_code == 403
    assert client.get("/khoe-manh/so-do/", headers={"authorization": "Bearer geheim-18"}).status_code == 403
    answer = client.get("/khoe-manh/so-do/", headers={"authorization": "Bearer geheim-17"})
    assert answer.status_code == 200
    assert 'chiso_version{version="' in answer.content.decode()


@pytest.mark.django_db(databases="__all__")
def test_metrics_without_a_token_are_for_this_machine_and_no_proxy(client: Client) -> None:
    assert client.get("/khoe-manh/so-do/", REMOTE_ADDR="127.0.0.1").status_code == 200
    assert client.get("/khoe-manh/so-do/", REMOTE_ADDR="10.0.0.7").status_code == 403
    proxied = client.get(
        "/khoe-manh/so-do/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "10.0.0.7"}
    )
    assert proxied.status_code == 403


@pytest.mark.django_db(databases="__all__")
def test_answers_are_counted_by_route_and_never_by_address(client: Client) -> None:
    client.get("/nguoi-dung/khoa-bi-mat-77/?q=Nguyen")
    figures = client.get("/khoe-manh/so-do/").content.decode()
    assert 'route="people:person"' in figures
    assert "khoa-bi-mat-77" not in figures


@pytest.mark.django_db
def test_a_line_of_the_log_says_who_by_number_and_nothing_that_was_typed(
    client: Client, log: io.StringIO
) -> None:
    person = make_person("Lê Thị Riêng Tư", username="le.rieng.tu")
    appoint(person, Role.AUDITOR)
    client.post("/tai-khoan/dang-nhap/", {"username": "le.rieng.tu", "password": "sai-bi-mat-99"})
    client.post("/tai-khoan/dang-nhap/", {"username": "le.rieng.tu", "password": PASSWORD})
    client.get("/tai-khoan/loi-moi/token-cua-loi-moi-55/")
    client.force_login(person, backend=BACKEND)
    client.get("/so-cai/?actor=le.rieng.tu&first_day=01%2F01%2F2026")
    client.get("/khong-co/le.rieng.tu/?q=Riêng")
    written = log.getvalue()
    for secret in (
        "rieng.tu",
        "Riêng",
        "sai-bi-mat-99",
        PASSWORD,
        "token-cua-loi-moi-55",
        "2026&",
        "127.0.0.1",
    ):
        assert secret not in written
    lines = [json.loads(line) for line in written.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [line["status"] for line in requests][-2:] == [200, 404]
    assert requests[-2]["route"] == "ledger:entries"
    assert requests[-2]["person"] == person.pk
    assert set(requests[0]) == {
        "level", "logger", "event", "method", "route", "status", "ms", "person", "request", "time",
    }  # fmt: skip


def test_a_fault_is_told_by_its_place_without_what_it_quotes(log: io.StringIO) -> None:
    try:
        int("0912345678 của Lê Thị Riêng")
    except ValueError:
        logging.getLogger("django.db").exception("could not read %s", "0912345678")
    line = json.loads(log.getvalue())
    assert line["event"] == "could not read %s"
    assert line["exc_info"].endswith("ValueError")
    assert "test_health.py:" in line["exc_info"]
    assert "0912345678" not in log.getvalue()


@pytest.mark.django_db
def test_a_request_bears_a_number_of_ours_and_that_of_our_proxy_alone(
    client: Client, settings: object
) -> None:
    mine = "0123456789abcdef0123456789abcdef"
    settings.SECURE_PROXY_SSL_HEADER = None  # type: ignore[attr-defined]
    assert client.get("/khoe-manh/", headers={"x-request-id": mine})["X-Request-ID"] != mine
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # type: ignore[attr-defined]
    assert client.get("/khoe-manh/", headers={"x-request-id": mine})["X-Request-ID"] == mine
    forged = client.get("/khoe-manh/", headers={"x-request-id": "a\t}{ forged"})["X-Request-ID"]
    assert middleware._A_NUMBER.fullmatch(forged)
