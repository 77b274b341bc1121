"""Directives and tasks of a demonstration: real directives as far as a source states them, tasks made up.

Programme 08-CTr/TU is cited with date and title as Kinh tế & Đô thị reported its final review (30 September
2020). Of resolution 17/2019/NQ-HĐND and plan 171-KH/TU only kind and number are stated: no source for more
was found, and nothing is made up about them. Every task is made up and says so, whatever it is cited under.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TypeVar

from django.utils import timezone

from chiso.language import text
from chiso.office.demonstration.accounts import HEALTH, WARD
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.tasks.models import Directive, Report, Task
from chiso.office.tasks.services import (
    Aim,
    DirectiveFacts,
    NewTask,
    OutreachGiven,
    add_note,
    ask_for_time,
    confirm_done,
    distribute_task,
    enter_directive,
    give_part,
    give_task,
    report_done,
    report_progress,
)

_PROGRAMME = DirectiveFacts(
    "programme",
    "Đẩy mạnh cải cách hành chính, tạo bước chuyển mạnh về kỷ luật, kỷ cương, ý thức trách nhiệm, chất lượng"
    " phục vụ Nhân dân của đội ngũ cán bộ, công chức, viên chức giai đoạn 2016 - 2020",
    "08-CTr/TU",
    date(2016, 4, 26),
    "Thành ủy Hà Nội",
)
_Made = TypeVar("_Made")
_NUMBER_ALONE = text("Only kind and number are stated here; date, title and text are not.")


def show_tasks(people: Mapping[str, Person]) -> None:
    """Enter the directives as the coordinator, give tasks in every state, do and decide as each role does."""
    coordinator = people["dieu-phoi"]
    programme = enter_directive(actor=coordinator, facts=_PROGRAMME)
    for kind, number, issuer in (
        ("resolution", "17/2019/NQ-HĐND", "HĐND Thành phố Hà Nội"),
        ("plan", "171-KH/TU", "Thành ủy Hà Nội"),
    ):
        facts = DirectiveFacts(kind, number, number, None, issuer, _NUMBER_ALONE.in_language("vi"))
        enter_directive(actor=coordinator, facts=facts)
    _Shown(people, programme).give_all()


class _Shown:
    """The tasks, one in each state, and one in three levels."""

    def __init__(self, people: Mapping[str, Person], directive: Directive) -> None:
        self._people, self._directive = people, directive
        self._today = timezone.localdate()
        self._health = Agency.objects.get(uid=HEALTH)
        self._ward = Agency.objects.get(uid=WARD)

    def give_all(self) -> None:
        """Every task of the demonstration."""
        self._begin_the_big_one()
        self._give("Niêm yết thủ tục tại bộ phận một cửa (minh hoạ)", self._ward, 40)
        self._give("Đối thoại với người dân về thủ tục đất đai (minh hoạ)", self._ward, -12)
        self._wait()
        self._finish()
        self._tell()

    def _give(self, title: str, owner: Agency, days: int, **more: object) -> Task:
        given = NewTask(
            title=title, owner=owner, directive=self._directive, deadline=self._today + timedelta(days=days),
            is_made_up=True, aims=(Aim("example-hundred", "1.1"),), **more,  # type: ignore[arg-type]
        )  # fmt: skip
        return give_task(actor=self._people["dieu-phoi"], given=given)

    def _begin_the_big_one(self) -> None:
        """Given on in parts, with help of the ward, progress, and a request for more time."""
        head, officer = self._people["thu-truong-so"], self._people["can-bo-so"]
        whole = self._give(
            "Rút ngắn thời gian cấp giấy phép hoạt động (minh hoạ)", self._health, 25, priority="high",
            collaborators=(self._ward,), product="Quy trình đã ban hành", measure="Từ 45 xuống 30 ngày",
        )  # fmt: skip
        part = give_part(
            actor=head, parent=whole,
            given=NewTask(
                title="Rà soát quy trình hiện hành (minh hoạ)", owner=self._health, deadline=whole.deadline,
                officer=officer, is_made_up=True,
            ),
        )  # fmt: skip
        give_part(
            actor=head, parent=part,
            given=NewTask(
                title="Thống kê hồ sơ trễ hạn theo bước (minh hoạ)", owner=self._health,
                deadline=whole.deadline, officer=officer, is_made_up=True,
            ),
        )  # fmt: skip
        self._as_it_stands(
            part,
            lambda task: report_progress(
                actor=officer, task=task, percent=60, words="Đã rà soát 6 trên 10 thủ tục (minh hoạ).",
                expected_version=task.version,
            ),
        )  # fmt: skip
        assert whole.deadline is not None, "it was given with a deadline"
        later = whole.deadline + timedelta(days=30)
        self._as_it_stands(
            whole,
            lambda task: ask_for_time(
                actor=officer, task=task, new_deadline=later, reason="Chờ nâng cấp phần mềm (minh hoạ)",
                expected_version=task.version,
            ),
        )  # fmt: skip
        add_note(actor=self._people["can-bo-phuong"], task=whole, words="Phường đã gửi số liệu (minh hoạ).")

    def _wait(self) -> None:
        """Reported as done, not decided on yet."""
        task = self._give("Công khai kết quả giải quyết hồ sơ hằng tuần (minh hoạ)", self._health, 10)
        self._done(task, self._people["can-bo-so"])

    def _finish(self) -> None:
        """Done and confirmed: one in time, one late."""
        for title, days in (
            ("Tập huấn cán bộ một cửa (minh hoạ)", 5),
            ("Lập danh mục thủ tục (minh hoạ)", -20),
        ):
            task = self._give(title, self._ward, days)
            report = self._done(task, self._people["can-bo-phuong"])
            current = Task.objects.get(pk=task.pk)
            confirm_done(actor=self._people["lanh-dao"], report=report, expected_version=current.version)

    def _tell(self) -> None:
        """A task of communication, with reach."""
        officer = self._people["can-bo-phuong"]
        task = self._give(
            "Tuyên truyền dịch vụ công trực tuyến (minh hoạ)", self._ward, 60, is_communication=True,
            product="12 buổi phát thanh",
        )  # fmt: skip
        distribute_task(
            actor=self._people["thu-truong-phuong"], task=task, section=None, officer=officer,
            expected_version=task.version,
        )  # fmt: skip
        self._as_it_stands(
            task,
            lambda current: report_progress(
                actor=officer, task=current, percent=25, words="Đã phát 3 buổi (minh hoạ).",
                outreach=OutreachGiven("Loa phường, Zalo", 4_200, "3 bản tin"),
                expected_version=current.version,
            ),
        )  # fmt: skip

    def _done(self, task: Task, officer: Person) -> Report:
        report = self._as_it_stands(
            task,
            lambda current: report_done(
                actor=officer, task=current, words="Đã hoàn thành (minh hoạ).",
                expected_version=current.version,
            ),
        )  # fmt: skip
        return Report.objects.select_related("by", "task__owner", "task__given_for").get(pk=report.pk)

    @staticmethod
    def _as_it_stands(task: Task, do: Callable[[Task], _Made]) -> _Made:
        return do(Task.objects.select_related("owner", "given_for").get(pk=task.pk))
