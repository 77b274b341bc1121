"""Reminders by rule, calendars at secret addresses, what waits at home, what an erasure takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.erasing import Erasure
from chiso.office.ledger.models import Entry
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Section
from chiso.office.people.holdings import holdings
from chiso.office.people.models import Appointment, Person
from chiso.office.tasks.erasing import WRITTEN, erase_from_tasks
from chiso.office.tasks.filters import of_whom
from chiso.office.tasks.models import DirectiveChange, Note, Reminded, Report, Subscription, Task
from chiso.office.tasks.reminding import remind_by_rules
from chiso.office.tasks.rules import DEFAULTS, Rule, rules_in_force
from chiso.office.tasks.services import (
    DirectiveFacts,
    add_note,
    ask_for_time,
    change_reminder_rules,
    correct_directive,
    distribute_task,
    enter_directive,
    return_task,
    revoke_calendar,
    subscribe,
)
from chiso.office.tasks.waiting import what_waits
from chiso.office.ui.reader import Reader
from tests.office.signing import sign_in
from tests.office.tasks.making import City, confirmed, done, fresh, given, make_city, on, reported

pytestmark = pytest.mark.django_db(databases="__all__")
# A Tuesday; Tuesday the 23rd is five working days before it.
LAST = date(2026, 6, 30)


@pytest.fixture
def city() -> City:
    return make_city()


def reminded(day: date) -> set[str]:
    """Who gets a reminder on a day, by the names of the city's people."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with on(day):
        remind_by_rules()
    rows = Notice.objects.filter(kind="tasks.reminder").exclude(pk__in=before)
    return {row.person.full_name.removeprefix("Người ") for row in rows.select_related("person")}


def test_each_rule_tells_once_and_the_coordinator_hears_of_what_stays_late(city: City) -> None:
    with on(date(2026, 6, 1)):
        given(city, deadline=LAST)
    assert rules_in_force() == list(DEFAULTS)
    told = {}
    day = date(2026, 6, 1)
    while day <= date(2026, 7, 20):
        people = reminded(day)
        # The office looks four times a day.
        assert reminded(day) == set()
        if people:
            told[day] = people
        day += timedelta(days=1)
    # By the calendar of 2026, counted by hand: five working days before the 30th is Tuesday the 23rd; one
    # and five working days after it are 1 and 7 July.
    assert told == {
        date(2026, 6, 23): {"officer", "colleague"},
        date(2026, 6, 30): {"officer", "colleague", "head"},
        date(2026, 7, 1): {"officer", "colleague", "head"},
        date(2026, 7, 7): {"head", "coordinator"},
    }


def test_who_is_named_is_told_in_place_of_all_officers(city: City) -> None:
    with on(date(2026, 6, 1)):
        distribute_task(
            actor=city.head, task=given(city, deadline=LAST), section=None, officer=city.colleague,
            expected_version=1,
        )  # fmt: skip
    assert reminded(date(2026, 6, 23)) == {"colleague"}


def test_of_a_section_its_people_are_told_in_place_of_all_officers(city: City) -> None:
    section = Section.objects.create(agency=city.justice, name="Phòng Hộ tịch")
    section.people.set([city.colleague, city.head])
    with on(date(2026, 6, 1)):
        task = given(city, deadline=LAST)
        distribute_task(actor=city.head, task=task, section=section, officer=None, expected_version=1)
    told = Notice.objects.filter(kind="tasks.distributed")
    assert [one.person for one in told] == [city.colleague]
    assert reminded(date(2026, 6, 23)) == {"colleague", "head"}
    with on(date(2026, 6, 24)):
        assert waiting(city.colleague) == [task.title]
        assert waiting(city.officer) == []
        mine = {
            one: set(of_whom(Task.objects.all(), "mine", one, frozenset({city.justice.pk})))
            for one in (city.colleague, city.officer, city.coordinator)
        }
    assert mine == {city.colleague: {task}, city.officer: set(), city.coordinator: {task}}


