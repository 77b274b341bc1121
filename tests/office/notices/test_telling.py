"""Telling people: a notice stands with its write; mail goes once, as chosen, with no more than needed."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from chiso.language import text
from chiso.office.errors import Conflict, NotFound
from chiso.office.ledger.models import Entry
from chiso.office.ledger.work import unit_of_work
from chiso.office.notices import kinds
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.mailing import MOST_FAILURES, send_due_mail
from chiso.office.notices.models import AT_ONCE, DAILY, NEVER, Notice
from chiso.office.notices.services import choose_mail, mark_all_read, mark_read, tell
from chiso.office.people.models import Person
from tests.office.making import make_person

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TUESDAY = datetime(2026, 12, 15, 16, 12, tzinfo=HANOI)
SECRET = "điểm thẩm định 1,00"


def _asked(facts: Facts) -> Said:
    return Said(text("{name},", name=f"Yêu cầu giải trình {facts['node']}"), SECRET, text("Open"))


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", {})
    declare_kind("explanation.asked", _asked)


def ask(*people: Person, node: str = "3.2") -> list[Notice]:
    with unit_of_work("organisation", actor=None) as work:
        notices = tell(work, people, "explanation.asked", {"node": node}, address="/tro-giup/")
        work.record("attempted", None, facts={"action": "ask"})
    return notices


def send() -> int:
    return int(send_due_mail.call())


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


@at(TUESDAY)
def test_in_the_hours_the_mail_goes_at_once_in_the_language_of_the_person() -> None:
    vietnamese = make_person("Lê Quang Vinh", email="vinh@example.vn")
    english = make_person("Ann Lee", email="ann@example.org", language="en")
    ask(vietnamese, english)
    assert send() == 2
    first, second = sorted(mail.outbox, key=lambda one: one.to[0], reverse=True)
    assert (first.to, first.subject) == (["vinh@example.vn"], "Yêu cầu giải trình 3.2, · chiso")
    assert "Lê Quang Vinh," in first.body
    assert "Đăng nhập để xem tiếp: http://localhost/thong-bao/" in first.body
    assert "Read on after signing in: http://localhost/thong-bao/" in second.body
    assert SECRET not in first.body + second.body
    assert (first.content_subtype, first.attachments) == ("plain", [])


@at(TUESDAY)
def test_a_task_that_runs_twice_sends_once() -> None:
    ask(make_person(email="a@example.vn"))
    assert (send(), send(), len(mail.outbox)) == (1, 0, 1)


@at(TUESDAY)
def test_several_notices_are_one_mail() -> None:
    person = make_person(email="a@example.vn")
    for node in ("3.2", "3.4"):
        ask(person, node=node)
    assert send() == 1
    assert mail.outbox[0].subject == "2 thông báo đang chờ bạn · chiso"
    assert all(node in mail.outbox[0].body for node in ("3.2", "3.4"))


@at(TUESDAY)
def test_a_write_that_is_rolled_back_tells_nobody() -> None:
    person = make_person(email="a@example.vn")
    # Leaving without an entry rolls back, as any fault does.
    with pytest.raises(AssertionError), unit_of_work("organisation", actor=None) as work:
        tell(work, [person], "explanation.asked", {"node": "1"})
    assert (Notice.objects.count(), DBTaskResult.objects.count(), send()) == (0, 0, 0)


@at(TUESDAY)
def test_the_mail_is_queued_after_the_commit() -> None:
    person = make_person(email="a@example.vn")
    with transaction.atomic():
        ask(person)
        assert DBTaskResult.objects.count() == 0
    assert DBTaskResult.objects.count() == 1


@at(TUESDAY)
def test_a_queue_that_cannot_be_reached_does_not_deny_a_write_that_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_down(_when: datetime) -> None:
        raise OSError

    monkeypatch.setattr("chiso.office.notices.services.queue_mail", break_down)
    ask(make_person(email="a@example.vn"))
    assert Notice.objects.count() == 1
    # Any later run of the task finds it.
    assert send() == 1


def test_at_night_the_mail_waits_for_the_morning() -> None:
    with at(TUESDAY.replace(hour=22)):
        ask(make_person(email="a@example.vn"))
        assert send() == 0
        queued = DBTaskResult.objects.get()
        assert queued.run_after == datetime(2026, 12, 16, 7, 0, tzinfo=HANOI)
    with at(datetime(2026, 12, 16, 7, 0, tzinfo=HANOI)):
        assert send() == 1


def test_who_chose_once_a_day_gets_one_mail_in_the_morning() -> None:
    with at(TUESDAY):
        person = make_person(email="a@example.vn")
        choose_mail(actor=person, by_mail=DAILY, expected_version=1)
        ask(person, node="3.2")
        ask(person, node="3.4")
        assert send() == 0
    with at(datetime(2026, 12, 16, 7, 30, tzinfo=HANOI)):
        assert (send(), len(mail.outbox)) == (1, 1)


@at(TUESDAY)
def test_who_chose_no_mail_or_has_no_address_gets_none_and_reads_it_in_the_office() -> None:
    chose, has_none = make_person(email="a@example.vn"), make_person()
    choose_mail(actor=chose, by_mail=NEVER, expected_version=1)
    ask(chose, has_none)
    assert send() == 0
    assert Notice.objects.filter(read_at=None).count() == 2


@at(TUESDAY)
def test_who_chooses_no_mail_stops_what_waits_too() -> None:
    person = make_person(email="a@example.vn")
    ask(person)
    choose_mail(actor=person, by_mail=NEVER, expected_version=1)
    assert send() == 0
    choose_mail(actor=person, by_mail=AT_ONCE, expected_version=1)
    ask(person, node="3.4")
    assert send() == 1


@at(TUESDAY)
def test_who_left_is_told_nothing() -> None:
    left, gone = make_person(email="a@example.vn", is_active=False), make_person(email="b@example.vn")
    assert ask(left) == []
    ask(gone)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert send() == 0


@at(TUESDAY)
def test_what_was_read_in_the_office_is_not_mailed() -> None:
    person = make_person(email="a@example.vn")
    (notice,) = ask(person)
    mark_read(actor=person, key=notice.key)
    assert send() == 0


def test_a_server_that_refuses_is_tried_again_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: object, fail_silently: bool = False) -> int:
        raise SMTPServerDisconnected

    now = TUESDAY.replace(hour=8)
    with at(now):
        person = make_person(email="a@example.vn")
        ask(person)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        with at(now):
            assert send() == 0
            assert Notice.objects.get().mail_failures == 1
    with at(now + timedelta(minutes=14)):
        assert send() == 0
    with at(now + timedelta(minutes=15)):
        assert send() == 1
    ask_again = now + timedelta(hours=1)
    with at(ask_again):
        ask(person, node="4")
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        for turn in range(10):
            with at(ask_again + turn * timedelta(minutes=15)):
                send()
    assert Notice.objects.order_by("pk").last().mail_failures == MOST_FAILURES  # type: ignore[union-attr]
    with at(ask_again + timedelta(hours=5)):
        assert send() == 0


@at(TUESDAY)
def test_a_name_cannot_put_a_line_into_the_head_of_a_mail() -> None:
    ask(make_person(email="a@example.vn"), node="3\r\nBcc: all@example.vn")
    assert send() == 1
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []


def test_a_kind_that_nobody_declared_is_refused() -> None:
    with pytest.raises(LookupError), unit_of_work("organisation", actor=None) as work:
        tell(work, [make_person()], "unknown", {})


def test_telling_many_costs_as_many_queries_as_telling_one() -> None:
    counts = []
    for people in ([make_person()], [make_person() for _ in range(3)]):
        with unit_of_work("organisation", actor=None) as work:
            with CaptureQueriesContext(connection) as asked:
                tell(work, people, "explanation.asked", {"node": "1"})
            counts.append(len(asked))
            work.record("attempted", None, facts={"action": "ask"})
    assert counts[0] == counts[1]


def test_the_choice_is_recorded_and_a_later_one_is_not_overwritten() -> None:
    person = make_person()
    choose_mail(actor=person, by_mail=DAILY, expected_version=1)
    entry = Entry.objects.get(verb="chose_notices")
    assert (entry.actor, entry.facts) == (person.pk, {"by_mail": "daily"})
    choose_mail(actor=person, by_mail=NEVER, expected_version=1)
    with pytest.raises(Conflict):
        choose_mail(actor=person, by_mail=AT_ONCE, expected_version=1)


def test_a_notice_belongs_to_one_person() -> None:
    owner, other = make_person(), make_person()
    (notice,) = ask(owner)
    with pytest.raises(NotFound):
        mark_read(actor=other, key=notice.key)
    assert mark_all_read(actor=other) == 0
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_list_shows_ones_own_and_the_count_goes_down(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    person, other = make_person("Hà"), make_person()
    (first, *_), (theirs,) = ask(person), ask(other, node="9.9")
    client.force_login(person, backend=BACKEND)
    client.get("/thong-bao/")
    with django_assert_max_num_queries(12) as with_one:
        client.get("/thong-bao/")
    one = len(with_one)
    ask(person, node="3.4")
    ask(person, node="3.5")
    with django_assert_max_num_queries(12) as with_three:
        content = client.get("/thong-bao/").content.decode()
    assert len(with_three) == one
    assert ("Còn 3 thông báo chưa đọc." in content, SECRET in content, "9.9" in content) == (
        True,
        True,
        False,
    )
    answer = client.post(f"/thong-bao/{first.key}/")
    assert (answer.status_code, answer["Location"]) == (303, "/tro-giup/")
    assert client.post(f"/thong-bao/{theirs.key}/da-doc/").status_code == 404
    assert client.get(f"/thong-bao/{first.key}/").status_code == 405
    assert "Còn 2 thông báo chưa đọc." in client.get("/thong-bao/").content.decode()
    client.post("/thong-bao/da-doc-het/")
    after = client.get("/thong-bao/").content.decode()
    assert "Đã đánh dấu 2 thông báo là đã đọc." in after
    assert "Không còn thông báo chưa đọc" in after
    assert client.get("/thong-bao/?xem=tat-ca").content.decode().count('class="task"') == 3


def test_a_notice_leads_to_no_other_site(client: Client) -> None:
    person = make_person()
    (notice,) = ask(person)
    Notice.objects.filter(pk=notice.pk).update(address="https://evil.example/")
    client.force_login(person, backend=BACKEND)
    assert client.post(f"/thong-bao/{notice.key}/")["Location"] == "/thong-bao/"


def test_the_page_of_choices_saves_and_tells(client: Client) -> None:
    person = make_person()
    client.force_login(person, backend=BACKEND)
    page = "/thong-bao/cach-nhan/"
    assert "Chưa gửi thư cho bạn được" in client.get(page).content.decode()
    assert client.post(page, {"by_mail": "sometimes", "expected_version": "1"}).status_code == 422
    assert client.post(page, {"by_mail": DAILY, "expected_version": "1"}).status_code == 303
    assert "Đã lưu cách nhận thông báo." in client.get(page).content.decode()
    client.post(page, {"by_mail": NEVER, "expected_version": "1"})
    answer = client.post(page, {"by_mail": AT_ONCE, "expected_version": "1"})
    assert (answer.status_code, "Không gửi thư" in answer.content.decode()) == (409, True)
