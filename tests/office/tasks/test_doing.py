"""Reporting and deciding: evidence, more time, parts, separation of duties."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django_scopes import scope

from chiso.office.errors import Conflict, Incomplete, NoRight
from chiso.office.files.models import Document
from chiso.office.notices.models import Notice
from chiso.office.organisation.models import Section
from chiso.office.scoping import reach_of
from chiso.office.tasks.models import Extension, Note, Report, ReportDocument, Task
from chiso.office.tasks.services import (
    OutreachGiven,
    add_note,
    ask_for_time,
    confirm_done,
    distribute_task,
    grant_time,
    refuse_time,
    report_done,
    report_progress,
    return_task,
    withdraw_task,
)
from chiso.office.tasks.states import State, state_of
from tests.office.signing import sign_in
from tests.office.tasks.making import (
    TODAY,
    City,
    confirmed,
    done,
    fresh,
    given,
    make_city,
    new_task,
    on,
    part_of,
    reported,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def codes(refused: pytest.ExceptionInfo[Incomplete]) -> list[str]:
    return [one.code for one in refused.value.problems]


def asked(city: City, task: Task, until: date = date(2026, 7, 15)) -> Extension:
    current = fresh(task)
    with on(TODAY):
        made = ask_for_time(
            actor=city.officer, task=current, new_deadline=until, reason="Chờ phần mềm",
            expected_version=current.version,
        )  # fmt: skip
    return Extension.objects.select_related("asked_by", "task__owner", "task__given_for").get(pk=made.pk)


def test_a_task_goes_from_given_to_confirmed_and_counts_from_the_day_of_the_report(city: City) -> None:
    with on(date(2026, 6, 15)):
        task = given(city, deadline=date(2026, 6, 30))
    with on(date(2026, 6, 20)):
        reported(city, task, 40)
        assert state_of(fresh(task), date(2026, 6, 20)) is State.RUNNING
    with on(date(2026, 6, 30)):
        report = done(city, task)
        assert state_of(fresh(task), date(2026, 7, 9)) is State.WAITING
        assert Notice.objects.filter(kind="tasks.reported", person=city.coordinator).exists()
    with on(date(2026, 7, 9)):
        closed = confirm_done(actor=city.coordinator, report=report, expected_version=fresh(task).version)
    assert (closed.done_on, closed.percent) == (date(2026, 6, 30), 100)
    assert state_of(closed, date(2026, 7, 9)) is State.DONE_IN_TIME


def test_what_was_reported_after_the_last_day_is_done_late(city: City) -> None:
    with on(date(2026, 6, 15)):
        task = given(city, deadline=date(2026, 6, 30))
    assert state_of(fresh(task), date(2026, 7, 1)) is State.OVERDUE
    with on(date(2026, 7, 1)):
        closed = confirmed(city, task)
    assert state_of(closed, date(2026, 7, 1)) is State.DONE_LATE


def test_a_returned_task_goes_on_and_its_reports_stay(city: City) -> None:
    task = given(city)
    report = done(city, task)
    with pytest.raises(Incomplete) as refused:
        return_task(actor=city.coordinator, report=report, reason="", expected_version=fresh(task).version)
    assert codes(refused) == ["CH-8463"]
    return_task(
        actor=city.coordinator, report=report, reason="Thiếu minh chứng", expected_version=fresh(task).version
    )
    assert fresh(task).reported_at is None
    kept = Report.objects.get(pk=report.pk)
    assert (kept.decision, kept.answer, kept.words) == ("returned", "Thiếu minh chứng", "Đã xong")
    confirmed(city, task)
    assert Report.objects.filter(task=task).count() == 2


def test_nobody_confirms_what_they_reported_even_with_both_roles(city: City) -> None:
    from chiso.office.people.roles import Role
    from tests.office.making import appoint

    appoint(city.coordinator, Role.AGENCY_OFFICER, city.health)
    task = given(city, owner=city.health)
    # Who gave a task does not report it done.
    with pytest.raises(NoRight):
        done(city, task, actor=city.coordinator)
    by_leader = fresh(given_by_leader(city))
    report = done(city, by_leader, actor=city.coordinator)
    for decide in (
        lambda: confirm_done(
            actor=city.coordinator, report=report, expected_version=fresh(by_leader).version
        ),
        lambda: return_task(
            actor=city.coordinator, report=report, reason="x", expected_version=fresh(by_leader).version
        ),
    ):
        with pytest.raises(NoRight):
            decide()
    assert Report.objects.get(pk=report.pk).decision == ""


def given_by_leader(city: City) -> Task:
    from chiso.office.tasks.services import give_task

    return give_task(actor=city.leader, given=new_task(city, owner=city.health))


def test_a_coordinator_does_not_decide_on_the_agency_that_they_belong_to(city: City) -> None:
    from chiso.office.people.models import Appointment

    Appointment.objects.filter(person=city.coordinator).update(agency=city.justice)
    task = given(city)
    report = done(city, task)
    with pytest.raises(NoRight):
        confirm_done(actor=city.coordinator, report=report, expected_version=fresh(task).version)
    closed = confirm_done(actor=city.leader, report=report, expected_version=fresh(task).version)
    assert closed.confirmed_at is not None


def test_who_was_named_reports_and_the_head_and_nobody_else_of_the_agency(city: City) -> None:
    task = given(city)
    named = distribute_task(
        actor=city.head, task=task, section=None, officer=city.officer, expected_version=1
    )
    with pytest.raises(NoRight):
        reported(city, named, actor=city.colleague)
    for other in (city.other_officer, city.coordinator, city.auditor, city.ward_officer):
        with pytest.raises(NoRight):
            reported(city, named, actor=other)
    reported(city, named, 20)
    reported(city, named, 30, actor=city.head)
    assert [one.percent for one in Report.objects.filter(task=task)] == [30, 20]


def test_of_a_section_its_people_report_and_the_head_and_anybody_where_it_has_none(city: City) -> None:
    task = given(city, deadline=date(2026, 6, 30))
    section = Section.objects.create(agency=city.justice, name="Phòng Hộ tịch")
    named = distribute_task(actor=city.head, task=task, section=section, officer=None, expected_version=1)
    reported(city, named, 10, actor=city.colleague)
    section.people.add(city.officer)
    with pytest.raises(NoRight) as refused:
        reported(city, named, 20, actor=city.colleague)
    assert "section" in refused.value.reason.in_language("en")
    with pytest.raises(NoRight):
        ask_for_time(
            actor=city.colleague, task=fresh(task), new_deadline=date(2026, 7, 15), reason="Bận",
            expected_version=fresh(task).version,
        )  # fmt: skip
    reported(city, named, 30, actor=city.officer)
    reported(city, named, 40, actor=city.head)
    # Of somebody who works elsewhere by now, to belong to the section gives nothing.
    section.people.add(city.other_officer)
    with pytest.raises(NoRight):
        reported(city, named, 50, actor=city.other_officer)
    assert [one.percent for one in Report.objects.filter(task=task)] == [40, 30, 10]
    # Who is named beside the section is alone.
    distribute_task(
        actor=city.head, task=fresh(task), section=section, officer=city.colleague,
        expected_version=fresh(task).version,
    )  # fmt: skip
    with pytest.raises(NoRight):
        reported(city, named, 60, actor=city.officer)
    reported(city, named, 70, actor=city.colleague)


def test_who_is_not_named_is_offered_no_page_to_report_or_ask_for_time(city: City) -> None:
    task = given(city, deadline=date(2026, 6, 30))
    distribute_task(actor=city.head, task=task, section=None, officer=city.officer, expected_version=1)
    for who, status in ((city.officer, 200), (city.head, 200), (city.colleague, 403)):
        client = sign_in(who)
        for name in ("report", "done", "ask-for-time"):
            address = reverse(f"tasks:{name}", args=[task.key])
            assert client.get(address).status_code == status, (who, name)
            page = client.get(reverse("tasks:task", args=[task.key])).content.decode()
            assert (address in page) == (status == 200), (who, name)


def test_a_report_says_all_that_is_wrong_with_it(city: City) -> None:
    task = given(city)
    with scope(agency=None):
        foreign = Document.objects.create(
            agency=city.health, number="1", title="Của sở khác", added_by=city.other_officer
        )
    with scope(agency=reach_of(city.officer)), pytest.raises(Incomplete) as refused:
        report_progress(
            actor=city.officer, task=task, percent=101, words=" ", documents=[foreign],
            outreach=OutreachGiven("Báo", 5, ""), expected_version=1,
        )  # fmt: skip
    assert codes(refused) == ["CH-8450", "CH-8458", "CH-8462", "CH-8470"]
    assert not Report.objects.exists()


def test_evidence_and_outreach_stand_with_the_report(city: City) -> None:
    task = given(city, is_communication=True)
    with scope(agency=reach_of(city.officer)):
        proof = Document.objects.create(
            agency=city.justice, number="12/BC", title="Báo cáo truyền thông", added_by=city.officer
        )
        report = report_progress(
            actor=city.officer, task=task, percent=50, words="Đã phát sóng", documents=[proof, proof],
            outreach=OutreachGiven("Truyền hình, loa phường", 120_000, "3 phóng sự"), expected_version=1,
        )  # fmt: skip
    assert list(ReportDocument.objects.filter(report=report).values_list("document", flat=True)) == [proof.pk]
    assert (report.outreach.channels, report.outreach.reach) == ("Truyền hình, loa phường", 120_000)


def test_more_time_is_a_row_with_both_deadlines_and_nothing_is_overwritten(city: City) -> None:
    task = given(city, deadline=date(2026, 6, 30))
    request = asked(city, task, date(2026, 7, 18))
    # Until it is granted the deadline stays. 18 July 2026 is a Saturday.
    assert fresh(task).deadline == date(2026, 6, 30)
    granted = grant_time(actor=city.leader, extension=request, expected_version=fresh(task).version)
    assert (granted.deadline, granted.last_day) == (date(2026, 7, 18), date(2026, 7, 20))
    kept = Extension.objects.get(pk=request.pk)
    assert (kept.old_deadline, kept.new_deadline, kept.decision) == (
        date(2026, 6, 30), date(2026, 7, 18), "granted",
    )  # fmt: skip
    again = asked(city, task, date(2026, 8, 3))
    refuse_time(
        actor=city.coordinator,
        extension=again,
        answer="Đã gia hạn một lần",
        expected_version=fresh(task).version,
    )
    assert fresh(task).deadline == date(2026, 7, 18)
    assert [one.decision for one in Extension.objects.filter(task=task)] == ["refused", "granted"]
    with pytest.raises(Incomplete) as refused:
        grant_time(actor=city.leader, extension=again, expected_version=fresh(task).version)
    assert codes(refused) == ["CH-8466"]


def test_time_is_asked_for_once_later_with_a_reason_and_for_a_deadline_that_there_is(city: City) -> None:
    task = given(city, deadline=date(2026, 6, 30))
    with pytest.raises(Incomplete) as refused:
        ask_for_time(
            actor=city.officer, task=task, new_deadline=date(2026, 6, 30), reason=" ", expected_version=1
        )
    assert codes(refused) == ["CH-8463", "CH-8464"]
    asked(city, task)
    with pytest.raises(Incomplete) as refused:
        asked(city, task, date(2026, 8, 1))
    assert codes(refused) == ["CH-8465"]
    endless = given(city, deadline=None)
    with pytest.raises(Incomplete) as refused:
        asked(city, endless)
    assert codes(refused) == ["CH-8465"]
    with pytest.raises(NoRight):
        grant_time(actor=city.head, extension=asked(city, given(city)), expected_version=2)


def test_a_part_gets_no_more_time_than_the_whole(city: City) -> None:
    task = given(city, deadline=date(2026, 7, 10))
    below = part_of(city, task, deadline=date(2026, 6, 30))
    current = fresh(below)
    with on(TODAY):
        request = ask_for_time(
            actor=city.ward_officer, task=current, new_deadline=date(2026, 7, 31), reason="Bận",
            expected_version=current.version,
        )  # fmt: skip
    request = Extension.objects.select_related("task__owner", "task__given_for").get(pk=request.pk)
    with pytest.raises(Incomplete) as refused:
        grant_time(actor=city.head, extension=request, expected_version=fresh(below).version)
    assert codes(refused) == ["CH-8452"]
    with pytest.raises(NoRight):
        grant_time(actor=city.coordinator, extension=request, expected_version=fresh(below).version)


def test_the_whole_closes_when_its_parts_are_closed_or_with_the_reason_why_not(city: City) -> None:
    task = given(city)
    below = part_of(city, task)
    with pytest.raises(Incomplete) as refused:
        done(city, task)
    assert codes(refused) == ["CH-8461"]
    report = done(city, below, actor=city.ward_officer)
    confirm_done(actor=city.head, report=report, expected_version=fresh(below).version)
    assert confirmed(city, task).confirmed_at is not None
    other = given(city)
    part_of(city, other)
    closed = confirmed(city, other, parts_left_for="Phường đã sáp nhập")
    assert closed.confirmed_at is not None


def test_a_part_given_on_after_the_report_keeps_the_whole_from_being_confirmed(city: City) -> None:
    task = given(city)
    report = done(city, task)
    part_of(city, task)
    with pytest.raises(Incomplete) as refused:
        confirm_done(actor=city.coordinator, report=report, expected_version=fresh(task).version)
    assert codes(refused) == ["CH-8461"]


def test_after_the_end_nothing_more_is_written(city: City) -> None:
    task = given(city)
    report = done(city, task)
    with pytest.raises(Incomplete) as refused:
        reported(city, task)
    assert codes(refused) == ["CH-8460"]
    confirm_done(actor=city.coordinator, report=report, expected_version=fresh(task).version)
    for write in (
        lambda: reported(city, task),
        lambda: done(city, task),
        lambda: asked(city, task),
        lambda: part_of(city, fresh(task)),
        lambda: withdraw_task(
            actor=city.leader, task=fresh(task), reason="x", expected_version=fresh(task).version
        ),
    ):
        with pytest.raises(Incomplete) as refused:
            write()
        assert codes(refused) == ["CH-8457"]


def test_a_withdrawn_task_keeps_its_reports_and_answers_what_waited(city: City) -> None:
    task = given(city)
    reported(city, task)
    request = asked(city, task)
    below = part_of(city, task)
    with pytest.raises(Incomplete) as refused:
        withdraw_task(
            actor=city.coordinator, task=fresh(task), reason="Bỏ", expected_version=fresh(task).version
        )
    assert codes(refused) == ["CH-8473"]
    withdraw_task(actor=city.head, task=fresh(below), reason="Bỏ", expected_version=fresh(below).version)
    withdraw_task(
        actor=city.coordinator, task=fresh(task), reason="Luật mới", expected_version=fresh(task).version
    )
    assert state_of(fresh(task), TODAY) is State.WITHDRAWN
    assert Report.objects.filter(task=task).count() == 1
    assert Extension.objects.get(pk=request.pk).decision == "refused"


def test_a_head_decides_on_what_the_agency_gave_on_and_the_city_on_its_own(city: City) -> None:
    below = part_of(city, given(city))
    report = done(city, below, actor=city.ward_officer)
    for other in (city.coordinator, city.leader, city.ward_head, city.other_head):
        with pytest.raises(NoRight):
            confirm_done(actor=other, report=report, expected_version=fresh(below).version)
    assert confirm_done(actor=city.head, report=report, expected_version=fresh(below).version).confirmed_at


def test_helpers_and_those_above_add_notes_and_others_do_not(city: City) -> None:
    task = given(city, collaborators=[city.health])
    assert add_note(actor=city.other_officer, task=task, words="Chúng tôi gửi số liệu").agency == city.health
    assert add_note(actor=city.coordinator, task=task, words="Cảm ơn").agency is None
    for other in (city.ward_officer, city.auditor):
        with pytest.raises(NoRight):
            add_note(actor=other, task=task, words="x")
    with pytest.raises(Incomplete) as refused:
        add_note(actor=city.officer, task=task, words=" ")
    assert codes(refused) == ["CH-8450"]
    assert Note.objects.count() == 2
    # A note is no change of the task: who writes a report meanwhile meets no conflict.
    assert fresh(task).version == 1


def test_of_two_who_report_at_once_the_second_is_told(city: City) -> None:
    task = given(city)
    report_progress(actor=city.officer, task=task, percent=10, words="a", expected_version=1)
    with pytest.raises(Conflict):
        report_progress(actor=city.head, task=task, percent=20, words="b", expected_version=1)
    with pytest.raises(Conflict):
        report_done(actor=city.head, task=task, words="b", expected_version=1)