def test_who_was_named_and_left_the_agency_is_told_nothing_and_its_officers_are(city: City) -> None:
    with on(date(2026, 6, 1)):
        task = given(city, deadline=LAST)
        distribute_task(actor=city.head, task=task, section=None, officer=city.colleague, expected_version=1)
        reported(city, task, actor=city.colleague)
    Appointment.objects.filter(person=city.colleague).update(valid_to=date(2026, 6, 10))
    before = Notice.objects.filter(person=city.colleague).count()
    assert reminded(date(2026, 6, 23)) == {"officer"}
    with on(date(2026, 6, 24)):
        report = done(city, task, actor=city.head)
        return_task(actor=city.leader, report=report, reason="Thiếu", expected_version=fresh(task).version)
    assert Notice.objects.filter(kind="tasks.returned", person=city.head).exists()
    assert Notice.objects.filter(person=city.colleague).count() == before


def test_tasks_that_were_given_too_late_for_a_rule_keep_no_others_from_it(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chiso.office.tasks.reminding.MOST_AT_ONCE", 2)
    change_reminder_rules(actor=city.coordinator, rules=[Rule(1, frozenset({"heads"}))], expected_version=0)
    with on(date(2026, 6, 25)):
        for _ in range(3):
            given(city, deadline=date(2026, 6, 1))
    with on(date(2026, 6, 1)):
        given(city, deadline=date(2026, 6, 24))
    assert reminded(date(2026, 6, 26)) == {"head"}
    assert [one.last_day for one in Reminded.objects.all()] == [date(2026, 6, 24)]


def test_a_day_that_the_office_stood_still_is_made_up_for_by_the_latest_rule(city: City) -> None:
    with on(date(2026, 6, 1)):
        given(city, deadline=LAST)
    # Nothing ran before 2 July: of three rules only that of the day after is told.
    assert reminded(date(2026, 7, 2)) == {"officer", "colleague", "head"}
    assert list(Reminded.objects.values_list("days", flat=True)) == [1]
    assert reminded(date(2026, 7, 3)) == set()


def test_nobody_is_reminded_of_what_waits_is_done_or_was_given_too_late_for_the_rule(city: City) -> None:
    with on(date(2026, 6, 1)):
        done(city, given(city, deadline=LAST))
        confirmed(city, given(city, deadline=LAST))
        given(city, deadline=None)
    with on(date(2026, 6, 25)):
        given(city, deadline=LAST)
    assert reminded(date(2026, 6, 25)) == set()
    # On a Sunday nobody is told of anything.
    assert reminded(date(2026, 6, 28)) == set()
    assert reminded(LAST) == {"officer", "colleague", "head"}
    assert Reminded.objects.count() == 1


def test_more_time_begins_the_rules_anew(city: City) -> None:
    from chiso.office.tasks.models import Extension
    from chiso.office.tasks.services import grant_time

    with on(date(2026, 6, 1)):
        task = given(city, deadline=LAST)
    assert reminded(date(2026, 6, 23))
    with on(date(2026, 6, 24)):
        made = ask_for_time(
            actor=city.officer, task=task, new_deadline=date(2026, 7, 14), reason="Bận", expected_version=1
        )
        request = Extension.objects.select_related("task__owner", "task__given_for").get(pk=made.pk)
        grant_time(actor=city.leader, extension=request, expected_version=2)
    assert reminded(LAST) == set()
    assert reminded(date(2026, 7, 7)) == {"officer", "colleague"}


def waiting(person: Person) -> list[str]:
    """The sentences that stand at home."""
    reader = Reader(person, holdings(person), timezone.now())
    return [
        title if isinstance(title, str) else title.in_language("en")
        for title in (one.title for one in what_waits(reader))
    ]


def test_home_says_what_is_to_be_done_and_what_to_decide(city: City) -> None:
    near = timezone.localdate() + timedelta(days=3)
    task = given(city, title="Gần hạn", deadline=near)
    given(city, title="Còn xa", deadline=near + timedelta(days=200))
    other = given(city, title="Đã báo cáo", deadline=near)
    report = done(city, other)
    current = fresh(task)
    ask_for_time(
        actor=city.head, task=current, new_deadline=near + timedelta(days=9), reason="Bận",
        expected_version=current.version,
    )  # fmt: skip
    assert waiting(city.officer) == waiting(city.head) == ["Gần hạn"]
    expected = ["Confirm or return: Đã báo cáo", "More time? Gần hạn"]
    assert waiting(city.coordinator) == waiting(city.leader) == expected
    assert waiting(city.other_officer) == waiting(city.auditor) == []
    assert report.by == city.officer
    distribute_task(
        actor=city.head, task=fresh(task), section=None, officer=city.colleague,
        expected_version=fresh(task).version,
    )  # fmt: skip
    assert waiting(city.officer) == []
    assert waiting(city.colleague) == ["Gần hạn"]


def unfolded(content: bytes) -> list[str]:
    """The content lines of a calendar, read as RFC 5545 3.1 says: CRLF and one blank or tab are no line."""
    assert content.endswith(b"\r\n")
    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()
    whole = content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode()
    return whole.removesuffix("\r\n").split("\r\n")


def unescaped(written: str) -> str:
    """A TEXT value (3.3.11)."""
    found, letters = [], iter(written)
    for letter in letters:
        if letter == "\\":
            following = next(letters)
            assert following in "\\;,nN"
            found.append("\n" if following in "nN" else following)
        else:
            assert letter not in ";,"
            found.append(letter)
    return "".join(found)


def events(content: bytes) -> Iterator[dict[str, str]]:
    """The events, each property once, by name with its parameters."""
    lines = unfolded(content)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"} < set(lines)
    assert any(line.startswith("PRODID:") for line in lines)
    event: dict[str, str] | None = None
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            assert event is not None
            yield event
            event = None
        elif event is not None:
            assert name not in event
            event[name] = value
    assert event is None


TITLE = "Rà soát; công khai, niêm yết \\ phí, lệ phí và thời hạn giải quyết thủ tục hành chính ở cấp xã"


def test_a_calendar_program_gets_the_tasks_of_the_person_behind_the_address(city: City) -> None:
    task = given(
        city, title=TITLE, product="Báo cáo\nvà phụ lục", deadline=date(2026, 12, 31), priority="high"
    )
    given(city, title="Không hạn", deadline=None)
    given(city, title="Của sở khác", owner=city.health)
    made = subscribe(actor=city.head, whose="agency")
    address = reverse("tasks:calendar", args=[made.secret])
    answer = Client().get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    (event,) = events(answer.content)
    assert unescaped(event["SUMMARY"]).startswith(TITLE)
    assert "Báo cáo\nvà phụ lục" in unescaped(event["DESCRIPTION"])
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20261231", "20270101")
    assert (event["STATUS"], event["PRIORITY"], event["SEQUENCE"]) == ("CONFIRMED", "1", "0")
    changed = Task.objects.get(pk=task.pk).changed_at
    assert event["DTSTAMP"] == changed.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    # A program that asked before finds the same entry again, with a higher number.
    reported(city, task)
    (later,) = events(Client().get(address).content)
    assert (later["UID"], later["SEQUENCE"]) == (event["UID"], "1")
    assert later["UID"].startswith(task.key)


def test_an_address_is_kept_as_a_digest_and_ends_when_it_is_revoked_or_its_person_leaves(city: City) -> None:
    made = subscribe(actor=city.officer, whose="mine")
    assert made.secret not in repr(Subscription.objects.values().get())
    address = reverse("tasks:calendar", args=[made.secret])
    assert Client().get(address).status_code == 200
    with pytest.raises(NotFound):
        revoke_calendar(actor=city.head, subscription=made.subscription, expected_version=1)
    revoke_calendar(actor=city.officer, subscription=made.subscription, expected_version=1)
    assert Client().get(address).status_code == 404
    other = reverse("tasks:calendar", args=[subscribe(actor=city.officer, whose="mine").secret])
    Person.objects.filter(pk=city.officer.pk).update(left_at=timezone.now())
    assert Client().get(other).status_code == 404
    assert Client().get(reverse("tasks:calendar", args=["khong-co"])).status_code == 404


def test_a_person_whose_appointment_ended_gets_an_empty_calendar(city: City) -> None:
    given(city)
    address = reverse("tasks:calendar", args=[subscribe(actor=city.head, whose="city").secret])
    assert len(list(events(Client().get(address).content))) == 1
    city.head.appointments.update(ended_at=timezone.now() - timedelta(minutes=1))
    assert list(events(Client().get(address).content)) == []


def test_ten_addresses_are_enough_and_their_lists_are_those_that_there_are(city: City) -> None:
    for _ in range(10):
        subscribe(actor=city.head, whose="agency")
    with pytest.raises(Incomplete) as refused:
        subscribe(actor=city.head, whose="agency")
    assert [one.code for one in refused.value.problems] == ["CH-8471"]
    with pytest.raises(Incomplete) as refused:
        subscribe(actor=city.officer, whose="everything")
    assert [one.code for one in refused.value.problems] == ["CH-8468"]


def test_the_page_shows_a_new_address_once(city: City) -> None:
    client = sign_in(city.officer)
    there = reverse("tasks:calendars")
    page = client.post(there, {"whose": "mine"}).content.decode()
    kept = Subscription.objects.get()
    assert ".ics" in page
    assert ".ics" not in client.get(there).content.decode()
    client.post(reverse("tasks:revoke-calendar", args=[kept.key]), {"expected_version": "1"})
    assert Subscription.objects.get().revoked_at is not None


def test_every_free_text_has_its_line_in_the_erasure() -> None:
    found = {
        (model, field.name)
        for model in apps.get_app_config("tasks").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in ("key", "digest", "framework", "code", "origin", "number")
    }
    assert {(model, words) for model, _, words in WRITTEN} == found


def test_who_is_erased_leaves_no_words_and_no_address_and_what_was_done_stays(city: City) -> None:
    facts = DirectiveFacts("letter", "Đơn của ông Trần Thị Vắng", extract="Ông TRẦN THỊ VẮNG hỏi")
    Person.objects.filter(pk=city.officer.pk).update(full_name="Trần Thị Vắng")
    city.officer.refresh_from_db()
    directive = enter_directive(actor=city.coordinator, facts=facts)
    correct_directive(
        actor=city.coordinator, directive=directive, facts=DirectiveFacts("letter", "Đơn thư"),
        reason="Ẩn tên",
        expected_version=1,
    )  # fmt: skip
    task = given(city, title="Trả lời bà Trần Thị Vắng", words="Gọi bà Trần Thị Vắng")
    reported(city, task)
    add_note(actor=city.head, task=task, words="Bà Trần Thị Vắng đã gọi")
    add_note(actor=city.head, task=task, words="Việc khác")
    subscribe(actor=city.officer, whose="mine")
    names = (city.officer.full_name, city.officer.username)
    erase_from_tasks(Erasure(city.officer, names, timezone.now(), "1/YC"))
    stood = DirectiveChange.objects.get().stood
    assert (stood["title"], stood["extract"]) == ("", "")
    kept = Task.objects.get()
    assert (kept.title, kept.words) == ("–", "")
    assert list(Report.objects.values_list("words", "percent")) == [("", 40)]
    assert set(Note.objects.values_list("words", flat=True)) == {"", "Việc khác"}
    assert not Subscription.objects.exists()
    assert Entry.objects.filter(verb="task_progress_reported").count() == 1
    assert sign_in(city.coordinator).get(reverse("tasks:task", args=[kept.key])).status_code == 200
