"""What waits for a person, until when: order, words of the deadline, soon and late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from chiso.language import text
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.ui import tasks
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Provider, Task, Waiting, contribute, waiting_for
from tests.office.making import make_agency, make_person

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 12, 15, 16, 12, tzinfo=HANOI)


def task(title: str, deadline: datetime | date | None) -> Task:
    return Task(title, "", deadline, "/", text("Open"))


def shown(*given: Task, monkeypatch: pytest.MonkeyPatch) -> list[Waiting]:
    monkeypatch.setattr(tasks, "_PROVIDERS", [])
    contribute(lambda _reader: given)
    return waiting_for(Reader(Person(full_name="Lê Quang Vinh"), [], NOW))


def test_tasks_stand_by_deadline_and_what_has_none_stands_last(monkeypatch: pytest.MonkeyPatch) -> None:
    found = shown(
        task("không hạn", None),
        task("ngày 18", date(2026, 12, 18)),
        task("17 giờ", datetime(2026, 12, 15, 17, 0, tzinfo=HANOI)),
        task("quá hạn", date(2026, 12, 12)),
        monkeypatch=monkeypatch,
    )
    assert [one.task.title for one in found] == ["quá hạn", "17 giờ", "ngày 18", "không hạn"]
    assert [one.is_first for one in found] == [True, False, False, False]
    assert [one.state for one in found] == ["late", "soon", "", ""]


@pytest.mark.parametrize(
    ("deadline", "until", "beside", "state"),
    [
        # The sentences of the drawn home page, and their neighbours.
        (datetime(2026, 12, 15, 17, 0, tzinfo=HANOI), "17:00 hôm nay", "còn 48 phút", "soon"),
        (date(2026, 12, 12), "Quá hạn 3 ngày", "hạn 12/12/2026", "late"),
        (date(2026, 12, 18), "18/12/2026", "còn 3 ngày", ""),
        (datetime(2026, 12, 18, 17, 0, tzinfo=HANOI), "18/12/2026", "17:00, còn 3 ngày", ""),
        (date(2026, 12, 15), "Hôm nay", "còn 7 giờ", "soon"),
        (datetime(2026, 12, 16, 16, 12, tzinfo=HANOI), "16/12/2026", "16:12, còn 24 giờ", "soon"),
        (datetime(2026, 12, 16, 16, 13, tzinfo=HANOI), "16/12/2026", "16:13, còn 1 ngày", ""),
        (datetime(2026, 12, 15, 16, 12, tzinfo=HANOI), "Quá hạn từ 16:12", "hạn 16:12, 15/12/2026", "late"),
        (date(2026, 12, 14), "Quá hạn 1 ngày", "hạn 14/12/2026", "late"),
        (None, "Không có hạn", "", ""),
    ],
)
def test_a_deadline_is_told_in_words_and_by_date(
    deadline: datetime | date | None, until: str, beside: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = shown(task("việc", deadline), monkeypatch=monkeypatch)
    said = found.beside if isinstance(found.beside, str) else found.beside.in_language("vi")
    assert (found.until.in_language("vi"), said, found.state) == (until, beside, state)


def test_an_app_that_contributes_twice_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_PROVIDERS", [])

    def mine(_reader: Reader) -> list[Task]:
        return [task("một", NOW + timedelta(days=2))]

    contribute(mine)
    contribute(mine)
    assert len(waiting_for(Reader(Person(full_name="Lê Quang Vinh"), [], NOW))) == 1


@pytest.mark.django_db
def test_one_statement_tells_which_apps_have_something_and_only_those_are_asked(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(tasks, "_PROVIDERS", [])
    monkeypatch.setattr(tasks, "_ROWS", {})
    asked: list[str] = []

    def app(name: str) -> Provider:
        def give(_reader: Reader) -> list[Task]:
            asked.append(name)
            return [task(name, None)]

        return give

    make_agency("Sở Một", uid="so-mot")
    contribute(
        app("other rows"), lambda _reader: [Agency.objects.filter(uid="so-hai"), Person.objects.none()]
    )
    contribute(app("nobody's"), lambda _reader: [])
    contribute(app("rows"), lambda _reader: [Agency.objects.none(), Agency.objects.filter(uid="so-mot")])
    contribute(app("does not say"))
    reader = Reader(make_person(), [], NOW)
    with django_assert_num_queries(1):
        found = waiting_for(reader)
    assert asked == ["rows", "does not say"]
    assert [one.task.title for one in found] == asked
