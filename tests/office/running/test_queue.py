"""Work of the background: taken up after a death, stopped, repeated, put into the queue once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult, get_date_max

from chiso.office.errors import Incomplete, NoRight
from chiso.office.ledger.models import Entry
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.running import queue, tasks
from chiso.office.running.models import Due, Progress, WorkerBeat
from chiso.office.running.working import BackgroundWorker
from tests.office.making import appoint, make_person

pytestmark = pytest.mark.django_db(databases="__all__")
LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def administrator() -> Person:
    person = make_person()
    appoint(person, Role.SYSTEM_ADMINISTRATOR)
    return person


def make_task(status: str = "READY", **values: object) -> DBTaskResult:  # type: ignore[type-arg]
    given = {
        "args_kwargs": {"args": [], "kwargs": {}}, "task_path": "chiso.office.running.tasks.keep_root",
        "backend_name": "default", "run_after": get_date_max(), "status": status, **values,
    }  # fmt: skip
    return DBTaskResult.objects.create(**given)


def running(worker: str, *, since: timedelta = LONG_AGO, attempts: int = 1) -> DBTaskResult:  # type: ignore[type-arg]
    return make_task(
        "RUNNING", worker_ids=["earlier"] * (attempts - 1) + [worker], started_at=timezone.now() - since
    )


def test_what_a_dead_worker_left_is_taken_up_again() -> None:
    queue.beat("living", timezone.now())
    WorkerBeat.objects.create(worker="dead", started_at=timezone.now(), beat_at=timezone.now() - LONG_AGO)
    left, held = running("dead"), running("living")
    assert queue.take_up_left_tasks() == 1
    left.refresh_from_db()
    held.refresh_from_db()
    assert (left.status, held.status) == ("READY", "RUNNING")


def test_a_task_that_has_just_begun_is_left_alone() -> None:
    running("not-heard-of-yet", since=timedelta(seconds=5))
    assert queue.take_up_left_tasks() == 0


def test_a_task_that_its_own_worker_has_lost_is_taken_up() -> None:
    queue.beat("me", timezone.now())
    lost, current = running("me"), running("me")
    assert queue.take_up_left_tasks(worker="me", runs=current.pk) == 1
    lost.refresh_from_db()
    assert lost.status == "READY"


def test_a_task_whose_worker_died_three_times_has_failed() -> None:
    left = running("dead", attempts=3)
    assert queue.take_up_left_tasks() == 0
    left.refresh_from_db()
    assert (left.status, left.exception_class_path) == ("FAILED", "chiso.office.running.queue.WorkerDied")


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_worker_does_what_waits_and_says_that_it_lives() -> None:
    task = make_task(task_path="chiso.office.running.tasks.keep_root")
    BackgroundWorker(batch=True, interval=0).run()
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"
    assert len(task.return_value) == 64


def test_a_task_that_waits_is_stopped_before_it_begins(administrator: Person) -> None:
    task = make_task()
    queue.cancel_task(actor=administrator, task=task)
    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == ("FAILED", "chiso.office.running.queue.Cancelled")
    assert Entry.objects.get(verb="task_stopped").actor == administrator.pk
    with pytest.raises(Incomplete) as refused:
        queue.cancel_task(actor=administrator, task=task)
    assert refused.value.problems[0].code == "CH-7510"


class _Result:
    def __init__(self, task: DBTaskResult) -> None:  # type: ignore[type-arg]
        self.id = str(task.pk)


def test_a_task_that_runs_ends_at_its_next_step_when_it_is_stopped(administrator: Person) -> None:
    task = running("living", since=timedelta())
    context = TaskContext(task_result=_Result(task))  # type: ignore[arg-type]
    with queue.progress_of(context, total=10) as progress:
        progress.step(4)
        progress.write()
        assert (Progress.objects.get().done, Progress.objects.get().total) == (4, 10)
        queue.cancel_task(actor=administrator, task=task)
        with pytest.raises(queue.Cancelled):
            progress.write()
        Progress.objects.update(cancel_asked_at=None)


def test_a_task_that_failed_is_repeated_and_no_other(administrator: Person) -> None:
    task = make_task("FAILED", worker_ids=["a", "b", "c"], traceback="x")
    queue.repeat_task(actor=administrator, task=task)
    task.refresh_from_db()
    assert (task.status, task.worker_ids, task.traceback) == ("READY", [], "")
    with pytest.raises(Incomplete) as refused:
        queue.repeat_task(actor=administrator, task=task)
    assert refused.value.problems[0].code == "CH-7511"


def test_nobody_but_the_administrator_of_the_system_steers_tasks() -> None:
    stranger = make_person()
    appoint(stranger, Role.COORDINATOR)
    with pytest.raises(NoRight):
        queue.cancel_task(actor=stranger, task=make_task())


def test_what_is_due_is_put_into_the_queue_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_REPEATING", {})
    tasks.repeat("hourly", every=timedelta(hours=1), task=tasks.keep_root)
    assert tasks.enqueue_what_is_due() == ["hourly"]
    assert tasks.enqueue_what_is_due() == []
    Due.objects.update(last_at=timezone.now() - timedelta(minutes=61))
    assert tasks.enqueue_what_is_due() == ["hourly"]
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_each_task_of_the_office_may_be_run_twice() -> None:
    """What repeats by itself is run again at once: nothing is refused, nothing is done twice that shows."""
    for repeating in tasks._REPEATING.values():
        for _run in range(2):
            repeating.task.enqueue()
    BackgroundWorker(batch=True, interval=0).run()
    failed = DBTaskResult.objects.filter(status="FAILED").values_list("task_path", "traceback")
    assert list(failed) == []
    assert DBTaskResult.objects.filter(status="SUCCESSFUL").count() >= 2


def test_a_clock_that_was_set_back_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was noted under a clock that ran ahead counts for nothing once it is set right."""
    monkeypatch.setattr(tasks, "_REPEATING", {})
    tasks.repeat("hourly", every=timedelta(hours=1), task=tasks.keep_root)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert tasks.enqueue_what_is_due() == ["hourly"]
        queue.beat("gone", timezone.now())
        left = running("gone", since=timedelta())
    assert queue.living_workers() == set()
    assert queue.take_up_left_tasks() == 1
    left.refresh_from_db()
    assert left.status == "READY"
    assert tasks.enqueue_what_is_due() == ["hourly"]
    assert tasks.enqueue_what_is_due() == []
    queue.beat("here", timezone.now())
    assert list(WorkerBeat.objects.values_list("worker", flat=True)) == ["here"]


