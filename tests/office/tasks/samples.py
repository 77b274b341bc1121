"""Tasks for the access table: of each agency one with everything that a page can show."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.roles import Role
from chiso.office.tasks.models import (
    Directive,
    DirectiveChange,
    Extension,
    Involvement,
    Note,
    Outreach,
    Report,
    Subscription,
    Task,
    TaskAim,
)
from tests.office.routes_samples import Samples, World

SECRET = "a-secret-that-nobody-has"


def task_of(agency: Agency, directive: Directive | None, giver: Person, officer: Person) -> Task:
    """A task that is reported as done, for which more time was asked; with a part, a note, a figure."""
    last = date(2026, 12, 31)
    task = Task.objects.create(
        title="Truyền thông về dịch vụ công", words="Làm theo kế hoạch", directive=directive, owner=agency,
        given_by=giver, deadline=last, last_day=last, product="Báo cáo", priority="high",
        measure="Tỷ lệ biết đến", is_communication=True, percent=100, begun_at=timezone.now(),
        reported_at=timezone.now(),
    )  # fmt: skip
    part = Task.objects.create(
        title="Phần thứ nhất", parent=task, level=2, owner=agency, given_by=giver, given_for=agency,
        directive=directive, deadline=last, last_day=last,
    )  # fmt: skip
    for one in (task, part):
        Involvement.objects.create(task=one, agency=agency, part="owner")
    TaskAim.objects.create(task=task, framework="example-hundred", code="1.1")
    report = Report.objects.create(
        task=task, kind="done", by=officer, day=timezone.localdate(), percent=100, words="Đã làm xong"
    )
    Outreach.objects.create(report=report, channels="Loa phường", reach=1200, products="Tờ rơi")
    Extension.objects.create(
        task=task, asked_by=officer, old_deadline=last, old_last_day=last,
        new_deadline=last + timedelta(days=30), new_last_day=last + timedelta(days=30), reason="Chờ số liệu",
    )  # fmt: skip
    Note.objects.create(task=task, agency=agency, by=officer, words="Đang chờ")
    return task


def samples(world: World) -> Samples:
    coordinator = world.people[Role.COORDINATOR]
    directives: dict[str, dict[str, object]] = {}
    tasks: dict[str, Task] = {}
    for name, agency, officer in (
        ("own", world.own, world.colleague.person),
        ("other", world.other, world.outsider.person),
    ):
        directive = Directive.objects.create(
            kind="resolution", number=f"0{len(directives) + 1}/NQ-MH", title="Nghị quyết minh hoạ",
            extract="Giao các cơ quan", issued_on=date(2026, 1, 5), is_made_up=True, entered_by=coordinator,
            version=2,
        )  # fmt: skip
        DirectiveChange.objects.create(
            directive=directive, number=1, stood={"number": "0", "title": "Cũ"}, reason="Nhầm số",
            changed_by=coordinator,
        )  # fmt: skip
        directives[name] = {"key": directive.key}
        tasks[name] = task_of(agency, directive, coordinator, officer)
    calendar = Subscription.objects.create(person=coordinator, digest="0" * 64, whose="city")
    of_task = {name: {"key": task.key} for name, task in tasks.items()}
    of_report = {name: {"key": task.reports.get().key} for name, task in tasks.items()}
    of_request = {name: {"key": task.extensions.get().key} for name, task in tasks.items()}
    named = ("task", "part", "distribute", "report", "done", "note", "ask-for-time", "withdraw", "effect")
    return {
        **{f"tasks:{name}": of_task for name in named},
        **{f"tasks:{name}": directives for name in ("directive", "correct-directive", "effect-of-directive")},
        # Without a token it is 401 whosever the task is; by token, other agencies get 404 (`test_api`).
        "api:one_task": {"": of_task["own"]},
        "api:post_report": {"": of_task["own"]},
        "tasks:decide": of_report,
        "tasks:decide-time": of_request,
        "tasks:revoke-calendar": {"": {"key": calendar.key}},
        "tasks:calendar": {"": {"secret": SECRET}},
    }
