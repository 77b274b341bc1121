"""What ends, and what is over: parts that the city withdraws, deadlines in the past, sections, calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from chiso.office.errors import Incomplete, NoRight
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Section
from chiso.office.tasks import calendars
from chiso.office.tasks.calendars import calendar_of
from chiso.office.tasks.models import Task
from chiso.office.tasks.services import (
    ask_for_time,
    confirm_done,
    distribute_task,
    subscribe,
    withdraw_task,
)
from tests.office.signing import sign_in
from tests.office.tasks.making import TODAY, City, done, fresh, given, make_city, on, part_of, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def test_the_city_ends_a_part_that_a_head_gave_on_and_both_heads_are_told(city: City) -> None:
    with on(TODAY):
        task = given(city)
        below = part_of(city, task)
        # Nobody of another agency, nor a head who neither gave it nor stands above it.
        for who in (city.other_head, city.ward_officer, city.ward_head):
            with pytest.raises(NoRight):
                withdraw_task(actor=who, task=below, reason="Thôi", expected_version=1)
        Notice.objects.all().delete()
        ended = withdraw_task(actor=city.coordinator, task=below, reason="Chính sách mới", expected_version=1)
        assert ended.withdrawn_at is not None
        told = set(Notice.objects.filter(kind="tasks.withdrawn").values_list("person", flat=True))
        assert told == {city.head.pk, city.ward_head.pk}
        # Then nothing keeps the whole from being ended.
        whole = fresh(task)
        withdraw_task(
            actor=city.coordinator, task=whole, reason="Chính sách mới", expected_version=whole.version
        )
    assert not Task.objects.filter(withdrawn_at=None).exists()


def test_what_a_head_gave_on_is_confirmed_by_that_head_and_not_by_the_city(city: City) -> None:
    with on(TODAY):
        below = part_of(city, given(city))
        report = done(city, below, actor=city.ward_officer)
        with pytest.raises(NoRight):
            confirm_done(actor=city.coordinator, report=report, expected_version=fresh(below).version)
        client = sign_in(city.coordinator)
        page = client.get(reverse("tasks:task", args=[below.key])).content.decode()
    assert reverse("tasks:withdraw", args=[below.key]) in page
    assert reverse("tasks:decide", args=[report.key]) not in page


@pytest.mark.parametrize(("day", "code"), [(14, "CH-8474"), (15, ""), (16, "")])
def test_more_time_until_a_day_that_is_over_is_no_more_time(city: City, day: int, code: str) -> None:
    with on(date(2026, 6, 1)):
        task = given(city, deadline=date(2026, 6, 5))
    with on(TODAY):
        found = ""
        try:
            ask_for_time(
                actor=city.officer, task=fresh(task), new_deadline=date(2026, 6, day), reason="Chờ",
                expected_version=1,
            )  # fmt: skip
        except Incomplete as refused:
            [found] = [one.code for one in refused.problems]
    assert found == code


def test_a_section_that_stands_no_more_keeps_no_task_to_its_people(city: City) -> None:
    section = Section.objects.create(agency=city.justice, name="Phòng Hộ tịch", valid_to=TODAY)
    section.people.set([city.colleague])
    with on(TODAY):
        task = given(city)
        distribute_task(actor=city.head, task=task, section=section, officer=None, expected_version=1)
        with pytest.raises(NoRight):
            reported(city, task)
    Notice.objects.all().delete()
    with on(TODAY + timedelta(days=1)):
        reported(city, task, actor=city.officer)
        report = done(city, task)
        confirm_done(actor=city.coordinator, report=report, expected_version=fresh(task).version)
    # Who did it and the head, not the people of a section that is no more.
    told = Notice.objects.filter(kind="tasks.confirmed").values_list("person", flat=True)
    assert set(told) == {city.officer.pk, city.head.pk}


def test_a_calendar_that_has_no_room_for_all_says_how_many_are_left_out(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MOST_EVENTS", 3)
    with on(TODAY):
        for days in (4, 1, 3, 2, 5):
            given(city, title=f"Việc {days}", deadline=TODAY + timedelta(days=days))
        # From the 16th of June on, a Tuesday; the fifth day is a Saturday and ends on Monday.
        made = subscribe(actor=city.coordinator, whose="city")
        written = calendar_of(made.subscription).decode()
        assert [one for one in ("Việc 1", "Việc 2", "Việc 3", "Việc 4", "Việc 5") if one in written] == [
            "Việc 1", "Việc 2", "Việc 3",
        ]  # fmt: skip
        events = written.replace("\r\n ", "").split("BEGIN:VEVENT")
        assert len(events) == 1 + 4
        assert "Còn 2 nhiệm vụ" in events[-1]
        assert "DTSTART;VALUE=DATE:20260619" in events[-1]
        assert calendar_of(made.subscription).decode() == written
    monkeypatch.setattr(calendars, "MOST_EVENTS", 5)
    with on(TODAY):
        assert "không có trong lịch" not in calendar_of(made.subscription).decode().replace("\r\n ", "")