def test_old_tasks_and_their_progress_are_forgotten() -> None:
    old = make_task("SUCCESSFUL", finished_at=timezone.now() - timedelta(days=20))
    new = make_task("SUCCESSFUL", finished_at=timezone.now())
    for task in (old, new):
        Progress.objects.create(task=task.pk, done=1)
    tasks.tidy.call()
    assert list(DBTaskResult.objects.values_list("pk", flat=True)) == [new.pk]
    assert list(Progress.objects.values_list("task", flat=True)) == [new.pk]


def test_the_page_shows_tasks_and_stops_one(administrator: Person, client: Client) -> None:
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    task = running("living", since=timedelta())
    Progress.objects.create(task=task.pk, done=3, total=12)
    client.cookies["chiso_language"] = "en"
    page = client.get("/van-hanh/").content.decode()
    assert "3 of 12" in page
    assert "Take a root of the record" in page
    answer = client.post(f"/van-hanh/viec/{task.pk}/dung/")
    assert (answer.status_code, answer["Location"]) == (303, "/van-hanh/")
    assert Progress.objects.get().cancel_asked_at is not None
    absent = client.post(f"/van-hanh/viec/{UUID(int=1)}/dung/")
    assert absent.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_constant_number_of_queries(
    administrator: Person, count: int, django_assert_num_queries: object
) -> None:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    from chiso.office.running.selectors import overview

    for _ in range(count):
        Progress.objects.create(task=make_task().pk)
    with CaptureQueriesContext(connections["tasks" if "tasks" in connections else "default"]) as asked:
        assert len(overview().tasks) == count
    assert len(asked) == 4
