"""Pages of tasks by the browser's own requests: found by who has to do with them, and by nobody else."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from chiso.office.tasks.exporting import COLUMNS
from chiso.office.tasks.models import Involvement, Report, Task
from chiso.office.tasks.services import Aim, withdraw_task
from chiso.office.tasks.states import CLOSED, State, state_of
from tests.office.signing import sign_in
from tests.office.tasks.making import (
    City,
    confirmed,
    done,
    fresh,
    given,
    make_city,
    part_of,
    reported,
)

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def city() -> City:
    return make_city()


def soon(days: int = 20) -> date:
    return timezone.localdate() + timedelta(days=days)


def page_of(task: Task) -> str:
    return reverse("tasks:task", args=[task.key])


def test_the_pages_of_a_list_hold_each_task_that_fits_once_by_its_last_day(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chiso.office.tasks.views.lists.SHOWN_AT_ONCE", 3)
    today = timezone.localdate()
    tasks = [given(city, title=f"Việc {one % 2}", deadline=soon((one * 5) % 12 - 6)) for one in range(11)]
    tasks.append(given(city, title="Việc không hạn", deadline=None))
    for one in tasks[:3]:
        done(city, one)
    confirmed(city, tasks[3])
    confirmed(city, tasks[4])
    withdraw_task(actor=city.coordinator, task=tasks[5], reason="Thôi", expected_version=1)
    reported(city, tasks[6])
    reported(city, tasks[7])
    order = sorted(map(fresh, tasks), key=lambda one: (one.last_day or date.max, one.pk))
    stands = {one.key: state_of(one, today) for one in order}
    assert len(set(stands.values())) >= 5
    client = sign_in(city.coordinator)
    for asked in ("", "all", *State):
        for words in ("", "Việc 1"):
            wanted = [
                one.key for one in order
                if (stands[one.key] not in CLOSED if asked == "" else asked in ("all", stands[one.key]))
                and words in one.title
            ]  # fmt: skip
            found = []
            for number in range(1, max(1, -(-len(wanted) // 3)) + 1):
                said = {"cua": "city", "tinh_trang": asked, "tim": words, "trang": str(number)}
                page = client.get(reverse("tasks:list"), said).content.decode()
                found += [one for one in re.findall(r'/nhiem-vu/([^/"]+)/"', page) if one in stands]
            assert found == wanted, (asked, words)


def test_a_deadline_beyond_any_calendar_is_a_slip_of_the_keys(city: City) -> None:
    said = {"title": "Rà soát thủ tục", "owner": city.justice.key, "priority": "high"}
    client = sign_in(city.coordinator)
    for deadline, status in (("31/12/9999", 422), ("01/01/2101", 422), ("31/12/2100", 303)):
        assert client.post(reverse("tasks:give"), said | {"deadline": deadline}).status_code == status
    assert [one.last_day for one in Task.objects.all()] == [date(2100, 12, 31)]


def test_an_agency_that_has_nothing_to_do_with_a_task_finds_no_page_of_it(city: City) -> None:
    task = given(city, deadline=soon())
    for who, status in (
        ("coordinator", 200), ("leader", 200), ("auditor", 200), ("head", 200), ("officer", 200),
        ("other_head", 404), ("other_officer", 404), ("ward_head", 404),
    ):  # fmt: skip
        client = sign_in(getattr(city, who))
        assert client.get(page_of(task)).status_code == status, who
        listed = client.get(reverse("tasks:list"), {"cua": "city", "tinh_trang": "all"}).content.decode()
        assert (task.title in listed) == (status == 200), who
        board = client.get(reverse("tasks:board"), {"cua": "city"}).content.decode()
        assert (task.title in board) == (status == 200), who
        taken = client.get(reverse("tasks:csv"), {"cua": "city"}).content.decode()
        assert (task.title in taken) == (status == 200), who


def test_a_helper_reads_and_notes_and_is_offered_nothing_else(city: City) -> None:
    task = given(city, deadline=soon(), collaborators=[city.health])
    client = sign_in(city.other_officer)
    page = client.get(page_of(task)).content.decode()
    assert reverse("tasks:note", args=[task.key]) in page
    for name in ("report", "done", "ask-for-time", "distribute", "part", "withdraw"):
        assert f'href="{reverse(f"tasks:{name}", args=[task.key])}"' not in page, name
        assert client.get(reverse(f"tasks:{name}", args=[task.key])).status_code == 403, name
    answer = client.post(reverse("tasks:note", args=[task.key]), {"words": "Đã gửi số liệu"})
    assert answer.status_code == 303
    assert "Đã gửi số liệu" in client.get(page_of(task)).content.decode()


def test_from_given_to_confirmed_by_forms_alone(city: City) -> None:
    coordinator, head, officer = sign_in(city.coordinator), sign_in(city.head), sign_in(city.officer)
    answer = coordinator.post(
        reverse("tasks:give"),
        {
            "title": "Rà soát thủ tục", "owner": city.justice.key, "collaborators": city.health.name,
            "working_days": "10", "priority": "high", "aims": "service-quality:1.1", "product": "Báo cáo",
        },
    )  # fmt: skip
    assert answer.status_code == 303, answer.content.decode()
    task = Task.objects.get()
    assert task.deadline is not None
    assert task.last_day == task.deadline
    answer = head.post(
        reverse("tasks:distribute", args=[task.key]), {"officer": city.officer.key, "expected_version": "1"}
    )
    assert answer.status_code == 303
    answer = officer.post(
        reverse("tasks:report", args=[task.key]),
        {"percent": "60", "words": "Được hơn nửa", "expected_version": "2"},
    )
    assert answer.status_code == 303
    answer = officer.post(
        reverse("tasks:done", args=[task.key]), {"words": "Xong cả", "expected_version": "3"}
    )
    assert answer.status_code == 303
    report = Report.objects.get(kind="done")
    decide = reverse("tasks:decide", args=[report.key])
    assert officer.get(decide).status_code == 403
    assert decide in coordinator.get(page_of(task)).content.decode()
    answer = coordinator.post(decide, {"decision": "return", "expected_version": "4"})
    assert answer.status_code == 422
    assert "CH-8463" in answer.content.decode()
    answer = coordinator.post(decide, {"decision": "confirm", "expected_version": "4"})
    assert answer.status_code == 303
    assert fresh(task).confirmed_at is not None


def test_more_time_is_asked_for_and_granted_by_forms(city: City) -> None:
    task = given(city, deadline=soon())
    officer, leader = sign_in(city.officer), sign_in(city.leader)
    new = soon(40)
    answer = officer.post(
        reverse("tasks:ask-for-time", args=[task.key]),
        {"new_deadline": new.strftime("%d/%m/%Y"), "reason": "Chờ phần mềm", "expected_version": "1"},
    )
    assert answer.status_code == 303
    request = task.extensions.get()
    answer = leader.post(
        reverse("tasks:decide-time", args=[request.key]), {"decision": "grant", "expected_version": "2"}
    )
    assert answer.status_code == 303
    assert fresh(task).deadline == new


def test_two_who_save_at_once_see_both_versions(city: City) -> None:
    task = given(city, deadline=soon())
    reported(city, task, 10)
    answer = sign_in(city.head).post(
        reverse("tasks:report", args=[task.key]), {"percent": "20", "words": "Khác", "expected_version": "1"}
    )
    assert answer.status_code == 409
    assert "Khác" in answer.content.decode()


def test_a_directive_is_entered_corrected_and_shows_its_tasks(city: City) -> None:
    client = sign_in(city.coordinator)
    answer = client.post(
        reverse("tasks:enter-directive"),
        {"kind": "resolution", "number": "01/NQ-MH", "issued_on": "05/01/2026",
         "title": "Nghị quyết minh hoạ",
         "extract": "Giao Sở Tư pháp"},
    )  # fmt: skip
    assert answer.status_code == 303
    there = answer.headers["Location"]
    key = there.rstrip("/").rpartition("/")[2]
    answer = client.post(
        reverse("tasks:correct-directive", args=[key]),
        {"kind": "resolution", "number": "02/NQ-MH", "issued_on": "05/01/2026",
         "title": "Nghị quyết minh hoạ",
         "reason": "Nhầm số", "expected_version": "1"},
    )  # fmt: skip
    assert answer.status_code == 303
    page = client.get(there).content.decode()
    assert "02/NQ-MH" in page
    assert "Nhầm số" in page
    # Of no task of theirs: for an agency the directive is not there.
    assert sign_in(city.head).get(there).status_code == 404


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_table_holds_the_same_as_csv_and_workbook_and_no_formula(city: City) -> None:
    given(city, title="=HYPERLINK(1)", deadline=soon(), aims=[Aim("service-quality", "1.1")])
    reported(city, given(city, title="Bình thường", deadline=soon(30)))
    client = sign_in(city.head)
    rows = rows_of(client.get(reverse("tasks:csv")).content)
    assert tuple(rows[0]) == COLUMNS
    assert [row["title"] for row in rows] == ["'=HYPERLINK(1)", "Bình thường"]
    assert [row["state"] for row in rows] == ["not_begun", "running"]
    assert rows[0]["criteria"] == "service-quality:1.1"
    book = load_workbook(io.BytesIO(client.get(reverse("tasks:xlsx")).content))
    cells = book.get_sheet_by_index(0).to_python()
    assert tuple(cells[0]) == COLUMNS
    # A cell of text is text, whatever it begins with.
    assert [row[1] for row in cells[1:]] == ["=HYPERLINK(1)", "Bình thường"]


def test_filters_find_by_state_agency_criterion_directive_and_day(city: City) -> None:
    late = given(city, title="Trễ hạn", deadline=soon(-30), aims=[Aim("service-quality", "1.1")])
    early = given(city, title="Chưa đến", deadline=soon(10), owner=city.health)
    client = sign_in(city.coordinator)

    def found(**asked: str) -> set[str]:
        rows = rows_of(client.get(reverse("tasks:csv"), {"cua": "city"} | asked).content)
        return {row["title"] for row in rows}

    assert found() == {"Trễ hạn", "Chưa đến"}
    assert found(tinh_trang="overdue") == {"Trễ hạn"}
    assert found(tinh_trang="not_begun") == {"Chưa đến"}
    assert found(co_quan="so y te") == {"Chưa đến"}
    assert found(tieu_chi="service-quality") == found(tieu_chi="service-quality:1") == {"Trễ hạn"}
    assert found(tieu_chi="service-quality:1.2") == set()
    assert found(tim="Chưa") == {"Chưa đến"}
    assert found(tu_ngay=soon().strftime("%d/%m/%Y")) == set()
    # A deadline on a day off moves the last day by some days.
    assert found(den_ngay=soon(30).strftime("%d/%m/%Y")) == {"Trễ hạn", "Chưa đến"}
    assert found(den_ngay=soon(0).strftime("%d/%m/%Y")) == {"Trễ hạn"}
    # Before they were given there was nothing.
    assert found(tinh_den=soon(-1).strftime("%d/%m/%Y"), tinh_trang="all") == set()
    assert {late.level, early.level} == {1}


def test_what_was_done_and_what_remained_on_an_earlier_day(city: City) -> None:
    task = given(city, deadline=soon(-40))
    closed = confirmed(city, task)
    then = timezone.now() - timedelta(days=60)
    Task.objects.update(given_at=then)
    Report.objects.update(
        at=then + timedelta(days=30), day=timezone.localdate(then + timedelta(days=30)),
        decided_at=then + timedelta(days=35),
    )  # fmt: skip
    client = sign_in(city.coordinator)

    def state(days: int) -> tuple[str, str]:
        day = timezone.localdate(then) + timedelta(days=days)
        asked = {"cua": "city", "tinh_trang": "all", "tinh_den": day.strftime("%d/%m/%Y")}
        (row,) = rows_of(client.get(reverse("tasks:csv"), asked).content)
        return row["state"], row["percent"]

    # Given sixty days ago, due after twenty, reported after thirty, confirmed after thirty-five.
    assert [state(days) for days in (5, 25, 32, 40)] == [
        ("not_begun", "0"), ("overdue", "0"), ("waiting", "100"), ("done_late", "100"),
    ]  # fmt: skip
    assert closed.confirmed_at is not None


PAGES = ("tasks:list", "tasks:board", "tasks:directives", "tasks:csv")


def count_queries(client: object, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200  # type: ignore[attr-defined]
    return len(caught)


@pytest.mark.parametrize("who", ["coordinator", "head", "officer"])
def test_lists_ask_the_database_as_often_for_one_task_as_for_many(city: City, who: str) -> None:
    client = sign_in(getattr(city, who))

    def many(count: int) -> None:
        for number in range(count):
            task = given(city, deadline=soon(number - 2), aims=[Aim("service-quality", "1.1")])
            if number % 3 == 0:
                reported(city, task)
            if number % 3 == 1:
                done(city, task)

    many(3)
    task = Task.objects.order_by("pk")[0]
    part_of(city, task)
    addresses = [reverse(name) + "?cua=city&tinh_trang=all" for name in PAGES]
    addresses += [reverse("tasks:list") + f"?cua=city&tinh_den={soon(-1):%d/%m/%Y}", page_of(task), "/"]
    for address in addresses:
        client.get(address)
    few = {address: count_queries(client, address) for address in addresses}
    many(12)
    part_of(city, task)
    reported(city, task)
    reported(city, task)
    assert Involvement.objects.count() > 17
    for address in addresses:
        client.get(address)
    assert {address: count_queries(client, address) for address in addresses} == few
